"""What metrics are expected to show, at the means and drawn.

A draw has three sources of variation: the success rate itself (what we do not know), a shock that
all people and metrics share, and chance among a finite number of people. With a one-factor
Gaussian shock of correlation ρ a person succeeds with probability Φ((Φ⁻¹(p) + √ρ·Z) / √(1 − ρ))
given the shock Z, and two people are correlated by ρ on the normal scale (Vasicek 2002, "The
distribution of loan portfolio value", Risk 15(12)).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from bundlinje.basics.errors import InputError, Problem
from bundlinje.basics.numbers import Number
from bundlinje.basics.streams import uniforms
from bundlinje.basics.texts import Text
from bundlinje.calculation.case import Case
from bundlinje.calculation.flows import binomial_successes
from bundlinje.calculation.inputs import Sample
from bundlinje.contracts.case_numbers import number
from bundlinje.contracts.contract import Contract, Metric, Reference
from bundlinje.contracts.periods import Period, periods_named

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

#: What people reach one by one, by chance; an amount or a mean has no more than its own spread.
BY_CHANCE = ("count", "rate")


#: The stream of what all contracts of a portfolio share.
COMMON_SHOCK = "portfolio/shock"


@dataclass(frozen=True)
class Draws:
    """Which draws are made: `count` of them from `start` on, with a seed.

    `common` is the correlation of this contract's shock with that of other contracts in a
    portfolio; the shock is distributed the same whatever it is. [1]
    """

    seed: int
    start: int
    count: int
    common: float = 0.0


@dataclass(frozen=True)
class Outlook:
    """What one metric is expected to show; arrays of shape (draws,) or (1,).

    Attributes:
        people: How many it is measured on; None where that is not told.
        rate: The share of them who reach it [1]; of an amount or a mean what each of them shows, or
            what is shown in all where people are not told. [unit of the metric]
        without: The same without the intervention; None where that is not told. [1]
        shares: The part of the people who are measured in each period. [1]
        by_chance: Whether people reach it one by one, by chance.
    """

    people: Array | None
    rate: Array
    without: Array | None
    shares: tuple[Fraction, ...]
    by_chance: bool = True

    @property
    def good(self) -> bool:
        """Whether more of it is better: the intervention raises it."""
        return self.without is None or float(self.rate.mean()) >= float(self.without.mean())


@dataclass(frozen=True)
class Shown:
    """What one metric shows by period: values and weights, shape (periods, draws).

    `measured` says in which periods it is measured at all, `realised` is the share over all
    people. [1]
    """

    values: Array
    weights: Array
    measured: tuple[bool, ...]
    realised: Array


def expected_periods(contract: Contract) -> tuple[Period, ...]:
    """Return the contract's periods, or those in which something is expected."""
    if contract.periods:
        return contract.periods
    named = [
        period
        for metric in contract.metrics.values()
        if metric.expect is not None
        for period in metric.expect.periods
    ]
    return periods_named(named)


def paid_metrics(contract: Contract) -> list[Metric]:
    """Return every measured metric that a payment rests on, in the order of the file."""
    used: set[str] = set()
    for version in contract.versions:
        for payment in version.payments:
            ids = [payment.metric, payment.less, *(c.metric for c in payment.when)]
            ids += [payment.requires.metric] if payment.requires is not None else []
            ids += [payment.referrals.metric] if payment.referrals is not None else []
            for id in filter(None, ids):
                used.update(contract.metrics[id].blend or (id,))
    return [metric for id, metric in contract.metrics.items() if id in used]


def outlooks(
    contract: Contract, case: Case | None, sample: Sample, draws: Draws | None
) -> dict[str, Outlook]:
    """Return what every metric that is paid for is expected to show.

    Args:
        contract: The contract.
        case: The case that it refers to, if any.
        sample: The case's inputs.
        draws: The draws of the contract's own uncertain numbers; None takes their means.

    Raises:
        InputError: something that is paid for is not expected, or the case lacks a number.
    """
    periods = expected_periods(contract)
    found: dict[str, Outlook] = {}
    problems: list[Problem] = []
    for metric in paid_metrics(contract):
        path = f"metrics.{metric.id}.expect"
        missing = _missing(metric, case, periods)
        if missing is not None:
            problems.append(Problem(missing, contract.file, None, path))
            continue
        assert metric.expect is not None

        def given(key: str, value: Number | Reference | None, path: str = path) -> Array | None:
            if value is None:
                return None
            if isinstance(value, Reference):
                assert case is not None
                return number(case, sample, value.name) * float(value.times)
            return _own(contract, f"{path}.{key}", value, draws)

        try:
            rate = given("rate", metric.expect.rate)
            assert rate is not None
            by_chance = metric.measure in BY_CHANCE
            found[metric.id] = Outlook(
                people=given("people", metric.expect.people),
                rate=np.clip(rate, 0.0, 1.0) if by_chance else rate,
                without=given("without", metric.expect.without),
                shares=_shares(metric, periods),
                by_chance=by_chance,
            )
        except InputError as error:
            problems += [Problem(p.message, contract.file, None, path) for p in error.problems]
    if problems:
        raise InputError(problems)
    return found


def _missing(metric: Metric, case: Case | None, periods: tuple[Period, ...]) -> Text | None:
    """Return what must be told before a metric can be expected."""
    expect = metric.expect
    if expect is None or expect.rate is None or (metric.measure == "count" and not expect.people):
        return Text(
            "mangler. Skriv, hvad der ventes: expect: {people: 45, rate: 0.65}. Eller brug "
            "--results, eller skriv outcome_payments.",
            "is missing. Say what is expected: expect: {people: 45, rate: 0.65}. Or use "
            "--results, or write outcome_payments.",
        )
    refers = any(isinstance(v, Reference) for v in (expect.people, expect.rate, expect.without))
    if refers and case is None:
        return Text(
            "henviser til en sag. Angiv den med --case SAG.yaml.",
            "refers to a case. Give it with --case CASE.yaml.",
        )
    if not periods:
        return Text(
            "kontrakten har ingen perioder. Skriv periods.",
            "the contract has no periods. Write periods.",
        )
    return None


def _own(contract: Contract, name: str, value: Number, draws: Draws | None) -> Array:
    if value.distribution is None or draws is None:
        return np.array([value.mean])
    from scipy.special import ndtri

    stream = f"{contract.id}/{name}"
    scores = ndtri(uniforms(draws.seed, stream, draws.start, draws.count))
    return np.asarray(value.distribution.at_scores(scores))


def _shares(metric: Metric, periods: tuple[Period, ...]) -> tuple[Fraction, ...]:
    """Return the stated shares by period; equal ones where none are stated."""
    assert metric.expect is not None
    stated = metric.expect.periods
    if not stated:
        return tuple(Fraction(1, len(periods)) for _ in periods)
    return tuple(stated.get(period.id, Fraction(0)) for period in periods)


def drawn_outcomes(
    contract: Contract,
    expected: Mapping[str, Outlook],
    draws: Draws,
    without: bool = False,
) -> dict[str, Shown]:
    """Return what every metric shows in the draws.

    Args:
        contract: The contract, whose `shock` people and metrics share.
        expected: What each metric is expected to show.
        draws: The draws.
        without: Take the rates without the intervention, where they are told.
    """
    shock = shock_scores(contract, draws)
    periods = [period.id for period in expected_periods(contract)]
    shown = {}
    for id, outlook in expected.items():
        rate = outlook.without if without and outlook.without is not None else outlook.rate
        if not outlook.by_chance:
            shown[id] = _certain(outlook, rate, draws, contract.metrics[id].additive)
            continue
        moved = shocked(rate, shock if outlook.good else -shock, contract.capital.shock)
        counts = contract.metrics[id].measure == "count"
        streams = [f"{contract.id}/outcomes/{id}/{period}" for period in periods]
        shown[id] = _drawn(streams, outlook, moved, draws, counts)
    return shown


def shock_scores(contract: Contract, draws: Draws) -> Array:
    """Return the shock that people and metrics share, a normal score, shape (draws,)."""
    own = _scores(draws, f"{contract.id}/shock")
    if not draws.common:
        return own
    return np.asarray(
        draws.common**0.5 * _scores(draws, COMMON_SHOCK) + (1 - draws.common) ** 0.5 * own
    )


def _scores(draws: Draws, stream: str) -> Array:
    from scipy.special import ndtri

    return np.asarray(ndtri(uniforms(draws.seed, stream, draws.start, draws.count)))


def shocked(rate: Array, scores: Array, correlation: float) -> Array:
    """Return the success rate given the shock, shape (draws,). [1]"""
    from scipy.special import ndtr, ndtri

    rate = np.broadcast_to(rate, scores.shape)
    if correlation == 0:
        return rate
    with np.errstate(divide="ignore", invalid="ignore"):
        moved = ndtri(rate) + correlation**0.5 * scores
        within = 1 - correlation
        return np.asarray(ndtr(moved / within**0.5) if within > 0 else (moved > 0) * 1.0)


def _certain(outlook: Outlook, rate: Array, draws: Draws, additive: bool) -> Shown:
    """Return an amount or a mean, which has no chance beside its own spread."""
    rate = np.broadcast_to(rate, (draws.count,))
    people = np.ones(1) if outlook.people is None else outlook.people
    parts = np.array([[float(share)] for share in outlook.shares]) * people
    weights = np.broadcast_to(parts, (len(outlook.shares), draws.count))
    values = weights * rate if additive else np.broadcast_to(rate, weights.shape)
    return Shown(values, weights, tuple(share > 0 for share in outlook.shares), rate)


def _drawn(streams: list[str], outlook: Outlook, rate: Array, draws: Draws, counts: bool) -> Shown:
    periods = len(outlook.shares)
    values, weights = np.zeros((periods, draws.count)), np.zeros((periods, draws.count))
    measured = tuple(share > 0 for share in outlook.shares)
    if outlook.people is None:
        for t, share in enumerate(outlook.shares):
            values[t], weights[t] = rate, float(share)
        return Shown(values, weights, measured, rate)
    before, so_far = np.zeros(draws.count), Fraction(0)
    successes = np.zeros(draws.count)
    for t, share in enumerate(outlook.shares):
        so_far += share
        reached = np.rint(np.broadcast_to(outlook.people, (draws.count,)) * float(so_far))
        people, before = reached - before, reached
        if share:
            uniform = uniforms(draws.seed, streams[t], draws.start, draws.count)
            values[t] = binomial_successes(uniform, people, rate)
        weights[t] = people
        successes += values[t]
        if not counts:
            values[t] /= np.maximum(people, 1.0)
    realised = np.where(before > 0, successes / np.maximum(before, 1.0), rate)
    return Shown(values, weights, measured, realised)
