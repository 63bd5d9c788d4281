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
from bundlinje.calculation.inputs import inputs_of, values
from bundlinje.evidence.knowledge import lookup
from bundlinje.evidence.record import DERIVED
from bundlinje.evidence.unit_prices import UnitPrice
from bundlinje.reports.unbroken import unbroken


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
    (warned,) = [w.en for w in read.warnings if "prices/herberg110_doegn" in w.en]
    assert warned.startswith(f"{record.title.en} (prices/herberg110_doegn): ")
    assert all(warning.en in warned for warning in record.warnings if warning != DERIVED)


def test_an_effect_brings_its_printed_interval_and_says_where_it_was_measured() -> None:
    read = case(effect={"without": 0.31, "difference": {"ref": "effects/hf_ca_12m_stable"}})
    distribution = read.parameters["effects/hf_ca_12m_stable"]
    assert distribution.mean == pytest.approx(0.42)
    assert distribution.sd == pytest.approx((0.48 - 0.36) / 3.92)
    assert any("country (CA)" in warning.en for warning in read.warnings)


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
    own = {"ref": "effects/ips_dk_30m", "ci95": [0.033, 0.207]}
    read = case(effect={"without": 0.53, "difference": own})
    assert read.parameters["effects/ips_dk_30m"].mean == pytest.approx(0.12)
    assert read.parameters["effects/ips_dk_30m"].sd == pytest.approx((0.207 - 0.033) / 3.92)


def consequence(id: str, price: Any, **more: Any) -> dict[str, Any]:
    return {"id": id, "quantity": -1, "price": price, "paid_by": "kommune", **more}


def test_a_record_with_an_own_spread_is_one_input_wherever_it_is_used() -> None:
    price = {"ref": "prices/herberg110_doegn"}
    read = case(consequences=[consequence("a", price), consequence("b", {**price, "sd": 150})])
    assert read.parameters["prices/herberg110_doegn"].sd == pytest.approx(150)
    assert [c.price.amount.numbers[0].ref for c in read.consequences] == [price["ref"]] * 2
    twice = [consequence("a", {**price, "sd": 100}), consequence("b", {**price, "sd": 150})]
    with pytest.raises(InputError, match="was given another uncertainty"):
        case(consequences=twice)


def test_a_multiple_of_a_record_moves_with_it() -> None:
    month = {"ref": "rates/kontanthj_30plus_andre_2023", "sd": 500}
    week = {**month, "times": "12/52"}
    read = case(consequences=[consequence("a", month), consequence("b", week)])
    amounts = [c.price.amount.numbers[0].mean for c in read.consequences]
    assert amounts == [11_944, pytest.approx(11_944 * 12 / 52)]
    drawn = inputs_of(read).draw(1, 0, 50)
    first, second = (values(c.price.amount, drawn)[0] for c in read.consequences)
    np.testing.assert_allclose(second, first * 12 / 52)


def test_a_share_of_a_number_of_people_is_never_negative() -> None:
    read = case(
        parameters={"henviste": {"mean": 10, "sd": 8}},
        participants={2026: {"ref": "henviste", "times": 0.5}},
    )
    assert read.parameters["henviste"].family == "gamma"


def test_an_amount_comes_with_its_price_year_in_a_cost_too() -> None:
    hour = {"ref": "prices/mentor_elmelund_time", "times": 120}
    cost = {"id": "mentor", "kind": "running", "amount": hour, "per": "participant",
            "paid_by": "kommune"}  # fmt: skip
    (read,) = case(costs=[cost]).costs
    assert (read.amount.numbers[0].mean, read.price_year) == (30_000, 2018)
    undated = {**cost, "amount": {"ref": "prices/kontakttime_malthe"}}
    with pytest.raises(InputError, match=r"costs.mentor.price_year: is missing"):
        case(costs=[undated])


def test_only_money_is_a_price() -> None:
    for wrong in ("effects/hf_ca_12m_stable", "rates/refusion_trin1"):
        with pytest.raises(InputError, match="is not an amount of money"):
            case(consequences=[consequence("a", {"ref": wrong})])


@pytest.mark.parametrize(
    "money",
    [
        "prices/herberg110_doegn",
        "rates/sygedagpenge_max_2013",
        "consequences/cti_gevinst_kommune_110",
    ],
)
def test_money_stands_where_it_is_brought_to_the_price_level(money: str) -> None:
    for key in ("quantity", "factor"):
        with pytest.raises(InputError, match="can only stand as price or amount"):
            case(consequences=[consequence("a", 1, **{key: {"ref": money}})])
    with pytest.raises(InputError, match="is in DKK, but the case is in EUR"):
        case(currency="EUR", consequences=[consequence("a", {"ref": money, "price_year": 2023})])


def test_only_an_effect_study_is_an_effect_and_only_as_the_difference() -> None:
    for wrong in ("rates/refusion_trin1", "consequences/cti_gevinst_kommune_110"):
        with pytest.raises(InputError, match=r"not an effect study|can only stand as price"):
            case(effect={"without": 0.1, "difference": {"ref": wrong}})
    study = {"ref": "effects/hf_ca_12m_stable"}
    for rates in ({"without": 0.1, "with": study}, {"without": study, "with": 0.9}):
        with pytest.raises(InputError, match="is a difference between two success rates"):
            case(effect=rates)


@pytest.mark.parametrize("spread", [{"sd": 0}, {"ci95": [0.12, 0.12]}])
def test_an_own_spread_of_nothing_does_not_make_an_effect_certain(spread: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="expected an uncertainty above 0"):
        case(effect={"without": 0.5, "difference": {"ref": "effects/ips_dk_30m", **spread}})


def test_an_amount_of_another_year_is_said() -> None:
    def said(price: dict[str, Any]) -> str:
        return " ".join(w.en for w in case(consequences=[consequence("a", price)]).warnings)

    rate: dict[str, Any] = {"ref": "rates/kmf_somatik_loft"}
    assert "of 2018, converted to 2023 prices. If the rate holds unchanged" in said(rate)
    assert "converted" not in said({**rate, "price_year": 2023})
    price: dict[str, Any] = {"ref": "prices/mentor_elmelund_time"}
    assert "of 2018, converted to 2023 prices" in said(price)
    other = said({**price, "price_year": 2023})
    assert "states the price year 2023, but the record is in 2018 prices" in other
    assert "converted" not in other


def test_evidence_can_be_a_record_and_must_exist() -> None:
    read = case(consequences=[consequence("a", 5, evidence=["effects/cti_nl_9m_housing"])])
    assert read.consequences[0].evidence == ("effects/cti_nl_9m_housing",)
    assert read.sources["effects/cti_nl_9m_housing"].url.startswith("http")
    with pytest.raises(InputError, match="Did you mean cti_nl_9m_housing"):
        case(consequences=[consequence("a", 5, evidence=["effects/cti_nl_9m_housin"])])


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
    assert unbroken(lookup("prices/herberg110_doegn").title.da) in text


def test_another_payer_than_the_prices_own_is_to_be_confirmed() -> None:
    price = {"ref": "prices/specialklasse_aar40"}
    assert lookup(price["ref"]).payers == {"kommune": 1.0}  # type: ignore[attr-defined]
    said = [
        [w.en for w in case(consequences=[consequence("a", price, paid_by=who)]).warnings
         if "Confirm that this is right" in w.en]
        for who in ("kommune/skole", {"region": 0.5, "kommune": 0.5})
    ]  # fmt: skip
    assert said[0] == []
    (warning,) = said[1]
    assert "is paid by municipality according to its source, but in the case by region" in warning
