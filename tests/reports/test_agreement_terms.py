"""Every term of any contract stands in its agreement: rules, limits, payers, changes, capital."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bundlinje.basics.texts import LANGUAGES, Language
from bundlinje.contracts.contract import Contract, Payment, Version
from bundlinje.contracts.contract_file import contract_from_data
from bundlinje.contracts.rules import Interpolate, Marginal, Rule, Share, Steps, Unit
from bundlinje.contracts.tranche_names import names_of
from bundlinje.reports.agreement import agreement
from bundlinje.reports.clauses import AgreementWords
from bundlinje.reports.plain_text import plain_text
from tests.contracts.cash import contract_of as capital_of
from tests.contracts.small import contract_of as small
from tests.contracts.test_cash_properties import capitals
from tests.oracle.random_contracts import random_contract

SEEDS = st.integers(0, 2**32)


def text_of(contract: Contract, language: Language = "da") -> str:
    """Return the agreement on one line; tables are part of it."""
    return re.sub(r"\s+", " ", plain_text(agreement(contract, None, language)))


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def rule_amounts(rule: Rule) -> Iterator[Fraction]:
    match rule:
        case Unit(by_group=groups) if groups:
            yield from groups.values()
        case Unit(price=price):
            yield price
        case Steps(points=points) | Interpolate(points=points):
            yield from (amount for _, amount in points)
        case Marginal(bands=bands):
            yield from (price for _, price in bands)
    if isinstance(rule, Interpolate):
        yield rule.below


def terms_of(words: AgreementWords, line: Payment) -> Iterator[str]:
    """Yield what the agreement must say of a payment, in its own words."""
    for rule in (line.rule, *([line.fallback] if line.fallback else [])):
        yield from (words.money(amount) for amount in rule_amounts(rule))
        if isinstance(rule, Share):
            yield words.percent(rule.share)
    cap = line.cap
    for amount in (cap.per_person, cap.per_period, cap.amount, *cap.by_period.values()):
        if amount is not None:
            yield words.money(amount)
    for count in (cap.count, cap.count_per_person):
        if count is not None and count != 1:
            yield words.number(count)
    for condition in (*line.when, *([line.requires] if line.requires else [])):
        metric = words.contract.metrics[condition.metric]
        yield metric.label
        for level in (condition.at_least, condition.below):
            if level is not None:
                yield words.value(metric, level)
    if line.less:
        yield words.contract.metrics[line.less].label
    if line.referrals is not None:
        yield words.number(line.referrals.guaranteed)
        yield words.number(line.referrals.counts_as)
    for payer, share in line.paid_by.items():
        yield words.party(payer) + (f" {words.percent(share)}" if share != 1 else " al")


def terms_of_version(words: AgreementWords, version: Version) -> Iterator[str]:
    for line in version.payments:
        yield line.label
        yield words.contract.metrics[line.metric].label
        yield from terms_of(words, line)
    caps = version.caps
    for amount in (caps.total, caps.per_period, caps.per_person, *caps.by_period.values()):
        if amount is not None:
            yield words.money(amount)
    for payer, share in version.payers.items():
        yield words.party(payer)
        if len(version.payers) > 1:
            yield words.percent(share)
    if version.terms.discount:
        yield words.percent(version.terms.discount)
    if version.terms.price_year is not None:
        yield str(version.terms.price_year)
    if version.terms.inflation is not None:
        yield words.percent(version.terms.inflation)
    yield f"{version.days} "


@settings(max_examples=150)
@given(SEEDS)
def test_every_term_of_every_version_stands_in_the_agreement(seed: int) -> None:
    contract = contract_from_data(random_contract(random.Random(seed)))
    for language in LANGUAGES:
        text, words = text_of(contract, language), AgreementWords(contract, None, language)
        for version in contract.versions:
            for term in terms_of_version(words, version):
                assert plain(term) in text, term
        for metric in contract.metrics.values():
            assert metric.label in text
            for part, weight in metric.blend.items():
                assert plain(f"{contract.metrics[part].label} {words.percent(weight)}") in text


@settings(max_examples=100)
@given(capitals())
def test_every_term_of_the_capital_stands_in_the_agreement(capital: dict[str, Any]) -> None:
    contract = capital_of(**capital)
    text, words = text_of(contract), AgreementWords(contract, None, "da")
    found, names = contract.capital, names_of(contract)
    dated = [*(found.delivery or ()), *(found.outcome_payments or ())]
    said = [words.money(one.amount) for one in dated]
    said += [words.date(one.date) for one in dated]
    for tranche in found.tranches:
        said += [names[tranche.id].da, words.party(tranche.holder), words.money(tranche.commitment)]
        if tranche.interest is not None:
            said += [words.percent(tranche.interest.rate), tranche.interest.basis]
            added = (
                "lægges til hovedstolen" if tranche.interest.unpaid == "add" else "uden at blive"
            )
            said.append(added)
        for one in tranche.repay or ():
            said += [words.money(one.amount), words.date(one.date)]
        if tranche.recourse:
            said.append(f"hæfter for »{names[tranche.id].da}«")
    for guarantee in found.guarantees:
        said.append(f"garanterer for »{names[guarantee.tranche].da}«: ved udløb betales")
        said.append(words.percent(guarantee.share))
    for step in found.surplus if found.tranches else ():
        if step.until_irr is not None:
            said.append(words.percent(step.until_irr))
        if step.until_multiple is not None:
            said.append(words.number(step.until_multiple))
        said += [words.percent(share) for share in (step.split or {}).values()]
    if found.termination is not None:
        said += [words.percent(share) for _, share in found.termination.principal]
    if found.end is not None and any(t.kind != "grant" for t in found.tranches):
        said.append(words.date(found.end))
    if found.provider_cash and found.tranches:
        said.append(words.money(found.provider_cash))
    for payer, share in contract.versions[0].payers.items():
        said += [words.party(payer), words.percent(share)]
    for term in said:
        assert plain(term) in text, term


def test_a_cap_that_the_rate_card_does_not_reach_is_told_as_it_stands() -> None:
    said = text_of(small({"rule": {"unit": 100}, "cap": {"count": 5}}, caps={"total": 9000}))
    assert "højst 9.000 kr. i alt i aftalens løbetid" in said
    assert "Efter takstkortet kan der højst komme 500 kr. til betaling." in said


def test_who_verifies_and_how_stand_with_the_results() -> None:
    said = text_of(small(
        {"rule": {"unit": 100}},
        parties={"verifier": "Revisorhuset"},
        notes={"verification": "Opslag i registret hvert kvartal"},
    ))  # fmt: skip
    assert "verificeres af Revisorhuset, som er uafhængig" in said
    assert "Om verifikation er noteret: Opslag i registret hvert kvartal." in said


def test_an_amendment_tells_new_payers_of_a_line_and_the_end_of_indexation() -> None:
    said = text_of(small(
        {"rule": {"unit": 100}, "label": "Job", "paid_by": {"stat": 1}},
        {"rule": {"unit": 50}, "label": "Kursus", "metric": "kursus"},
        payers={"kommune": 0.5, "stat": 0.5},
        terms={"price_year": 2025, "inflation": 0.02},
        amendments=[{"from": "2026-Q2", "set": {
            "terms": {"price_year": None, "inflation": None},
            "payments": {"b1": {"paid_by": None}, "b2": {"paid_by": {"kommune": 1}}},
        }}],
    ))  # fmt: skip
    assert "»Job« betales efter aftalens egne andele." in said
    assert "»Kursus« betales af Kommunen alene." in said
    assert "Beløbene i takstkortet gælder, som de står." in said


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"steps": [[10, 500]]}, "fra 10: 500 kr.; derunder 0 kr."),
        ({"interpolate": [[1, 10], [2, 20]], "below": 5},
         "1 giver 10 kr., 2 giver 20 kr.; derunder 5 kr., derover det sidste beløb"),
        ({"marginal": [[10, 500]]}, "til og med nr. 10: 500 kr. pr. resultat; derover 0 kr."),
    ],
)  # fmt: skip
def test_a_rule_says_what_is_paid_outside_its_points(rule: dict[str, Any], said: str) -> None:
    assert said in text_of(small({"rule": rule}))


def test_what_pays_delivery_first_and_who_bears_what_is_short() -> None:
    capital: dict[str, Any] = {
        "delivery": [{"date": "2026-03-31", "amount": 100}],
        "tranches": [{"id": "a", "holder": "fond", "commitment": 50}],
        "provider": {"cash": 20},
    }
    first = text_of(capital_of(**capital))
    assert "Rækker det ikke, betaler Leverandøren resten selv." in first
    assert "Leverandøren går ind med 20 kr. egne penge." in first
    recycled = text_of(capital_of(**capital, recycle={"months": 3}))
    assert "3 måneders udgift holdes tilbage" in recycled
    assert "Rækker hverken kassen eller kapitalen" in recycled


def test_what_follows_from_the_rate_card_is_not_told_as_an_agreed_cap() -> None:
    steps = {"metric": "rate", "rule": {"steps": [[0.1, 1000]]}}
    said = text_of(small(steps)).replace("\u00a0", " ")
    assert "Aftalen har intet loft over den samlede betaling." in said
    assert "Efter takstkortet kan der højst komme 3.000 kr. til betaling." in said
    assert "Der betales højst" not in said


def test_an_expected_amount_and_a_mean_are_no_percentages() -> None:
    metrics = [
        {"id": "spar", "measure": "amount", "expect": {"people": 40, "rate": 30_000, "without": 0}},
        {"id": "liv", "measure": "mean", "expect": {"rate": 5.5}},
        {"id": "job", "measure": "count", "expect": {"people": 40, "rate": 0.5}},
    ]
    payment = {"metric": "spar", "rule": {"share": 0.5}}
    said = text_of(small(payment, metrics=metrics)).replace("\u00a0", " ")
    assert "Ventet: 30.000 kr. pr. borger" in said
    assert "Ventet: 5,5" in said and "Ventet: 50 %" in said
    assert "500 %" not in said
