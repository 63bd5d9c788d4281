"""Return on money paid out and received on dates: XIRR on ACT/365.

pyxirr solves single rows. Many draws are solved at once by Newton's method on the logarithm of
the ratio between what was received and what was drawn, each discounted: it is close to a straight
line in log(1 + rate). Draws for which that does not settle go to pyxirr.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from bundlinje.contracts.cash_table import CashTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

_STEPS = 30
_SETTLED = 1e-12
#: Draws that are solved at a time, so that the table of discounted flows stays in the cache.
_AT_A_TIME = 1024


def rates_of_return(table: CashTable) -> Array:
    """Return the XIRR of every tranche, NaN where nothing was drawn, (tranches, draws)."""
    received = table.received
    rates = [internal_rates(table.dates, table.drawn[k], received[k]) for k in range(len(received))]
    return np.stack(rates) if rates else np.zeros((0, table.draws))


def internal_rates(dates: Sequence[datetime.date], drawn: Array, received: Array) -> Array:
    """Return the yearly rate at which what was drawn and received balance, by draw. [1/year]

    −1 where nothing came back, NaN where nothing was drawn or no rate balances the two.

    Args:
        dates: The dates in order.
        drawn: What was paid out, 0 or more, shape (dates, draws). [currency]
        received: What came back, 0 or more, same shape. [currency]
    """
    times = np.array([(date - dates[0]).days for date in dates]) / 365
    rates = np.full(drawn.shape[1], np.nan)
    total_drawn, total_received = drawn.sum(axis=0), received.sum(axis=0)
    rates[(total_drawn > 0) & (total_received == 0)] = -1.0
    live = np.flatnonzero((total_drawn > 0) & (total_received > 0))
    if len(live) == 1:
        rates[live[0]] = _single(dates, received[:, live[0]] - drawn[:, live[0]])
        return rates
    for start in range(0, len(live), _AT_A_TIME):
        some = live[start : start + _AT_A_TIME]
        rates[some] = _solved(times, drawn[:, some], received[:, some])
    for place in live[np.isnan(rates[live])]:
        rates[place] = _single(dates, received[:, place] - drawn[:, place])
    return rates


def _solved(times: Array, drawn: Array, received: Array) -> Array:
    """Return log-ratio Newton's solution, NaN where it does not settle."""
    out_at, in_at = drawn.any(axis=1), received.any(axis=1)
    out_times, in_times = times[out_at], times[in_at]
    drawn, received = drawn[out_at], received[in_at]
    growth = np.zeros(drawn.shape[1])
    settled = np.zeros(drawn.shape[1], dtype=bool)
    with np.errstate(all="ignore"):
        for _ in range(_STEPS):
            out = drawn * np.exp(-out_times[:, None] * growth)
            back = received * np.exp(-in_times[:, None] * growth)
            out_sum, back_sum = out.sum(axis=0), back.sum(axis=0)
            # How much later money came back than it went out. [years]
            later = in_times @ back / back_sum - out_times @ out / out_sum
            step = np.log(back_sum / out_sum) / later
            # The two move towards each other only while money comes back later than it goes.
            step = np.where(later > 0, np.clip(step, -5.0, 5.0), np.nan)
            growth = growth + step
            settled = np.abs(step) < _SETTLED * (1 + np.abs(growth))
            if np.all(settled | np.isnan(growth)):
                break
    return np.asarray(np.where(settled, np.expm1(growth), np.nan))


def _single(dates: Sequence[datetime.date], flows: Array) -> float:
    import pyxirr

    happening = np.flatnonzero(flows).tolist()
    if len(happening) < 2:
        return float("nan")
    try:
        rate = pyxirr.xirr([dates[i] for i in happening], flows[happening].tolist())
    except pyxirr.InvalidPaymentsError:
        return float("nan")
    return float("nan") if rate is None else float(rate)
