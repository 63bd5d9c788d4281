"""What the review of the rows decided: what is a price, what is an excess, what is an effect."""

from collections import Counter

import pytest

from bundlinje.evidence.knowledge import lookup, shared


def counted(kind, field):
    return Counter(getattr(record, field) for record in shared().all(kind))


def test_only_risk_differences_may_enter_directly():
    direct = [study for study in shared().all("effect_studies") if study.model_use == "direct"]
    assert len(direct) == 26
    for study in direct:
        assert study.measure == "risk_difference"
        assert study.difference is not None
        assert study.causal_grade in ("randomised", "quasi_experiment")
        assert study.good_side
        # n.b. only the two offender studies and the CTI trial count what is to be avoided.
        assert study.as_difference().mean > 0, study.id


def test_null_results_hold_no_number():
    null = [study for study in shared().all("effect_studies") if study.model_use == "null_result"]
    assert len(null) == 27
    for study in null:
        assert study.value is None
        assert study.difference is None
        assert study.direction == "no_difference"
        assert study.significant == "no"


def test_a_study_without_comparison_says_nothing_about_the_effect():
    for study in shared().all("effect_studies"):
        if study.causal_grade == "none":
            assert study.model_use == "never"
            assert study.direction == "unknown"
            assert study.comparison == "none"


def test_percentage_points_became_shares():
    study = lookup("effects/hf_ca_12m_stable")
    assert (study.value, study.ci_low, study.ci_high) == (42, 36, 48)
    assert (study.p_with, study.p_without) == (0.73, 0.31)
    assert (study.difference, study.difference_low, study.difference_high) == (0.42, 0.36, 0.48)


def test_arms_and_events_were_read_from_the_notes():
    study = lookup("effects/ips_ma_dk_24m")
    assert (study.n_with, study.n_without) == (162, 164)
    assert (study.events_with, study.events_without) == (72, 62)
    assert (study.p_with, study.p_without) == (0.444, 0.378)


def test_a_printed_difference_stands_though_the_rounded_arms_make_another():
    study = lookup("effects/ips_se_18m")
    assert (study.p_with, study.p_without, study.difference) == (0.46, 0.11, 0.36)


def test_modelled_savings_are_marked_apart_from_measured():
    assert lookup("consequences/pmto_netto_gruppe").estimate_kind == "modelled"
    assert "null" in lookup("effects/pmto_dk_rct").may_be_used.en.lower()
    modelled = lookup("prices/indsats_move_netto")
    measured = lookup("prices/move_maalt_5aar")
    assert (modelled.amount, measured.amount) == (62000, 27000)
    assert modelled.price_kind == measured.price_kind == "gain"


def test_levels_are_not_excess():
    assert lookup("consequences/hjemloes_episodisk_netto").estimate_kind == "level"
    assert counted("consequences", "estimate_kind") == {
        "risk": 52, "excess": 48, "unadjusted_difference": 21, "modelled": 16,
        "share_or_trend": 13, "level": 10,
    }  # fmt: skip


def test_a_third_of_the_prices_are_one_providers():
    kinds = counted("unit_prices", "price_kind")
    assert kinds["local"] == 68
    assert kinds["national"] == 63
    assert sum(price.price_year is None for price in shared().all("unit_prices")) == 34


def test_payer_shares_are_stated_only_where_the_source_states_them():
    stated = [
        price.id for price in shared().all("unit_prices") if price.payers_standing == "stated"
    ]
    assert sorted(stated) == ["friskole_elev_aar", "friskole_elev_uge", "specialklasse_uge"]
    assert lookup("prices/friskole_elev_uge").payers == pytest.approx(
        {"kommune": 776 / 1054, "stat": 278 / 1054}
    )
    to_confirm = lookup("prices/anbr_plejefamilie")
    assert to_confirm.payers == {}
    assert "ja" in to_confirm.payers_text
    assert to_confirm.payers_standing == "to_confirm"


def test_rates_read_in_code_are_graded_lower():
    secondary = [rate for rate in shared().all("rates") if rate.secondary]
    # 117 read in a code repository, 8 more whose note says so.
    assert len(secondary) == 125
    for rate in secondary:
        assert rate.grade in ("secondary", "forecast")
        assert any("Secondary" in warning.en for warning in rate.warnings)


def test_derived_numbers_are_flagged():
    for kind in ("effect_studies", "consequences", "unit_prices", "rates"):
        for record in shared().all(kind):
            if record.note.startswith("Afledt"):
                assert record.derived, record.reference


def test_social_value_is_kept_apart_from_the_budget():
    value = lookup("wellbeing/wellby_dk_osvb")
    assert "never added to the budget" in value.may_be_used.en


def test_released_prisoners_are_the_nearly_complete_case():
    days = lookup("consequences/soem_indsat_faengselsdage").as_change()
    assert (days.value, days.unit, days.per) == (-245, "days", "person_10_years")
    total = lookup("consequences/soem_indsat_recidiv2").as_change()
    assert (total.value, total.positive_means) == (505300, "gain")


def test_intervals_are_read_from_the_units():
    mortality = lookup("consequences/hjemloes_smr_maend")
    assert (mortality.value, mortality.ci_low, mortality.ci_high) == (5.6, 5.4, 5.8)
    lost = lookup("consequences/hjemloes_levetid_maend")
    assert (lost.value, lost.ci_low, lost.ci_high) == (-21.6, -22.1, -21.2)
    cost = lookup("consequences/flourish_sundhed")
    assert (cost.ci_low, cost.ci_high) == (-1295.0, -80.4)


def test_counts():
    assert {kind: len(shared().ids(kind)) for kind in ("effect_studies", "rates")} == {
        "effect_studies": 199, "rates": 419,
    }  # fmt: skip
    assert len(shared().ids("unit_prices")) == 202
    assert len(shared().ids("consequences")) == 160
    assert len(shared().ids("wellbeing")) == 54
    assert len(shared().ids("municipalities")) == 98
