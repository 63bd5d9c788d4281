"""A report as plain text, for the terminal: texts, lists and tables without layout."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from bundlinje.reports.content import Block, BulletList, Paragraph, Report, Subheading, Table

WIDTH = 88


def plain_text(report: Report) -> str:
    """Return the paragraphs, lists and tables of a report; charts and facts are left out."""
    lines = [report.title, "=" * len(report.title), "", *_blocks(report.introduction)]
    for section in report.sections:
        lines += ["", section.title, "-" * len(section.title), "", *_blocks(section.blocks)]
    return "\n".join([*lines, "", report.citation])


def _blocks(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph():
                yield from textwrap.wrap(block.text, WIDTH)
            case BulletList():
                for entry in block.entries:
                    text = "".join(span.text for span in entry)
                    yield from textwrap.wrap(
                        text, WIDTH, initial_indent="- ", subsequent_indent="  "
                    )
            case Subheading():
                yield block.text
            case Table():
                yield from _table(block)
        yield ""


def _table(table: Table) -> Iterator[str]:
    """Yield a table row by row, every cell behind the name of its column."""
    for row in table.rows:
        first, *rest = zip(table.columns, row, strict=True)
        yield from textwrap.wrap(f"{first[0].header}: {first[1].text}", WIDTH)
        for column, cell in rest:
            text = f"{column.header}: {cell.text}"
            yield from textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ")
