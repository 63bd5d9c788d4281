"""The flow table and every sum over it; the parts add up because they are the same numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bundlinje.calculation.flows import account_flows
from bundlinje.calculation.model import Amounts, Model

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

#: Parts must add up to the whole in every draw within this share of the absolute flows.
ADDS_UP = 1e-9


class PartsDoNotAddUpError(ArithmeticError):
    """The parts of a result differ from its whole: an error in Bundlinje, never in the input."""


@dataclass(frozen=True)
class FlowTables:
    """Flows by account and year, gains positive [DKK], and the sums over them.

    `account_year` has shape (accounts, years, draws); `items` (items, draws) what each item
    gives the public purses; `absolute` (draws,) the sum of absolute flows. Building one checks
    that the sum over items equals the sums over accounts, payers and years in every draw.
    """

    account_year: Array
    payer_year: Array  # (payers, years, draws)
    by_year: Array  # (years, draws), public
    by_account: Array  # (accounts, draws)
    by_payer: Array  # (payers, draws)
    society: Array  # (draws,)
    net_result: Array  # (draws,)
    items: Array
    absolute: Array

    def __post_init__(self) -> None:
        limit = ADDS_UP * self.absolute + 1e-300
        whole = self.items.sum(axis=0)
        for part in (self.net_result, self.by_year.sum(axis=0)):
            if not np.all(np.abs(part - whole) <= limit):
                raise PartsDoNotAddUpError("items and public purses differ")
        for part in (self.by_account.sum(axis=0), self.by_payer.sum(axis=0)):
            if not np.all(np.abs(part - self.society) <= limit):
                raise PartsDoNotAddUpError("accounts, payers and all parties together differ")

    @property
    def cumulated(self) -> Array:
        """The result cumulated to each year: total first, then payers; (1 + payers, years, …)."""
        return np.cumsum(np.concatenate([self.by_year[None], self.payer_year]), axis=1)


def flow_tables(model: Model, money: Array) -> FlowTables:
    """Return the tables of amounts of shape (items, years, draws), discounted or not."""
    account_year = account_flows(money, model.weights)
    by_account = account_year.sum(axis=1)
    payer_year = np.add.reduceat(account_year, model.payer_starts, axis=0)
    by_payer = np.add.reduceat(by_account, model.payer_starts, axis=0)
    public = model.public[model.payer_starts]
    return FlowTables(
        account_year=account_year,
        payer_year=payer_year,
        by_year=payer_year[public].sum(axis=0),
        by_account=by_account,
        by_payer=by_payer,
        society=payer_year.sum(axis=(0, 1)),
        net_result=by_payer[public].sum(axis=0),
        items=model.public_weights[:, None] * money.sum(axis=1),
        absolute=np.abs(model.weights).sum(axis=1) @ np.abs(money).sum(axis=1),
    )


def discounted_tables(model: Model, amounts: Amounts) -> FlowTables:
    """Return the tables of discounted flows."""
    return flow_tables(model, amounts.money * model.factors[:, None])


def outcome_totals(model: Model, amounts: Amounts) -> Array:
    """Return discounted unit-years of each outcome: shape (outcomes, draws)."""
    return np.asarray((amounts.outcomes * model.outcome_factors[:, None]).sum(axis=1))
