"""How well the studies behind a case fit it, as the user judges it, and what is left unsaid.

A study is of other people, another outcome, another comparison, perhaps another country. Nobody
but the user can say whether that matters; so the user says it, aspect by aspect, and what is not
said is told to every reader of the result.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bundlinje.basics.reading import Section
from bundlinje.basics.texts import Remark, Text
from bundlinje.evidence import codes
from bundlinje.evidence.consequences import ConsequenceEstimate
from bundlinje.evidence.effect_studies import EffectStudy
from bundlinje.evidence.profiles import Profile, record_of
from bundlinje.evidence.record import Record

if TYPE_CHECKING:
    from bundlinje.calculation.case import Case

SAME, CLOSE, DIFFERENT = "same", "close", "different"
LEVELS = {
    SAME: Text("samme", "same"),
    CLOSE: Text("tæt på", "close"),
    DIFFERENT: Text("anderledes", "different"),
}
ASPECTS = {
    "target_group": Text("målgruppe", "target group"),
    "outcome": Text("resultat", "outcome"),
    "comparison": Text("sammenligning", "comparison"),
    "country": Text("land", "country"),
}


@dataclass(frozen=True)
class Fit:
    """How well a study fits the case in one respect: an aspect, a level, and the reason."""

    aspect: str
    level: str
    because: str


def read_fit(section: Section) -> tuple[Fit, ...]:
    """Return the fit under a section: `{aspect: level}` or `{aspect: {is: level, because: …}}`."""
    reader = section.reader
    given = reader.section(section.get("fit"), section.at("fit"), ASPECTS)
    found = []
    for aspect in ASPECTS:
        node, path = given.get(aspect), given.at(aspect)
        if node is None:
            continue
        if not isinstance(node.value, dict):
            level, because = given.choice(aspect, list(LEVELS)), ""
        else:
            judged = reader.section(node, path, ["is", "because"])
            level, because = judged.choice("is", list(LEVELS)), judged.text("because")
        if level != SAME and not because:
            reader.report(
                node, path,
                f"mangler en grund. Skriv {{is: {level}, because: …}}.",
                f"lacks a reason. Write {{is: {level}, because: …}}.",
            )  # fmt: skip
        found.append(Fit(aspect, level, because))
    return tuple(found)


def study_facts(record: Record) -> Mapping[str, Text]:
    """Return what is known of a study by aspect; empty for a record that is no study."""
    if isinstance(record, EffectStudy):
        country = record.country_text or ", ".join(record.countries)
        return {
            "target_group": Text(record.target_group_text, record.target_group_text),
            "outcome": Text(record.outcome_text, codes.OUTCOMES[record.outcome].en),
            "comparison": codes.COMPARISONS[record.comparison],
            "country": Text(country, country),
        }
    if isinstance(record, ConsequenceEstimate):
        country = ", ".join(record.countries)
        return {
            "target_group": Text(record.target_group_da, record.target_group_en),
            "country": Text(country, country),
        }
    if isinstance(record, Profile):
        return {
            "target_group": Text(record.target_group_label, record.target_group_label),
            "outcome": Text(record.goal, record.goal),
        }
    return {}


def fit_warnings(case: Case) -> Iterator[Text]:
    """Yield what is not judged, what is judged to differ, and what cannot be as it is judged."""
    for effect in case.effects.values():
        yield from _warnings(case, effect.path, effect.evidence, effect.fit)
    for change in case.consequences:
        used = [record_of(number.ref) for number in change.quantity.numbers]
        yield from _warnings(case, change.path, used, change.fit)


def _warnings(case: Case, path: str, evidence: Sequence[str], fit: Sequence[Fit]) -> Iterator[Text]:
    studies = {
        reference: facts
        for reference in evidence
        if reference in case.records and (facts := study_facts(case.records[reference]))
    }
    if not studies:
        return
    reference, facts = next(iter(studies.items()))
    judged = {one.aspect for one in fit}
    missing = [aspect for aspect in facts if aspect not in judged]
    if missing:
        da, en = (
            ", ".join(
                f"{ASPECTS[a].to(language)} ({facts[a].to(language) or '?'})" for a in missing
            )
            for language in ("da", "en")
        )
        yield Text(
            f"{path}: det er ikke vurderet, hvor godt {reference} passer til sagen: {da}. Skriv "
            f"det under {path}.fit.",
            f"{path}: it is not judged how well {reference} fits the case: {en}. State it under "
            f"{path}.fit.",
        )
    for one in fit:
        aspect = ASPECTS[one.aspect]
        if one.level == DIFFERENT:
            yield Text(
                f"{path}: studiet passer ikke helt til sagen ({aspect.da}): {one.because}",
                f"{path}: the study does not quite fit the case ({aspect.en}): {one.because}",
            )
        abroad = one.aspect == "country" and not any(
            "DK" in getattr(case.records[name], "countries", ()) for name in studies
        )
        if abroad and one.level == SAME and case.currency == "DKK":
            yield Remark.on(
                path,
                f"landet er vurderet som det samme, men {reference} er fra "
                f"{facts['country'].da or 'et andet land'}.",
                f"the country is judged the same, but {reference} is from "
                f"{facts['country'].en or 'another country'}.",
                "fit.country",
            )
