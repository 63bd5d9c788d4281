"""Discount factors with rates that change with the distance in time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

#: Steps of a discount schedule: (from, rate [1/year]) in rising order of `from` [years].
Steps = Sequence[tuple[float, float]]


def discount_factors(years: ArrayLike, steps: Steps) -> NDArray[np.float64]:
    """Return the discount factor at each distance in `years` (≥ 0, same shape). [1]

    The rate of step `(from, rate)` applies to the discounting from n − 1 to n for every
    n ≥ from, so that it is in force from distance from − 1 on. Before the first step's time the
    rate is 0. With the Danish schedule of 2021 the factor is
    1.035^−min(n, 35) · 1.025^−clip(n − 35, 0, 35) · 1.015^−max(n − 70, 0).
    """
    distance = np.asarray(years, dtype=float)
    logarithm = np.zeros(distance.shape)
    for index, (start, rate) in enumerate(steps):
        begin = max(start - 1, 0.0)
        end = max(steps[index + 1][0] - 1, 0.0) if index + 1 < len(steps) else np.inf
        logarithm -= np.clip(distance - begin, 0.0, end - begin) * np.log1p(rate)
    return np.asarray(np.exp(logarithm))
