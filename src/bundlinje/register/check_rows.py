"""What rows can be wrong with, counted in one pass over a table.

Every rule is a yes or no of a row. The pass counts rows by year or week, which also tells of gaps;
people are counted in a second pass, of those rules alone that some row breaks.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bundlinje.basics.texts import Text
from bundlinje.register.engine import Engine
from bundlinje.register.findings import Finding
from bundlinje.register.tables import Register, TableMap
from bundlinje.register.uses import EPOCH, day_number, days_of, is_service, raw

if TYPE_CHECKING:
    import ibis.expr.types as ir

#: Dates before and after these stand for "not known" or "still going on".
PLACEHOLDERS = (datetime.date(1901, 1, 1), datetime.date(2100, 1, 1))
#: An amount is extreme that is a thousand times the table's middle one. [powers of ten]
EXTREME = 3
_POWERS = range(13)
#: The period of rows outside what the register covers.
NO_PERIOD = -1_000_000


@dataclass(frozen=True)
class Rule:
    """Something that no row should be: its kind, severity, test and texts."""

    kind: str
    severity: str
    test: Any
    what: Text
    do: Text


@dataclass(frozen=True)
class Counted:
    """What the pass over a table found.

    Attributes:
        findings: Rules that rows break.
        rows: How many rows there are.
        by_period: Rows by year, or by a week's Monday; those within what the register covers.
        used: Rows of each service.
        coded: Rows with a code.
    """

    findings: list[Finding]
    rows: int
    by_period: dict[int, int]
    used: dict[str, int]
    coded: int


def known_people(engine: Engine, register: Register) -> ir.Table:
    """Return a row a person: `person`, `born`, `died` (null where unknown) and `known`."""
    import ibis

    people = register.people
    table = raw(engine, people)
    dates = {
        name: days_of(table[people.extra[name]]) if name in people.extra else ibis.null("int64")
        for name in ("born", "died")
    }
    rows = table.select(person=table[people.columns["person"]], **dates)
    rows = rows.filter(rows["person"].notnull())
    return rows.group_by("person").aggregate(
        born=rows["born"].min(), died=rows["died"].max(), known=ibis.literal(True)
    )


def count_rows(
    engine: Engine, register: Register, table: TableMap, uses: Any, known: Any
) -> Counted:
    """Count the rows of a table that break each rule.

    Args:
        engine: Where to work.
        register: The register.
        table: The table.
        uses: Its `spans`.
        known: `known_people`.
    """
    import ibis

    joined = uses.left_join(known, "person")
    joined = joined.select(*uses.columns, "born", "died", "known")
    rules = _rules(register, table, joined)
    inside = joined["first"].between(day_number(register.first) - 6, day_number(register.last))
    # By day, and by year afterwards: it is faster than to work out every row's year. Groups of null
    # would differ between engines.
    day = ibis.ifelse(inside, joined["first"], NO_PERIOD).fill_null(NO_PERIOD)
    joined = joined.mutate(period=day)
    amounts = [c for c in uses.columns if c in ("quantity", "amount") or c.startswith("amount_")]
    services = [s for s in register.services.values() if s.table == table.name]
    sums: dict[str, Any] = {"n": joined["period"].count()}
    sums |= {f"r_{i}": _count(rule.test) for i, rule in enumerate(rules)}
    if "code" in uses.columns:
        sums["coded"] = joined["code"].count()
    for i, service in enumerate(services):
        test = is_service(joined, service)
        sums[f"s_{i}"] = joined["period"].count() if test is None else _count(test)
    for i, column in enumerate(amounts):
        for power in _POWERS:
            sums[f"a_{i}_{power}"] = _count(joined[column].abs() >= 10.0**power)
    groups = engine.rows(joined.group_by("period").aggregate(**sums))
    total = {key: sum(row[key] or 0 for row in groups) for key in sums}
    broken = [rule for i, rule in enumerate(rules) if total[f"r_{i}"]]
    for i, column in enumerate(amounts):
        extreme = _extreme(joined, column, [total[f"a_{i}_{p}"] for p in _POWERS])
        if extreme is not None:
            broken.append(extreme)
    return Counted(
        findings=_with_people(engine, table, joined, broken, total["n"]),
        rows=total["n"],
        by_period=_by_period(table, groups),
        used={service.id: total[f"s_{i}"] for i, service in enumerate(services)},
        coded=total.get("coded", 0),
    )


def _by_period(table: TableMap, groups: list[dict[str, Any]]) -> dict[int, int]:
    found: dict[int, int] = {}
    for row in groups:
        day = row["period"]
        if day == NO_PERIOD:
            continue
        period = day if table.kind == "weeks" else (EPOCH + datetime.timedelta(days=day)).year
        found[period] = found.get(period, 0) + row["n"]
    return found


def _count(test: Any) -> Any:
    return test.fill_null(False).cast("int64").sum()


def _with_people(
    engine: Engine, table: TableMap, joined: Any, rules: Sequence[Rule], rows: int
) -> list[Finding]:
    """Return the findings of rules that rows break, with how many rows and people."""
    from bundlinje.basics.formats import percent

    if not rules:
        return []
    named = {}
    for i, rule in enumerate(rules):
        test = rule.test.fill_null(False)
        named[f"n_{i}"] = test.cast("int64").sum()
        named[f"p_{i}"] = joined["person"].nunique(where=test)
    row = engine.rows(joined.aggregate(**named))[0]
    found = []
    for i, rule in enumerate(rules):
        what, count = rule.what, int(row[f"n_{i}"])
        people = int(row[f"p_{i}"]) if rule.kind != "no_person" else None
        if rule.kind == "not_in_people" and people is not None and people >= 5 and count >= 5:
            share = count / rows
            shown = percent(share, "da", 1), percent(share, "en", 1)
            if share < 0.0005:
                shown = ("under 0,1 %", "under 0.1%")
            what = Text(
                f"{what.da} ({shown[0]} af rækkerne)", f"{what.en} ({shown[1]} of the rows)"
            )
        found.append(Finding(table.name, rule.kind, rule.severity, what, rule.do, count, people))
    return found


def _rules(register: Register, table: TableMap, t: Any) -> list[Rule]:
    first, last = day_number(register.first), day_number(register.last)
    early, late = (day_number(day) for day in PLACEHOLDERS)
    day = table.kind in ("spells", "events")
    odd = t["first"] < early
    if table.kind == "spells":
        odd = odd | (t["end"] > late)
    correct = Text("Ret udtrækket.", "Correct the extract.")
    rules = [
        Rule(
            "no_person", "fault", t["person"].isnull(),
            Text("personen mangler", "the person is missing"),
            Text("Ret udtrækket: rækkerne tælles ikke.",
                 "Correct the extract: the rows are not counted."),
        ),
        Rule(
            "not_in_people", "fault", t["person"].notnull() & t["known"].isnull(),
            Text("personen findes ikke i persontabellen", "the person is not in the people table"),
            Text("Se efter, om persontabellen er hele befolkningen, og om personerne er "
                 "pseudonymiseret ens i alle tabeller.",
                 "See whether the people table holds everyone, and whether people were "
                 "pseudonymised alike in every table."),
        ),
        Rule(
            "no_date", "fault", t["first"].isnull(),
            Text("datoen mangler", "the date is missing"),
            Text("Ret udtrækket: rækkerne tælles ikke.",
                 "Correct the extract: the rows are not counted."),
        ),
        Rule(
            "placeholder", "fault", odd,
            Text("datoen er en pladsholder (år 1900 eller før, eller efter 2100)",
                 "the date is a placeholder (1900 or before, or after 2100)"),
            Text("Lad feltet være tomt, når datoen ikke kendes eller opholdet er i gang.",
                 "Leave the field empty where the date is unknown or the spell goes on."),
        ),
        Rule(
            "outside", "fault",
            ((t["end"] <= first) | (t["first"] > last)) & ~odd.fill_null(False),
            Text(f"datoen ligger uden for det, registret dækker: {register.first} til "
                 f"{register.last}",
                 f"the date is outside what the register covers: {register.first} to "
                 f"{register.last}"),
            Text("Ret covers i registerfilen eller datoerne i udtrækket.",
                 "Correct covers in the register file, or the dates in the extract."),
        ),
        Rule(
            "before_birth", "fault",
            ((t["first"] < t["born"]) if day else (t["end"] <= t["born"])) & ~odd.fill_null(False),
            Text("ligger før personens fødsel", "is before the person's birth"),
            Text("Se efter, om fødselsdatoerne og koblingen mellem tabellerne er rigtige.",
                 "See whether dates of birth and the link between the tables are right."),
        ),
        Rule(
            "after_death", "doubt", t["first"] > t["died"],
            Text("begynder efter personens død", "begins after the person's death"),
            Text("Nogle få kan være sene registreringer; mange tyder på en forkert kobling.",
                 "A few may be late records; many suggest a wrong link."),
        ),
    ]  # fmt: skip
    if table.kind == "spells":
        rules.append(
            Rule(
                "ends_before_start", "fault",
                (t["end"] <= t["first"]) & (t["first"] <= last),
                Text("slutter, før det begynder", "ends before it begins"), correct,
            )
        )  # fmt: skip
    if table.kind == "weeks":
        rules.append(
            Rule(
                "not_a_monday", "fault", (t["first"] + 3) % 7 != 0,
                Text("ugens dato er ikke en mandag", "the week's date is no Monday"),
                Text("Skriv ugens mandag eller ugen som 2014-W05.",
                     "Write the week's Monday, or the week as 2014-W05."),
            )
        )  # fmt: skip
    for column in t.columns:
        if column not in ("quantity", "amount") and not column.startswith("amount_"):
            continue
        name = column.removeprefix("amount_")
        rules.append(
            Rule(
                f"negative.{name}", "doubt", t[column] < 0,
                Text(f"{name} er negativ", f"{name} is negative"),
                Text("Er det tilbagebetalinger, kan de blive; ellers ret fortegnet.",
                     "Repayments may stay; otherwise correct the sign."),
            )
        )  # fmt: skip
    return rules


def _extreme(t: Any, column: str, at_least: Sequence[int]) -> Rule | None:
    """Return the rule of extreme amounts, if any are; `at_least` counts rows from each power up."""
    total = at_least[0]
    middle = max((p for p in _POWERS if at_least[p] * 2 >= total), default=0)
    power = middle + EXTREME
    if power not in _POWERS or not at_least[power]:
        return None
    name = column.removeprefix("amount_")
    return Rule(
        f"extreme.{name}", "doubt", t[column].abs() >= 10.0**power,
        Text(f"{name} er over tusind gange det sædvanlige i tabellen",
             f"{name} is more than a thousand times the usual in the table"),
        Text("Se efter, om beløbene er i kroner (ikke ører) og ikke er koder som 99999999.",
             "See whether amounts are in kroner and are no codes such as 99999999."),
    )  # fmt: skip
