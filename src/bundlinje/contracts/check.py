"""Explain a contract in plain words: who pays what for what, when, at most how much."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from bundlinje.basics import formats
from bundlinje.basics.numbers import Number
from bundlinje.basics.texts import LANGUAGES, Language, Text
from bundlinje.calculation.case import Case
from bundlinje.contracts.contract import Contract, Metric, Payment, Version
from bundlinje.contracts.contract_words import Words, sentence
from bundlinje.contracts.expectations import references, resolved
from bundlinje.contracts.limits import expected_value, most_of_contract, most_of_payment
from bundlinje.contracts.traps import Trap, traps

FORMAT = "bundlinje.contract_check/1"
#: Dates of payment that are shown.
_DATES = 4


@dataclass(frozen=True)
class Check:
    """What a contract says, and the traps and doubts found in it."""

    contract: Contract
    explanation: tuple[Text, ...]
    traps: tuple[Trap, ...]

    def to_dict(self, language: Language = "da") -> dict[str, Any]:
        """Return the check as plain data for JSON, texts in `language`."""
        return {
            "format": FORMAT,
            "contract": {"id": self.contract.id, "title": self.contract.title},
            "explanation": [text.to(language) for text in self.explanation],
            "warnings": [
                {"trap": trap.kind, "key": trap.key, "message": trap.told(language)}
                for trap in self.traps
            ],
        }

    def summary(self, language: Language = "da") -> str:
        """Return the explanation, and then what to look out for."""
        heading = Text("Vær opmærksom på:", "Look out for:")
        none = Text("Ingen kendte fælder.", "No known traps.")
        lines = [text.to(language) for text in self.explanation]
        lines += ["", (heading if self.traps else none).to(language)]
        lines += [f"- {trap.told(language)}" for trap in self.traps]
        return "\n".join(lines)


def check(contract: Contract, case: Case | None = None) -> Check:
    """Return the explanation of a contract and what to look out for.

    Args:
        contract: The contract.
        case: The case that `expect` refers to; without it what is expected there is not known.

    Raises:
        InputError: the case lacks a number that the contract refers to.
    """
    if case is not None:
        contract = resolved(contract, case)
    said = [list(_explained(contract, Words(contract, language))) for language in LANGUAGES]
    doubts = tuple(Trap("doubt", "", doubt) for doubt in contract.doubts)
    texts = tuple(Text(*both) for both in zip(*said, strict=True))
    return Check(contract, texts, (*doubts, *traps(contract)))


def _explained(contract: Contract, words: Words) -> Iterator[str]:
    version = contract.versions[0]
    yield contract.title
    if version.payers:
        shares = _shares(contract, version.payers, words)
        yield words.text(f"Effektkøbere: {shares}.", f"Outcome payers: {shares}.")
    for payment in version.payments:
        first, *more = _payment(contract, version, payment, words)
        yield f"• {payment.label}: {first}"
        yield from (f"    – {text}" for text in more)
    yield from _expected(contract, words)
    yield _when(contract, version, words)
    yield _most(contract, version, words)
    if version.terms.discount or version.terms.price_year:
        yield _terms(version, words)
    for amended in contract.versions[1:]:
        yield _amended(contract, amended, words)


def _shares(contract: Contract, shares: Any, words: Words) -> str:
    return ", ".join(
        f"{contract.label(payer)} {words.percent(share)}" for payer, share in shares.items()
    )


def _payment(contract: Contract, version: Version, payment: Payment, words: Words) -> list[str]:
    metric = contract.metrics[payment.metric]
    said = [words.rule(payment.rule, metric), _measured(payment, metric, words)]
    if payment.requires is not None:
        needed = words.condition(payment.requires)
        said.append(words.text(f"kun for borgere med {needed}", f"only for people with {needed}"))
    if payment.when:
        needed = words.text(" og ", " and ").join(words.condition(c) for c in payment.when)
        said.append(words.text(f"kun hvis {needed}", f"only if {needed}"))
    if payment.referrals is not None:
        r = payment.referrals
        said.append(
            words.text(
                f"hver manglende henvisning under {words.number(r.guaranteed)} tæller som "
                f"{words.number(r.counts_as)}",
                f"each referral missing from {words.number(r.guaranteed)} counts as "
                f"{words.number(r.counts_as)}",
            )
        )
    if payment.less:
        less = contract.metrics[payment.less].label
        said.append(words.text(f"fratrukket {less}", f"less {less}"))
    said += _caps(payment, words)
    if payment.fallback is not None:
        rule = words.rule(payment.fallback, metric)
        said.append(
            words.text(
                f"gav ingen periode noget, regnes alle perioder samlet i den sidste: {rule}",
                f"if no period gave anything, all are pooled in the last one: {rule}",
            )
        )
    if payment.paid_by:
        shares = _shares(contract, payment.paid_by, words)
        said.append(words.text(f"betales af {shares}", f"paid by {shares}"))
    if payment.to:
        to = words.tranche(payment.to)
        said.append(words.text(f"går til »{to}«", f"goes to “{to}”"))
    agreed, most = payment.cap.amount, most_of_payment(contract, version, payment)
    if agreed is not None:
        shown = words.money(agreed)
        said.append(words.text(f"højst {shown} i alt", f"at most {shown} in all"))
    if most is not None and most != agreed:
        shown = words.money(most)
        said.append(words.text(f"kan højst give {shown}", f"can give {shown} at most"))
    return said


def _measured(payment: Payment, metric: Metric, words: Words) -> str:
    of = "" if metric.label == payment.label else f" {metric.label}"
    if payment.over == "contract":
        said = words.text(
            f"målt på{of} samlet til dato" if of else "målt samlet til dato",
            f"measured by{of} in all to date" if of else "measured in all to date",
        )
    else:
        said = words.text(
            f"målt på{of} i hver periode" if of else "målt i hver periode",
            f"measured by{of} in each period" if of else "measured in each period",
        )
    return said + words.text(", person for person", ", person by person") * (
        payment.per == "person"
    )


def _caps(payment: Payment, words: Words) -> list[str]:
    cap, said = payment.cap, []
    if cap.count_per_person is not None:
        count = words.number(cap.count_per_person)
        said.append(words.text(f"højst {count} pr. person", f"at most {count} per person"))
    if cap.count is not None:
        count = words.number(cap.count)
        said.append(words.text(f"højst {count} betales", f"at most {count} are paid"))
    if cap.per_person is not None:
        shown = words.money(cap.per_person)
        said.append(words.text(f"højst {shown} pr. person", f"at most {shown} per person"))
    if cap.per_period is not None:
        shown = words.money(cap.per_period)
        said.append(words.text(f"højst {shown} pr. periode", f"at most {shown} per period"))
    return said


def _expected(contract: Contract, words: Words) -> Iterator[str]:
    """Return what each metric is expected to show, and what it would without the intervention."""
    for metric in contract.metrics.values():
        value, expect = expected_value(metric), metric.expect
        if value is None or expect is None:
            continue
        shown = words.value(metric, _shown(value))
        said = words.text(f"Ventes: {metric.label} {shown}", f"Expected: {metric.label} {shown}")
        without = expect.without
        if isinstance(without, Number):
            rate = Fraction(repr(without.mean))
            people = expect.people
            if metric.additive and isinstance(people, Number):
                rate *= Fraction(repr(people.mean))
            nothing = words.value(metric, _shown(rate))
            said += words.text(f", uden indsats {nothing}", f", without the intervention {nothing}")
        yield sentence(said)
    if references(contract):
        yield words.text("Det, der ventes, står i en sag.", "What is expected stands in a case.")


def _shown(value: Fraction) -> Fraction:
    """Return an expected value with as many decimals as people read."""
    return Fraction(round(value, 3))


def _when(contract: Contract, version: Version, words: Words) -> str:
    said = words.text(
        f"Betales {version.days} dage efter periodens udgang",
        f"Paid {version.days} days after the period ends",
    )
    dated = [period for period in contract.periods if period.end is not None]
    shown = ", ".join(
        f"{p.id} " + formats.date(p.end + datetime.timedelta(days=version.days), words.language)
        for p in dated[:_DATES]
        if p.end is not None
    )
    more = ", …" if len(dated) > _DATES else ""
    return f"{said}: {shown}{more}." if dated else f"{said}."


def _most(contract: Contract, version: Version, words: Words) -> str:
    caps, most, said = version.caps, most_of_contract(contract, version), list[str]()
    if caps.total is not None:
        shown = words.money(caps.total)
        said.append(words.text(f"højst {shown} i alt", f"at most {shown} in all"))
    if caps.per_period is not None:
        shown = words.money(caps.per_period)
        said.append(words.text(f"højst {shown} pr. periode", f"at most {shown} per period"))
    for period, limit in caps.by_period.items():
        shown = words.money(limit)
        said.append(words.text(f"højst {shown} i {period}", f"at most {shown} in {period}"))
    if caps.per_person is not None:
        shown = words.money(caps.per_person)
        said.append(words.text(f"højst {shown} pr. person", f"at most {shown} per person"))
    told = ""
    if said:
        told = sentence(words.text("Der betales ", "Paid is ") + ", ".join(said))
    if most is None:
        told += " " * bool(told) + words.text(
            "Der er ikke noget loft over, hvad der kan betales i alt.",
            "Nothing limits what can be paid in all.",
        )
    elif most != caps.total:
        # What follows from the rules was not agreed as a cap.
        shown = words.money(most)
        told += " " * bool(told) + sentence(
            words.text(
                f"Efter reglerne kan der højst blive betalt {shown}",
                f"By the rules at most {shown} can be paid",
            )
        )
    return told


def _terms(version: Version, words: Words) -> str:
    terms, said = version.terms, []
    if terms.discount:
        shown = words.percent(terms.discount)
        said.append(words.text(f"tilbudsrabat {shown}", f"bid discount {shown}"))
    if terms.price_year is not None:
        name = terms.index.name if terms.index is not None else ""
        growth = "" if terms.inflation is None else words.percent(terms.inflation)
        said.append(words.text(f"{terms.price_year}-priser", f"prices of {terms.price_year}"))
        if name:
            said.append(words.text(f"følger {name}", f"following {name}"))
        if growth:
            said.append(
                words.text(f"derefter {growth} om året", f"then {growth} a year")
                if name
                else words.text(f"stiger {growth} om året", f"growing by {growth} a year")
            )
    shown = "; ".join(said)
    return words.text(f"Regelbeløb: {shown}.", f"Amounts in rules: {shown}.")


def _amended(contract: Contract, version: Version, words: Words) -> str:
    agreed = ""
    if version.agreed is not None:
        day = formats.date(version.agreed, words.language)
        agreed = words.text(f" (aftalt {day})", f" (agreed {day})")
    most = _most(contract, version, words)
    return words.text(
        f"Ændret fra {version.first}{agreed}. {most}",
        f"Amended from {version.first}{agreed}. {most}",
    )
