"""What each tranche and the provider end with, below the dates of the sheet of cash."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bundlinje.contracts.cash_table import PROVIDER, CashTable
from bundlinje.contracts.cents import rounded_cents
from bundlinje.contracts.valuation_result import Valuation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bundlinje.reports.contract.workbook.cash_sheet import CashSheet

    Array = NDArray[np.float64]

#: The columns of the table; the last is where the first flow of a tranche is found.
_DRAWN, _BACK, _LOSS, _TIMES, _RATE, _START = range(2, 8)


def returns_block(made: CashSheet, valuation: Valuation) -> None:
    """Put what each tranche draws, gets, loses and earns, and what the provider has in hand."""
    say, sheet, table = made.book.say, made.sheet, made.table
    row = made.last + 4
    sheet.heading(row, [say("Kapital", "Capital")], 0)
    heads = [
        say("Trækkes", "Drawn"), say("Får igen", "Gets back"), say("Tab", "Loss"),
        say("Gange", "Times"), say("Afkast om året (XIRR)", "Return a year (XIRR)"),
        say("Regnes fra dag nr.", "From day no."),
    ]  # fmt: skip
    sheet.heading(row, heads, _DRAWN)
    for k, tranche in enumerate(table.capital.tranches):
        row += 1
        sheet.text(row, 0, made.words.tranche(tranche), "calc_text")
        _tranche(made, valuation, k, row)
    _provider(made, valuation, row + 2)


def _tranche(made: CashSheet, valuation: Valuation, k: int, row: int) -> None:
    sheet, table = made.sheet, made.table
    tranche = table.capital.tranches[k]
    columns, value = made.tranches[tranche.id], valuation.point.tranches[tranche.id]
    got = [columns[c] for c in ("interest", "repaid", "gain", "guarantee") if c in columns]
    drawn, back = sheet.at(row, _DRAWN), sheet.at(row, _BACK)
    received = value.repaid + value.interest + value.gain + value.guarantee
    sheet.formula(row, _DRAWN, made.total(columns["drawn"]), value.drawn, "number")
    sheet.formula(row, _BACK, "+".join(made.total(col) for col in got), received, "number")
    sheet.formula(row, _LOSS, f"MAX(0,ROUND({drawn}-{back},2))", value.loss, "number")
    moic = "" if value.moic is None else value.moic
    sheet.formula(row, _TIMES, f'IF({drawn}=0,"",{back}/{drawn})', moic, "number")
    net = _net(made, k, columns, got)
    flows, days = made.column(net), made.column(0)
    # A spreadsheet wants the first flow to be other than 0.
    top = sheet.at(made.rows()[0], net)
    start = sheet.at(row, _START)
    first = f"SUMPRODUCT(MIN(({flows}=0)*1000000+ROW({flows})))-ROW({top})+1"
    place = float(_first_flow(table, k) + 1)
    sheet.formula(row, _START, f"IF({drawn}=0,1,{first})", place if value.drawn else 1.0, "calc")
    last = sheet.at(made.last, net), sheet.at(made.last, 0)
    rate = f"XIRR(INDEX({flows},{start}):{last[0]},INDEX({days},{start}):{last[1]})"
    shown = "" if value.irr is None else value.irr
    formula = f'IF({drawn}=0,"",IF({back}=0,-1,IFERROR({rate},"")))'
    sheet.formula(row, _RATE, formula, shown, "share")


def _first_flow(table: CashTable, k: int) -> int:
    moves = np.flatnonzero(table.drawn[k, :, 0] - table.received[k, :, 0])
    return int(moves[0]) if len(moves) else 0


def _net(made: CashSheet, k: int, columns: dict[str, int], got: list[int]) -> int:
    """Put what a tranche gets less what it draws on each date."""
    table = made.table
    cents = table.received[k, :, 0] - table.drawn[k, :, 0]
    formulas = [
        f"ROUND(0{made.joined(row, got, '+')}-{made.sheet.at(row, columns['drawn'])},2)"
        for row in made.rows()
    ]
    name = made.words.tranche(table.capital.tranches[k])
    return made.formulas(made.book.say(f"{name}: netto", f"{name}: net"), formulas, cents)


def _provider(made: CashSheet, valuation: Valuation, row: int) -> None:
    say, sheet, table = made.book.say, made.sheet, made.table
    sheet.text(row, 0, made.words.party(PROVIDER), "header")
    own = rounded_cents(table.capital.provider_cash) / 100
    heads = [say("Egne penge", "Own money"), say("Mindst i kassen", "Lowest in hand"),
             say("Til sidst", "At the end")]  # fmt: skip
    sheet.heading(row, heads, 2)
    if made.sharing is None:
        sheet.put(row + 1, 2, own, "given_cents")
    else:
        sheet.formula(row + 1, 2, made.sharing.terms.own.text, own, "number")
    low = _lowest(made, sheet.at(row + 1, 2), round(own * 100))
    lowest = f"MIN({sheet.at(row + 1, 2)},{made.column(low)})"
    sheet.formula(row + 1, 3, lowest, valuation.point.provider["lowest"], "number")
    end = f"ROUND({sheet.at(row + 1, 2)}+{made.total(made.net[PROVIDER])},2)"
    sheet.formula(row + 1, 4, end, valuation.point.provider["balance"], "number")
    made.provider = {"lowest": sheet.at(row + 1, 3), "balance": sheet.at(row + 1, 4)}


def _lowest(made: CashSheet, own: str, start: int) -> int:
    """Put the provider's balance after each date and at its lowest on it; return the latter."""
    say, table = made.book.say, made.table
    leaves = made.leaves_provider()
    cents: Array = np.zeros(len(table.dates))
    for col in leaves:
        cents += [round(float(made.sheet.cells[r, col].value or 0) * 100) for r in made.rows()]
    balance = table.provider[:, 0]
    before = np.concatenate([[float(start)], balance[:-1]])
    name = made.words.party(PROVIDER)
    net = made.net[PROVIDER]
    head = say(f"{name}s kasse bagefter", f"{name}: in hand after")
    first = made.col
    formulas = [
        f"ROUND({own if row == made.rows()[0] else made.sheet.at(row - 1, first)}"
        f"+{made.sheet.at(row, net)},2)"
        for row in made.rows()
    ]
    made.formulas(head, formulas, balance, summed=False)
    head = say(f"{name}s kasse, lavest på dagen", f"{name}: lowest on the day")
    formulas = [
        f"ROUND({own if row == made.rows()[0] else made.sheet.at(row - 1, first)}"
        f"{made.joined(row, leaves, '-')},2)"
        for row in made.rows()
    ]
    return made.formulas(head, formulas, before - cents, summed=False)
