"""The sheet of costs: how many units of each cost fall in each year, and what they amount to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bundlinje.basics.texts import Text
from bundlinje.calculation.case import Cost
from bundlinje.reports.workbook.cells import Sheet
from bundlinje.reports.workbook.frame import LABEL, SECOND_NUMBER, UNIT, Frame, Item
from bundlinje.reports.workbook.prices import price_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def amount_of(item: Item) -> str:
    """Return what the row of a cost's amounts is remembered as."""
    return f"cost.{item.row}"


def costs_sheet(frame: Frame) -> Sheet:
    """Put the sheet, and remember its rows for the others."""
    say = frame.say
    sheet = frame.book.sheet("Udgifter", "Costs", "calc")
    row = frame.begin(
        sheet,
        Text("Udgifter", "Costs"),
        Text(
            "Antal (deltagere, startere, år eller andel af beløbet) × pris = beløb, udiskonteret.",
            "Number (participants, starters, years or share) × price = amount, undiscounted.",
        ),
        [say("Slags", "Kind"), "", say("Antal år", "Years")],
    )
    row = frame.section(sheet, row, say("Antal, som beløbet ganges med", "Times the amount"))
    for item in frame.costs:
        _kind(frame, sheet, row, item)
        years, header = item.cell("years"), frame.row("year")
        sheet.formula(
            row, SECOND_NUMBER,
            f'IF({years}="",1,SUMPRODUCT(--ISNUMBER(SEARCH({header},{years}))))',
            len(item.item.years) if isinstance(item.item, Cost) and _written(frame, item) else 1,
            "year",
        )  # fmt: skip
        frame.put_years(
            sheet, row, [_number(frame, sheet, row, item, t) for t in frame.span],
            _numbers(frame, item), "number",
        )  # fmt: skip
        frame.remember(f"cost_number.{item.row}", sheet, row)
        row += 1
    row = frame.section(sheet, row + 1, say("Beløb i sagens prisniveau", "Amounts"))
    for at, item in enumerate(frame.costs):
        _kind(frame, sheet, row, item)
        values = np.zeros(frame.years) if item.item is None else frame.steps.amounts[at]
        frame.put_years(
            sheet, row,
            [f"{frame.at(f'cost_number.{item.row}', t)}*{frame.at(price_of(item), t)}"
             for t in frame.span],
            values, "money",
        )  # fmt: skip
        sheet.formula(row, SECOND_NUMBER, f"SUM({_across(frame, sheet, row)})",
                      float(values.sum()), "money")  # fmt: skip
        frame.remember(amount_of(item), sheet, row)
        row += 1
    sheet.text(2, LABEL, say("Betegnelse", "Label"), "header")
    return sheet


def _across(frame: Frame, sheet: Sheet, row: int) -> str:
    return sheet.in_row(row, SECOND_NUMBER + 1, SECOND_NUMBER + frame.years)


def _written(frame: Frame, item: Item) -> bool:
    place = item.row, item.table.columns["years"]
    return frame.inputs.sheet.cells[place].value is not None


def _kind(frame: Frame, sheet: Sheet, row: int, item: Item) -> None:
    frame.name_cells(sheet, row, item)
    kind = item.cell("kind")
    value = frame.inputs.sheet.cells[item.row, item.table.columns["kind"]].value
    sheet.formula(row, UNIT, f'IF({kind}="","",{kind})', value or "", "calc_text")


def _number(frame: Frame, sheet: Sheet, row: int, item: Item, year: int) -> str:
    per, years, before = (item.cell(key) for key in ("per", "years", "years_before"))
    word, here = frame.word, frame.at("year", year)
    completing = (
        f"IF({year + 1}+N({before})>{frame.years},0,"
        f"INDEX({frame.row('participants')},1,{year + 1}+N({before})))"
    )
    falls = (
        f'IF({years}="",IF({here}={frame.field("start_year")},1,0),'
        f"IF(ISNUMBER(SEARCH({here},{years})),1,0))"
    )
    return (
        f"IF({per}={word('participant')},{completing},"
        f"IF({per}={word('starter')},{completing}/{frame.cells['completion']},"
        f"IF({per}={word('total')},{falls}/{sheet.at(row, SECOND_NUMBER)},"
        f"IF({per}={word('year')},{falls},0))))*{frame.at('inside', year)}"
    )


def _numbers(frame: Frame, item: Item) -> Array:
    """Return what the engine multiplied the price by: people, or a share of the years."""
    cost, found = item.item, np.zeros(frame.years)
    if not isinstance(cost, Cost):
        return found
    if cost.per in ("total", "year"):
        for year in cost.years:
            found[year - frame.case.start_year] = (
                1 / len(cost.years) if cost.per == "total" else 1.0
            )
        return found
    people = frame.steps.people
    found[: frame.years - cost.years_before] = people[cost.years_before :]
    share = frame.case.completion.numbers[0].mean
    return found / share if cost.per == "starter" else found
