"""Wrong contract files: every fault with line and key, all in one go."""

from __future__ import annotations

import pytest

from bundlinje.basics.errors import InputError
from bundlinje.contracts.contract_file import contract_from_text

CAP = "cap: {amount: 900000}"
RIGHT = """\
format: bundlinje.contract/1
title: Resultatkontrakt
payers: {kommune: 0.8, stat: 0.2}
periods: [{id: 2026-Q1, end: 2026-03-31}, {id: 2026-Q2, end: 2026-06-30}]
pays_after: {days: 60}
terms: {discount: 0.05}
metrics:
  - {id: bolig, measure: count}
  - {id: inddragelse, measure: rate}
  - {id: fradrag, measure: amount}
payments:
  - id: bolig
    metric: bolig
    rule: {unit: 50000}
    cap: {amount: 900000}
caps: {total: 4000000}
"""


def problems(*changes: tuple[str, str]) -> list[tuple[int | None, str, str]]:
    text = RIGHT
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    with pytest.raises(InputError) as error:
        contract_from_text(text)
    return [(p.line, p.key, p.message.en) for p in error.value.problems]


def test_the_contract_that_is_made_wrong_is_right() -> None:
    contract = contract_from_text(RIGHT, "bolig-unge")
    assert contract.id == "bolig-unge"
    assert contract.payments[0].over == "period"


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "message"),
    [
        ("bundlinje.contract/1", "bundlinje.case/1", 1, "format", "expected bundlinje.contract/1"),
        ("title: Resultatkontrakt", "titel: x", 2, "titel", "Did you mean title?"),
        ("stat: 0.2", "stat: 0.3", 3, "payers", "the shares sum to 1.1, expected 1."),
        ("stat: 0.2", "stat: 20", 3, "payers.stat", "expected a number from 0 to 1"),
        ("end: 2026-06-30", "end: 2026-02-30", 4, "periods[2].end", "expected a date"),
        ("end: 2026-06-30", "end: 2026-01-31", 4, "periods[2].end", "order of time"),
        ("id: 2026-Q2", "id: 2026-Q1", 4, "periods[2].id", "stands twice"),
        ("days: 60", "days: -1", 5, "pays_after.days", "whole number from 0"),
        ("days: 60", "days: 60, weeks: 6", 5, "pays_after.weeks", "unknown key"),
        ("discount: 0.05", "discount: 5", 6, "terms.discount", "from 0 to 1"),
        ("discount: 0.05", "price_year: 2026", 6, "terms.price_index", "is missing"),
        ("discount: 0.05", "inflation: 0.02", 6, "terms.price_year", "is missing"),
        ("id: bolig, measure: count", "id: bolig, measure: x", 8, "metrics[1].measure", "Valid"),
        ("id: inddragelse, measure", "id: bolig, measure", 9, "metrics[2].id", "stands twice"),
        ("measure: rate", "measure: rate, blend: {bolig: 1}", 9, "metrics[2].blend.bolig", "count"),
        ("measure: rate", "measure: rate, blend: {x: 1}", 9, "metrics[2].blend.x", "unknown"),
        ("metric: bolig", "metric: bolg", 13, "payments[1].metric", "Did you mean bolig?"),
        ("{unit: 50000}", "{price: 50000}", 14, "payments[1].rule.price", "unknown key"),
        ("{unit: 50000}", "{unit: 1, share: 1}", 14, "payments[1].rule", "expected one rule"),
        ("{unit: 50000}", "{unit: -1}", 14, "payments[1].rule.unit", "at least 0"),
        ("{unit: 50000}", "{unit: '50.000,00'}", 14, "payments[1].rule.unit", "Use a point"),
        ("{unit: 50000}", "{unit: .inf}", 14, "payments[1].rule.unit", "finite"),
        ("{unit: 50000}", "{share: 0.95}", 14, "payments[1].rule", "share of a saving"),
        ("{unit: 50000}", "{steps: []}", 14, "payments[1].rule.steps", "at least one"),
        ("{unit: 50000}", "{steps: [[2, 1], [1, 2]]}", 14, "payments[1].rule.steps[2]", "rising"),
        ("{unit: 50000}", "{steps: [[2, 1, 3]]}", 14, "payments[1].rule.steps[1]", "a pair"),
        ("{unit: 50000}", "{marginal: [[null, 1], [2, 2]]}", 14, "payments[1].rule.marginal[2]",
         "no band can follow"),
        ("{unit: 50000}", "{unit: 5, below: 0}", 14, "payments[1].rule.below", "interpolate only"),
        ("cap: {amount", "cap: {total", 15, "payments[1].cap.total", "unknown key"),
        (CAP, "over: always", 15, "payments[1].over", "Valid: period"),
        (CAP, "requires: job", 15, "payments[1].requires", "unknown metric job"),
        (CAP, "less: bolig", 15, "payments[1].less", "only an amount"),
        (CAP, "to: junior", 15, "payments[1].to", "unknown tranche"),
        (CAP, "when: {at_least: 1}", 15, "payments[1].when.metric", "missing"),
        (CAP, "fallback: {pool: false, rule: {unit: 1}}", 15,
         "payments[1].fallback.pool", "expected true"),
        (CAP, "referrals: {metric: inddragelse, guaranteed: 1, counts_as: 1}", 15,
         "payments[1].referrals.metric", "cannot be counted"),
        (CAP, "paid_by: {region: 0.5}", 15, "payments[1].paid_by", "sum to 0.5"),
        ("caps: {total: 4000000}", "caps: {per_period: {2026-Q3: 5}}", 16,
         "caps.per_period.2026-Q3", "unknown period"),
    ],
)  # fmt: skip
def test_one_fault_is_one_problem(old: str, new: str, line: int, key: str, message: str) -> None:
    found = problems((old, new))
    if old.startswith("title"):
        found = [problem for problem in found if problem[1] != "title"]
    assert [(at, name) for at, name, _ in found] == [(line, key)]
    assert message in found[0][2]


def test_all_faults_come_in_one_go() -> None:
    found = problems(("stat: 0.2", "stat: 0.3"), ("days: 60", "days: x"),
                     ("unit: 50000", "unit: a"), ("total: 4000000", "total: -1"))  # fmt: skip
    assert [line for line, _, _ in found] == [3, 5, 14, 16]


def test_a_count_cannot_be_capped_where_nothing_is_counted() -> None:
    found = problems(("metric: bolig", "metric: inddragelse"), ("amount: 900000", "count: 3"))
    assert [key for _, key, _ in found] == ["payments[1].cap.count"]


def test_a_cap_per_person_needs_an_amount_that_can_be_divided() -> None:
    found = problems(("unit: 50000", "steps: [[1, 5]]"), ("amount: 900000", "per_person: 3"))
    assert [key for _, key, _ in found] == ["payments[1].cap.per_person"]


def test_a_contract_without_payments_needs_outcome_payments() -> None:
    head = "format: bundlinje.contract/1\ntitle: Lån\n"
    with pytest.raises(InputError, match="payments: is missing"):
        contract_from_text(head)
    paid = "outcome_payments: [{date: 2027-06-30, amount: 800000}]\n"
    assert contract_from_text(head + paid).payments == ()


def test_payments_need_someone_who_pays() -> None:
    assert [key for _, key, _ in problems(("payers: {kommune: 0.8, stat: 0.2}\n", ""))] == [
        "payers"
    ]


def test_a_payer_may_be_a_department_or_stand_alone() -> None:
    text = RIGHT.replace("{kommune: 0.8, stat: 0.2}", "kommune/social")
    assert contract_from_text(text).payers == ("kommune/social",)


def test_an_amount_with_a_danish_thousands_point_is_doubted() -> None:
    contract = contract_from_text(RIGHT.replace("unit: 50000", "unit: 50.000"))
    assert "50.000 er læst som 50" in contract.doubts[0].da


def test_shares_may_be_fractions() -> None:
    text = RIGHT.replace("kommune: 0.8, stat: 0.2", "kommune: 1/3, region: 1/3, stat: 1/3")
    assert len(contract_from_text(text).payers) == 3


def test_the_example_of_the_format_is_a_contract() -> None:
    text = RIGHT.replace(
        "rule: {unit: 50000}\n",
        """\
rule: {unit: {lav: 40000, høj: 60000}}
    over: period
    per: group
    requires: {metric: bolig, at_least: 2}
    when: [{metric: inddragelse, at_least: 0.65}, {metric: inddragelse, below: 0.9}]
    less: fradrag
    fallback: {pool: true, rule: {steps: [[0.075, 1000000]]}}
    paid_by: {stat: 1}
""",
    )
    payment = contract_from_text(text).payments[0]
    assert payment.less == "fradrag"
    assert len(payment.when) == 2
