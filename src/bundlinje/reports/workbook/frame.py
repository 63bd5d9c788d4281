"""What the calculating sheets share: the case, its steps, and where everything stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bundlinje.basics.texts import Text
from bundlinje.calculation import workbook_format as form
from bundlinje.calculation.case import Case, Consequence, Cost, Outcome, payer_of
from bundlinje.calculation.result import Result
from bundlinje.calculation.steps import Steps
from bundlinje.reports.workbook.cells import Book, Sheet, Value
from bundlinje.reports.workbook.inputs import InputSheet, Table
from bundlinje.reports.workbook.inputs_case import EffectRows

#: Columns of every sheet that calculates by year.
NAME, LABEL, UNIT, FIRST_NUMBER, SECOND_NUMBER, YEARS = range(6)


@dataclass(frozen=True)
class Item:
    """A row of items: one that the case has, or one prepared for more (`item` is None)."""

    item: Cost | Consequence | Outcome | None
    table: Table
    row: int

    def cell(self, key: str) -> str:
        """Return the address of one of its inputs."""
        return self.table.at(self.row, key)

    @property
    def id(self) -> str:
        """Its id, empty where it is prepared."""
        return "" if self.item is None else self.item.id


@dataclass(frozen=True)
class FlowRow:
    """A row of amounts: an item, or the part of it that one account bears by a rule."""

    item: Item
    account: str | None
    index: int | None  # in the model's rows; None where it is prepared


@dataclass
class Frame:
    """One workbook while it is built.

    `inputs` hold the cells of the case; the other fields are filled sheet by sheet, in the order
    in which the sheets depend on each other.
    """

    book: Book
    result: Result
    steps: Steps
    inputs: InputSheet
    costs: list[Item]
    consequences: list[Item]
    outcomes: list[Item]
    participants: Table
    effect_rows: dict[str, EffectRows]
    payers: Table
    index: Table
    baselines: dict[str, list[int]]
    #: Discounted consequences per participant kind and per unit of effect, by total and payer.
    per_kind: dict[str, tuple[float, float]]
    #: Addresses of rows by year, by what stands in them: (sheet, row).
    places: dict[str, tuple[Sheet, int]] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    #: Rows that belong together, from the first to the last.
    blocks: dict[str, tuple[Sheet, int, int]] = field(default_factory=dict)

    @property
    def case(self) -> Case:
        """The case."""
        return self.result.case

    @property
    def years(self) -> int:
        """How many years have a column: those of the horizon and those after it."""
        return self.case.horizon + self.steps.extra

    @property
    def span(self) -> range:
        """The columns by year, from 0."""
        return range(self.years)

    @cached_property
    def accounts(self) -> list[str]:
        """The accounts of the case, and the keys of those that may be added."""
        return [*self.case.accounts, *self.inputs.prepared_accounts]

    def put_account(self, sheet: Sheet, row: int, col: int, account: str, style: str = "") -> None:
        """Put an account's id; that of an added one is taken from the inputs."""
        cell = self.inputs.open_accounts.get(account)
        if cell is None:
            sheet.text(row, col, account, style or "label")
        else:
            sheet.formula(row, col, f'IF({cell}="","",{cell})', "", style or "calc_text")

    def put_owner(self, sheet: Sheet, row: int, col: int, account: str) -> None:
        """Put the payer of an account."""
        cell = self.inputs.open_accounts.get(account)
        if cell is None:
            sheet.text(row, col, payer_of(account), "label")
        else:
            owner = f'LEFT({cell},IFERROR(FIND("/",{cell})-1,LEN({cell})))'
            sheet.formula(row, col, f'IF({cell}="","",{owner})', "", "calc_text")

    def account_label(self, account: str) -> str:
        """Return what an account is called."""
        payer, _, department = account.partition("/")
        if payer not in self.case.payers:
            return self.say("Tilføjet konto", "Added account")
        label = self.case.payers[payer].label.to(self.book.language)
        name = self.case.payers[payer].departments.get(department, department)
        return f"{label}, {name}" if department else label

    @property
    def changes(self) -> list[Item]:
        """The consequences and the outcomes."""
        return [*self.consequences, *self.outcomes]

    @property
    def flow_rows(self) -> list[FlowRow]:
        """The rows of amounts, in the order of the model with the prepared ones among them."""
        rows, index = [], 0
        for item in (*self.costs, *self.consequences):
            split = item.item.split if isinstance(item.item, Consequence) else None
            for account in (None,) if split is None else split.accounts:
                rows.append(FlowRow(item, account, None if item.item is None else index))
                index += item.item is not None
        return rows

    def say(self, da: str, en: str) -> str:
        """Return the text in the language of the workbook."""
        return self.book.say(da, en)

    @property
    def unit_of_money(self) -> str:
        """The unit of money as it is written."""
        danish = self.case.currency == "DKK" and self.book.language == "da"
        return "kr." if danish else self.case.currency

    def word(self, key: str) -> str:
        """Return a fixed word of the cells as a text in a formula."""
        return f'"{form.WORDS[key].to(self.book.language)}"'

    def field(self, path: str) -> str:
        """Return the address of a single input."""
        return self.inputs.fields[path]

    # -- rows by year ------------------------------------------------------------------------

    def remember(self, what: str, sheet: Sheet, row: int) -> None:
        """Remember in which row something stands by year."""
        self.places[what] = sheet, row

    def at(self, what: str, year: int) -> str:
        """Return the address of one year of a row."""
        sheet, row = self.places[what]
        return sheet.at(row, YEARS + year)

    def row(self, what: str, first: int = 0, last: int | None = None) -> str:
        """Return the address of the years of a row from `first` to and including `last`."""
        sheet, row = self.places[what]
        end = self.years - 1 if last is None else last
        return sheet.in_row(row, YEARS + first, YEARS + end)

    def put_years(
        self,
        sheet: Sheet,
        row: int,
        formulas: Iterable[str],
        values: Iterable[Value],
        style: str = "money",
    ) -> None:
        """Put a formula for every year."""
        sheet.row_of(row, YEARS, formulas, plain(values), style)

    def block(self, what: str, year: int) -> str:
        """Return the address of one year of a block."""
        sheet, first, last = self.blocks[what]
        return sheet.in_column(YEARS + year, first, last)

    def block_column(self, what: str, col: int) -> str:
        """Return the address of a column of a block."""
        sheet, first, last = self.blocks[what]
        return sheet.in_column(col, first, last)

    # -- headings ----------------------------------------------------------------------------

    def begin(self, sheet: Sheet, title: Text, about: Text, helpers: Sequence[str]) -> int:
        """Put the title of a sheet and its header of years; return the first free row."""
        sheet.widths |= {NAME: 20, LABEL: 42, UNIT: 16, FIRST_NUMBER: 13, SECOND_NUMBER: 14}
        sheet.widths |= {YEARS + year: 12 for year in range(self.years)}
        sheet.text(0, NAME, title.to(self.book.language), "title")
        sheet.text(1, NAME, about.to(self.book.language), "about")
        heads = [self.say("Id", "Id"), self.say("Betegnelse", "Label"), *helpers]
        sheet.heading(2, [*heads, *[""] * (YEARS - len(heads))], 0)
        for year in range(self.years):
            source = f"{self.field('start_year')}+{year}" if year else self.field("start_year")
            value = self.case.start_year + year
            style = "header_year" if year < self.case.horizon else "header_after"
            sheet.formula(2, YEARS + year, source, value, style)
        sheet.frozen = (3, YEARS)
        return 4

    def section(self, sheet: Sheet, row: int, title: str, by_year: bool = True) -> int:
        """Put a section's title; where `by_year` is false, columns are years after completion."""
        for col in range(NAME, YEARS + self.years):
            sheet.put(row, col, None, "section")
        sheet.text(row, NAME, title, "section")
        if by_year:
            return row + 1
        sheet.text(row + 1, LABEL, self.say("År efter gennemførelse", "Years after completion"),
                   "about")  # fmt: skip
        for year in range(self.years):
            sheet.put(row + 1, YEARS + year, year, "header_index")
        return row + 2

    def name_cells(self, sheet: Sheet, row: int, item: Item, unit: str | None = None) -> None:
        """Put an item's id and label, taken from the inputs so that added rows show too."""
        for col, key in ((NAME, "id"), (LABEL, "label")):
            cell = item.cell(key)
            written = self.inputs.sheet.cells[item.row, item.table.columns[key]].value
            shown = f'IF({cell}="","",{cell})'
            sheet.formula(row, col, shown, "" if written is None else written, "calc_text")
        if unit is not None:
            sheet.text(row, UNIT, unit, "label")


def plain(values: Iterable[Value]) -> list[Value]:
    """Return values as Python's own numbers, without negative zeros."""
    return [float(value) + 0.0 if isinstance(value, float) else value for value in values]
