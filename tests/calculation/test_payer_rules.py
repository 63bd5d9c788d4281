"""Dated payer rules in a case: who pays follows the law of a date."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import bundlinje
from bundlinje.basics.errors import InputError
from bundlinje.calculation.case_file import case_from_data
from bundlinje.calculation.engine import calculate
from bundlinje.calculation.result import Result
from bundlinje.cli import main
from bundlinje.evidence.knowledge import lookup

NET_PRICES = lookup("indexes/dk-net-price").index.values  # type: ignore[attr-defined]


def one_person(consequences: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """Return a case of one success, undiscounted, in 2022 prices."""
    return {
        "format": "bundlinje.case/1",
        "title": "Regler",
        "price_year": 2022,
        "start_year": 2026,
        "horizon": 3,
        "discounting": {"rate": 0},
        "participants": {2026: 1},
        "effect": {"difference": 1},
        "consequences": consequences,
        **more,
    }


def shelter(**more: Any) -> dict[str, Any]:
    return {
        "id": "herberg",
        "unit": "døgn",
        "quantity": -60,
        "price": {"amount": 1000},
        "paid_by": {"rule": "refund/shelter-110"},
        "baseline": 150,
        **more,
    }


def run(data: dict[str, Any], rule_date: str = "2026-05-01", draws: int = 0) -> Result:
    return calculate(case_from_data(data, rule_date=rule_date), draws)


def test_days_beyond_the_limit_are_saved_by_the_municipality_alone() -> None:
    # From 150 to 90 days: all 60 lie above the limit of 90 that holds from 1 April 2026.
    point = run(one_person([shelter()])).point
    assert point.by_payer["kommune"] == pytest.approx(60_000)
    assert point.by_payer["stat"] == pytest.approx(0)


def test_another_date_splits_the_same_saving_otherwise() -> None:
    # Before 1 April 2026 the limit was 120 days: 30 of the 60 days were refunded by half.
    point = run(one_person([shelter()]), "2025-06-01").point
    assert point.by_payer["kommune"] == pytest.approx(30_000 + 15_000)
    assert point.by_payer["stat"] == pytest.approx(15_000)
    # Before the reform half of every day was.
    before = run(one_person([shelter()]), "2020-01-01").point
    assert before.by_payer["stat"] == pytest.approx(30_000)


def test_the_date_used_is_stated_and_the_default_is_the_first_day() -> None:
    assert run(one_person([shelter()])).rule_date == "2026-05-01"
    assert calculate(case_from_data(one_person([shelter()])), 0).rule_date == "2026-01-01"
    plain = shelter(paid_by="kommune")
    assert run(one_person([plain])).rule_date is None


def test_accounts_can_be_named_for_the_payers_of_a_rule() -> None:
    paid_by = {"rule": "refund/shelter-110", "to": {"kommune": "kommune/social"}}
    point = run(one_person([shelter(paid_by=paid_by)])).point
    assert point.by_account["kommune/social"] == pytest.approx(60_000)


def test_the_refund_ladder_splits_the_weeks_that_fall_away() -> None:
    benefit = {
        "id": "kontanthjælp",
        "unit": "uge",
        "quantity": [-30, -30],
        "price": {"amount": 100},
        "paid_by": {"rule": "refund/benefit-ladder"},
        "baseline_weeks": 2,
    }
    point = run(one_person([benefit])).point
    # Weeks 3–32, then 33–62: the state refunds 80, 40, 30 and 20 %.
    first = 2 * 80 + 22 * 40 + 6 * 30
    second = 20 * 30 + 10 * 20
    assert point.by_payer_year["stat"][2026] == pytest.approx(first)
    assert point.by_payer_year["stat"][2027] == pytest.approx(second)
    assert point.by_payer["kommune"] + point.by_payer["stat"] == pytest.approx(6000)


#: The last date for which the data holds thresholds of the central refund, in 2020 prices.
KNOWN = "2021-06-01"


def placements(*consequences: dict[str, Any], **more: Any) -> dict[str, Any]:
    return one_person(list(consequences), price_year=2020, **more)


def placement(name: str, quantity: float, price: float, **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "quantity": quantity,
        "price": {"amount": price},
        "paid_by": {"rule": "refund/central-refund-children"},
        "baseline": 1,
        **more,
    }


def test_expensive_cases_are_shared_above_three_thresholds() -> None:
    # 2,000,000 kr. falls away: 800,000 above the first threshold and 370,000 above the second.
    point = run(placements(placement("ophold", -1, 2_000_000)), KNOWN).point
    assert point.by_payer["stat"] == pytest.approx(0.25 * 800_000 + 0.5 * 370_000)
    assert point.net_result == pytest.approx(2_000_000)


def test_items_of_a_pool_are_summed_before_the_brackets() -> None:
    two = [
        placement("ophold", -1, 600_000, pool="barn"),
        placement("skole", -1, 600_000, pool="barn"),
    ]
    point = run(placements(*two), KNOWN).point
    assert point.by_payer["stat"] == pytest.approx(0.25 * 370_000)
    assert point.by_item == pytest.approx({"ophold": 600_000, "skole": 600_000})
    apart = placements(placement("a", -1, 600_000), placement("b", -1, 600_000))
    assert run(apart, KNOWN).point.by_payer["stat"] == 0


def test_a_distribution_of_levels_is_split_level_by_level() -> None:
    spread = placement("ophold", -0.5, 1_000_000, baseline=[[0.5, 0.5], [0.5, 1.5]])
    point = run(placements(spread), KNOWN).point
    # Half fall from 500,000 to 0, half from 1,500,000 to 1,000,000.
    assert point.by_payer["stat"] == pytest.approx(0.5 * 0.25 * 500_000)


def test_thresholds_follow_the_price_level_of_the_case() -> None:
    data = one_person([placement("ophold", -1, 1_000_000)], price_year=2023)
    split = case_from_data(data, rule_date=KNOWN).consequences[0].split
    assert split is not None
    assert split.limits[1] == pytest.approx(830_000 * NET_PRICES[2023] / NET_PRICES[2020])


def test_an_unknown_later_date_is_asked_for_and_never_extrapolated() -> None:
    with pytest.raises(InputError, match="known"):
        run(placements(placement("ophold", -1, 1)), "2026-05-01")


def test_an_unknown_rule_names_the_nearest() -> None:
    with pytest.raises(InputError, match="Did you mean shelter-110"):
        run(one_person([shelter(paid_by={"rule": "refund/shelter-11"})]))


def test_what_a_rule_needs_is_asked_for() -> None:
    without = shelter()
    del without["baseline"]
    with pytest.raises(InputError, match="baseline: is missing"):
        run(one_person([without]))


@pytest.mark.parametrize("date", ["2020-01-01", "2025-06-01", "2026-05-01"])
def test_a_rule_moves_money_between_purses_and_makes_none(date: str) -> None:
    uncertain = shelter(
        quantity=[{"mean": -60, "sd": 25}, {"mean": -30, "sd": 20}],
        price={"amount": {"mean": 1000, "sd": 200}},
        factor={"mean": 0.8, "sd": 0.2},
    )
    data = one_person([uncertain], effect={"difference": {"mean": 0.3, "sd": 0.1}})
    ruled = run(data, date, 500)
    plain = run(one_person([shelter(**{**uncertain, "paid_by": "kommune"})],
                           effect=data["effect"]), date, 500)  # fmt: skip
    assert ruled.draws is not None and plain.draws is not None
    np.testing.assert_allclose(ruled.draws.net_result, plain.draws.net_result, atol=1e-6)


@pytest.mark.parametrize("share", [0.5, [0.2, 0.5]])
@pytest.mark.parametrize("quantity", [-60, [-60, 30]])
def test_the_realisable_part_does_not_depend_on_who_pays(quantity: Any, share: Any) -> None:
    more = {"quantity": quantity, "realisable": share}
    ruled = run(one_person([shelter(**more)])).point
    plain = run(one_person([shelter(**more, paid_by="kommune")])).point
    assert ruled.net_result_realisable == pytest.approx(plain.net_result_realisable)
    assert ruled.net_result_realisable < ruled.net_result


def test_a_report_says_which_rule_was_used(tmp_path: Path) -> None:
    result = bundlinje.calculate(case_from_data(one_person([shelter()])), draws=50)
    text = result.report(tmp_path / "r.html").read_text("utf-8")
    assert "refund/shelter-110" in text and "1. januar 2026" in text


def test_knowledge_diff_shows_what_a_reform_moves(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "sag.yaml"
    path.write_text(json.dumps(one_person([shelter()])), "utf-8")
    dates = ["--from", "2025-06-01", "--to", "2026-05-01"]
    assert main(["knowledge", "diff", *dates, str(path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [rule["rule"] for rule in found["rules"]] == ["refund/shelter-110"]
    moved = {payer: v["point"] for payer, v in found["difference"]["by_payer"].items()}
    assert moved["kommune"] == pytest.approx(15_000)
    assert moved["stat"] == pytest.approx(-15_000)
    assert found["difference"]["net_result"]["point"] == pytest.approx(0)
    assert main(["knowledge", "diff", *dates, str(path)]) == 0
    assert "Flyttet" in capsys.readouterr().out
    assert main(["knowledge", "diff", "--from", "2026-05-01", "--to", "2026-06-01", str(path)]) == 0
    assert "Ingen regel er ændret." in capsys.readouterr().out


def test_a_changed_start_year_takes_the_rules_of_its_own_first_day() -> None:
    case = case_from_data({**one_person([]), "start_year": 2020, "participants": {2020: 1}})
    assert case.change({"start_year": 2019, "horizon": 5}).rule_date == "2019-01-01"


def test_a_rule_date_that_was_chosen_stays() -> None:
    data = {**one_person([]), "start_year": 2020, "participants": {2020: 1}}
    case = case_from_data(data, rule_date="2018-06-01")
    assert case.change({"start_year": 2019, "horizon": 5}).rule_date == "2018-06-01"
