"""Amounts of a consequence whose payers follow a rule, by account and calendar year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bundlinje.calculation.case import RuleSplit
from bundlinje.calculation.rule_splits import split_change, split_spell

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class PoolTerm:
    """One item of a pool.

    Its change in units by year after completion and its price by calendar year [DKK], both of
    shape (years, draws).
    """

    split: RuleSplit
    change: Array
    price: Array


def rule_amounts(
    own: PoolTerm,
    pool: Sequence[PoolTerm],
    people: Array,
    offsets: Sequence[int],
    in_force: Array,
) -> Array:
    """Return undiscounted amounts by account and calendar year: (accounts, years, draws).

    `pool` holds every item that is summed before the brackets, `own` among them; `people` has
    shape (cohorts, draws), `offsets` are the cohorts' years after the first, `in_force` the share
    of people for whom the change still is in force, by year after completion.
    """
    years = len(own.change)
    accounts = len(own.split.accounts)
    shapes = (own.change.shape[1:], own.price.shape[1:], people.shape[1:], in_force.shape[1:])
    result = np.zeros((accounts, years, *np.broadcast_shapes(*shapes)))
    for cohort, offset in enumerate(offsets):
        span = years - offset
        if span <= 0:
            continue
        per_person = _per_person(own, pool, offset, span)
        result[:, offset:] += people[cohort] * in_force[:span] * per_person
    return result


def _per_person(own: PoolTerm, pool: Sequence[PoolTerm], offset: int, span: int) -> Array:
    """Return the amounts of one person who completes `offset` years after the first year."""
    split = own.split
    shares = np.array(split.shares)
    price = own.price[offset : offset + span]
    if split.kind == "ladder":
        change = own.change[:span]
        without = _weeks_without(split, change)
        weeks = split_spell(split.baseline_weeks, without, change, split.limits, shares)
        return np.asarray(weeks * price)
    amounts = split.measure == "amount"
    parts = []
    for year in range(span):
        unit = [t.price[offset + year] if amounts else np.ones(1) for t in pool]
        change = sum((t.change[year] * u for t, u in zip(pool, unit, strict=True)), np.zeros(1))
        divided = _pooled_split(pool, unit, change, year, split, shares)
        mine = own.change[year] * (price[year] if amounts else 1.0)
        parts.append(_part_of(mine, change, divided) * (1.0 if amounts else price[year]))
    return np.stack(np.broadcast_arrays(*parts), axis=1)


def _weeks_without(split: RuleSplit, change: Array) -> Array:
    if not split.baseline:
        # Only the weeks that change are known: those that fall away were there without.
        return np.maximum(-change, 0.0)
    levels = [sum(people * level for people, level in split.level(y)) for y in range(len(change))]
    return np.asarray(np.array(levels)[:, None] * np.ones(change.shape[1:]))


def _pooled_split(
    pool: Sequence[PoolTerm],
    unit: Sequence[Array],
    change: Array,
    year: int,
    split: RuleSplit,
    shares: Array,
) -> Array:
    """Return how the pool's change in one year is divided: (accounts, draws)."""
    result = np.zeros((shares.shape[1], 1))
    for index, (people, _) in enumerate(_widest(pool, year)):
        level = np.zeros(1)
        for term, price in zip(pool, unit, strict=True):
            own = term.split.level(year)
            level = level + own[min(index, len(own) - 1)][1] * price
        result = result + people * split_change(level, change, split.limits, shares)
    return result


def _widest(pool: Sequence[PoolTerm], year: int) -> tuple[tuple[float, float], ...]:
    """Return the one distribution of levels in the pool; the reader allows no second one."""
    return max((term.split.level(year) for term in pool), key=len)


def _part_of(mine: Array, change: Array, divided: Array) -> Array:
    """Return this item's part of the pool's division, in proportion to its own change."""
    safe = np.where(change == 0, 1.0, change)
    whole = np.where(change == 0, 0.0, mine / safe)
    return np.asarray(divided * whole)
