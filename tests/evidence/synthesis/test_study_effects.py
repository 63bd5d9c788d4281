"""One study's effect and standard error: measure, side, printed or derived, refused."""

from __future__ import annotations

import math

import pytest

from bundlinje.basics.errors import InputError
from bundlinje.evidence.effect_studies import EffectStudy
from bundlinje.evidence.knowledge import shared
from bundlinje.evidence.synthesis.study_effects import study_effect
from tests.evidence.synthesis.records import made_up, measured, study

WIDTH = 2 * 1.959963984540054


def test_a_printed_interval_gives_the_standard_error() -> None:
    found = study_effect(study("effects/ips_se_18m"))
    assert (found.measure, found.event, found.derived) == ("difference", "success", False)
    assert found.effect == 0.36
    assert found.standard_error == pytest.approx((0.54 - 0.18) / WIDTH)


def test_group_sizes_and_shares_give_a_derived_one() -> None:
    """48 % of 50 against 8 % of 46: √(0.48·0.52/50 + 0.08·0.92/46)."""
    found = study_effect(study("effects/seed_no_12m"))
    assert found.derived
    expected = math.sqrt(0.48 * 0.52 / 50 + 0.08 * 0.92 / 46)
    assert found.standard_error == pytest.approx(expected)


def test_counts_go_before_shares() -> None:
    counted = made_up(
        "a", difference_low=None, difference_high=None, n_with=50, n_without=40,
        events_with=25, events_without=10, p_with=0.9, p_without=0.9,
    )  # fmt: skip
    expected = math.sqrt(25 * 25 / 50**3 + 10 * 30 / 40**3)
    assert study_effect(counted).standard_error == pytest.approx(expected)


def test_what_is_to_be_avoided_is_turned_into_success() -> None:
    found = study_effect(study("effects/cti_us_97_lang"))
    assert found.effect == pytest.approx(0.19)
    assert found.event == "success"


def test_an_odds_ratio_of_failure_is_turned_and_a_risk_ratio_keeps_its_event() -> None:
    odds = study_effect(measured("a", "odds_ratio", 0.5, 0.25, 1.0, good_side="lower"))
    assert (odds.event, odds.effect) == ("success", pytest.approx(math.log(2)))
    risk = study_effect(measured("b", "risk_ratio", 0.5, 0.25, 1.0, good_side="lower"))
    assert (risk.event, risk.effect) == ("failure", pytest.approx(math.log(0.5)))
    assert odds.standard_error == risk.standard_error == pytest.approx(math.log(4) / WIDTH)


def test_control_over_intervention_is_the_same_odds_ratio() -> None:
    """OPUS: supported housing 10 % without, 4 % with; printed 2.3 (1.1–4.8), better high."""
    found = study_effect(study("effects/opus_dk_60m_housing"))
    inverted = measured("b", "odds_ratio_inverted", 2.3, 1.1, 4.8, good_side="higher")
    plain = measured("c", "odds_ratio", 1 / 2.3, 1 / 4.8, 1 / 1.1, good_side="lower")
    for other in (inverted, plain):
        assert study_effect(other).effect == pytest.approx(math.log(2.3))
        assert study_effect(other).standard_error == pytest.approx(math.log(4.8 / 1.1) / WIDTH)
    assert found.effect == pytest.approx(math.log(2.3))


def test_a_relative_change_is_a_risk_ratio() -> None:
    found = study_effect(
        measured("a", "relative_change", -20.0, -36.0, 0.0, good_side="lower", unit="pct.")
    )
    assert (found.measure, found.event) == ("risk-ratio", "failure")
    assert found.effect == pytest.approx(math.log(0.8))
    assert found.standard_error == pytest.approx(math.log(1 / 0.64) / WIDTH)


def test_a_standardised_difference_from_its_group_sizes() -> None:
    found = study_effect(study("effects/peer_dk_recovery"))
    assert (found.measure, found.derived) == ("smd-logistic", True)
    expected = math.sqrt(1 / 145 + 1 / 151 + 0.43**2 / (2 * 296))
    assert found.standard_error == pytest.approx(expected)


def test_the_event_counts_only_where_the_record_does_not_say() -> None:
    silent = measured("a", "hazard_ratio", 0.7, 0.5, 0.98, good_side="")
    assert study_effect(silent).event == "success"
    assert study_effect(silent, "failure").event == "failure"
    said = measured("a", "hazard_ratio", 0.7, 0.5, 0.98, good_side="higher")
    assert study_effect(said, "failure").event == "success"


def test_a_row_that_contradicts_itself_is_refused() -> None:
    wrong = measured("a", "odds_ratio", 2.0, 1.2, 3.3, good_side="lower", direction="favourable")
    with pytest.raises(InputError, match="contradicts itself"):
        study_effect(wrong)


def test_the_shared_records_agree_with_their_directions() -> None:
    """Every record is either read or refused for another reason."""
    for record in shared().all("effect_studies"):
        assert isinstance(record, EffectStudy)
        try:
            study_effect(record)
        except InputError as error:
            assert "contradicts" not in error.to("en"), record.reference


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        ("effects/cti_nl_9m_housing", "Null result"),
        ("effects/hf_dk_retention", "not an effect"),
        ("effects/tta_dk_selvfors_m1", "Only with great reservation"),
        ("effects/ips_dk_weeks30", "cannot be converted to a success rate"),
        ("effects/hf_meta_er", "cannot be converted to a success rate"),
        ("effects/ips_dk_18m", "neither an interval nor the sizes of the groups"),
        ("effects/hf_ca_12m_stable_or", "neither an interval nor the sizes of the groups"),
    ],
)
def test_what_may_not_be_pooled_is_refused_with_the_reason(reference: str, why: str) -> None:
    with pytest.raises(InputError, match=why) as caught:
        study_effect(study(reference))
    assert caught.value.problems[0].key == reference
    assert caught.value.to("da")


@pytest.mark.parametrize(("value", "low"), [(0.0, 0.0), (0.5, 0.0)])
def test_a_turned_ratio_of_0_is_refused(value: float, low: float) -> None:
    with pytest.raises(InputError, match="must be above 0"):
        study_effect(measured("a", "odds_ratio_inverted", value, low, 1.0))
