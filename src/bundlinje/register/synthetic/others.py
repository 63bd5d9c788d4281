"""Everybody else in the register: of every age, most without the services of the study.

Some have stayed in a shelter, and none of those belongs to the target group: their first stay in
the period comes shortly after an earlier one, or they are too old, or it was before or after.
"""

from __future__ import annotations

import numpy as np

from bundlinje.register.synthetic import calendar, places
from bundlinje.register.synthetic import tables as t
from bundlinje.register.synthetic.cohort import NEVER
from bundlinje.register.synthetic.draws import BLOCK, Block, amount, whole
from bundlinje.register.synthetic.model import Design, Ints, quantiles

#: The share of people in each of the four groups with earlier, other or later shelter stays. [1]
_SHELTER = 0.004
_YEAR = calendar.DAYS_A_YEAR


def rows_of(number: int, people: int, design: Design) -> t.Tables:
    """Return the rows of the first `people` of one block, a list for each table."""
    block = Block(design.seed, "others", number)
    first, last = calendar.day(design.years[0]), calendar.day(design.years[1] + 1) - 1
    born = first - round(85 * _YEAR) + whole(block.each("born"), last - first + round(85 * _YEAR))
    male = block.each("sex") < 0.5
    died, emigrated = _departures(block, born, first, last)
    left = np.minimum(np.minimum(died, emigrated), last)
    education = np.where(last - born < 18 * _YEAR, 0, whole(block.each("education"), 3))
    person = np.arange(BLOCK)
    people_rows: t.Rows = {
        "person": person,
        "born": born,
        "died": died,
        "emigrated": emigrated,
        "sex": male.astype(np.int64),
        "municipality": places.PLACES[whole(block.each("place"), len(places.PLACES))],
        "education": education,
    }
    tables: t.Tables = {
        "people": [people_rows],
        "stays": [*_shelter(block, born, design), *_stays(block, born, left, first, last)],
        "contacts": _contacts(block, design),
        "benefits": _benefits(block, born, first, last),
        "income": _income(block, born, design),
    }
    tables = t.alive(tables, born, left)
    tables["stays"].append(_homes(block, born, first, left, last))
    if people < BLOCK:
        tables = {
            name: [t.pick(rows, rows["person"] < people) for rows in found]
            for name, found in tables.items()
        }
    return tables


def _departures(block: Block, born: Ints, first: int, last: int) -> tuple[Ints, Ints]:
    """Return days of death, more often with age, and of emigration before it."""
    span = last - first + 1
    age = (first + span / 2 - born) / _YEAR
    risk = np.minimum(0.9, span / _YEAR * 0.0005 * np.exp(0.085 * (age - 40)))
    day = np.maximum(first + whole(block.each("death day"), span), born + 1)
    died = np.where((block.each("death") < risk) & (day <= last), day, NEVER)
    day = np.maximum(first + whole(block.each("emigration day"), span), born + 1)
    gone = (block.each("emigration") < 0.02) & (day < died) & (day <= last)
    emigrated = np.where(gone, day, NEVER)
    return np.where(gone, NEVER, died), emigrated


def _shelter(block: Block, born: Ints, design: Design) -> list[t.Rows]:
    person = np.arange(BLOCK)
    low, high = calendar.period(design.years)
    group = (block.each("shelter") / _SHELTER).astype(np.int64)
    u, v = block.each("shelter start"), block.each("shelter start again")
    length = amount(block.each("shelter days"), quantiles(40, 1.0, 100))
    adult = low - born >= 18 * _YEAR + 180
    early = low - 200 + whole(u, 90)  # over before the period begins, and within two years of it
    again = low + whole(v, 360)
    old = low + whole(u, high - low + 1)
    found = [
        t.stays(person, t.SHELTER, early, np.where((group == 0) & adult, length, 0)),
        t.stays(person, t.SHELTER, again, np.where((group == 0) & adult, length, 0)),
        t.stays(
            person, t.SHELTER, old, np.where((group == 1) & (old - born > 31 * _YEAR), length, 0)
        ),
    ]
    for which, start in ((2, low - 600 + whole(u, 400)), (3, high + 1 + whole(u, 700))):
        grown = start - born >= 18 * _YEAR
        found.append(
            t.stays(person, t.SHELTER, start, np.where((group == which) & grown, length, 0))
        )
    return found


def _stays(block: Block, born: Ints, left: Ints, first: int, last: int) -> list[t.Rows]:
    found = []
    for name, kind, share, table in (
        ("prison", t.PRISON, 0.005, quantiles(60, 0.9, 400)),
        ("ward", t.WARD, 0.010, quantiles(12, 1.0, 90)),
    ):
        length = amount(block.each(f"{name} days"), table)
        start = first + whole(block.each(f"{name} start"), last - first + 1)
        has = (block.each(name) < share) & (start - born >= 18 * _YEAR)
        length = np.minimum(length, last - start + 1)
        found.append(t.stays(np.arange(BLOCK), kind, start, np.where(has, length, 0)))
    return found


def _homes(block: Block, born: Ints, first: int, left: Ints, last: int) -> t.Rows:
    """Return homes of one's own: of some, still going on when the register ends."""
    start = np.maximum(
        first + whole(block.each("home start"), last - first + 1), born + round(20 * _YEAR)
    )
    has = (block.each("home") < 0.3) & (start <= left)
    end = np.where(left < last, left, t.ONGOING)
    rows: t.Rows = {
        "person": np.arange(BLOCK), "type": np.full(BLOCK, t.OWN_HOME), "start": start, "end": end
    }  # fmt: skip
    return t.pick(rows, has)


def _contacts(block: Block, design: Design) -> list[t.Rows]:
    years = np.arange(design.years[0], design.years[1] + 1)
    starts = np.array([calendar.day(int(year)) for year in (*years, years[-1] + 1)])
    person = np.tile(np.arange(BLOCK), len(years))
    first, days = np.repeat(starts[:-1], BLOCK), np.repeat(np.diff(starts), BLOCK)
    found = []
    for name, kind, share, table in (
        ("gp", t.GP, 0.75, quantiles(2, 0.8, 30)),
        ("clinic", t.CLINIC, 0.015, quantiles(4, 0.8, 40)),
        ("hospital", t.HOSPITAL, 0.22, quantiles(1.2, 0.8, 15)),
    ):
        u = block.many(name, len(person))
        # The part of the number that is left is again uniform.
        counts = np.where(u < share, amount(np.minimum(u / share, 1 - 1e-12), table), 0)
        days_u = block.many(f"{name} days", int(counts.sum()))
        found.append(t.events(person, kind, first, days, counts, days_u))
    return found


def _benefits(block: Block, born: Ints, first: int, last: int) -> list[t.Rows]:
    """Return one spell of one benefit at most for each person."""
    u, kind, adult = block.each("benefit"), block.each("benefit kind"), last - born >= 18 * _YEAR
    student = (u >= 0.15) & (u < 0.6) & (born + 20 * _YEAR > first) & (born + 20 * _YEAR < last)
    run = (u < 0.15) & adult
    start = np.where(
        student,
        born + round(20 * _YEAR),
        np.maximum(
            first + whole(block.each("benefit start"), last - first + 1), born + round(18 * _YEAR)
        ),
    )
    length = np.where(
        student,
        amount(block.each("benefit weeks"), quantiles(150, 0.5, 300)),
        amount(block.each("benefit weeks"), quantiles(60, 1.0, 600)),
    )
    bounds = (0.3, 0.5, 0.6, 0.8)
    codes = np.array([t.UNEMPLOYMENT, *t.CASH, t.SICKNESS[0], t.PENSION])
    code = np.where(student, t.GRANT, codes[np.searchsorted(bounds, kind, side="right")])
    monday = calendar.monday(start)
    most = np.maximum(0, (last + 1 - monday) // 7)
    length = np.where(~student & (code == t.PENSION), most, np.minimum(length, most))
    return [t.weeks(np.arange(BLOCK), code, monday, np.where(student | run, length, 0))]


def _income(block: Block, born: Ints, design: Design) -> list[t.Rows]:
    found, table = [], quantiles(300_000, 0.5, 2_000_000, 100)
    for year in range(design.years[0], design.years[1] + 1):
        age = (calendar.day(year) - born) / _YEAR
        u = block.each(f"wage/{year}")
        share = np.where((age >= 18) & (age < 66), 0.75, 0.0)
        much = amount(np.minimum(u / np.maximum(share, 1e-9), 1 - 1e-12), table)
        wage = np.where(u < share, much, 0)
        found.append(t.income(np.arange(BLOCK), year, wage, wage * 9 // 25))
    return found
