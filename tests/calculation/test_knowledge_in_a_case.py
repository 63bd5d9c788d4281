"""References from a case to the knowledge base: numbers, sources, warnings and refusals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import bundlinje
from bundlinje.basics.errors import InputError
from bundlinje.calculation.case import Case
from bundlinje.calculation.case_file import case_from_data
from bundlinje.calculation.engine import calculate
from bundlinje.evidence.knowledge import lookup
from bundlinje.evidence.unit_prices import UnitPrice


def case(**more: Any) -> Case:
    data: dict[str, Any] = {
        "format": "bundlinje.case/1",
        "title": "Henvisninger",
        "price_year": 2023,
        "start_year": 2026,
        "horizon": 2,
        "discounting": {"rate": 0},
        "participants": {2026: 1},
        "effect": {"difference": {"mean": 0.2, "sd": 0.05}},
        "consequences": [
            {
                "id": "herberg",
                "unit": "døgn",
                "quantity": -10,
                "price": {"ref": "prices/herberg110_doegn"},
                "paid_by": "kommune",
            }
        ],
        **more,
    }
    return case_from_data(data)


def test_a_price_comes_with_its_year_its_source_and_its_warnings() -> None:
    read = case()
    record = lookup("prices/herberg110_doegn")
    assert isinstance(record, UnitPrice)
    price = read.consequences[0].price
    assert price.amount.numbers[0].mean == record.amount
    assert price.price_year == record.price_year
    assert read.consequences[0].evidence == ("prices/herberg110_doegn",)
    source = read.sources["prices/herberg110_doegn"]
    assert source.url.startswith("http") and source.accessed
    warned = [warning.en for warning in read.warnings]
    for warning in record.warnings:
        assert f"{record.title.en} (prices/herberg110_doegn): {warning.en}" in warned


def test_an_effect_brings_its_printed_interval_and_says_where_it_was_measured() -> None:
    read = case(effect={"without": 0.31, "difference": {"ref": "effects/hf_ca_12m_stable"}})
    distribution = read.parameters["effects/hf_ca_12m_stable"]
    assert distribution.mean == pytest.approx(0.42)
    assert distribution.sd == pytest.approx((0.48 - 0.36) / 3.92)
    assert any("judge whether it holds in Denmark" in warning.en for warning in read.warnings)


def test_one_record_is_one_input_in_every_case() -> None:
    effect = {"difference": {"ref": "effects/hf_ca_12m_stable"}}
    first, second = case(effect=effect), case(effect=effect, intervention="noget-andet")
    results = [calculate(read, 200) for read in (first, second)]
    drawn = [result.draws.net_result for result in results if result.draws is not None]
    np.testing.assert_array_equal(drawn[0], drawn[1])
    assert results[0].uncertainty is not None
    names = [driver.input for driver in results[0].uncertainty.drivers]
    assert "effects/hf_ca_12m_stable" in names


def test_a_blocked_estimate_cannot_be_an_effect() -> None:
    blocked = "effects/cti_nl_9m_housing"
    with pytest.raises(InputError, match="cannot be used as an effect"):
        case(effect={"without": 0.3, "difference": {"ref": blocked}})


def test_an_effect_without_interval_or_arms_is_not_taken_as_certain() -> None:
    with pytest.raises(InputError, match="must not stand as certain"):
        case(effect={"without": 0.53, "difference": {"ref": "effects/ips_dk_30m"}})


def test_a_rate_outside_its_dates_is_said() -> None:
    read = case(
        costs=[
            {
                "id": "ydelse",
                "kind": "running",
                "amount": {"ref": "rates/kontanthj_30plus_andre_2023"},
                "per": "participant",
                "paid_by": "kommune",
            }
        ]
    )
    assert read.costs[0].amount.numbers[0].mean == 11_944
    assert any("not known for 2026" in warning.en for warning in read.warnings)


def test_an_unknown_record_names_the_nearest() -> None:
    consequence = {
        "id": "x", "quantity": -1, "price": {"ref": "prices/herberg110_doegnn"},
        "paid_by": "kommune",
    }  # fmt: skip
    with pytest.raises(InputError, match="Did you mean herberg110_doegn"):
        case(consequences=[consequence])


def test_the_report_shows_the_record_with_its_source(tmp_path: Path) -> None:
    text = bundlinje.calculate(case(), draws=50).report(tmp_path / "r.html").read_text("utf-8")
    assert lookup("prices/herberg110_doegn").title.da in text
