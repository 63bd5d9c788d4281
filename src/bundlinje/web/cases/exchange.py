"""Cases in and out: an empty one, files read, and the files that can be downloaded."""

from __future__ import annotations

import secrets
import tempfile
from pathlib import Path
from typing import Any

from django.http import Http404, HttpResponse

from bundlinje.basics.errors import InputError, input_error
from bundlinje.basics.texts import Language
from bundlinje.basics.yaml_tree import parse_document
from bundlinje.basics.yaml_writing import yaml_text
from bundlinje.calculation.case_file import case_from_data, case_from_text
from bundlinje.calculation.result import Result
from bundlinje.evidence.knowledge import Knowledge
from bundlinje.web.cases.form.paths import slug
from bundlinje.web.cases.judging import judge
from bundlinje.web.cases.models import Case

Document = dict[Any, Any]

TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "yaml": "application/yaml; charset=utf-8",
    "json": "application/json; charset=utf-8",
}


def own_id() -> str:
    """Return an id of its own, so that two cases are not taken for variants of one intervention."""
    return f"sag-{secrets.token_hex(4)}"


def empty(year: int) -> Document:
    """Return a case in which everything is still to be answered; the first year is the next."""
    return {
        "format": "bundlinje.case/1",
        "id": own_id(),
        "title": "",
        "price_year": 2023,
        "start_year": year + 1,
        "horizon": 10,
        "discounting": {"schedule": "dk-2021"},
        "effect": {},
        "costs": [],
        "consequences": [],
        "outcomes": [],
    }


def read_file(name: str, content: bytes, knowledge: Knowledge) -> Document:
    """Return the document of an uploaded case file or workbook.

    `knowledge` is what its references are looked up in.

    Raises:
        InputError: it cannot be read or is not a case; every problem with its line or cell.
    """
    if Path(name).suffix.lower() == ".xlsx":
        return _from_workbook(name, content, knowledge)
    document = parse_document(content, name).root.plain()
    if not isinstance(document, dict):
        raise input_error("ventede en sagsfil.", "expected a case file.", file=name)
    case_from_text(content.decode("utf-8-sig"), name, knowledge=knowledge)
    return _with_id(document, name)


def _with_id(document: Document, name: str) -> Document:
    """Return a document with an id, which for a file without one is the file's name."""
    return document if "id" in document else {"id": slug(Path(name).stem), **document}


def _from_workbook(name: str, content: bytes, knowledge: Knowledge) -> Document:
    from bundlinje.calculation.case_workbook import read_workbook

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sag.xlsx"
        file.write_bytes(content)
        read = read_workbook(file)
        document: Document = read.document.root.plain()
        try:
            case = case_from_data(document, knowledge=knowledge)
            read.check(case)
        except InputError as error:
            raise read.places.explained(error) from None
    return document


def download(case: Case, document: Document, kind: str, language: Language) -> HttpResponse:
    """Return a file of a case to save.

    Raises:
        Http404: there is no such kind of file, or the case has no result yet.
    """
    base, _, length = kind.partition("-")
    if base not in TYPES or length not in ("", "kort"):
        raise Http404
    name = f"{slug(case.title)}{'-kort' if length else ''}.{base}"
    if base == "yaml":
        content = yaml_text(document).encode()
    else:
        result = judge(document, case.organisation_id).result
        if result is None:
            raise Http404
        content = _report(result, base, language, bool(length))
    response = HttpResponse(content, content_type=TYPES[base])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _report(result: Result, kind: str, language: Language, short: bool) -> bytes:
    if kind == "json":
        return result.to_json(language).encode()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"rapport.{kind}"
        if kind == "xlsx":
            from bundlinje.reports.workbook.build import write_workbook

            write_workbook(result, file, language)
        else:
            from bundlinje.reports.calculation_report import calculation_report
            from bundlinje.reports.writing import write_report

            write_report(calculation_report(result, language, "short" if short else "full"), file)
        return file.read_bytes()
