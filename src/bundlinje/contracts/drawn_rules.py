"""The rules of payment on arrays of drawn values: `rules`, in floating point.

What separates the two is rounding in the last digits; a level counts as reached when a value is
within that of it. Tests hold every rule here against the exact one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bundlinje.contracts.rules import Interpolate, Marginal, Rule, Share, Steps, Unit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

#: A value this close under a level has reached it, relative to the level.
_REACHED = 1e-12


def at_least(values: Array, level: float) -> NDArray[np.bool_]:
    """Return whether values reach a level, shape (draws,)."""
    return np.asarray(values >= level - _REACHED * max(abs(level), 1.0))


def rule_amounts(rule: Rule, values: Array) -> Array:
    """Return what a rule without need groups gives for values of shape (draws,). [currency]"""
    match rule:
        case Unit(price=price):
            return np.asarray(values * float(price))
        case Share(share=share):
            return np.asarray(values * float(share))
        case Steps(points=points):
            amounts = np.zeros_like(values)
            for at, amount in points:
                amounts = np.where(at_least(values, float(at)), float(amount), amounts)
            return amounts
        case Interpolate(points=points, below=below):
            x = [float(at) for at, _ in points]
            line = np.interp(values, x, [float(amount) for _, amount in points])
            return np.asarray(np.where(at_least(values, x[0]), line, float(below)))
        case Marginal(bands=bands):
            amounts, start = np.zeros_like(values), 0.0
            for up_to, price in bands:
                end = values if up_to is None else np.minimum(values, float(up_to))
                amounts = amounts + float(price) * np.maximum(end - start, 0.0)
                start = start if up_to is None else float(up_to)
            return amounts
