"""The rules of payment: from a measured value to an amount, in exact numbers.

Every function is pure; amounts are at the price level of the rule, before the bid discount and
indexation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

ZERO = Fraction(0)

#: (at, amount) or (x, amount), in rising order of the first.
Points = tuple[tuple[Fraction, Fraction], ...]
#: (up to, price); None stands for the rest.
Bands = tuple[tuple[Fraction | None, Fraction], ...]


@dataclass(frozen=True)
class Unit:
    """A price per unit, or one for each need group."""

    price: Fraction = ZERO
    by_group: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True)
class Steps:
    """An amount for the highest step that is reached."""

    points: Points


@dataclass(frozen=True)
class Interpolate:
    """Straight lines between points."""

    points: Points
    below: Fraction = ZERO


@dataclass(frozen=True)
class Marginal:
    """A price per unit, band by band."""

    bands: Bands


@dataclass(frozen=True)
class Share:
    """A share of a saving measured in money."""

    share: Fraction


Rule = Unit | Steps | Interpolate | Marginal | Share


def is_linear(rule: Rule) -> bool:
    """Return whether the amount of a sum is the sum of the amounts."""
    return isinstance(rule, Unit | Share)


def unit_amount(value: Fraction, price: Fraction) -> Fraction:
    """Return price × value. [currency]"""
    return price * value


def steps_amount(value: Fraction, points: Sequence[tuple[Fraction, Fraction]]) -> Fraction:
    """Return the amount of the highest `at` that `value` reaches, equality included. [currency]

    Args:
        value: The measured value. [unit of the metric]
        points: (at, amount) in rising order of `at`. [unit of the metric, currency]
    """
    reached = [amount for at, amount in points if value >= at]
    return reached[-1] if reached else ZERO


def interpolated_amount(
    value: Fraction, points: Sequence[tuple[Fraction, Fraction]], below: Fraction = ZERO
) -> Fraction:
    """Return the amount on the straight lines between points. [currency]

    Args:
        value: The measured value. [unit of the metric]
        points: (x, amount) in rising order of `x`. [unit of the metric, currency]
        below: The amount under the first point; above the last its amount holds. [currency]
    """
    if value < points[0][0]:
        return below
    for (x0, y0), (x1, y1) in pairwise(points):
        if value <= x1:
            return y0 + (y1 - y0) * (value - x0) / (x1 - x0)
    return points[-1][1]


def marginal_amount(value: Fraction, bands: Sequence[tuple[Fraction | None, Fraction]]) -> Fraction:
    """Return the sum over bands of price × units within the band. [currency]

    Args:
        value: Units; what is below 0 counts as 0. [unit of the metric]
        bands: (up to, price) in rising order; without a last (None, price) nothing is paid for
            units above the last band. [unit of the metric, currency/unit]
    """
    amount, start = ZERO, ZERO
    for up_to, price in bands:
        end = value if up_to is None else min(value, up_to)
        amount += price * max(end - start, ZERO)
        if up_to is None or value <= up_to:
            break
        start = up_to
    return amount


def rule_amount(rule: Rule, value: Fraction) -> Fraction:
    """Return what a rule without need groups gives for a value. [currency]"""
    match rule:
        case Unit(price=price):
            return unit_amount(value, price)
        case Steps(points=points):
            return steps_amount(value, points)
        case Interpolate(points=points, below=below):
            return interpolated_amount(value, points, below)
        case Marginal(bands=bands):
            return marginal_amount(value, bands)
        case Share(share=share):
            return share * value


def indexed(rule: Rule) -> bool:
    """Return whether the discount and indexation apply: to amounts of money, not to shares."""
    return not isinstance(rule, Share)


def group_price(rule: Rule, group: str | None) -> Fraction:
    """Return the price of a unit in a need group. [currency/unit]"""
    assert isinstance(rule, Unit)
    return rule.by_group[group] if rule.by_group and group is not None else rule.price
