"""The sheets of a portfolio's cash by date and by year.

What a contract calls, returns and has in use as if it were signed is the cash engine's. The fund's
own figures are formulas: they follow the chances, the earmark and the recycling.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from bundlinje.contracts.portfolio_value import PortfolioValue
from bundlinje.reports.contract.workbook.portfolio_contracts import ContractsSheet
from bundlinje.reports.workbook.cells import Book, Sheet

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

_EPOCH = datetime.date(1899, 12, 30)
_GROUP, _CHANCE, _HEAD, _FIRST = 2, 3, 4, 5
_DAY = 0
#: What the fund has by date, in the order in which each needs those before it.
FUND = ("calls", "returns", "in_use", "topped_up", "general", "hand")


@dataclass
class FundSheet:
    """The sheet of cash with the columns of the contracts and of the fund."""

    sheet: Sheet
    value: PortfolioValue
    members: dict[str, list[int]] = field(default_factory=dict)
    fund: dict[str, int] = field(default_factory=dict)
    net: int = 0

    @property
    def last(self) -> int:
        """The last row of dates."""
        return _FIRST + len(self.value.cash.dates) - 1

    def column(self, name: str) -> str:
        """Return the address of a figure of the fund over all dates."""
        return self.sheet.in_column(self.fund[name], _FIRST, self.last)

    @property
    def days(self) -> str:
        """The address of the dates."""
        return self.sheet.in_column(_DAY, _FIRST, self.last)

    def at(self, place: int, name: str) -> str:
        """Return the address of a figure of the fund on one date."""
        return self.sheet.at(_FIRST + place, self.fund[name])

    def of_member(self, kind: str) -> list[str]:
        """Return the sum of a kind of flow for each contract."""
        return [
            f"SUM({self.sheet.in_column(col, _FIRST, self.last)})" for col in self.members[kind]
        ]

    def irr(self) -> str:
        """Return the formula of the return of all contracts together."""
        cash = self.value.cash
        moves = np.flatnonzero(cash.returns[:, 0] - cash.calls[:, 0])
        first = _FIRST + (int(moves[0]) if len(moves) else 0)
        flows = self.sheet.in_column(self.net, first, self.last)
        days = self.sheet.in_column(_DAY, first, self.last)
        calls, returns = (f"SUM({self.column(name)})" for name in ("calls", "returns"))
        return f'IF({calls}=0,"",IF({returns}=0,-1,IFERROR(XIRR({flows},{days}),"")))'


def fund_sheet(book: Book, value: PortfolioValue, contracts: ContractsSheet) -> FundSheet:
    """Put the sheet of cash by date."""
    say, dates = book.say, value.cash.dates
    sheet = book.sheet("Pengestrøm", "Cash", "calc")
    made = FundSheet(sheet, value)
    sheet.text(0, 0, say("Fondens penge, dag for dag", "The fund's money, day by day"), "title")
    about = say(
        "Grå tal er kontraktens egne, som hvis den var indgået. Fondens tal er formler.",
        "Grey figures are the contract's own, as if it were signed. The fund's are formulas.",
    )
    sheet.text(1, 0, about, "about")
    sheet.widths[_DAY] = 12
    sheet.row_heights[_HEAD] = 44
    sheet.text(_GROUP, _DAY, "", "section")
    sheet.text(_CHANCE, _DAY, say("Chance", "Chance"), "label")
    sheet.text(_HEAD, _DAY, say("Dag", "Day"), "header")
    for at, date in enumerate(dates):
        sheet.put(_FIRST + at, _DAY, float((date - _EPOCH).days), "date")
    start = _DAY + 1
    made.fund = {name: start + at for at, name in enumerate(FUND)}
    made.net = start + len(FUND)
    _contracts(made, book, contracts)
    _fund(made, book, contracts)
    sheet.frozen = (_FIRST, _DAY + 1)
    sheet.wide = True
    return made


def _contracts(made: FundSheet, book: Book, contracts: ContractsSheet) -> None:
    """Put what each contract calls, returns and has in use, in blocks of one column each."""
    value, sheet, col = made.value, made.sheet, made.net + 1
    kinds = (
        ("calls", book.say("Betales ud", "Paid out")),
        ("returns", book.say("Får igen", "Gets back")),
        ("in_use", book.say("Ude", "In use")),
    )
    for kind, title in kinds:
        made.members[kind] = []
        for place, member in enumerate(value.members):
            sheet.text(_GROUP, col, title if place == 0 else "", "section")
            chance, known = contracts.chance(place), member.probability
            sheet.formula(_CHANCE, col, chance, known, "share")
            sheet.text(_HEAD, col, member.id, "header")
            sheet.widths[col] = 15
            for at, cents in enumerate(_by_date(value, place, kind)):
                sheet.put(_FIRST + at, col, float(cents) / 100, "given_cents")
            made.members[kind].append(col)
            col += 1


def _by_date(value: PortfolioValue, place: int, kind: str) -> Array:
    """Return a contract's flow on every date of the portfolio; what is out stays out between."""
    dates, member = value.cash.dates, value.member_cash[place]
    rows = [dates.index(date) for date in member.dates]
    own: Array = getattr(member, kind)[:, 0]
    if kind != "in_use":
        found: Array = np.zeros(len(dates))
        found[rows] = own
        return found
    latest = np.searchsorted(rows, np.arange(len(dates)), side="right") - 1
    return np.where(latest >= 0, own[np.maximum(latest, 0)], 0.0)


def _fund(made: FundSheet, book: Book, contracts: ContractsSheet) -> None:
    say, sheet, cash = book.say, made.sheet, made.value.cash
    heads = {
        "calls": say("Betales ud", "Paid out"),
        "returns": say("Får igen", "Gets back"),
        "in_use": say("Ude bagefter", "In use after"),
        "topped_up": say("Tilføres fra de almindelige midler", "Topped up by the general fund"),
        "general": say("Går til de almindelige midler", "Goes to the general fund"),
        "hand": say("Tilbage af det øremærkede", "Left of the earmark"),
    }
    for col in range(_DAY + 1, made.net + 1):
        sheet.text(_GROUP, col, say("Fonden", "The fund") if col == _DAY + 1 else "", "section")
        sheet.widths[col] = 17
    for name, col in made.fund.items():
        sheet.text(_HEAD, col, heads[name], "header")
    sheet.text(_HEAD, made.net, say("Netto", "Net"), "header")
    for at in range(len(cash.dates)):
        row = _FIRST + at
        for name, formula in _formulas(made, contracts, at).items():
            known = float(getattr(cash, name)[at, 0]) / 100
            sheet.formula(row, made.fund[name], formula, known, "number")
        net = f"{made.at(at, 'returns')}-{made.at(at, 'calls')}"
        known = float(cash.returns[at, 0] - cash.calls[at, 0]) / 100
        sheet.formula(row, made.net, net, known, "number")
    end = made.last + 1
    sheet.text(end, _DAY, say("I alt", "In all"), "total_text")
    for kind, columns in made.members.items():
        for place, col in enumerate(columns):
            _total(made, end, col, None if kind == "in_use" else
                   float(_by_date(made.value, place, kind).sum()) / 100)  # fmt: skip
    for name, col in made.fund.items():
        summed = name not in ("in_use", "hand")
        _total(made, end, col, float(getattr(cash, name).sum()) / 100 if summed else None)
    _total(made, end, made.net, float((cash.returns - cash.calls).sum()) / 100)


def _formulas(made: FundSheet, contracts: ContractsSheet, at: int) -> dict[str, str]:
    """Return the fund's formulas on one date."""
    sheet, row = made.sheet, _FIRST + at
    found = {}
    for kind, columns in made.members.items():
        first, last = columns[0], columns[-1]
        chances = sheet.in_row(_CHANCE, first, last)
        found[kind] = f"SUMPRODUCT({chances},{sheet.in_row(row, first, last)})"
    before = made.at(at - 1, "hand") if at else contracts.capital
    calls, returns = made.at(at, "calls"), made.at(at, "returns")
    again = f"IF({contracts.recycles},{returns},0)"
    found["topped_up"] = f"MAX({calls}-{before}-{again},0)"
    found["general"] = f"{returns}-{again}"
    found["hand"] = f"{before}+{again}+{made.at(at, 'topped_up')}-{calls}"
    return found


def _total(made: FundSheet, row: int, col: int, value: float | None) -> None:
    if value is None:
        made.sheet.put(row, col, None, "total")
        return
    column = made.sheet.in_column(col, _FIRST, made.last)
    made.sheet.formula(row, col, f"SUM({column})", value, "total_cents")


def years_sheet(book: Book, made: FundSheet, contracts: ContractsSheet) -> str:
    """Put the fund's money by year, and return the range of what must be 0."""
    say, cash = book.say, made.value.cash
    sheet = book.sheet("Efter år", "By year", "result")
    sheet.text(0, 0, say("Fondens penge, år for år", "The fund's money, year by year"), "title")
    heads = [
        say("År", "Year"), say("Betales ud", "Paid out"), say("Får igen", "Gets back"),
        say("Ude ved årets slutning", "In use at the end"),
        say("Tilføres fra de almindelige midler", "Topped up by the general fund"),
        say("Går til de almindelige midler", "Goes to the general fund"),
        say("Tilbage af det øremærkede", "Left of the earmark"), say("Går op (0)", "Adds up (0)"),
    ]  # fmt: skip
    sheet.heading(2, heads, 0)
    sheet.row_heights[2] = 44
    sheet.widths = {0: 10} | dict.fromkeys(range(1, len(heads)), 18.0)
    sheet.frozen = (3, 1)
    years = range(cash.dates[0].year, cash.dates[-1].year + 1)
    last = 0
    for at, year in enumerate(years):
        row = 3 + at
        sheet.put(row, 0, float(year), "year")
        here = [i for i, date in enumerate(cash.dates) if date.year == year]
        before, last = last, here[-1] if here else last
        for col, name in enumerate(FUND, 1):
            rows = getattr(cash, name)[:, 0]
            if name in ("in_use", "hand"):
                known, formula = float(rows[last]) / 100, made.at(last, name)
            else:
                known = float(sum(rows[i] for i in here)) / 100
                formula = f"SUMPRODUCT((YEAR({made.days})={sheet.at(row, 0)})*{made.column(name)})"
            sheet.formula(row, col, formula, known, "number")
        opening = made.at(before, "hand") if at else contracts.capital
        calls, returns, _, more, general, hand = (
            sheet.at(row, col) for col in range(1, 1 + len(FUND))
        )
        moved = f"{more}+{returns}-{general}-{calls}"
        check = f"ROUND({hand}-{opening}-({moved}),2)"
        sheet.formula(row, len(heads) - 1, check, 0.0, "number")
    return sheet.in_column(len(heads) - 1, 3, 3 + len(years) - 1)
