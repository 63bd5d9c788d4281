"""Is a case ready for an outcome contract? A list of what stands and what is missing.

Every point is looked up in the case, the contract and its valuation; none is weighed against
another, and there is no score.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bundlinje.basics import formats
from bundlinje.basics.texts import Language, Text
from bundlinje.calculation.case import Case
from bundlinje.calculation.grounds import Grounds, grounds_of_case
from bundlinje.contracts.contract import Contract
from bundlinje.contracts.contract_words import sentence
from bundlinje.contracts.further import smallest_effects
from bundlinje.contracts.valuation_inputs import EXPECTED
from bundlinje.contracts.valuation_result import Valuation
from bundlinje.contracts.valuation_text import purse_label

READY, DOUBTFUL, MISSING = "ready", "doubtful", "missing"
LEVELS = {
    READY: Text("På plads", "In place"),
    DOUBTFUL: Text("Bør afklares", "To be settled"),
    MISSING: Text("Mangler", "Missing"),
}
#: Money waits longer than this between delivery and its first payment: worth a thought. [years]
LONG_WAIT = 3.0
#: A payer that loses with more than this probability is not well served. [1]
HIGH_RISK = 0.2

_GROUNDS = {
    Grounds.OWN: (MISSING, Text(
        "Effekten er sagens eget skøn. Find studier: bundlinje knowledge search.",
        "The effect is the case's own assumption. Find studies: bundlinje knowledge search.",
    )),
    Grounds.UNCONTROLLED: (MISSING, Text(
        "Effekten er fra et studie uden sammenligning. Det kan ikke bære en betaling for effekt.",
        "The effect is from a study without comparison. It cannot carry a payment for effect.",
    )),
    Grounds.UNGRADED: (DOUBTFUL, Text(
        "Effektens kilde er ikke graderet. Vurdér, om den kan vise årsag.",
        "The source of the effect is not graded. Judge whether it can show a cause.",
    )),
    Grounds.CAUTION: (DOUBTFUL, Text(
        "Effekten er fra et studie, der kun kan bruges med stort forbehold.",
        "The effect is from a study to be used with great reservation only.",
    )),
    Grounds.WEAK: (DOUBTFUL, Text(
        "Effekten er fra en sammenligning uden lodtrækning.",
        "The effect is from a comparison without randomisation.",
    )),
    Grounds.CAUSAL: (READY, Text(
        "Effekten er fra studier, der kan vise årsag.",
        "The effect is from studies that can show a cause.",
    )),
}  # fmt: skip


@dataclass(frozen=True)
class Point:
    """One point of the check: what it is about, where it stands, and why."""

    about: Text
    level: str
    finding: Text

    def to_dict(self, language: Language) -> dict[str, Any]:
        """Return the point as plain data for JSON."""
        return {
            "about": self.about.to(language),
            "level": self.level,
            "finding": self.finding.to(language),
        }


def readiness(valuation: Valuation) -> tuple[Point, ...]:
    """Return the points of the check in the order in which a contract is made.

    The valuation needs a case; draws tell the risk of each payer.
    """
    case = valuation.case
    assert case is not None
    return (
        _target_group(valuation.contract, case),
        Point(Text("Effekt", "Effect"), *_GROUNDS[grounds_of_case(case)]),
        *_indicators(valuation.contract),
        *_size(valuation),
        *_payers(valuation),
        *_time(valuation),
    )


def readiness_text(valuation: Valuation, language: Language = "da") -> str:
    """Return the check as text: what is missing first, then what to settle, then what stands."""
    points, case = readiness(valuation), valuation.case
    assert case is not None
    title = Text(f"Modningstjek: {case.title}", f"Readiness: {case.title}").to(language)
    lines = [title, "=" * len(title)]
    for level in (MISSING, DOUBTFUL, READY):
        found = [point for point in points if point.level == level]
        if found:
            lines += ["", f"{LEVELS[level].to(language)}:"]
            lines += [f"  - {p.about.to(language)}: {p.finding.to(language)}" for p in found]
    return "\n".join(lines)


def _target_group(contract: Contract, case: Case) -> Point:
    about = Text("Målgruppe", "Target group")
    group = contract.data.get("target_group") or case.target_group
    if not group:
        return Point(about, MISSING, Text(
            "Skriv target_group: hvem kan henvises, og hvem kan ikke?",
            "Write target_group: who can be referred, and who cannot?",
        ))  # fmt: skip
    return Point(about, READY, Text(sentence(group), sentence(group)))


def _indicators(contract: Contract) -> Iterator[Point]:
    about = Text("Resultatindikator", "Indicator")
    ids = dict.fromkeys(payment.metric for payment in contract.payments)
    paid = [contract.metrics[id] for id in ids]
    if not paid:
        yield Point(about, MISSING, Text(
            "Kontrakten betaler ikke for noget målt resultat.",
            "The contract pays for no measured outcome.",
        ))  # fmt: skip
    names = ", ".join(metric.label for metric in paid)
    if names:
        yield Point(about, READY, Text(f"{names}.", f"{names}."))
    without = [m.label for m in paid if m.expect is None or m.expect.without is None]
    if without:
        shown = ", ".join(without)
        yield Point(Text("Sammenligning", "Comparison"), MISSING, Text(
            f"Kontrakten siger ikke, hvad {shown} ville være uden indsatsen (expect: without).",
            f"The contract does not say what {shown} would be without the intervention "
            "(expect: without).",
        ))  # fmt: skip
    notes = contract.data.get("notes") or {}
    verifier = contract.parties.get("verifier") or notes.get("verification")
    verifying = Text("Verifikation", "Verification")
    if verifier:
        yield Point(verifying, READY, Text(sentence(verifier), sentence(verifier)))
    else:
        yield Point(verifying, MISSING, Text(
            "Skriv, hvem der verificerer resultaterne (parties: verifier, eller notes: "
            "verification). Leverandøren bør ikke måle alene.",
            "Say who verifies the outcomes (parties: verifier, or notes: verification). The "
            "provider should not measure alone.",
        ))  # fmt: skip


def _size(valuation: Valuation) -> Iterator[Point]:
    if valuation.source != EXPECTED:
        return
    for found in smallest_effects(valuation.inputs):
        label = valuation.contract.metrics[found.metric].label
        about = Text(f"Størrelse ({label})", f"Size ({label})")
        expected = _points(found.expected)
        if found.effect is None:
            yield Point(about, MISSING, Text(
                f"{found.people} borgere er for få til at skelne nogen effekt fra tilfældigheder.",
                f"{found.people} people are too few to tell any effect from chance.",
            ))  # fmt: skip
            continue
        least = _points(found.effect)
        level = READY if found.found else MISSING
        yield Point(about, level, Text(
            f"Med {found.people} borgere kan en effekt på {least.da} procentpoint skelnes fra "
            f"tilfældigheder; der ventes {expected.da}.",
            f"With {found.people} people an effect of {least.en} percentage points can be told "
            f"from chance; {expected.en} are expected.",
        ))  # fmt: skip


def _points(share: float) -> Text:
    return Text(*(formats.number(abs(share) * 100, lang, 1) for lang in ("da", "en")))


def _payers(valuation: Valuation) -> Iterator[Point]:
    for purse, value in valuation.point.payers.items():
        if value.net is None or not (value.pays or value.saves):
            continue
        chances = valuation.chances
        drawn = None if chances is None else chances.payers[purse].p_pays_more
        names = Text(*(purse_label(valuation, purse, lang) for lang in ("da", "en")))
        about = Text(f"Gevinst for {names.da}", f"Gain for {names.en}")
        amounts = Text(
            *(formats.money(value.net, valuation.contract.currency, lang) for lang in ("da", "en"))
        )
        risk = "" if drawn is None else formats.chance(drawn, "da")
        risk_en = "" if drawn is None else formats.chance(drawn, "en")
        finding = Text(
            f"Ender med {amounts.da} efter betaling"
            + (f"; risiko for tab {risk}." if risk else "."),
            f"Ends with {amounts.en} after payment"
            + (f"; risk of loss {risk_en}." if risk_en else "."),
        )
        level = READY
        if value.net < 0:
            level = MISSING
        elif drawn is not None and drawn > HIGH_RISK:
            level = DOUBTFUL
        yield Point(about, level, finding)


def _time(valuation: Valuation) -> Iterator[Point]:
    table = valuation.point.table
    paid = [d for d, on in zip(table.dates, table.payments.sum(axis=0)[:, 0], strict=True) if on]
    spent = [d for d, on in zip(table.dates, table.delivery[:, 0], strict=True) if on]
    about = Text("Tid til betaling", "Time to payment")
    if not paid:
        yield Point(about, MISSING, Text(
            "Der ventes ingen betaling.", "No payment is expected.",
        ))  # fmt: skip
        return
    first: datetime.date = min(spent, default=min(paid))
    years = (min(paid) - first).days / 365.25
    level = DOUBTFUL if years > LONG_WAIT else READY
    shown = Text(*(formats.number(years, lang, 1) for lang in ("da", "en")))
    yield Point(about, level, Text(
        f"{shown.da} år fra den første levering til den første betaling.",
        f"{shown.en} years from the first delivery to the first payment.",
    ))  # fmt: skip
