"""The distribution of a converted effect, by weights on a fixed grid instead of random draws.

An uncertain effect (normal on its own scale) and an uncertain baseline are each laid out on a
fine grid of normal scores. The same numbers come out every time, without a seed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from bundlinje.basics.distributions import Distribution
from bundlinje.evidence.synthesis.formulas import CONVERSIONS, Measure

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

Event = Literal["success", "failure"]

_SCORES = np.linspace(-8, 8, 1601)
_BASELINE_SCORES = np.linspace(-8, 8, 161)
#: A drawn baseline is held this far from 0 and 1, where ratios mean nothing.
_EDGE = 1e-9


@dataclass(frozen=True)
class ConvertedGrid:
    """The differences in success rate that an uncertain effect and baseline give.

    `differences` [share of people] rise and carry the `weights`, which sum to 1. `clipped` is
    the share of them where a rate had to be held within 0–1; `correlation` is that between
    difference and baseline (0 where one of them is certain).
    """

    differences: Array
    weights: Array
    clipped: float
    correlation: float

    @property
    def mean(self) -> float:
        """The expected difference. [share of people]"""
        return float(self.weights @ self.differences)

    @property
    def sd(self) -> float:
        """The standard deviation of the difference. [share of people]"""
        deviations = self.differences - self.mean
        return float(np.sqrt(self.weights @ (deviations * deviations)))

    def quantile(self, probability: float) -> float:
        """Return the difference below which `probability` of the weight lies."""
        middles = np.cumsum(self.weights) - self.weights / 2
        return float(np.interp(probability, middles, self.differences))


def difference(measure: Measure, value: Array, baseline: Array, event: Event) -> Array:
    """Return the difference in success rate. [share of people]

    `value` is on the scale on which the measure is symmetric: the logarithm of a ratio. With
    `event` failure the effect is about the opposite of success (a relapse, a placement), and
    fewer of those are more successes.
    """
    conversion = CONVERSIONS[measure]
    natural = np.exp(value) if conversion.ratio else np.asarray(value)
    if event == "success":
        return conversion.rate(natural, baseline) - baseline
    return (1 - baseline) - conversion.rate(natural, 1 - baseline)


def converted_grid(
    measure: Measure,
    mean: float,
    sd: float,
    baseline: float | Distribution,
    event: Event = "success",
) -> ConvertedGrid:
    """Return the distribution of the difference for an effect that is normal on its scale.

    Args:
        measure: What the effect is.
        mean: Of the effect, on its symmetric scale. [log of a ratio, or the measure's unit]
        sd: Standard deviation of the effect on that scale. [same]
        baseline: Success rate without the intervention, or its distribution. [share of people]
        event: Whether the effect is about success or about its opposite.
    """
    values = mean + sd * _SCORES if sd > 0 else np.array([mean])
    value_weights = _normal_weights(_SCORES) if sd > 0 else np.array([1.0])
    if isinstance(baseline, Distribution) and baseline.sd > 0:
        rates = np.clip(baseline.at_scores(_BASELINE_SCORES), _EDGE, 1 - _EDGE)
        rate_weights = _normal_weights(_BASELINE_SCORES)
    else:
        rates = np.array([baseline_mean(baseline)])
        rate_weights = np.array([1.0])
    differences = difference(measure, values[:, None], rates, event)
    weights = value_weights[:, None] * rate_weights
    order = np.argsort(differences, axis=None, kind="stable")
    return ConvertedGrid(
        differences.ravel()[order],
        weights.ravel()[order],
        float(weights[_cut_off(measure, values[:, None], rates, event)].sum()),
        _correlation(differences, np.broadcast_to(rates, differences.shape), weights),
    )


def baseline_mean(baseline: float | Distribution) -> float:
    """Return the mean of a baseline that may be uncertain. [share of people]"""
    return baseline.mean if isinstance(baseline, Distribution) else baseline


def baseline_sd(baseline: float | Distribution) -> float:
    """Return the standard deviation of a baseline that may be certain. [share of people]"""
    return baseline.sd if isinstance(baseline, Distribution) else 0.0


def _cut_off(measure: Measure, values: Array, rates: Array, event: Event) -> NDArray[np.bool_]:
    conversion = CONVERSIONS[measure]
    shape = np.broadcast_shapes(values.shape, rates.shape)
    if conversion.bounded:
        return np.zeros(shape, dtype=np.bool_)
    base = rates if event == "success" else 1 - rates
    free = np.exp(values) * base if conversion.ratio else base + values
    return np.asarray((free < 0) | (free > 1))


def _normal_weights(scores: Array) -> Array:
    density = np.exp(-scores * scores / 2)
    return np.asarray(density / density.sum())


def _correlation(first: Array, second: Array, weights: Array) -> float:
    first = first - (weights * first).sum()
    second = second - (weights * second).sum()
    spread = (weights * first * first).sum() * (weights * second * second).sum()
    return float((weights * first * second).sum() / np.sqrt(spread)) if spread > 0 else 0.0
