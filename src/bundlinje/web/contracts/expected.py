"""What was expected of each payment beside what was approved: sums of no small group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from django.conf import settings

from bundlinje.calculation.engine import DEFAULT_SEED
from bundlinje.contracts.drawn_settlement import settle_draws
from bundlinje.contracts.outcomes import Draws
from bundlinje.contracts.valuation_inputs import EXPECTED
from bundlinje.contracts.valuation_result import Valuation
from bundlinje.web.contracts.aggregates import Sum

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

WIDTH, HEIGHT = 200.0, 24.0


@dataclass(frozen=True)
class Spread:
    """A mean with the 5 % and the 95 % of the draws."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Compared:
    """A payment over some periods: what was expected and what was approved. [currency]

    `people` are those counted; None where nobody is counted or nothing was approved. The chart's
    places are in pixels of `WIDTH`.
    """

    first: str
    last: str
    amount: Spread
    people: Spread | None
    counted: float | None = None
    paid: Decimal | None = None
    #: Whether what was paid holds a correction of an earlier period, whose people stand as before.
    corrected: bool = False
    chart: tuple[float, float, float, float | None] = (0.0, 0.0, 0.0, None)

    @property
    def sure(self) -> bool:
        """Whether the amount is the same in nearly every draw."""
        return self.amount.high - self.amount.low < 1

    @property
    def width(self) -> float:
        """How wide the interval is in the chart. [px]"""
        return max(self.chart[2] - self.chart[0], 1.0)

    @property
    def outside(self) -> bool:
        """Whether what was paid is outside the interval that was expected."""
        if self.paid is None:
            return False
        return not self.amount.low <= float(self.paid) <= self.amount.high


@dataclass(frozen=True)
class PaymentHeld:
    """One payment: its rows by period, and all that is settled together."""

    label: str
    rows: tuple[Compared, ...]
    to_date: Compared | None


def held_against(valuation: Valuation, sums: Sequence[Sum]) -> list[PaymentHeld]:
    """Return each payment's expectations beside what was approved.

    Periods that were approved together, as no group may be small, stand together. Nothing where
    the contract states its payments.
    """
    if valuation.inputs.source != EXPECTED:
        return []
    drawn = _drawn(valuation)
    merged = _merged(sums)
    periods = list(drawn.periods)
    found = []
    for payment in valuation.contract.payments:
        rows, start = [], 0
        for one in merged:
            end = periods.index(one.last) + 1 if one.last in periods else start
            approved = [(n, a) for name, n, a in one.payments if name == payment.id]
            counted, paid = approved[0] if approved else (0.0, Decimal(0))
            if end > start:
                row = drawn.row(payment.id, start, end, counted, paid)
                rows.append(replace(row, corrected=payment.id in one.corrected))
            start = max(start, end)
        settled = [row for row in rows if row.paid or row.amount.high]
        to_date = _together(drawn, payment.id, rows, start) if len(settled) > 1 else None
        rows += [drawn.row(payment.id, at, at + 1) for at in range(start, len(periods))]
        # A period in which nothing can come and nothing came says nothing.
        told = [row for row in rows if row.paid or row.amount.high or (row.people or ZERO).high]
        found.append(_charted(payment.label or payment.id, told, to_date))
    return found


ZERO = Spread(0.0, 0.0, 0.0)


def _merged(sums: Sequence[Sum]) -> list[Sum]:
    """Return sums with those that end in the same period, as a correction does, added together."""
    found: list[Sum] = []
    for one in sums:
        if not found or found[-1].last != one.last:
            found.append(one)
            continue
        before = found.pop()
        amounts: dict[str, tuple[float | None, Decimal]] = {}
        for name, people, amount in (*before.payments, *one.payments):
            had, sum_ = amounts.get(name, (0.0, Decimal(0)))
            count = None if had is None or people is None else had + people
            amounts[name] = (count, sum_ + amount)
        payments = tuple((name, *pair) for name, pair in amounts.items())
        corrected = before.corrected | one.corrected
        found.append(Sum(before.first, one.last, before.amount + one.amount, payments, corrected))
    return found


def _together(drawn: _Drawn, payment: str, rows: Sequence[Compared], end: int) -> Compared:
    """Return all that is settled; after a correction without its people, who were counted before.

    To count them as corrected would tell how many people a correction is of.
    """
    corrected = any(one.corrected for one in rows)
    counts = [row.counted for row in rows]
    counted = None if corrected or None in counts else float(sum(filter(None, counts)))
    paid = sum((row.paid for row in rows if row.paid is not None), Decimal(0))
    return replace(drawn.row(payment, 0, end, counted, paid), corrected=corrected)


def _charted(label: str, rows: Sequence[Compared], to_date: Compared | None) -> PaymentHeld:
    """Return rows with their charts on one scale, so that periods can be compared."""
    listed = [*rows, *([to_date] if to_date is not None else [])]
    most = max((max(row.amount.high, float(row.paid or 0)) for row in listed), default=0) or 1.0

    def at(value: float) -> float:
        return max(value, 0.0) / most * (WIDTH - 12) + 6

    def charted(row: Compared) -> Compared:
        spread, paid = row.amount, None if row.paid is None else at(float(row.paid))
        places = (at(spread.low), at(spread.mean), at(spread.high), paid)
        return replace(row, chart=places)

    together = None if to_date is None else charted(to_date)
    return PaymentHeld(label, tuple(charted(row) for row in rows), together)


@dataclass(frozen=True)
class _Drawn:
    """Amounts and people by payment, each of shape (periods, draws)."""

    periods: tuple[str, ...]
    amounts: dict[str, Array]
    people: dict[str, Array]

    def row(
        self,
        payment: str,
        start: int,
        end: int,
        counted: float | None = None,
        paid: Decimal | None = None,
    ) -> Compared:
        counts = self.people.get(payment)
        return Compared(
            self.periods[start],
            self.periods[end - 1],
            _spread(self.amounts[payment][start:end].sum(axis=0)),
            None if counts is None else _spread(counts[start:end].sum(axis=0)),
            counted if paid is not None else None,
            paid,
        )


def _spread(draws: Array) -> Spread:
    low, high = (float(x) for x in np.quantile(draws, (0.05, 0.95)))
    return Spread(float(draws.mean()), low, high)


@lru_cache(maxsize=8)
def _drawn_of(valuation: _Keyed) -> _Drawn:
    return _calculated(valuation.valuation)


@dataclass(frozen=True, eq=False)
class _Keyed:
    """A valuation as a key: each is kept by `judging`, and is itself."""

    valuation: Valuation

    def __hash__(self) -> int:
        return id(self.valuation)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Keyed) and self.valuation is other.valuation


def _drawn(valuation: Valuation) -> _Drawn:
    return _drawn_of(_Keyed(valuation))


def _calculated(valuation: Valuation) -> _Drawn:
    contract, inputs, count = valuation.contract, valuation.inputs, settings.DRAWS
    outcomes = inputs.outcomes(Draws(DEFAULT_SEED, 0, count))
    lines = settle_draws(contract, inputs.periods, outcomes.shown, count).lines
    names = tuple(period.id for period in inputs.periods)
    amounts = {payment.id: np.zeros((len(names), count)) for payment in contract.payments}
    for line in lines:
        amounts[line.payment.id][names.index(line.period)] += line.cents / 100
    people = {
        payment.id: outcomes.shown[payment.metric].values
        for payment in contract.payments
        if payment.metric in outcomes.shown and contract.metrics[payment.metric].measure == "count"
    }
    return _Drawn(names, amounts, people)
