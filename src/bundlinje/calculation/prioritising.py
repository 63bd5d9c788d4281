"""Which of several cases to choose under a budget, by what they give together.

Every combination is tried, so that the answer is exact. The draws of the cases are common (draw
`i` of one goes with draw `i` of the others), so that a chance of several together can be counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bundlinje.basics.errors import input_error

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Sets = NDArray[np.bool_]

#: So many cases can be tried in every combination.
MOST = 14
#: A budget is kept to the krone.
ROUNDING = 0.5
_CHUNK = 1_000


@dataclass(frozen=True)
class Choice:
    """The best combination under a budget.

    `chosen` are places in the list of cases; `in_best` is, by case, the share of the draws in
    which it belongs to the best combination of that draw, and `same` the share in which that
    combination is exactly the chosen one.
    """

    chosen: tuple[int, ...]
    in_best: tuple[float, ...]
    same: float


def best_choice(
    costs: Sequence[float], values: Sequence[float], draws: Array, budget: float
) -> Choice:
    """Return the combination with the largest value that costs no more than the budget.

    `costs` and `budget` are in one currency [DKK], `values` the best estimates [DKK], and `draws`
    the drawn values, shape (cases, draws). A case that costs nothing takes nothing of the budget.

    Raises:
        InputError: there are more than `MOST` cases.
    """
    if len(costs) > MOST:
        raise input_error(
            f"højst {MOST} sager kan prøves i alle kombinationer.",
            f"at most {MOST} cases can be tried in every combination.",
        )
    paid = np.maximum(np.asarray(costs, dtype=float), 0.0)
    sets = _within(paid, budget)
    given = np.asarray(values, dtype=float)
    totals, spent = sets @ given, sets @ paid
    # The cheaper of two that give the same.
    best = sets[np.lexsort((spent, -totals))[0]]
    largest = sets[_full(sets, paid, budget)]
    # To the krone is enough to tell combinations apart, and takes half the time.
    weights = largest.astype(np.float32)
    member = np.zeros(len(paid))
    same = 0
    for start in range(0, draws.shape[1], _CHUNK):
        part = draws[:, start : start + _CHUNK]
        # Inside a full combination the best of a draw is every case that gives something.
        gains = np.maximum(part, 0.0).astype(np.float32)
        in_draw = largest[np.argmax(weights @ gains, axis=0)].T & (part > 0)
        member += in_draw.sum(axis=1)
        same += int((in_draw == best[:, None]).all(axis=0).sum())
    count = draws.shape[1]
    return Choice(
        tuple(np.flatnonzero(best).tolist()), tuple((member / count).tolist()), same / count
    )


def _within(costs: Array, budget: float) -> Sets:
    """Return every combination that the budget pays for, a row each."""
    count = len(costs)
    places = np.arange(2**count, dtype=np.int64)[:, None] >> np.arange(count)
    every = (places & 1).astype(bool)
    return np.asarray(every[every @ costs <= budget + ROUNDING])


def _full(sets: Sets, costs: Array, budget: float) -> NDArray[np.bool_]:
    """Return which combinations have no room for one case more."""
    left = budget + ROUNDING - sets @ costs
    cheapest_outside = np.where(sets, np.inf, costs).min(axis=1)
    return np.asarray(cheapest_outside > left)
