"""The sheet of cash by year and party, as sums of the sheet of cash."""

from __future__ import annotations

from bundlinje.contracts.cash_table import DELIVERY
from bundlinje.reports.contract.workbook.cash_sheet import CashSheet
from bundlinje.reports.workbook.cells import Book, Sheet

_FIRST = 3


def years_sheet(book: Book, cash: CashSheet) -> tuple[Sheet, str]:
    """Put the sheet, and return it with the range of the sums that must be 0."""
    say, table = book.say, cash.table
    sheet = book.sheet("Efter år", "By year", "result")
    title = say("Hvem får hvad hvornår, efter år", "Who gets what when, by year")
    sheet.text(0, 0, title, "title")
    sheet.text(1, 0, say("Plus: parten får. Minus: parten betaler.",
                         "Plus: the party gets. Minus: the party pays."), "about")  # fmt: skip
    columns = {**cash.net, DELIVERY: cash.delivery}
    names = [cash.words.party(party) for party in columns]
    heads = [say("År", "Year"), *names, say("I kassen bagefter", "In hand after"),
             say("Går op (0)", "Adds up (0)")]  # fmt: skip
    sheet.heading(2, heads, 0)
    sheet.row_heights[2] = 42
    sheet.widths = {0: 10} | dict.fromkeys(range(1, len(heads)), 17.0)
    sheet.frozen = (_FIRST, 1)
    days = cash.column(0)
    years = range(table.dates[0].year, table.dates[-1].year + 1)
    hand, check = len(columns) + 1, len(columns) + 2
    held = 0.0
    for at, year in enumerate(years):
        row = _FIRST + at
        sheet.put(row, 0, float(year), "year")
        here = [i for i, date in enumerate(table.dates) if date.year == year]
        for col, source in enumerate(columns.values(), 1):
            formula = f"SUMPRODUCT((YEAR({days})={sheet.at(row, 0)})*{cash.column(source)})"
            value = sum(float(cash.sheet.cells[_at(cash, i), source].value or 0) for i in here)
            sheet.formula(row, col, formula, value, "number")
        before = sheet.at(row - 1, hand) if at else "0"
        held = float(table.hand[here[-1], 0]) / 100 if here else held
        sums = f"SUM({sheet.in_row(row, 1, len(columns))})"
        last = cash.sheet.at(_at(cash, here[-1]), cash.hand) if here else before
        sheet.formula(row, hand, last, held, "number")
        change = f"ROUND({sums}+{sheet.at(row, hand)}-{before},2)"
        sheet.formula(row, check, change, 0.0, "number")
    end = _FIRST + len(years)
    sheet.text(end, 0, say("I alt", "In all"), "total_text")
    for col, source in enumerate(columns.values(), 1):
        total = float(cash.sheet.cells[cash.last + 1, source].value or 0)
        formula = f"SUM({sheet.in_column(col, _FIRST, end - 1)})"
        sheet.formula(end, col, formula, total, "total_cents")
    for col in (hand, check):
        sheet.put(end, col, None, "total")
    return sheet, sheet.in_column(check, _FIRST, end - 1)


def _at(cash: CashSheet, place: int) -> int:
    return cash.rows()[place]
