"""The sheet of cash: every flow by date, and what it adds up to for each party, in formulas.

Outcome payments are taken from the sheet of lines where those give them. How money is shared
between tranches is the cash engine's; sums, what is in hand, returns and balances are formulas.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from bundlinje.contracts.cash_table import PROVIDER, CashTable
from bundlinje.contracts.valuation_result import Valuation
from bundlinje.reports.contract.words import ContractWords
from bundlinje.reports.contract.workbook.lines_sheet import LinesSheet
from bundlinje.reports.workbook.cells import Book, Sheet

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

_EPOCH = datetime.date(1899, 12, 30)
_DATE, _ISO = 0, 1
_FIRST = 4


@dataclass
class CashSheet:
    """The sheet with the columns of what stands in it; every column is one kind of flow."""

    book: Book
    words: ContractWords
    sheet: Sheet
    table: CashTable
    col: int = _ISO + 1
    payments: dict[str, int] = field(default_factory=dict)
    back: dict[str, int] = field(default_factory=dict)
    terminated: dict[str, int] = field(default_factory=dict)
    tranches: dict[str, dict[str, int]] = field(default_factory=dict)
    delivery: int = 0
    shortfall: int = 0
    surplus: int = 0
    hand: int = 0
    net: dict[str, int] = field(default_factory=dict)
    returns: dict[str, dict[str, str]] = field(default_factory=dict)
    provider: dict[str, str] = field(default_factory=dict)

    @property
    def last(self) -> int:
        """The last row of dates."""
        return _FIRST + len(self.table.dates) - 1

    def column(self, col: int) -> str:
        """Return the address of a column over all dates."""
        return self.sheet.in_column(col, _FIRST, self.last)

    def total(self, col: int) -> str:
        """Return the address of a column's total."""
        return self.sheet.at(self.last + 1, col)

    # -- putting -----------------------------------------------------------------------------

    def given(self, head: str, cents: Array) -> int:
        """Put a column of the engine's flows and return it."""
        col = self._head(head)
        for i, amount in enumerate(cents):
            self.sheet.put(_FIRST + i, col, float(amount) / 100, "given_cents")
        self._sum(col, float(cents.sum()) / 100)
        return col

    def formulas(self, head: str, formulas: list[str], cents: Array, summed: bool = True) -> int:
        """Put a column of formulas with the engine's values, and return it."""
        col = self._head(head)
        for i, (formula, amount) in enumerate(zip(formulas, cents, strict=True)):
            self.sheet.formula(_FIRST + i, col, formula, float(amount) / 100, "number")
        if summed:
            self._sum(col, float(cents.sum()) / 100)
        else:
            self.sheet.put(self.last + 1, col, None, "total")
        return col

    def _head(self, head: str) -> int:
        self.sheet.text(_FIRST - 1, self.col, head, "header")
        self.sheet.widths[self.col] = 14
        self.col += 1
        return self.col - 1

    def _sum(self, col: int, value: float) -> None:
        self.sheet.formula(self.last + 1, col, f"SUM({self.column(col)})", value, "total_cents")

    def rows(self) -> range:
        """The rows of the dates."""
        return range(_FIRST, self.last + 1)


def cash_sheet(
    book: Book, words: ContractWords, valuation: Valuation, lines: LinesSheet | None
) -> CashSheet:
    """Put the sheet of cash."""
    say, table = book.say, valuation.point.table
    sheet = book.sheet("Pengestrøm", "Cash", "calc")
    sheet.text(0, 0, say("Penge ind og ud, dag for dag", "Money in and out, day by day"), "title")
    about = say(
        "Betalingerne for resultater følger linjerne på arket Afregning. Grå tal er Bundlinjes: "
        "hvordan pengene deles mellem trancherne. Ændres linjerne, bliver kontrollen rød, og "
        "kontrakten skal regnes igen med contract value.",
        "Outcome payments follow the lines on the sheet Settlement. Grey figures are Bundlinje's: "
        "how money is shared between tranches. Where lines are changed the check turns red, and "
        "the contract must be valued again with contract value.",
    )
    sheet.text(1, 0, about, "about")
    made = CashSheet(book, words, sheet, table)
    sheet.heading(_FIRST - 1, [say("Dag", "Day"), say("ISO", "ISO")], 0)
    sheet.widths |= {_DATE: 12, _ISO: 11}
    sheet.hidden_columns.add(_ISO)
    sheet.row_heights[_FIRST - 1] = 56
    for row, date in zip(made.rows(), table.dates, strict=True):
        sheet.put(row, _DATE, float((date - _EPOCH).days), "date")
        sheet.text(row, _ISO, date.isoformat(), "calc_text")
    sheet.text(made.last + 1, _DATE, say("I alt", "In all"), "total_text")
    sheet.put(made.last + 1, _ISO, None, "total")
    _flows(made, lines)
    _hand(made)
    _parties(made)
    _returns(made, valuation)
    sheet.frozen = (_FIRST, _ISO + 1)
    sheet.wide = True
    return made


def _flows(made: CashSheet, lines: LinesSheet | None) -> None:
    say, table, words = made.book.say, made.table, made.words
    for p, payer in enumerate(table.payers):
        name, cents = words.party(payer), table.payments[p, :, 0]
        head = say(f"{name} betaler for resultater", f"{name} pays for outcomes")
        if lines is not None and _same(made, lines, payer, cents):
            formulas = [
                f"SUMPRODUCT(({lines.days}={made.sheet.at(row, _ISO)})*{lines.of(payer)})"
                for row in made.rows()
            ]
            made.payments[payer] = made.formulas(head, formulas, cents)
        else:
            made.payments[payer] = made.given(head, cents)
        if table.terminated[p].any():
            head = say(f"{name} betaler ved ophør", f"{name} pays at termination")
            made.terminated[payer] = made.given(head, table.terminated[p, :, 0])
        if table.back[p].any():
            head = say(f"Tilbage til {name}", f"Back to {name}")
            made.back[payer] = made.given(head, table.back[p, :, 0])
    made.delivery = made.given(say("Levering", "Delivery"), table.delivery[:, 0])
    kinds = (
        ("drawn", say("trækkes", "drawn")), ("interest", say("renter", "interest")),
        ("repaid", say("afdrag", "repaid")), ("gain", say("gevinst", "gain")),
        ("guarantee", say("garanti", "guarantee")),
        ("recourse", say("heraf fra leverandøren", "of which from the provider")),
    )  # fmt: skip
    for k, tranche in enumerate(table.capital.tranches):
        columns = {}
        for kind, text in kinds:
            cents = getattr(table, kind)[k, :, 0]
            if kind in ("drawn", "repaid") or cents.any():
                columns[kind] = made.given(f"{words.tranche(tranche)}: {text}", cents)
        made.tranches[tranche.id] = columns
    head = say("Leverandøren dækker selv", "The provider covers")
    made.shortfall = made.given(head, table.shortfall[:, 0])
    made.surplus = made.given(say("Overskud til leverandøren", "Surplus to the provider"),
                              table.surplus[:, 0])  # fmt: skip


def _same(made: CashSheet, lines: LinesSheet, payer: str, cents: Array) -> bool:
    """Return whether the lines give what a payer pays in the cash, on every date."""
    if payer not in lines.payers:
        return False
    sums = dict.fromkeys((d.isoformat() for d in made.table.dates), 0.0)
    for row in range(lines.first, lines.last + 1):
        day = lines.sheet.cells.get((row, 1))
        cell = lines.sheet.cells.get((row, lines.payers[payer]))
        if day is None or cell is None:
            return False
        if str(day.value) not in sums:
            return False
        sums[str(day.value)] += float(cell.value or 0.0)
    return all(
        abs(amount - float(known) / 100) < 0.005
        for amount, known in zip(sums.values(), cents, strict=True)
    )


def _joined(made: CashSheet, row: int, columns: list[int], sign: str) -> str:
    return "".join(f"{sign}{made.sheet.at(row, col)}" for col in columns)


def _hand(made: CashSheet) -> None:
    """Put what is in the contract's own hand after each date."""
    inwards = [*made.payments.values(), *made.terminated.values(), made.shortfall]
    outwards = [*made.back.values(), made.delivery, made.surplus]
    for columns in made.tranches.values():
        inwards.append(columns["drawn"])
        inwards += [columns["recourse"]] if "recourse" in columns else []
        outwards += [columns[k] for k in ("interest", "repaid", "gain") if k in columns]
    formulas = []
    for row in made.rows():
        before = made.sheet.at(row - 1, made.col) if row > _FIRST else "0"
        body = f"{before}{_joined(made, row, inwards, '+')}{_joined(made, row, outwards, '-')}"
        formulas.append(f"ROUND({body},2)")
    head = made.book.say("I kassen bagefter", "In hand after")
    made.hand = made.formulas(head, formulas, made.table.hand[:, 0], summed=False)


def _parties(made: CashSheet) -> None:
    """Put what each party gets less what it pays on each date."""
    table, words = made.table, made.words
    plus: dict[str, list[int]] = {}
    minus: dict[str, list[int]] = {}
    for payer in table.payers:
        minus.setdefault(payer, []).append(made.payments[payer])
        minus[payer] += [made.terminated[payer]] if payer in made.terminated else []
        plus.setdefault(payer, [])
        plus[payer] += [made.back[payer]] if payer in made.back else []
    for tranche in table.capital.tranches:
        holder, columns = tranche.holder or tranche.id, made.tranches[tranche.id]
        minus.setdefault(holder, []).append(columns["drawn"])
        plus.setdefault(holder, [])
        plus[holder] += [
            columns[k] for k in ("interest", "repaid", "gain", "guarantee") if k in columns
        ]
        by = [g.by for g in table.capital.guarantees if g.tranche == tranche.id]
        if "guarantee" in columns:
            minus.setdefault(" + ".join(by), []).append(columns["guarantee"])
        if "recourse" in columns:
            minus.setdefault(PROVIDER, []).append(columns["recourse"])
    plus.setdefault(PROVIDER, []).append(made.surplus)
    minus.setdefault(PROVIDER, []).append(made.shortfall)
    for party in dict.fromkeys([*minus, *plus]):
        cents = np.zeros(len(table.dates))
        for sign, flows in ((1, plus.get(party, [])), (-1, minus.get(party, []))):
            for col in flows:
                cents += sign * np.array(
                    [round(float(made.sheet.cells[row, col].value or 0) * 100)
                     for row in made.rows()]
                )  # fmt: skip
        formulas = [
            f"0{_joined(made, row, plus.get(party, []), '+')}"
            f"{_joined(made, row, minus.get(party, []), '-')}"
            for row in made.rows()
        ]
        head = made.book.say(f"{words.party(party)}: netto", f"{words.party(party)}: net")
        made.net[party] = made.formulas(head, formulas, cents)


def _returns(made: CashSheet, valuation: Valuation) -> None:
    """Put what each tranche and the provider end with, below the dates."""
    say, sheet, table = made.book.say, made.sheet, made.table
    row = made.last + 4
    sheet.heading(row, [say("Kapital", "Capital")], 0)
    heads = [
        say("Trækkes", "Drawn"), say("Får igen", "Gets back"), say("Tab", "Loss"),
        say("Gange", "Times"), say("Afkast om året (XIRR)", "Return a year (XIRR)"),
    ]  # fmt: skip
    sheet.heading(row, heads, 2)
    for k, tranche in enumerate(table.capital.tranches):
        row += 1
        columns, value = made.tranches[tranche.id], valuation.point.tranches[tranche.id]
        sheet.text(row, 0, made.words.tranche(tranche), "calc_text")
        got = [columns[c] for c in ("interest", "repaid", "gain", "guarantee") if c in columns]
        drawn, back = sheet.at(row, 2), sheet.at(row, 3)
        received = value.repaid + value.interest + value.gain + value.guarantee
        sheet.formula(row, 2, made.total(columns["drawn"]), value.drawn, "number")
        formula = "+".join(made.total(col) for col in got)
        sheet.formula(row, 3, formula, received, "number")
        sheet.formula(row, 4, f"MAX(0,ROUND({drawn}-{back},2))", value.loss, "number")
        moic = "" if value.moic is None else value.moic
        sheet.formula(row, 5, f'IF({drawn}=0,"",{back}/{drawn})', moic, "number")
        flows = _helper(made, k, columns, got)
        days = made.column(_DATE)
        rate = f"XIRR({made.column(flows)},{days})"
        if table.drawn[k, 0, 0] == 0 and table.received[k, 0, 0] == 0:
            # A spreadsheet wants the first flow to be other than 0.
            first = _first_flow(table, k)
            rate = (
                f"XIRR({sheet.in_column(flows, _FIRST + first, made.last)},"
                f"{sheet.in_column(_DATE, _FIRST + first, made.last)})"
            )
        shown = "" if value.irr is None else value.irr
        formula = f'IF({drawn}=0,"",IF({back}=0,-1,IFERROR({rate},"")))'
        sheet.formula(row, 6, formula, shown, "share")
        made.returns[tranche.id] = {"moic": sheet.at(row, 5), "irr": sheet.at(row, 6),
                                    "drawn": drawn, "received": back}  # fmt: skip
    row += 2
    sheet.text(row, 0, made.words.party(PROVIDER), "header")
    own = float(table.capital.provider_cash)
    sheet.heading(row, [say("Egne penge", "Own money"), say("Til sidst", "At the end")], 2)
    sheet.put(row + 1, 2, own, "given_cents")
    end = f"ROUND({sheet.at(row + 1, 2)}+{made.total(made.net[PROVIDER])},2)"
    sheet.formula(row + 1, 3, end, valuation.point.provider["balance"], "number")
    made.provider = {"balance": sheet.at(row + 1, 3)}


def _first_flow(table: CashTable, k: int) -> int:
    moves = np.flatnonzero(table.drawn[k, :, 0] - table.received[k, :, 0])
    return int(moves[0]) if len(moves) else 0


def _helper(made: CashSheet, k: int, columns: dict[str, int], got: list[int]) -> int:
    table = made.table
    cents = table.received[k, :, 0] - table.drawn[k, :, 0]
    formulas = [
        f"0{_joined(made, row, got, '+')}-{made.sheet.at(row, columns['drawn'])}"
        for row in made.rows()
    ]
    name = made.words.tranche(table.capital.tranches[k])
    return made.formulas(made.book.say(f"{name}: netto", f"{name}: net"), formulas, cents)
