"""The surplus: what is left once no loan is owed and no delivery is to come, shared in steps."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from bundlinje.basics.errors import input_error
from bundlinje.contracts.capital import Capital
from bundlinje.contracts.cash_plan import CashPlan
from bundlinje.contracts.cash_table import PROVIDER
from bundlinje.contracts.cent_arrays import divided

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

#: Those who give back by their shares of outcome payments.
PAYERS = "payers"
#: What a limit by return may fall short of a whole cent through floating point. [0.01]
_SLACK = 1e-6


@dataclass(frozen=True)
class SharedOut:
    """A surplus by receiver. [0.01]

    `gain` has shape (tranches, draws), `back` (payers, draws) is what named payers get, `payers`
    (draws,) what all of them get by their shares, and `provider` (draws,) the rest.
    """

    gain: Array
    back: Array
    payers: Array
    provider: Array


class SurplusSteps:
    """The steps of the surplus with what each tranche still lacks to its limits.

    A tranche has reached a yearly return r when what it drew and received, each carried forward
    at r on ACT/365, balance: the same as XIRR = r.
    """

    def __init__(self, capital: Capital, plan: CashPlan, draws: int) -> None:
        self.capital, self.plan, self.draws = capital, plan, draws
        self.tranches = [tranche.id for tranche in capital.tranches]
        self.payers = list(plan.payers)
        self.lacking: dict[int, Array] = {}
        self.drawn = np.zeros((len(self.tranches), draws))
        self.received = np.zeros((len(self.tranches), draws))
        for place, step in enumerate(capital.surplus):
            if step.until_irr is not None:
                self.lacking[place] = np.zeros(draws)
            limited = step.until_irr is not None or step.until_multiple is not None
            if limited and step.to not in self.tranches:
                raise input_error(
                    f"kun en tranche kan have en grænse for afkast; {step.to} er ingen tranche. "
                    "Skriv to uden until_irr og until_multiple.",
                    f"only a tranche can have a limit on its return; {step.to} is none. Write to "
                    "without until_irr and until_multiple.",
                    key=f"surplus[{place + 1}]",
                )

    def pass_time(self, i: int, drawn: Array, received: Array) -> None:
        """Carry forward to a date, with what was drawn and received on it, (tranches, draws)."""
        self.drawn += drawn
        self.received += received
        days = (self.plan.dates[i] - self.plan.dates[i - 1]).days if i else 0
        for place, lacking in self.lacking.items():
            step = self.capital.surplus[place]
            assert step.until_irr is not None
            k = self.tranches.index(step.to)
            growth = float(1 + step.until_irr) ** (days / 365)
            self.lacking[place] = lacking * growth + drawn[k] - received[k]

    def share_out(self, free: Array) -> SharedOut:
        """Return the surplus by receiver, and note what tranches got of it."""
        gain = np.zeros((len(self.tranches), self.draws))
        back = np.zeros((len(self.payers), self.draws))
        payers, provider = np.zeros(self.draws), np.zeros(self.draws)

        def give(to: str, cents: Array) -> None:
            nonlocal payers, provider
            if to in self.tranches:
                gain[self.tranches.index(to)] += cents
                self._note(self.tranches.index(to), cents)
            elif to == PROVIDER:
                provider = provider + cents
            elif to == PAYERS:
                payers = payers + cents
            else:
                back[self.payers.index(to)] += cents

        for place, step in enumerate(self.capital.surplus):
            if step.split is not None:
                weights = np.array([[float(share)] for share in step.split.values()])
                parts = divided(free, weights * np.ones(self.draws))
                for to, part in zip(step.split, parts, strict=True):
                    give(to, part)
                free = np.zeros(self.draws)
                continue
            paid = np.minimum(free, self._limit(place, free))
            give(step.to, paid)
            free = free - paid
        give(PROVIDER, free)
        return SharedOut(gain, back, payers, provider)

    def _limit(self, place: int, free: Array) -> Array:
        step = self.capital.surplus[place]
        if step.until_irr is not None:
            return np.asarray(np.maximum(np.floor(self.lacking[place] + _SLACK), 0.0))
        if step.until_multiple is not None:
            k = self.tranches.index(step.to)
            most = _multiple(self.drawn[k], step.until_multiple)
            return np.asarray(np.maximum(most - self.received[k], 0.0))
        return free

    def _note(self, k: int, cents: Array) -> None:
        self.received[k] += cents
        for place in self.lacking:
            if self.capital.surplus[place].to == self.tranches[k]:
                self.lacking[place] = self.lacking[place] - cents


def _multiple(drawn: Array, multiple: Fraction) -> Array:
    exact = drawn * float(multiple.numerator) / float(multiple.denominator)
    return np.asarray(np.floor(exact + _SLACK))
