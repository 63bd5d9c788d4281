"""Outcomes drawn with a shared shock: means stay, and people are correlated as stated."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import multivariate_normal

from bundlinje.calculation.inputs import inputs_of
from bundlinje.contracts.case_numbers import names, number
from bundlinje.contracts.outcomes import Draws, drawn_outcomes, outlooks, shocked
from tests.contracts.valued import small_case, small_contract

DRAWS = Draws(1, 0, 40_000)


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("correlation", [0.05, 0.3, 1.0])
def test_the_shock_keeps_the_mean_and_gives_the_correlation(
    rate: float, correlation: float
) -> None:
    nodes, weights = np.polynomial.hermite_e.hermegauss(200)
    weights = weights / weights.sum()
    moved = shocked(np.array([rate]), nodes, correlation)
    # A step function (correlation 1) is integrated to about one node.
    tolerance = 0.03 if correlation == 1 else 1e-6
    assert float(weights @ moved) == pytest.approx(rate, abs=tolerance)
    if correlation < 1:
        both = multivariate_normal.cdf(
            [ndtri(rate)] * 2, mean=[0, 0], cov=[[1, correlation], [correlation, 1]]
        )
        assert float(weights @ moved**2) == pytest.approx(both, abs=1e-5)


def test_counts_follow_people_and_periods() -> None:
    contract, case = small_contract(), small_case(effect={"without": 0.3, "with": 0.5})
    expected = outlooks(contract, case, {}, None)
    shown = drawn_outcomes(contract, expected, DRAWS)["bolig"]
    assert shown.values.shape == (2, DRAWS.count)
    assert shown.values.max() <= 20
    # The mean of 40,000 draws of a binomial of 20: sd 2.24 / 200 = 0.011.
    assert shown.values.mean(axis=1) == pytest.approx([10, 10], abs=0.05)
    assert shown.values.var(axis=1) == pytest.approx([5, 5], abs=0.15)
    assert abs(np.corrcoef(shown.values)[0, 1]) < 0.02
    np.testing.assert_allclose(shown.realised, shown.values.sum(axis=0) / 40)


def test_a_shock_moves_all_metrics_and_bad_ones_the_other_way() -> None:
    contract = small_contract(
        shock=0.3,
        metrics=[
            {"id": "bolig", "measure": "count",
             "expect": {"people": 400, "rate": 0.5, "without": 0.3, "periods": {"2026": 1}}},
            {"id": "job", "measure": "rate",
             "expect": {"people": 400, "rate": 0.4, "without": 0.2, "periods": {"2026": 1}}},
            {"id": "domme", "measure": "rate",
             "expect": {"people": 400, "rate": 0.2, "without": 0.4, "periods": {"2026": 1}}},
        ],
        payments=[{"id": id, "metric": id, "rule": {"unit": 1}} for id in ("bolig", "job",
                                                                            "domme")],
    )  # fmt: skip
    shown = drawn_outcomes(contract, outlooks(contract, None, {}, None), Draws(1, 0, 4000))
    values = np.stack([shown[id].values[0] for id in ("bolig", "job", "domme")])
    together = np.corrcoef(values)
    assert together[0, 1] > 0.9
    assert together[0, 2] < -0.9
    assert values[1].max() <= 1


def test_people_that_do_not_divide_are_counted_once() -> None:
    contract = small_contract(
        metrics=[{"id": "bolig", "measure": "count",
                  "expect": {"people": 7, "rate": 1, "periods": {"2026": 0.5, "2027": 0.5}}}]
    )  # fmt: skip
    shown = drawn_outcomes(contract, outlooks(contract, None, {}, None), Draws(1, 0, 4))["bolig"]
    assert shown.values[:, 0].sum() == 7


def test_numbers_of_the_case_by_name() -> None:
    case = small_case(
        effect={"without": 0.3, "difference": 0.2},
        parameters={"p": 0.25},
    )
    sample = inputs_of(case).at_means()
    found = {name: number(case, sample, name)[0] for name in
             ("effect.with", "effect.without", "effect.difference", "participants",
              "participants.2026", "costs.team.amount", "parameters.p", "p")}  # fmt: skip
    assert found == pytest.approx({
        "effect.with": 0.5, "effect.without": 0.3, "effect.difference": 0.2, "participants": 40,
        "participants.2026": 40, "costs.team.amount": 6000, "parameters.p": 0.25, "p": 0.25,
    })  # fmt: skip
    assert set(found) <= set(names(case))
