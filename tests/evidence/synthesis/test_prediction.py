"""The predictive distribution for a new place as the effect of a case."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bundlinje.basics import distributions
from bundlinje.basics.errors import InputError
from bundlinje.evidence.synthesis.pooling import pool
from bundlinje.evidence.synthesis.prediction import (
    PROBABILITIES,
    predictive_distribution,
    predictive_effect,
)

DIFFERENCES = pool([0.05, 0.25, 0.12, 0.31, 0.02], [0.05, 0.06, 0.04, 0.08, 0.05])
ODDS = pool([0.2, 0.9, 0.5, 1.1, 0.3], [0.2, 0.25, 0.2, 0.3, 0.2])


def test_standard_spread_is_that_of_the_mean_and_between_places_together() -> None:
    place = predictive_distribution(DIFFERENCES, spread="standard")
    assert place.family == "normal"
    assert place.mean == DIFFERENCES.mean
    assert place.sd == pytest.approx(math.sqrt(DIFFERENCES.tau2 + DIFFERENCES.se**2))


def test_many_studies_make_the_mean_certain_but_not_a_new_place() -> None:
    """50 places that truly differ with sd 0.1: the mean is known to 0.015, a place to 0.1."""
    source = np.random.default_rng(3)
    effects = 0.2 + 0.1 * source.normal(size=50) + 0.03 * source.normal(size=50)
    pooled = pool(effects.tolist(), [0.03] * 50)
    assert pooled.se < 0.02
    assert predictive_distribution(pooled).sd == pytest.approx(0.1, abs=0.03)


def test_spread_by_the_prediction_interval() -> None:
    place = predictive_distribution(DIFFERENCES)
    assert DIFFERENCES.prediction is not None
    low, high = place.quantile(np.array([0.025, 0.975]))
    assert low == pytest.approx(DIFFERENCES.prediction.low)
    assert high == pytest.approx(DIFFERENCES.prediction.high)
    assert place.sd > predictive_distribution(DIFFERENCES, spread="standard").sd


def test_with_normal_quantiles_both_spreads_are_the_same() -> None:
    normal = pool(DIFFERENCES.effects, DIFFERENCES.standard_errors, interval="normal")
    by_interval = predictive_distribution(normal)
    assert by_interval.sd == pytest.approx(predictive_distribution(normal, spread="standard").sd)
    assert by_interval.sd == pytest.approx(math.hypot(math.sqrt(normal.tau2), normal.se))


@given(
    st.lists(st.tuples(st.floats(-0.3, 0.5), st.floats(0.02, 0.2)), min_size=2, max_size=9),
    st.floats(0.05, 0.95),
)
def test_a_new_place_is_never_more_certain_than_the_average(
    studies: list[tuple[float, float]], baseline: float
) -> None:
    pooled = pool([effect for effect, _ in studies], [error for _, error in studies])
    effect = predictive_effect(pooled, "odds-ratio", baseline=baseline)
    # A quantile is read between two points of the grid.
    assert effect.quantiles[0] <= effect.average[0] + 1e-4
    assert effect.quantiles[-1] >= effect.average[1] - 1e-4


def test_narrow_hartung_knapp_does_not_make_a_place_certain() -> None:
    same = pool([0.2] * 4, [0.1] * 4, interval="hartung-knapp")
    assert same.se == pytest.approx(0, abs=1e-12)
    assert predictive_distribution(same, spread="standard").sd == pytest.approx(0.05)
    assert predictive_distribution(same).sd >= 0.05


@pytest.mark.parametrize(
    "pooled", [pool([0.2], [0.05]), pool([0.1, 0.3], [0.05, 0.05], method="fixed")]
)
def test_without_variation_between_places_an_own_assumption_is_asked_for(pooled) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputError, match="tau as your own assumption"):
        predictive_distribution(pooled)
    own = predictive_distribution(pooled, tau=0.1)
    assert own.sd == pytest.approx(math.hypot(0.1, pooled.se))
    effect = predictive_effect(pooled, "difference", baseline=0.4, tau=0.1)
    assert any("own assumption" in warning.en for warning in effect.warnings)


def test_negative_tau_is_refused() -> None:
    with pytest.raises(InputError, match="0 or more"):
        predictive_distribution(DIFFERENCES, tau=-0.1)


def test_differences_need_no_conversion() -> None:
    effect = predictive_effect(DIFFERENCES, "difference", baseline=0.35, spread="standard")
    place = predictive_distribution(DIFFERENCES, spread="standard")
    # Beyond 3.5 standard deviations the rate would be below 0 and is held there.
    assert effect.distribution.mean == pytest.approx(place.mean, abs=1e-6)
    assert effect.distribution.sd == pytest.approx(place.sd, rel=1e-4)
    assert effect.misfit < 1e-3
    assert effect.average == pytest.approx((DIFFERENCES.low, DIFFERENCES.high))


def test_converted_odds_ratios_against_random_draws() -> None:
    baseline = distributions.beta_from_moments(0.3, 0.05)
    effect = predictive_effect(ODDS, "odds-ratio", baseline=baseline)
    source = np.random.default_rng(11)
    draws = 400_000
    place = predictive_distribution(ODDS)
    ratio = np.exp(place.mean + place.sd * source.normal(size=draws))
    p0 = baseline.quantile(source.uniform(size=draws))
    differences = ratio * p0 / (1 - p0 + ratio * p0) - p0
    spread = float(differences.std())
    # Five standard errors of what is drawn; a quantile's is wider than the mean's.
    error = 5 * spread / math.sqrt(draws)
    assert effect.distribution.mean == pytest.approx(differences.mean(), abs=error)
    assert effect.distribution.sd == pytest.approx(spread, rel=5 / math.sqrt(draws))
    assert effect.quantiles == pytest.approx(
        np.quantile(differences, PROBABILITIES).tolist(), abs=4 * error
    )
    assert effect.gain == pytest.approx(float((differences > 0).mean()), abs=0.004)


def test_shape_that_is_not_normal_is_measured_and_named() -> None:
    rare = predictive_effect(ODDS, "odds-ratio", baseline=0.05)
    assert rare.misfit > 0.01
    assert any("skewed" in warning.en for warning in rare.warnings)
    assert rare.quantiles == tuple(sorted(rare.quantiles))


def test_a_place_is_less_certain_than_the_average() -> None:
    effect = predictive_effect(ODDS, "odds-ratio", baseline=0.3)
    assert effect.quantiles[0] < effect.average[0] < effect.average[1]
    assert effect.average[0] == pytest.approx(
        math.exp(ODDS.low) * 0.3 / (0.7 + math.exp(ODDS.low) * 0.3) - 0.3
    )


def test_correlation_with_an_uncertain_baseline_is_named() -> None:
    baseline = distributions.beta_from_moments(0.6, 0.1)
    effect = predictive_effect(ODDS, "risk-ratio", baseline=baseline)
    assert abs(effect.correlation) > 0.1
    assert any("under joint" in warning.en for warning in effect.warnings)
    assert effect.clipped > 0


def test_unknown_measure_is_refused() -> None:
    with pytest.raises(InputError, match="Valid: difference"):
        predictive_effect(ODDS, "or", baseline=0.3)  # type: ignore[arg-type]


def test_quantity_and_summary() -> None:
    effect = predictive_effect(DIFFERENCES, "difference", baseline=0.35)
    assert effect.quantity() == {"mean": effect.distribution.mean, "sd": effect.distribution.sd}
    assert "Et nyt sted kan forvente" in str(effect)
    assert "one place is not the average" in effect.summary("en")
