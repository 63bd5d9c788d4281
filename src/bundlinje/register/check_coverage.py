"""What is not in a table: years and weeks without rows, services without any, unknown codes."""

from __future__ import annotations

import datetime
from typing import Any

from bundlinje.basics.texts import Text
from bundlinje.register.check_rows import Counted
from bundlinje.register.engine import Engine
from bundlinje.register.findings import Finding
from bundlinje.register.tables import Register, TableMap
from bundlinje.register.uses import EPOCH, day_number, is_service

#: A year with fewer rows than this share of the smaller neighbour's is doubted. [1]
DROP = 0.5
#: Years with fewer rows than this are too small to compare.
FEWEST = 50
#: In years with fewer rows a week than this, a week may be without any by chance.
FEWEST_A_WEEK = 10
MOST_CODES = 10


def check_periods(register: Register, table: TableMap, counted: Counted) -> list[Finding]:
    """Return years and weeks that a delivery seems to be missing for."""
    if not counted.rows:
        return [
            Finding(
                table.name, "empty", "fault", Text("tabellen er tom", "the table is empty"),
                Text("Hent udtrækket igen.", "Get the extract again."),
            )
        ]  # fmt: skip
    if table.kind != "weeks":
        return _years(register, table, counted.by_period)
    weeks = set(counted.by_period)
    first = day_number(register.first)
    monday = first - (first + 3) % 7
    wanted = range(monday + 7, day_number(register.last) - 5, 7)
    missing = [week for week in wanted if week not in weeks]
    # A table that begins or ends a few weeks inside what is covered lacks no delivery.
    inside = range(min(weeks, default=0), max(weeks, default=0))
    if len([week for week in missing if week not in inside]) < 5:
        missing = [week for week in missing if week in inside]
    by_year: dict[int, int] = {}
    for week, rows in counted.by_period.items():
        # The week belongs to the year of its Thursday.
        year = (EPOCH + datetime.timedelta(days=week + 3)).year
        by_year[year] = by_year.get(year, 0) + rows
    found = _years(register, table, by_year)
    gone = {f.kind.partition(".")[2] for f in found if f.kind.startswith("no_year")}
    named = []
    for week in missing:
        iso = (EPOCH + datetime.timedelta(days=week)).isocalendar()
        if str(iso.year) not in gone and by_year.get(iso.year, 0) >= 52 * FEWEST_A_WEEK:
            named.append(f"{iso.year}-W{iso.week:02d}")
    if not named:
        return found
    listed = ", ".join(named[:5]) + (" …" if len(named) > 5 else "")
    found.append(
        Finding(
            table.name, "no_week", "fault",
            Text(f"uger uden en eneste række: {len(named)} ({listed})",
                 f"weeks without a single row: {len(named)} ({listed})"),
            Text("Se efter, om en levering mangler.", "See whether a delivery is missing."),
        )
    )  # fmt: skip
    return found


def _years(register: Register, table: TableMap, rows: dict[int, int]) -> list[Finding]:
    found = []
    days = {
        year: (
            min(register.last, datetime.date(year, 12, 31))
            - max(register.first, datetime.date(year, 1, 1))
        ).days
        + 1
        for year in range(register.first.year, register.last.year + 1)
    }
    # Years of income have their rows in the whole year, however little of it is covered.
    parts = (
        dict.fromkeys(days, 1.0) if table.kind == "years" else {y: d / 365 for y, d in days.items()}
    )
    rates = {year: rows.get(year, 0) / part for year, part in parts.items() if days[year] >= 28}
    for year in rates:
        if not rows.get(year):
            found.append(
                Finding(
                    table.name, f"no_year.{year}", "fault",
                    Text(f"{year} har ingen rækker", f"{year} has no rows"),
                    Text("Hent årets levering, eller ret covers i registerfilen.",
                         "Get the year's delivery, or correct covers in the register file."),
                )
            )  # fmt: skip
            continue
        beside = [rates[y] for y in (year - 1, year + 1) if rates.get(y)]
        if beside and min(beside) >= FEWEST and rates[year] < DROP * min(beside):
            share = round(100 * (1 - rates[year] / min(beside)))
            found.append(
                Finding(
                    table.name, f"drop.{year}", "doubt",
                    Text(f"{year} har {share} % færre rækker end årene ved siden af",
                         f"{year} has {share}% fewer rows than the years beside it"),
                    Text("Se efter, om en del af årets levering mangler.",
                         "See whether part of the year's delivery is missing."),
                )
            )  # fmt: skip
    return found


def check_services(
    engine: Engine, register: Register, table: TableMap, uses: Any, counted: Counted
) -> list[Finding]:
    """Return services without a row, and codes that are of no service."""
    found = [
        Finding(
            table.name, f"no_use.{id}", "fault",
            Text(f"ydelsen {id} har ingen rækker", f"the service {id} has no rows"),
            Text("Se efter, om koderne er skrevet som i tabellen.",
                 "See whether the codes are written as in the table."),
        )
        for id, rows in counted.used.items()
        if not rows and counted.rows
    ]  # fmt: skip
    tests = [is_service(uses, s) for s in register.services.values() if s.table == table.name]
    if "code" not in uses.columns or not tests or any(test is None for test in tests):
        return found
    of_any: Any = tests[0]
    for test in tests[1:]:
        of_any = of_any | test
    rest = uses.filter(uses["code"].notnull() & ~of_any)
    each = engine.step(
        f"unknown_{table.name}",
        lambda: rest.group_by(["code", "person"]).aggregate(n=rest.count()),
    )
    codes = each.group_by("code").aggregate(n=each["n"].sum(), p=each["person"].nunique())
    total = engine.rows(each.aggregate(n=each["n"].sum(), p=each["person"].nunique()))[0]
    if not total["n"]:
        return found
    shown = codes.filter((codes["p"] >= 5) & (codes["n"] >= 5))
    shown = shown.order_by([shown["n"].desc(), shown["code"]]).limit(MOST_CODES)
    listed = ", ".join(str(row["code"])[:20] for row in engine.rows(shown))
    found.append(
        Finding(
            table.name, "unknown_code", "doubt",
            Text(f"koder, der ikke hører til nogen ydelse{': ' + listed if listed else ''}",
                 f"codes that are of no service{': ' + listed if listed else ''}"),
            Text("Tilføj dem i services, hvis de skal tælle med; ellers er alt i orden.",
                 "Add them to services if they are to count; otherwise all is well."),
            int(total["n"]), int(total["p"]),
        )
    )  # fmt: skip
    return found
