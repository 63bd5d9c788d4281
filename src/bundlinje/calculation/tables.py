"""The flow table and every sum over it; the parts add up because they are the same numbers."""

from __future__ import annotations

from collections.abc import Callable
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

    `account_year` has shape (accounts, years, draws), `items` (items, draws) is what each item
    gives the public purses. Building one checks in every draw that the sum over items equals the
    sum over accounts, payers and years: `absolute` returns the absolute flows of each draw, asked
    for only where the parts do not agree to the last digits at once.
    """

    accounts: tuple[str, ...]
    payers: tuple[str, ...]
    account_year: Array
    payer_year: Array  # (payers, years, draws)
    by_year: Array  # (years, draws), public
    by_account: Array  # (accounts, draws)
    by_payer: Array  # (payers, draws)
    society: Array  # (draws,)
    net_result: Array  # (draws,)
    items: Array
    absolute: Callable[[], Array]

    def __post_init__(self) -> None:
        self._check(self.items.sum(axis=0), self.net_result, "items and purses")
        self._check(self.by_year.sum(axis=0), self.net_result, "years and purses")
        self._check(self.by_account.sum(axis=0), self.society, "accounts and all parties")
        self._check(self.by_payer.sum(axis=0), self.society, "payers and all parties")

    def _check(self, parts: Array, whole: Array, what: str) -> None:
        difference = np.abs(parts - whole)
        if np.all(difference <= ADDS_UP * np.abs(whole)):
            return
        # The whole may be small because large flows cancel; the promise is about the flows.
        if not np.all(difference <= ADDS_UP * self.absolute()):
            raise PartsDoNotAddUpError(f"{what} differ")

    @property
    def cumulated(self) -> Array:
        """The result cumulated to each year: total first, then payers; (1 + payers, years, …)."""
        return np.cumsum(np.concatenate([self.by_year[None], self.payer_year]), axis=1)


def flow_tables(model: Model, money: Array) -> FlowTables:
    """Return the tables of amounts of shape (items, years, draws), discounted or not."""
    account_year = account_flows(money, model.weights)
    payer_year = account_flows(money, model.payer_weights)
    by_item = money.sum(axis=1)
    by_account = account_year.sum(axis=1)
    by_payer = model.payer_weights.T @ by_item
    return FlowTables(
        accounts=model.accounts,
        payers=model.payers,
        account_year=account_year,
        payer_year=payer_year,
        by_year=payer_year[model.public_payers].sum(axis=0),
        by_account=by_account,
        by_payer=by_payer,
        society=payer_year.sum(axis=(0, 1)),
        net_result=by_account[model.public].sum(axis=0),
        items=model.public_weights[:, None] * by_item,
        absolute=lambda: np.abs(model.weights).sum(axis=1) @ np.abs(money).sum(axis=1),
    )


def outcome_totals(model: Model, amounts: Amounts) -> Array:
    """Return discounted unit-years of each outcome: shape (outcomes, draws)."""
    return np.asarray((amounts.outcomes * model.outcome_factors[:, None]).sum(axis=1))
