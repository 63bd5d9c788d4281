"""The sheets of one-way changes and of the draws."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from bundlinje.basics.texts import Text
from bundlinje.calculation.case import Consequence, Cost
from bundlinje.calculation.drivers import Driver
from bundlinje.calculation.input_labels import input_label
from bundlinje.calculation.inputs import inputs_of
from bundlinje.calculation.point import TOTAL
from bundlinje.calculation.result import Uncertainty
from bundlinje.calculation.summaries import Distributed
from bundlinje.calculation.uncertainty import ONE_WAY
from bundlinje.reports.workbook.cells import Sheet
from bundlinje.reports.workbook.frame import Frame

_RATES = ("with", "without", "difference", "studies")
_FIGURES = ("mean", "sd", "p5", "p25", "p50", "p75", "p95")


def sensitivity_sheet(frame: Frame) -> Sheet:
    """Put the net result with each input at its 5 % and 95 % quantile."""
    say = frame.say
    sheet = frame.book.sheet("Følsomhed", "Sensitivity", "drawn")
    sheet.widths = {0: 52, 1: 18, 2: 18, 3: 20, 4: 20, 5: 18, 6: 44}
    sheet.text(0, 0, say("Følsomhed", "Sensitivity"), "title")
    about = Text(
        "Nettoresultatet, når ét tal sættes til sin 5 %- og 95 %-fraktil og de andre står, som de "
        "er. Fraktilerne er fra den angivne usikkerhed og følger ikke med, når tallet ændres.",
        "The net result with one number at its 5% and 95% quantile and the others as they are. The "
        "quantiles are of the stated uncertainty and do not follow when the number is changed.",
    )
    sheet.text(1, 0, about.to(frame.book.language), "about")
    sheet.frozen = (4, 1)
    drawn = frame.result.uncertainty
    if drawn is None:
        _not_drawn(frame, sheet)
        return sheet
    heads = [
        say("Tal", "Number"),
        say("Lavt (5 %)", "Low (5%)"),
        say("Højt (95 %)", "High (95%)"),
        say("Nettoresultat ved lavt", "Net result at low"),
        say("Nettoresultat ved højt", "Net result at high"),
        say("Udsving", "Swing"),
        say("Hvordan", "How"),
    ]
    sheet.heading(3, heads, 0)
    inputs = inputs_of(frame.case)
    for row, driver in enumerate(drawn.drivers, 4):
        sheet.text(row, 0, input_label(frame.case, driver.input).to(frame.book.language), "label")
        if driver.input in inputs.names:
            ends = inputs.at_probabilities(driver.input, np.array(ONE_WAY))[0]
            for at, end in enumerate(ends.tolist()):
                sheet.put(row, 1 + at, end, "drawn_number")
        formulas = [_one_way(frame, driver, sheet.at(row, 1 + at)) for at in range(2)]
        how = say("formel: resultatet er lineært i tallet", "formula: linear in the number")
        for at, (formula, value) in enumerate(
            zip(formulas, (driver.low, driver.high), strict=True)
        ):
            if formula:
                sheet.formula(row, 3 + at, formula, value, "money")
            else:
                sheet.put(row, 3 + at, value, "drawn")
                how = say("værdi fra Bundlinje, ikke en formel", "value of Bundlinje, no formula")
        swing = f"ABS({sheet.at(row, 4)}-{sheet.at(row, 3)})"
        sheet.formula(row, 5, swing, driver.swing, "money")
        sheet.text(row, 6, how, "label")
    return sheet


def _one_way(frame: Frame, driver: Driver, end: str) -> str:
    """Return the net result with an input at `end`, where it is linear in it; else ""."""
    case, net = frame.case, frame.cells["result.net_result"]
    first, *rest = driver.input.split(".")
    if first == "effect" and rest and rest[0] in _RATES:
        costs, b0, b1 = (frame.cells[f"break_even.{part}"] for part in ("costs", "b0", "b1"))
        p0, p1 = frame.cells["rate."], frame.cells["with."]
        stated = case.effects[""].without is not None
        of_difference = f"(MIN(1,MAX({0 if stated else -1},{p0}+{end}))-{p0})"
        change = {
            "with": f"({end}-{p0})",
            "without": f"({p1}-{end})"
            if case.effects[""].with_ is not None
            else f"(MIN(1,MAX(0,{end}+{frame.cells['difference.']}))-{end})",
            "difference": of_difference,
            "studies": of_difference,
        }[rest[0]]
        return f"-{costs}+{b0}+{b1}*{change}"
    if len(rest) < 2:
        return ""
    item = next((i for i in (*frame.costs, *frame.consequences) if i.id == rest[0]), None)
    if item is None or f"{first}." not in ("costs.", "consequences."):
        return ""
    address, mean = _proportional(item.item, ".".join(rest[1:]), item.cell, frame)
    if not address or mean == 0:
        return ""
    return f"{net}+{frame.cells[f'item.{rest[0]}']}*({end}/{address}-1)"


def _proportional(item: object, part: str, cell: object, frame: Frame) -> tuple[str, float]:
    """Return the cell that an item's result is proportional to, and its mean."""
    assert callable(cell)
    if isinstance(item, Cost) and part == "amount":
        return cell("amount"), item.amount.numbers[0].mean
    if not isinstance(item, Consequence):
        return "", 0.0
    split = item.split
    if part == "price.amount" and (split is None or split.measure == "quantity"):
        return cell("price.amount"), item.price.amount.numbers[0].mean
    if split is None and part == "factor":
        return cell("factor"), item.factor.numbers[0].mean
    if split is None and part == "quantity" and len(item.quantity.numbers) == 1:
        return cell("quantity.0"), item.quantity.numbers[0].mean
    return "", 0.0


def _not_drawn(frame: Frame, sheet: Sheet) -> None:
    text = frame.say(
        "Ikke beregnet: sagen er regnet uden trækninger (--draws 0).",
        "Not calculated: the case was calculated without draws (--draws 0).",
    )
    sheet.text(3, 0, text, "label")


def uncertainty_sheet(frame: Frame) -> Sheet:
    """Put the summaries of the draws, as the values that they are."""
    say = frame.say
    sheet = frame.book.sheet("Usikkerhed", "Uncertainty", "drawn")
    sheet.widths = {0: 46, **dict.fromkeys(range(1, 12), 16)}
    sheet.text(0, 0, say("Usikkerhed", "Uncertainty"), "title")
    sheet.frozen = (2, 1)
    drawn = frame.result.uncertainty
    if drawn is None:
        _not_drawn(frame, sheet)
        return sheet
    draws = f"{drawn.draws:,}".replace(",", "." if frame.book.language == "da" else ",")
    about = Text(
        f"Værdier fra {draws} trækninger, frø {drawn.seed} – ikke formler. De ændres ikke, når tal "
        "ændres her i arket; regn sagen igen med bundlinje calculate.",
        f"Values from {draws} draws, seed {drawn.seed} – no formulas. They do not change with the "
        "numbers here; calculate the case again with bundlinje calculate.",
    )
    sheet.text(1, 0, about.to(frame.book.language), "about")
    row = _table(frame, sheet, 3, say("Nettoresultat, diskonteret", "Net result, discounted"), {
        say("Alle offentlige kasser", "All public purses"): drawn.net_result,
        say("Alle parter", "All parties"): drawn.society,
        **_named({p: frame.account_label(p) for p in drawn.by_payer}, drawn.by_payer),
    })  # fmt: skip
    accounts = {a: frame.account_label(a) for a in drawn.by_account if "/" in a}
    by_account = _named(accounts, drawn.by_account)
    if by_account:
        row = _table(frame, sheet, row, say("Konti", "Accounts"), by_account)
    row = _table(frame, sheet, row, say("Alle offentlige kasser, år for år", "Public, by year"),
                 {str(year): d for year, d in drawn.by_year.items()})  # fmt: skip
    row = _table(
        frame, sheet, row, say("Alle offentlige kasser, lagt sammen til og med året",
                               "Public, added up to the year"),
        {str(year): d for year, d in drawn.cumulated[TOTAL].items()},
    )  # fmt: skip
    if drawn.outcomes:
        labels = {o.id: o.label for o in frame.case.outcomes}
        row = _table(frame, sheet, row, say("Resultater for borgerne", "Outcomes for people"),
                     {labels[o]: d for o, d in drawn.outcomes.items()}, "drawn_number")  # fmt: skip
    _drivers(frame, sheet, row, drawn)
    return sheet


def _named(labels: Mapping[str, str], drawn: Mapping[str, Distributed]) -> dict[str, Distributed]:
    """Return what was drawn by label, with the id where another is called the same."""
    every = list(labels.values())
    return {
        label if every.count(label) == 1 else f"{label} ({id})": drawn[id]
        for id, label in labels.items()
    }


def _table(
    frame: Frame,
    sheet: Sheet,
    row: int,
    title: str,
    rows: Mapping[str, Distributed],
    style: str = "drawn",
) -> int:
    say = frame.say
    for col in range(9):
        sheet.put(row, col, None, "section")
    sheet.text(row, 0, title, "section")
    heads = [
        "",
        say("Gennemsnit", "Mean"),
        say("Standardafvigelse", "Standard deviation"),
        *(say(f"{p} %", f"{p}%") for p in (5, 25, 50, 75, 95)),
        say("Chance for plus", "Chance of a plus"),
    ]
    sheet.heading(row + 1, heads, 0)
    row += 2
    for label, found in rows.items():
        sheet.text(row, 0, label, "label")
        for at, figure in enumerate(_FIGURES, 1):
            sheet.put(row, at, float(getattr(found, figure)), style)
        sheet.put(row, len(_FIGURES) + 1, float(found.p_positive), "drawn_share")
        row += 1
    return row + 1


def _drivers(frame: Frame, sheet: Sheet, row: int, drawn: Uncertainty) -> None:
    say = frame.say
    names = list(drawn.evpi)
    for col in range(max(9, 2 + len(names))):
        sheet.put(row, col, None, "section")
    title = say("Hvad driver usikkerheden, og hvad er bedre viden værd?",
                "What drives the uncertainty, and what is better knowledge worth?")  # fmt: skip
    sheet.text(row, 0, title, "section")
    labels = [
        say("Alle offentlige kasser", "All public purses")
        if name == TOTAL
        else frame.case.payers[name].label.to(frame.book.language)
        for name in names
    ]
    value = say("Værdi af viden: ", "Value of knowing: ")
    sheet.heading(row + 1, ["", say("Del af variansen", "Share of variance"),
                            *(value + label for label in labels)], 0)  # fmt: skip
    row += 2
    sheet.text(row, 0, say("Fuld viden om alt", "Full knowledge of all"), "label")
    for at, name in enumerate(names):
        sheet.put(row, 2 + at, float(drawn.evpi[name]), "drawn")
    for driver in drawn.drivers:
        row += 1
        sheet.text(row, 0, input_label(frame.case, driver.input).to(frame.book.language), "label")
        if driver.variance_share is not None:
            sheet.put(row, 1, float(driver.variance_share), "drawn_share")
        for at, name in enumerate(names):
            sheet.put(row, 2 + at, float(driver.evppi[name]), "drawn")
