"""What purses pay of a contract, as money and as present values like the case's."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import numpy as np

from bundlinje.contracts.cash_table import PROVIDER, CashTable
from bundlinje.contracts.valuation_inputs import ValuationInputs, Valued
from bundlinje.contracts.waterfall import waterfall

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def pays(inputs: ValuationInputs, table: CashTable, nominal: bool = False) -> Array:
    """Return what each purse pays less what it gets back, shape (purses, draws). [currency]

    Present values like the case's, unless `nominal` or there is no case.
    """
    paid = table.payments + table.terminated - table.back
    return _present(inputs, table.dates, table.payers, paid, nominal)


def paid_by_purse(inputs: ValuationInputs, valued: Valued) -> Array:
    """Return the same without the whole cash, where payers get nothing back. [currency]"""
    capital = valued.capital
    receivers = {step.to for step in capital.surplus}
    receivers |= {to for step in capital.surplus for to in step.split or {}}
    tranches = {tranche.id for tranche in capital.tranches}
    if receivers <= tranches | {PROVIDER, ""} and capital.termination is None:
        plan = valued.plan
        return _present(inputs, plan.dates, tuple(plan.payers), plan.payments, False)
    return pays(inputs, waterfall(capital, valued.plan))


def _present(
    inputs: ValuationInputs,
    dates: tuple[datetime.date, ...],
    payers: tuple[str, ...],
    cents: Array,
    nominal: bool,
) -> Array:
    factors = np.ones(len(dates))
    if inputs.values is not None and not nominal:
        factors = inputs.values.factors(date.year for date in dates)
    by_payer = np.einsum("pdn,d->pn", cents / 100, factors)
    result = np.zeros((len(inputs.purses), by_payer.shape[1]))
    for row, payer in enumerate(payers):
        if payer in inputs.purses:
            result[inputs.purses.index(payer)] = by_payer[row]
    return result
