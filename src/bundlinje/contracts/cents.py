"""Money as whole cents: rounding half up, and division so that the parts sum to the whole."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

_HALF = Fraction(1, 2)


def rounded_cents(amount: Fraction) -> int:
    """Return an amount rounded half up. [0.01]

    >>> rounded_cents(Fraction("0.125")), rounded_cents(Fraction("0.124"))
    (13, 12)
    """
    return math.floor(amount * 100 + _HALF)


def whole_cents(amount: Fraction) -> int:
    """Return the whole cents of an amount, for limits that nothing may exceed. [0.01]"""
    return math.floor(amount * 100)


def money(cents: int) -> Decimal:
    """Return cents as an exact amount with two decimals.

    >>> money(26695000)
    Decimal('266950.00')
    """
    return Decimal(cents).scaleb(-2)


def apportioned(total: int, weights: Sequence[Fraction]) -> list[int]:
    """Return whole cents in proportion to `weights` that sum to `total`, by largest remainder.

    Cents left over go to the largest remainders, the first listed where remainders are equal.

    Args:
        total: What is divided; 0 or more. [0.01]
        weights: 0 or more, with a sum above 0. [1]

    >>> apportioned(10001, [Fraction(8, 10), Fraction(2, 10)])
    [8001, 2000]
    """
    # In whole numbers: the weights over their common denominator.
    below = math.lcm(*(weight.denominator for weight in weights))
    scaled = [weight.numerator * (below // weight.denominator) for weight in weights]
    whole = sum(scaled)
    parts, rests = [], []
    for weight in scaled:
        part, rest = divmod(total * weight, whole)
        parts.append(part)
        rests.append(-rest)
    left = total - sum(parts)
    if not left:
        return parts
    order = sorted(range(len(parts)), key=rests.__getitem__)
    for place in order[:left]:
        parts[place] += 1
    return parts
