"""A fund's money in its contracts, date by date in every draw: calls, returns, what is in use.

What a contract calls in a draw in which it is not signed is nothing. Calls are met from the
earmarked capital; where that is not enough the general fund tops it up. What comes back goes to
the general fund, or stays in the earmark and is used first where the portfolio recycles.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bundlinje.basics.streams import uniforms
from bundlinje.contracts.cash_table import CashTable, MoneyNotConservedError
from bundlinje.contracts.outcomes import Draws
from bundlinje.contracts.portfolio_file import Member, Portfolio
from bundlinje.contracts.valuation_inputs import ValuationInputs, Valued
from bundlinje.contracts.waterfall import guarantee_paid, waterfall

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class MemberCash:
    """The fund's money in one contract in a block of draws.

    Attributes:
        dates: The contract's dates.
        calls: What the fund pays: draws and guarantees, shape (dates, draws). [0.01]
        returns: What it receives, same shape. [0.01]
        in_use: Principal that is out after each date, 0 once the contract has ended. [0.01]
        outcome: Outcome payments of the contract by payer in all, by payer. [0.01]
    """

    dates: tuple[datetime.date, ...]
    calls: Array
    returns: Array
    in_use: Array
    outcome: dict[str, Array]


def member_cash(member: Member, valued: Valued) -> MemberCash:
    """Return the fund's money in a contract, as if it were signed."""
    table = waterfall(valued.capital, valued.plan)
    own = [k for k, t in enumerate(table.capital.tranches) if t.holder == member.fund]
    calls = table.drawn[own].sum(axis=0) + _guarantees_given(member, table, valued.plan.end)
    returns = table.received[own].sum(axis=0)
    out = np.maximum(np.cumsum(table.drawn[own] - table.repaid[own], axis=1), 0.0).sum(axis=0)
    out[valued.plan.end :] = 0.0
    outcome = {payer: table.payments[p].sum(axis=0) for p, payer in enumerate(table.payers)}
    return MemberCash(table.dates, calls, returns, out, outcome)


def _guarantees_given(member: Member, table: CashTable, end: int) -> Array:
    """Return what the fund pays on its guarantees; those of one tranche are met in their order."""
    given: Array = np.zeros(table.hand.shape)
    before = table.repaid + table.interest + table.gain
    received = [before[k].sum(axis=0) for k in range(len(table.capital.tranches))]
    ids = [tranche.id for tranche in table.capital.tranches]
    for guarantee in table.capital.guarantees:
        k = ids.index(guarantee.tranche)
        drawn = table.drawn[k].sum(axis=0)
        paid = guarantee_paid(guarantee, table.capital.tranches[k], drawn, received[k])
        received[k] = received[k] + paid
        if guarantee.by == member.fund:
            given[end] += paid
    return np.asarray(given)


def signed(portfolio: Portfolio, member: Member, draws: Draws) -> Array:
    """Return 1 in the draws in which a contract is signed and 0 in the others, (draws,)."""
    if member.probability >= 1:
        return np.ones(draws.count)
    stream = f"{portfolio.id}/{member.contract.id}/signed"
    uniform = uniforms(draws.seed, stream, draws.start, draws.count)
    return np.where(uniform < member.probability, 1.0, 0.0)


@dataclass(frozen=True)
class FundCash:
    """The fund's money over all contracts, shape (dates, draws). [0.01]

    `hand` is what is left of the earmarked capital after each date, `topped_up` what the general
    fund adds on it, and `general` what goes to it. Building one checks in every draw and on every
    date that no money appears or vanishes.
    """

    portfolio: Portfolio
    dates: tuple[datetime.date, ...]
    calls: Array
    returns: Array
    in_use: Array
    hand: Array
    topped_up: Array
    general: Array

    def __post_init__(self) -> None:
        start = round(self.portfolio.capital * 100)
        change = np.diff(self.hand, axis=0, prepend=float(start))
        moved = self.topped_up + self.returns - self.general - self.calls
        if np.any(np.abs(change - moved) > 1e-6) or np.any(self.hand < 0):
            raise MoneyNotConservedError("money appeared or vanished in the portfolio")


def fund_cash(portfolio: Portfolio, cash: list[MemberCash], weights: list[Array]) -> FundCash:
    """Return the fund's money over all contracts.

    Args:
        portfolio: The portfolio.
        cash: The money in each contract as if it were signed.
        weights: By contract, 1 where it is signed and 0 where not, shape (draws,); at the point
            the probability itself.
    """
    dates = tuple(sorted({date for member in cash for date in member.dates}))
    draws = len(weights[0])
    calls, returns, in_use = (np.zeros((len(dates), draws)) for _ in range(3))
    place = {date: i for i, date in enumerate(dates)}
    for member, weight in zip(cash, weights, strict=True):
        rows = [place[date] for date in member.dates]
        calls[rows] += member.calls * weight
        returns[rows] += member.returns * weight
        # Between its own dates what is out stays out.
        latest = np.searchsorted(rows, np.arange(len(dates)), side="right") - 1
        out = np.where((latest >= 0)[:, None], member.in_use[np.maximum(latest, 0)], 0.0)
        in_use += out * weight
    hand, topped_up, general = np.zeros_like(calls), np.zeros_like(calls), np.zeros_like(calls)
    left = np.full(draws, float(round(portfolio.capital * 100)))
    for i in range(len(dates)):
        if portfolio.recycles:
            left = left + returns[i]
        else:
            general[i] = returns[i]
        topped_up[i] = np.maximum(calls[i] - left, 0.0)
        left = left + topped_up[i] - calls[i]
        hand[i] = left
    return FundCash(portfolio, dates, calls, returns, in_use, hand, topped_up, general)


def block_cash(
    portfolio: Portfolio, inputs: list[ValuationInputs], draws: Draws
) -> tuple[list[MemberCash], list[Array]]:
    """Return the money in each contract in a block of draws, and in which it is signed."""
    cash, weights = [], []
    for member, valued in zip(portfolio.members, inputs, strict=True):
        cash.append(member_cash(member, valued.valued(valued.outcomes(draws))))
        weights.append(signed(portfolio, member, draws))
    return cash, weights
