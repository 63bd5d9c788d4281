"""The sheet of consequences: what changes for a person, who has it, and the units it makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from bundlinje.basics.texts import Text
from bundlinje.calculation.case import Consequence, Outcome
from bundlinje.reports.workbook.cells import Sheet
from bundlinje.reports.workbook.frame import (
    FIRST_NUMBER,
    NAME,
    SECOND_NUMBER,
    YEARS,
    Frame,
    Item,
)
from bundlinje.reports.workbook.prices import price_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

#: Above every number of years: nothing is masked.
EVER = 9999


def row_name(what: str, item: Item) -> str:
    """Return what a row of a change is remembered as."""
    return f"{what}.{item.table.first}.{item.row}"


def changes_sheet(frame: Frame) -> Sheet:
    """Put the sheet, and remember its rows for the others."""
    say = frame.say
    sheet = frame.book.sheet("Konsekvenser", "Consequences", "calc")
    row = frame.begin(
        sheet,
        Text("Konsekvenser", "Consequences"),
        Text(
            "Ændring pr. person × del af effekten i kraft × personer = enheder. Hver årgang "
            "begynder det år, den gennemfører.",
            "Change per person × share in force × people = units. Every cohort begins in the year "
            "it completes.",
        ),
        [say("Enhed", "Unit")],
    )
    row = _per_person(frame, sheet, row)
    row = _in_force(frame, sheet, row)
    row = _people(frame, sheet, row)
    row = _kept(frame, sheet, row)
    return _units(frame, sheet, row)


def _zeros(frame: Frame) -> Array:
    return np.zeros(frame.years)


def _block(
    frame: Frame,
    sheet: Sheet,
    row: int,
    what: str,
    items: Sequence[Item],
    formula: Callable[[Item, int], str],
    values: Mapping[str, Array],
    style: str,
) -> int:
    """Put a row for every item, and remember it."""
    for item in items:
        unit = getattr(item.item, "unit", "")
        frame.name_cells(sheet, row, item, unit)
        formulas = [formula(item, t) for t in frame.span]
        frame.put_years(sheet, row, formulas, values.get(item.id, _zeros(frame)), style)
        frame.remember(row_name(what, item), sheet, row)
        row += 1
    return row + 1


def _per_person(frame: Frame, sheet: Sheet, row: int) -> int:
    say = frame.say
    row = frame.section(
        sheet, row, say("Ændring pr. person, der har den i fuldt omfang (med faktor)",
                        "Change per person who has it in full (with factor)"), False)  # fmt: skip
    sheet.text(row - 1, FIRST_NUMBER, say("Begynder", "Begins"), "header")
    sheet.text(row - 1, SECOND_NUMBER, say("Listede år", "Listed years"), "header")
    start = row
    for at, item in enumerate(frame.changes):
        count = f"COUNT({item.table.listed(item.row, 'quantity')})"
        change = item.item
        lag, listed = 0, 0
        if isinstance(change, Consequence | Outcome):
            lag, listed = change.lag, len(change.quantity.numbers)
        sheet.formula(start + at, FIRST_NUMBER, f"N({item.cell('lag')})", lag, "year")
        sheet.formula(start + at, SECOND_NUMBER, count, listed, "year")

    def formula(item: Item, i: int) -> str:
        _, at = frame.places.get(row_name("change", item), (sheet, _row_of(frame, item, start)))
        lag, count = sheet.at(at, FIRST_NUMBER), sheet.at(at, SECOND_NUMBER)
        quantity = item.table.listed(item.row, "quantity")
        then, until, factor = (item.cell(key) for key in ("then", "until", "factor"))
        holds = f"{then}={frame.word('hold')}"
        ended = f'AND({holds},{until}<>"",{i}>N({until}))'
        return (
            f"IF(OR({count}=0,{i}<{lag},{ended}),0,"
            f"IF({i}-{lag}<{count},INDEX({quantity},1,{i}-{lag}+1),"
            f"IF({holds},INDEX({quantity},1,{count}),0))"
            f'*IF({factor}="",1,{factor}))'
        )

    return _block(
        frame, sheet, row, "change", frame.changes, formula, frame.steps.per_person, "units"
    )


def _row_of(frame: Frame, item: Item, start: int) -> int:
    return start + frame.changes.index(item)


def _in_force(frame: Frame, sheet: Sheet, row: int) -> int:
    say = frame.say
    row = frame.section(
        sheet, row, say("Del af effekten i kraft", "Share of the effect in force"), by_year=False
    )
    names = list(frame.case.effects)

    def formula(item: Item, i: int) -> str:
        rate = item.cell("persistence")
        common = frame.at(f"force.{names[0]}", i)
        if len(names) > 1:
            common = _of_effect(frame, item, "force", i, "0")
        power = "1" if i == 0 else f"{rate}^{i}"
        own = f'IF({rate}="",{common},{power})'
        listed = item.table.listed(item.row, "persistence")
        if not listed:
            return own
        count = f"COUNT({listed})"
        return f"IF({count}=0,{own},INDEX({listed},1,MIN({i + 1},{count})))"

    sheet_, at = frame.places[f"force.{names[0]}"]
    common = [sheet_.cells[at, YEARS + t].value for t in range(frame.years)]
    prepared = np.array(common, dtype=float) if len(names) == 1 else _zeros(frame)
    values = {**frame.steps.in_force, "": prepared}
    return _block(frame, sheet, row, "force", frame.changes, formula, values, "share")


def _of_effect(frame: Frame, item: Item, what: str, year: int, more: str) -> str:
    """Return the year of a block's row of the effect that an item names."""
    effect, names = item.cell("effect"), frame.block_column(what, NAME)
    return f'IF({effect}="",0,INDEX({frame.block(what, year)},MATCH({effect},{names},0)+{more}))'


def _people(frame: Frame, sheet: Sheet, row: int) -> int:
    """Put the people that each change counts, in reverse order of years."""
    say = frame.say
    row = frame.section(
        sheet, row, say("Personer, der tæller, i omvendt årsorden",
                        "People who count, in reverse order of years"))  # fmt: skip
    names = list(frame.case.effects)
    prepared = frame.steps.successes[names[0]][::-1] if len(names) == 1 else _zeros(frame)
    values: dict[str, Array] = {"": prepared}
    for item in frame.changes:
        if isinstance(item.item, Consequence | Outcome):
            of = frame.steps.successes if item.item.per == "success" else frame.steps.participants
            values[item.id] = of[item.item.effect][::-1]

    def formula(item: Item, t: int) -> str:
        by_person = f"{item.cell('per')}={frame.word('participant')}"
        if len(names) > 1:
            # Participants stand first, their successes in the row below.
            return _of_effect(frame, item, "reversed", t, f"IF({by_person},0,1)")
        people, success = (
            frame.at(f"reversed.{what}.{names[0]}", t) for what in ("people", "success")
        )
        return f"IF({by_person},{people},{success})"

    return _block(frame, sheet, row, "who", frame.changes, formula, values, "people")


def _kept(frame: Frame, sheet: Sheet, row: int) -> int:
    """Put the share of every change that leaves the budget."""
    say = frame.say
    row = frame.section(
        sheet, row, say("Andel, der kan hentes ud af budgettet",
                        "Share that leaves the budget"), by_year=False)  # fmt: skip
    sheet.text(row - 1, FIRST_NUMBER, say("Gevinst", "Gain"), "header")
    start = row
    for at, item in enumerate(frame.consequences):
        who = frame.row(row_name("who", item))
        sign = f"IF({item.cell('direction')}={frame.word('income')},1,-1)"
        gain = f"SIGN(SUM({who}))*SIGN({frame.at(price_of(item), 0)})*{sign}"
        sheet.formula(start + at, FIRST_NUMBER, gain, _gain(frame, item), "flag")

    def formula(item: Item, i: int) -> str:
        shares = item.table.listed(item.row, "realisable")
        gain = sheet.at(start + frame.consequences.index(item), FIRST_NUMBER)
        change, count = frame.at(row_name("change", item), i), f"COUNT({shares})"
        held = f"INDEX({shares},1,MIN({i + 1},{count}))"
        return f"IF({count}=0,1,IF({change}*{gain}>0,{held},1))"

    ones = {"": np.ones(frame.years)}
    return _block(
        frame, sheet, row, "kept", frame.consequences, formula, {**frame.steps.kept, **ones},
        "share",
    )  # fmt: skip


def _gain(frame: Frame, item: Item) -> float:
    if not isinstance(item.item, Consequence):
        return 0.0
    change, steps = item.item, frame.steps
    of = steps.successes if change.per == "success" else steps.participants
    sign = 1.0 if change.direction == "income" else -1.0
    people, price = of[change.effect].sum(), steps.prices[change.id][0]
    return float(np.sign(people) * np.sign(price) * sign)


def _units(frame: Frame, sheet: Sheet, row: int) -> Sheet:
    say, case = frame.say, frame.case

    def units(item: Item, t: int, kept: bool, who: str) -> str:
        change, force = (frame.row(row_name(what, item), 0, t) for what in ("change", "force"))
        sheet_, at = frame.places[row_name("change", item)]
        end = f"{sheet_.at(at, FIRST_NUMBER)}+{sheet_.at(at, SECOND_NUMBER)}"
        limit = f"IF({frame.at('inside', t)}=1,{EVER},{end})"
        # After the years calculated only listed years count: they are the amount cut off.
        listed = f"--({frame.row('number', 0, t)}<{limit})"
        more = f",{frame.row(row_name('kept', item), 0, t)}" if kept else ""
        return f"SUMPRODUCT({change},{force},{who}{more},{listed})"

    def counted(item: Item, t: int) -> str:
        return frame.row(row_name("who", item), frame.years - 1 - t)

    title = frame.section(sheet, row, say("Enheder pr. kalenderår", "Units by calendar year"))
    row = _block(
        frame, sheet, title, "units", frame.changes,
        lambda item, t: units(item, t, False, counted(item, t)), frame.steps.units, "units",
    )  # fmt: skip
    title = frame.section(
        sheet, row, say("Enheder, hvis besparelser kun er den del, der kan hentes ud",
                        "Units where savings are what leaves the budget"))  # fmt: skip
    row = _block(
        frame, sheet, title, "units_kept", frame.consequences,
        lambda item, t: units(item, t, True, counted(item, t)), frame.steps.units_realisable,
        "units",
    )  # fmt: skip
    if len(case.effects) == 1:
        name = next(iter(case.effects))
        title = frame.section(
            sheet, row, say("Enheder ved en effekt på 1 (til balancepunktet)",
                            "Units at an effect of 1 (for the break-even)"))  # fmt: skip
        _block(
            frame, sheet, title, "units_full", frame.consequences,
            lambda item, t: units(
                item, t, False, frame.row(f"reversed.people.{name}", frame.years - 1 - t)
            ),
            frame.steps.units_at_full_effect, "units",
        )  # fmt: skip
    return sheet
