"""A workbook as plain data: sheets of cells, each with its value and, where it has one, formula.

The value of a formula is what the engine calculated for that cell; it is never worked out from
the formula's text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bundlinje.basics.texts import Language, Text

Value = str | float | bool | None
#: Row and column from 0.
Place = tuple[int, int]


@dataclass(frozen=True)
class Cell:
    """One cell: what it shows, the formula behind it (without `=`), and its style by name."""

    value: Value
    formula: str = ""
    style: str = "text"


@dataclass
class Sheet:
    """One sheet: cells by place, column widths in characters, and how it is shown."""

    name: str
    colour: str
    key: str = ""  # its Danish name, whatever the language
    cells: dict[Place, Cell] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    row_heights: dict[int, float] = field(default_factory=dict)
    frozen: Place = (0, 0)
    landscape: bool = True
    wide: bool = False  # printed over several pages side by side
    breaks: list[int] = field(default_factory=list)  # rows that begin a page in print
    merged: list[tuple[int, int, int]] = field(default_factory=list)  # row, first, last column
    choices: list[tuple[Place, Place, list[str]]] = field(default_factory=list)
    links: dict[Place, str] = field(default_factory=dict)
    red_unless: list[tuple[Place, Place, str]] = field(default_factory=list)

    # -- putting -----------------------------------------------------------------------------

    def text(self, row: int, col: int, text: str, style: str = "text") -> None:
        """Put a text; it is never read as a formula."""
        self.cells[row, col] = Cell(text, style=style)

    def put(self, row: int, col: int, value: Value, style: str = "number") -> None:
        """Put a plain value; None leaves an empty cell with its style."""
        self.cells[row, col] = Cell(value, style=style)

    def formula(self, row: int, col: int, formula: str, value: Value, style: str = "money") -> None:
        """Put a formula and the value that the engine has for it."""
        own = f"{self.quoted}!"
        self.cells[row, col] = Cell(value, formula.replace(own, ""), style)

    def row_of(
        self,
        row: int,
        col: int,
        formulas: Iterable[str],
        values: Iterable[Value],
        style: str = "money",
    ) -> None:
        """Put formulas side by side from `col` on."""
        for at, (formula, value) in enumerate(zip(formulas, values, strict=True)):
            self.formula(row, col + at, formula, value, style)

    def heading(self, row: int, texts: Sequence[str], col: int = 1, style: str = "header") -> None:
        """Put a row of headings."""
        for at, text in enumerate(texts):
            self.text(row, col + at, text, style)

    # -- referring ---------------------------------------------------------------------------

    @cached_property
    def quoted(self) -> str:
        """The name as it stands in a formula."""
        return f"'{self.name}'" if re.search(r"\W", self.name) else self.name

    def at(self, row: int, col: int) -> str:
        """Return the absolute address of a cell, with the sheet."""
        return f"{self.quoted}!{absolute(row, col)}"

    def span(self, first: Place, last: Place) -> str:
        """Return the absolute address of a rectangle, with the sheet."""
        return f"{self.quoted}!{absolute(*first)}:{absolute(*last)}"

    def in_row(self, row: int, first: int, last: int) -> str:
        """Return the address of cells side by side."""
        return self.span((row, first), (row, last))

    def in_column(self, col: int, first: int, last: int) -> str:
        """Return the address of cells above each other."""
        return self.span((first, col), (last, col))


@dataclass
class Book:
    """The sheets of a workbook in order, and its defined names."""

    language: Language
    title: str
    sheets: list[Sheet] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    def say(self, da: str, en: str) -> str:
        """Return the text in the language of the workbook."""
        return Text(da, en).to(self.language)

    def sheet(self, da: str, en: str, colour: str) -> Sheet:
        """Add a sheet."""
        made = Sheet(self.say(da, en), colour, da)
        self.sheets.append(made)
        return made

    def name(self, da: str, en: str, target: str) -> str:
        """Give a cell or range a name, and return the name as it was made valid."""
        name = valid_name(self.say(da, en))
        taken, base, number = {n.casefold() for n in self.names}, name, 2
        while name.casefold() in taken:
            name, number = f"{base}_{number}", number + 1
        self.names[name] = target
        return name

    def formulas(self) -> Iterator[tuple[Sheet, Place, Cell]]:
        """Yield every formula."""
        for sheet in self.sheets:
            for place, cell in sheet.cells.items():
                if cell.formula:
                    yield sheet, place, cell


def column(col: int) -> str:
    """Return the letters of a column."""
    letters = ""
    col += 1
    while col:
        col, rest = divmod(col - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def absolute(row: int, col: int) -> str:
    """Return the absolute address of a cell on its own sheet."""
    return f"${column(col)}${row + 1}"


def valid_name(text: str) -> str:
    """Return text as a defined name: letters, digits and _, and nothing like an address."""
    name = re.sub(r"\W+", "_", text)[:200].strip("_") or "_"
    like_address = re.fullmatch(r"[A-Za-z]{1,3}\d+|[RrCc]\d*([RrCc]\d*)?|\d.*", name)
    return f"_{name}" if like_address else name
