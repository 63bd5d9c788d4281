"""The effect and standard error of each study, from what its tables print.

References
----------
[1] Cochrane Handbook for Systematic Reviews of Interventions, version 5.1 (2011), § 9.2.2.2 (½
    added to every cell of a table with an empty one) and § 7.7.7.2–3 (standard errors from
    intervals).
[2] Borenstein, Hedges, Higgins and Rothstein (2009), Introduction to Meta-Analysis, chapter 4
    (Hedges' g), as quoted in the documentation of R's psychmeta, with the exact correction
    instead of its approximation. The variance is the large-sample one that R's metafor uses:
    1/n1 + 1/n0 + g²/(2·(n1 + n0)).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bundlinje.basics.errors import input_error
from bundlinje.evidence.synthesis.quantiles import normal_quantile, upper_probability

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]


def log_risk_ratio(
    successes1: ArrayLike, n1: ArrayLike, successes0: ArrayLike, n0: ArrayLike
) -> tuple[Array, Array]:
    """Return ln(risk ratio) of each study and its standard error. [no unit]

    Args:
        successes1: People with the event among those with the intervention. [people]
        n1: People with the intervention. [people]
        successes0: People with the event among those without it. [people]
        n0: People without it. [people]
    """
    a, b, c, d = _cells(successes1, n1, successes0, n0)
    ratio = np.log(a / (a + b)) - np.log(c / (c + d))
    return ratio, np.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))


def log_odds_ratio(
    successes1: ArrayLike, n1: ArrayLike, successes0: ArrayLike, n0: ArrayLike
) -> tuple[Array, Array]:
    """Return ln(odds ratio) of each study and its standard error; parameters as above."""
    a, b, c, d = _cells(successes1, n1, successes0, n0)
    return np.log(a * d / (b * c)), np.sqrt(1 / a + 1 / b + 1 / c + 1 / d)


def rate_difference(
    successes1: ArrayLike, n1: ArrayLike, successes0: ArrayLike, n0: ArrayLike
) -> tuple[Array, Array]:
    """Return the difference in rates and its standard error. [share of people]

    The standard error is the simple one that pooling weighs by; for an interval of one study
    use `rate_differences.difference_from_counts`.
    """
    a, b, c, d = _cells(successes1, n1, successes0, n0)
    with1, with0 = a + b, c + d
    return a / with1 - c / with0, np.sqrt(a * b / with1**3 + c * d / with0**3)


def standardised_mean_difference(
    mean_difference: ArrayLike, sd1: ArrayLike, n1: ArrayLike, sd0: ArrayLike, n0: ArrayLike
) -> tuple[Array, Array]:
    """Return Hedges' g of each study and its standard error [2]. [standard deviations]

    Args:
        mean_difference: Mean with less mean without the intervention. [unit of the scale]
        sd1: Standard deviation between people with the intervention. [unit of the scale]
        n1: People with the intervention, at least 2. [people]
        sd0: Standard deviation between people without it. [unit of the scale]
        n0: People without it, at least 2. [people]
    """
    from scipy.special import gammaln

    difference, first, second = _arrays(mean_difference, sd1, sd0)
    m1, m0 = _arrays(n1, n0)
    if not (np.all(m1 >= 2) and np.all(m0 >= 2) and np.all(first > 0) and np.all(second > 0)):
        raise input_error(
            "en standardiseret forskel kræver mindst 2 personer og en standardafvigelse over 0 "
            "i hver gruppe.",
            "a standardised difference needs at least 2 people and a standard deviation above 0 "
            "in each group.",
        )
    df = m1 + m0 - 2
    pooled = np.sqrt(((m1 - 1) * first**2 + (m0 - 1) * second**2) / df)
    correction = np.exp(gammaln(df / 2) - np.log(df / 2) / 2 - gammaln((df - 1) / 2))
    g = correction * difference / pooled
    return g, np.sqrt(1 / m1 + 1 / m0 + g**2 / (2 * (m1 + m0)))


def standard_error_from_interval(
    low: ArrayLike, high: ArrayLike, *, ratio: bool, level: float = 0.95
) -> Array:
    """Return the standard error behind an interval; of the logarithm for a ratio [1].

    Args:
        low: Lower end. [as printed]
        high: Upper end. [as printed]
        ratio: Whether they are the ends of a ratio.
        level: Of the interval. [0–1]
    """
    first, last = _arrays(low, high)
    if np.any(first >= last) or (ratio and np.any(first <= 0)):
        raise input_error(
            "hvert interval skal gå fra et lavere til et højere tal, og for ratioer over 0.",
            "every interval must go from a lower to a higher number, and above 0 for ratios.",
        )
    if ratio:
        first, last = np.log(first), np.log(last)
    return np.asarray((last - first) / (2 * normal_quantile(upper_probability(level))))


def _cells(
    successes1: ArrayLike, n1: ArrayLike, successes0: ArrayLike, n0: ArrayLike
) -> tuple[Array, Array, Array, Array]:
    a, total1, c, total0 = _arrays(successes1, n1, successes0, n0)
    b, d = total1 - a, total0 - c
    for cells in (a, b, c, d):
        if not np.all(np.isfinite(cells)) or np.any(cells < 0):
            raise input_error(
                "antal skal være tal fra 0 og op, og ikke flere med udfaldet end personer i alt.",
                "counts must be numbers from 0 up, and no more with the event than people in all.",
            )
    empty = (a == 0) | (b == 0) | (c == 0) | (d == 0)
    half = np.where(empty, 0.5, 0.0)
    _defined((total1 > 0) & (total0 > 0))
    return a + half, b + half, c + half, d + half


def _defined(usable: NDArray[np.bool_]) -> None:
    if not np.all(usable):
        raise input_error(
            "hver gruppe skal have mindst én person.", "each group needs at least one person."
        )


def _arrays(*values: ArrayLike) -> list[Array]:
    return [np.atleast_1d(np.asarray(value, dtype=np.float64)) for value in values]
