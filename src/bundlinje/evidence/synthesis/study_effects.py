"""The effect of one study of the knowledge base with its standard error, ready to be pooled.

Every effect is turned so that a positive one is more successes, where its measure can be turned:
differences, odds ratios and standardised differences. A risk or hazard ratio about what is to be
avoided stays what it is, and its `event` says so.

Standard errors come from the printed 95 % interval. Where there is none they are worked out from
the sizes of the groups with the formulas of `effect_sizes`, and are marked as derived.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from bundlinje.basics.errors import InputError
from bundlinje.basics.texts import Text
from bundlinje.evidence import codes
from bundlinje.evidence.effect_studies import EffectStudy
from bundlinje.evidence.synthesis.effect_sizes import (
    log_odds_ratio,
    log_risk_ratio,
    rate_difference,
    standard_error_from_interval,
)
from bundlinje.evidence.synthesis.formulas import Measure
from bundlinje.evidence.synthesis.score_grid import Event

#: What a measure of the records is pooled as.
POOLED_AS: dict[str, Measure] = {
    "risk_difference": "difference",
    "odds_ratio": "odds-ratio",
    "odds_ratio_inverted": "odds-ratio",
    "risk_ratio": "risk-ratio",
    # 1 + c is a risk ratio.
    "relative_change": "risk-ratio",
    "hazard_ratio": "hazard-ratio",
    "cohens_d": "smd-logistic",
    "hedges_g": "smd-logistic",
    "standardised_difference": "smd-logistic",
}
_SIDES = {"favourable": 1, "unfavourable": -1}
#: Measures that are the same number with another sign when success and failure change places.
_TURNED = ("difference", "odds-ratio", "smd-logistic")


@dataclass(frozen=True)
class StudyEffect:
    """One study's effect, with ratios as logarithms. [unit of `measure`]

    `derived` says that the standard error was not printed but worked out.
    """

    study: EffectStudy
    measure: Measure
    event: Event
    effect: float
    standard_error: float
    derived: bool


def study_effect(study: EffectStudy, event: Event = "success") -> StudyEffect:
    """Return the effect of a study as it can be pooled.

    Args:
        study: The record.
        event: What the study counts, where the record does not say which side is better:
            `failure` for what is to be avoided.

    Raises:
        InputError: the record may not be used as an effect, is of a measure that gives no success
            rate, or its uncertainty is nowhere printed; says why and what to do.
    """
    if study.model_use not in ("direct", "after_conversion"):
        raise _refused(study)
    if study.measure not in POOLED_AS:
        raise _no_rate(study)
    measure = POOLED_AS[study.measure]
    value, low, high = _numbers(study)
    ratio = measure not in ("difference", "smd-logistic")
    if ratio and value <= 0:
        raise study.refused(
            Text(
                f"kan ikke samles: en ratio skal være over 0, fandt {value:g}.",
                f"cannot be pooled: a ratio must be above 0, found {value:g}.",
            )
        )
    effect = math.log(value) if ratio else value
    if low is not None and high is not None:
        error = float(standard_error_from_interval(low, high, ratio=ratio)[0])
        derived = False
    else:
        error, derived = _from_groups(study, measure), True
    counted = _event(study, event)
    if counted == "failure" and measure in _TURNED:
        effect, counted = -effect, "success"
    better = effect if counted == "success" else -effect
    if better * _SIDES.get(study.direction, 0) < 0:
        raise study.refused(
            Text(
                f"modsiger sig selv: direction er {study.direction}, men tallet og good_side siger "
                "det modsatte. Ret rækken efter kilden.",
                f"contradicts itself: direction is {study.direction}, but the number and good_side "
                "say the opposite. Correct the row by the source.",
            )
        )
    return StudyEffect(study, measure, counted, effect, error, derived)


def _numbers(study: EffectStudy) -> tuple[float, float | None, float | None]:
    """Return estimate and interval in the direction and unit of what they are pooled as."""
    if study.measure == "risk_difference":
        printed = (study.difference, study.difference_low, study.difference_high)
    else:
        printed = (study.value, study.ci_low, study.ci_high)
    value, low, high = printed
    if value is None:
        raise _refused(study)
    if study.measure == "odds_ratio_inverted":
        if 0 in (value, low, high):
            raise study.refused(
                Text(
                    "kan ikke samles: en ratio og dens interval skal være over 0.",
                    "cannot be pooled: a ratio and its interval must be above 0.",
                )
            )
        inverted = (None if high is None else 1 / high, None if low is None else 1 / low)
        return 1 / value, *inverted
    if study.measure == "relative_change":
        ends = [None if end is None else 1 + end / 100 for end in (low, high)]
        return 1 + value / 100, ends[0], ends[1]
    return value, low, high


def _event(study: EffectStudy, otherwise: Event) -> Event:
    if not study.good_side:
        return otherwise
    higher = study.good_side == "higher"
    # A printed odds of control over intervention is better high when its event is bad.
    if study.measure == "odds_ratio_inverted":
        higher = not higher
    return "success" if higher else "failure"


def _from_groups(study: EffectStudy, measure: Measure) -> float:
    """Return the standard error from the sizes of the groups, and their shares for rates."""
    n1, n0 = study.n_with, study.n_without
    if n1 and n0 and measure == "smd-logistic":
        assert study.value is not None
        # The variance that `standardised_mean_difference` takes.
        return math.sqrt(1 / n1 + 1 / n0 + study.value**2 / (2 * (n1 + n0)))
    events = _events(study)
    if n1 and n0 and events is not None and measure in _FROM_COUNTS:
        return float(_FROM_COUNTS[measure](events[0], n1, events[1], n0)[1][0])
    raise study.refused(
        Text(
            "kan ikke samles: kilden er læst uden interval og uden gruppernes størrelse. Find dem "
            "i studiet, og skriv dem i rækken (n_with og n_without, eller intervallet) i din egen "
            "mappe, eller udelad studiet, og skriv det i noten.",
            "cannot be pooled: neither an interval nor the sizes of the groups were read. Find "
            "them in the study and write them in the row (n_with and n_without, or the interval) "
            "in your own folder, or leave the study out and say so in the note.",
        )
    )


_FROM_COUNTS = {
    "difference": rate_difference,
    "odds-ratio": log_odds_ratio,
    "risk-ratio": log_risk_ratio,
}


def _events(study: EffectStudy) -> tuple[float, float] | None:
    """Return the people with the event in each group, counted or by their shares. [people]"""
    if study.events_with is not None and study.events_without is not None:
        return float(study.events_with), float(study.events_without)
    if study.p_with is None or study.p_without is None or not study.n_with or not study.n_without:
        return None
    return study.p_with * study.n_with, study.p_without * study.n_without


def _refused(study: EffectStudy) -> InputError:
    use = study.may_be_used
    return study.refused(
        Text(
            f"kan ikke indgå i en samlet effekt: {use.da}",
            f"cannot be part of a pooled effect: {use.en}",
        )
    )


def _no_rate(study: EffectStudy) -> InputError:
    name = codes.EFFECT_MEASURES[study.measure]
    return study.refused(
        Text(
            f"kan ikke indgå i en samlet effekt: »{name.da.lower()}« ({study.outcome_text}) kan "
            "ikke omregnes til en succesrate. Brug tallet som konsekvens eller resultat, eller "
            "vælg et studie, der måler andelen med succes.",
            f"cannot be part of a pooled effect: “{name.en.lower()}” ({study.outcome_text}) cannot "
            "be converted to a success rate. Use the number as a consequence or an outcome, or "
            "choose a study that measures the share who succeed.",
        )
    )
