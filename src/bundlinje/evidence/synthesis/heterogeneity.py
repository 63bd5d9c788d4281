"""How much true effects differ between studies: estimates of tau² and its interval.

Nomenclature: study i has the estimate y_i with variance v_i [squared unit of y]; tau² is the
variance of the true effects; w_i(t) = 1 / (v_i + t); Q(t) = Σ w_i(t)·(y_i − m(t))² with the
weighted mean m(t).

References
----------
[1] Veroniki, Jackson, Viechtbauer et al. (2016), Methods to estimate the between-study variance
    and its uncertainty in meta-analysis, Research Synthesis Methods 7, 55–79: every estimator
    below, and the recommendation of Paule–Mandel, REML and the Q-profile interval.
[2] Higgins and Thompson (2002), Quantifying heterogeneity in a meta-analysis, Statistics in
    Medicine 21, 1539–1558: I² and H².
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from bundlinje.basics.errors import input_error
from bundlinje.evidence.synthesis.quantiles import chi2_quantile, upper_probability

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

_GRID_POINTS = 400
_EXPANSIONS = 60


def weighted_mean(effects: Array, variances: Array, tau2: float = 0.0) -> float:
    """Return the mean of the effects weighted by 1 / (v_i + tau²). [unit of effects]"""
    weights = 1 / (variances + tau2)
    return float(weights @ effects / weights.sum())


def generalised_q(effects: Array, variances: Array, tau2: float = 0.0) -> float:
    """Return Q(tau²); at 0 it is Cochran's Q. [no unit]"""
    weights = 1 / (variances + tau2)
    deviations = effects - weighted_mean(effects, variances, tau2)
    return float(weights @ (deviations * deviations))


def typical_variance(variances: Array) -> float:
    """Return the "typical" variance of a study, (k − 1)·Σw / ((Σw)² − Σw²), from [2]."""
    weights = 1 / variances
    total = float(weights.sum())
    return float((variances.size - 1) * total / (total * total - weights @ weights))


def dersimonian_laird(effects: Array, variances: Array) -> float:
    """Return DerSimonian and Laird's moment estimate of tau². [squared unit of effects]

    tau² = max(0, (Q(0) − (k − 1)) / (Σw − Σw²/Σw)), the first moment of Cochran's Q; see [1].
    """
    weights = 1 / variances
    total = float(weights.sum())
    excess = generalised_q(effects, variances) - (effects.size - 1)
    return max(0.0, excess / (total - float(weights @ weights) / total))


def paule_mandel(effects: Array, variances: Array) -> float:
    """Return Paule and Mandel's estimate: the tau² ≥ 0 with Q(tau²) = k − 1; see [1]."""
    return _where_q_is(effects.size - 1.0, effects, variances)


def reml(effects: Array, variances: Array) -> float:
    """Return the restricted maximum likelihood estimate of tau²; see [1].

    The score of the restricted likelihood is searched for every place where it turns from
    positive to negative, and the one with the highest likelihood is kept: the likelihood can
    have more than one top, and a single climb can end on the lower one or run past the zero.
    """
    top = float(np.ptp(effects)) ** 2 + float(variances.max())
    for _ in range(_EXPANSIONS):
        if _reml_score(top, effects, variances) < 0:
            break
        top *= 10
    else:
        raise _no_convergence("REML")
    grid = np.concatenate(
        [[0.0], np.geomspace(min(1e-8 * float(variances.min()), top / 10), top, _GRID_POINTS)]
    )
    scores = np.array([_reml_score(point, effects, variances) for point in grid])
    tops = [0.0] if scores[0] <= 0 else []
    for index in np.flatnonzero((scores[:-1] > 0) & (scores[1:] <= 0)):
        tops.append(
            _root(lambda tau2: _reml_score(tau2, effects, variances), grid[index], grid[index + 1])
        )
    return max(tops, key=lambda tau2: _reml_likelihood(tau2, effects, variances))


def q_profile(effects: Array, variances: Array, level: float = 0.95) -> tuple[float, float]:
    """Return the Q-profile interval of tau² at `level`; see [1]. [squared unit of effects]

    The ends are the tau² ≥ 0 where Q(tau²) equals the upper and lower chi-squared quantile with
    k − 1 degrees of freedom. Both are 0 where the studies agree better than chance lets them.
    """
    upper = upper_probability(level)
    df = effects.size - 1
    low = _where_q_is(chi2_quantile(upper, df), effects, variances)
    high = _where_q_is(chi2_quantile(1 - upper, df), effects, variances)
    return low, high


def _where_q_is(target: float, effects: Array, variances: Array) -> float:
    """Return the tau² ≥ 0 where the falling function Q reaches `target`; 0 if it starts below."""

    def excess(tau2: float) -> float:
        return generalised_q(effects, variances, tau2) - target

    if excess(0.0) <= 0:
        return 0.0
    top = float(np.ptp(effects)) ** 2 + float(variances.max())
    for _ in range(_EXPANSIONS):
        if excess(top) < 0:
            return _root(excess, 0.0, top)
        top *= 10
    raise _no_convergence("Q(tau²)")


def _reml_score(tau2: float, effects: Array, variances: Array) -> float:
    """Return twice the derivative of the restricted log-likelihood."""
    weights = 1 / (variances + tau2)
    total = weights.sum()
    squares = weights * weights
    deviations = effects - weights @ effects / total
    return float(squares @ (deviations * deviations) - total + squares.sum() / total)


def _reml_likelihood(tau2: float, effects: Array, variances: Array) -> float:
    """Return twice the restricted log-likelihood, apart from a constant."""
    weights = 1 / (variances + tau2)
    return float(
        np.log(weights).sum() - np.log(weights.sum()) - generalised_q(effects, variances, tau2)
    )


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    """Return the root between `low` and `high` to the last digits, whatever the unit."""
    from scipy.optimize import brentq

    root, report = brentq(
        function, low, high, xtol=1e-300, rtol=1e-14, maxiter=500, full_output=True, disp=False
    )
    if not report.converged:
        raise _no_convergence("tau²")
    return float(root)


def _no_convergence(what: str) -> Exception:
    return input_error(
        f"{what} kunne ikke bestemmes: tallene ligger for langt fra hinanden til at regne med. "
        "Se efter, om alle effekter er i samme enhed, eller brug dersimonian-laird.",
        f"{what} could not be determined: the numbers lie too far apart to compute with. "
        "Check that all effects are in one unit, or use dersimonian-laird.",
    )
