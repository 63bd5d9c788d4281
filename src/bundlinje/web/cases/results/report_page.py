"""A report as a web page: its blocks in order, its charts drawn in the browser, its files."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from bundlinje.reports.content import Block, Chart, Report, Subheading, Table
from bundlinje.reports.svg import WIDE, svg
from bundlinje.reports.unbroken import unbroken, with_texts
from bundlinje.reports.writing import write_report
from bundlinje.web.cases.form.paths import slug
from bundlinje.web.cases.results.interactive import specification

#: So many columns do not fit on a phone beside each other.
LIST_OF_TEXTS, LIST_OF_NUMBERS = 3, 5

TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True)
class Shown:
    """A block, what it is called in templates, and the level of a heading inside it."""

    block: Block
    kind: str
    level: int

    @property
    def as_list(self) -> bool:
        """Whether its table is read as a list on a phone: all texts, or many columns."""
        table = self.block.table if isinstance(self.block, Chart) else self.block
        if not isinstance(table, Table):
            return False
        texts = all(column.align == "left" for column in table.columns)
        return len(table.columns) >= (LIST_OF_TEXTS if texts else LIST_OF_NUMBERS)


def shown(blocks: Sequence[Block], level: int) -> list[Shown]:
    """Return blocks as a page shows them, below a heading of `level` − 1."""
    found, inside = [], level
    for block in blocks:
        found.append(Shown(block, type(block).__name__.lower(), inside))
        if isinstance(block, Subheading):
            found[-1] = Shown(block, "subheading", level)
            inside = level + 1
    return found


def page_of(report: Report, folded: Sequence[str] = ()) -> dict[str, Any]:
    """Return what a page shows of a report; the sections `folded` are opened by the reader."""
    report = with_texts(unbroken(report), _without_joiners)
    return {
        "introduction": shown(report.introduction, 2),
        "report_sections": [
            {"section": section, "blocks": shown(section.blocks, 3), "folded": section.id in folded}
            for section in report.sections
        ],
        "citation": report.citation,
    }


def _without_joiners(text: str) -> str:
    # The pages' type has no word joiner; a browser would look for another file that has.
    return text.replace("\u2060", "")


def chart_answer(request: HttpRequest, report: Report, name: str) -> HttpResponse:
    """Answer with a chart of a report: at a width for the browser to draw, or as a picture.

    Raises:
        Http404: the report has no such chart.
    """
    found = [block for block in report.blocks if isinstance(block, Chart) and block.id == name]
    if not found:
        raise Http404
    if request.GET.get("som") == "svg":
        return HttpResponse(svg(found[0], WIDE), content_type="image/svg+xml")
    asked = request.GET.get("bredde", "")
    width = int(asked) if asked.isdigit() and len(asked) < 6 else WIDE
    text = json.dumps(specification(found[0], width), ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text, content_type="application/json")


def file_answer(report: Report, kind: str) -> HttpResponse:
    """Answer with a report as a file to save.

    Raises:
        Http404: there is no such kind of file.
    """
    if kind not in TYPES:
        raise Http404
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"rapport.{kind}"
        write_report(report, file)
        content = file.read_bytes()
    response = HttpResponse(content, content_type=TYPES[kind])
    name = f"{slug(report.title)}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
