"""The sheet of inputs: everything a case says, a row for every input or item.

The sheet is the case: what stands here is read back as it was written, and every other sheet
calculates from it.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bundlinje.basics.texts import Text
from bundlinje.calculation import workbook_format as form
from bundlinje.calculation.case import Case, Series
from bundlinje.reports.workbook.cells import Book, Place, Sheet, Value
from bundlinje.reports.workbook.inputs_profiles import ProfileRow
from bundlinje.reports.workbook.spare import Spare
from bundlinje.reports.workbook.styles import is_number

#: Columns that every block shares.
MARKS, ID, LABEL, VALUE, SPREAD, UNIT, PRICE_YEAR, SOURCES, NOTE, MORE = range(10)


@dataclass(frozen=True)
class Column:
    """One column of a block: its key in the case, its heading and its style."""

    key: str
    title: Text
    style: str = "input_text"
    choices: Sequence[str] = ()


@dataclass
class Table:
    """Where a block's rows stand: every item by id, and the rows prepared for more."""

    sheet: Sheet
    columns: dict[str, int]
    first: int
    last: int
    rows: dict[str, int] = field(default_factory=dict)

    def at(self, row: int, key: str) -> str:
        """Return the address of a cell."""
        return self.sheet.at(row, self.columns[key])

    def listed(self, row: int, key: str) -> str:
        """Return the address of the cells of a list by year, or "" where there is none."""
        found = [col for name, col in self.columns.items() if form.is_entry(name, key)]
        return self.sheet.in_row(row, found[0], found[-1]) if found else ""

    def down(self, key: str) -> str:
        """Return the address of a whole column of the block."""
        return self.sheet.in_column(self.columns[key], self.first, self.last)

    @property
    def every_row(self) -> range:
        """All rows, the prepared ones too."""
        return range(self.first, self.last + 1)


class InputSheet:
    """Writes the blocks one below another, and remembers where everything stands."""

    def __init__(self, book: Book, case: Case, spare: Spare) -> None:
        self.book = book
        self.case = case
        self.spare = spare
        self.sheet = book.sheet("Forudsætninger", "Assumptions", "input")
        self.row = 0
        self.named: dict[str, Place] = {}
        self.pending: list[tuple[int, int, str, float, str]] = []
        self.rest: dict[str, Any] = copy.deepcopy(dict(case.data))
        self.notes: dict[str, str] = dict(case.notes)
        self.series = {series.path: series for series in case.series()}
        self.profiles: list[ProfileRow] = []
        self.fields: dict[str, str] = {}  # address of a single input by its path
        #: Accounts that may be added: a key each, and the cell in which its id is written.
        self.prepared_accounts = [f"{form.OPEN}{at + 1}" for at in range(spare.accounts)]
        self.open_accounts: dict[str, str] = {}

    # -- blocks ------------------------------------------------------------------------------

    def block(self, name: str, title: str, about: str, columns: Sequence[Column]) -> dict[str, int]:
        """Begin a block: its title, its keys (hidden) and its headings."""
        sheet = self.sheet
        self.row += 1
        sheet.text(self.row, MARKS, form.END, "mark")
        sheet.text(self.row, ID, title, "section")
        for col in range(LABEL, max(MORE, ID + len(columns))):
            sheet.put(self.row, col, None, "section")
        sheet.text(self.row + 1, MARKS, form.END, "mark")
        sheet.text(self.row + 1, ID, about, "about")
        keys = self.row + 2
        sheet.text(keys, MARKS, f"{form.BLOCK}{name}", "mark")
        sheet.hidden_rows.add(keys)
        places = {}
        for at, column in enumerate(columns):
            sheet.text(keys, ID + at, column.key, "mark")
            style = "header_number" if is_number(column.style) else "header"
            sheet.text(keys + 1, ID + at, column.title.to(self.book.language), style)
            if column.key:
                places[column.key] = ID + at
        sheet.text(keys + 1, MARKS, form.HEADINGS, "mark")
        self.row = keys + 2
        return places

    def table(
        self, name: str, title: str, about: str, columns: Sequence[Column], rows: int, spare: int
    ) -> Table:
        """Begin a block of `rows` rows and `spare` prepared ones, all styled as they are edited."""
        places = self.block(name, title, about, columns)
        table = Table(self.sheet, places, self.row, self.row + rows + spare - 1)
        for row in table.every_row:
            for at, column in enumerate(columns):
                self.sheet.put(row, ID + at, None, column.style)
        for at, column in enumerate(columns):
            if column.choices and rows + spare:
                words = [form.WORDS[word].to(self.book.language) for word in column.choices]
                corner = (table.first, ID + at), (table.last, ID + at)
                self.sheet.choices.append((*corner, words))
        self.row = table.last + 2
        return table

    # -- values ------------------------------------------------------------------------------

    def word(self, value: Any) -> Value:
        """Return a fixed word as it is called in the cells."""
        key = str(value).lower() if isinstance(value, bool) else value
        known = form.WORDS.get(key) if isinstance(key, str) else None
        return value if known is None else known.to(self.book.language)

    def put(self, row: int, col: int, value: Any, style: str = "") -> None:
        """Put an input as written: a text, a number, a fraction as the formula that it is."""
        style = style or self.sheet.cells[row, col].style
        if isinstance(value, str) and style in _NUMERIC and _is_fraction(value):
            over, under = value.split("/")
            self.sheet.formula(row, col, value.strip(), float(over) / int(under), style)
        elif isinstance(value, list | dict):
            self.sheet.text(row, col, form.flow_text(value), style)
        elif isinstance(value, str):
            self.sheet.text(row, col, value, style)
        else:
            self.sheet.put(row, col, value, style)

    def number(self, row: int, value: int, spread: int, number: Any, mean: float) -> None:
        """Put a number that may be uncertain: its mean, and its spread beside it."""
        if number is None:
            return
        self._mean(row, value, number, mean)
        if written := form.spread_of(number):
            self.sheet.text(row, spread, written, "input_text")

    def numbers(
        self, row: int, cells: Sequence[int], spread: int, numbers: Any, series: Series | None
    ) -> None:
        """Put a list of numbers by year, and their spreads in one cell."""
        if numbers is None or series is None:
            return
        entries = numbers if isinstance(numbers, list) else [numbers]
        for col, entry, known in zip(cells, entries, series.numbers, strict=False):
            self._mean(row, col, entry, known.mean)
        spreads = [form.spread_of(entry) for entry in entries]
        if any(spreads):
            one = spreads[0] if len(set(spreads)) == 1 else form.NEXT.join(spreads)
            self.sheet.text(row, spread, one, "input_text")

    def _mean(self, row: int, col: int, number: Any, mean: float) -> None:
        style = self.sheet.cells[row, col].style
        if form.states_mean(number):
            self.put(row, col, number["mean"] if isinstance(number, Mapping) else number, style)
        elif set(number) == {"ref"} and isinstance(number["ref"], str) and "/" not in number["ref"]:
            self.pending.append((row, col, number["ref"], mean, style.replace("input", "calc")))
        else:
            self.sheet.put(row, col, mean, style.replace("input", "given"))

    def mean(self, path: str, index: int = 0) -> float:
        """Return the mean of a number by the path of its series."""
        return self.series[path].numbers[index].mean if path in self.series else 0.0

    def note(self, row: int, key: str) -> None:
        """Put the note of a key, which then does not stand among the other notes."""
        if key in self.notes:
            self.sheet.text(row, NOTE, self.notes.pop(key), "input_note")

    def finish(self) -> None:
        """Fill in the references to named numbers."""
        for row, col, name, mean, style in self.pending:
            self.sheet.formula(row, col, self.sheet.at(*self.named[name]), mean, style)


_NUMERIC = frozenset({"input", "input_rate", "input_money", "input_year", "input_factor",
                      "structure_rate"})  # fmt: skip


def _is_fraction(text: str) -> bool:
    over, slash, under = text.partition("/")
    try:
        return bool(slash) and under.strip().isdecimal() and int(under) > 0 and bool(float(over))
    except ValueError:
        return False


def take(data: Any, *path: str) -> Any:
    """Remove and return what stands at a path of plain data; None where there is nothing."""
    for key in path[:-1]:
        data = data.get(key) if isinstance(data, dict) else None
    return data.pop(path[-1], None) if isinstance(data, dict) else None


def left(data: Any) -> Any:
    """Return what is left of plain data without empty maps."""
    if not isinstance(data, dict):
        return data
    kept = {key: left(value) for key, value in data.items()}
    return {key: value for key, value in kept.items() if value not in ({}, None)}
