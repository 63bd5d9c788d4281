"""From inputs to flows: pure functions on arrays, years along the first axis, draws along the last.

Nomenclature (the specification's): p0, p1 success rates without and with the intervention,
Δp = p1 − p0, N people completing by cohort year, S = N·Δp net successes, g share of the effect
in force, q change in units by profile year, U units by calendar year.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def share_in_force(persistence: Array, listed: bool, years: int) -> Array:
    """Return the share of the effect in force 0 … `years` − 1 years after completion. [1]

    `persistence` has shape (numbers, draws). Listed, it is the curve g_0, g_1, … whose last value
    is held; else one yearly rate r with g_i = r^i. Shape of the result: (years, draws).
    """
    if listed:
        return np.asarray(persistence[np.minimum(np.arange(years), len(persistence) - 1)])
    rate = persistence[:1]
    if np.all(rate == 1):
        return np.ones((years, 1))
    curve = np.empty((years, rate.shape[1]))
    curve[0] = 1.0
    for year in range(1, years):
        np.multiply(curve[year - 1], rate[0], out=curve[year])
    return curve


def profile(quantity: Array, lag: int, hold: bool, until: int | None, years: int) -> Array:
    """Return the change in units 0 … `years` − 1 years after completion.

    `quantity` has shape (profile years, draws); its first value falls `lag` years after
    completion. After the last one the profile stops, or holds it until and including year
    `until` after completion. Shape of the result: (years, draws).
    """
    result = np.zeros((years, quantity.shape[1]))
    listed = min(len(quantity), max(years - lag, 0))
    result[lag : lag + listed] = quantity[:listed]
    if hold:
        result[lag + listed :] = quantity[-1]
    if until is not None:
        result[until + 1 :] = 0.0
    return result


def units_by_year(people: Array, after_completion: Array, offsets: Sequence[int]) -> Array:
    """Return units by calendar year: every cohort's people times what follows its completion.

    `people` has shape (cohorts, draws): net successes, or participants; `after_completion`
    (years, draws); `offsets` are the cohorts' years after the first calendar year. Shape of the
    result: (years, draws).
    """
    years = len(after_completion)
    if len(offsets) == 1 and offsets[0] == 0:
        return np.asarray(people[0] * after_completion)
    draws = np.broadcast_shapes(people.shape[1:], after_completion.shape[1:])
    result = np.zeros((years, *draws))
    for cohort, offset in enumerate(offsets):
        if offset < years:
            result[offset:] += people[cohort] * after_completion[: years - offset]
    return result


def unit_price_by_year(amount: Array, factor: float, growth: float, ages: Array) -> Array:
    """Return the price of a unit by calendar year, in the case's price level.

    `amount` has shape (1, draws); `factor` converts its price level [1]; `growth` is the real
    growth [1/year] and `ages` the calendar years less the price year [years]. Shape of the
    result: (years, draws).
    """
    return np.asarray(amount * (factor * (1 + growth) ** ages)[:, None])


def account_flows(amounts: Array, weights: Array) -> Array:
    """Return flows by account and year, gains positive: shape (accounts, years, draws).

    `amounts` has shape (items, years, draws), `weights` (items, accounts).
    """
    items, years, draws = amounts.shape
    flat = weights.T @ amounts.reshape(items, years * draws)
    return np.asarray(flat.reshape(weights.shape[1], years, draws))


def realisable_part(after_completion: Array, gain_sign: Array, shares: Sequence[float]) -> Array:
    """Return what follows completion with every saving cut to its realisable share.

    `after_completion` has shape (years, draws); where its sign is `gain_sign` (−1, 0 or 1, shape
    (draws,)) it is a saving. `shares` are by year after completion, the last one held.
    """
    years = len(after_completion)
    share = np.array([shares[min(year, len(shares) - 1)] for year in range(years)])
    saving = after_completion * gain_sign > 0
    return np.asarray(np.where(saving, after_completion * share[:, None], after_completion))


def clipped(values: Array, low: float, high: float) -> tuple[Array, int]:
    """Return the values within the bounds, and how many were outside them."""
    outside = int(np.count_nonzero((values < low) | (values > high)))
    return (np.clip(values, low, high) if outside else values), outside


#: Up to so many people the distribution is added up from its start, which is faster.
_FEW_PEOPLE = 200


def binomial_successes(uniform: Array, people: Array, rate: Array) -> Array:
    """Return the number of successes among `people` (whole) at probabilities `uniform`.

    All have shape (draws,). The smallest k with P(X ≤ k) ≥ u, as scipy's `binom.ppf`.
    """
    if people.size and people.max() <= _FEW_PEOPLE:
        return _counted_successes(uniform, people, rate)
    return _searched_successes(uniform, people, rate)


def _counted_successes(uniform: Array, people: Array, rate: Array) -> Array:
    """Count how many k are too few: P(X ≤ k) < u, from 0 on."""
    n = np.maximum(people, 0.0)
    p = np.clip(rate, 0.0, 1.0)
    # The rarer of success and failure is counted, so that the first term is never lost.
    often = p > 0.5
    p = np.where(often, 1 - p, p)
    at_most = np.where(often, 1 - uniform, uniform)
    term = (1 - p) ** n
    odds = p / (1 - p)
    below, found = term.copy(), np.zeros_like(term)
    for k in range(int(n.max(initial=0.0)) + 1):
        # Counting failures, those with P(Y ≤ k) ≤ 1 − u are left out of the successes.
        passed = np.where(often, below <= at_most, below < at_most) & (k < n)
        if not passed.any():
            break
        found += passed
        term *= odds * np.maximum(n - k, 0.0) / (k + 1)
        below += term
    return np.asarray(np.where(often, n - found, found))


def _searched_successes(uniform: Array, people: Array, rate: Array) -> Array:
    from scipy.special import bdtr, bdtrik

    sure = (rate <= 0) | (rate >= 1) | (people <= 0)
    n = np.where(sure, 1.0, people)
    p = np.where(sure, 0.5, rate)
    found = np.ceil(np.clip(bdtrik(uniform, n, p), 0.0, n))
    below = np.maximum(found - 1, 0.0)
    reached = bdtr(below, n.astype(np.int64), p) >= uniform
    found = np.where(reached & (found > 0), below, found)
    return np.asarray(np.where(sure, np.where(rate >= 1, np.maximum(people, 0.0), 0.0), found))
