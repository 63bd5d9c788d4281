"""What can be wrong with the table of people."""

from __future__ import annotations

from typing import Any

from bundlinje.basics.texts import Text
from bundlinje.register.check_rows import PLACEHOLDERS
from bundlinje.register.engine import Engine
from bundlinje.register.findings import Finding
from bundlinje.register.tables import Register
from bundlinje.register.uses import day_number, days_of, raw


def check_people(engine: Engine, register: Register) -> list[Finding]:
    """Return what is wrong in the table of people: twice, without id, impossible dates."""
    people = register.people
    table = raw(engine, people)
    person = table[people.columns["person"]]
    dates: dict[str, Any] = {
        name: days_of(table[people.extra[name]])
        for name in ("born", "died", "emigrated")
        if name in people.extra
    }
    rows = table.select(person=person, **dates)
    found = _twice(engine, people.name, rows)
    last = day_number(register.last)
    tests: list[tuple[str, str, Any, Text, Text]] = [
        (
            "no_person", "fault", rows["person"].isnull(),
            Text("personen mangler", "the person is missing"),
            Text("Ret udtrækket.", "Correct the extract."),
        )
    ]  # fmt: skip
    check = Text("Ret datoerne i udtrækket.", "Correct the dates in the extract.")
    if "born" in dates:
        tests += [
            ("no_birth", "doubt", rows["born"].isnull(),
             Text("fødselsdatoen mangler", "the date of birth is missing"),
             Text("Uden den kan alderen ikke regnes ud, og personen falder ud.",
                  "Without it there is no age, and the person is left out.")),
            ("born_late", "fault", rows["born"] > last,
             Text("født, efter registret slutter", "born after the register ends"), check),
            ("placeholder.born", "doubt", rows["born"] < day_number(PLACEHOLDERS[0]),
             Text("født år 1900 eller før: måske en pladsholder",
                  "born in 1900 or before: perhaps a placeholder"),
             Text("Lad feltet være tomt, når datoen ikke kendes.",
                  "Leave the field empty where the date is unknown.")),
        ]  # fmt: skip
    words = {"died": Text("død", "died"), "emigrated": Text("udvandret", "emigrated")}
    for name in ("died", "emigrated"):
        if name not in dates:
            continue
        word = words[name]
        if "born" in dates:
            tests.append(
                (f"{name}_before_birth", "fault", rows[name] < rows["born"],
                 Text(f"{word.da} før fødslen", f"{word.en} before birth"), check)
            )  # fmt: skip
        odd = (rows[name] < day_number(PLACEHOLDERS[0])) | (
            rows[name] > day_number(PLACEHOLDERS[1])
        )
        tests.append(
            (f"placeholder.{name}", "fault", odd,
             Text(f"{word.da}: datoen er en pladsholder (år 1900 eller før, eller efter 2100)",
                  f"{word.en}: the date is a placeholder (1900 or before, or after 2100)"),
             Text("Lad feltet være tomt for dem, det ikke gælder.",
                  "Leave the field empty for those it does not concern."))
        )  # fmt: skip
    counts = {
        f"n_{i}": test.fill_null(False).cast("int64").sum()
        for i, (_, _, test, _, _) in enumerate(tests)
    }
    row = engine.rows(rows.aggregate(n=rows.count(), **counts))[0]
    if not row["n"]:
        empty = Text("tabellen er tom", "the table is empty")
        again = Text("Hent udtrækket igen.", "Get the extract again.")
        return [Finding(people.name, "empty", "fault", empty, again)]
    for i, (kind, severity, _, what, do) in enumerate(tests):
        if row[f"n_{i}"]:
            found.append(Finding(people.name, kind, severity, what, do, int(row[f"n_{i}"])))
    return found


def _twice(engine: Engine, name: str, rows: Any) -> list[Finding]:
    groups = rows.group_by("person").aggregate(times=rows.count())
    again = groups.filter((groups["times"] > 1) & groups["person"].notnull())
    row = engine.rows(again.aggregate(n=(again["times"] - 1).sum(), p=again.count()))[0]
    if not row["n"]:
        return []
    return [
        Finding(
            name, "person_twice", "fault",
            Text("personer, der står mere end én gang", "people who are there more than once"),
            Text("Behold én række pr. person: ellers tælles de to gange.",
                 "Keep a row a person: otherwise they are counted twice."),
            int(row["n"]), int(row["p"]),
        )
    ]  # fmt: skip
