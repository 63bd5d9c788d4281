"""Small contracts for tests: what is not said is as plain as can be."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bundlinje.contracts.contract import Contract
from bundlinje.contracts.contract_file import contract_from_data
from bundlinje.contracts.results_file import parse_results
from bundlinje.contracts.settlement import settle
from bundlinje.contracts.settlement_lines import Line, Settlement

PERIODS = [{"id": "2026-Q1", "end": "2026-03-31"}, {"id": "2026-Q2", "end": "2026-06-30"},
           {"id": "2026-Q3", "end": "2026-09-30"}]  # fmt: skip
METRICS = [
    {"id": "job", "measure": "count"},
    {"id": "kursus", "measure": "count"},
    {"id": "henvist", "measure": "count"},
    {"id": "penge", "measure": "amount"},
    {"id": "fradrag", "measure": "amount"},
    {"id": "rate", "measure": "rate"},
    {"id": "anden", "measure": "rate"},
    {"id": "trivsel", "measure": "mean"},
    {"id": "blanding", "measure": "rate", "blend": {"rate": 0.8, "anden": 0.2}},
]


def data_of(*payments: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return contract data; payments without id are named b1, b2 …"""
    named = [{"id": f"b{i}", "metric": "job", **p} for i, p in enumerate(payments, 1)]
    return {
        "format": "bundlinje.contract/1",
        "title": "Test",
        "payers": {"kommune": 1},
        "periods": PERIODS,
        "metrics": METRICS,
        "payments": named,
        **more,
    }


def contract_of(*payments: dict[str, Any], **more: Any) -> Contract:
    return contract_from_data(data_of(*payments, **more))


def settled(rows: str, *payments: dict[str, Any], **more: Any) -> Settlement:
    """Settle rows `PERIOD METRIC VALUE [PERSON [WEIGHT [GROUP]]]`, one a line; `-` is blank.

    Q1 stands for 2026-Q1.
    """
    return settle_rows(contract_of(*payments, **more), rows)


def settle_rows(contract: Contract, rows: str) -> Settlement:
    return settle(contract, parse_results(csv_of(rows), contract, "r.csv"))


def csv_of(rows: str) -> bytes:
    lines = ["period,metric,value,person,weight,group"]
    for row in rows.strip().splitlines():
        cells = [cell if cell != "-" else "" for cell in row.split()]
        cells[0] = f"2026-{cells[0]}" if cells[0].startswith("Q") else cells[0]
        lines.append(",".join([*cells, *[""] * (6 - len(cells))]))
    return "\n".join(lines).encode()


def amounts(settlement: Settlement, payment: str = "b1") -> dict[str, Decimal]:
    """Return the amounts of a payment by the last part of its period."""
    return {
        line.period.removeprefix("2026-"): line.amount
        for line in settlement.lines
        if line.payment == payment
    }


def line_of(settlement: Settlement, period: str, payment: str = "b1") -> Line:
    found = [
        line
        for line in settlement.lines
        if (line.period, line.payment, line.corrects) == (f"2026-{period}", payment, "")
    ]
    assert len(found) == 1
    return found[0]
