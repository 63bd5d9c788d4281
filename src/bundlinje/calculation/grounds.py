"""What the effect of a case rests on, and so how much may be said of its result."""

from __future__ import annotations

from enum import IntEnum

from bundlinje.calculation.case import Case, Effect
from bundlinje.evidence.effect_studies import EffectStudy


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


def grounds_of_case(case: Case) -> Grounds:
    """Return the grounds of the weakest effect of a case."""
    return min(grounds(case, effect) for effect in case.effects.values())


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
