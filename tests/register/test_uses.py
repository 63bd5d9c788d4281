"""Use in windows, for each kind of table, is what a slow count in plain Python says."""

from __future__ import annotations

import datetime
import itertools
import math
import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bundlinje.register.engine import Engine, connect
from bundlinje.register.register_file import read_register
from bundlinje.register.study import year_starts
from bundlinje.register.uses import Window, day_number, monday_of, quantities

FIRST, LAST = datetime.date(2010, 1, 1), datetime.date(2013, 12, 31)
ZERO = datetime.date(2012, 2, 29)
CODES = ["a", "b", "c"]
PEOPLE = range(1, 5)
SEEDS = st.integers(0, 2**32)
NUMBERS = itertools.count()
WEEKS = ("date", "2014-W05", "2014W05", "201405", "number", "wide")


def random_day(rng: random.Random) -> datetime.date:
    return FIRST + datetime.timedelta(days=rng.randrange(-40, (LAST - FIRST).days + 40))


def week_text(monday: datetime.date, form: str) -> Any:
    year, week, _ = monday.isocalendar()
    written = {
        "date": monday,
        "2014-W05": f"{year}-W{week:02d}",
        "2014W05": f"{year}W{week:02d}",
        "201405": f"{year}{week:02d}",
        "number": year * 100 + week,
    }
    return written[form]


class Made:
    """A random register, and the use in it as (service, person, first, end, quantity a day)."""

    def __init__(self, folder: Path, rng: random.Random, weeks: str) -> None:
        self.folder = folder
        self.uses: list[tuple[str, int, int, int, float]] = []
        self._spells(rng)
        self._events(rng)
        self._weeks(rng, weeks)
        self._years(rng)
        write(folder, "people", {"id": list(PEOPLE)})
        how = "wide: y_" if weeks == "wide" else "week: week, code: code"
        (folder / "register.yaml").write_text(
            f"""\
format: bundlinje.register/1
title: Tilfældigt
covers: [{FIRST}, {LAST}]
tables:
  people: {{kind: people, file: people.parquet, person: id}}
  stays: {{kind: spells, file: stays.parquet, person: id, from: f, to: t, code: code, amount: kr}}
  contacts: {{kind: events, file: contacts.parquet, person: id, date: d, code: code, quantity: n}}
  benefits: {{kind: weeks, file: benefits.parquet, person: id, {how}}}
  income: {{kind: years, file: income.parquet, person: id, year: year, amounts: {{wage: wage}}}}
services:
  days: {{table: stays, codes: [a], measure: days, unit: døgn}}
  stays_begun: {{table: stays, codes: [[a, b]], measure: count, unit: ophold}}
  cost: {{table: stays, measure: amount}}
  contact: {{table: contacts, codes: [b, c], measure: count, unit: kontakt}}
  weeks: {{table: benefits, codes: [[730, 735], 890], measure: weeks, unit: uge}}
  wage: {{table: income, amount: wage}}
""",
            "utf-8",
        )

    def _spells(self, rng: random.Random) -> None:
        rows: list[tuple[Any, ...]] = []
        for _ in range(rng.randrange(1, 12)):
            first = random_day(rng)
            last = None if rng.random() < 0.2 else first + datetime.timedelta(rng.randrange(-2, 90))
            code = rng.choice([*CODES, None])
            amount = rng.choice([None, 0.0, float(rng.randrange(1, 900))])
            rows.append((rng.choice(PEOPLE), first, last, code, amount))
            person, a, b = rows[-1][0], day_number(first), day_number(last or LAST) + 1
            if b <= a:
                continue
            if code == "a":
                self.uses.append(("days", person, a, b, 1.0))
            if code in ("a", "b"):
                self.uses.append(("stays_begun", person, a, a + 1, 1.0))
            self.uses.append(("cost", person, a, b, (amount or 0.0) / (b - a)))
        types = [pa.int64(), pa.date32(), pa.date32(), pa.string(), pa.float64()]
        write(self.folder, "stays", columns("id f t code kr", rows), types)

    def _events(self, rng: random.Random) -> None:
        rows = []
        for _ in range(rng.randrange(1, 20)):
            row = (
                rng.choice(PEOPLE), random_day(rng), rng.choice([*CODES, None]),
                rng.choice([None, 1.0, 2.5]),
            )  # fmt: skip
            rows.append(row)
            if row[2] in ("b", "c"):
                a = day_number(row[1])
                quantity = 1.0 if row[3] is None else row[3]
                self.uses.append(("contact", row[0], a, a + 1, quantity))
        types = [pa.int64(), pa.date32(), pa.string(), pa.float64()]
        write(self.folder, "contacts", columns("id d code n", rows), types)

    def _weeks(self, rng: random.Random, form: str) -> None:
        found: dict[tuple[int, datetime.date], int] = {}
        for _ in range(rng.randrange(1, 30)):
            day = random_day(rng)
            monday = day - datetime.timedelta(days=day.weekday())
            found[rng.choice(PEOPLE), monday] = rng.choice([111, 730, 733, 735, 736, 890])
        for (person, monday), code in found.items():
            if code in (730, 733, 735, 890):
                a = day_number(monday)
                self.uses.append(("weeks", person, a, a + 7, 1 / 7))
        if form == "wide":
            mondays = sorted({monday for _, monday in found})
            wide: dict[str, list[Any]] = {"id": list(PEOPLE)}
            for monday in mondays:
                year, week, _ = monday.isocalendar()
                wide[f"y_{year % 100:02d}{week:02d}"] = [found.get((p, monday)) for p in PEOPLE]
            types = [pa.int64(), *[pa.int64()] * len(mondays)]
            write(self.folder, "benefits", wide, types)
            return
        rows = [(p, week_text(monday, form), code) for (p, monday), code in found.items()]
        write(self.folder, "benefits", columns("id week code", rows))

    def _years(self, rng: random.Random) -> None:
        rows = []
        for person in PEOPLE:
            for year in range(2009, 2015):
                if rng.random() < 0.6:
                    wage = rng.choice([None, float(rng.randrange(500_000))])
                    rows.append((person, year, wage))
                    a = day_number(datetime.date(year, 1, 1))
                    b = day_number(datetime.date(year + 1, 1, 1))
                    self.uses.append(("wage", person, a, b, (wage or 0.0) / (b - a)))
        rows.append((1, 1999, 1.0))
        types = [pa.int64(), pa.int64(), pa.float64()]
        write(self.folder, "income", columns("id year wage", rows), types)

    def recount(self, window: Window, person: int, zero: int, seen: int) -> float:
        """Count day by day."""
        total = 0.0
        for service, who, first, end, rate in self.uses:
            if service != window.service or who != person:
                continue
            for day in range(first, end):
                inside = window.first <= day - zero < window.end
                if inside and (not window.observed or day < seen):
                    total += rate
        return total


def columns(names: str, rows: list[tuple[Any, ...]]) -> dict[str, list[Any]]:
    return {name: [row[i] for row in rows] for i, name in enumerate(names.split())}


def write(folder: Path, name: str, table: dict[str, list[Any]], types: Any = None) -> None:
    made = {
        column: pa.array(values, types[i] if types else None)
        for i, (column, values) in enumerate(table.items())
    }
    pq.write_table(pa.table(made), folder / f"{name}.parquet")


def assert_counted(engine: Engine, folder: Path, seed: int, weeks: str) -> None:
    rng = random.Random(seed)
    # A folder each: an engine may remember what a file held.
    place = folder / f"{next(NUMBERS)}"
    place.mkdir()
    made = Made(place, rng, weeks)
    register = read_register(place / "register.yaml")
    windows = []
    for service in register.services:
        for observed in (False, True):
            a = rng.randrange(-800, 600)
            windows.append(Window(service, a, a + rng.randrange(1, 500), observed))
    zeros = {p: day_number(ZERO) + rng.randrange(-200, 200) for p in PEOPLE}
    seen = {p: zeros[p] + rng.randrange(0, 800) for p in PEOPLE}
    cohort = {"person": list(PEOPLE), "zero": list(zeros.values()), "seen": list(seen.values())}
    write(place, "cohort", cohort)
    found = engine.rows(
        quantities(engine, register, engine.read([place / "cohort.parquet"]), windows)
    )
    assert len(found) == len(PEOPLE)
    for row in found:
        person = row["person"]
        for window in windows:
            expected = made.recount(window, person, zeros[person], seen[person])
            # Sums of up to 500 shares of a day; 1e-9 is far above their rounding.
            assert math.isclose(row[window.column], expected, rel_tol=1e-9, abs_tol=1e-9), window


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Any:
    made = connect("duckdb", tmp_path_factory.mktemp("work"), memory="1GB", threads=1)
    yield made
    made.close()


@pytest.mark.parametrize("weeks", WEEKS)
@settings(max_examples=8)
@given(seed=SEEDS)
def test_windows(
    engine: Engine, tmp_path_factory: pytest.TempPathFactory, weeks: str, seed: int
) -> None:
    assert_counted(engine, tmp_path_factory.mktemp("register"), seed, weeks)


def test_windows_on_spark(spark: Engine, tmp_path: Path) -> None:
    assert_counted(spark, tmp_path, 525, "wide")


MONDAYS = [
    day
    for day in (datetime.date(1990, 12, 31) + datetime.timedelta(7 * i) for i in range(2610))
    if 1991 <= day.isocalendar().year <= 2040
]


@pytest.mark.parametrize("form", ["date", "2014-W05", "2014W05", "201405", "number"])
def test_every_iso_week(engine: Engine, tmp_path: Path, form: str) -> None:
    assert len(MONDAYS) == 2609
    write(tmp_path, "w", columns("week monday", [(week_text(d, form), d) for d in MONDAYS]))
    table = engine.read([tmp_path / "w.parquet"])
    for row in engine.rows(table.select("monday", found=monday_of(table["week"]))):
        assert row["found"] == day_number(row["monday"])


@given(st.integers(-20_000, 40_000), st.integers(1, 30))
def test_years_begin_on_whole_days_a_year_apart(day: int, years: int) -> None:
    starts = year_starts(day, years)
    assert starts[0] == day
    assert len(starts) == years + 1
    assert all(b - a in (365, 366) for a, b in itertools.pairwise(starts))
    # Never more than half a day from the true one.
    assert all(abs(start - day - 365.25 * k) <= 0.5 for k, start in enumerate(starts))
