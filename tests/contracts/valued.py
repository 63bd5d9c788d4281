"""A small case and a contract on it, for tests of valuation."""

from __future__ import annotations

from typing import Any

from bundlinje.calculation.case import Case
from bundlinje.calculation.case_file import case_from_data
from bundlinje.contracts.contract import Contract
from bundlinje.contracts.contract_file import contract_from_data


def small_case(**changes: Any) -> Case:
    """Forty people in 2026; a success saves kommune 10,000 and stat 5,000 in each of two years."""
    data: dict[str, Any] = {
        "format": "bundlinje.case/1",
        "id": "lille",
        "title": "Lille sag",
        "price_year": 2026,
        "start_year": 2026,
        "horizon": 5,
        "discounting": {"rate": 0.03},
        "participants": {2026: 40},
        "effect": {"without": 0.3, "with": {"mean": 0.5, "sd": 0.05}},
        "costs": [
            {"id": "team", "kind": "running", "amount": 6000, "per": "participant",
             "paid_by": "kommune"},
            {"id": "lokaler", "kind": "running", "amount": 12_000, "per": "year",
             "paid_by": "kommune"},
        ],
        "consequences": [
            {"id": "hjaelp", "quantity": [-1, -1], "price": {"amount": 15_000, "price_year": 2026},
             "paid_by": {"kommune": "2/3", "stat": "1/3"}},
        ],
        "outcomes": [],
        **changes,
    }  # fmt: skip
    return case_from_data(data)


def small_contract(**changes: Any) -> Contract:
    """Ten thousand for each of forty who succeeds; a fund lends for what the team costs."""
    data: dict[str, Any] = {
        "format": "bundlinje.contract/1",
        "id": "lille-kontrakt",
        "title": "Lille kontrakt",
        "payers": {"kommune": 0.75, "stat": 0.25},
        "periods": [{"id": "2026", "end": "2026-12-31"}, {"id": "2027", "end": "2027-12-31"}],
        "pays_after": {"days": 31},
        "metrics": [
            {"id": "bolig", "label": "Egen bolig", "measure": "count",
             "expect": {"people": 40, "rate": {"ref": "effect.with"},
                        "without": {"ref": "effect.without"},
                        "periods": {"2026": 0.5, "2027": 0.5}}},
        ],
        "payments": [{"id": "bolig", "metric": "bolig", "rule": {"unit": 10_000}}],
        "replaces": ["team"],
        "tranches": [{"id": "laan", "holder": "fond", "commitment": 300_000}],
        **changes,
    }  # fmt: skip
    return contract_from_data(data)
