"""Settle drawn results: the order of a line and the caps of `settlement`, every draw at once.

Results for the group only. What is personal in a contract is settled as if each success were
another person's only one, and as if those who reach one metric first were the same who reach
another first; `settlement` settles real results person by person.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from bundlinje.contracts.cent_arrays import divided, rounded
from bundlinje.contracts.contract import Condition, Contract, Metric, Payment, Version
from bundlinje.contracts.drawn_caps import DrawnCaps
from bundlinje.contracts.drawn_rules import at_least, rule_amounts
from bundlinje.contracts.outcomes import Shown
from bundlinje.contracts.periods import Period
from bundlinje.contracts.rules import Rule, indexed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Mask = NDArray[np.bool_]

Window = tuple[int, int]


@dataclass(frozen=True)
class DrawnLine:
    """What one payment gives in one period, shape (draws,). [0.01]"""

    period: str
    date: datetime.date
    payment: Payment
    cents: Array
    shares: Mapping[str, Fraction]

    @property
    def by_payer(self) -> dict[str, Array]:
        """What each payer pays of it, shape (draws,). [0.01]"""
        weights = np.array([[float(share)] for share in self.shares.values()])
        parts = divided(self.cents, weights * np.ones(len(self.cents)))
        return dict(zip(self.shares, parts, strict=True))


@dataclass(frozen=True)
class DrawnSettlement:
    """The lines, and in which draws each cap cut something, shape (draws,)."""

    lines: tuple[DrawnLine, ...]
    bound: Mapping[str, Mask]
    draws: int

    @property
    def total(self) -> Array:
        """Everything paid, shape (draws,). [0.01]"""
        return np.asarray(sum((line.cents for line in self.lines), np.zeros(self.draws)))


def settle_draws(
    contract: Contract,
    periods: tuple[Period, ...],
    shown: Mapping[str, Shown],
    draws: int,
    ended: datetime.date | None = None,
) -> DrawnSettlement:
    """Return what is owed in every draw.

    Args:
        contract: The contract; each of its periods has an end.
        periods: The periods in their order.
        shown: What every measured metric shows.
        draws: The number of draws.
        ended: The day after which nothing is paid, so that no cap cuts anything of it.
    """
    run = _Run(contract, len(periods) - 1, _Drawn(contract.metrics, shown, draws), draws)
    lines: list[DrawnLine] = []
    for place, period in enumerate(periods):
        assert period.end is not None
        version = contract.version_at(period.id)
        date = period.end + datetime.timedelta(days=version.days)
        run.caps.noting = ended is None or date <= ended
        factor = float(version.terms.factor(period.end.year))
        for payment in version.payments:
            cents = run.line(payment, version, period, place, factor)
            lines.append(DrawnLine(period.id, date, payment, cents, version.shares(payment)))
    return DrawnSettlement(tuple(lines), run.bound, draws)


class _Drawn:
    """Looks up drawn values by metric and window, as `measuring.Measurements` does rows."""

    def __init__(
        self, metrics: Mapping[str, Metric], shown: Mapping[str, Shown], draws: int
    ) -> None:
        self.metrics, self.shown, self.draws = metrics, shown, draws

    def measured(self, metric: str, window: Window) -> bool:
        return any(
            any(self.shown[part].measured[window[0] : window[1] + 1])
            for part in self.metrics[metric].blend or (metric,)
            if part in self.shown
        )

    def value(self, metric: str, window: Window) -> Array:
        """Return a value, NaN where a rate or mean was not measured."""
        measure = self.metrics[metric]
        if measure.blend:
            parts = [float(w) * self.value(part, window) for part, w in measure.blend.items()]
            return np.asarray(sum(parts))
        if metric not in self.shown:
            return np.full(self.draws, 0.0 if measure.additive else np.nan)
        places = slice(window[0], window[1] + 1)
        values, weights = self.shown[metric].values[places], self.shown[metric].weights[places]
        if measure.additive:
            return np.asarray(values.sum(axis=0))
        whole = weights.sum(axis=0)
        average = (values * weights).sum(axis=0) / np.where(whole > 0, whole, 1.0)
        return np.asarray(np.where(whole > 0, average, np.nan))

    def met(self, condition: Condition, window: Window) -> Mask:
        values = self.value(condition.metric, window)
        if condition.at_least is None and condition.below is None:
            return np.asarray(values > 0)
        met = ~np.isnan(values)
        if condition.at_least is not None:
            met = met & at_least(values, float(condition.at_least))
        if condition.below is not None:
            met = met & ~at_least(values, float(condition.below))
        return met


@dataclass
class _Account:
    """What one payment has given so far, as `amounts.Account`."""

    counted: Array
    history: list[Array] = field(default_factory=list)
    rule: Rule | None = None
    best: Array | None = None
    earned: Array | None = None
    given: Array | None = None
    rounded: Array | None = None
    gave: Mask | None = None


class _Run:
    def __init__(self, contract: Contract, last: int, drawn: _Drawn, draws: int) -> None:
        self.contract, self.last, self.drawn, self.draws = contract, last, drawn, draws
        self.accounts = {p.id: _Account(np.zeros(draws)) for p in contract.payments}
        self.caps = DrawnCaps(draws)
        self.bound = self.caps.bound

    def line(
        self, payment: Payment, version: Version, period: Period, place: int, factor: float
    ) -> Array:
        """Return what a payment gives in a period."""
        account = self.accounts[payment.id]
        if payment.over == "contract":
            window = (0, place)
            counted = self._counted(payment, window, _Account(np.zeros(self.draws)))
            cents = self._earned(payment, payment.rule, counted, window, factor, account)
        else:
            window = (place, place)
            counted = self._counted(payment, window, account)
            fresh = _Account(np.zeros(self.draws))
            cents = self._earned(payment, payment.rule, counted, window, factor, fresh)
            gave = np.zeros(self.draws, dtype=bool) if account.gave is None else account.gave
            assert fresh.gave is not None
            account.gave = gave | fresh.gave
        if payment.fallback is not None and place == self.last:
            assert account.gave is not None
            pooled = self._pooled(payment, payment.fallback, place, factor)
            cents = np.where(account.gave, cents, pooled)
        people = self._people(payment, (0, place))
        return self.caps.paid(payment, version.caps, period.id, cents, people)

    def _pooled(self, payment: Payment, rule: Rule, place: int, factor: float) -> Array:
        window = (0, place)
        counted = self._counted(payment, window, _Account(np.zeros(self.draws)))
        fresh = _Account(np.zeros(self.draws))
        return self._earned(payment, rule, counted, window, factor, fresh)

    def _people(self, payment: Payment, window: Window) -> Array | None:
        """Return how many people a payment was for to date, where that has a meaning."""
        metric = self.contract.metrics[payment.metric]
        return self.drawn.value(metric.id, window) if metric.measure == "count" else None

    def _counted(self, payment: Payment, window: Window, account: _Account) -> Array:
        metric = self.contract.metrics[payment.metric]
        value = self.drawn.value(metric.id, window)
        if not metric.additive:
            return np.asarray(value)
        if payment.requires is not None:
            # Those who reach a metric first are the same who reach the other first.
            reached = self.drawn.value(payment.requires.metric, (0, window[1]))
            to_date = self.drawn.value(metric.id, (0, window[1]))
            value = np.maximum(np.minimum(to_date, reached) - (to_date - value), 0.0)
        final = payment.over == "period" or window[1] == self.last
        referrals = payment.referrals
        if referrals is not None and final and self.drawn.measured(referrals.metric, window):
            referred = self.drawn.value(referrals.metric, window)
            missing = np.maximum(float(referrals.guaranteed) - referred, 0.0)
            value = value + missing * float(referrals.counts_as)
        if payment.cap.count is not None:
            room = np.maximum(float(payment.cap.count) - account.counted, 0.0)
            self.caps.note(f"payments.{payment.id}.cap.count", value > room)
            value = np.minimum(value, room)
        account.counted = account.counted + value
        return np.asarray(value)

    def _amounts(self, payment: Payment, rule: Rule, counted: Array) -> Array:
        """Return what a rule gives for what counts: nothing where nothing was measured."""
        known = np.nan_to_num(counted)
        if payment.per == "person" and self.contract.metrics[payment.metric].additive:
            each = rule_amounts(rule, np.ones(self.draws))
            return np.asarray(each * known)
        return np.asarray(np.where(np.isnan(counted), 0.0, rule_amounts(rule, known)))

    def _earned(
        self,
        payment: Payment,
        rule: Rule,
        counted: Array,
        window: Window,
        factor: float,
        account: _Account,
    ) -> Array:
        """Return the amount before caps, as `amounts.earned`. [0.01]"""
        zero = np.zeros(self.draws)
        scale = factor if indexed(rule) else 1.0
        if account.best is None or account.rule != rule:
            account.best = zero
            for earlier in account.history:
                account.best = np.maximum(account.best, self._amounts(payment, rule, earlier))
            account.rule = rule
        # What stands for missing referrals counts where nothing was measured, too.
        there = self.drawn.measured(payment.metric, window) | (counted > 0)
        amounts = np.where(there, self._amounts(payment, rule, counted), 0.0)
        gross = np.maximum(amounts - account.best, 0.0)
        account.history.append(counted)
        account.best = account.best + gross
        account.earned = (zero if account.earned is None else account.earned) + gross * scale
        netted = zero
        if payment.less:
            less = np.nan_to_num(self.drawn.value(payment.less, window))
            netted = np.minimum(np.maximum(less, 0.0), account.earned)
        met = np.ones(self.draws, dtype=bool)
        for condition in payment.when:
            met &= self.drawn.met(condition, window)
        before = zero if account.given is None else account.given
        reached = np.where(met, account.earned - netted, 0.0)
        account.given = before + np.maximum(reached - before, 0.0)
        was = zero if account.rounded is None else account.rounded
        account.rounded = rounded(account.given * 100)
        gave = gross > 0
        account.gave = gave if account.gave is None else account.gave | gave
        return np.asarray(account.rounded - was)
