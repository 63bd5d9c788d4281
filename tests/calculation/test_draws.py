"""What a draw depends on, and what it does not: names, seeds, blocks, workers, other inputs."""

from __future__ import annotations

import copy
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from bundlinje.calculation import uncertainty
from bundlinje.calculation.case_file import case_from_data
from bundlinje.calculation.comparison import compare
from bundlinje.calculation.engine import calculate
from bundlinje.calculation.inputs import inputs_of
from bundlinje.calculation.uncertainty import Block
from tests.oracle.random_cases import random_case
from tests.small_cases import CONSEQUENCE, COST, OUTCOME, Data, run, small_case

cases = st.integers(0, 10**6).map(lambda seed: random_case(random.Random(seed), "small"))

#: A sum may be added in another order in a block of another size: a few units of the last digit.
LAST_DIGITS = 1e-12


def drawn_inputs(data: Data, draws: int = 40, seed: int = 1) -> dict[str, Any]:
    return inputs_of(case_from_data(data)).draw(seed, 0, draws)


def all_draws(data: Data, draws: int, seed: int = 1, **options: Any) -> tuple[Any, Any]:
    """The inputs by name and the net result, put together from the blocks."""
    blocks: list[Block] = []
    result = calculate(case_from_data(data), draws, seed, keep=blocks.append, **options)
    assert result.draws is not None
    names = inputs_of(result.case).names
    inputs = {n: np.concatenate([b.sample[n] for b in blocks], axis=1) for n in names}
    return inputs, result.draws.net_result


def same_inputs(found: dict[str, Any], expected: dict[str, Any]) -> None:
    assert expected.keys() <= found.keys()
    for name, values in expected.items():
        np.testing.assert_array_equal(found[name], values, err_msg=name)


def same_money(found: Any, expected: Any) -> None:
    np.testing.assert_allclose(
        found, expected, rtol=LAST_DIGITS, atol=LAST_DIGITS * np.abs(expected).max()
    )


# -- number of draws, blocks, workers, seed --------------------------------------------------------


@given(cases, st.integers(1, 60))
def test_the_first_draws_are_the_same_however_many_are_made(data: Data, few: int) -> None:
    inputs, net = all_draws(data, few)
    more_inputs, more_net = all_draws(data, few + 37)
    same_inputs({name: rows[:, :few] for name, rows in more_inputs.items()}, inputs)
    same_money(more_net[:few], net)


def test_block_size_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    data = small_case()
    inputs, net = all_draws(data, 1000)
    monkeypatch.setattr(uncertainty, "block_size", lambda model: 64)
    other_inputs, other_net = all_draws(data, 1000)
    same_inputs(other_inputs, inputs)
    same_money(other_net, net)


def test_number_of_workers_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uncertainty, "block_size", lambda model: 64)
    found = []
    for workers in (1, 3):
        monkeypatch.setattr(uncertainty, "workers", lambda workers=workers: workers)
        found.append(all_draws(small_case(), 1000))
    same_inputs(found[1][0], found[0][0])
    np.testing.assert_array_equal(found[1][1], found[0][1])


def test_the_same_seed_gives_the_same_result_and_another_seed_another() -> None:
    first, again, other = (run(small_case(), 100, seed) for seed in (1, 1, 2))
    assert first.to_json() == again.to_json()
    assert first.draws is not None and other.draws is not None
    assert not np.any(first.draws.net_result == other.draws.net_result)
    assert first.point.to_dict() == other.point.to_dict()


def test_one_draw_is_enough_for_a_result() -> None:
    result = run(small_case(), 1)
    assert result.uncertainty is not None
    assert result.uncertainty.net_result.sd == 0
    assert result.uncertainty.net_result.p5 == result.uncertainty.net_result.p95


# -- other inputs ----------------------------------------------------------------------------------


def added_inputs() -> list[tuple[str, Data]]:
    new_cost = COST | {"id": "ny", "amount": {"mean": 5, "sd": 1}}
    new_consequence = CONSEQUENCE | {"id": "ny", "quantity": {"normal": [1, 2]}}
    new_outcome = OUTCOME | {"id": "ny"}
    return [
        ("a cost before", small_case(costs=[new_cost, COST])),
        ("a cost after", small_case(costs=[COST, new_cost])),
        ("a consequence before", small_case(consequences=[new_consequence, CONSEQUENCE])),
        ("an outcome before", small_case(outcomes=[new_outcome, OUTCOME])),
        ("a completion", small_case(completion={"mean": 0.8, "sd": 0.1})),
        ("people", small_case(participants={2026: {"mean": 20, "sd": 3}, 2027: 30})),
        (
            "a parameter",
            small_case(
                parameters={"x": {"uniform": [0, 1]}},
                consequences=[CONSEQUENCE | {"factor": {"ref": "x"}}],
            ),
        ),
        (
            "joint numbers",
            small_case(
                joint=[{"names": ["x", "y"], "mean": [1, 1], "cov": [[0.01, 0], [0, 0.01]]}],
                consequences=[CONSEQUENCE | {"factor": {"ref": "x"}}],
            ),
        ),
    ]


@pytest.mark.parametrize("what", [name for name, _ in added_inputs()])
def test_adding_an_input_changes_no_others_draws(what: str) -> None:
    before = drawn_inputs(small_case())
    after = drawn_inputs(dict(added_inputs())[what])
    assert len(after) > len(before)
    same_inputs(after, before)


@given(cases)
def test_removing_an_item_changes_no_others_draws(data: Data) -> None:
    before = drawn_inputs(data)
    less = copy.deepcopy(data)
    for section in ("costs", "consequences", "outcomes"):
        less[section] = less.get(section, [])[1:]
    after = drawn_inputs(less)
    # A parameter used in fewer places may take another family: the kind of its uses decides.
    kept = {name: v for name, v in after.items() if not name.startswith("parameters.")}
    same_inputs(before, kept)


@given(cases, st.randoms(use_true_random=False))
def test_names_go_by_id_not_by_position(data: Data, shuffler: random.Random) -> None:
    shuffled = copy.deepcopy(data)
    for section in ("costs", "consequences", "outcomes"):
        shuffler.shuffle(shuffled.get(section, []))
    same_inputs(drawn_inputs(shuffled), drawn_inputs(data))


def test_changing_one_distribution_changes_no_other_input() -> None:
    before = drawn_inputs(small_case())
    changed = small_case(costs=[COST | {"amount": {"uniform": [1, 2]}}])
    after = drawn_inputs(changed)
    assert not np.any(after["costs.team.amount"] == before["costs.team.amount"])
    del before["costs.team.amount"]
    same_inputs(after, before)


# -- lists, parameters, joint numbers --------------------------------------------------------------


def test_uncertain_entries_of_a_list_move_together() -> None:
    quantity = [
        {"mean": -90, "sd": 20},
        -10,
        {"low": -50, "mode": -20, "high": 0},
        {"uniform": [1, 2]},
    ]
    rows = drawn_inputs(small_case(consequences=[CONSEQUENCE | {"quantity": quantity}]), 500)[
        "consequences.herberg.quantity"
    ]
    assert rows.shape == (3, 500)
    ranks = rows.argsort(axis=1)
    np.testing.assert_array_equal(ranks[1], ranks[0])
    np.testing.assert_array_equal(ranks[2], ranks[0])
    u = stats.norm.cdf(rows[0], -90, 20)
    np.testing.assert_allclose(rows[2], 1 + u, atol=1e-9)


def test_a_parameter_is_the_same_number_wherever_it_is_used() -> None:
    data = small_case(
        parameters={"doegn": {"normal": [-60, 20]}},
        consequences=[
            CONSEQUENCE | {"id": "a", "quantity": {"ref": "doegn"}, "price": 10},
            CONSEQUENCE | {"id": "b", "quantity": [{"ref": "doegn"}], "price": 20},
        ],
        outcomes=[OUTCOME | {"quantity": {"ref": "doegn"}}],
    )
    blocks: list[Block] = []
    calculate(case_from_data(data), 200, keep=blocks.append)
    (block,) = blocks
    assert "consequences.a.quantity" not in block.sample
    items = block.tables.items
    same_money(items[2], 2 * items[1])
    drawn = block.sample["parameters.doegn"][0]
    difference = block.sample["effect.with"][0] - block.sample["effect.without"][0]
    np.testing.assert_allclose(block.outcomes[0], 50 * difference * drawn, rtol=1e-9)


def test_a_parameter_takes_the_narrowest_family_any_use_needs() -> None:
    data = small_case(
        parameters={"x": {"mean": 0.5, "sd": 0.2}},
        effect={"without": 0.1, "with": {"ref": "x"}},
        consequences=[CONSEQUENCE | {"factor": {"ref": "x"}, "quantity": {"ref": "x"}}],
    )
    assert case_from_data(data).parameters["x"].family == "beta"
    data["effect"] = {"difference": 0.1}
    assert case_from_data(data).parameters["x"].family == "gamma"
    del data["consequences"][0]["factor"]
    assert case_from_data(data).parameters["x"].family == "normal"


def test_joint_numbers_have_the_covariance_that_was_stated() -> None:
    cov = [[4.0, 1.2, 0.0], [1.2, 1.0, -0.3], [0.0, -0.3, 0.25]]
    names = ["a", "b", "c"]
    data = small_case(
        joint=[{"names": names, "mean": [1, 2, 3], "cov": cov}],
        consequences=[
            CONSEQUENCE | {"id": name, "quantity": {"ref": name}} for name in names
        ],
    )  # fmt: skip
    draws = 20_000
    sample = drawn_inputs(data, draws)
    rows = np.stack([sample[f"parameters.{name}"][0] for name in names])
    # The standard error of a mean is sd/√n; of a covariance at most √2·sd·sd/√n; four of them.
    np.testing.assert_allclose(rows.mean(axis=1), [1, 2, 3], atol=4 * 2 / draws**0.5)
    np.testing.assert_allclose(np.cov(rows), cov, atol=4 * 2**0.5 * 4 / draws**0.5)


def test_the_order_of_joint_names_does_not_matter() -> None:
    def data(order: list[int]) -> Data:
        cov = np.array([[4.0, 1.2], [1.2, 1.0]])[np.ix_(order, order)].tolist()
        names = [["a", "b"][i] for i in order]
        means = [[-10.0, -20.0][i] for i in order]
        return small_case(
            joint=[{"names": names, "mean": means, "cov": cov}],
            consequences=[CONSEQUENCE | {"quantity": [{"ref": "a"}, {"ref": "b"}]}],
        )

    first, second = drawn_inputs(data([0, 1])), drawn_inputs(data([1, 0]))
    for name in ("parameters.a", "parameters.b"):
        np.testing.assert_allclose(second[name], first[name], rtol=1e-12)


def test_a_covariance_without_rank_is_drawn_on_its_line() -> None:
    data = small_case(
        joint=[{"names": ["a", "b"], "mean": [-1, -2], "cov": [[1, 2], [2, 4]]}],
        consequences=[CONSEQUENCE | {"quantity": [{"ref": "a"}, {"ref": "b"}]}],
    )
    sample = drawn_inputs(data, 100)
    a, b = sample["parameters.a"][0], sample["parameters.b"][0]
    np.testing.assert_allclose(b + 2, 2 * (a + 1), atol=1e-7)


# -- clipping and chance ---------------------------------------------------------------------------


def test_drawn_rates_outside_0_to_1_are_clipped_and_counted() -> None:
    data = small_case(effect={"without": 0.9, "difference": {"mean": 0.08, "sd": 0.05}})
    inputs, _ = all_draws(data, 2000)
    outside = int(np.count_nonzero(np.abs(0.9 + inputs["effect.difference"][0] - 0.5) > 0.5))
    assert outside > 100
    result = run(data, 2000)
    assert f": {outside} værdier i 2.000 trækninger" in "\n".join(
        warning.da for warning in result.warnings
    )


def test_chance_adds_the_binomial_spread_and_leaves_the_mean() -> None:
    data = small_case(
        participants={2026: 40},
        effect={"without": 0.3, "with": 0.6},
        costs=None,
        consequences=[CONSEQUENCE | {"quantity": -1, "price": 1, "paid_by": "stat"}],
        outcomes=None,
    )
    result = run(data, 20_000, chance=True)
    assert result.uncertainty is not None and result.draws is not None
    sd = (40 * 0.6 * 0.4) ** 0.5
    assert result.uncertainty.net_result.mean == pytest.approx(40 * 0.3, abs=4 * sd / 20_000**0.5)
    # The standard error of an sd is about sd / √(2n); four of them.
    assert result.uncertainty.net_result.sd == pytest.approx(sd, rel=4 / 40_000**0.5)
    successes = result.draws.net_result + 40 * 0.3
    np.testing.assert_allclose(successes, np.rint(successes), atol=1e-9)
    exact = stats.binom.pmf(np.arange(41), 40, 0.6)
    found = np.bincount(np.rint(successes).astype(int), minlength=41) / 20_000
    np.testing.assert_allclose(found, exact, atol=4 * 0.5 / 20_000**0.5)


# -- cases compared --------------------------------------------------------------------------------


def variants(first: Data, second: Data) -> tuple[dict[str, Any], dict[str, Any]]:
    return drawn_inputs(small_case(**first)), drawn_inputs(small_case(**second))


def test_variants_of_one_intervention_share_every_draw() -> None:
    first, second = variants(
        {"id": "a", "intervention": "housing-first"}, {"id": "b", "intervention": "housing-first"}
    )
    same_inputs(first, second)


def test_different_interventions_share_all_but_effect_and_costs() -> None:
    first, second = variants({"id": "a"}, {"id": "b"})
    assert first.keys() == second.keys()
    for name in first:
        own = name.split(".")[0] in ("effect", "effects", "costs")
        assert np.array_equal(first[name], second[name]) != own, name
        if own:
            # Not merely other values: no relation, to four standard errors.
            r = np.corrcoef(*(drawn_inputs(small_case(id=i), 4000)[name][0] for i in "ab"))[0, 1]
            assert abs(r) < 4 / 4000**0.5


def test_the_difference_of_a_case_and_itself_is_nothing() -> None:
    case = case_from_data(small_case())
    found = compare([case, case], 200)
    difference = found.differences["prøve#2"]
    assert difference.point == 0
    assert difference.net_result is not None
    assert difference.net_result.sd == 0
    assert difference.net_result.p_positive == 0


def test_the_difference_is_taken_draw_by_draw() -> None:
    first = case_from_data(small_case(id="a", intervention="x"))
    dearer = small_case(id="b", intervention="x")
    dearer["costs"].append(COST | {"id": "fast", "amount": 1000, "per": "total"})
    found = compare([first, case_from_data(dearer)], 500)
    difference = found.differences["b"].net_result
    assert difference is not None
    # Everything uncertain is common, so that only the certain cost is left.
    assert difference.mean == pytest.approx(-1000, abs=1e-6)
    assert difference.sd == pytest.approx(0, abs=1e-6)
    assert found.differences["b"].point == pytest.approx(-1000, abs=1e-6)
