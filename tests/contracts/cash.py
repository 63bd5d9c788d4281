"""Small contracts with capital for tests, and the cash they give."""

from __future__ import annotations

import datetime
from typing import Any

from bundlinje.contracts.cash_table import CashTable
from bundlinje.contracts.contract import Contract
from bundlinje.contracts.contract_file import contract_from_data
from bundlinje.contracts.valuation import value
from bundlinje.contracts.valuation_inputs import ValuationInputs
from bundlinje.contracts.valuation_result import PointValue
from bundlinje.contracts.waterfall import waterfall


def dated(*pairs: tuple[str, float]) -> list[dict[str, Any]]:
    return [{"date": date, "amount": amount} for date, amount in pairs]


def contract_of(**capital: Any) -> Contract:
    data: dict[str, Any] = {
        "format": "bundlinje.contract/1",
        "title": "Test",
        "payers": {"kommune": 1},
        "outcome_payments": [],
        **capital,
    }
    return contract_from_data(data)


def point_of(**capital: Any) -> PointValue:
    return value(contract_of(**capital), draws=0).point


def table_of(**capital: Any) -> CashTable:
    contract = contract_of(**capital)
    valued = ValuationInputs(contract).point()
    return waterfall(valued.capital, valued.plan)


def on(table: CashTable, kind: str, tranche: str = "") -> dict[str, float]:
    """Return the flows of a kind by date."""
    return {
        flow.date.isoformat(): float(flow.cents[0]) / 100
        for flow in table.flows()
        if flow.kind == kind and (not tranche or flow.tranche == tranche)
    }


def hand(table: CashTable, date: str) -> float:
    place = table.dates.index(datetime.date.fromisoformat(date))
    return float(table.hand[place, 0]) / 100
