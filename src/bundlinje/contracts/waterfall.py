"""The cash engine of an outcome contract: one pass over the dates, every draw at once.

On each date, in this order: interest accrues; payments come in; delivery is paid (from money in
hand where capital is recycled, then draws, then money in hand, then the provider); what is in hand
above what is kept pays by seniority interest, then principal; once no loan is owed and no delivery
is to come, the surplus is shared out. At termination payers pay their share of loans owed; at the
end loans still owed are lost and guarantees are called.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from bundlinje.contracts.capital import Capital, Guarantee
from bundlinje.contracts.cash_plan import CashPlan
from bundlinje.contracts.cash_table import PROVIDER, CashTable
from bundlinje.contracts.cent_arrays import divided, times
from bundlinje.contracts.cents import rounded_cents
from bundlinje.contracts.day_count import year_fraction
from bundlinje.contracts.surplus import SurplusSteps

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def waterfall(capital: Capital, plan: CashPlan) -> CashTable:
    """Return who paid what to whom on every date in every draw."""
    run = _Run(capital, plan)
    for i in range(len(plan.dates)):
        run.date(i)
    return run.table()


def _levels(capital: Capital, rank: Callable[[int], int], places: list[int]) -> list[list[int]]:
    ordered = sorted(places, key=rank)
    return [list(level) for _, level in groupby(ordered, key=rank)]


class _Run:
    """The state of every draw while the dates pass; amounts in whole cents."""

    def __init__(self, capital: Capital, plan: CashPlan) -> None:
        self.capital, self.plan = capital, plan
        self.tranches = capital.tranches
        count, dates, draws = len(self.tranches), len(plan.dates), plan.draws
        self.hand = np.zeros(draws)
        self.owed = np.zeros((count, draws))
        self.accrued = np.zeros((count, draws))
        self.room = np.array([[float(rounded_cents(t.commitment))] for t in self.tranches])
        self.room = self.room.reshape(count, 1) * np.ones(draws)
        self.out = np.zeros((count, draws))  # drawn and not repaid
        self.peak = np.zeros((count, draws))
        self.balance = np.full(draws, float(rounded_cents(capital.provider_cash)))
        self.lowest = self.balance.copy()
        self.unpaid = np.zeros((count, draws))
        self.outstanding = np.zeros((count, draws))
        self.since: list[datetime.date] = [plan.dates[0]] * count
        places = list(range(count))
        self.by_draw = _levels(capital, lambda k: self.tranches[k].draw, places)
        self.loans = [k for k in places if self.tranches[k].kind != "grant"]
        self.by_rank = _levels(capital, lambda k: self.tranches[k].seniority, self.loans)
        self.bearing = [k for k in places if self.tranches[k].interest is not None]
        self.own = [k for k in places if self.tranches[k].holder == PROVIDER]
        self.shares = list(plan.payers.values())

        def by_tranche() -> Array:
            return np.zeros((count, dates, draws))

        def by_payer() -> Array:
            return np.zeros((len(plan.payers), dates, draws))

        def by_date() -> Array:
            return np.zeros((dates, draws))

        self.drawn, self.repaid, self.interest = by_tranche(), by_tranche(), by_tranche()
        self.gain, self.guarantee, self.recourse = by_tranche(), by_tranche(), by_tranche()
        self.terminated, self.back = by_payer(), by_payer()
        self.shortfall, self.to_provider, self.hands = by_date(), by_date(), by_date()
        self.by_provider = by_date()
        self.steps = SurplusSteps(capital, plan, draws)

    def date(self, i: int) -> None:
        """Do everything that happens on a date, in order."""
        self._accrue(i)
        self._payments(i)
        self._delivery(i)
        self._distribute(i)
        if i == self.plan.end and self.plan.terminated is not None:
            self._terminate(i, self.plan.terminated)
        self._recourse(i)
        self._capitalise(i)
        if i == self.plan.end:
            self.outstanding, self.unpaid = self.owed.copy(), self.accrued.copy()
            self.owed[:], self.accrued[:], self.room[:] = 0.0, 0.0, 0.0
        self._surplus(i)
        if i == self.plan.end:
            self._guarantees(i)
        # What leaves the provider on the date has left its balance already.
        own = self._received(i)[self.own] + self.guarantee[self.own, i]
        self.balance = self.balance + self.to_provider[i] + own.sum(axis=0)
        self.hands[i] = self.hand

    def table(self) -> CashTable:
        """Return the finished table."""
        return CashTable(
            capital=self.capital,
            dates=self.plan.dates,
            payers=tuple(self.plan.payers),
            delivery=np.broadcast_to(self.plan.delivery, self.hands.shape),
            payments=np.broadcast_to(self.plan.payments, self.back.shape),
            terminated=self.terminated,
            back=self.back,
            drawn=self.drawn,
            repaid=self.repaid,
            interest=self.interest,
            gain=self.gain,
            guarantee=self.guarantee,
            recourse=self.recourse,
            shortfall=self.shortfall,
            guaranteed_by_provider=self.by_provider,
            surplus=self.to_provider,
            hand=self.hands,
            outstanding=self.outstanding,
            unpaid=self.unpaid,
            peak=self.peak,
            lowest=self.lowest,
            balance=self.balance,
        )

    # -- the steps of a date -----------------------------------------------------------------

    def _accrue(self, i: int) -> None:
        today = self.plan.dates[i]
        for k in self.bearing:
            interest = self.tranches[k].interest
            assert interest is not None
            if self.plan.capitalising[i] and interest.unpaid != "add":
                continue
            part = interest.rate * year_fraction(interest.basis, self.since[k], today)
            self.since[k] = today
            if part:
                self.accrued[k] += times(self.owed[k], part)

    def _payments(self, i: int) -> None:
        self.hand = self.hand + self.plan.payments[:, i].sum(axis=0)
        for k in range(len(self.tranches)):
            paid = self.plan.direct[k, i]
            if not paid.any():
                continue
            self.hand = self.hand - paid
            for_interest = np.minimum(paid, self.accrued[k])
            self._take(i, k, self.interest, self.accrued, for_interest)
            for_principal = np.minimum(paid - for_interest, self.owed[k])
            self._take(i, k, self.repaid, self.owed, for_principal)
            self.gain[k, i] += paid - for_interest - for_principal

    def _delivery(self, i: int) -> None:
        need = self.plan.delivery[i] * np.ones(self.plan.draws)
        if need.any():
            if self.capital.recycles:
                need = self._from_hand(need)
            for level in self.by_draw:
                need = self._draw(i, level, need)
            need = self._from_hand(need)
            self.shortfall[i] = need
            self._leaves_provider(need + self._own_draws(i))

    def _from_hand(self, need: Array) -> Array:
        used = np.minimum(self.hand, need)
        self.hand = self.hand - used
        return np.asarray(need - used)

    def _draw(self, i: int, level: list[int], need: Array) -> Array:
        if len(level) == 1:
            parts = np.minimum(self.room[level], need)
        else:
            parts = divided(np.minimum(self.room[level].sum(axis=0), need), self.room[level])
        self.room[level] -= parts
        self.drawn[level, i] += parts
        self.out[level] += parts
        self.peak[level] = np.maximum(self.peak[level], self.out[level])
        repayable = [place for place, k in enumerate(level) if self.tranches[k].kind != "grant"]
        self.owed[[level[place] for place in repayable]] += parts[repayable]
        return np.asarray(need - parts.sum(axis=0))

    def _distribute(self, i: int) -> None:
        free = np.maximum(self.hand - self.plan.kept[i], 0.0)
        if not free.any():
            return
        before = free
        for level in self.by_rank:
            free = free - self._share_out(i, level, free, self.accrued[level], of_interest=True)
            due = np.stack([self._due(k, i) for k in level])
            free = free - self._share_out(i, level, free, due, of_interest=False)
        self.hand = self.hand - (before - free)

    def _share_out(
        self, i: int, level: list[int], free: Array, due: Array, of_interest: bool
    ) -> Array:
        """Pay equals by what is owed, and return what was paid."""
        total = due.sum(axis=0)
        paid = np.minimum(free, total)
        if not paid.any():
            return np.asarray(paid)
        parts = paid[None] if len(level) == 1 else divided(paid, due)
        to, owed = (self.interest, self.accrued) if of_interest else (self.repaid, self.owed)
        for k, part in zip(level, parts, strict=True):
            self._take(i, k, to, owed, part)
        return np.asarray(paid)

    def _take(self, i: int, k: int, to: Array, owed: Array, paid: Array) -> None:
        to[k, i] += paid
        owed[k] -= paid
        if to is self.repaid:
            self.out[k] = np.maximum(self.out[k] - paid, 0.0)

    def _due(self, k: int, i: int) -> Array:
        """Return the principal of a tranche that is due: all of it, or by its dates."""
        schedule = self.plan.due.get(k)
        # A loan that only the money in hand can repay falls due when the contract ends.
        if schedule is None or (i >= self.plan.end and not self.tranches[k].recourse):
            return np.asarray(self.owed[k])
        left = schedule[i] - self.repaid[k, : i + 1].sum(axis=0)
        return np.asarray(np.clip(left, 0.0, self.owed[k]))

    def _recourse(self, i: int) -> None:
        for k, tranche in enumerate(self.tranches):
            repay = tranche.repay
            on_date = repay is not None and any(r.date == self.plan.dates[i] for r in repay)
            if not tranche.recourse or not (on_date or i == self.plan.end):
                continue
            interest, principal = self.accrued[k].copy(), self._due(k, i).copy()
            self._take(i, k, self.interest, self.accrued, interest)
            self._take(i, k, self.repaid, self.owed, principal)
            self.recourse[k, i] = interest + principal
            self._leaves_provider(interest + principal)

    def _terminate(self, i: int, share: Fraction) -> None:
        for k in self.loans:
            paid = times(self.owed[k], share)
            self._take(i, k, self.repaid, self.owed, paid)
            self.terminated[:, i] += self._by_share(paid)

    def _by_share(self, cents: Array) -> Array:
        """Return an amount divided between the payers by their shares."""
        weights = np.array([[float(share)] for share in self.shares]) * np.ones(self.plan.draws)
        return divided(cents, weights)

    def _capitalise(self, i: int) -> None:
        today = self.plan.dates[i]
        if (today.month, today.day) != (12, 31):
            return
        for k in self.bearing:
            interest = self.tranches[k].interest
            if interest is not None and interest.unpaid == "add":
                self.owed[k] += self.accrued[k]
                self.accrued[k] = 0.0

    def _surplus(self, i: int) -> None:
        self.steps.pass_time(i, self.drawn[:, i], self._received(i))
        if i < self.plan.last_delivery:
            return
        free = np.where((self.owed + self.accrued).any(axis=0), 0.0, self.hand)
        if not free.any():
            return
        shared = self.steps.share_out(free)
        self.gain[:, i] += shared.gain
        self.to_provider[i] += shared.provider
        self.back[:, i] += shared.back + self._by_share(shared.payers)
        self.hand = self.hand - free

    def _received(self, i: int) -> Array:
        return np.asarray(self.repaid[:, i] + self.interest[:, i] + self.gain[:, i])

    def _guarantees(self, i: int) -> None:
        ids = [tranche.id for tranche in self.tranches]
        for guarantee in self.capital.guarantees:
            k = ids.index(guarantee.tranche)
            paid = self._guaranteed(guarantee, k)
            self.guarantee[k, i] += paid
            if guarantee.by == PROVIDER:
                self.by_provider[i] += paid
                self._leaves_provider(paid)

    def _guaranteed(self, guarantee: Guarantee, k: int) -> Array:
        drawn = self.drawn[k].sum(axis=0)
        received = self.repaid[k] + self.interest[k] + self.gain[k] + self.guarantee[k]
        loss = np.maximum(drawn - received.sum(axis=0), 0.0)
        commitment = np.full_like(drawn, float(rounded_cents(self.tranches[k].commitment)))
        base = {"drawn": drawn, "commitment": commitment, "loss": loss}[guarantee.of]
        paid = np.minimum(loss, times(base, guarantee.share))
        if guarantee.cap is not None:
            paid = np.minimum(paid, float(rounded_cents(guarantee.cap)))
        return np.asarray(paid)

    # -- the provider ------------------------------------------------------------------------

    def _own_draws(self, i: int) -> Array:
        return np.asarray(self.drawn[self.own, i].sum(axis=0))

    def _leaves_provider(self, cents: Array) -> None:
        self.balance = self.balance - cents
        self.lowest = np.minimum(self.lowest, self.balance)
