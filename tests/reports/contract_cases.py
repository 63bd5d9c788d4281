"""Contracts whose reports are tested: one of every rule, and one with capital and a case."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bundlinje
from bundlinje.calculation.case import Case
from bundlinje.calculation.case_file import read_case
from bundlinje.contracts.contract import Contract
from bundlinje.contracts.contract_file import contract_from_data, read_contract
from bundlinje.contracts.paid import paid_of, with_paid
from bundlinje.contracts.settlement_lines import Settlement
from tests.contracts.small import settle_rows

EXAMPLES = Path(bundlinje.__file__).parent / "examples"
BOND = EXAMPLES / "contracts" / "loesladte-effektinvestering.yaml"

#: Text that a spreadsheet would calculate and a browser would run, were it let.
HOSTILE = '=1+1 <script>alert("x")</script> {{ 7*7 }}'

_PERIODS = [{"id": f"2026-Q{q}", "end": end} for q, end in
            enumerate(("2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31"), 1)]  # fmt: skip


def every_rule() -> dict[str, Any]:
    """Return a contract with every rule, window, limit and condition that a group can have."""
    return {
        "format": "bundlinje.contract/1",
        "title": HOSTILE,
        "parties": {"provider": HOSTILE},
        "payers": {"kommune": "1/3", "region": "1/3", "stat": "1/3"},
        "periods": _PERIODS,
        "pays_after": {"days": 60},
        "terms": {"discount": 0.05, "price_year": 2025, "inflation": 0.0213},
        "metrics": [
            {"id": "job", "label": HOSTILE, "measure": "count"},
            {"id": "spar", "measure": "amount"},
            {"id": "rate", "measure": "rate"},
            {"id": "fradrag", "measure": "amount"},
        ],
        "payments": [
            {"id": "stk", "metric": "job", "rule": {"unit": 1234.57}, "cap": {"count": 25}},
            {"id": "baand", "metric": "job",
             "rule": {"marginal": [[10, 500], [20, 333.33], [None, 100.01]]},
             "cap": {"per_period": 6000, "amount": 9000}},
            {"id": "trin", "metric": "rate", "rule": {"steps": [[0.3, 1000.1], [0.5, 20000]]}},
            {"id": "linje", "metric": "rate", "over": "contract",
             "rule": {"interpolate": [[0.2, 1000], [0.5, 9000.55], [0.8, 12000]], "below": 100}},
            {"id": "andel", "metric": "spar", "rule": {"share": 0.125}, "less": "fradrag",
             "over": "contract", "paid_by": {"stat": 0.9, "kommune": 0.1}},
            {"id": "hvis", "metric": "job", "rule": {"unit": 77.7},
             "when": {"metric": "rate", "at_least": 0.45}},
        ],
        "caps": {"per_period": {"2026-Q2": 30000}, "total": 90000},
    }  # fmt: skip


ROWS = """
Q1 job 7
Q1 rate 0.3
Q1 spar 10000.5
Q1 fradrag 300
Q2 job 15
Q2 rate 0.55
Q2 spar 22000
Q3 job 4
Q3 rate 0.1
Q3 spar 100
Q3 fradrag 900
Q4 job 9
Q4 rate 0.81
Q4 spar 8000
"""


def settled() -> Settlement:
    """Return the settlement of the contract of every rule."""
    return settle_rows(contract_from_data(every_rule()), ROWS)


def corrected(more: str = "") -> Settlement:
    """Return the same with the first two quarters paid, and two results that were wrong."""
    contract = contract_from_data(every_rule())
    half = ROWS[: ROWS.index("Q3")]
    paid = paid_of(settle_rows(contract, half))
    right = ROWS.replace("Q1 job 7", "Q1 job 5").replace("Q2 rate 0.55", "Q2 rate 0.4")
    return with_paid(settle_rows(contract, right + more), paid)


def claimed(more: str = "") -> Settlement:
    """Return a settlement that counts claims person by person, with a precondition."""
    data = every_rule() | {
        "payments": [
            {"id": "stk", "metric": "job", "rule": {"unit": 100}, "requires": "spar",
             "cap": {"count_per_person": 2, "count": 5}},
            {"id": "fri", "metric": "job", "rule": {"marginal": [[2, 50], [None, 75]]},
             "over": "period", "cap": {"count_per_person": 1}},
        ],
        "caps": {"total": 900},
    }  # fmt: skip
    rows = """
Q1 job 1 p1
Q1 job 2 p2
Q1 spar 10 p1
Q2 job 2 p1
Q2 job 1 p2
Q2 spar 5 p2
Q3 job 3 p10
Q3 job 1 p9
Q3 spar 1 p10
Q4 job 1 p9
Q4 spar 1 p9
"""
    return settle_rows(contract_from_data(data), rows + more)


def personal(more: str = "") -> Settlement:
    """Return a settlement per person, over each period and over the contract, and by need group."""
    data = every_rule() | {
        "payments": [
            {"id": "hver", "metric": "job", "rule": {"unit": 100}, "per": "person",
             "cap": {"per_person": 150}},
            {"id": "behov", "metric": "job", "rule": {"unit": {"lav": 10, "høj": 20}}},
            {"id": "trin", "metric": "job", "rule": {"steps": [[1, 33.335], [2, 80], [4, 90]]},
             "per": "person", "over": "contract", "less": "fradrag",
             "when": {"metric": "rate", "at_least": 0.5}, "cap": {"count_per_person": 3}},
            {"id": "snit", "metric": "trivsel", "per": "person",
             "rule": {"interpolate": [[2, 10], [6, 30]], "below": 1}},
        ],
        "metrics": [*every_rule()["metrics"], {"id": "trivsel", "measure": "mean"}],
        "caps": {"per_person": 260},
    }  # fmt: skip
    rows = (
        "Q1 job 1 p1 - lav\nQ1 job 1 p2 - høj\nQ2 job 1 p1 - høj\nQ3 job 2 p3 - lav\n"
        "Q1 rate 0.6\nQ2 rate 0.1\nQ3 rate 0.9\nQ3 fradrag 12.5 p3\nQ2 fradrag 7 p1\n"
        "Q1 trivsel 3 p1\nQ1 trivsel 8 p2\nQ3 trivsel 1 p1\n" + more
    )
    return settle_rows(contract_from_data(data), rows)


def amended(more: str = "") -> Settlement:
    """Return a settlement over the contract whose rules and prices are amended on the way."""
    data = every_rule() | {
        "payments": [
            {"id": "baand", "metric": "job", "rule": {"marginal": [[10, 500], [20, 333.33]]}},
            {"id": "trin", "metric": "rate", "over": "contract", "rule": {"steps": [[0.3, 1000]]}},
            {"id": "stk", "metric": "job", "over": "contract", "rule": {"unit": 10}},
        ],
        "amendments": [
            {"from": "2026-Q2", "set": {"payments": {"stk": {"rule": {"unit": 12.345}}}}},
            {"from": "2026-Q3", "set": {"payments": {
                "baand": {"rule": {"marginal": [[15, 600], [None, 50]]}},
                "trin": {"rule": {"interpolate": [[0.2, 900], [0.6, 4000]]}}}}},
        ],
        "caps": {},
    }  # fmt: skip
    return settle_rows(contract_from_data(data), ROWS + more)


def bond() -> tuple[Contract, Case]:
    """Return the worked Danish example with its case."""
    return read_contract(BOND), read_case(EXAMPLES / "loesladte-uden-tilbagefald.yaml")
