"""Studies of the knowledge base pooled, and what a new place can expect."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bundlinje.basics import distributions
from bundlinje.basics.errors import InputError
from bundlinje.evidence.effect_studies import EffectStudy
from bundlinje.evidence.knowledge import shared
from bundlinje.evidence.synthesis.conversions import convert
from bundlinje.evidence.synthesis.pooled_studies import pool_studies
from bundlinje.evidence.synthesis.pooling import pool
from bundlinje.evidence.synthesis.prediction import predictive_effect
from bundlinje.evidence.synthesis.study_effects import study_effect
from bundlinje.evidence.synthesis.study_summaries import as_data
from bundlinje.evidence.synthesis.study_warnings import left_out, says_too_little
from tests.evidence.synthesis.records import NORDIC, made_up, measured, study

BASELINE = distributions.beta_from_moments(0.15, 0.03)


def test_two_studies_by_hand() -> None:
    """0.1 and 0.3, each ± 0.1: the mean 0.2 has standard error s/√2, s = 0.2/3.92."""
    low = made_up("a", difference=0.1, difference_low=0.0, difference_high=0.2)
    high = made_up("b", difference=0.3, difference_low=0.2, difference_high=0.4)
    found = pool_studies([low, high], baseline=0.3, method="fixed", tau=0.05)
    error = 0.2 / (2 * 1.959963984540054)
    assert found.pooled.mean == pytest.approx(0.2)
    assert found.pooled.se == pytest.approx(error / math.sqrt(2))
    assert found.predicted is not None
    spread = found.predicted.distribution
    assert spread.mean == pytest.approx(0.2, abs=1e-5)
    assert spread.sd == pytest.approx(math.hypot(0.05, error / math.sqrt(2)), rel=1e-3)


def test_the_same_as_calling_the_functions_oneself() -> None:
    studies = [study(reference) for reference in NORDIC]
    found = pool_studies(studies, baseline=BASELINE)
    seed = math.sqrt(0.48 * 0.52 / 50 + 0.08 * 0.92 / 46)
    width = 2 * 1.959963984540054
    pooled = pool([0.36, 0.38, 0.40], [0.36 / width, 0.43 / width, seed], labels=NORDIC)
    assert found.pooled.labels == NORDIC
    assert found.pooled.mean == pytest.approx(pooled.mean)
    assert found.pooled.prediction is not None and pooled.prediction is not None
    assert found.pooled.prediction.high == pytest.approx(pooled.prediction.high)
    expected = predictive_effect(pooled, "difference", baseline=BASELINE)
    assert found.predicted is not None
    assert found.predicted.quantity() == pytest.approx(expected.quantity())
    assert found.studies == tuple(studies)


def test_ratios_are_pooled_as_logarithms_and_converted_afterwards() -> None:
    studies = [
        measured("a", "hazard_ratio", 0.8, 0.6, 1.07, good_side="lower"),
        measured("b", "hazard_ratio", 0.7, 0.5, 0.98, good_side="lower"),
        measured("c", "hazard_ratio", 0.9, 0.7, 1.16, good_side="lower"),
    ]
    found = pool_studies(studies, baseline=0.4)
    assert (found.measure, found.event, found.converted) == ("hazard-ratio", "failure", False)
    pooled = pool(
        [math.log(s.value) for s in studies],
        [math.log(s.ci_high / s.ci_low) / (2 * 1.959963984540054) for s in studies],
    )
    expected = predictive_effect(pooled, "hazard-ratio", baseline=0.4, event="failure")
    assert found.predicted is not None
    assert found.predicted.quantity() == pytest.approx(expected.quantity())
    assert found.predicted.distribution.mean > 0
    assert found.natural(found.pooled.mean) == pytest.approx(math.exp(pooled.mean))


def test_mixed_measures_are_converted_to_differences_first() -> None:
    odds = measured("a", "odds_ratio", 2.0, 1.2, 3.3)
    smd = measured("b", "cohens_d", 0.3, 0.1, 0.5)
    plain = made_up("c")
    found = pool_studies([odds, smd, plain], baseline=BASELINE)
    assert (found.measure, found.converted) == ("difference", True)
    effects = [study_effect(item) for item in (odds, smd)]
    converted = [
        convert("odds-ratio", 2.0, baseline=0.15, se=effects[0].standard_error),
        convert("smd-logistic", 0.3, baseline=0.15, se=effects[1].standard_error),
    ]
    assert found.pooled.effects == pytest.approx([*(c.mean for c in converted), 0.2])
    assert found.pooled.standard_errors[:2] == pytest.approx([c.sd for c in converted])
    assert any("different measures" in warning.en for warning in found.warnings)


def test_mixed_measures_need_a_baseline() -> None:
    with pytest.raises(InputError, match="only be pooled as differences"):
        pool_studies([measured("a", "odds_ratio", 2.0, 1.2, 3.3), made_up("b")])


def test_a_risk_ratio_of_failure_and_one_of_success_are_different_measures() -> None:
    good = measured("a", "risk_ratio", 1.5, 1.1, 2.05, good_side="higher")
    bad = measured("b", "risk_ratio", 0.7, 0.5, 0.98, good_side="lower")
    found = pool_studies([good, bad], baseline=0.3)
    assert found.converted and all(effect.effect > 0 for effect in found.effects)


def test_without_a_baseline_there_is_a_mean_but_no_effect() -> None:
    found = pool_studies([study(reference) for reference in NORDIC])
    assert found.predicted is None and found.baseline is None
    assert "--baseline" in found.summary("da")


def test_everything_wrong_is_said_in_one_go() -> None:
    wrong = ["effects/ips_dk_18m", "effects/cti_nl_9m_housing", "effects/tta_dk_selvfors_m1"]
    twice = study("effects/ips_se_18m")
    with pytest.raises(InputError) as caught:
        pool_studies([*(study(reference) for reference in wrong), twice, twice])
    assert {problem.key for problem in caught.value.problems} == {*wrong, twice.reference}


def test_one_study_needs_an_own_assumption_and_several_refuse_it() -> None:
    one = made_up("a")
    with pytest.raises(InputError, match="give tau as your own assumption"):
        pool_studies([one], baseline=0.3)
    found = pool_studies([one], baseline=0.3, tau=0.05)
    assert found.tau == 0.05
    assert any("own assumption" in warning.en for warning in found.warnings)
    with pytest.raises(InputError, match="Remove tau"):
        pool_studies([one, made_up("b")], baseline=0.3, tau=0.05)


def _warned(studies: list[EffectStudy], baseline: float = 0.3) -> str:
    return " ".join(warning.en for warning in pool_studies(studies, baseline=baseline).warnings)


def test_what_must_be_said_about_studies() -> None:
    a, b = made_up("a"), made_up("b")
    assert "differ in" not in _warned([a, b]) and "Denmark" not in _warned([a, b])
    assert "Only 2 studies" in _warned([a, b])
    assert "differ in target group" in _warned([a, replace(b, target_group_text="andre")])
    assert "also measured outside Denmark (Norway)" in _warned([a, replace(b, countries=("NO",))])
    assert "not measured in Denmark (Norway)" in _warned(
        [replace(a, countries=("NO",)), replace(b, countries=("NO",))]
    )
    assert "same people counted" in _warned([a, replace(b, source=a.source)])
    assert "same people counted" in _warned([replace(a, n=410), replace(b, n=410)])
    assert "studies, but 70%" in _warned([a, b], baseline=0.7)
    far = made_up("c", difference=-0.3, difference_low=-0.4, difference_high=-0.2)
    meta = replace(b, design="synthesis")
    assert "effects/b is a meta-analysis and may already hold effects/a" in _warned([a, meta])
    assert "meta-analysis" not in _warned([meta, replace(a, intervention="anden")])
    assert "more than chance" in _warned([a, b, far]) and "do harm" in _warned([a, b, far])


def test_studies_that_say_too_little_are_known() -> None:
    """Two municipalities, HR 1.32 and 0.72: t with 1 degree of freedom makes it anything."""
    names = ("effects/tta_dk_selvfors_m2", "effects/tta_dk_selvfors_m3")
    found = pool_studies([study(name) for name in names], baseline=0.3)
    assert found.predicted is not None and says_too_little(found.predicted)
    assert any("too little to carry an effect" in warning.en for warning in found.warnings)


def test_what_was_left_out_is_named() -> None:
    known = [s for s in shared().all("effect_studies") if isinstance(s, EffectStudy)]
    others = {s.reference for s in left_out([study("effects/ips_se_18m")], known)}
    assert {"effects/ips_dk_18m", "effects/ips_no_18m", "effects/ips_rus_no_18m"} <= others
    assert "effects/ips_se_18m" not in others
    assert not any(study(reference).model_use == "never" for reference in others)
    # Weeks and wages say nothing about a success rate.
    assert "effects/ips_dk_weeks30" not in others


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_summary_and_the_data_hold_the_figures(language: str) -> None:
    found = pool_studies([study(reference) for reference in NORDIC], baseline=0.15)
    text = found.summary(language)  # type: ignore[arg-type]
    sign = "," if language == "da" else "."
    assert f"38{sign}2" in text and "I² = 0" in text and "effects/ips_se_18m" in text
    data = as_data(found, language)  # type: ignore[arg-type]
    assert data["mean"] == found.pooled.mean
    assert data["studies"][2]["derived"] is True
    assert data["predicted_difference"]["mean"] == pytest.approx(0.382, abs=0.001)


@given(st.lists(st.floats(1.05, 4.0), min_size=2, max_size=6), st.floats(0.1, 0.9))
def test_turning_success_and_failure_around_changes_nothing(
    ratios: list[float], baseline: float
) -> None:
    """An odds ratio of success and its reciprocal of failure are the same study."""
    higher = [
        measured(f"s{i}", "odds_ratio", r, r / 1.5, r * 1.5, good_side="higher")
        for i, r in enumerate(ratios)
    ]
    lower = [
        measured(f"s{i}", "odds_ratio", 1 / r, 1 / (r * 1.5), 1.5 / r, good_side="lower")
        for i, r in enumerate(ratios)
    ]
    first, second = (pool_studies(s, baseline=baseline).predicted for s in (higher, lower))
    assert first is not None and second is not None
    assert first.quantity() == pytest.approx(second.quantity(), rel=1e-6, abs=1e-9)
