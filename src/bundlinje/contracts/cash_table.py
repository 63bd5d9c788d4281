"""Who paid what to whom on every date in every draw, with money conserved."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bundlinje.contracts.capital import Capital
from bundlinje.contracts.cents import rounded_cents

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

#: The name of the contract's own money in hand among those who pay and receive.
IN_HAND = "contract"
#: Where money goes that is spent on delivery.
DELIVERY = "delivery"
PROVIDER = "provider"


class MoneyNotConservedError(ArithmeticError):
    """Money appeared or vanished in the cash engine: an error in Bundlinje, never in the input."""


@dataclass(frozen=True)
class Flow:
    """An amount that one pays another on a day, shape (draws,). [0.01]

    `tranche` is the tranche that it belongs to, empty where it belongs to none.
    """

    date: datetime.date
    giver: str
    taker: str
    kind: str
    cents: Array
    tranche: str = ""


@dataclass(frozen=True)
class CashTable:
    """The cash of a contract in whole cents, draws along the last axis. [0.01]

    By date, shape (dates, draws): `delivery`, `shortfall` (delivery that the provider paid
    itself), `surplus` (to the provider), `hand` (what is in hand after the date).
    By payer, (payers, dates, draws): `payments` (outcome money), `terminated` (paid for loans at
    termination), `back` (given back to payers).
    `guaranteed_by_provider` is the part of guarantees that the provider paid.
    By tranche, (tranches, dates, draws): `drawn`, `repaid`, `interest`, `gain`, `guarantee`, and
    `recourse` (the part of what was repaid and of interest that the provider paid).
    `outstanding` and `unpaid` are the principal and the interest still owed at the end, and
    `peak` the most that was drawn and not repaid at any one time, (tranches, draws).
    `lowest` and `balance` are the provider's lowest and last balance, (draws,).

    Building one checks in every draw that no money appears or vanishes on any date, and that
    nothing in it is negative.
    """

    capital: Capital
    dates: tuple[datetime.date, ...]
    payers: tuple[str, ...]
    delivery: Array
    payments: Array
    terminated: Array
    back: Array
    drawn: Array
    repaid: Array
    interest: Array
    gain: Array
    guarantee: Array
    recourse: Array
    shortfall: Array
    guaranteed_by_provider: Array
    surplus: Array
    hand: Array
    outstanding: Array
    unpaid: Array
    peak: Array
    lowest: Array
    balance: Array

    def __post_init__(self) -> None:
        came = self.payments.sum(0) + self.terminated.sum(0) + self.drawn.sum(0)
        came = came + self.recourse.sum(0) + self.shortfall
        went = self.repaid.sum(0) + self.interest.sum(0) + self.gain.sum(0) + self.back.sum(0)
        went = went + self.delivery + self.surplus
        change = np.diff(self.hand, axis=0, prepend=0.0)
        if np.any(came - went != change) or np.any(self.hand[-1]):
            raise MoneyNotConservedError("money appeared or vanished")
        if np.any(self.provider[-1] != self.balance) or np.any(self.lowest > self.balance):
            raise MoneyNotConservedError("the provider's balance is not what it paid and got")
        parts = (
            self.delivery, self.payments, self.terminated, self.back, self.drawn, self.repaid,
            self.interest, self.gain, self.guarantee, self.recourse, self.shortfall, self.surplus,
            self.hand, self.outstanding, self.unpaid, self.peak,
        )  # fmt: skip
        if any(np.any(part < 0) for part in parts):
            raise MoneyNotConservedError("an amount is negative")

    @property
    def draws(self) -> int:
        """The number of draws."""
        return int(self.hand.shape[-1])

    @property
    def received(self) -> Array:
        """What the holder of each tranche received, shape (tranches, dates, draws). [0.01]"""
        return self.repaid + self.interest + self.gain + self.guarantee

    @property
    def out(self) -> Array:
        """What was drawn and not repaid after each date, shape (tranches, dates, draws). [0.01]"""
        return np.asarray(np.maximum(np.cumsum(self.drawn - self.repaid, axis=1), 0.0))

    @property
    def provider(self) -> Array:
        """The provider's balance after each date, shape (dates, draws). [0.01]"""
        own = [k for k, tranche in enumerate(self.capital.tranches) if tranche.holder == PROVIDER]
        change = self.surplus - self.shortfall - self.recourse.sum(axis=0)
        change = change + (self.received - self.drawn)[own].sum(axis=0)
        change = change - self.guaranteed_by_provider
        return np.asarray(rounded_cents(self.capital.provider_cash) + np.cumsum(change, axis=0))

    def flows(self) -> Iterator[Flow]:
        """Yield every flow, by date and in the order in which they happen."""
        for i, date in enumerate(self.dates):
            for giver, taker, kind, cents, tranche in self._on(i):
                if cents.any():
                    yield Flow(date, giver, taker, kind, cents, tranche)

    def _on(self, i: int) -> Iterator[tuple[str, str, str, Array, str]]:
        holders = [tranche.holder or tranche.id for tranche in self.capital.tranches]
        ids = [tranche.id for tranche in self.capital.tranches]
        for p, payer in enumerate(self.payers):
            yield payer, IN_HAND, "outcome", self.payments[p, i], ""
        for k, id in enumerate(ids):
            kind = "deferred" if self.capital.tranches[k].kind == "deferred" else "draw"
            yield holders[k], IN_HAND, kind, self.drawn[k, i], id
        yield PROVIDER, IN_HAND, "shortfall", self.shortfall[i], ""
        yield IN_HAND, DELIVERY, "delivery", self.delivery[i], ""
        for p, payer in enumerate(self.payers):
            yield payer, IN_HAND, "termination", self.terminated[p, i], ""
        for k, id in enumerate(ids):
            yield PROVIDER, IN_HAND, "recourse", self.recourse[k, i], id
        for k, id in enumerate(ids):
            yield IN_HAND, holders[k], "interest", self.interest[k, i], id
            yield IN_HAND, holders[k], "principal", self.repaid[k, i], id
            yield IN_HAND, holders[k], "gain", self.gain[k, i], id
        for p, payer in enumerate(self.payers):
            yield IN_HAND, payer, "back", self.back[p, i], ""
        yield IN_HAND, PROVIDER, "surplus", self.surplus[i], ""
        for k, id in enumerate(ids):
            by = [g.by for g in self.capital.guarantees if g.tranche == id]
            yield " + ".join(by), holders[k], "guarantee", self.guarantee[k, i], id
