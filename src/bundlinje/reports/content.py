"""What a report consists of: sections of text, lists, figures, tables and charts.

Plain data without layout, so that HTML, PDF, Word, Excel and a web page can be made from the same
report. Cells and figures keep the raw value beside the text that people read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from bundlinje.basics.texts import Language

if TYPE_CHECKING:
    import altair as alt

Raw = float | int | str | None
Align = Literal["left", "right"]
#: full: everything; short: what fits on one page.
Length = Literal["full", "short"]
#: answer: the conclusion; plain; note: a reservation; warning: something to look at.
Tone = Literal["answer", "plain", "note", "warning"]


@dataclass(frozen=True)
class Span:
    """A piece of text, with the address it links to where it has one."""

    text: str
    url: str = ""

    @property
    def link(self) -> str:
        """The address if it is one of the web, else nothing: other schemes can run code."""
        return self.url if self.url.lower().startswith(("https://", "http://")) else ""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of text."""

    spans: tuple[Span, ...]
    tone: Tone = "plain"

    @property
    def text(self) -> str:
        """The text without links."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True)
class BulletList:
    """A list of short texts; each entry is one or more spans."""

    entries: tuple[tuple[Span, ...], ...]


@dataclass(frozen=True)
class Subheading:
    """A heading inside a section."""

    text: str


@dataclass(frozen=True)
class Cell:
    """A value and how it is written."""

    text: str
    raw: Raw = None


@dataclass(frozen=True)
class Figure:
    """One key figure: its name, its value and a word of explanation."""

    label: str
    value: Cell
    explanation: str = ""


@dataclass(frozen=True)
class Figures:
    """Key figures side by side."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Column:
    """A column of a table; `unit` is said once in the header instead of in every cell."""

    header: str
    unit: str = ""
    align: Align = "right"


@dataclass(frozen=True)
class Table:
    """A table: the first cell of every row names it; `footer` is a row of totals.

    `id` is given where something refers to the table.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    footer: tuple[Cell, ...] | None = None
    id: str = ""

    def __post_init__(self) -> None:
        for row in (*self.rows, *(() if self.footer is None else (self.footer,))):
            if len(row) != len(self.columns):
                raise ValueError(
                    f"a row has {len(row)} cells, the table {len(self.columns)} columns"
                )


@dataclass(frozen=True)
class Chart:
    """A chart: `draw` makes it at a width [px]; `table` holds the numbers that it shows.

    `key` says how to read it; `description` says in words and numbers what one sees, for those
    who do not see it.
    """

    id: str
    title: str
    key: str
    description: str
    draw: Callable[[int], alt.TopLevelMixin] = field(repr=False)
    table: Table = field(repr=False)


@dataclass(frozen=True)
class Fact:
    """One stated assumption about an item."""

    label: str
    value: Cell


@dataclass(frozen=True)
class Source:
    """Where a number was read: what it is, when it was read and what was noted about it."""

    title: Span
    accessed: str = ""
    note: str = ""


@dataclass(frozen=True)
class Assumption:
    """An item of the case with its numbers, where they come from and what is noted about them.

    `unsourced` says so in words where there is neither source nor note, and is empty otherwise.
    """

    id: str
    title: str
    facts: tuple[Fact, ...]
    sources: tuple[Source, ...] = ()
    notes: tuple[str, ...] = ()
    unsourced: str = ""


Block = Paragraph | BulletList | Subheading | Figures | Table | Chart | Assumption


@dataclass(frozen=True)
class Section:
    """A section with its heading."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Report:
    """A whole report; `meta` is what identifies the calculation, `citation` the same in a line."""

    title: str
    language: Language
    introduction: tuple[Block, ...]
    sections: tuple[Section, ...]
    citation: str
    meta: Mapping[str, str]
    length: Length = "full"
    numbered: bool = False  # the titles of sections begin with their numbers

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Every block, in order."""
        return (*self.introduction, *(block for s in self.sections for block in s.blocks))


def paragraph(text: str, tone: Tone = "plain") -> Paragraph:
    """Return a paragraph without links."""
    return Paragraph((Span(text),), tone)


def bullets(texts: list[str]) -> BulletList:
    """Return a list without links."""
    return BulletList(tuple((Span(text),) for text in texts))
