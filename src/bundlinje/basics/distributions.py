"""Probability distributions by mean and interval, and their quantile functions.

Every distribution turns a uniform number into a value by its quantile function, so that one
uniform per input and draw fixes the value. Gamma and beta quantiles are slow to compute; they
are tabulated once per distribution on a grid of normal scores and interpolated by cubics, and
computed directly where the table would miss by more than `TABLE_TOLERANCE` standard deviations.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

#: Half-width of a 95 % interval in standard deviations: `ci95` means sd = (high − low) / 3.92.
CI95_WIDTH = 3.92
#: Largest error of a tabulated quantile [standard deviations].
TABLE_TOLERANCE = 1e-6
#: A spread below this share of the mean is none; above its inverse no digits are left to compute.
NEGLIGIBLE = 1e-12

_SCORE_LIMIT = 8.5
_SCORE_STEP = 1 / 16


@dataclass(frozen=True)
class Distribution:
    """A distribution of one uncertain number.

    `family` is one of normal, lognormal, gamma, beta, uniform and pert; `parameters` are those
    of the constructors below, `mean` and `sd` the moments of the number itself.
    """

    family: str
    parameters: tuple[float, ...]
    mean: float
    sd: float
    support: tuple[float, float] = field(default=(-math.inf, math.inf))

    def quantile(self, u: Array) -> Array:
        """Return the values at the probabilities `u`, each strictly between 0 and 1."""
        from scipy.special import ndtri

        scores: Array = ndtri(u)
        return self.at_scores(scores)

    def at_scores(self, scores: Array) -> Array:
        """Return the values at standard normal scores: the quantile of their probability."""
        if self.sd == 0:
            return np.full(scores.shape, self.mean)
        if self.family == "normal":
            return self.mean + self.sd * scores
        if self.family == "lognormal":
            mu, sigma = self.parameters
            return np.exp(mu + sigma * scores)
        if self.family == "uniform":
            from scipy.special import ndtr

            low, high = self.parameters
            return low + (high - low) * np.asarray(ndtr(scores))
        return self._tabulated(scores)

    @cached_property
    def _tabulated(self) -> Callable[[Array], Array]:
        exact = _SHAPED[self.family](self.parameters)
        table = _cubic_table(exact)
        # Between the grid's points, where a cubic is furthest off.
        check = np.arange(-6 + _SCORE_STEP / 2, 6, _SCORE_STEP)
        if np.max(np.abs(table(check) - exact(check))) > TABLE_TOLERANCE * self.sd:
            return exact
        low, high = self.support
        return lambda scores: np.clip(table(scores), low, high)


def normal(mean: float, sd: float) -> Distribution:
    """Return the normal distribution with this mean and standard deviation."""
    return Distribution("normal", (mean, sd), mean, sd)


def lognormal(mean: float, sd: float) -> Distribution:
    """Return the lognormal distribution whose own mean (> 0) and sd are given."""
    if mean <= NEGLIGIBLE * sd:
        raise ValueError("a lognormal mean must be above 0")
    variance = math.log1p((sd / mean) ** 2)
    parameters = (math.log(mean) - variance / 2, math.sqrt(variance))
    return Distribution("lognormal", parameters, mean, sd, (0.0, math.inf))


def gamma(mean: float, sd: float) -> Distribution:
    """Return the gamma distribution with this mean (> 0) and standard deviation."""
    if mean <= NEGLIGIBLE * sd:
        raise ValueError("a gamma mean must be above 0")
    if sd <= NEGLIGIBLE * mean:
        return Distribution("gamma", (math.inf, 0.0), mean, 0.0, (0.0, math.inf))
    return Distribution(
        "gamma", ((mean / sd) ** 2, sd * sd / mean), mean, sd, (0.0, math.inf)
    )  # shape, scale


def beta(a: float, b: float) -> Distribution:
    """Return the beta distribution with shape parameters `a` and `b` (> 0)."""
    if a <= 0 or b <= 0:
        raise ValueError("the shape parameters of a beta must be above 0")
    mean = a / (a + b)
    return Distribution(
        "beta", (a, b), mean, math.sqrt(mean * (1 - mean) / (a + b + 1)), (0.0, 1.0)
    )


def beta_from_moments(mean: float, sd: float) -> Distribution:
    """Return the beta distribution with this mean (0–1) and sd (below sqrt(mean·(1 − mean)))."""
    if sd * sd <= NEGLIGIBLE**2 * mean * (1 - mean):
        return Distribution("beta", (math.inf, math.inf), mean, 0.0, (0.0, 1.0))
    if not 0 < mean < 1 or sd * sd >= mean * (1 - mean):
        raise ValueError("no beta distribution has this mean and sd")
    total = mean * (1 - mean) / (sd * sd) - 1
    return Distribution("beta", (mean * total, (1 - mean) * total), mean, sd, (0.0, 1.0))


def uniform(low: float, high: float) -> Distribution:
    """Return the uniform distribution from `low` to `high` (low ≤ high)."""
    if high < low:
        raise ValueError("low must not be above high")
    sd = (high - low) / math.sqrt(12)
    return Distribution("uniform", (low, high), (low + high) / 2, sd, (low, high))


def pert(low: float, mode: float, high: float) -> Distribution:
    """Return the PERT distribution: a beta on low–high with mean (low + 4·mode + high) / 6."""
    if not low <= mode <= high:
        raise ValueError("low ≤ mode ≤ high is needed")
    mean = (low + 4 * mode + high) / 6
    if high == low:
        return Distribution("pert", (1.0, 1.0, low, high), mean, 0.0, (low, high))
    a = 1 + 4 * (mode - low) / (high - low)
    b = 6 - a
    sd = (high - low) * math.sqrt(a * b / (36 * 7))
    return Distribution("pert", (a, b, low, high), mean, sd, (low, high))


def _gamma_exact(parameters: tuple[float, ...]) -> Callable[[Array], Array]:
    from scipy.special import gammainccinv, gammaincinv, ndtr

    shape, scale = parameters

    def exact(scores: Array) -> Array:
        # Each half from its own tail: ndtr near 1 has no digits left.
        lower = gammaincinv(shape, ndtr(np.minimum(scores, 0.0)))
        upper = gammainccinv(shape, ndtr(-np.maximum(scores, 0.0)))
        return np.asarray(np.where(scores < 0, lower, upper) * scale)

    return exact


def _beta_exact(parameters: tuple[float, ...]) -> Callable[[Array], Array]:
    from scipy.special import betaincinv, ndtr

    a, b = parameters[:2]
    low, high = parameters[2:] or (0.0, 1.0)

    def exact(scores: Array) -> Array:
        lower = betaincinv(a, b, ndtr(np.minimum(scores, 0.0)))
        upper = 1 - betaincinv(b, a, ndtr(-np.maximum(scores, 0.0)))
        return np.asarray(low + (high - low) * np.where(scores < 0, lower, upper))

    return exact


_SHAPED: dict[str, Callable[[tuple[float, ...]], Callable[[Array], Array]]] = {
    "gamma": _gamma_exact,
    "beta": _beta_exact,
    "pert": _beta_exact,
}


def _cubic_table(exact: Callable[[Array], Array]) -> Callable[[Array], Array]:
    """Tabulate a function of a normal score; between grid points the cubic through four."""
    grid = np.arange(-_SCORE_LIMIT - _SCORE_STEP, _SCORE_LIMIT + 2.5 * _SCORE_STEP, _SCORE_STEP)
    values = exact(grid)
    before, at, after, beyond = values[:-3], values[1:-2], values[2:-1], values[3:]
    linear = after - at - (2 * (before - 2 * at + after) + (beyond - 2 * after + at)) / 6
    quadratic = (before - 2 * at + after) / 2
    cubic = (beyond - 3 * after + 3 * at - before) / 6
    origin = grid[1]

    def table(scores: Array) -> Array:
        position = (np.clip(scores, -_SCORE_LIMIT, _SCORE_LIMIT) - origin) * (1 / _SCORE_STEP)
        index = position.astype(np.intp)
        fraction = position - index
        result = cubic[index]
        result *= fraction
        result += quadratic[index]
        result *= fraction
        result += linear[index]
        result *= fraction
        result += at[index]
        return np.asarray(result)

    return table
