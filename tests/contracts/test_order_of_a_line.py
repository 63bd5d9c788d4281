"""value → requires, count_per_person, referrals, count → rule → less → when → rounded → caps."""

from __future__ import annotations

import pytest

from bundlinje.basics.errors import InputError
from tests.contracts.small import amounts, line_of, settled

UNIT = {"rule": {"unit": 100}}


def test_requires_keeps_those_who_reached_another_metric() -> None:
    rows = "Q1 job 1 p1\nQ1 job 1 p2\nQ1 kursus 1 p1"
    line = line_of(settled(rows, {**UNIT, "requires": "kursus"}), "Q1")
    assert (line.value, line.counted, line.amount) == (2, 1, 100)


def test_requires_at_least() -> None:
    payment = {**UNIT, "requires": {"metric": "kursus", "at_least": 2}}
    rows = "Q1 job 1 p1\nQ1 job 1 p2\nQ1 kursus 1 p1\nQ1 kursus 2 p2"
    assert amounts(settled(rows, payment)) == {"Q1": 100}


def test_what_is_required_may_have_been_reached_before() -> None:
    settlement = settled("Q1 kursus 1 p1\nQ2 job 1 p1", {**UNIT, "requires": "kursus"})
    assert amounts(settlement)["Q2"] == 100


def test_a_claim_whose_requirement_is_met_later_lapses_over_a_period() -> None:
    rows = "Q1 job 1 p1\nQ2 kursus 1 p1\nQ2 job 1 p2"
    assert settled(rows, {**UNIT, "requires": "kursus"}).total == 0


def test_a_claim_whose_requirement_is_met_later_is_paid_over_the_contract() -> None:
    payment = {**UNIT, "requires": "kursus", "over": "contract"}
    assert amounts(settled("Q1 job 1 p1\nQ2 kursus 1 p1", payment)) == {"Q1": 0, "Q2": 100}


def test_count_per_person_runs_over_the_contract() -> None:
    rows = "Q1 job 1 p1\nQ1 job 1 p1\nQ2 job 1 p1\nQ2 job 1 p2"
    for over in ("period", "contract"):
        payment = {**UNIT, "over": over, "cap": {"count_per_person": 1}}
        settlement = settled(rows, payment)
        assert amounts(settlement) == {"Q1": 100, "Q2": 100}
        assert line_of(settlement, "Q1").capped_by == ("cap.count_per_person",)


def test_claims_that_lapsed_do_not_use_up_the_count() -> None:
    payment = {**UNIT, "requires": "kursus", "cap": {"count_per_person": 1, "count": 1}}
    rows = "Q1 job 1 p1\nQ2 kursus 1 p1\nQ2 job 1 p1"
    assert amounts(settled(rows, payment)) == {"Q1": 0, "Q2": 100}


def test_count_runs_over_the_contract_and_serves_earlier_periods_first() -> None:
    settlement = settled("Q1 job 5\nQ2 job 5\nQ3 job 5", {**UNIT, "cap": {"count": 8}})
    assert amounts(settlement) == {"Q1": 500, "Q2": 300, "Q3": 0}
    assert line_of(settlement, "Q2").capped_by == ("cap.count",)


def test_missing_referrals_count_as_part_of_a_result() -> None:
    payment = {**UNIT, "referrals": {"metric": "henvist", "guaranteed": 100, "counts_as": 0.4}}
    line = line_of(settled("Q1 job 10\nQ1 henvist 90", payment), "Q1")
    assert (line.value, line.counted, line.amount) == (10, 14, 1400)
    assert settled("Q1 job 10\nQ1 henvist 120", payment).total == 1000


def test_referrals_that_nobody_reported_are_warned_about_and_not_missing() -> None:
    payment = {**UNIT, "referrals": {"metric": "henvist", "guaranteed": 100, "counts_as": 0.4}}
    settlement = settled("Q1 job 10\nQ2 job 1\nQ2 henvist 0", payment)
    assert amounts(settlement) == {"Q1": 1000, "Q2": 4100}
    assert [w.en[:30] for w in settlement.warnings] == ["2026-Q1: henvist was not repor"]


def test_referrals_come_before_the_count() -> None:
    payment = {**UNIT, "referrals": {"metric": "henvist", "guaranteed": 100, "counts_as": 0.4},
               "cap": {"count": 12}}  # fmt: skip
    assert settled("Q1 job 10\nQ1 henvist 90", payment).total == 1200


def test_over_the_contract_referrals_are_short_only_when_the_last_period_is_known() -> None:
    payment = {**UNIT, "over": "contract",
               "referrals": {"metric": "henvist", "guaranteed": 100, "counts_as": 0.5}}  # fmt: skip
    rows = "Q1 job 1\nQ1 henvist 30\nQ2 job 1\nQ2 henvist 30\nQ3 job 1\nQ3 henvist 30"
    assert amounts(settled(rows, payment)) == {"Q1": 100, "Q2": 100, "Q3": 600}


def test_less_is_netted_off_and_never_below_0() -> None:
    payment = {**UNIT, "less": "fradrag"}
    settlement = settled("Q1 job 5\nQ1 fradrag 120\nQ2 job 1\nQ2 fradrag 300", payment)
    assert amounts(settlement) == {"Q1": 380, "Q2": 0}
    line = line_of(settlement, "Q1")
    assert (line.less, line.before_caps) == (120, 380)
    assert line_of(settlement, "Q2").less == 100


def test_less_over_the_contract_is_netted_off_everything_to_date() -> None:
    payment = {**UNIT, "less": "fradrag", "over": "contract"}
    rows = "Q1 job 5\nQ1 fradrag 120\nQ2 job 1\nQ2 fradrag 300\nQ3 job 5"
    assert amounts(settled(rows, payment)) == {"Q1": 380, "Q2": 0, "Q3": 300}


def test_when_is_asked_of_the_group_in_the_window() -> None:
    payment = {**UNIT, "when": {"metric": "rate", "at_least": 0.65}}
    rows = "Q1 job 1\nQ1 rate 0.70\nQ2 job 1\nQ2 rate 0.64\nQ3 job 1\nQ3 rate 0.65"
    assert amounts(settled(rows, payment)) == {"Q1": 100, "Q2": 0, "Q3": 100}


def test_when_met_later_is_paid_over_the_contract() -> None:
    payment = {**UNIT, "over": "contract", "when": {"metric": "kursus", "at_least": 2}}
    settlement = settled("Q1 job 1\nQ1 kursus 1\nQ2 job 1\nQ2 kursus 1", payment)
    assert amounts(settlement) == {"Q1": 0, "Q2": 200}


def test_a_list_of_conditions_means_all_and_below_is_below() -> None:
    payment = {**UNIT, "when": [{"metric": "rate", "below": 0.2}, "kursus"]}
    assert settled("Q1 job 1\nQ1 rate 0.1\nQ1 kursus 1", payment).total == 100
    assert settled("Q1 job 1\nQ1 rate 0.1\nQ1 kursus 0", payment).total == 0
    assert settled("Q1 job 1\nQ1 rate 0.2\nQ1 kursus 1", payment).total == 0


def test_a_condition_that_was_not_measured_is_not_met() -> None:
    payment = {**UNIT, "when": {"metric": "rate", "below": 0.2}}
    assert settled("Q1 job 1", payment).total == 0


def test_rounding_is_half_up_of_the_line() -> None:
    assert str(settled("Q1 job 0.5\nQ1 job 0.5", {"rule": {"unit": 0.125}}).total) == "0.13"
    assert str(settled("Q1 job 1", {"rule": {"unit": 1.005}}).total) == "1.01"


def test_a_share_of_a_loss_is_0() -> None:
    payment = {"metric": "penge", "rule": {"share": 0.95}}
    assert amounts(settled("Q1 penge 1000\nQ2 penge -400", payment)) == {"Q1": 950, "Q2": 0}


@pytest.mark.parametrize(
    "payment",
    [{"per": "person"}, {"requires": "kursus"}, {"cap": {"count_per_person": 1}},
     {"cap": {"per_person": 100}}],
)  # fmt: skip
def test_anything_personal_is_an_error_without_persons(payment: dict[str, object]) -> None:
    with pytest.raises(InputError, match=r"r\.csv:2: person: is missing"):
        settled("Q1 job 1", {**UNIT, **payment})


def test_the_contracts_cap_per_person_needs_persons_of_what_is_counted() -> None:
    with pytest.raises(InputError, match="person: is missing"):
        settled("Q1 job 1", UNIT, caps={"per_person": 100})


FALLBACK = {"metric": "rate", "rule": {"steps": [[0.1, 1000]]},
            "fallback": {"pool": True, "rule": {"steps": [[0.075, 700]]}}}  # fmt: skip


def test_a_fallback_is_decided_and_dated_in_the_last_period() -> None:
    rows = "Q1 rate 0.0839\nQ2 rate 0.09\nQ3 rate 0.08"
    settlement = settled(rows, FALLBACK)
    assert amounts(settlement) == {"Q1": 0, "Q2": 0, "Q3": 700}
    assert str(line_of(settlement, "Q3").date) == "2026-09-30"
    assert [line.to_dict().get("fallback") for line in settlement.lines] == [None, None, True]


def test_no_fallback_where_one_period_gave_something() -> None:
    assert amounts(settled("Q1 rate 0.10\nQ2 rate 0.08\nQ3 rate 0.09", FALLBACK)) == {
        "Q1": 1000, "Q2": 0, "Q3": 0,
    }  # fmt: skip


def test_no_fallback_before_the_last_period_is_known() -> None:
    assert settled("Q1 rate 0.0839", FALLBACK).total == 0


def test_a_fallback_pools_by_weight() -> None:
    rows = "Q1 rate 0.09 - 1000\nQ3 rate 0.01 - 3000"
    assert settled(rows, FALLBACK).total == 0
    assert settled(rows.replace("3000", "100"), FALLBACK).total == 700
