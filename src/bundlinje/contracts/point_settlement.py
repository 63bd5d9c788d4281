"""The settlement that a valuation's point rests on: of real results, else of expected ones."""

from __future__ import annotations

from bundlinje.calculation.case import Case
from bundlinje.calculation.inputs import Inputs, inputs_of
from bundlinje.contracts.contract import Contract
from bundlinje.contracts.expected_results import expected_results
from bundlinje.contracts.outcomes import outlooks
from bundlinje.contracts.results_file import Results
from bundlinje.contracts.settlement import settle
from bundlinje.contracts.settlement_lines import Settlement


def point_settlement(
    contract: Contract, case: Case | None = None, results: Results | None = None
) -> Settlement | None:
    """Return what is settled at the point; None where the contract states its payments.

    Raises:
        InputError: what is paid for is not expected, or an index lacks a year.
    """
    if contract.capital.outcome_payments is not None:
        return None
    if results is None:
        sample = (Inputs((), ()) if case is None else inputs_of(case)).at_means()
        expected = outlooks(contract, case, sample, None)
        results = expected_results(contract, expected, without=False)
    return settle(contract, results)
