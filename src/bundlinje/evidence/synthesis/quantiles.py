"""Quantiles and tail probabilities of the distributions that intervals are built from.

The library behind them is loaded on first use, so that importing this room costs nothing.
"""

from __future__ import annotations

from bundlinje.basics.errors import input_error


def normal_quantile(probability: float) -> float:
    """Return the standard normal quantile of `probability`."""
    from scipy.special import ndtri

    return float(ndtri(probability))


def t_quantile(probability: float, df: float) -> float:
    """Return the quantile of Student's t with `df` (> 0) degrees of freedom."""
    from scipy.special import stdtrit

    return float(stdtrit(df, probability))


def chi2_quantile(probability: float, df: int) -> float:
    """Return the quantile of the chi-squared distribution with `df` degrees of freedom."""
    from scipy.special import chdtri

    return float(chdtri(df, 1 - probability))


def chi2_upper_tail(value: float, df: int) -> float:
    """Return the probability that a chi-squared variable with `df` exceeds `value`."""
    from scipy.special import chdtrc

    return float(chdtrc(df, value))


def upper_probability(level: float) -> float:
    """Return the probability below the upper end of a two-sided interval: 0.975 for 0.95."""
    if not 0 < level < 1:
        raise input_error(
            f"niveauet {level:g} skal ligge mellem 0 og 1, fx 0.95.",
            f"the level {level:g} must lie between 0 and 1, e.g. 0.95.",
            key="level",
        )
    return 0.5 + level / 2
