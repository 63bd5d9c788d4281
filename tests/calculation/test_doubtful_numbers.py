"""Numbers that are possible and most likely wrong are remarked; those of the examples are not."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from bundlinje.basics.texts import Remark
from bundlinje.calculation.case import Case
from bundlinje.calculation.case_file import case_from_data, read_case
from bundlinje.calculation.remarks import readable

EXAMPLES = sorted(Path(str(files("bundlinje") / "examples")).glob("*.yaml"))


def case(cost: Any = 1000, per: str = "participant", **more: Any) -> Case:
    costs = [] if cost is None else [
        {"id": "mentor", "label": "Mentor", "kind": "running", "amount": cost, "per": per,
         "paid_by": "kommune"}
    ]  # fmt: skip
    change = {"id": "ophold", "label": "Ophold", "quantity": -10, "price": more.pop("price", 1),
              "paid_by": "kommune"}  # fmt: skip
    data = {
        "format": "bundlinje.case/1", "title": "Tvivl", "price_year": 2023, "start_year": 2026,
        "horizon": 2, "discounting": {"rate": 0}, "participants": {2026: 1},
        "effect": {"difference": {"mean": 0.2, "sd": 0.05}}, "costs": costs,
        "consequences": [change], **more,
    }  # fmt: skip
    return case_from_data(data)


def doubts(*args: Any, **more: Any) -> list[tuple[str, str]]:
    found = case(*args, **more)
    assert set(found.doubts) <= set(found.warnings), "a doubt is a warning too"
    return [
        (one.about, readable(found, "da", one)) for one in found.doubts if isinstance(one, Remark)
    ]


def test_a_price_level_that_the_index_lacks_or_that_is_far_off() -> None:
    assert doubts() == []
    [(about, text)] = doubts(price_year=2026)
    assert about == "price_year"
    assert text.startswith("Prisindekset dk-net-price dækker")
    assert "ikke 2026" in text
    [(_, text)] = doubts(price_year=1900)
    assert text == "Prisniveauet 1900 ligger langt fra det første år, 2026. Tjek årstallet."
    index = {"name": "dk-net-price", "extend": {2024: 120.0, 2025: 122.0, 2026: 124.0}}
    assert doubts(price_year=2026, price_index=index) == []


def test_a_negative_cost() -> None:
    [(about, text)] = doubts(-1000)
    assert about == "costs.mentor.amount"
    assert text.startswith("»Mentor«: beløbet er negativt og tæller som en indtægt.")


@pytest.mark.parametrize(
    ("amount", "per", "limit"),
    [(11e6, "participant", "10.000.000"), (999e12, "year", "10.000.000.000")],
)
def test_an_amount_with_too_many_zeros(amount: float, per: str, limit: str) -> None:
    [(about, text)] = doubts(amount, per)
    assert about == "costs.mentor.amount"
    assert f"over {limit}" in text
    assert doubts(9e6, "participant") == doubts(9e9, "total") == []


def test_a_unit_price_with_too_many_zeros() -> None:
    [(about, _)] = doubts(price=2e7)
    assert about == "consequences.ophold.price"


def test_a_case_without_costs() -> None:
    [(about, text)] = doubts(None)
    assert about == "costs"
    assert text.startswith("Sagen har ingen omkostninger.")


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_the_examples_give_none(file: Path) -> None:
    assert read_case(file).doubts == ()
