"""Small cases as plain data, for tests that look at one thing at a time."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import numpy as np

import bundlinje
from bundlinje.calculation.case_file import case_from_data
from bundlinje.calculation.engine import calculate
from bundlinje.calculation.result import Result

Data = dict[str, Any]

EXAMPLES = Path(bundlinje.__file__).parent / "examples"
EXAMPLE_FILES = sorted(EXAMPLES.glob("*.yaml"))

COST: Data = {
    "id": "team",
    "label": "Bostøtteteam",
    "kind": "running",
    "amount": {"mean": 40_000, "sd": 8_000},
    "per": "participant",
    "paid_by": "kommune/social",
}
CONSEQUENCE: Data = {
    "id": "herberg",
    "label": "Døgn på herberg",
    "per": "success",
    "unit": "døgn",
    "quantity": [{"mean": -90, "sd": 20}, {"mean": -60, "sd": 30}, -30],
    "price": {"amount": {"mean": 1_800, "sd": 200}},
    "paid_by": {"kommune/social": 0.5, "stat": 0.5},
}
OUTCOME: Data = {
    "id": "who5",
    "label": "WHO-5",
    "unit": "point",
    "per": "success",
    "quantity": [{"mean": 10, "sd": 3}, 8],
}


def small_case(**changes: Any) -> Data:
    """A valid case with one cost, one consequence and one outcome; None removes a key."""
    data: Data = {
        "format": "bundlinje.case/1",
        "id": "prøve",
        "title": "En prøve",
        "price_year": 2023,
        "start_year": 2026,
        "horizon": 5,
        "participants": {2026: 20, 2027: 30},
        "effect": {
            "goal": "Egen bolig",
            "without": {"mean": 0.35, "sd": 0.04},
            "with": {"mean": 0.65, "ci95": [0.55, 0.75]},
        },
        "costs": [COST],
        "consequences": [CONSEQUENCE],
        "outcomes": [OUTCOME],
    }
    data |= changes
    return copy.deepcopy({key: value for key, value in data.items() if value is not None})


def run(data: Data, draws: int = 0, seed: int = 1, **options: Any) -> Result:
    """The result of a case given as plain data."""
    return calculate(case_from_data(data), draws, seed, **options)


def with_effect(difference: Any, **changes: Any) -> Data:
    """A small case with this difference in success rate and no rate without."""
    return small_case(effect={"difference": difference}, **changes)


def gross_flows(result: Result) -> float:
    """The sum of absolute undiscounted flows, which rounding is measured against."""
    amounts = np.abs(result.point.amounts).sum(axis=1)
    shares = [sum(map(abs, item.paid_by.values())) for item in result.case.items]
    return float(amounts @ np.array(shares)) if shares else 0.0
