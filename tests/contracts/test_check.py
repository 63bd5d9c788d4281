"""A contract explained in plain Danish, and the traps that are warned of."""

from __future__ import annotations

from typing import Any

import pytest

from bundlinje.basics.errors import InputError
from bundlinje.contracts.check import check
from tests.contracts.small import METRICS, contract_of
from tests.contracts.valued import small_case, small_contract

UNIT = {"rule": {"unit": 100}}
STEPS = {"metric": "rate", "rule": {"steps": [[0.1, 1000], [0.2, 5000]]}}


def kinds(*payments: dict[str, Any], **more: Any) -> list[str]:
    return [trap.kind for trap in check(contract_of(*payments, **more)).traps]


def metric(**expect: Any) -> list[dict[str, Any]]:
    job = {"id": "job", "label": "Ordinært job", "measure": "count", "expect": expect}
    return [job, *METRICS[1:]]


def test_the_explanation_says_who_pays_what_for_what_when_and_at_most() -> None:
    contract = contract_of(
        {"rule": {"unit": 50_000}, "requires": {"metric": "kursus", "at_least": 2},
         "when": {"metric": "rate", "at_least": 0.65}, "less": "fradrag",
         "cap": {"count_per_person": 1, "count": 60}, "paid_by": {"stat": 1}},
        {"metric": "rate", **STEPS},
        metrics=metric(),
        payers={"kommune": 0.8, "stat": 0.2},
        parties={"kommune": "Aarhus Kommune"},
        pays_after={"days": 60},
        caps={"total": 2_000_000},
        amendments=[{"from": "2026-Q2", "agreed": "2026-03-01", "set": {"caps": {"total": 9}}}],
    )  # fmt: skip
    text = check(contract).summary("da").replace("\u00a0", " ")
    for said in (
        "Effektkøbere: Aarhus Kommune 80 %, stat 20 %.",
        "Ordinært job: 50.000 kr. pr. resultat",
        "kun for borgere med kursus (mindst 2)",
        "kun hvis rate (mindst 65 %)",
        "fratrukket fradrag",
        "højst 1 pr. person",
        "højst 60 betales",
        "betales af stat 100 %",
        "rate: i trin (fra 10 %: 1.000 kr.; fra 20 %: 5.000 kr.; derunder 0 kr.)",
        "Betales 60 dage efter periodens udgang: 2026-Q1 30. maj 2026",
        "Der betales højst 2.000.000 kr. i alt",
        "Ændret fra 2026-Q2 (aftalt 1. marts 2026)",
    ):
        assert said in text
    assert ".." not in text
    english = check(contract).summary("en")
    assert "Aarhus Kommune 80%" in english
    assert "betales" not in english


def test_a_plain_guarded_contract_has_no_traps() -> None:
    payment = {**UNIT, "cap": {"count_per_person": 1, "amount": 10_000}}
    assert kinds(payment, metrics=metric(without=0.2)) == []


@pytest.mark.parametrize(
    ("payment", "more", "kind"),
    [
        (STEPS, {}, "cliff"),
        ({**UNIT, "when": {"metric": "rate", "at_least": 0.6}}, {}, "cliff"),
        ({"metric": "rate", "rule": {"interpolate": [[0.1, 500], [0.2, 900]]}}, {}, "cliff"),
        ({"metric": "rate", "rule": {"steps": [[0.1, 500], [0.2, 400]]}}, {}, "more_for_less"),
        ({"metric": "rate", "rule": {"interpolate": [[0.1, 0], [0.2, 9]], "below": 50}}, {},
         "more_for_less"),
        (UNIT, {}, "gaming"),
        (UNIT, {}, "no_counterfactual"),
        ({"metric": "rate", "rule": {"steps": [[1.1, 500]]}}, {}, "unreachable"),
        ({**STEPS, "cap": {"amount": 2000}}, {}, "unreachable"),
        ({"rule": {"steps": [[46, 500]]}}, {"metrics": metric(people=45, rate=0.5)}, "unreachable"),
        ({**UNIT, "cap": {"count": 20}}, {"metrics": metric(people=45, rate=0.5)}, "cap_binds"),
        ({**UNIT, "cap": {"amount": 2000}}, {"metrics": metric(people=45, rate=0.5)}, "cap_binds"),
        (UNIT, {"metrics": metric(people=45, rate=0.5), "caps": {"total": 2000}}, "cap_binds"),
        (UNIT, {}, "no_cap"),
        ({**STEPS, "fallback": {"rule": {"unit": 1}}}, {"periods": None}, "last_period"),
        (STEPS, {"caps": {"per_person": 100}}, "cap_misses"),
        (UNIT, {"amendments": [{"from": "2026-Q1", "agreed": "2026-05-01", "set": {}}]},
         "backdated"),
    ],
)  # fmt: skip
def test_a_trap(payment: dict[str, Any], more: dict[str, Any], kind: str) -> None:
    assert kind in kinds(payment, **more)


def test_weights_of_a_blend_that_do_not_sum() -> None:
    blend = {"id": "b", "measure": "rate", "blend": {"rate": 0.8, "anden": 0.1}}
    assert "shares" in kinds(UNIT, metrics=[*METRICS, blend])


def test_a_guard_is_seen() -> None:
    guarded = {**UNIT, "requires": "kursus"}
    assert "gaming" not in kinds(guarded)
    assert "no_counterfactual" not in kinds(UNIT, metrics=metric(without=0))


def test_every_trap_is_said_in_both_languages() -> None:
    for trap in check(contract_of(STEPS, UNIT, caps={"per_person": 5})).traps:
        assert trap.message.da != trap.message.en
        assert trap.key


def test_references_are_resolved_in_the_case() -> None:
    contract = small_contract(caps={"total": 150_000})
    asked = check(contract)
    assert any("står i en sag" in text.da for text in asked.explanation)
    assert not any(trap.kind == "cap_binds" for trap in asked.traps)
    known = check(contract, small_case())
    # Forty people at a rate of 0.5, and 0.3 without the intervention.
    assert any("Egen bolig 20, uden indsats 12" in text.da for text in known.explanation)
    assert any(trap.kind == "cap_binds" for trap in known.traps)


def test_a_reference_that_the_case_lacks_is_named() -> None:
    expect = {"people": {"ref": "participant"}, "rate": {"ref": "effect.whit"}}
    metrics = [{"id": "bolig", "measure": "count", "expect": expect}]
    with pytest.raises(InputError) as caught:
        check(small_contract(metrics=metrics), small_case())
    assert [p.key for p in caught.value.problems] == [
        "metrics.bolig.expect.people",
        "metrics.bolig.expect.rate",
    ]


def test_what_follows_from_the_rules_is_not_told_as_an_agreed_cap() -> None:
    steps = {"metric": "rate", "rule": {"steps": [[0.1, 1000]]}}
    derived = check(contract_of(steps, caps={"per_period": 800})).summary("da")
    derived = derived.replace("\u00a0", " ")
    assert "kan højst give 3.000 kr." in derived
    assert "Der betales højst 800 kr. pr. periode." in derived
    assert "Efter reglerne kan der højst blive betalt 2.400 kr." in derived
    assert "i alt" not in derived
    agreed = check(contract_of({**UNIT, "cap": {"amount": 500}}, caps={"total": 400})).summary("da")
    agreed = agreed.replace("\u00a0", " ")
    assert "højst 500 kr. i alt" in agreed and "Der betales højst 400 kr. i alt." in agreed
    assert "kan højst" not in agreed


def test_what_to_write_in_the_file_is_told_by_the_command_only() -> None:
    found = check(contract_of(STEPS, UNIT))
    messages = " ".join(trap.message.da + trap.message.en for trap in found.traps)
    for key in ("interpolate", "requires", "count_per_person", "expect", "caps:"):
        assert key not in messages
        assert key in found.summary("en")


def test_a_share_without_an_end_is_written_as_it_was() -> None:
    said = check(contract_of(UNIT, payers={"kommune": "2/3", "stat": "1/3"})).summary("da")
    assert "kommune 2/3, stat 1/3" in said


def test_an_expected_amount_is_told_and_held_against_a_cap() -> None:
    metrics = [
        {"id": "penge", "label": "Sparet", "measure": "amount",
         "expect": {"people": 40, "rate": 1000, "without": 100}},
    ]  # fmt: skip
    share = {"metric": "penge", "rule": {"share": 0.5}, "cap": {"amount": 15_000}}
    found = check(contract_of(share, metrics=metrics))
    said = found.summary("da").replace("\u00a0", " ")
    assert "Ventes: Sparet 40.000 kr., uden indsats 4.000 kr." in said
    assert [trap.kind for trap in found.traps] == ["cap_binds"]
