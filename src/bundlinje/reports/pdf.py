"""The report as a tagged PDF (PDF/UA-1) set for print by Typst.

The template is fixed and the report reaches it as JSON, so that no text of a case can become
markup or code. Only the typefaces inside Typst are used: the file looks the same everywhere.
"""

from __future__ import annotations

import json
import re
import textwrap
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
from bundlinje.reports.print_words import PRINT_WORDS
from bundlinje.reports.printed import APPENDIX, BOX, Printed, printable, printed
from bundlinje.reports.svg import svg

#: Width of a chart [px], so that its type is as large as the page's.
PAPER = 604
#: The same on a short report, whose margins are smaller and whose type may be.
PAPER_SHORT = 690
TYPEFACE = "Libertinus Serif"
#: Most of the title that stands at the top of every page. [characters]
RUNNING = 90
_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed')
_FONT = re.compile(r'font-family="[^"]*"')


def pdf(report: Report) -> bytes:
    """Return a report as a PDF; the same report gives the same bytes."""
    template = resources.files("bundlinje.reports") / "templates" / "report.typ"
    data = json.dumps(_document(printed(report)), ensure_ascii=False)
    return _compiled(template.read_bytes(), data)


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


def _document(paper: Printed) -> dict[str, Any]:
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
        "introduction": _blocks(paper, report.introduction, 1),
        "sections": [_section(paper, section) for section in report.sections],
        "citation": report.citation,
    }


def _section(paper: Printed, section: Section) -> dict[str, Any]:
    return {
        "id": section.id,
        "title": section.title,
        "appendix": section.id == APPENDIX,
        "blocks": _blocks(paper, section.blocks, 2),
    }


def _blocks(paper: Printed, blocks: tuple[Block, ...], level: int) -> list[dict[str, Any]]:
    """Return blocks as data; subheadings stand at `level`, headings of items one below them."""
    found = []
    below = level
    for block in blocks:
        if isinstance(block, Subheading):
            below = level + 1
            found.append({"kind": "heading", "text": block.text, "level": level})
        else:
            found.append(_block(paper, block, below))
    return found


def _block(paper: Printed, block: Block, level: int) -> dict[str, Any]:
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
                "svg": _FONT.sub(
                    f'font-family="{TYPEFACE}"',
                    svg(block, PAPER_SHORT if paper.report.length == "short" else PAPER),
                ),
            }
        case Assumption():
            return {"kind": "assumption", "level": level, **_assumption(block)}
        case _:
            raise TypeError(f"no layout for {type(block).__name__}")


def _chart(chart: Chart, width: int) -> str:
    """Return a chart as SVG in the typeface of the page."""
    return printable(_FONT.sub(f'font-family="{TYPEFACE}"', svg(chart, width)))


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
