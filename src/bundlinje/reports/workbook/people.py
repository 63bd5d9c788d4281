"""The sheet of participants and effect: who counts, how many succeed, and how long it lasts."""

from __future__ import annotations

import numpy as np

from bundlinje.basics.texts import Text
from bundlinje.calculation.case import Effect
from bundlinje.calculation.flows import share_in_force
from bundlinje.reports.workbook.cells import Sheet
from bundlinje.reports.workbook.frame import LABEL, NAME, SECOND_NUMBER, UNIT, YEARS, Frame
from bundlinje.reports.workbook.inputs import MORE, VALUE


def people_sheet(frame: Frame) -> Sheet:
    """Put the sheet, and remember its rows for the others."""
    say = frame.say
    sheet = frame.book.sheet("Deltagere og effekt", "Participants and effect", "calc")
    row = frame.begin(
        sheet,
        Text("Deltagere og effekt", "Participants and effect"),
        Text(
            "Nettosuccesser = deltagere × effekt. Fastholdelsen er den del af effekten, der er i "
            "kraft efter gennemførelsen.",
            "Net successes = participants × effect. Persistence is the share of the effect in "
            "force after completion.",
        ),
        ["", "", say("Værdi", "Value")],
    )
    row = _participants(frame, sheet, row)
    for effect in frame.case.effects.values():
        row = _effect(frame, sheet, row, effect)
    row = frame.section(
        sheet, row, say("Personer i omvendt årsorden (hjælperækker til konsekvenserne)",
                        "People in reverse order of years (for the consequences)"))  # fmt: skip
    first = row
    last = frame.years - 1
    for name in frame.case.effects:
        for what, label in (("people", say("Deltagere", "Participants")),
                            ("success", say("Nettosuccesser", "Net successes"))):  # fmt: skip
            key = f"{what}.{name}"
            known = frame.steps.participants if what == "people" else frame.steps.successes
            sheet.text(row, NAME, name, "label")
            sheet.text(row, LABEL, label, "label")
            formulas = [frame.at(key, last - t) for t in frame.span]
            frame.put_years(sheet, row, formulas, known[name][::-1], "people")
            frame.remember(f"reversed.{key}", sheet, row)
            row += 1
    frame.blocks["reversed"] = sheet, first, row - 1
    row = frame.section(sheet, row + 1, say("Del af effekten i kraft, samlet",
                                            "Share in force, collected"), False)  # fmt: skip
    first = row
    for name in frame.case.effects:
        source, at = frame.places[f"force.{name}"]
        values = [source.cells[at, YEARS + t].value for t in frame.span]
        sheet.text(row, NAME, name, "label")
        formulas = [frame.at(f"force.{name}", t) for t in frame.span]
        frame.put_years(sheet, row, formulas, values, "share")
        row += 1
    frame.blocks["force"] = sheet, first, row - 1
    return sheet


def _participants(frame: Frame, sheet: Sheet, row: int) -> int:
    say = frame.say
    row = frame.section(sheet, row, say("Deltagere", "Participants"))
    sheet.text(row, LABEL, say("Gennemfører i året", "Complete in the year"), "label")
    sheet.text(row, UNIT, say("borgere", "people"), "label")
    frame.put_years(
        sheet, row, [f'{_counted(frame, t, "")}*{frame.at("inside", t)}' for t in frame.span],
        frame.steps.people, "people",
    )  # fmt: skip
    frame.remember("participants", sheet, row)
    sheet.formula(row, SECOND_NUMBER, f"SUM({frame.row('participants')})",
                  float(frame.steps.people.sum()), "people")  # fmt: skip
    frame.cells["participants"] = sheet.at(row, SECOND_NUMBER)
    frame.book.name("Deltagere", "Participants", frame.cells["participants"])
    sheet.text(row + 1, LABEL, say("Gennemførelse", "Completion"), "label")
    share = frame.field("completion")
    sheet.formula(row + 1, SECOND_NUMBER, f'IF({share}="",1,{share})',
                  frame.case.completion.numbers[0].mean, "share")  # fmt: skip
    frame.cells["completion"] = sheet.at(row + 1, SECOND_NUMBER)
    frame.book.name("Gennemførelse", "Completion", frame.cells["completion"])
    return row + 3


def _counted(frame: Frame, year: int, effect: str) -> str:
    """Return the people of a year, of the case or of one effect."""
    table = frame.participants
    years, effects, numbers = (table.down(key) for key in ("year", "effect", "number"))
    return f'SUMPRODUCT(({years}={frame.at("year", year)})*({effects}="{effect}"),{numbers})'


def _effect(frame: Frame, sheet: Sheet, row: int, effect: Effect) -> int:
    say, book = frame.say, frame.book
    name, place = effect.id, frame.effect_rows[effect.id]
    rows = place.rows
    of = f" ({name})" if name else ""
    row = frame.section(sheet, row, say("Effekt", "Effect") + of)
    source = frame.inputs.sheet
    without, with_, difference = (
        source.at(rows[key], VALUE) for key in ("without", "with", "difference")
    )
    if place.studies is not None:
        difference = f'IF({difference}="",{place.studies.pooled},{difference})'
    frame.cells[f"difference.{name}"] = difference
    p0 = 0.0 if effect.without is None else effect.without.numbers[0].mean
    p1 = _reached(effect, p0)
    ending = f"_{name}" if name else ""
    low = f'IF({without}="",-1,0)'
    cells = [sheet.at(row + at, SECOND_NUMBER) for at in range(3)]
    reached = f'IF({with_}="",MIN(1,MAX({low},{cells[0]}+{difference})),{with_})'
    rates = (
        (say("Succesrate uden indsats", "Success rate without"), f"N({without})", p0,
         "Succesrate_uden", "Success_rate_without"),
        (say("Succesrate med indsats (eller effekten alene)", "Success rate with (or effect)"),
         reached, p1, "Succesrate_med", "Success_rate_with"),
        (say("Effekt", "Effect"), f"{cells[1]}-{cells[0]}", p1 - p0, "Effekt", "Effect"),
    )  # fmt: skip
    for at, (label, formula, value, da, en) in enumerate(rates):
        sheet.text(row + at, LABEL, label, "label")
        sheet.formula(row + at, SECOND_NUMBER, formula, value, "share")
        book.name(da + ending, en + ending, cells[at])
    frame.cells[f"rate.{name}"], frame.cells[f"with.{name}"] = cells[0], cells[1]
    frame.cells[f"effect.{name}"] = cells[2]
    row += 3
    own = name or "effect"
    column = frame.participants.down("effect")
    counted = [
        f'IF(COUNTIF({column},"{own}")=0,{frame.at("participants", t)},'
        f"{_counted(frame, t, own)}*{frame.at('inside', t)})"
        for t in frame.span
    ]
    frame.remember(f"people.{name}", sheet, row)
    net = [f"{frame.at(f'people.{name}', t)}*{cells[2]}" for t in frame.span]
    for what, label, formulas, values in (
        ("people", say("Deltagere, der tæller", "Participants who count"), counted,
         frame.steps.participants[name]),
        ("success", say("Nettosuccesser", "Net successes"), net, frame.steps.successes[name]),
    ):  # fmt: skip
        sheet.text(row, LABEL, label, "label")
        sheet.text(row, UNIT, say("borgere", "people"), "label")
        frame.put_years(sheet, row, formulas, values, "people")
        frame.remember(f"{what}.{name}", sheet, row)
        sheet.formula(row, SECOND_NUMBER, f"SUM({frame.row(f'{what}.{name}')})",
                      float(values.sum()), "people")  # fmt: skip
        row += 1
    frame.cells[f"participants.{name}"] = sheet.at(row - 2, SECOND_NUMBER)
    row = frame.section(sheet, row, say("Del af effekten i kraft", "Share in force") + of, False)
    line = rows["persistence"]
    rate = source.at(line, VALUE)
    listed = source.in_row(line, MORE, MORE + place.years - 1)
    numbers = effect.persistence.series.numbers
    curve = share_in_force(
        np.array([[n.mean] for n in numbers]), effect.persistence.listed, frame.years
    )
    sheet.text(row, LABEL, say("Del af effekten i kraft", "Share in force"), "label")

    def in_force(i: int) -> str:
        power = "1" if i == 0 else f'IF({rate}="",1,{rate}^{i})'
        return f"IF(COUNT({listed})=0,{power},INDEX({listed},1,MIN({i + 1},COUNT({listed}))))"

    frame.put_years(
        sheet, row, map(in_force, frame.span), np.broadcast_to(curve[:, 0], frame.years), "share"
    )
    frame.remember(f"force.{name}", sheet, row)
    return row + 2


def _reached(effect: Effect, p0: float) -> float:
    if effect.with_ is not None:
        return effect.with_.numbers[0].mean
    assert effect.difference is not None
    low = -1.0 if effect.without is None else 0.0
    return min(max(p0 + effect.difference.numbers[0].mean, low), 1.0)
