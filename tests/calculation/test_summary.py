"""The result as a few lines of text says no more and no less than the numbers do."""

from __future__ import annotations

from typing import Any

import pytest

from bundlinje.basics.texts import Text
from bundlinje.calculation.case_file import case_from_data
from bundlinje.calculation.engine import _clipped, calculate
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
    shown = lines_of(costs=[cost])
    assert "90 %-interval: −1." in shown and "Chance for plus: under 1" in shown
    assert "Tilbagebetalingsår" in shown


def test_one_value_outside_what_is_possible_is_one() -> None:
    label = Text("Effekt", "Effect")
    assert _clipped(label, 1, 10_000).da.startswith("Effekt: 1 værdi i 10.000 trækninger lå")
    assert _clipped(label, 2, 10_000).da.startswith("Effekt: 2 værdier i 10.000")
    assert _clipped(label, 1, 10_000).en.startswith("Effect: 1 value was outside")


@pytest.mark.parametrize(
    ("quantity", "said"),
    [
        ([60, 30], "mængden er positiv"),
        ([60, 30], "ikke et interval"),
        ([-60, 30], "skifter fortegn"),
        ([-60, -30], ""),
        ([-30, -60], ""),
        ([-60, -30, -10], ""),
    ],
)
def test_a_quantity_that_looks_wrong_is_doubted(quantity: list[float], said: str) -> None:
    shelter = {
        "id": "herberg",
        "unit": "døgn",
        "quantity": quantity,
        "price": 1000,
        "paid_by": "kommune",
    }
    shown = lines_of(consequences=[shelter])
    assert said in shown
    if not said:
        assert "mængde" not in shown


def test_a_mean_far_from_the_middle_of_its_interval_is_doubted() -> None:
    shown = lines_of(effect={"difference": {"mean": 0.06, "ci95": [0.05, 0.35]}})
    assert "middelværdien 0,06 ligger langt fra midten af ci95 (0,2)" in shown
    assert "langt fra" not in lines_of(effect={"difference": {"mean": 0.19, "ci95": [0.05, 0.35]}})
