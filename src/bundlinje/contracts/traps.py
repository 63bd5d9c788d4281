"""Known traps of outcome contracts, found in a contract's own terms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from bundlinje.basics.texts import Language, Text
from bundlinje.contracts.contract import Contract, Metric, Payment, Version
from bundlinje.contracts.contract_words import Words
from bundlinje.contracts.limits import expected_payment, expected_value, most_of_payment
from bundlinje.contracts.measuring import ZERO
from bundlinje.contracts.rules import Interpolate, Marginal, Steps, Unit, is_linear


@dataclass(frozen=True)
class Trap:
    """One thing in a contract that has gone wrong elsewhere: its kind, its place, and why.

    `fix` says what to write in the file, for those who write it; `message` is for every reader.
    """

    kind: str
    key: str
    message: Text
    fix: Text | None = None

    def told(self, language: Language) -> str:
        """Return the message with what to write in the file."""
        return " ".join(text.to(language) for text in (self.message, self.fix) if text is not None)


def traps(contract: Contract) -> tuple[Trap, ...]:
    """Return every trap found, payment by payment and then for the contract as a whole."""
    version = contract.versions[-1]
    found = [
        trap
        for payment in version.payments
        for look in _OF_A_PAYMENT
        for trap in look(contract, version, payment)
    ]
    found += [trap for look in _OF_A_CONTRACT for trap in look(contract, version)]
    return tuple(found)


def _cliffs(contract: Contract, version: Version, payment: Payment) -> Iterator[Trap]:
    da, en = _words(contract)
    metric = contract.metrics[payment.metric]
    key = f"payments.{payment.id}.rule"
    if isinstance(payment.rule, Steps):
        before = ZERO
        jumps = []
        for at, amount in payment.rule.points:
            jumps.append((abs(amount - before), at))
            before = amount
        jump, at = max(jumps)
        if jump:
            yield Trap("cliff", key, Text(
                f"{payment.label} betales i trin og springer {da.money(jump)} ved "
                f"{da.value(metric, at)}. Lige under grænsen er der intet at hente, og små "
                "målefejl afgør meget. Overvej en jævn stigning mellem trinnene, og aftal, hvem "
                "der måler.",
                f"{payment.label} is paid in steps: at {en.value(metric, at)} the amount jumps by "
                f"{en.money(jump)}. Just below it nothing is gained, and small errors of "
                "measurement decide much. Consider an even rise between the steps, and agree who "
                "measures.",
            ), Text("En jævn stigning skrives interpolate.",
                    "An even rise is written interpolate."))  # fmt: skip
    rule = payment.rule
    if isinstance(rule, Interpolate) and rule.points[0][1] > rule.below:
        jump, at = rule.points[0][1] - rule.below, rule.points[0][0]
        yield Trap("cliff", key, Text(
            f"{payment.label} springer {da.money(jump)} ved {da.value(metric, at)}, hvor den "
            "første linje begynder. Lad beløbet begynde dér, hvor det slap.",
            f"{payment.label} jumps by {en.money(jump)} at {en.value(metric, at)}, where the "
            f"first "
            "line begins. Let the line begin at the amount paid below it.",
        ), Text("Giv det første punkt samme beløb som below.",
                "Give the first point the amount of below."),
        )  # fmt: skip
    for condition in payment.when:
        yield Trap("cliff", f"payments.{payment.id}.when", Text(
            f"{payment.label} falder helt bort, hvis {da.condition(condition)} ikke er opfyldt. "
            f"Sørg for, at "
            "den måling ikke kan anfægtes.",
            f"{payment.label} is lost altogether unless {en.condition(condition)} is met. Make "
            f"sure that "
            "this measurement cannot be disputed.",
        ))  # fmt: skip


def _more_for_less(contract: Contract, version: Version, payment: Payment) -> Iterator[Trap]:
    da, en = _words(contract)
    rule, metric = payment.rule, contract.metrics[payment.metric]
    if isinstance(rule, Steps):
        points = [(rule.points[0][0], ZERO), *rule.points]
    elif isinstance(rule, Interpolate):
        points = [(rule.points[0][0], rule.below), *rule.points]
    else:
        return
    for (_, before), (at, after) in pairwise(points):
        if after < before:
            yield Trap(
                "more_for_less", f"payments.{payment.id}.rule",
                Text(
                    f"{payment.label} betaler mindre for mere: ved {da.value(metric, at)} falder "
                    f"beløbet fra {da.money(before)} (til {da.money(after)})."
                    ,
                    f"{payment.label} pays less for more: at {en.value(metric, at)} the amount "
                    f"falls from {en.money(before)} (to {en.money(after)}).",
                ),
            )  # fmt: skip


def _gaming(contract: Contract, version: Version) -> Iterator[Trap]:
    def open_to_it(payment: Payment) -> bool:
        counts = contract.metrics[payment.metric].measure == "count"
        guarded = payment.requires is not None or payment.cap.count_per_person is not None
        return counts and isinstance(payment.rule, Unit | Marginal) and not guarded

    found = [payment for payment in version.payments if open_to_it(payment)]
    if found:
        names = ", ".join(payment.label for payment in found)
        yield Trap("gaming", f"payments.{found[0].id}", Text(
            f"{names}: betales pr. resultat uden betingelse og uden et største antal pr. person. "
            "Samme borger kan udløse betaling flere gange, og leverandøren kan vælge de lette "
            "sager.",
            f"{names}: paid per result without a precondition and without a largest count per "
            "person. One person can trigger payment several times, and the provider can pick the "
            "easy cases.",
        ), Text("Skriv requires eller cap: {count_per_person: 1}.",
                "Write requires or cap: {count_per_person: 1}."),
        )  # fmt: skip


def _no_counterfactual(contract: Contract, version: Version) -> Iterator[Trap]:
    def compared(metric: Metric) -> bool:
        parts = [metric, *(contract.metrics[part] for part in metric.blend)]
        return any(m.expect is not None and m.expect.without is not None for m in parts)

    used = dict.fromkeys(payment.metric for payment in version.payments)
    found = [contract.metrics[id] for id in used if not compared(contract.metrics[id])]
    if found:
        names = ", ".join(metric.label for metric in found)
        yield Trap("no_counterfactual", f"metrics.{found[0].id}.expect", Text(
            f"Kontrakten siger ikke, hvad der ville være sket uden indsatsen, målt på: {names}. Så "
            "betales der også for det, der var sket alligevel.",
            f"The contract does not say what would have happened without the intervention, by: "
            f"{names}. It then also pays for what would have happened anyway.",
        ), Text(
            "Skriv expect: {without: …}; den er 0, hvor indikatoren selv er målt mod en "
            "sammenligningsgruppe.",
            "Write expect: {without: …}; it is 0 where the metric itself is measured against a "
            "comparison group.",
        ))  # fmt: skip


def _unreachable(contract: Contract, version: Version, payment: Payment) -> Iterator[Trap]:
    da, en = _words(contract)
    rule, metric = payment.rule, contract.metrics[payment.metric]
    key = f"payments.{payment.id}.rule"
    points = rule.points if isinstance(rule, Steps | Interpolate) else ()
    most = most_of_payment(contract, version, payment)
    for at, amount in points:
        over = metric.measure == "rate" and at > 1
        people = metric.expect.people if metric.expect is not None else None
        mean = getattr(people, "mean", None)
        few = metric.measure == "count" and mean is not None and at > mean
        if over or few:
            yield Trap("unreachable", key, Text(
                f"{payment.label}: {da.value(metric, at)} kan ikke nås.",
                f"{payment.label}: {en.value(metric, at)} cannot be reached.",
            ))  # fmt: skip
        elif most is not None and amount > most:
            yield Trap("unreachable", key, Text(
                f"{payment.label}: {da.money(amount)} fra {da.value(metric, at)} er over det, "
                f"loftet "
                f"tillader ({da.money(most)}).",
                f"{payment.label}: {en.money(amount)} from {en.value(metric, at)} is above what "
                f"the "
                f"cap allows ({en.money(most)}).",
            ))  # fmt: skip


def _binding_caps(contract: Contract, version: Version, payment: Payment) -> Iterator[Trap]:
    da, en = _words(contract)
    metric = contract.metrics[payment.metric]
    expected, value = expected_payment(payment, metric), expected_value(metric)
    key = f"payments.{payment.id}.cap"
    count, limit = payment.cap.count, payment.cap.amount
    if metric.additive and value is not None and count is not None and value > count:
        yield Trap("cap_binds", f"{key}.count", Text(
            f"{payment.label}: der ventes {da.number(value)}, men kun {da.number(count)} betales. "
            "Loftet rammes altid, som det ventes.",
            f"{payment.label}: {en.number(value)} are expected, but only {en.number(count)} are "
            "paid. As expected, the cap always binds.",
        ))  # fmt: skip
    if expected is not None and limit is not None and expected > limit:
        yield Trap("cap_binds", f"{key}.amount", Text(
            f"{payment.label}: loftet er {da.money(limit)}, men der ventes {da.money(expected)}, "
            "så det rammes altid. Resultater ud over loftet er gratis, så leverandøren har ingen "
            "grund til at nå dem.",
            f"{payment.label}: the cap is {en.money(limit)}, but {en.money(expected)} is "
            "expected, so it always binds. Results beyond it are free, so the provider has no "
            "reason to reach them.",
        ))  # fmt: skip


def _binding_total(contract: Contract, version: Version) -> Iterator[Trap]:
    da, en = _words(contract)
    total = version.caps.total
    sums = [
        min(amount, p.cap.amount) if p.cap.amount is not None else amount
        for p in version.payments
        if (amount := expected_payment(p, contract.metrics[p.metric])) is not None
    ]
    expected = sum(sums, ZERO)
    if total is not None and expected > total:
        yield Trap("cap_binds", "caps.total", Text(
            f"Kontrakten betaler højst {da.money(total)}, men der ventes {da.money(expected)}, så "
            "loftet rammes altid, som det ventes.",
            f"The contract pays at most {en.money(total)}, but {en.money(expected)} is expected, "
            "so the cap always binds.",
        ))  # fmt: skip


def _no_cap(contract: Contract, version: Version) -> Iterator[Trap]:
    open_ended = [
        p.label for p in version.payments if most_of_payment(contract, version, p) is None
    ]
    if version.caps.total is None and version.caps.per_period is None and open_ended:
        names = ", ".join(open_ended[:5])
        yield Trap("no_cap", "caps.total", Text(
            f"Intet begrænser, hvad der kan betales for {names}.",
            f"Nothing limits what can be paid for {names}.",
        ), Text("Skriv et loft: caps: {total: …}.", "Write a cap: caps: {total: …}."),
        )  # fmt: skip


def _blends(contract: Contract, version: Version) -> Iterator[Trap]:
    da, en = _words(contract)
    for metric in contract.metrics.values():
        total = sum(metric.blend.values(), ZERO)
        if metric.blend and not metric.additive and total != 1:
            yield Trap(
                "shares", f"metrics.{metric.id}.blend",
                Text(
                    f"Vægtene i {metric.label} summer til {da.number(total)} og ikke til 1.",
                    f"The weights of {metric.label} sum to {en.number(total)}, not to 1.",
                ),
            )  # fmt: skip


def _undecided(contract: Contract, version: Version) -> Iterator[Trap]:
    if contract.periods:
        return
    for payment in version.payments:
        late = payment.referrals is not None and payment.over == "contract"
        if payment.fallback is not None or late:
            yield Trap("last_period", "periods", Text(
                f"{payment.label} afgøres i den sidste periode, men kontrakten siger ikke, "
                f"hvilken det er. Så regnes den nyeste periode i resultaterne for den sidste.",
                f"{payment.label} is decided in the last period, but the contract does not say "
                f"which it is. The newest period of the results is then taken for the last.",
            ), Text("Skriv periods.", "Write periods."))  # fmt: skip


def _nobodys_cap(contract: Contract, version: Version) -> Iterator[Trap]:
    if version.caps.per_person is None:
        return
    for payment in version.payments:
        metric: Metric = contract.metrics[payment.metric]
        if not version.needs_person(payment, metric) or (
            payment.per == "group" and not is_linear(payment.rule)
        ):
            yield Trap("cap_misses", "caps.per_person", Text(
                f"Loftet pr. person gælder ikke {payment.label}, for beløbet gælder gruppen som "
                f"helhed.",
                f"The cap per person does not hold for {payment.label}, whose amount is for the "
                f"group.",
            ))  # fmt: skip


def _backdated(contract: Contract, version: Version) -> Iterator[Trap]:
    ends = {period.id: period.end for period in contract.periods}
    for amended in contract.versions[1:]:
        end, agreed = ends.get(amended.first), amended.agreed
        if end is not None and agreed is not None and agreed > end:
            yield Trap("backdated", "amendments", Text(
                f"Ændringen fra {amended.first} er aftalt {amended.agreed}, efter periodens "
                f"udgang. Tjek, om "
                "resultaterne var kendt.",
                f"The amendment from {amended.first} was agreed on {amended.agreed}, after the "
                f"period ended. "
                "Check whether the results were known.",
            ))  # fmt: skip


_OF_A_PAYMENT = (_cliffs, _more_for_less, _unreachable, _binding_caps)
_OF_A_CONTRACT = (
    _gaming, _no_counterfactual, _binding_total, _no_cap, _blends, _undecided, _nobodys_cap,
    _backdated,
)  # fmt: skip


def _words(contract: Contract) -> tuple[Words, Words]:
    return Words(contract, "da"), Words(contract, "en")
