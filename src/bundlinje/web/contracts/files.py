"""A contract's files: its terms in and out, the agreement, reports and workbooks."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.http import Http404, HttpResponse

from bundlinje.basics.errors import input_error
from bundlinje.basics.texts import Language, Text
from bundlinje.basics.yaml_tree import parse_document
from bundlinje.basics.yaml_writing import yaml_text
from bundlinje.contracts.contract_file import contract_from_text
from bundlinje.contracts.point_settlement import point_settlement
from bundlinje.reports.agreement import agreement
from bundlinje.reports.content import Report
from bundlinje.reports.contract.value_report import value_report
from bundlinje.reports.writing import write_report
from bundlinje.web.cases.exchange import TYPES
from bundlinje.web.cases.form.paths import slug
from bundlinje.web.contracts.judging import Judged, knowledge_of
from bundlinje.web.contracts.models import Contract
from bundlinje.web.knowledge.base import own_version

Document = dict[Any, Any]

AGREEMENT_FILES = (
    ("docx", Text("Word", "Word")),
    ("pdf", Text("PDF", "PDF")),
    ("html", Text("Webside", "Web page")),
)
SETTLEMENT_FILES = (
    ("pdf", Text("Afregning (PDF)", "Settlement (PDF)")),
    ("xlsx", Text("Afregning (Excel)", "Settlement (Excel)")),
)
VALUE_FILES = (
    ("pdf", Text("Rapport (PDF)", "Report (PDF)")),
    ("docx", Text("Rapport (Word)", "Report (Word)")),
    ("html", Text("Rapport (webside)", "Report (web page)")),
    ("xlsx", Text("Regneark (Excel)", "Workbook (Excel)")),
    ("yaml", Text("Kontraktfil", "Contract file")),
)


def read_terms(contract: Contract, name: str, content: bytes) -> Document:
    """Return the document of an uploaded contract file.

    Raises:
        InputError: it cannot be read or is no contract; every problem with its line and key.
    """
    document = parse_document(content, name).root.plain()
    if not isinstance(document, dict):
        raise input_error("ventede en kontraktfil.", "expected a contract file.", file=name)
    owner = contract.organisation_id
    version = own_version(owner)
    knowledge = knowledge_of(owner if version else None, version)
    contract_from_text(content.decode("utf-8-sig"), name, knowledge)
    return document if "id" in document else {"id": slug(Path(name).stem), **document}


def agreement_of(judged: Judged, language: Language) -> Report | None:
    """Return the agreement of a contract, or None where its terms cannot be read."""
    if judged.contract is None:
        return None
    return agreement(judged.contract, judged.case, language)


def value_of(judged: Judged, language: Language) -> Report:
    """Return the report of a contract's value.

    Raises:
        Http404: it cannot be valued.
    """
    if judged.valuation is None:
        raise Http404
    settlement = point_settlement(judged.valuation.contract, judged.case)
    return value_report(judged.valuation, language, settlement)


def value_file(
    contract: Contract, judged: Judged, document: Document, kind: str, language: Language
) -> HttpResponse:
    """Return the contract file, a report of its value, or the workbook.

    Raises:
        Http404: there is no such kind, or the contract cannot be valued.
    """
    if kind == "yaml":
        return answer(contract.title, kind, yaml_text(document).encode())
    valuation = judged.valuation
    if kind not in dict(VALUE_FILES) or valuation is None:
        raise Http404
    from bundlinje.reports.contract.writing import write_value

    settlement = point_settlement(valuation.contract, judged.case)
    content = written(kind, lambda path: write_value(valuation, settlement, path, language))
    return answer(contract.title, kind, content)


def agreement_file(
    contract: Contract, judged: Judged, kind: str, language: Language
) -> HttpResponse:
    """Return the agreement as a file.

    Raises:
        Http404: there is no such kind, or the terms cannot be read.
    """
    report = agreement_of(judged, language)
    if kind not in dict(AGREEMENT_FILES) or report is None:
        raise Http404
    content = written(kind, lambda path: write_report(report, path))
    return answer(f"aftale {contract.title}", kind, content)


def written(kind: str, write: Callable[[Path], None]) -> bytes:
    """Return the bytes of a file of some kind that a function writes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"fil.{kind}"
        write(path)
        return path.read_bytes()


def answer(title: str, kind: str, content: bytes) -> HttpResponse:
    """Return a file to save."""
    types = {**TYPES, "csv": "text/csv; charset=utf-8"}
    response = HttpResponse(content, content_type=types[kind])
    response["Content-Disposition"] = f'attachment; filename="{slug(title)}.{kind}"'
    return response
