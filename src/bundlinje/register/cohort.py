"""Who is in a study, and what is known of them: one row a person, ready for the estimates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bundlinje.basics.texts import Text
from bundlinje.register.engine import Engine
from bundlinje.register.study import DAYS_A_YEAR, Study, Use, year_starts
from bundlinje.register.uses import Window, day_number, days_of, first_uses, quantities, raw

if TYPE_CHECKING:
    import ibis.expr.types as ir

#: How many years before time zero are shown, to see whether the groups were alike.
YEARS_BEFORE = 3


@dataclass(frozen=True)
class Step:
    """One step of the way to the people studied: a rule, and how many are left. [people]"""

    rule: Text
    left: int


@dataclass(frozen=True)
class Outcome:
    """The use of a service in one follow-up year.

    Attributes:
        service: The service's id.
        year: The follow-up year, from 1.
    """

    service: str
    year: int

    @property
    def column(self) -> str:
        """Its column among the people: quantity used while followed, for the whole year."""
        return f"y_{self.service}_{self.year}"

    @property
    def weight(self) -> str:
        """The column with the share of the year that the person was followed."""
        return f"w_{self.year}"


def outcomes(study: Study) -> list[Outcome]:
    """Return the outcomes, year by year within each service."""
    return [Outcome(s, k) for s in study.services for k in range(1, study.years + 1)]


def windows_of(study: Study) -> list[Window]:
    """Return every window that the study counts use in."""
    found = [Window(s, *u.window) for u in (*study.before, *study.conditions) for s in u.services]
    for c in study.covariates:
        if c.kind != "column":
            found.append(Window(c.name, -round(DAYS_A_YEAR * c.years), 0))
    found += [_window_of(study, o) for o in outcomes(study)]
    found += [w for s in study.services for w in windows_before(study, s)]
    return found


def windows_before(study: Study, service: str) -> list[Window]:
    """Return the years before time zero that the register covers for everyone, latest first."""
    starts = [-day for day in year_starts(0, YEARS_BEFORE)]
    room = (study.time_zero.first - study.register.first).days
    return [
        Window(service, starts[k + 1], starts[k])
        for k in range(YEARS_BEFORE)
        if -starts[k + 1] <= room
    ]


def _window_of(study: Study, outcome: Outcome) -> Window:
    starts = study.starts
    return Window(outcome.service, starts[outcome.year - 1], starts[outcome.year], observed=True)


def candidates(engine: Engine, study: Study) -> ir.Table:
    """Return everyone whose clock could start, with what `people` says of them.

    Columns: `person`, `zero`, `seen`, `age`, `in_people`, `at_home`, and the covariates and the
    cluster as `c_…`.
    """
    import ibis

    register, people = study.register, study.register.people
    zero = study.time_zero
    start = first_uses(
        engine, register, zero.services, zero.at, (day_number(zero.first), day_number(zero.last))
    )
    table = raw(engine, people)
    own = people.columns["person"]
    names = [c.name for c in study.covariates if c.kind == "column"] + [study.cluster]
    kept = {f"c_{n}": table[people.extra[n]] for n in names if n in people.extra}
    dates = {
        n: days_of(table[people.extra[n]])
        for n in ("born", "died", "emigrated")
        if n in people.extra
    }
    known = table.select(person=table[own], known=ibis.literal(True), **dates, **kept)
    joined = start.left_join(known, "person")
    joined = joined.select("person", "zero", *[c for c in known.columns if c != "person"])
    end = day_number(register.last) + 1
    leaves: list[Any] = [ibis.literal(end)]
    if study.death and "died" in dates:
        leaves.append(joined["died"].fill_null(end))
    if study.emigration and "emigrated" in dates:
        leaves.append(joined["emigrated"].fill_null(end))
    if study.age_limit is not None:
        limit = joined["born"] + round(DAYS_A_YEAR * study.age_limit)
        leaves.append(limit.fill_null(end))
    more: dict[str, Any] = {"seen": ibis.least(*leaves) if len(leaves) > 1 else leaves[0]}
    if "born" in dates:
        more["age"] = (joined["zero"] - joined["born"]).cast("float64") / DAYS_A_YEAR
    more["c_year"] = _year_of(joined["zero"])
    more["in_people"] = joined["known"].fill_null(False)
    made = joined.mutate(**more)
    return made.mutate(at_home=made["seen"] > made["zero"])


def _year_of(day: Any) -> Any:
    """Return the calendar year of a day counted since 1970, as a text (it is a category)."""
    import ibis

    date: Any = ibis.date(1970, 1, 1) + day.as_interval("D")
    return date.year().cast("string")


def build(engine: Engine, study: Study) -> tuple[ir.Table, list[Step]]:
    """Return the people studied, a row each, and the steps that led to them.

    Columns: `reached` (0 or 1), `age`, covariates and cluster as `c_…`, use before time zero as
    `x_…`, outcomes as `y_SERVICE_YEAR` (per year followed), `w_YEAR`, and years before as
    `b_SERVICE_YEAR`. There is no identifier among them.
    """
    found = engine.step("candidates", lambda: candidates(engine, study))
    rules = _rules(study, found)
    passed = found
    for _, test in rules:
        passed = passed.filter(test(passed))
    counted = engine.step(
        "uses",
        lambda: quantities(engine, study.register, passed, windows_of(study), study.price_factors),
    )
    group = _within(study)
    known = lambda t: t["seen"] - t["zero"] >= study.goal_known  # noqa: E731
    later = [
        *((text, test) for text, test in group),
        (Text("fulgt, til målet er gjort op", "followed until the goal is known"), known),
    ]
    steps = _count(engine, found, rules, counted, later)
    studied = counted
    for _, test in later:
        studied = studied.filter(test(studied))
    return engine.step("people", lambda: _row_each(study, studied)), steps


def steps_before(engine: Engine, study: Study) -> list[Step]:
    """Return how many are left after each rule on what came before time zero.

    Neither the goal nor an outcome is looked at.
    """
    found = engine.step("candidates", lambda: candidates(engine, study))
    rules = _rules(study, found)
    passed = found
    for _, test in rules:
        passed = passed.filter(test(passed))
    windows = [Window(s, *use.window) for use in study.before for s in use.services]
    counted = engine.step(
        "before", lambda: quantities(engine, study.register, passed, windows, study.price_factors)
    )
    return _count(engine, found, rules, counted, _within(study))


def _rules(study: Study, found: Any) -> list[tuple[Text, Any]]:
    rules: list[tuple[Text, Any]] = [
        (
            Text("findes i persontabellen", "are in the table of people"),
            lambda t: t["in_people"],
        )
    ]
    if study.age is not None:
        low, high = study.age
        rules.append(
            (
                Text(f"er {low}–{high} år", f"are aged {low}–{high}"),
                lambda t: (t["age"] >= low) & (t["age"] < high + 1),
            )
        )
    rules.append(
        (Text("bor i landet på dagen", "live in the country on the day"), lambda t: t["at_home"])
    )
    return rules


def _within(study: Study) -> list[tuple[Text, Any]]:
    """Return the rules on use before time zero, as (text, test)."""
    rules: list[tuple[Text, Any]] = []
    for use in study.before:
        names = [study.register.services[id].label for id in use.services]
        listed = Text(
            ", ".join(f"»{name}«" for name in names), ", ".join(f"“{name}”" for name in names)
        )
        years = f"{-use.window[0] / DAYS_A_YEAR:.3g}"
        if use.at_most == 0:
            text = Text(
                f"uden {listed.da} i {years.replace('.', ',')} år før",
                f"without {listed.en} in the {years} years before",
            )
        else:
            text = Text(
                f"med {listed.da} i {years.replace('.', ',')} år før",
                f"with {listed.en} in the {years} years before",
            )
        rules.append((text, lambda t, use=use: _holds(t, use)))
    return rules


def _holds(table: Any, use: Use) -> Any:
    total = sum(table[Window(s, *use.window).column] for s in use.services)
    test = None
    # Sums of shares of a day are not exact: a bound is met within a millionth.
    if use.at_least is not None:
        test = total >= use.at_least - 1e-6
    if use.at_most is not None:
        below = total <= use.at_most + 1e-6
        test = below if test is None else test & below
    return test


def _count(
    engine: Engine, found: Any, rules: list[tuple[Text, Any]], counted: Any, later: list[Any]
) -> list[Step]:
    """Return how many are left after each rule."""
    first = Text("begyndte i perioden", "started in the period")
    steps = [Step(first, engine.rows(found.aggregate(n=found.count()))[0]["n"])]
    for table, tests in ((found, rules), (counted, later)):
        left: Any = None
        named = {}
        for i, (_, test) in enumerate(tests):
            now = test(table).fill_null(False)
            left = now if left is None else left & now
            named[f"n{i}"] = left.cast("int64").sum()
        row = engine.rows(table.aggregate(**named))[0]
        steps += [Step(text, int(row[f"n{i}"] or 0)) for i, (text, _) in enumerate(tests)]
    return steps


def _row_each(study: Study, studied: Any) -> Any:
    import ibis

    reached: Any = None
    for use in study.conditions:
        now = _holds(studied, use)
        reached = now if reached is None else reached & now
    columns: dict[str, Any] = {"reached": reached.cast("int64")}
    for name in studied.columns:
        if name == "age" or name.startswith("c_"):
            columns[name] = studied[name]
    for c in study.covariates:
        if c.kind == "column":
            continue
        quantity = studied[Window(c.name, -round(DAYS_A_YEAR * c.years), 0).column]
        any_use = (quantity > 0).cast("float64")
        columns[f"x_{c.key}".replace(".", "_")] = any_use if c.kind == "any" else quantity
    starts = study.starts
    for k in range(1, study.years + 1):
        a, b = starts[k - 1], starts[k]
        seen = ibis.least(studied["seen"] - studied["zero"], b)
        share = ibis.greatest(seen - a, 0).cast("float64") / float(b - a)
        columns[f"w_{k}"] = share
    for o in outcomes(study):
        used = studied[_window_of(study, o).column]
        weight = columns[o.weight]
        columns[o.column] = (weight > 0).ifelse(used / weight.nullif(0.0), 0.0)
    for service in study.services:
        for k, window in enumerate(windows_before(study, service), 1):
            columns[f"b_{service}_{k}"] = studied[window.column]
    return studied.select(**columns)
