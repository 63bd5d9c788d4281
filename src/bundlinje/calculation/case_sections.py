"""Read the sections of a case file that stand alone: time, discounting, persistence, sources."""

from __future__ import annotations

from dataclasses import dataclass

from bundlinje.basics.errors import Fault
from bundlinje.basics.numbers import Kind, Number
from bundlinje.basics.reading import Reader, Section, join
from bundlinje.basics.yaml_tree import Node
from bundlinje.calculation.case import BudgetView, Discounting, Persistence, Series
from bundlinje.evidence import records
from bundlinje.evidence.knowledge import Knowledge

MAX_HORIZON = 150
#: The smallest completion share; people are divided by it.
LEAST_COMPLETION = 0.001
#: Yearly growth of prices beyond this is a mistake, and over centuries beyond any number.
MAX_GROWTH = 0.2
#: Years in a profile, a persistence curve or a realisable share.
MAX_PROFILE = 300


@dataclass(frozen=True)
class Years:
    """The calendar years that a case calculates; not `known` where they were wrong themselves."""

    first: int
    horizon: int
    known: bool = True

    def check(self, reader: Reader, node: Node | None, path: str, year: int) -> None:
        """Report a year that is outside."""
        last = self.first + self.horizon - 1
        if self.known and not self.first <= year <= last:
            reader.report(
                node, path,
                f"året {year} ligger uden for beregningens år {self.first}–{last}. "
                "Ret året, start_year eller horizon.",
                f"the year {year} is outside the years calculated, {self.first}–{last}. "
                "Change the year, start_year or horizon.",
                Fault.YEAR_OUTSIDE, (year, self.first, last),
            )  # fmt: skip


def read_persistence(section: Section) -> Persistence | None:
    """Return the persistence under a section, or None where none is given."""
    node = section.get("persistence")
    if node is None:
        return None
    path = section.at("persistence")
    numbers = section.reader.numbers(node, path, Kind.RATE, MAX_PROFILE)
    return Persistence(Series(path, numbers), isinstance(node.value, list))


def lasting(path: str) -> Persistence:
    """Return the default persistence: the effect lasts."""
    return Persistence(Series(path, (Number(1.0),)), listed=False)


def read_sources(section: Section) -> dict[str, records.Source]:
    """Return the sources of a case by id."""
    sources = {}
    for key, node in section.reader.entries(section.get("sources"), "sources"):
        place = section.reader.section(node, join("sources", key), records.SOURCE_KEYS)
        sources[str(key)] = records.read_source(place)
    return sources


def read_discounting(case: Section, knowledge: Knowledge) -> Discounting:
    """Return how money and outcomes are discounted."""
    section = case.reader.section(
        case.get("discounting"), "discounting",
        ["schedule", "rate", "steps", "offset", "outcomes"],
    )  # fmt: skip
    outcomes = case.reader.section(
        section.get("outcomes"), section.at("outcomes"), ["schedule", "rate", "steps"]
    )
    name, steps = _steps(section, "dk-2021", knowledge)
    outcome_name, outcome_steps = _steps(outcomes, "", knowledge)
    offset = section.plain("offset", 0.0, 0.0, 1.0)
    return Discounting(name, steps, offset, outcome_name, outcome_steps)


def read_budget(case: Section, years: Years) -> BudgetView | None:
    """Return the budget view asked for, or None."""
    node = case.get("budget")
    if node is None:
        return None
    section = case.reader.section(node, "budget", ["first_year", "price_growth"])
    section.need("price_growth")
    view = BudgetView(
        section.year("first_year", years.first),
        section.plain("price_growth", 0.0, -MAX_GROWTH, MAX_GROWTH),
    )
    years.check(case.reader, section.get("first_year"), section.at("first_year"), view.first_year)
    return view


def _steps(
    section: Section, default: str, knowledge: Knowledge
) -> tuple[str, tuple[tuple[float, float], ...]]:
    given = [key for key in ("schedule", "rate", "steps") if key in section]
    if len(given) > 1:
        section.reader.report(
            section.node, section.path,
            f"{' og '.join(given)} kan ikke stå sammen. Behold én.",
            f"{' and '.join(given)} cannot stand together. Keep one.",
        )  # fmt: skip
    if "rate" in section:
        return "", ((0.0, section.plain("rate", 0.0, 0.0, 1.0)),)
    if "steps" in section:
        return "", _own_steps(section)
    name = section.text("schedule", default)
    if not name:
        return "", ((0.0, 0.0),)
    valid = knowledge.ids("discount_schedules")
    if name not in valid:
        section.choice("schedule", valid)
        return "", ((0.0, 0.0),)
    schedule = knowledge.lookup(f"schedules/{name}")
    assert isinstance(schedule, records.DiscountSchedule)
    return name, schedule.steps


def _own_steps(section: Section) -> tuple[tuple[float, float], ...]:
    path = section.at("steps")
    steps: list[tuple[float, float]] = []
    for node in section.reader.items(section.get("steps"), path, 50):
        start, rate = section.reader.pair(node, path)
        if not 0 <= rate <= 1 or start < 0 or (steps and start <= steps[-1][0]):
            section.reader.expected(
                node, path, "[fra, rente] med stigende fra og en rente fra 0 til 1",
                "[from, rate] with rising from and a rate from 0 to 1",
            )  # fmt: skip
        steps.append((start, rate))
    if not steps:
        section.reader.expected(section.node, path, "mindst ét trin", "at least one step")
    return tuple(steps)
