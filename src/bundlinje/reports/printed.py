"""The report as it stands on paper: numbered figures and tables that fit the page.

PDF and Word share it. The numbers behind the figures move to an appendix, so that the text can be
read through, and a table too wide for a page becomes several.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from bundlinje.basics.texts import Text
from bundlinje.reports.content import Block, Cell, Chart, Column, Report, Section, Table
from bundlinje.reports.unbroken import unbroken, with_texts

#: What fits across a page at the size of type of tables. [characters]
ROOM = 88
#: Room between two columns. [characters]
GAP = 2
#: The least room that a column of text needs, and the most that a word is given. [characters]
LEAST, MOST = 14, 20

#: The id of the section that holds the numbers behind the figures.
APPENDIX = "bilag"

#: What stands for a sign that cannot be shown.
BOX = "□"

T = TypeVar("T")

#: Control characters, halves of characters and codes that are none.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)

#: After `til` between the ends of an interval: `−1,2 til 15,1 mio. kr.`.
_ENDS = re.compile(r"(?<= til) |(?<= to) ")

_APPENDIX = Text("Bilag: Tallene bag figurerne", "Appendix: the numbers behind the figures")
_PART = Text("del", "part")
_OF = Text("af", "of")


@dataclass(frozen=True)
class Printed:
    """A report for paper.

    `numbers` holds the number of every figure and table by its id, and `behind` the id of the table
    that holds the numbers of a figure, by the figure's id.
    """

    report: Report
    numbers: Mapping[str, int]
    behind: Mapping[str, str]


def printed(report: Report) -> Printed:
    """Return a report with its figures and tables numbered, and its tables made to fit."""
    report = unbroken(printable(report))
    (_, introduction), *others = [
        (place, tuple(_fitted(report, blocks, place))) for place, blocks in _places(report)
    ]
    sections = [
        replace(section, blocks=blocks)
        for section, (_, blocks) in zip(report.sections, others, strict=True)
    ]
    behind: dict[str, str] = {}
    if report.length == "full":
        behind, tables = _behind(report)
        if tables:
            blocks = tuple(_fitted(report, tuple(tables), APPENDIX))
            sections.append(Section(APPENDIX, _APPENDIX.to(report.language), blocks))
    paper = replace(report, introduction=introduction, sections=tuple(sections))
    numbers: dict[str, int] = {}
    for kind in (Chart, Table):
        found = [block.id for block in paper.blocks if isinstance(block, kind)]
        numbers |= {name: number for number, name in enumerate(found, 1)}
    return Printed(paper, numbers, behind)


def _behind(report: Report) -> tuple[dict[str, str], list[Table]]:
    """Return the table behind each figure, and the tables that the text does not hold already."""
    known: dict[Table, str] = {}
    for place, blocks in _places(report):
        for at, block in enumerate(blocks):
            if isinstance(block, Table):
                known.setdefault(replace(block, id=""), _name(block, place, at))
    behind, tables = {}, []
    for chart in (block for block in report.blocks if isinstance(block, Chart)):
        shown = replace(chart.table, id="")
        if shown not in known:
            known[shown] = table_id(chart)
            tables.append(replace(shown, id=table_id(chart)))
        behind[chart.id] = known[shown]
    return behind, tables


def _places(report: Report) -> Iterator[tuple[str, tuple[Block, ...]]]:
    yield "top", report.introduction
    for section in report.sections:
        yield section.id, section.blocks


def _name(table: Table, place: str, at: int) -> str:
    return table.id or f"tabel-{place}-{at}"


def printable(value: T) -> T:
    """Return a report, or any part of it, with signs that no file may hold shown as boxes."""
    return with_texts(value, lambda text: _UNPRINTABLE.sub(BOX, text))


def table_id(chart: Chart) -> str:
    """Return the id of the table that holds the numbers of a chart."""
    return f"tal-{chart.id}"


def _fitted(report: Report, blocks: tuple[Block, ...], place: str) -> Iterator[Block]:
    for at, block in enumerate(blocks):
        if not isinstance(block, Table):
            yield block
            continue
        parts = parts_of(block)
        for number, part in enumerate(parts):
            name = _name(block, place, at)
            if len(parts) == 1:
                yield replace(part, id=name)
                continue
            caption = (
                f"{part.caption} ({_PART.to(report.language)} {number + 1} "
                f"{_OF.to(report.language)} {len(parts)})"
            )
            yield replace(part, caption=caption, id=name if not number else f"{name}-{number + 1}")


def parts_of(table: Table, room: int = ROOM) -> list[Table]:
    """Return a table as tables that each fit into `room` [characters], with the leading texts."""
    widths = column_widths(table)
    leading = _leading(table)
    first = sum(width + GAP for width in widths[:leading])
    groups: list[list[int]] = [[]]
    used = first
    for at, width in enumerate(widths[leading:], leading):
        if groups[-1] and used + width > room:  # after the last column there is no gap
            groups.append([])
            used = first
        groups[-1].append(at)
        used += width + GAP
    if len(groups) == 1:
        return [table]
    return [_part(table, [*range(leading), *group]) for group in groups]


def _leading(table: Table) -> int:
    """Return how many columns say what a row is: the texts before the first number."""
    texts = [column.align == "left" for column in table.columns]
    # A table of texts alone has one; more would fill the page again and again.
    return 1 if all(texts) else max(texts.index(False), 1)


def _part(table: Table, at: list[int]) -> Table:
    def chosen(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
        return tuple(row[index] for index in at)

    return replace(
        table,
        columns=tuple(table.columns[index] for index in at),
        rows=tuple(chosen(row) for row in table.rows),
        footer=None if table.footer is None else chosen(table.footer),
    )


def column_widths(table: Table) -> list[int]:
    """Return the room that every column needs at least. [characters]

    Numbers never break, and intervals only between their ends; headers and texts break between
    words.
    """
    rows = [*table.rows, *(() if table.footer is None else (table.footer,))]
    widths = []
    for at, column in enumerate(table.columns):
        words = _words(column)
        cells = [row[at].text for row in rows]
        if column.align == "right":
            ends = (len(end) for text in cells for end in _ENDS.split(text))
            widths.append(max(min(words, MOST), *ends, 0))
        else:
            longest = max((len(text) for text in cells), default=0)
            widths.append(max(min(words, MOST), min(longest, LEAST)))
    return widths


def _words(column: Column) -> int:
    texts = [*column.header.split(" "), f"({column.unit})" if column.unit else ""]
    return max(len(text) for text in texts)
