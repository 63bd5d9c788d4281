"""The report as a tagged PDF (PDF/UA-1) set for print by Typst.

The template is fixed and the report reaches it as JSON, so that no text of a case can become
markup or code. Only the typefaces inside Typst are used: the file looks the same everywhere.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Mapping
from importlib import resources
from typing import Any

from bundlinje.reports.content import (
    Assumption,
    Block,
    BulletList,
    Cell,
    Chart,
    Figures,
    Paragraph,
    Report,
    Section,
    Span,
    Subheading,
    Table,
)
from bundlinje.reports.page_fill import Page, Place, smaller
from bundlinje.reports.print_words import PRINT_WORDS
from bundlinje.reports.printed import APPENDIX, BOX, Printed, printable, printed
from bundlinje.reports.svg import svg, svgs

#: Width of a chart of full size [px], so that its type is a little smaller than the page's.
PAPER = 650
#: The same on a short report, whose margins are smaller and whose type may be.
PAPER_SHORT = 690
#: The room for text on a page of a full report, as the template has it, and its width [pt].
ROOM = Page(top=27 * 72 / 25.4, bottom=(297 - 25) * 72 / 25.4)
TEXT_WIDTH = 160 * 72 / 25.4
#: How often a report is laid out at most to fill its pages, one page at a time.
MOST_LAYOUTS = 10
TYPEFACE = "Libertinus Serif"
#: Most of the title that stands at the top of every page. [characters]
RUNNING = 90
_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed')
_SIZE = re.compile(r'width="([\d.]+)" height="([\d.]+)"')
_FONT = re.compile(r'font-family="[^"]*"')


def pdf(report: Report) -> bytes:
    """Return a report as a PDF; the same report gives the same bytes."""
    template = (resources.files("bundlinje.reports") / "templates" / "report.typ").read_bytes()
    paper = printed(report)
    width = PAPER if report.length == "full" else PAPER_SHORT
    charts = [block for block in paper.report.blocks if isinstance(block, Chart)]
    drawn = {name: _in_type(text) for (name, _), text in svgs(charts, (width,)).items()}
    if charts and report.length == "full":
        drawn = _filled(template, paper, charts, drawn)
    return _compiled(template, _data(paper, drawn))


def _filled(
    template: bytes, paper: Printed, charts: list[Chart], drawn: dict[str, str]
) -> dict[str, str]:
    """Return the charts as SVG text by id, some of them smaller so that the pages are full."""
    sizes = dict.fromkeys(drawn, 1.0)
    tried: list[str] = []
    for _ in range(MOST_LAYOUTS):
        # What is missing is an estimate: a chart that did not move gets a second chance.
        given_up = {chart for chart in tried if tried.count(chart) > 1}
        moved, found = smaller(_places(template, paper, drawn), sizes, ROOM, given_up)
        if not found:
            break
        tried.append(moved)
        sizes |= found
        redrawn = [chart for chart in charts if chart.id in found]
        drawn |= {c.id: _in_type(svg(c, round(PAPER / sizes[c.id]))) for c in redrawn}
    return drawn


def _places(template: bytes, paper: Printed, drawn: dict[str, str]) -> list[Place]:
    """Return where every block of the report ends when it is laid out with these charts."""
    import typst

    told = typst.query(
        template,
        "<place>",
        field="value",
        ignore_system_fonts=True,
        sys_inputs={"report": _data(paper, drawn)},
    )
    places, top = [], 0.0
    for mark in json.loads(told):
        if mark["at"] == "start":
            top = mark["y"]
            continue
        height = _height(drawn[mark["chart"]]) if mark["chart"] else 0.0
        places.append(Place(mark["page"], mark["y"], mark["chart"], top, height))
    return places


def _in_type(drawn: str) -> str:
    """Return a chart in the typeface of the page."""
    return printable(_FONT.sub(f'font-family="{TYPEFACE}"', drawn))


def _height(drawn: str) -> float:
    """Return how high a chart stands on the page [pt]."""
    found = _SIZE.search(drawn)
    assert found is not None
    return TEXT_WIDTH * float(found[2]) / float(found[1])


def _data(paper: Printed, drawn: Mapping[str, str]) -> str:
    return json.dumps(_document(paper, drawn), ensure_ascii=False)


def _compiled(template: bytes, data: str) -> bytes:
    """Return the PDF; signs that no typeface in Typst has are shown as boxes.

    A file with a sign that cannot be shown is no PDF/UA-1, and Typst refuses it, one at a time.
    """
    import typst

    while True:
        try:
            made = typst.compile(
                template,
                format="pdf",
                ignore_system_fonts=True,
                sys_inputs={"report": data},
                pdf_standards=["ua-1"],
                timestamp=0,
            )
        except typst.TypstError as error:
            missing = _MISSING.search(error.message)
            shown = data if missing is None else _boxed(data, missing.group(1))
            if shown == data:
                raise
            data = shown
        else:
            return bytes(made)


def _boxed(data: str, missing: str) -> str:
    """Return data with the signs of `missing`, and of their script, as boxes."""
    blocks = {_block_of(sign) for sign in missing if ord(sign) > 0xFF}
    return "".join(BOX if ord(s) > 0xFF and _block_of(s) in blocks else s for s in data)


def _block_of(sign: str) -> int:
    """Return a number that signs of one script share: East Asian ones and emoji are many."""
    code = ord(sign)
    return code >> 12 if code >= 0x2E80 else (code >> 5) - 0x10000


def _document(paper: Printed, drawn: Mapping[str, str]) -> dict[str, Any]:
    report = paper.report
    return {
        "title": report.title,
        "running": textwrap.shorten(report.title, RUNNING, placeholder=" …"),
        "language": report.language,
        "region": "DK" if report.language == "da" else "GB",
        "author": report.meta["software"],
        "keywords": [f"{name}: {value}" for name, value in report.meta.items()],
        "short": report.length == "short",
        "words": {key: text.to(report.language) for key, text in PRINT_WORDS.items()},
        "introduction": _blocks(paper, drawn, report.introduction, 1),
        "sections": [_section(paper, drawn, section) for section in report.sections],
        "citation": report.citation,
    }


def _section(paper: Printed, drawn: Mapping[str, str], section: Section) -> dict[str, Any]:
    return {
        "id": section.id,
        "title": section.title,
        "appendix": section.id == APPENDIX,
        "blocks": _blocks(paper, drawn, section.blocks, 2),
    }


def _blocks(
    paper: Printed, drawn: Mapping[str, str], blocks: tuple[Block, ...], level: int
) -> list[dict[str, Any]]:
    """Return blocks as data; subheadings stand at `level`, headings of items one below them."""
    found = []
    below = level
    for block in blocks:
        if isinstance(block, Subheading):
            below = level + 1
            found.append({"kind": "heading", "text": block.text, "level": level})
        else:
            found.append(_block(paper, drawn, block, below))
    return found


def _block(paper: Printed, drawn: Mapping[str, str], block: Block, level: int) -> dict[str, Any]:
    match block:
        case Paragraph():
            return {"kind": "paragraph", "tone": block.tone, "spans": _spans(block.spans)}
        case BulletList():
            return {"kind": "list", "entries": [_spans(entry) for entry in block.entries]}
        case Figures():
            return {"kind": "figures", "figures": [_figure(figure) for figure in block.figures]}
        case Table():
            return {"kind": "table", "number": paper.numbers[block.id], **_table(block)}
        case Chart():
            return {
                "kind": "chart",
                "id": block.id,
                "number": paper.numbers[block.id],
                "table": paper.behind.get(block.id, ""),
                "table_number": paper.numbers.get(paper.behind.get(block.id, ""), 0),
                "title": block.title,
                "key": block.key,
                "description": f"{block.title}. {block.description}",
                "svg": drawn[block.id],
            }
        case Assumption():
            return {"kind": "assumption", "level": level, **_assumption(block)}
        case _:
            raise TypeError(f"no layout for {type(block).__name__}")


def _figure(figure: Any) -> dict[str, str]:
    return {
        "label": figure.label,
        "value": figure.value.text,
        "explanation": figure.explanation,
    }


def _spans(spans: tuple[Span, ...]) -> list[dict[str, str]]:
    return [{"text": span.text, "link": span.link} for span in spans]


def _table(table: Table) -> dict[str, Any]:
    return {
        "id": table.id,
        "caption": table.caption,
        "columns": [{"header": c.header, "unit": c.unit, "align": c.align} for c in table.columns],
        "rows": [_row(row) for row in table.rows],
        "footer": [] if table.footer is None else _row(table.footer),
    }


def _row(row: tuple[Cell, ...]) -> list[str]:
    return [cell.text for cell in row]


def _assumption(item: Assumption) -> dict[str, Any]:
    return {
        "title": item.title,
        "facts": [{"label": fact.label, "value": fact.value.text} for fact in item.facts],
        "notes": list(item.notes),
        "sources": [
            {**_spans((s.title,))[0], "accessed": s.accessed, "note": s.note} for s in item.sources
        ],
        "unsourced": item.unsourced,
    }
