"""What must hold for every case, whatever its numbers."""

from __future__ import annotations

import copy
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bundlinje.calculation import indicators
from bundlinje.calculation.case_file import case_from_data
from bundlinje.calculation.engine import calculate
from bundlinje.calculation.result import Result
from bundlinje.calculation.uncertainty import Block
from tests.oracle.random_cases import certain, random_case
from tests.small_cases import (
    CONSEQUENCE,
    COST,
    Data,
    gross_flows,
    run,
    small_case,
    with_effect,
)

#: Random valid cases; the seed is what Hypothesis varies.
cases = st.integers(0, 10**6).map(lambda seed: random_case(random.Random(seed), "small"))

#: Parts add up to 1e-9 of the sum of absolute flows (method, § 6).
ADDS_UP = 1e-9


def close(found: Any, expected: Any, scale: float) -> None:
    np.testing.assert_allclose(found, expected, rtol=0, atol=ADDS_UP * max(scale, 1e-9))


# -- parts and wholes ------------------------------------------------------------------------------


@given(cases)
def test_parts_add_up_in_every_draw(data: Data) -> None:
    check_parts(data, chance=False)


@given(cases)
def test_parts_add_up_in_every_draw_with_chance(data: Data) -> None:
    check_parts(data, chance=True)


def check_parts(data: Data, chance: bool) -> None:
    blocks: list[Block] = []
    case = case_from_data(data)
    result = calculate(case, 40, chance=chance, keep=blocks.append)
    (block,) = blocks
    tables = block.tables
    gross = tables.absolute()
    public = np.array([case.payers[payer].public for payer in tables.payers], dtype=bool)
    owner = [account.partition("/")[0] for account in tables.accounts]
    public_account = np.array([case.payers[payer].public for payer in owner], dtype=bool)
    for part, whole in [
        (tables.items.sum(axis=0), tables.net_result),
        (tables.by_year.sum(axis=0), tables.net_result),
        (tables.by_payer[public].sum(axis=0), tables.net_result),
        (tables.by_account[public_account].sum(axis=0), tables.net_result),
        (tables.by_payer.sum(axis=0), tables.society),
        (tables.by_account.sum(axis=0), tables.society),
        (tables.account_year.sum(axis=(0, 1)), tables.society),
        (tables.payer_year.sum(axis=(0, 1)), tables.society),
        (tables.cumulated[0, -1], tables.net_result),
    ]:
        assert np.all(np.abs(part - whole) <= ADDS_UP * gross + 1e-12)
    for position, payer in enumerate(tables.payers):
        own = [row for row, name in enumerate(owner) if name == payer]
        by_account = tables.by_account[own].sum(axis=0)
        assert np.all(np.abs(by_account - tables.by_payer[position]) <= ADDS_UP * gross + 1e-12)
    assert result.draws is not None
    np.testing.assert_array_equal(result.draws.net_result, tables.net_result)


@given(cases)
def test_parts_of_the_point_result_add_up(data: Data) -> None:
    result = run(data)
    point, scale = result.point, gross_flows(result)
    payers = result.case.payers
    public = [payer for payer in payers if payers[payer].public]
    close(sum(point.by_payer[payer] for payer in public), point.net_result, scale)
    close(sum(point.by_payer.values()), point.society, scale)
    close(sum(point.by_account.values()), point.society, scale)
    close(sum(point.by_year.values()), point.net_result, scale)
    close(sum(point.by_item.values()), point.net_result, scale)
    close(point.consequences - point.costs, point.net_result, scale)
    for payer, years in point.by_payer_year.items():
        close(sum(years.values()), point.by_payer[payer], scale)
    for payer, pocket in point.wrong_pocket.items():
        close(pocket.gets - pocket.puts_in, pocket.net_result, scale)
        assert pocket.net_result == point.by_payer[payer]


@given(cases)
def test_without_uncertainty_every_draw_is_the_point_result(data: Data) -> None:
    result = run(certain(data), 7)
    assert result.draws is not None and result.uncertainty is not None
    close(result.draws.net_result, result.point.net_result, gross_flows(result))
    assert result.uncertainty.drivers == ()


def test_realisable_is_the_full_result_where_everything_can_be_taken_out() -> None:
    consequence = CONSEQUENCE | {"realisable": [1, 1]}
    point = run(small_case(consequences=[consequence])).point
    assert point.net_result_realisable == pytest.approx(point.net_result, rel=1e-12)
    point = run(small_case(consequences=[CONSEQUENCE | {"realisable": 0}])).point
    assert point.net_result_realisable == pytest.approx(-point.costs, rel=1e-12)


# -- effect, people, prices ------------------------------------------------------------------------


@given(cases)
def test_no_effect_gives_minus_the_costs(data: Data) -> None:
    data = copy.deepcopy(data)
    for effect in data.get("effects", {"": data.get("effect")}).values():
        for key in ("with", "without"):
            effect.pop(key, None)
        effect["difference"] = 0
    for section in ("consequences", "outcomes"):
        data[section] = [item | {"per": "success"} for item in data.get(section, [])]
    result = run(data, 20)
    scale = gross_flows(result)
    close(result.point.net_result, -result.point.costs, scale)
    assert result.point.consequences == 0
    assert not any(result.point.outcomes.values())


@given(
    st.floats(-0.9, 0.9), st.floats(0.001, 0.1), st.floats(0, 1e5), st.floats(1, 1e4)
)  # fmt: skip
def test_more_effect_and_higher_prices_never_make_savings_smaller(
    effect: float, more: float, price: float, rise: float
) -> None:
    def net(effect: float, price: float) -> float:
        return run(
            with_effect(effect, consequences=[CONSEQUENCE | {"price": price}])
        ).point.net_result

    rounding = 1e-6
    assert net(effect + more, price) >= net(effect, price) - rounding
    if effect >= 0:
        assert net(effect, price + rise) >= net(effect, price) - rounding
    else:
        assert net(effect, price + rise) <= net(effect, price) + rounding


@given(st.floats(-1e6, 1e6), st.floats(0.01, 1e6))
def test_higher_costs_never_make_the_result_better(amount: float, rise: float) -> None:
    def net(amount: float) -> float:
        return run(small_case(costs=[COST | {"amount": amount}])).point.net_result

    assert net(amount + rise) <= net(amount)


@given(cases)
def test_twice_the_people_and_the_costs_is_twice_everything(data: Data) -> None:
    once = certain(data)
    twice = copy.deepcopy(once)
    # A number of people by reference may be used elsewhere too: write out what it stands for.
    parameters = once.get("parameters", {})

    def doubled(people: dict[int, Any]) -> dict[int, Any]:
        return {
            year: 2 * (parameters[n["ref"]] if isinstance(n, dict) else n)
            for year, n in people.items()
        }

    twice["participants"] = doubled(twice["participants"])
    for effect in twice.get("effects", {}).values():
        if "participants" in effect:
            effect["participants"] = doubled(effect["participants"])
    for cost in twice.get("costs", []):
        if cost["per"] in ("total", "year"):
            amount = cost["amount"]
            cost["amount"] = 2 * (parameters[amount["ref"]] if isinstance(amount, dict) else amount)
    first, second = run(once), run(twice)
    scale = gross_flows(second)
    a, b = first.point, second.point
    close(b.net_result, 2 * a.net_result, scale)
    close(b.society, 2 * a.society, scale)
    close(b.costs, 2 * a.costs, scale)
    close(b.cut_off, 2 * a.cut_off, scale + abs(b.cut_off))
    close(b.net_result_realisable, 2 * a.net_result_realisable, scale)
    for name in ("by_payer", "by_account", "by_year", "by_item"):
        found, expected = getattr(b, name), getattr(a, name)
        close(list(found.values()), [2 * value for value in expected.values()], scale)
    for outcome, value in a.outcomes.items():
        assert b.outcomes[outcome] == pytest.approx(2 * value, rel=1e-9, abs=1e-9)
    assert b.payback_year == a.payback_year
    for before, after in [(a.benefit_cost_ratio, b.benefit_cost_ratio), (a.irr, b.irr)]:
        assert (after is None) == (before is None)
        assert after == before or after == pytest.approx(before, rel=1e-6, abs=1e-9)


# -- time ------------------------------------------------------------------------------------------


@given(cases, st.integers(1, 30))
def test_a_longer_horizon_never_changes_earlier_years(data: Data, more: int) -> None:
    assume(data["horizon"] + more <= 150)
    short = run(data)
    long = run(data | {"horizon": data["horizon"] + more})
    for year, amount in short.point.by_year.items():
        assert long.point.by_year[year] == pytest.approx(amount, rel=1e-12, abs=1e-9)
    for payer, years in short.point.by_payer_year.items():
        for year, amount in years.items():
            found = long.point.by_payer_year[payer][year]
            assert found == pytest.approx(amount, rel=1e-12, abs=1e-9)


@given(cases)
def test_what_is_cut_off_is_what_a_longer_horizon_adds(data: Data) -> None:
    data = copy.deepcopy(data)
    for consequence in data.get("consequences", []):
        consequence["then"] = "stop"
    short = run(data)
    long = run(data | {"horizon": data["horizon"] + 20})
    close(short.point.net_result + short.point.cut_off, long.point.net_result, gross_flows(long))
    assert long.point.cut_off == 0


@given(st.integers(0, 10), st.floats(0, 0.2), st.sampled_from([0, 0.5, 1]))
def test_discounting_at_one_rate(year: int, rate: float, offset: float) -> None:
    cost = {**COST, "amount": 100, "per": "year", "years": [2026 + year]}
    result = run(
        small_case(
            horizon=11,
            costs=[cost],
            consequences=None,
            discounting={"rate": rate, "offset": offset},
        )
    )
    assert result.point.net_result == pytest.approx(-100 / (1 + rate) ** (year + offset), rel=1e-12)
    assert result.point.undiscounted.net_result == -100


# -- names and order -------------------------------------------------------------------------------


@given(st.sampled_from(["stat", "omsorg", "å-ø_2"]))
def test_renamed_accounts_rename_the_results_and_nothing_else(department: str) -> None:
    def data(payer: str, department: str) -> Data:
        return small_case(
            payers={payer: {"label": "Nabo", "departments": {department: "Forvaltning"}}},
            costs=[COST | {"paid_by": f"{payer}/{department}"}],
            consequences=[CONSEQUENCE | {"paid_by": {f"{payer}/{department}": 0.5, payer: 0.5}}],
        )

    before, after = run(data("nabo", "social"), 50), run(data("fjern", department), 50)
    renamed = {"nabo": "fjern", "nabo/social": f"fjern/{department}"}
    assert before.draws is not None and after.draws is not None
    np.testing.assert_array_equal(after.draws.by_payer, before.draws.by_payer)
    for name in ("by_payer", "by_account", "by_payer_year", "payback_year", "break_even"):
        expected = {renamed.get(key, key): v for key, v in getattr(before.point, name).items()}
        assert getattr(after.point, name) == expected


@given(cases, st.randoms(use_true_random=False))
def test_the_order_of_items_does_not_matter(data: Data, shuffler: random.Random) -> None:
    shuffled = copy.deepcopy(data)
    for section in ("costs", "consequences", "outcomes"):
        shuffler.shuffle(shuffled.get(section, []))
    first, second = run(data, 20), run(shuffled, 20)
    scale = gross_flows(first)
    close(second.point.net_result, first.point.net_result, scale)
    for item, value in first.point.by_item.items():
        close(second.point.by_item[item], value, scale)
    assert second.point.outcomes == pytest.approx(first.point.outcomes, rel=1e-12, abs=1e-12)
    assert first.draws is not None and second.draws is not None
    close(second.draws.net_result, first.draws.net_result, np.abs(first.draws.by_payer).sum())


def test_labels_notes_and_title_change_no_number() -> None:
    plain = run(small_case(), 30)
    dressed = run(
        small_case(
            title="Noget helt andet",
            notes={"effect": "Et skøn."},
            description="Tekst",
            costs=[COST | {"label": "Et andet navn"}],
        ),
        30,
    )
    assert dressed.point.by_account == plain.point.by_account
    assert plain.draws is not None and dressed.draws is not None
    np.testing.assert_array_equal(dressed.draws.net_result, plain.draws.net_result)


# -- money between parties -------------------------------------------------------------------------


@given(st.dictionaries(st.text(min_size=1), st.floats(-1e9, 1e9), min_size=1, max_size=8))
def test_transfers_conserve_money_and_leave_no_one_at_a_loss(results: dict[str, float]) -> None:
    moved = indicators.transfers(results)
    after = dict(results)
    for giver, taker, amount in moved:
        assert amount >= 0
        after[giver] -= amount
        after[taker] += amount
    scale = sum(map(abs, results.values()))
    assert sum(after.values()) == pytest.approx(sum(results.values()), abs=1e-9 * scale)
    if sum(results.values()) >= 0:
        assert all(value >= -1e-9 * scale for value in after.values())
    else:
        assert moved == []


@given(cases)
def test_transfers_of_a_case(data: Data) -> None:
    point = run(data).point
    public = dict(point.wrong_pocket)
    after = {payer: point.by_payer[payer] for payer in public}
    for giver, taker, amount in point.transfers:
        after[giver] -= amount
        after[taker] += amount
    scale = sum(map(abs, after.values()))
    close(sum(after.values()), point.net_result, scale)
    if point.transfers:
        assert min(after.values()) >= -1e-9 * scale


@given(cases)
def test_a_transfer_consequence_moves_money_and_makes_none(data: Data) -> None:
    without = copy.deepcopy(data)
    without["consequences"] = [c for c in data.get("consequences", []) if not c.get("transfer")]
    first, second = run(data, 10), run(without, 10)
    scale = gross_flows(first)
    close(first.point.society, second.point.society, scale)
    assert first.draws is not None and second.draws is not None
    close(first.draws.society, second.draws.society, 100 * scale)


# -- value of information --------------------------------------------------------------------------


@given(cases)
def test_partial_information_is_worth_no_more_than_all(data: Data) -> None:
    uncertainty = run(data, 200).uncertainty
    assert uncertainty is not None
    for driver in uncertainty.drivers:
        assert driver.evppi.keys() == uncertainty.evpi.keys()
        for payer, value in driver.evppi.items():
            assert 0 <= value <= uncertainty.evpi[payer] * (1 + 1e-12)
        assert driver.variance_share is None or 0 <= driver.variance_share <= 1
    swings = [driver.swing for driver in uncertainty.drivers]
    assert swings == sorted(swings, reverse=True)
    assert all(value >= 0 for value in uncertainty.evpi.values())


@given(cases)
def test_percentiles_are_in_order_and_chances_are_chances(data: Data) -> None:
    uncertainty = run(data, 100).uncertainty
    assert uncertainty is not None
    for drawn in [
        uncertainty.net_result,
        uncertainty.society,
        *uncertainty.by_payer.values(),
        *uncertainty.by_account.values(),
        *uncertainty.by_year.values(),
        *uncertainty.outcomes.values(),
    ]:
        ordered = [drawn.p5, drawn.p25, drawn.p50, drawn.p75, drawn.p95]
        # Interpolation between equal draws may be off in the last digit.
        assert np.all(np.diff(ordered) >= -1e-12 * np.abs(ordered[1:]))
        assert 0 <= drawn.p_positive <= 1
        assert drawn.sd >= 0


def test_value_of_information_of_one_normal_input() -> None:
    """With one normal input everything is known in closed form: EVPI = sd·φ(z) − |mean|·Φ(−z)."""
    from scipy.stats import norm

    mean, sd = 50_000.0, 100_000.0
    cost = {**COST, "amount": {"normal": [-mean, sd]}, "per": "total"}
    data = with_effect(0.1, costs=[cost], consequences=None, outcomes=None)
    result = run(data, 40_000)
    assert result.uncertainty is not None
    z = mean / sd
    exact = sd * norm.pdf(z) - mean * norm.cdf(-z)
    # The standard error of the mean of max(net, 0) is below sd / √40,000 = 500.
    assert result.uncertainty.evpi["total"] == pytest.approx(exact, abs=2_000)
    (driver,) = result.uncertainty.drivers
    assert driver.evppi["total"] == pytest.approx(result.uncertainty.evpi["total"], rel=0.05)
    assert driver.variance_share == pytest.approx(1, abs=1e-9)
    ends = mean - sd * norm.ppf([0.05, 0.95])
    assert (driver.low, driver.high) == pytest.approx(tuple(ends), rel=1e-9)


def test_variance_shares_of_two_independent_inputs_are_their_variances() -> None:
    costs = [
        {**COST, "id": "a", "amount": {"normal": [0, 3000]}, "per": "total"},
        {**COST, "id": "b", "amount": {"normal": [0, 4000]}, "per": "total"},
    ]
    result: Result = run(small_case(costs=costs, consequences=None, outcomes=None), 10_000)
    assert result.uncertainty is not None
    shares = {d.input: d.variance_share for d in result.uncertainty.drivers}
    # Sampling error of a share from 10,000 draws is about 2·√(share·(1 − share))/100 = 0.01.
    assert shares["costs.a.amount"] == pytest.approx(9 / 25, abs=0.03)
    assert shares["costs.b.amount"] == pytest.approx(16 / 25, abs=0.03)
