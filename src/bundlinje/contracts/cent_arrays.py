"""Money as whole cents in arrays with draws along the last axis.

Cents are held as floats that are whole numbers: exact up to 9·10^15, so that sums of them are
exact too, and one draw is to the cent what a calculation in decimals gives.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

#: What floating point may take from an exact half before it is rounded up. [0.01]
_SLACK = 1e-9


def rounded(amounts: Array) -> Array:
    """Return amounts in cents rounded half up to whole cents. [0.01]"""
    return np.asarray(np.floor(amounts + (0.5 + _SLACK) + np.abs(amounts) * 1e-15))


def times(cents: Array, factor: Fraction) -> Array:
    """Return cents times an exact factor, rounded half up. [0.01]

    A product of whole numbers divided by a whole number: an exact half stays one.
    """
    return rounded(cents * float(factor.numerator) / float(factor.denominator))


def divided(total: Array, weights: Array) -> Array:
    """Return whole cents in proportion to weights, with the sum kept, by largest remainder.

    Cents left over go to the largest remainders, the first row where they are equal. No part is
    above its weight where the total is not above the sum of the weights.

    Args:
        total: What is divided, whole and 0 or more, shape (draws,). [0.01]
        weights: 0 or more, shape (parts, draws); all 0 gives nothing, and must divide nothing.
    """
    whole = weights.sum(axis=0)
    exact = total * weights / np.where(whole > 0, whole, 1.0)
    parts = np.floor(exact)
    left = total - parts.sum(axis=0)
    if not left.any():
        return np.asarray(parts)
    remainder = np.where(weights > 0, exact - parts, -1.0)
    if len(weights) == 2:  # sorting would take longer
        # Two cents are left where floating point took both parts just below a whole cent.
        first = remainder[0] >= remainder[1]
        return np.asarray(parts + np.stack([left > ~first, left > first]))
    order = np.argsort(-remainder, axis=0, kind="stable")
    place = np.empty_like(order)
    np.put_along_axis(place, order, np.arange(len(weights))[:, None], axis=0)
    return np.asarray(parts + (place < left))
