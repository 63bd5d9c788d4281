"""Figures computed from flows: ratio, internal rate of return, payback, break-even, transfers.

A figure that cannot be computed is `None`, never NaN; `reasons` holds the explanations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bundlinje.basics.texts import Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

#: Sums closer to 0 than this share of the gross flows behind them are rounding, not money.
ROUNDING = 1e-12

NO_COSTS = Text(
    "Nytte-omkostnings-forholdet kan ikke beregnes: der er ingen nettoudgifter at måle mod.",
    "The benefit–cost ratio cannot be computed: there are no net costs to measure against.",
)
NO_RETURN = Text(
    "Den interne rente kan ikke beregnes: pengestrømmen skifter aldrig fortegn.",
    "The internal rate of return cannot be computed: the flows never change sign.",
)
SEVERAL_RETURNS = Text(
    "Den interne rente kan ikke beregnes: pengestrømmen skifter fortegn flere gange, og flere "
    "renter passer.",
    "The internal rate of return cannot be computed: the flows change sign several times and "
    "several rates fit.",
)


@dataclass(frozen=True)
class BreakEven:
    """What must hold for the result to be 0.

    `effect` is the difference in success rate that is needed, or with several effects the common
    factor on all of them; `rate` the success rate it takes; `possible` whether every rate then
    lies in 0–1. `cost_factor` is the factor on the costs.
    """

    effect: float | None
    rate: float | None
    possible: bool | None
    cost_factor: float | None


def benefit_cost_ratio(consequences: float, costs: float) -> float | None:
    """Return discounted consequences / discounted net costs [DKK/DKK]; None where costs ≤ 0."""
    return _quotient(consequences, costs) if costs > 0 else None


def internal_rate_of_return(
    flows: Sequence[float], gross: Sequence[float]
) -> tuple[float | None, Text | None]:
    """Return the rate [1/year] at which yearly flows [DKK] have present value 0.

    `gross` are the absolute flows that each year's is the sum of. None with the reason where
    there is no such rate, or more than one above −100 %.
    """
    amounts = np.asarray(flows, dtype=float)
    amounts = np.where(np.abs(amounts) <= ROUNDING * np.asarray(gross), 0.0, amounts)
    if not (np.any(amounts > 0) and np.any(amounts < 0)):
        return None, NO_RETURN
    roots = _rates(amounts)
    if len(roots) != 1:
        return None, SEVERAL_RETURNS if roots else NO_RETURN
    return roots[0], None


def _rates(amounts: Array) -> list[float]:
    """Return the rates above −1 at which the present value changes sign."""
    import pyxirr

    # log(1 + rate), from the edge of −100 % to ten million per cent per year and beyond; powers
    # are taken from the end of the flows that keeps them below 1.
    grid = np.concatenate(
        [np.linspace(-14, -2, 1200), np.linspace(-2, 2, 4000)[1:], np.linspace(2, 18, 1600)[1:]]
    )
    times = np.arange(len(amounts))
    pivot = np.where(grid < 0, len(amounts) - 1, 0)
    present = np.exp(-grid[:, None] * (times - pivot[:, None])) @ amounts
    change = np.flatnonzero(np.diff(np.sign(present)) != 0)
    rates = []
    for index in change:
        guess = float(np.expm1((grid[index] + grid[index + 1]) / 2))
        rate = pyxirr.irr(amounts.tolist(), guess=guess, silent=True)
        low, high = np.expm1(grid[index]) - 1e-6, np.expm1(grid[index + 1]) + 1e-6
        if rate is None or not low <= rate <= high:
            rate = _bisect(amounts, float(grid[index]), float(grid[index + 1]))
        rates.append(float(rate))
    return rates


def _bisect(amounts: Array, low: float, high: float) -> float:
    times = np.arange(len(amounts))
    pivot = len(amounts) - 1 if low < 0 else 0
    at_low = np.exp(-low * (times - pivot)) @ amounts
    for _ in range(80):
        middle = (low + high) / 2
        if (np.exp(-middle * (times - pivot)) @ amounts > 0) == (at_low > 0):
            low = middle
        else:
            high = middle
    return float(np.expm1((low + high) / 2))


def payback_year(flows: Sequence[float], gross: float, first_year: int) -> int | None:
    """Return the first year from which the cumulated result stays at or above 0 to the end.

    `flows` are discounted, by year [DKK], and `gross` the absolute flows behind them. Counted
    from the first negative year: None where the cumulated result ends negative or never was
    negative.
    """
    amounts = np.asarray(flows, dtype=float)
    cumulated = np.cumsum(amounts)
    negative = np.flatnonzero(cumulated < -ROUNDING * gross)
    if not len(negative) or negative[-1] == len(amounts) - 1:
        return None
    return first_year + int(negative[-1]) + 1


def break_even(
    costs: float,
    per_participant: float,
    per_effect: float,
    consequences: float,
    rates: Sequence[tuple[float | None, float]],
) -> BreakEven | None:
    """Return the break-even effect and the factor on costs, or None where there is neither.

    `costs` K are discounted net costs [DKK], `per_participant` B0 discounted consequences that
    do not depend on the effect, `per_effect` B1 those per unit of effect, `consequences` all of
    them at the stated effect. `rates` are (p0, Δp) of every effect; with several, B1 is per unit
    of a common factor on all of them.
    """
    effect: float | None = None
    rate: float | None = None
    possible: bool | None = None
    if per_effect > 0 and costs - per_participant > 0:
        effect = _quotient(costs - per_participant, per_effect)
    if effect is not None:
        factors = [effect] if len(rates) == 1 else [effect * d for _, d in rates]
        reached = [
            None if p0 is None else p0 + f for (p0, _), f in zip(rates, factors, strict=True)
        ]
        rate = reached[0] if len(reached) == 1 else None
        if all(r is not None for r in reached):
            possible = all(0 <= r <= 1 for r in reached if r is not None)
    factor_exists = costs > 0 and consequences >= 0
    cost_factor = _quotient(consequences, costs) if factor_exists else None
    if effect is None and cost_factor is None:
        return None
    return BreakEven(effect, rate, possible, cost_factor)


def _quotient(amount: float, by: float) -> float | None:
    """Return a quotient, or None where a divisor next to nothing makes it infinite."""
    with np.errstate(over="ignore"):
        found = float(np.divide(amount, by))
    return found if np.isfinite(found) else None


def transfers(results: Mapping[str, float]) -> list[tuple[str, str, float]]:
    """Return (from, to, amount) so that no payer is left at a loss, where the total allows.

    `results` are the payers' net results [DKK]. Each loser receives its loss from the gainers in
    proportion to their gains. Empty where no one loses or the total is negative.
    """
    least = ROUNDING * sum(map(abs, results.values()))
    gainers = {payer: value for payer, value in results.items() if value > least}
    losers = {payer: -value for payer, value in results.items() if value < -least}
    gains = sum(gainers.values())
    if not gainers or gains < sum(losers.values()) - least:
        return []
    return [
        (gainer, loser, loss * gain / gains)
        for loser, loss in losers.items()
        for gainer, gain in gainers.items()
    ]
