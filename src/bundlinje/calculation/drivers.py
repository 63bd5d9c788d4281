"""What drives the result: one-way changes, shares of variance, the value of information."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

#: Interior knots of the regression spline, as quantiles of the input.
KNOTS = (0.2, 0.4, 0.6, 0.8)


@dataclass(frozen=True)
class Driver:
    """What one input means for the result.

    `low` and `high` are the net result [DKK] with the input at its 5 % and 95 % quantile and the
    others at their means; `variance_share` is Var(E[net | input]) / Var(net), None where the
    result does not vary; `evppi` is by `total` and public payer [DKK].
    """

    input: str
    low: float
    high: float
    variance_share: float | None
    evppi: Mapping[str, float]

    @property
    def swing(self) -> float:
        """The distance between low and high [DKK]."""
        return abs(self.high - self.low)


def expected_value_of_perfect_information(net: Array) -> float:
    """Return EVPI of "do it or not": E[max(net, 0)] − max(E[net], 0) [DKK].

    `net` has shape (draws,). Never negative.
    """
    return max(float(np.maximum(net, 0).mean() - max(net.mean(), 0.0)), 0.0)


def conditional_means(inputs: Sequence[Array], results: Array) -> Array:
    """Return E[result | inputs] at every draw, by spline regression.

    One input of shape (draws,) is fitted by a cubic regression spline with `KNOTS`; several
    together by their splines and the product of each pair. `results` has shape (results, draws),
    and so has the return value.

    Source: Strong M, Oakley JE, Brennan A. Estimating multiparameter partial expected value of
    perfect information from a probabilistic sensitivity analysis sample: a nonparametric
    regression approach. Medical Decision Making 2014;34(3):311–326. There the smooth is a
    generalized additive model; here its basis is small and fixed, since ten thousand draws leave
    nothing to penalise.
    """
    scaled = [_standardised(values) for values in inputs]
    rows = [np.ones((1, results.shape[1])), *(_spline_basis(values) for values in scaled)]
    rows += [(first * second)[None] for first, second in combinations(scaled, 2)]
    basis = np.concatenate(rows)
    # Least squares by the eigenvectors of the normal equations: near-equal rows (of a discrete
    # input, say) drop out and cannot spoil the fit.
    values, vectors = np.linalg.eigh(basis @ basis.T)
    kept = values > 1e-11 * values[-1]
    root = vectors[:, kept] / np.sqrt(values[kept])
    coefficients = (results @ basis.T) @ root @ root.T
    return np.asarray(coefficients @ basis)


def partial_information(fitted: Array, limit: Array) -> Array:
    """Return EVPPI by result [DKK] from fitted conditional means, clipped to 0–`limit`.

    `fitted` has shape (results, draws), `limit` (results,): the EVPI.
    """
    gain = np.maximum(fitted, 0).mean(axis=1) - np.maximum(fitted.mean(axis=1), 0)
    return np.asarray(np.clip(gain, 0, limit))


def _standardised(values: Array) -> Array:
    centred = values - values.mean()
    spread = np.sqrt(centred @ centred / len(values))
    return np.asarray(centred / (spread if spread > 0 else 1.0))


def _spline_basis(x: Array) -> Array:
    """Return x, x², x³ and a truncated cubic at every knot: shape (3 + knots, draws)."""
    sample = np.sort(x[:: max(len(x) // 1000, 1)])
    knots = sample[(np.array(KNOTS) * (len(sample) - 1)).astype(int)]
    above = np.maximum(x - knots[:, None], 0)
    return np.concatenate([[x, x * x, x * x * x], above * above * above])
