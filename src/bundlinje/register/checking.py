"""Check a register's tables before anything is estimated from them.

Faults make estimates wrong; doubts may be right as they are. All that leaves a check is counts, and
those of few people are not shown.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bundlinje.basics.errors import InputError
from bundlinje.basics.texts import Text
from bundlinje.register.check_columns import check_columns, looks_like_cpr, same_files
from bundlinje.register.check_coverage import check_periods, check_services
from bundlinje.register.check_people import check_people
from bundlinje.register.check_repeats import check_repeats
from bundlinje.register.check_rows import count_rows, known_people
from bundlinje.register.convert import parquet_files
from bundlinje.register.engine import Engine
from bundlinje.register.findings import Finding, worst_first
from bundlinje.register.study import Study
from bundlinje.register.tables import Register, TableMap
from bundlinje.register.uses import raw, spans


def check_tables(engine: Engine, checked: Register | Study) -> list[Finding]:
    """Return what is wrong or doubtful in the tables, worst first.

    A table of which a column is missing or of the wrong type is not looked further into, and
    nothing is where persons look like CPR numbers.

    Args:
        engine: Where to work.
        checked: A register, all of it; or a study: the tables that it uses, with its least count.
    """
    register = checked.register if isinstance(checked, Study) else checked
    minimum = checked.suppression.minimum if isinstance(checked, Study) else 5
    names = list(register.tables)
    if isinstance(checked, Study):
        used = {register.services[id].table for id in checked.used}
        names = [name for name in names if name in used]
    people = register.people
    tables = [people, *(register.tables[name] for name in names)]
    findings = same_files(tables)
    read: dict[str, Any] = {}
    for table in tables:
        try:
            read[table.name] = engine.read(parquet_files(table, engine.folder))
        except InputError as error:
            findings += [_unread(table, problem.message) for problem in error.problems]
    cpr = [
        found
        for table in tables
        if table.name in read and (found := looks_like_cpr(engine, table, read[table.name]))
    ]
    if cpr:
        return cpr
    right: list[TableMap] = []
    own = people.columns["person"]
    ids = (
        read[people.name][own].type()
        if own in getattr(read.get(people.name), "columns", ())
        else None
    )
    for table in tables:
        if table.name not in read:
            continue
        wrong = check_columns(table, read[table.name], None if table is people else ids)
        findings += wrong
        if not wrong:
            right.append(table)
    if people in right:
        findings += check_people(engine, register)
        known = known_people(engine, register)
        for table in right:
            if table is not people:
                findings += _check_table(engine, register, table, known)
    return worst_first(replace(finding, minimum=minimum) for finding in findings)


def _check_table(engine: Engine, register: Register, table: TableMap, known: Any) -> list[Finding]:
    unread = _weeks_unread(engine, table)
    if unread:
        return unread
    try:
        uses = spans(engine, register, table)
    except InputError as error:
        return [_unread(table, problem.message) for problem in error.problems]
    counted = count_rows(engine, register, table, uses, known)
    return [
        *counted.findings,
        *check_periods(register, table, counted),
        *check_services(engine, register, table, uses, counted),
        *check_repeats(engine, register, table, uses),
    ]


def _weeks_unread(engine: Engine, table: TableMap) -> list[Finding]:
    """Return weeks that are not written as weeks: they cannot be counted at all."""
    if "week" not in table.columns:
        return []
    found = raw(engine, table)
    week: Any = found[table.columns["week"]]
    if week.type().is_temporal():
        return []
    right = week.cast("string").re_search(r"^\d{4}-?W?(0[1-9]|[1-4]\d|5[0-3])$")
    wrong = found.filter(week.notnull() & ~right)
    person = wrong[table.columns["person"]]
    row = engine.rows(wrong.aggregate(n=wrong.count(), p=person.nunique()))[0]
    if not row["n"]:
        return []
    return [
        Finding(
            table.name, "week_unread", "fault",
            Text("ugen kan ikke læses; tabellen er ikke kontrolleret videre",
                 "the week cannot be read; the table was not checked further"),
            Text("Skriv ugen som 2014-W05, 2014W05 eller 201405, eller som mandagens dato.",
                 "Write the week as 2014-W05, 2014W05 or 201405, or as the Monday's date."),
            int(row["n"]), int(row["p"]),
        )
    ]  # fmt: skip


def _unread(table: TableMap, what: Text) -> Finding:
    do = Text("Ret filen eller registerfilen.", "Correct the file or the register file.")
    return Finding(table.name, "unread", "fault", what, do)
