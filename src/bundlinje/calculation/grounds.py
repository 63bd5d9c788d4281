"""What the effect of a case rests on, and so how much may be said of its result."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from bundlinje.calculation.case import Case, Change, Effect
from bundlinje.evidence.consequences import NOT_A_CHANGE, ConsequenceEstimate
from bundlinje.evidence.effect_studies import EffectStudy
from bundlinje.evidence.profiles import Profile, record_of


class Grounds(IntEnum):
    """How much the grounds of an effect can carry, the weakest first."""

    OWN = 0  # the case's own assumption
    UNCONTROLLED = 1  # a study without comparison, or that gives a direction only
    UNGRADED = 2  # a source of the case that nobody has graded
    CAUTION = 3  # a study to be used with great reservation only
    WEAK = 4  # a comparison without randomisation
    CAUSAL = 5  # randomised, a synthesis, or a natural or quasi-experiment


_OF_GRADE = {
    "randomised": Grounds.CAUSAL,
    "synthesis": Grounds.CAUSAL,
    "quasi_experiment": Grounds.CAUSAL,
    "weak": Grounds.WEAK,
    "direction_only": Grounds.UNCONTROLLED,
    "none": Grounds.UNCONTROLLED,
}


#: The money rests on grounds as weak as those of this share of it. [1]
WEAKEST_SHARE = 1 / 3


def grounds_of_case(case: Case) -> Grounds:
    """Return the grounds of the weakest effect that carries money; of all, where none does."""
    carrying = {c.effect for c in case.consequences if c.per == "success"}
    effects = [effect for effect in case.effects.values() if effect.id in carrying]
    return min(grounds(case, effect) for effect in effects or case.effects.values())


def effect_carries_money(case: Case) -> bool:
    """Return whether any money follows the success rate."""
    return any(change.per == "success" for change in case.consequences)


def grounds_of_money(case: Case, by_item: Mapping[str, float]) -> Grounds:
    """Return what the quantities rest on that the money of the consequences follows.

    `by_item` holds what each item adds to the net result [DKK, discounted]. The weakest grounds
    count that together carry at least `WEAKEST_SHARE` of the money.
    """
    weights: dict[Grounds, float] = {}
    for change in case.consequences:
        rests = quantity_grounds(case, change)
        weights[rests] = weights.get(rests, 0.0) + abs(by_item.get(change.id, 0.0))
    total, carried = sum(weights.values()), 0.0
    for rests in sorted(weights):
        carried += weights[rests]
        if total and carried >= WEAKEST_SHARE * total:
            return rests
    return Grounds.CAUSAL


def quantity_grounds(case: Case, change: Change) -> Grounds:
    """Return what the quantity of a consequence rests on.

    A record whose number is used counts, else the strongest one named as evidence; prices and
    rates say nothing of how much the use changes.
    """
    used = [_of_record(case, number.ref) for number in change.quantity.numbers]
    found = [rests for rests in used if rests is not None]
    if found:
        return min(found)
    named = [_of_record(case, name) for name in change.evidence]
    carrying = [rests for rests in named if rests is not None]
    if carrying:
        return max(carrying)
    own = any(name in case.sources and name not in case.records for name in change.evidence)
    return Grounds.UNGRADED if own else Grounds.OWN


def _of_record(case: Case, reference: str) -> Grounds | None:
    record = case.records.get(record_of(reference))
    if isinstance(record, Profile):
        return _OF_GRADE[record.grade]
    if isinstance(record, EffectStudy):
        return None if record.model_use == "null_result" else _of_study(record)
    if not isinstance(record, ConsequenceEstimate) or record.estimate_kind in NOT_A_CHANGE:
        return None
    if record.causal_grade:
        return _OF_GRADE[record.causal_grade]
    return Grounds.CAUTION if record.estimate_kind == "modelled" else Grounds.WEAK


def grounds(case: Case, effect: Effect) -> Grounds:
    """Return what an effect rests on.

    Where its number is a study's or a pool's, that study counts, of a pool the weakest; where the
    number is written in the case, the strongest study named as evidence does; one that found no
    difference carries no effect.
    """
    used = [number.ref for series in effect.rates() for number in series.numbers]
    if effect.studies is not None:
        used += [study.reference for study in effect.studies.studies]
    found = [_of_study(study) for name in used if (study := _study(case, name)) is not None]
    if found:
        return min(found)
    named = [study for name in effect.evidence if (study := _study(case, name)) is not None]
    carrying = [_of_study(study) for study in named if study.model_use != "null_result"]
    if carrying:
        return max(carrying)
    own = any(name in case.sources and name not in case.records for name in effect.evidence)
    return Grounds.UNGRADED if own else Grounds.OWN


def _study(case: Case, reference: str) -> EffectStudy | None:
    record = case.records.get(reference)
    return record if isinstance(record, EffectStudy) else None


def _of_study(study: EffectStudy) -> Grounds:
    if study.model_use == "never":
        return Grounds.UNCONTROLLED
    grade = _OF_GRADE[study.causal_grade]
    return min(grade, Grounds.CAUTION) if study.model_use == "great_caution" else grade
