"""The smallest effect that a contract can tell from chance, given how many people it counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bundlinje.contracts.outcomes import Outlook, shocked

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

#: Chance of calling it an effect when there is none, and of finding it when it is there.
FALSE_ALARM, POWER = 0.05, 0.8
#: Points of the integral over the shock.
_NODES = 64


@dataclass(frozen=True)
class SmallestEffect:
    """What one metric can show.

    Attributes:
        metric: Its id.
        people: How many it counts.
        without: The share that reaches it without the intervention. [1]
        needed: How many must reach it before chance is an unlikely explanation; more than
            `people` where no number is enough.
        effect: The smallest change of the share that is found with the stated power; None where
            none is. [1]
        expected: The change that is expected. [1]
    """

    metric: str
    people: int
    without: float
    needed: int
    effect: float | None
    expected: float

    @property
    def found(self) -> bool:
        """Whether the expected effect is at least the smallest that can be found."""
        return self.effect is not None and abs(self.expected) >= abs(self.effect)


def smallest_effect(
    metric: str,
    outlook: Outlook,
    correlation: float,
    false_alarm: float = FALSE_ALARM,
    power: float = POWER,
) -> SmallestEffect | None:
    """Return the smallest effect a metric can tell from chance; None where it cannot be said.

    One-sided: how many of n people must reach the goal before that has probability at most
    `false_alarm` without an effect, and which rate reaches so many with probability `power`. The
    counterfactual rate is taken as known, as the contract takes it; people are correlated as in
    the draws. A metric that the intervention lowers is looked at from the other side.
    """
    if outlook.people is None or outlook.without is None or not outlook.by_chance:
        return None
    people = round(float(outlook.people.mean()))
    without, rate = float(outlook.without.mean()), float(outlook.rate.mean())
    if people < 1 or not 0 < without < 1:
        return None
    base = without if outlook.good else 1 - without
    needed = next(
        (k for k in range(people + 1) if _at_least(k, people, base, correlation) <= false_alarm),
        people + 1,
    )
    effect = None
    if needed <= people:
        low, high = base, 1.0
        if _at_least(needed, people, high - 1e-9, correlation) >= power:
            for _ in range(50):
                middle = (low + high) / 2
                reached = _at_least(needed, people, middle, correlation) >= power
                low, high = (low, middle) if reached else (middle, high)
            effect = (high - base) * (1 if outlook.good else -1)
    shown = needed if outlook.good else people - needed
    return SmallestEffect(metric, people, without, shown, effect, rate - without)


def _at_least(count: int, people: int, rate: float, correlation: float) -> float:
    """Return the probability that at least `count` of `people` succeed. [1]"""
    from scipy.special import bdtrc

    if count <= 0:
        return 1.0
    if correlation == 0:
        return float(bdtrc(count - 1, people, rate))
    nodes, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    rates = shocked(np.array([rate]), nodes, correlation)
    return float(weights @ bdtrc(count - 1, people, rates) / weights.sum())
