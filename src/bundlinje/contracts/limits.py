"""The most that a contract can pay, and what it is expected to pay where that is stated."""

from __future__ import annotations

from fractions import Fraction

from bundlinje.basics.numbers import Number
from bundlinje.contracts.contract import Contract, Metric, Payment, Version
from bundlinje.contracts.measuring import ZERO
from bundlinje.contracts.rules import (
    Interpolate,
    Marginal,
    Rule,
    Steps,
    Unit,
    is_linear,
    rule_amount,
)


def most_of_rule(rule: Rule) -> Fraction | None:
    """Return the largest amount of one application of a rule; None where it has no limit."""
    match rule:
        case Steps(points=points):
            return max(amount for _, amount in points)
        case Interpolate(points=points, below=below):
            return max([below, *(amount for _, amount in points)])
        case Marginal(bands=bands) if bands and bands[-1][0] is not None:
            return rule_amount(rule, bands[-1][0])
    return None


def most_of_payment(contract: Contract, version: Version, payment: Payment) -> Fraction | None:
    """Return the most a payment can give over the contract's life; None where nothing limits it.

    Prices are taken before indexation.
    """
    cap, limits = payment.cap, []
    if cap.amount is not None:
        limits.append(cap.amount)
    if cap.count is not None and isinstance(payment.rule, Unit):
        prices = [*payment.rule.by_group.values()] or [payment.rule.price]
        limits.append(cap.count * max(prices))
    periods = len(contract.periods)
    if cap.per_period is not None and periods:
        limits.append(cap.per_period * periods)
    once = most_of_rule(payment.rule)
    times = 1 if payment.over == "contract" else periods
    if once is not None and times and payment.per == "group":
        limits.append(once * times)
    return min(limits) if limits else None


def most_of_contract(contract: Contract, version: Version) -> Fraction | None:
    """Return the most that all payments can give together; None where nothing limits it."""
    payments = [most_of_payment(contract, version, payment) for payment in version.payments]
    known = [amount for amount in payments if amount is not None]
    limits = [version.caps.total] if version.caps.total is not None else []
    if version.caps.per_period is not None and contract.periods:
        limits.append(version.caps.per_period * len(contract.periods))
    if len(known) == len(payments):
        limits.append(sum(known, ZERO))
    return min(limits) if limits else None


def expected_value(metric: Metric) -> Fraction | None:
    """Return what a metric is expected to show; None where the file alone does not tell it."""
    expect = metric.expect
    if expect is None or not isinstance(expect.rate, Number):
        return None
    rate = Fraction(repr(expect.rate.mean))
    if not metric.additive or (metric.measure == "amount" and expect.people is None):
        return rate
    if isinstance(expect.people, Number):
        return rate * Fraction(repr(expect.people.mean))
    return None


def expected_payment(payment: Payment, metric: Metric) -> Fraction | None:
    """Return what a payment is expected to give over the contract before caps, if told.

    Only where it does not depend on the periods: a price per unit, or a rule on everything.
    """
    value = expected_value(metric)
    grouped = isinstance(payment.rule, Unit) and payment.rule.by_group
    unconditional = payment.requires is None and payment.per == "group" and not grouped
    whole = payment.over == "contract" or (metric.additive and is_linear(payment.rule))
    return (
        rule_amount(payment.rule, value) if value is not None and unconditional and whole else None
    )
