"""The sheet of years, discounting, price levels, prices and who pays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from bundlinje.basics.texts import Text
from bundlinje.calculation.case import payer_of
from bundlinje.evidence.records import PriceIndexRecord
from bundlinje.reports.workbook.cells import Sheet, Value
from bundlinje.reports.workbook.frame import (
    FIRST_NUMBER,
    LABEL,
    NAME,
    SECOND_NUMBER,
    UNIT,
    YEARS,
    Frame,
    Item,
)

Steps = tuple[tuple[float, float], ...]


def prices_sheet(frame: Frame) -> Sheet:
    """Put the sheet, and remember its rows for the others."""
    sheet = frame.book.sheet("Priser og kasser", "Prices and payers", "calc")
    row = frame.begin(
        sheet,
        Text("Priser og kasser", "Prices and payers"),
        Text(
            "Diskontering, omregning til sagens prisniveau, priser år for år og hvem der betaler.",
            "Discounting, conversion to the case's price level, prices by year and who pays.",
        ),
        [frame.say("Prisår", "Price year"), frame.say("Faktor", "Factor"),
         frame.say("Beløb", "Amount")],
    )  # fmt: skip
    row = _years(frame, sheet, row)
    row = _discounting(frame, sheet, row)
    row = _index(frame, sheet, row)
    row = _prices(frame, sheet, row)
    _shares(frame, sheet, row)
    return sheet


def _years(frame: Frame, sheet: Sheet, row: int) -> int:
    say, horizon = frame.say, frame.case.horizon
    row = frame.section(sheet, row, say("År", "Years"))
    sheet.text(row, LABEL, say("År", "Year"), "label")
    years = [frame.case.start_year + t for t in range(frame.years)]
    start = frame.field("start_year")
    frame.put_years(sheet, row, [f"{start}+{t}" for t in frame.span], years, "year")
    frame.remember("year", sheet, row)
    sheet.text(row + 1, LABEL, say("År efter det første", "Years after the first"), "label")
    for year in range(frame.years):
        sheet.put(row + 1, YEARS + year, year, "flag")
    frame.remember("number", sheet, row + 1)
    sheet.text(row + 2, LABEL, say("Med i beregningen (1)", "In the calculation (1)"), "label")
    length = frame.field("horizon")
    flags = [1 if t < horizon else 0 for t in range(frame.years)]
    frame.put_years(
        sheet,
        row + 2,
        [f"IF({frame.at('number', t)}<{length},1,0)" for t in frame.span],
        flags,
        "flag",
    )
    frame.remember("inside", sheet, row + 2)
    return row + 4


def _discounting(frame: Frame, sheet: Sheet, row: int) -> int:
    say, case, model = frame.say, frame.case, frame.steps.model
    row = frame.section(sheet, row, say("Diskontering", "Discounting"))
    sheet.text(row, LABEL, say("Afstand i år", "Distance in years"), "label")
    offset = frame.field("discounting.offset")
    distance = np.arange(frame.years) + case.discounting.offset
    formulas = [f"{frame.at('number', t)}+{offset}" for t in frame.span]
    frame.put_years(sheet, row, formulas, distance, "calc")
    frame.remember("distance", sheet, row)
    row = _factors(
        frame, sheet, row + 1, "factor", case.discounting.steps, "discounting.rate", model.factors,
        say("Diskonteringsfaktor", "Discount factor"),
    )  # fmt: skip
    inside = np.arange(frame.years) < case.horizon
    for what, title, formulas, values in (
        ("factor_in", say("Faktor i beregningens år", "Factor in the years calculated"),
         [f"{frame.at('factor', t)}*{frame.at('inside', t)}" for t in frame.span],
         model.factors * inside),
        ("factor_out", say("Faktor efter beregningens år", "Factor after the years calculated"),
         [f"{frame.at('factor', t)}*(1-{frame.at('inside', t)})" for t in frame.span],
         model.factors * ~inside),
    ):  # fmt: skip
        sheet.text(row, LABEL, title, "label")
        frame.put_years(sheet, row, formulas, values, "factor")
        frame.remember(what, sheet, row)
        row += 1
    frame.book.name("Diskonteringsfaktor", "Discount_factor", frame.row("factor_in"))
    row = _factors(
        frame, sheet, row, "outcome_all", case.discounting.outcome_steps,
        "discounting.outcomes.rate", model.outcome_factors,
        say("Faktor for resultater for borgerne", "Factor for outcomes for people"),
    )  # fmt: skip
    sheet.text(row, LABEL, say("… i beregningens år", "… in the years calculated"), "label")
    frame.put_years(
        sheet, row, [f"{frame.at('outcome_all', t)}*{frame.at('inside', t)}" for t in frame.span],
        model.outcome_factors * inside, "factor",
    )  # fmt: skip
    frame.remember("outcome_factor", sheet, row)
    return row + 2


def _factors(
    frame: Frame, sheet: Sheet, row: int, what: str, steps: Steps, rate: str, values: Any,
    title: str,
) -> int:  # fmt: skip
    """Put how many years of the distance each rate applies to, and the factor they make."""
    say, own = frame.say, frame.field(rate)
    one_rate = frame.inputs.sheet.cells[_place(own)].value is not None
    for at, (start, value) in enumerate(steps):
        begin = max(start - 1, 0.0)
        end = max(steps[at + 1][0] - 1, 0.0) if at + 1 < len(steps) else None
        label = say(f"År med denne rente, fra år {start:g}", f"Years at it, from year {start:g}")
        sheet.text(row, LABEL, label, "label")
        known = own if one_rate else f'IF({own}="",{value!r},{own})'
        sheet.formula(row, SECOND_NUMBER, known, value, "share")
        reached = [frame.at("distance", t) for t in frame.span]
        if end is not None:
            reached = [f"MIN({one},{end:g})" for one in reached]
        distance = np.arange(frame.years) + frame.case.discounting.offset
        spent = np.clip(distance - begin, 0.0, np.inf if end is None else end - begin)
        frame.put_years(sheet, row, [f"MAX(0,{one}-{begin:g})" for one in reached], spent, "calc")
        frame.remember(f"{what}.{at}", sheet, row)
        row += 1
    sheet.text(row, LABEL, title, "label")

    def factor(t: int) -> str:
        return "*".join(
            f"(1+{sheet.at(frame.places[f'{what}.{at}'][1], SECOND_NUMBER)})"
            f"^-{frame.at(f'{what}.{at}', t)}"
            for at in range(len(steps))
        )

    frame.put_years(sheet, row, map(factor, frame.span), values, "factor")
    frame.remember(what, sheet, row)
    return row + 1


def _place(address: str) -> tuple[int, int]:
    """Return row and column of an absolute address."""
    _, column, row = address.rpartition("!")[2].split("$")
    number = 0
    for letter in column:
        number = number * 26 + ord(letter) - 64
    return int(row) - 1, number - 1


def _index(frame: Frame, sheet: Sheet, row: int) -> int:
    """Put the case's price index, and beside it those that single prices use."""
    say, case = frame.say, frame.case
    row = frame.section(sheet, row, say("Prisindeks", "Price index"))
    indexes = {"": _official(frame, case.price_index)} | {
        text: _own_index(frame, text) for text in _own_names(frame)
    }
    columns = {text: FIRST_NUMBER if not text else YEARS + at - 1
               for at, text in enumerate(indexes)}  # fmt: skip
    sheet.text(row, LABEL, say("År", "Year"), "header")
    for text, col in columns.items():
        sheet.text(row, col, (text or case.price_index or "–")[:30], "header")
    first, own_years = row + 1, frame.index.down("year")
    years = sorted({year for values in indexes.values() for year in values})
    for year in years:
        row += 1
        sheet.put(row, LABEL, year, "given_year")
        for text, col in columns.items():
            if year in indexes[text]:
                sheet.put(row, col, indexes[text][year], "given_factor")
            elif not text:
                # A year of another index: the case's own years may have it too.
                known = _own_year(frame, year)
                found = f"INDEX({frame.index.down('value')},MATCH({year},{own_years},0))"
                sheet.formula(row, col, f'IFERROR({found},"")', known, "calc")
    for at in frame.index.every_row:
        row += 1
        for col, key in ((LABEL, "year"), (FIRST_NUMBER, "value")):
            cell = frame.index.at(at, key)
            value = frame.inputs.sheet.cells[at, frame.index.columns[key]].value
            shown = "" if value is None else value
            sheet.formula(row, col, f'IF({cell}="","",{cell})', shown, "calc")
    frame.cells["index.years"] = sheet.in_column(LABEL, first, row)
    for text, col in columns.items():
        frame.cells[f"index.{text}"] = sheet.in_column(col, first, row)
    return row + 2


def _own_year(frame: Frame, year: int) -> Value:
    """Return the user's own index value of a year, "" where there is none."""
    cells, columns = frame.inputs.sheet.cells, frame.index.columns
    for row in frame.index.every_row:
        if cells[row, columns["year"]].value == year:
            return cells[row, columns["value"]].value
    return ""


def _official(frame: Frame, name: str) -> Mapping[int, float]:
    reference = f"{PriceIndexRecord.PREFIX}/{name}"
    if reference not in frame.case.knowledge:
        return {}
    record = frame.case.knowledge.lookup(reference)
    assert isinstance(record, PriceIndexRecord)
    return record.index.values


def _own_names(frame: Frame) -> list[str]:
    """Return the texts of the indexes that single prices name."""
    found = [_own_name(frame, item) for item in frame.consequences]
    return list(dict.fromkeys(text for text in found if text))


def _own_name(frame: Frame, item: Item) -> str:
    cell = frame.inputs.sheet.cells[item.row, item.table.columns["price.index"]]
    text = cell.value if isinstance(cell.value, str) else ""
    return "" if text == frame.case.price_index else text


def _own_index(frame: Frame, text: str) -> Mapping[int, float]:
    if not text.startswith("{"):
        return _official(frame, text)
    from bundlinje.basics.yaml_tree import parse_document

    written = parse_document(text.encode(), "").root.plain()
    if "name" in written:
        own = {int(year): value for year, value in (written.get("extend") or {}).items()}
        return {**_official(frame, written["name"]), **own}
    return {int(year): value for year, value in written.items()}


def _prices(frame: Frame, sheet: Sheet, row: int) -> int:
    say = frame.say
    row = frame.section(
        sheet, row, say("Pris pr. enhed i sagens prisniveau", "Price a unit, in the price level")
    )
    for item in (*frame.costs, *frame.consequences):
        _price(frame, sheet, row, item)
        frame.remember(f"price.{item.table.first}.{item.row}", sheet, row)
        row += 1
    return row + 1


def price_of(item: Item) -> str:
    """Return what the row of an item's price is remembered as."""
    return f"price.{item.table.first}.{item.row}"


def _price(frame: Frame, sheet: Sheet, row: int, item: Item) -> None:
    case, is_cost = frame.case, item in frame.costs
    prefix = "" if is_cost else "price."
    known = None
    if item.item is not None:
        known = item.item if is_cost else item.item.price  # type: ignore[union-attr]
    frame.name_cells(sheet, row, item)
    written, level = item.cell(f"{prefix}price_year"), frame.field("price_year")
    # A price of the knowledge base has its own year where the case says none.
    year = case.price_year if known is None else known.price_year  # type: ignore[union-attr]
    default = level
    if not is_cost and item.item is not None and _has(frame, item, "price.ref"):
        default = str(year)
    sheet.formula(row, UNIT, f'IF({written}="",{default},{written})', year, "year")
    own = sheet.at(row, UNIT)
    index = frame.cells[f"index.{'' if is_cost else _own_name(frame, item)}"]
    years = frame.cells["index.years"]
    factor = (
        f"IF({own}={level},1,INDEX({index},MATCH({level},{years},0))"
        f"/INDEX({index},MATCH({own},{years},0)))"
    )
    sheet.formula(
        row, FIRST_NUMBER, factor,
        1.0 if known is None else known.price_factor, "factor",  # type: ignore[union-attr]
    )  # fmt: skip
    amount = item.cell("amount" if is_cost else "price.amount")
    mean = 0.0
    if item.item is not None:
        series = item.item.amount if is_cost else item.item.price.amount  # type: ignore[union-attr]
        mean = series.numbers[0].mean
    sheet.formula(row, SECOND_NUMBER, f"N({amount})", mean, "number")
    growth = item.cell(f"{prefix}growth")
    base = f"{sheet.at(row, SECOND_NUMBER)}*{sheet.at(row, FIRST_NUMBER)}"
    values = frame.steps.prices.get(item.id, np.zeros(frame.years))
    frame.put_years(
        sheet, row,
        [f"{base}*(1+{growth})^({frame.at('year', t)}-{level})" for t in frame.span], values,
        "number",
    )  # fmt: skip


def _has(frame: Frame, item: Item, key: str) -> bool:
    return frame.inputs.sheet.cells[item.row, item.table.columns[key]].value is not None


def _shares(frame: Frame, sheet: Sheet, row: int) -> None:
    """Put the public payers, and what reaches each account of every row of amounts."""
    say, case = frame.say, frame.case
    row = frame.section(sheet, row, say("Kasser", "Payers"), by_year=True)
    sheet.heading(row, [say("Kasse", "Payer"), say("Navn", "Name"), "",
                        say("Offentlig (1)", "Public (1)")], 0)  # fmt: skip
    frame.blocks["public"] = sheet, row + 1, row + len(case.payers)
    for payer in case.payers.values():
        row += 1
        sheet.text(row, NAME, payer.id, "label")
        sheet.text(row, LABEL, payer.label.to(frame.book.language), "label")
        cell = frame.payers.at(frame.payers.rows[payer.id], "public")
        default = 0 if payer.id in ("borger", "andre") else 1
        yes = frame.word("true")
        sheet.formula(
            row, FIRST_NUMBER, f'IF({cell}="",{default},IF({cell}={yes},1,0))',
            1 if payer.public else 0, "flag",
        )  # fmt: skip
        frame.cells[f"public.{payer.id}"] = sheet.at(row, FIRST_NUMBER)
    row = frame.section(
        sheet, row + 2, say("Fortegn og andel: hvad hver konto får af hver post",
                            "Sign and share: what each account gets of every item"))  # fmt: skip
    heads = [
        say("Id", "Id"),
        say("Betegnelse", "Label"),
        "",
        say("Offentligt i alt", "Public in all"),
        say("Uden fortegn", "Without sign"),
    ]
    sheet.heading(row, heads, 0)
    flags = row + 1
    for at, text in enumerate((say("Offentlig (1)", "Public (1)"), say("Kasse", "Payer"))):
        sheet.text(flags + at, LABEL, text, "label")
    public = []
    names, values = (frame.block_column("public", col) for col in (NAME, FIRST_NUMBER))
    for at, account in enumerate(frame.accounts, YEARS):
        owner = payer_of(account)
        public.append(1 if owner in case.payers and case.payers[owner].public else 0)
        frame.put_account(sheet, row, at, account, "header_number")
        frame.put_owner(sheet, flags + 1, at, account)
        own = sheet.at(flags + 1, at)
        found = frame.cells.get(
            f"public.{owner}", f"IFERROR(INDEX({values},MATCH({own},{names},0)),0)"
        )
        sheet.formula(flags, at, found, public[-1], "flag")
    last = YEARS + len(frame.accounts) - 1
    for col in range(YEARS + frame.years, last + 1):
        sheet.widths.setdefault(col, 12)
    frame.cells["weights.payers"] = sheet.in_row(flags + 1, YEARS, last)
    first = row = flags + 2
    for flow in frame.flow_rows:
        weights = _weights(frame, sheet, row, flow)
        across = sheet.in_row(row, YEARS, last)
        sheet.formula(
            row, FIRST_NUMBER, f"SUMPRODUCT({sheet.in_row(flags, YEARS, last)},{across})",
            float(np.dot(public, weights)), "factor",
        )  # fmt: skip
        sheet.formula(
            row, SECOND_NUMBER, f"SUMPRODUCT(ABS({across}))", float(np.abs(weights).sum()), "factor"
        )
        row += 1
    frame.cells["weights.first"], frame.cells["weights.last"] = str(first), str(row - 1)
    frame.cells["weights.all"] = sheet.span((first, YEARS), (row - 1, last))
    frame.cells["weights.public"] = sheet.in_column(FIRST_NUMBER, first, row - 1)
    frame.cells["weights.gross"] = sheet.in_column(SECOND_NUMBER, first, row - 1)
    for at, account in enumerate(frame.accounts):
        frame.cells[f"weights.{account}"] = sheet.in_column(YEARS + at, first, row - 1)


def _weights(frame: Frame, sheet: Sheet, row: int, flow: Any) -> list[float]:
    item, model = flow.item, frame.steps.model
    frame.name_cells(sheet, row, item)
    if item in frame.costs:
        sign = f"IF({item.cell('kind')}={frame.word('displaced')},1,-1)"
    else:
        sign = f"IF({item.cell('direction')}={frame.word('income')},1,-1)"
    values = []
    for at, account in enumerate(frame.accounts):
        value = 0.0
        if flow.index is not None and account in model.accounts:
            value = float(model.weights[flow.index, model.accounts.index(account)])
        values.append(value + 0.0)
        if flow.account is None:
            formula = f"{sign}*{item.cell(f'paid_by/{account}')}"
            sheet.formula(row, YEARS + at, formula, value + 0.0, "factor")
        elif flow.account == account:
            sheet.formula(row, YEARS + at, sign, value, "factor")
        else:
            sheet.put(row, YEARS + at, 0, "given_factor")
    if flow.account is not None:
        sheet.text(row, UNIT, flow.account, "label")
    return values
