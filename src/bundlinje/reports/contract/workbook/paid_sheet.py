"""The sheet of what was paid: it stands, and what is due is what results give now less that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bundlinje.contracts.settlement_lines import NOTHING, Line, Settlement
from bundlinje.reports.contract.words import ContractWords
from bundlinje.reports.contract.workbook.lines_sheet import LinesSheet
from bundlinje.reports.workbook.cells import Book, Sheet

_PERIOD, _ID, _LABEL, _NOW, _PAID, _DUE, _PAYERS = range(7)
_FIRST = 4


@dataclass(frozen=True)
class PaidSheet:
    """The cells of what is due and of what was paid, in all."""

    due: str
    paid: str


def paid_sheet(
    book: Book, words: ContractWords, settlement: Settlement, lines: LinesSheet
) -> PaidSheet:
    """Put what was paid, and what is due for each payment and period."""
    say = book.say
    sheet = book.sheet("Betalt", "Paid", "calc")
    payers = list(dict.fromkeys([*lines.payers, *(p for x in settlement.paid_lines
                                                  for p in x.by_payer)]))  # fmt: skip
    sheet.widths = {_PERIOD: 14, _ID: 14, _LABEL: 40} | dict.fromkeys(
        range(_NOW, _PAYERS + len(payers)), 17.0
    )
    sheet.text(0, 0, say("Betalt før, og hvad der mangler", "Paid before, and what is due"),
               "title")  # fmt: skip
    sheet.text(1, 0, say(
        "Til betaling er det, resultaterne giver nu på arket Afregning, mindre det, der er betalt. "
        "En forskel i en afregnet periode er en rettelse og betales i den nyeste periode. Grå tal "
        "er den tidligere afregnings: de står fast.",
        "What is due is what the results give now on the sheet Settlement, less what was paid. A "
        "difference in a settled period is a correction, due in the newest period. Grey figures "
        "are those of the earlier settlement: they stand.",
    ), "about")  # fmt: skip
    keys = _keys(settlement)
    below = _FIRST + len(keys) + 4
    paid = _put_paid(book, words, sheet, settlement.paid_lines, payers, below)
    heads = [say("Periode", "Period"), "Id", say("Betaling", "Payment"),
             say("Giver nu", "Gives now"), say("Betalt", "Paid"), say("Til betaling", "Due"),
             *(words.party(payer) for payer in payers)]  # fmt: skip
    sheet.heading(_FIRST - 1, heads, 0)
    for at, key in enumerate(keys):
        _put_due(words, sheet, settlement, lines, paid, payers, _FIRST + at, key)
    last = _FIRST + max(len(keys), 1) - 1
    sheet.text(last + 1, _PERIOD, say("I alt", "In all"), "total_text")
    for col in range(_ID, _NOW):
        sheet.put(last + 1, col, None, "total")
    for col in range(_NOW, _PAYERS + len(payers)):
        value = sum(float(sheet.cells[r, col].value or 0) for r in range(_FIRST, last + 1)
                    if (r, col) in sheet.cells)  # fmt: skip
        formula = f"SUM({sheet.in_column(col, _FIRST, last)})"
        sheet.formula(last + 1, col, formula, round(value, 2), "total_cents")
    sheet.frozen = (_FIRST, _LABEL + 1)
    sheet.wide = True
    return PaidSheet(sheet.at(last + 1, _DUE), sheet.at(last + 1, _PAID))


def _keys(settlement: Settlement) -> list[tuple[str, str]]:
    """Return the periods and payments that anything is or was owed for, in order."""
    found = {(x.period, x.payment) for x in settlement.owed}
    found |= {(x.corrects or x.period, x.payment) for x in settlement.paid_lines}
    periods = {period: at for at, period in enumerate(settlement.periods)}
    payments = {payment.id: at for at, payment in enumerate(settlement.contract.payments)}
    return sorted(found, key=lambda key: (periods[key[0]], payments[key[1]]))


@dataclass(frozen=True)
class _Block:
    """The columns of what was paid, as addresses."""

    periods: str
    ids: str
    amounts: dict[str, str]


def _put_paid(
    book: Book, words: ContractWords, sheet: Sheet, lines: Sequence[Line], payers: list[str],
    row: int,
) -> _Block:  # fmt: skip
    say = book.say
    sheet.text(row, 0, say("Betalt før (linjerne står fast)", "Paid before (the lines stand)"),
               "section")  # fmt: skip
    for col in range(1, _PAYERS + len(payers)):
        sheet.put(row, col, None, "section")
    heads = [say("Gælder", "For"), "Id", say("Betaling", "Payment"),
             say("Betalt i", "Paid in"), say("Beløb", "Amount"), "",
             *(words.party(payer) for payer in payers)]  # fmt: skip
    sheet.heading(row + 1, heads, 0)
    first = row + 2
    for at, line in enumerate(lines):
        here = first + at
        sheet.text(here, _PERIOD, line.corrects or line.period, "calc_text")
        sheet.text(here, _ID, line.payment, "calc_text")
        sheet.text(here, _LABEL, words.payment(line.payment), "calc_text")
        sheet.text(here, _NOW, line.period, "calc_text")
        sheet.put(here, _PAID, float(line.amount), "given_cents")
        for place, payer in enumerate(payers):
            amount = float(line.by_payer.get(payer, NOTHING))
            sheet.put(here, _PAYERS + place, amount, "given_cents")
    last = first + max(len(lines), 1) - 1
    return _Block(
        sheet.in_column(_PERIOD, first, last),
        sheet.in_column(_ID, first, last),
        {"": sheet.in_column(_PAID, first, last)}
        | {p: sheet.in_column(_PAYERS + at, first, last) for at, p in enumerate(payers)},
    )


def _put_due(
    words: ContractWords,
    sheet: Sheet,
    settlement: Settlement,
    lines: LinesSheet,
    paid: _Block,
    payers: list[str],
    row: int,
    key: tuple[str, str],
) -> None:
    period, payment = sheet.at(row, _PERIOD), sheet.at(row, _ID)
    sheet.text(row, _PERIOD, key[0], "calc_text")
    sheet.text(row, _ID, key[1], "calc_text")
    sheet.text(row, _LABEL, words.payment(key[1]), "calc_text")
    now = f"SUMPRODUCT(({lines.periods}={period})*({lines.ids}={payment})*{{}})"
    before = f"SUMPRODUCT(({paid.periods}={period})*({paid.ids}={payment})*{{}})"
    owed = [x for x in settlement.owed if (x.period, x.payment) == key]
    given = [x for x in settlement.paid_lines if (x.corrects or x.period, x.payment) == key]
    gives, was = _sum(x.amount for x in owed), _sum(x.amount for x in given)
    sheet.formula(row, _NOW, now.format(lines.paid), float(gives), "number")
    sheet.formula(row, _PAID, before.format(paid.amounts[""]), float(was), "number")
    due = f"ROUND({sheet.at(row, _NOW)}-{sheet.at(row, _PAID)},2)"
    sheet.formula(row, _DUE, due, float(gives - was), "number")
    for at, payer in enumerate(payers):
        gives = _sum(x.by_payer.get(payer, NOTHING) for x in owed)
        was = _sum(x.by_payer.get(payer, NOTHING) for x in given)
        mine = now.format(lines.of(payer)) if payer in lines.payers else "0"
        formula = f"ROUND({mine}-{before.format(paid.amounts[payer])},2)"
        sheet.formula(row, _PAYERS + at, formula, float(gives - was), "number")


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, NOTHING)
