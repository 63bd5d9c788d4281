"""From ratios and standardised differences to a difference in success rate."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bundlinje.basics import distributions
from bundlinje.basics.errors import InputError
from bundlinje.evidence.synthesis import formulas
from bundlinje.evidence.synthesis.conversions import ConvertedEffect, convert, convert_means

MEASURES = tuple(formulas.CONVERSIONS)
RATIOS = ("odds-ratio", "risk-ratio", "hazard-ratio")
rates = st.floats(0.02, 0.98)


def test_odds_ratio_of_the_cochrane_handbook() -> None:
    """§ 12.5.4.3: odds ratio 0.73 at a control risk of 0.3 is 62 fewer per 1000, NNT 17."""
    effect = convert("odds-ratio", 0.73, baseline=0.3)
    assert round(1000 * effect.point) == -62
    assert math.ceil(-1 / effect.point) == 17


@pytest.mark.parametrize(("baseline", "points"), [(0.8, -0.2), (0.2, -0.05)])
def test_risk_ratio_of_the_cochrane_handbook(baseline: float, points: float) -> None:
    """§ 11.5.5: risk ratio 0.75 takes 80 % to 60 % and 20 % to 15 %."""
    effect = convert("risk-ratio", 0.75, baseline=baseline)
    assert effect.point == pytest.approx(points, abs=1e-12)
    same = convert("relative-change", -0.25, baseline=baseline)
    assert same.point == pytest.approx(points, abs=1e-12)


def test_smd_to_odds_ratio_of_chinn() -> None:
    """Chinn 2000: an effect size is ln(odds ratio) / 1.81."""
    assert pytest.approx(1.81, abs=0.005) == formulas.LOGISTIC_SD
    by_smd = convert("smd-logistic", 0.5, baseline=0.4)
    by_ratio = convert("odds-ratio", math.exp(0.5 * math.pi / math.sqrt(3)), baseline=0.4)
    assert by_smd.point == pytest.approx(by_ratio.point, abs=1e-14)


def test_smd_by_normal_distribution() -> None:
    """At a baseline of one half, d = 1 lifts the share above the median to Φ(1) = 0.8413447."""
    assert convert("smd-probit", 1, baseline=0.5).point == pytest.approx(0.3413447, abs=5e-8)


def test_hazard_ratio_is_the_power_of_those_without_the_event() -> None:
    """With 36 % left in the comparison group, half the hazard leaves √0.36 = 60 %."""
    assert convert("hazard-ratio", 0.5, baseline=0.64).point == pytest.approx(-0.24, abs=1e-12)


@given(st.sampled_from(MEASURES), rates)
def test_no_effect_is_no_difference(measure: Any, baseline: float) -> None:
    nothing = 1.0 if measure in RATIOS else 0.0
    assert convert(measure, nothing, baseline=baseline).point == pytest.approx(0, abs=1e-12)


@given(st.sampled_from(MEASURES), rates, st.floats(-2, 2), st.floats(-2, 2))
def test_a_larger_effect_is_a_larger_difference(
    measure: Any, baseline: float, first: float, second: float
) -> None:
    def rate(scale: float) -> float:
        conversion = formulas.CONVERSIONS[measure]
        value = math.exp(scale) if conversion.ratio else scale
        return float(conversion.rate(np.array(value), np.array(baseline)))

    low, high = sorted((first, second))
    assert 0 <= rate(low) <= rate(high) + 1e-15
    assert rate(high) <= 1


@given(rates, st.floats(0.1, 10))
def test_odds_ratio_is_the_same_from_either_side(baseline: float, ratio: float) -> None:
    """The odds ratio of failure is the inverse of that of success."""
    success = convert("odds-ratio", ratio, baseline=baseline).point
    failure = convert("odds-ratio", 1 / ratio, baseline=baseline, event="failure").point
    assert success == pytest.approx(failure, abs=1e-12)


@given(rates, st.floats(-2, 2), st.sampled_from(["smd-logistic", "smd-probit"]))
def test_smd_is_the_same_from_either_side(baseline: float, smd: float, measure: Any) -> None:
    success = convert(measure, smd, baseline=baseline).point
    failure = convert(measure, -smd, baseline=baseline, event="failure").point
    assert success == pytest.approx(failure, abs=1e-12)


def test_fewer_relapses_are_more_successes() -> None:
    """50 % relapse without: a risk ratio of 0.8 makes 40 %, so 10 points more succeed."""
    effect = convert("risk-ratio", 0.8, baseline=0.5, low=0.7, high=0.9, event="failure")
    assert effect.point == pytest.approx(0.1)
    assert (effect.low, effect.high) == pytest.approx((0.05, 0.15))


def test_interval_ends_are_converted_and_spread_agrees_with_the_delta_method() -> None:
    """With a narrow interval the slope at the point is all there is."""
    effect = convert("odds-ratio", 1.5, baseline=0.4, low=1.5 / 1.02, high=1.5 * 1.02)
    for end, ratio in ((effect.low, 1.5 / 1.02), (effect.high, 1.5 * 1.02)):
        assert end == pytest.approx(ratio * 0.4 / (0.6 + ratio * 0.4) - 0.4, abs=1e-12)
    assert effect.sd is not None
    # Curvature over an interval of 2 % adds about its square.
    assert effect.sd_delta == pytest.approx(effect.sd, rel=1e-3)
    # By hand: p1 = 0.5, slope p1·(1 − p1), standard error ln(1.02)/1.96.
    assert effect.sd == pytest.approx(0.25 * math.log(1.02) / 1.959964, rel=1e-3)


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("event", ["success", "failure"])
def test_spread_and_mean_against_random_draws(measure: Any, event: Any) -> None:
    baseline = distributions.beta_from_moments(0.4, 0.08)
    conversion = formulas.CONVERSIONS[measure]
    value, se = (1.3, 0.25) if conversion.ratio else (0.2, 0.15)
    printed = 0.3 if measure == "relative-change" else value
    effect = convert(measure, printed, baseline=baseline, se=se, event=event)
    source = np.random.default_rng(7)
    draws = 400_000
    p0 = baseline.quantile(source.uniform(size=draws))
    scale = (math.log(value) if conversion.ratio else value) + se * source.normal(size=draws)
    natural = np.exp(scale) if conversion.ratio else scale
    if event == "success":
        differences = conversion.rate(natural, p0) - p0
    else:
        differences = (1 - p0) - conversion.rate(natural, 1 - p0)
    # Five standard errors of the draws' mean and sd.
    spread = float(differences.std())
    assert effect.mean == pytest.approx(differences.mean(), abs=5 * spread / math.sqrt(draws))
    assert effect.sd == pytest.approx(spread, rel=5 / math.sqrt(draws))
    assert effect.correlation == pytest.approx(np.corrcoef(differences, p0)[0, 1], abs=0.01)


def test_difference_in_means() -> None:
    """5 points of 10 (g = 0.5 less Hedges' correction) at 50 %: Φ(g) − 0.5."""
    effect = convert_means(5, sd1=10, n1=400, sd0=10, n0=400, baseline=0.5, by="smd-probit")
    g = 0.5 * (1 - 3 / (4 * 798 - 1))  # the usual approximation of the correction
    assert effect.point == pytest.approx(0.5 * math.erf(g / math.sqrt(2)), abs=1e-6)
    assert effect.low is not None
    assert effect.low > 0
    assert any("cut-off" in warning.en for warning in effect.warnings)


def test_effect_without_uncertainty_says_so() -> None:
    effect = convert("odds-ratio", 1.5, baseline=0.4)
    assert effect.quantity() == {"mean": pytest.approx(0.1)}
    assert (effect.low, effect.high, effect.sd) == (None, None, None)
    assert "ikke oplyst" in str(effect)


def test_outcomes_beyond_possible_rates_are_cut_off_and_counted() -> None:
    effect = convert("risk-ratio", 1.1, baseline=0.85, low=0.9, high=1.1**2 / 0.9)
    assert effect.clipped > 0.1
    assert effect.high == pytest.approx(0.15)
    assert any("impossible rate" in warning.en for warning in effect.warnings)


def test_lopsided_interval_is_noticed() -> None:
    warnings = convert("odds-ratio", 1.5, baseline=0.4, low=1.4, high=2.6).warnings
    assert any("lopsided" in warning.en for warning in warnings)
    assert not convert("odds-ratio", 1.5, baseline=0.4, low=1.0, high=2.25).warnings


def test_quantity_and_distribution_for_a_case() -> None:
    effect = convert("odds-ratio", 1.5, baseline=0.4, low=1.0, high=2.25)
    assert effect.distribution().family == "normal"
    assert effect.quantity() == {"mean": effect.mean, "sd": effect.sd}
    assert effect.distribution().sd == effect.sd


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"value": None}, "null result"),
        ({"value": math.nan}, "null result"),
        ({"value": 0}, "must be above 0"),
        ({"value": -1.5}, "must be above 0"),
        ({"value": 1.5, "low": 1.6, "high": 2}, "hold the estimate"),
        ({"value": 1.5, "low": 1.5, "high": 1.5}, "have a width"),
        ({"value": 1.5, "low": 1.1}, "null result"),
        ({"value": 1.5, "se": 0}, "must be above 0"),
        ({"value": 1.5, "baseline": 0}, "between 0 and 1"),
        ({"value": 1.5, "baseline": 40}, "between 0 and 1"),
        ({"value": 1.5, "measure": "oddsratio"}, "Did you mean odds-ratio?"),
        ({"value": 1.5, "event": "relapse"}, "success or failure"),
        ({"value": 3, "measure": "risk-ratio"}, "impossible"),
        ({"value": -1, "measure": "relative-change"}, "above -1"),
        ({"value": 0.7, "measure": "difference"}, "impossible"),
    ],
)
def test_what_is_refused(arguments: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says):
        convert(**{"measure": "odds-ratio", "baseline": 0.4, **arguments})


def test_means_are_refused_without_spread_or_with_a_ratio() -> None:
    with pytest.raises(InputError, match="above 0"):
        convert_means(5, sd1=0, n1=40, sd0=10, n0=40, baseline=0.5)
    with pytest.raises(InputError, match="smd-logistic or smd-probit"):
        convert_means(5, sd1=9, n1=40, sd0=10, n0=40, baseline=0.5, by="odds-ratio")


def test_summary_in_both_languages() -> None:
    effect: ConvertedEffect = convert("odds-ratio", 1.5, baseline=0.4, low=1.0, high=2.25)
    danish = str(effect).replace("\u00a0", " ")
    assert "Oddsratio 1,5 ved 40,0 % uden indsats: 10,0 procentpoint" in danish
    english = effect.summary("en")
    assert "Odds ratio 1.5 at 40.0% without the intervention: 10.0 percentage points" in english
    assert "Zhang & Yu 1998" in english
