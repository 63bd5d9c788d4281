"""What each party has received less paid up to each date, in every draw."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from bundlinje.contracts.cash_table import DELIVERY, IN_HAND, PROVIDER, CashTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def parties_of(table: CashTable) -> tuple[str, ...]:
    """Return everyone who may pay or receive: payers, holders, guarantors and the provider."""
    holders = [tranche.holder or tranche.id for tranche in table.capital.tranches]
    others = [flow.giver for flow in table.flows()] + [flow.taker for flow in table.flows()]
    names = dict.fromkeys([*table.payers, *holders, *others, PROVIDER])
    return tuple(name for name in names if name not in (IN_HAND, DELIVERY))


def cash_paths(table: CashTable, parties: Sequence[str], dates: Sequence[datetime.date]) -> Array:
    """Return what parties have received less paid up to each date.

    Args:
        table: The cash; its own dates may be others than `dates`.
        parties: Those who are asked for; money of others is left out.
        dates: In order of time.

    Returns:
        Shape (parties, dates, draws). [currency]
    """
    place = {party: at for at, party in enumerate(parties)}
    on = {date: i for i, date in enumerate(table.dates)}
    moved = np.zeros((len(parties), len(table.dates), table.draws))
    for flow in table.flows():
        for party, sign in ((flow.giver, -1.0), (flow.taker, 1.0)):
            if party in place:
                moved[place[party], on[flow.date]] += sign * flow.cents
    summed = np.cumsum(moved, axis=1) / 100
    latest = np.searchsorted([d.toordinal() for d in table.dates],
                             [d.toordinal() for d in dates], side="right") - 1  # fmt: skip
    found = summed[:, np.maximum(latest, 0)]
    found[:, latest < 0] = 0.0
    return np.asarray(found)
