"""What a valuation gives: its point by hand, and its draws by their moments and their streams."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from bundlinje.basics.errors import InputError
from bundlinje.contracts.contract import Contract
from bundlinje.contracts.further import further
from bundlinje.contracts.further_text import FurtherWords
from bundlinje.contracts.point_changes import sensitivity
from bundlinje.contracts.results_file import parse_results
from bundlinje.contracts.valuation import BLOCK, value
from tests.contracts.cash import contract_of, dated
from tests.contracts.valued import small_case, small_contract


def test_the_point_by_hand() -> None:
    point = value(small_contract(), small_case(), draws=0).point
    # 40 people at 0.5; half of them in each year, paid on 31 January after it.
    assert point.payments == 200_000
    loan = point.tranches["laan"]
    # Delivery is the team alone, by month: 40 · 6,000.
    assert (loan.drawn, loan.repaid, loan.outstanding, loan.loss) == (240_000, 200_000, 40_000,
                                                                      40_000)  # fmt: skip
    assert loan.moic == pytest.approx(200 / 240)
    # Prices are held (no inflation is stated); paid in 2027 and 2028, discounted from 2026.
    paid = 100_000 / 1.03 + 100_000 / 1.03**2
    saved = 40 * 0.2 * 15_000 * (1 + 1 / 1.03)
    assert point.payers["kommune"].pays == pytest.approx(0.75 * paid)
    assert point.payers["kommune"].pays_nominal == 150_000
    # The rooms stay with the municipality: the contract replaces the team only.
    assert point.payers["kommune"].saves == pytest.approx(2 / 3 * saved - 12_000)
    assert point.payers["stat"].net == pytest.approx(saved / 3 - 0.25 * paid)
    assert point.without_effect == 120_000


def test_delivery_by_month_is_the_replaced_cost_in_the_money_of_the_year() -> None:
    case = small_case(price_index={2024: 100, 2026: 110})
    contract = small_contract(terms={"price_year": 2026, "inflation": 0.02})
    point = value(contract, case, draws=0).point
    draws = [f for f in point.table.flows() if f.kind == "draw"]
    assert len(draws) == 12
    assert {float(flow.cents[0]) for flow in draws} == {2_000_000.0}
    # Rules are in 2026 prices and follow inflation; both factors undo each other for payers.
    assert point.payments == 100_000 + 102_000
    paid = 100_000 / 1.02 / 1.03 + 102_000 / 1.02**2 / 1.03**2
    assert point.payers["stat"].pays == pytest.approx(0.25 * paid)


def test_prices_after_the_index_are_held_and_it_is_said() -> None:
    valuation = value(small_contract(), small_case(), draws=0)
    assert any("2027–2028" in warning.da for warning in valuation.warnings)
    told = small_contract(terms={"price_year": 2026, "inflation": 0.02})
    assert not any("risindeks" in w.da for w in value(told, small_case(), draws=0).warnings)


def test_draws_depend_on_seed_and_place_alone() -> None:
    contract, case = small_contract(shock=0.1), small_case()
    few, many = value(contract, case, draws=10), value(contract, case, draws=BLOCK + 11)
    other = value(contract, case, draws=10, seed=2)
    assert few.drawn is not None
    assert many.drawn is not None
    assert other.drawn is not None
    for name in ("total", "pays", "saves", "received", "irr", "lowest"):
        a, b = getattr(few.drawn, name), getattr(many.drawn, name)
        np.testing.assert_array_equal(a, b[..., :10])
    assert not np.array_equal(few.drawn.total, other.drawn.total)


def test_another_metric_leaves_the_draws_of_the_first() -> None:
    case, plain = small_case(), small_contract(shock=0.1)
    extra = {"id": "job", "measure": "count", "expect": {"people": 9, "rate": 0.5}}
    metrics = [*plain.data["metrics"], extra]
    payments = [*plain.data["payments"], {"id": "job", "metric": "job", "rule": {"unit": 0}}]
    both = small_contract(shock=0.1, metrics=metrics, payments=payments)
    first, second = value(plain, case, draws=50).drawn, value(both, case, draws=50).drawn
    assert first is not None
    assert second is not None
    np.testing.assert_array_equal(first.total, second.total)


def test_what_is_paid_for_is_what_saves() -> None:
    """The people who are counted are those whose success saves: the two move as one."""
    drawn = value(small_contract(), small_case(), draws=500).drawn
    assert drawn is not None
    assert drawn.saves is not None
    successes = drawn.total / 10_000
    saved = (successes - 12) * 15_000 / 3 * (1 + 1 / 1.03)
    np.testing.assert_allclose(drawn.saves[1], saved, rtol=1e-9, atol=1e-6)


def test_three_sources_of_chance_in_the_payment() -> None:
    """Binomial chance alone, then the rate's own uncertainty, then a shock, each on top."""
    certain = small_case(effect={"without": 0.3, "with": 0.5})
    spreads = [
        _sd(small_contract(), certain),
        _sd(small_contract(), small_case()),
        _sd(small_contract(shock=0.2), small_case()),
    ]
    binomial = (40 * 0.25) ** 0.5 * 10_000
    assert spreads[0] == pytest.approx(binomial, rel=0.03)  # 4,000 draws: 1.1 % at one sd
    beta = (40 * 0.05) ** 2 - 40 * 0.05**2
    assert spreads[1] == pytest.approx((40 * 0.25 + beta) ** 0.5 * 10_000, rel=0.03)
    assert spreads[2] > 1.5 * spreads[1]


def _sd(contract: Any, case: Any) -> float:
    chances = value(contract, case, draws=4000).chances
    assert chances is not None
    return chances.payments.total.sd


def test_chances_of_the_parties() -> None:
    valuation = value(small_contract(shock=0.1, caps={"total": 240_000}), small_case(), draws=4000)
    chances, drawn = valuation.chances, valuation.drawn
    assert chances is not None
    assert drawn is not None
    payments = chances.payments
    assert payments.most == 240_000
    assert payments.p_full == pytest.approx(float((drawn.total >= 240_000).mean()))
    # The cap also binds where exactly 24 succeed? No: nothing is cut then.
    assert 0 < payments.caps["caps.total"] < payments.p_full
    assert payments.without_effect is not None
    assert payments.without_effect.mean == pytest.approx(120_000, rel=0.05)
    loan = chances.tranches["laan"]
    assert loan.irr is not None
    assert loan.p_loss == pytest.approx(float((drawn.received[0] < 240_000 - 0.005).mean()))
    assert chances.payers["kommune"].p_pays_more == pytest.approx(
        float((drawn.saves[0] < drawn.pays[0]).mean()) if drawn.saves is not None else 0
    )


def test_a_total_loss_counts_in_the_return() -> None:
    case = small_case(effect={"without": 0.3, "with": 0.31})
    steps = {"id": "bolig", "metric": "bolig", "over": "contract",
             "rule": {"steps": [[13, 300_000]]}}  # fmt: skip
    valuation = value(small_contract(payments=[steps]), case, draws=2000)
    assert valuation.chances is not None
    loan = valuation.chances.tranches["laan"]
    assert loan.irr is not None
    assert 0.2 < loan.p_total_loss < 0.8
    assert loan.irr.p5 == -1
    assert loan.p_nothing_drawn == 0


def test_results_are_settled_and_certain() -> None:
    contract = small_contract()
    results = parse_results(b"period,metric,value\n2026,bolig,8\n2027,bolig,3\n", contract)
    valuation = value(contract, small_case(), results, draws=50)
    assert valuation.source == "results"
    assert valuation.point.payments == 110_000
    assert valuation.drawn is not None
    assert set(valuation.drawn.total) == {110_000}
    assert valuation.point.without_effect is None


def test_stated_payments_need_no_case() -> None:
    contract = contract_of(
        delivery=dated(("2026-01-31", 100)), outcome_payments=dated(("2026-12-31", 90.01)),
        payers={"kommune": 0.5, "stat": 0.5},
    )  # fmt: skip
    data = value(contract, draws=20).to_dict()
    assert data["payments_from"] == "outcome_payments"
    assert data["point"]["payers"]["kommune"] == {
        "pays": 45.01, "saves": None, "net": None, "pays_nominal": 45.01,
    }  # fmt: skip
    assert data["uncertainty"]["payers"]["stat"]["pays"]["mean"] == 45.0


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"metrics": [{"id": "bolig", "measure": "count"}]}, "metrics.bolig.expect: is missing"),
        ({"replaces": ["teamet"]}, "no cost called teamet. Did you mean team"),
        (
            {"metrics": [{"id": "bolig", "measure": "count",
                          "expect": {"people": 4, "rate": {"ref": "effect.wiht"}}}]},
            "no number called effect.wiht. Did you mean effect.with",
        ),
        ({"periods": [{"id": "a"}, {"id": "b"}], "metrics": [
            {"id": "bolig", "measure": "count", "expect": {"people": 4, "rate": 0.5}}]},
         "has no last day"),
    ],
)  # fmt: skip
def test_what_is_missing_is_named(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says):
        value(small_contract(**changes), small_case(), draws=0)


def test_a_reference_without_its_case_is_an_error() -> None:
    with pytest.raises(InputError, match="--case"):
        value(small_contract(), draws=0)


def test_people_who_are_personal_are_settled_one_by_one_at_the_point() -> None:
    contract = small_contract(
        caps={"per_person": 8000},
        payments=[{"id": "bolig", "metric": "bolig", "rule": {"unit": 10_000},
                   "cap": {"count_per_person": 1}}],
    )  # fmt: skip
    valuation = value(contract, small_case(), draws=400)
    assert valuation.point.payments == 20 * 8000
    assert valuation.drawn is not None
    assert set(np.unique(valuation.drawn.total % 8000)) == {0}


def test_what_is_paid_is_what_the_cash_holds_after_a_termination() -> None:
    ended = {"termination": {"ended": "2027-06-30", "principal": [[None, 0.5]]}}
    made = value(small_contract(**ended), small_case(), draws=300)
    # Twenty of forty are paid for, half of them in each period; the second is paid in 2028.
    assert made.point.payments == 100_000 == made.point.table.payments.sum() / 100
    assert made.point.without_effect == 60_000
    assert made.chances is not None
    assert made.chances.payments.total.mean < 110_000
    assert any("100.000" in warning.da for warning in made.warnings)
    whole = value(small_contract(), small_case(), draws=0)
    assert whole.point.payments == 200_000
    assert not any("ophørt" in warning.da for warning in whole.warnings)


def test_a_cap_binds_after_a_termination_only_on_what_is_paid() -> None:
    caps = {"caps": {"per_period": {"2026": 90_000, "2027": 10}, "total": 95_000}}
    ended = {"termination": {"ended": "2027-06-30", "principal": [[None, 0.5]]}}
    going_on = value(small_contract(**caps), small_case(), draws=400).chances
    made = value(small_contract(**caps, **ended), small_case(), draws=400).chances
    assert made is not None and going_on is not None
    # Ten of twenty succeed half the time and more, and the second period is not paid for.
    assert going_on.payments.caps["caps.per_period"] == 1
    assert 0.4 < made.payments.caps["caps.per_period"] < 0.8
    assert made.payments.caps["caps.total"] == 0


@pytest.mark.parametrize("draws", [7, 5000])
def test_certain_cash_is_the_same_in_every_draw(draws: int) -> None:
    contract = contract_of(
        delivery=dated(("2014-01-01", 100.01)),
        outcome_payments=dated(("2015-01-01", 50.01)),
        tranches=[{"id": "l", "holder": "bank", "commitment": 1000}],
    )
    made = value(contract, draws=draws).chances
    assert made is not None
    bank = made.cash["bank"]
    for date, known in (("2014-01-01", -100.01), ("2015-01-01", -50.0)):
        found = bank[date]
        assert (found.p5, found.p50, found.p95) == pytest.approx((known, known, known))
        assert (found.mean, found.sd) == pytest.approx((known, 0.0), abs=1e-9)


def saving(**changes: Any) -> Contract:
    """Half of a saving of 1,000 for each of forty, less 2,000; and a mean of five."""
    metrics = [
        {"id": "sparet", "measure": "amount",
         "expect": {"people": 40, "rate": {"normal": [1000, 100]}, "without": 0}},
        {"id": "fradrag", "measure": "amount", "expect": {"rate": 2000, "without": 0}},
        {"id": "trivsel", "measure": "mean", "expect": {"people": 40, "rate": 5}},
    ]  # fmt: skip
    payments = [
        {"id": "andel", "metric": "sparet", "rule": {"share": 0.5}, "less": "fradrag"},
        {"id": "liv", "metric": "trivsel", "rule": {"interpolate": [[4, 0], [6, 2000]]}},
    ]
    data: dict[str, Any] = {"metrics": metrics, "payments": payments, "replaces": [], **changes}
    return small_contract(**data)


def test_amounts_and_means_are_expected_without_chance() -> None:
    made = value(saving(shock=0.2), draws=4000)
    # In each of two periods half of 20 × 1,000 less half of 2,000, and 1,000 halfway up the line.
    assert made.point.payments == 20_000
    assert made.point.without_effect == 2_000
    assert made.chances is not None
    total = made.chances.payments.total
    # Half of forty times a normal with sd 100.
    assert total.mean == pytest.approx(20_000, abs=4 * 2000 / 4000**0.5)
    assert total.sd == pytest.approx(2000, rel=0.05)
    found = further(made)
    assert found.break_even == () and found.smallest_effects == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"per": "person"},
        {"requires": "fradrag"},
        {"cap": {"per_person": 500}},
    ],
)
def test_what_each_person_shows_of_an_amount_is_not_expected(changes: dict[str, Any]) -> None:
    payment = {"id": "andel", "metric": "sparet", "rule": {"share": 0.5}, **changes}
    with pytest.raises(InputError, match="what each person shows"):
        value(saving(payments=[payment]), draws=0)


def test_a_lower_outcome_leaves_what_is_netted_off_as_it_is() -> None:
    made = value(saving(), draws=0)
    less = next(c for c in sensitivity(made.inputs) if c.change.rate == 0.8)
    # 0.8 of 20,000 of the saving, less 2,000; a mean of 4 is at the foot of the line.
    assert less.payments == 16_000 - 2_000
    assert FurtherWords(made, further(made), "da").change(less.change) == (
        "resultatet er 20\u00a0% lavere"
    )
