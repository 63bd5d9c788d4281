"""Split an amount between payers by a rule: brackets and ladders, as pure functions on arrays.

Brackets and ladders are the same arithmetic: what lies between two limits goes by the shares of
that step. Payers stand along the first axis of every result, and the parts sum to the amount.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]


def split_by_steps(total: ArrayLike, limits: Sequence[float], shares: Array) -> Array:
    """Return how `total` is split when the part above each limit goes by that step's shares.

    `total` has any shape [units, weeks or DKK]; `limits` are the lower limits of the steps, rising
    from 0; `shares` has shape (steps, payers) and sums to 1 along payers. A total below 0 goes by
    the first step. Shape of the result: (payers, …).
    """
    amount = np.asarray(total, dtype=float)
    upper = [*limits[1:], np.inf]
    result = np.zeros((shares.shape[1], *amount.shape))
    for step, (low, high) in enumerate(zip(limits, upper, strict=True)):
        inside = np.minimum(amount, high) - low
        if step:
            inside = np.maximum(inside, 0.0)
        result += shares[step].reshape(-1, *([1] * amount.ndim)) * inside
    return result


def split_change(
    level: ArrayLike, change: ArrayLike, limits: Sequence[float], shares: Array
) -> Array:
    """Return how a change in a yearly level is split by steps on that level.

    The split of level + change less that of the level, which broadcast against each other. Shape
    of the result: (payers, …).
    """
    before, delta = np.broadcast_arrays(np.asarray(level, float), np.asarray(change, float))
    after = split_by_steps(before + delta, limits, shares)
    return np.asarray(after - split_by_steps(before, limits, shares))


def split_spell(
    weeks_before: float,
    without: Array,
    change: Array,
    limits: Sequence[float],
    shares: Array,
) -> Array:
    """Return how a change in weeks on a benefit is split by a ladder of duration.

    The spell has lasted `weeks_before` at completion. `without` and `change` are weeks in each
    year after it, shape (years, …); the spell is split without and with the change, and the
    difference taken year by year. Shape of the result: (payers, years, …).
    """

    def by_year(weeks: Array) -> Array:
        end = weeks_before + np.cumsum(weeks, axis=0)
        reached = split_by_steps(end, limits, shares)
        start = split_by_steps(np.full((1, *end.shape[1:]), weeks_before), limits, shares)
        return np.diff(np.concatenate([start, reached], axis=1), axis=1)

    return np.asarray(by_year(without + change) - by_year(without))
