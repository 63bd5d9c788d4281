"""The result as a few lines of text says no more and no less than the numbers do."""

from __future__ import annotations

from typing import Any

from bundlinje.calculation.case_file import case_from_data
from bundlinje.calculation.engine import calculate
from bundlinje.calculation.summary import summary


def lines_of(**more: Any) -> str:
    data = {
        "format": "bundlinje.case/1",
        "title": "En lille sag",
        "price_year": 2023,
        "start_year": 2026,
        "horizon": 3,
        "participants": {2026: 1},
        "effect": {"difference": 0.04},
        "outcomes": [{"id": "bolig", "unit": "borgere", "quantity": 1}],
        **more,
    }
    return summary(calculate(case_from_data(data), 100))


def test_a_small_outcome_is_not_rounded_to_0() -> None:
    assert "bolig: 0,04 borgere" in lines_of()


def test_a_certain_0_has_no_chance_of_a_plus() -> None:
    shown = lines_of()
    assert "under 1" not in shown
    assert "Ingen tal i sagen er usikre" in shown


def test_an_uncertain_result_has_its_interval_and_its_chance() -> None:
    cost = {
        "id": "team",
        "kind": "running",
        "amount": {"mean": 1000, "sd": 100},
        "per": "total",
        "paid_by": "kommune",
    }
    assert "Chance for plus: under 1" in lines_of(costs=[cost])
