"""The caps of a line in their order; earlier periods first, then payments as listed."""

from __future__ import annotations

from tests.contracts.small import amounts, line_of, settled

UNIT = {"rule": {"unit": 100}}


def test_a_payments_cap_per_person_runs_over_the_contract() -> None:
    rows = "Q1 job 1 p1\nQ2 job 2 p1\nQ2 job 1 p2"
    settlement = settled(rows, {**UNIT, "cap": {"per_person": 150}})
    assert amounts(settlement) == {"Q1": 100, "Q2": 150}
    assert line_of(settlement, "Q2").capped_by == ("cap.per_person",)


def test_a_payments_cap_per_period_begins_again_each_period() -> None:
    settlement = settled("Q1 job 5\nQ2 job 5", {**UNIT, "cap": {"per_period": 300}})
    assert amounts(settlement) == {"Q1": 300, "Q2": 300}


def test_a_payments_amount_runs_over_the_contract_and_what_is_cut_is_lost() -> None:
    settlement = settled("Q1 job 5\nQ2 job 5\nQ3 job 5", {**UNIT, "cap": {"amount": 700}})
    assert amounts(settlement) == {"Q1": 500, "Q2": 200, "Q3": 0}


def test_what_is_cut_is_lost_over_the_contract_too() -> None:
    payment = {**UNIT, "over": "contract", "cap": {"per_period": 300}}
    assert amounts(settled("Q1 job 5\nQ2 job 1", payment)) == {"Q1": 300, "Q2": 100}


def test_the_contracts_cap_per_person_goes_over_all_payments() -> None:
    rows = "Q1 job 1 p1\nQ1 kursus 1 p1\nQ1 kursus 1 p2\nQ2 job 1 p1"
    settlement = settled(rows, UNIT, {"metric": "kursus", "rule": {"unit": 80}},
                         caps={"per_person": 150})  # fmt: skip
    assert amounts(settlement) == {"Q1": 100, "Q2": 0}
    assert amounts(settlement, "b2") == {"Q1": 130}
    assert line_of(settlement, "Q1", "b2").capped_by == ("caps.per_person",)


def test_the_cap_per_person_leaves_out_what_is_for_the_group() -> None:
    rows = "Q1 job 1 p1\nQ1 rate 0.5"
    settlement = settled(rows, UNIT, {"metric": "rate", "rule": {"steps": [[0.1, 900]]}},
                         caps={"per_person": 50})  # fmt: skip
    assert settlement.total == 950


def test_the_contracts_cap_per_period_serves_payments_as_listed() -> None:
    settlement = settled("Q1 job 3\nQ1 kursus 3", UNIT, {**UNIT, "metric": "kursus"},
                         caps={"per_period": 400})  # fmt: skip
    assert settlement.by_payment == {"b1": 300, "b2": 100}


def test_the_contracts_cap_of_single_periods() -> None:
    settlement = settled("Q1 job 3\nQ2 job 3", UNIT, caps={"per_period": {"2026-Q2": 50}})
    assert amounts(settlement) == {"Q1": 300, "Q2": 50}


def test_the_total_serves_earlier_periods_first() -> None:
    settlement = settled("Q2 job 3\nQ1 kursus 3", UNIT, {**UNIT, "metric": "kursus"},
                         caps={"total": 400})  # fmt: skip
    assert settlement.by_payment == {"b1": 100, "b2": 300}


def test_every_cap_that_bound_is_named_in_order() -> None:
    payment = {**UNIT, "cap": {"count": 9, "per_person": 850, "per_period": 700, "amount": 600}}
    settlement = settled("Q1 job 10 p1", payment,
                         caps={"per_person": 500, "per_period": 400, "total": 300})  # fmt: skip
    assert settlement.total == 300
    assert line_of(settlement, "Q1").capped_by == (
        "cap.count", "cap.per_person", "cap.per_period", "cap.amount", "caps.per_person",
        "caps.per_period", "caps.total",
    )  # fmt: skip


def test_only_what_is_paid_uses_a_cap_up() -> None:
    payment = {**UNIT, "cap": {"amount": 500}}
    settlement = settled("Q1 job 5\nQ2 job 5", payment, caps={"per_period": 300})
    assert amounts(settlement) == {"Q1": 300, "Q2": 200}


def test_a_cap_that_does_not_bind_is_not_named() -> None:
    assert line_of(settled("Q1 job 3", UNIT, caps={"total": 300}), "Q1").capped_by == ()
