"""The sheet of cash: every flow by date, and what it adds up to for each party, in formulas.

Outcome payments are taken from the sheet of lines where those give them, and what each tranche,
payer and the provider gets from the sheet of sharing, which follows them.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from bundlinje.contracts.cash_plan import CashPlan
from bundlinje.contracts.cash_table import PROVIDER, CashTable
from bundlinje.contracts.valuation_result import Valuation
from bundlinje.reports.contract.words import ContractWords
from bundlinje.reports.contract.workbook.capital_sheet import capital_sheet
from bundlinje.reports.contract.workbook.lines_sheet import LinesSheet
from bundlinje.reports.contract.workbook.quantities import Quantity
from bundlinje.reports.contract.workbook.returns_block import returns_block
from bundlinje.reports.contract.workbook.sharing_sheet import Sharing
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
    provider: dict[str, str] = field(default_factory=dict)
    guarantors: list[int] = field(default_factory=list)
    sharing: Sharing | None = None
    linked: bool = False

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

    def given(self, head: str, cents: Array, style: str = "given_cents") -> int:
        """Put a column of the engine's flows and return it."""
        col = self._head(head)
        for i, amount in enumerate(cents):
            self.sheet.put(_FIRST + i, col, float(amount) / 100, style)
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

    def shared(self, key: str, head: str, cents: Array) -> int:
        """Put a column of the sheet of sharing; the engine's flows where there is none."""
        sharing = self.sharing
        if sharing is None:
            return self.given(head, cents)
        known = sharing.columns.at
        cells = [sharing.sheet.at(row, known[key]) if key in known else "0" for row in self.rows()]
        return self.formulas(head, cells, cents)

    def _head(self, head: str) -> int:
        self.sheet.text(_FIRST - 1, self.col, head, "header")
        self.sheet.widths[self.col] = 14
        self.col += 1
        return self.col - 1

    def _sum(self, col: int, value: float) -> None:
        self.sheet.formula(self.last + 1, col, f"SUM({self.column(col)})", value, "total_cents")

    def joined(self, row: int, columns: list[int], sign: str) -> str:
        """Return the cells of columns on a row, each with a sign before it."""
        return "".join(f"{sign}{self.sheet.at(row, col)}" for col in columns)

    def leaves_provider(self) -> list[int]:
        """Return the columns of what leaves the provider before anything comes in on a date."""
        own = [t.id for t in self.table.capital.tranches if t.holder == PROVIDER]
        found = [self.shortfall, *(self.tranches[id]["drawn"] for id in own)]
        found += [c["recourse"] for c in self.tranches.values() if "recourse" in c]
        by = [guarantee.by for guarantee in self.table.capital.guarantees]
        return found + [col for by, col in zip(by, self.guarantors, strict=False) if by == PROVIDER]

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
    _inflows(made, lines)
    made.sharing = _sharing(made, valuation, lines)
    sheet.text(1, 0, _about(made), "about")
    _flows(made)
    _hand(made)
    _parties(made)
    returns_block(made, valuation)
    sheet.frozen = (_FIRST, _ISO + 1)
    sheet.wide = True
    return made


def _about(made: CashSheet) -> str:
    say = made.book.say
    if made.sharing is None:
        return say(
            "Grå tal er Bundlinjes: formler kan ikke følge delingen i denne kontrakt til øret. "
            "Ændres linjerne, skal kontrakten regnes igen med contract value.",
            "Grey figures are Bundlinje's: formulas cannot follow the sharing of this contract to "
            "the cent. Where lines are changed the contract must be valued again.",
        )
    first = say(
        "Betalingerne for resultater følger linjerne på arket Afregning, og pengene deles på "
        "arket Fordeling.",
        "Outcome payments follow the lines on the sheet Settlement, and money is shared on the "
        "sheet Sharing.",
    ) if made.linked else say(
        "Betalingerne kan ændres, og pengene deles på arket Fordeling.",
        "Payments may be changed, and money is shared on the sheet Sharing.",
    )  # fmt: skip
    return first + say(" Ret det gule, og alt regner videre; dagene ligger fast.",
                       " Change what is yellow and all recalculates; the days stay.")  # fmt: skip


def _inflows(made: CashSheet, lines: LinesSheet | None) -> None:
    """Put what payers pay for outcomes and what delivery costs: where the sharing begins."""
    say, table, words = made.book.say, made.table, made.words
    made.linked = lines is not None and all(
        _same(made, lines, payer, table.payments[p, :, 0]) for p, payer in enumerate(table.payers)
    )
    for p, payer in enumerate(table.payers):
        name, cents = words.party(payer), table.payments[p, :, 0]
        head = say(f"{name} betaler for resultater", f"{name} pays for outcomes")
        if made.linked and lines is not None:
            formulas = [
                f"SUMPRODUCT(({lines.days}={made.sheet.at(row, _ISO)})*{lines.of(payer)})"
                for row in made.rows()
            ]
            made.payments[payer] = made.formulas(head, formulas, cents)
        else:
            made.payments[payer] = made.given(head, cents, "input_money")
    made.delivery = made.given(say("Levering", "Delivery"), table.delivery[:, 0], "input_money")


def _sharing(made: CashSheet, valuation: Valuation, lines: LinesSheet | None) -> Sharing | None:
    """Return the sheet of sharing; None, and no such sheet, where it is not the engine's."""
    book, table, plan = made.book, made.table, valuation.inputs.point().plan
    before = len(book.sheets)
    terms = capital_sheet(book, made.words, table, plan)

    def cells(col: int) -> list[Quantity]:
        found = []
        for row in made.rows():
            value = made.sheet.cells[row, col].value
            assert isinstance(value, float)
            found.append(Quantity(made.sheet.at(row, col), value))
        return found

    sharing = Sharing(
        book, made.words, table, plan, terms,
        days=cells(_DATE),
        payments=[cells(col) for col in made.payments.values()],
        delivery=cells(made.delivery),
        direct=_direct(made, plan, valuation, lines),
    )  # fmt: skip
    if not sharing.agrees:
        del book.sheets[before:]
        return None
    return sharing


def _direct(
    made: CashSheet, plan: CashPlan, valuation: Valuation, lines: LinesSheet | None
) -> dict[tuple[int, int], Quantity]:
    """Return what is paid straight to a tranche on each date on which something is."""
    found = {}
    for k, tranche in enumerate(made.table.capital.tranches):
        to = [p.id for p in valuation.contract.payments if p.to == tranche.id]
        for i in range(len(plan.dates) if plan.direct[k].any() else 0):
            value = float(plan.direct[k, i, 0]) / 100
            text = repr(value)
            if made.linked and lines is not None:
                iso = made.sheet.at(made.rows()[i], _ISO)
                text = "+".join(
                    f'SUMPRODUCT(({lines.days}={iso})*({lines.ids}="{id}")*{lines.paid})'
                    for id in to
                )
            found[k, i] = Quantity(f"({text})", value)
    return found


def _flows(made: CashSheet) -> None:
    say, table, words = made.book.say, made.table, made.words
    for p, payer in enumerate(table.payers):
        name = words.party(payer)
        if table.capital.termination is not None:
            head = say(f"{name} betaler ved ophør", f"{name} pays at termination")
            made.terminated[payer] = made.shared(f"terminated/{p}", head, table.terminated[p, :, 0])
        if _gives_back(made, p):
            head = say(f"Tilbage til {name}", f"Back to {name}")
            made.back[payer] = made.shared(f"back/{p}", head, table.back[p, :, 0])
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
            live = made.sharing is not None and f"{kind}/{k}" in made.sharing.columns.filled
            if kind in ("drawn", "repaid") or cents.any() or live:
                head = f"{words.tranche(tranche)}: {text}"
                columns[kind] = made.shared(f"{kind}/{k}", head, cents)
        made.tranches[tranche.id] = columns
    for g, guarantee in enumerate(table.capital.guarantees if made.sharing is not None else ()):
        by, sharing = words.party(guarantee.by), made.sharing
        assert sharing is not None
        cents = np.array(
            [round(sharing.cell(f"guarantor/{g}", i).value * 100) for i in range(len(table.dates))]
        )
        head = say(f"{by} betaler på garantien", f"{by} pays on the guarantee")
        made.guarantors.append(made.shared(f"guarantor/{g}", head, cents))
    head = say("Leverandøren dækker selv", "The provider covers")
    made.shortfall = made.shared("shortfall", head, table.shortfall[:, 0])
    head = say("Overskud til leverandøren", "Surplus to the provider")
    made.surplus = made.shared("surplus", head, table.surplus[:, 0])


def _gives_back(made: CashSheet, p: int) -> bool:
    sharing = made.sharing
    live = sharing is not None and f"back/{p}" in sharing.columns.at
    return live or bool(made.table.back[p].any())


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
            ended = made.table.capital.termination
            if ended is not None and str(day.value) > ended.ended.isoformat():
                continue
            return False
        sums[str(day.value)] += float(cell.value or 0.0)
    return all(
        abs(amount - float(known) / 100) < 0.005
        for amount, known in zip(sums.values(), cents, strict=True)
    )


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
        body = f"{before}{made.joined(row, inwards, '+')}{made.joined(row, outwards, '-')}"
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
        if "guarantee" in columns and not made.guarantors:
            minus.setdefault(" + ".join(by), []).append(columns["guarantee"])
        if "recourse" in columns:
            minus.setdefault(PROVIDER, []).append(columns["recourse"])
    for guarantee, col in zip(table.capital.guarantees, made.guarantors, strict=False):
        minus.setdefault(guarantee.by, []).append(col)
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
            f"0{made.joined(row, plus.get(party, []), '+')}"
            f"{made.joined(row, minus.get(party, []), '-')}"
            for row in made.rows()
        ]
        head = made.book.say(f"{words.party(party)}: netto", f"{words.party(party)}: net")
        made.net[party] = made.formulas(head, formulas, cents)
