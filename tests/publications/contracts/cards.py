"""Build a contract and its results from a published rate card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bundlinje.contracts.contract_file import contract_from_data
from bundlinje.contracts.results_file import parse_results
from bundlinje.contracts.settlement import settle
from bundlinje.contracts.settlement_lines import Settlement

Row = Sequence[Any]


def settled(
    metrics: Mapping[str, str],
    payments: Sequence[Mapping[str, Any]],
    rows: Sequence[Row],
    currency: str,
    **more: Any,
) -> Settlement:
    """Settle rows (period, metric, value[, person[, weight]]) of metrics by measure."""
    data = {
        "format": "bundlinje.contract/1",
        "title": "Published",
        "currency": currency,
        "payers": {"commissioner": 1},
        "metrics": [{"id": id, "measure": measure} for id, measure in metrics.items()],
        "payments": [{"id": p.get("id", p["metric"]), **p} for p in payments],
        **more,
    }
    contract = contract_from_data(data)
    lines = ["period,metric,value,person,weight"]
    lines += [",".join([*map(str, row), *[""] * (5 - len(row))]) for row in rows]
    return settle(contract, parse_results("\n".join(lines).encode(), contract))
