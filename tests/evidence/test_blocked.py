"""What may not be used cannot be used: by construction, and with the reason."""

import pytest

from bundlinje.basics.errors import InputError
from bundlinje.evidence.knowledge import lookup, shared


def test_a_direct_estimate_enters_as_a_difference_in_shares():
    found = lookup("effects/ips_dk_30m").as_difference()
    assert (found.mean, found.p_with, found.p_without) == (0.12, 0.65, 0.53)
    assert not found.turned


def test_what_is_to_be_avoided_is_turned_to_success():
    found = lookup("effects/cti_us_97_lang").as_difference()
    assert (found.mean, found.p_with, found.p_without) == (0.19, 0.79, 0.6)
    assert found.turned


@pytest.mark.parametrize(
    ("id", "why"),
    [
        ("hf_dk_retention", "not an effect"),
        ("pmto_dk_rct", "Null result"),
        ("opus_dk_60m_housing", "converted"),
        ("primusmotor_dk_recidiv", "great reservation"),
        ("mst_meta_direction", "direction only"),
        ("perry_irr_low", "not an effect"),
    ],
)
def test_a_blocked_estimate_raises_with_its_reason(id, why):
    study = lookup(f"effects/{id}")
    with pytest.raises(InputError, match=why) as error:
        study.as_difference()
    assert f"effects/{id}" in error.value.to("da")


def test_only_the_direct_ones_give_a_difference():
    for study in shared().all("effect_studies"):
        if study.usable == "direct":
            study.as_difference()
        else:
            with pytest.raises(InputError):
                study.as_difference()


def test_no_null_result_or_blocked_number_can_be_pooled():
    for study in shared().all("effect_studies"):
        if study.usable in ("null_result", "never"):
            with pytest.raises(InputError):
                study.as_estimate()
        else:
            assert study.as_estimate().study == study.id


def test_an_estimate_for_conversion_keeps_its_measure_and_baseline():
    estimate = lookup("effects/opus_dk_60m_housing").as_estimate()
    assert (estimate.measure, estimate.value) == ("odds_ratio_inverted", 2.3)
    assert (estimate.low, estimate.high, estimate.p_without) == (1.1, 4.8, 0.1)
    assert estimate.good_side == "higher"


@pytest.mark.parametrize("id", ["vold_total", "indsats_move_netto", "drg_eksempel_mave_2019"])
def test_a_total_a_gain_or_a_single_case_is_not_a_price(id):
    with pytest.raises(InputError, match="cannot be used as a price"):
        lookup(f"prices/{id}").as_price()


def test_a_local_price_is_a_price_with_a_warning():
    price = lookup("prices/bostoette85_time")
    assert price.as_price() == 370.15
    assert any("one provider" in warning.en for warning in price.warnings)


def test_an_undated_price_is_warned_about():
    warnings = lookup("prices/psykolog_henvist_1").warnings
    assert any("undated" in warning.en for warning in warnings)


@pytest.mark.parametrize(
    ("id", "why"),
    [
        ("hjemloes_episodisk_netto", "level without comparison"),
        ("hjemloes_psyk_maend", "risk or share"),
        ("soem_indsat_stat_andel", "trend"),
        ("hjernesygd_direkte_2021", "per person"),
        ("skizofreni_omk", "in EUR"),
        ("arbejdsskade_udd", "per person"),
    ],
)
def test_what_is_not_a_change_per_person_in_kroner_is_refused(id, why):
    with pytest.raises(InputError, match=why):
        lookup(f"consequences/{id}").as_change()


def test_an_unadjusted_difference_is_a_change_with_a_warning():
    estimate = lookup("consequences/kora_job_aar_lav")
    assert estimate.as_change().value == 122000
    assert any("selection" in warning.en for warning in estimate.warnings)


def test_an_assumed_price_year_is_warned_about():
    warnings = lookup("prices/herberg110_doegn").warnings
    assert any("2023 is assumed" in warning.en for warning in warnings)
    assert not any("assumed" in w.en for w in lookup("prices/anbr_plejefamilie").warnings)
