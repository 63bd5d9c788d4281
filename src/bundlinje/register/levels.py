"""What the two groups used, and what of it is told of too few people to be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bundlinje.register.cohort import outcomes
from bundlinje.register.panel import Array, Panel
from bundlinje.register.result import Level
from bundlinje.register.study import Study, Suppression
from bundlinje.register.suppression import hide_level, hide_steps


@dataclass(frozen=True)
class GroupUse:
    """What one group used of one thing.

    Attributes:
        people: How many were followed. [people]
        users: How many used any of it. [people]
        mean: What they used on average. [unit a year]
        largest: The largest person's share of it all. [1]
        within: Σ of squared deviations from the mean. [unit²]
        weight: Σ of weights. [people]
    """

    people: int
    users: int
    mean: float
    largest: float
    within: float
    weight: float


def uses_of(panel: Panel, columns: Sequence[tuple[str, str]]) -> list[tuple[GroupUse, GroupUse]]:
    """Return what those who reached the goal, and the others, used by (column, weight's column)."""
    table = panel.table
    made = table.select(
        "reached",
        **{f"y_{i}": table[y].cast("float64").fill_null(0.0) for i, (y, _) in enumerate(columns)},
        **{f"w_{i}": table[w] for i, (_, w) in enumerate(columns)},
    )
    named = {}
    for i in range(len(columns)):
        y, w = made[f"y_{i}"], made[f"w_{i}"]
        used = y * w
        named[f"people_{i}"] = (w > 0).cast("int64").sum()
        named[f"users_{i}"] = (used != 0).cast("int64").sum()
        named[f"total_{i}"] = used.sum()
        named[f"weight_{i}"] = w.sum()
        named[f"most_{i}"] = used.abs().max()
        named[f"absolute_{i}"] = used.abs().sum()
        named[f"squares_{i}"] = (used * y).sum()
    rows = panel.engine.rows(made.group_by("reached").aggregate(**named))
    groups = {int(row["reached"]): row for row in rows}

    def of(group: int, i: int) -> GroupUse:
        part = {key[: -len(f"_{i}")]: value or 0.0 for key, value in groups[group].items()
                if key.endswith(f"_{i}")}  # fmt: skip
        weight = part["weight"]
        mean = part["total"] / weight if weight else 0.0
        return GroupUse(
            people=int(part["people"]),
            users=int(part["users"]),
            mean=float(mean),
            largest=float(part["most"] / part["absolute"]) if part["absolute"] else 0.0,
            within=float(max(part["squares"] - weight * mean**2, 0.0)),
            weight=float(weight),
        )

    return [(of(1, i), of(0, i)) for i in range(len(columns))]


def must_hide(groups: tuple[GroupUse, GroupUse], rules: Suppression) -> bool:
    """Return whether what the groups used must not be shown."""
    one, other = groups
    return hide_level(
        (one.people, other.people),
        (one.users, other.users),
        (one.largest, other.largest),
        rules.minimum,
        rules.dominance,
    )


def use_levels(study: Study, panel: Panel) -> tuple[list[Level], Array]:
    """Return what the groups used, and each outcome's standard deviation within them, (K,)."""
    found = outcomes(study)
    used = uses_of(panel, [(o.column, o.weight) for o in found])
    # The people followed are the same for every service: the first one's years tell them.
    people = _followed(used[: study.years], panel, study.suppression.minimum)
    levels, spread = [], []
    for o, groups in zip(found, used, strict=True):
        one, other = groups
        weight = max(one.weight + other.weight, 1e-12)
        spread.append(np.sqrt((one.within + other.within) / weight))
        if must_hide(groups, study.suppression):
            levels.append(Level(o.service, o.year, (None, None), (None, None), (None, None)))
            continue
        users = [_users(group, study.suppression.minimum) for group in groups]
        levels.append(
            Level(
                o.service, o.year, people[o.year - 1], (users[0], users[1]), (one.mean, other.mean)
            )
        )
    return levels, np.array(spread)


def _users(group: GroupUse, minimum: int) -> int | None:
    """Return the users, unless so few did not use it that they would be told of."""
    return None if 0 < group.people - group.users < minimum else group.users


def _followed(
    by_year: Sequence[tuple[GroupUse, GroupUse]], panel: Panel, minimum: int
) -> list[tuple[int | None, int | None]]:
    """Return how many of each group are followed each year, without falls of too few."""
    rows = panel.engine.rows(panel.table.group_by("reached").aggregate(n=lambda t: t.count()))
    first = {int(row["reached"]): int(row["n"]) for row in rows}
    shown = [
        hide_steps([first[group], *(pair[1 - group].people for pair in by_year)], minimum)[1:]
        for group in (1, 0)
    ]
    return list(zip(shown[0], shown[1], strict=True))
