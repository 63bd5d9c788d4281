"""A meta-analysis in words, for a memo."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bundlinje.basics.formats import chance, decimals_of, number, percent, plain
from bundlinje.basics.texts import Text
from bundlinje.evidence.synthesis.formulas import CONVERSIONS
from bundlinje.evidence.synthesis.local import GRADES

if TYPE_CHECKING:
    from bundlinje.basics.texts import Language
    from bundlinje.evidence.synthesis.conversions import ConvertedEffect
    from bundlinje.evidence.synthesis.local import LocalConsequence
    from bundlinje.evidence.synthesis.pooling import Heterogeneity, Pooled
    from bundlinje.evidence.synthesis.prediction import PredictiveEffect
    from bundlinje.evidence.synthesis.rate_differences import RateDifference

METHOD_NAMES = {
    "fixed": Text("fast effekt", "fixed effect"),
    "dersimonian-laird": Text(
        "tilfældige effekter, DerSimonian–Laird", "random effects, DerSimonian–Laird"
    ),
    "reml": Text("tilfældige effekter, REML", "random effects, REML"),
    "paule-mandel": Text("tilfældige effekter, Paule–Mandel", "random effects, Paule–Mandel"),
}
INTERVAL_NAMES = {
    "normal": Text("normalfraktiler", "normal quantiles"),
    "hartung-knapp": Text("Hartung–Knapp", "Hartung–Knapp"),
    "hartung-knapp-modified": Text("modificeret Hartung–Knapp", "modified Hartung–Knapp"),
}
FORMULA_NAMES = {
    "normal": Text("normalfraktiler", "normal quantiles"),
    "t, k-1": Text("t-fraktiler, k − 1 frihedsgrader", "t quantiles, k − 1 degrees of freedom"),
    "t, k-2": Text("t-fraktiler, k − 2 frihedsgrader", "t quantiles, k − 2 degrees of freedom"),
}


def pooled_summary(pooled: Pooled, language: Language) -> str:
    """Return the mean effect, the disagreement and the prediction of a meta-analysis."""
    lines = [_head(pooled, language)]
    if pooled.heterogeneity:
        lines.append(disagreement(pooled.heterogeneity, language))
    if pooled.prediction:
        ends = interval(pooled.prediction.low, pooled.prediction.high, language)
        name = FORMULA_NAMES[pooled.prediction.formula].to(language)
        lines.append(
            Text(
                f"Et nyt sted ({percent(pooled.level)}-prædiktionsinterval, {name}): {ends}.",
                f"A new place ({percent(pooled.level, 'en')} prediction interval, {name}): {ends}.",
            ).to(language)
        )
    return "\n".join([*lines, *(warning.to(language) for warning in pooled.warnings)])


def interval(low: float, high: float, language: Language) -> str:
    """Return the two ends of an interval in words."""
    return Text(
        f"{plain(low, 'da')} til {plain(high, 'da')}",
        f"{plain(low, 'en')} to {plain(high, 'en')}",
    ).to(language)


def _head(pooled: Pooled, language: Language) -> str:
    ends = interval(pooled.low, pooled.high, language)
    mean = plain(pooled.mean, language)
    band = percent(pooled.level, language)
    method = METHOD_NAMES[pooled.method].to(language)
    name = INTERVAL_NAMES[pooled.interval].to(language)
    if pooled.k == 1:
        return Text(
            f"Ét studie: {mean} ({band}-interval {ends}).",
            f"One study: {mean} ({band} interval {ends}).",
        ).to(language)
    return Text(
        f"{pooled.k} studier, {method}: gennemsnitlig effekt {mean} "
        f"({band}-interval {ends}, {name}).",
        f"{pooled.k} studies, {method}: mean effect {mean} ({band} interval {ends}, {name}).",
    ).to(language)


def disagreement(found: Heterogeneity, language: Language) -> str:
    """Return how much the studies disagree: Q, I², H² and tau²."""
    chance = f"{number(found.q, language, 2)} ({found.df} df, {_p_value(found, language)})"
    text = (
        f"Q = {chance}, I² = {percent(found.i2, language, 1)}, "
        f"H² = {number(found.h2, language, 2)}, tau² = {plain(found.tau2, language)}"
    )
    if found.tau2_interval:
        text += f" ({interval(*found.tau2_interval, language)})"
        spread = plain(math.sqrt(found.tau2), language)
        text += Text(
            f"; standardafvigelse mellem steder {spread}",
            f"; standard deviation between places {spread}",
        ).to(language)
    return Text(f"Uenighed mellem studierne: {text}.", f"Disagreement: {text}.").to(language)


def _p_value(found: Heterogeneity, language: Language) -> str:
    if found.p_value < 0.0001:
        return ("p under 0,0001", "p below 0.0001")[language == "en"]
    return f"p = {number(found.p_value, language, 4)}"


def converted_summary(effect: ConvertedEffect, language: Language) -> str:
    """Return what was reported, the formula, and the difference it gives."""
    conversion = CONVERSIONS[effect.measure]
    name = conversion.name.to(language)
    reported = plain(effect.value, language)
    rate = percent(effect.baseline, language, 1)
    opposite = Text(" (om det modsatte af succes)", " (about the opposite of success)").to(language)
    lines = [
        Text(
            f"{name.capitalize()} {reported}{opposite if effect.event == 'failure' else ''} "
            f"ved {rate} uden indsats: {points(effect.point, language)}",
            f"{name.capitalize()} {reported}{opposite if effect.event == 'failure' else ''} "
            f"at {rate} without the intervention: {points(effect.point, language)}",
        ).to(language)
    ]
    if effect.low is not None and effect.high is not None and effect.sd is not None:
        ends = point_interval(effect.low, effect.high, language)
        band = Text(f"{percent(effect.level)}-interval", f"{percent(effect.level, 'en')} interval")
        lines[0] += f" ({band.to(language)} {ends})"
        lines.append(
            Text(
                f"I en beregning: gennemsnit {points(effect.mean, language)}, "
                f"standardafvigelse {points(effect.sd, language)}.",
                f"In a calculation: mean {points(effect.mean, language)}, standard deviation "
                f"{points(effect.sd, language)}.",
            ).to(language)
        )
    lines[0] += "."
    lines.append(
        Text(
            f"Formel: {conversion.formula} ({conversion.source}).",
            f"Formula: {conversion.formula} ({conversion.source}).",
        ).to(language)
    )
    return "\n".join([*lines, *(warning.to(language) for warning in effect.warnings)])


def rate_difference_summary(found: RateDifference, language: Language) -> str:
    """Return the two rates and their difference."""
    with_rate, without = (percent(rate, language, 1) for rate in (found.rate1, found.rate0))
    of1, of0 = number(found.n1, language), number(found.n0, language)
    ends = point_interval(found.low, found.high, language)
    band = percent(found.level, language)
    return Text(
        f"{with_rate} af {of1} med og {without} af {of0} uden indsats: "
        f"{points(found.difference, language)} ({band}-interval {ends}, Newcombe).",
        f"{with_rate} of {of1} with and {without} of {of0} without the intervention: "
        f"{points(found.difference, language)} ({band} interval {ends}, Newcombe).",
    ).to(language)


def predictive_summary(effect: PredictiveEffect, language: Language) -> str:
    """Return what a new place can expect, against the average of all places."""
    low, high = effect.quantiles[0], effect.quantiles[-1]
    mean = points(effect.distribution.mean, language)
    lines = [
        Text(
            f"Et nyt sted kan forvente {mean} flere med succes, med 95 % sandsynlighed fra "
            f"{point_interval(low, high, 'da')}; chancen for en gevinst er {chance(effect.gain)}.",
            f"A new place can expect {mean} more with success, with 95% probability from "
            f"{point_interval(low, high, 'en')}; the chance of a gain is "
            f"{chance(effect.gain, 'en')}.",
        ).to(language),
        Text(
            f"Gennemsnittet over {effect.studies} studier ligger på "
            f"{point_interval(*effect.average, 'da')}; det bruges ikke som effekt, for ét sted er "
            "ikke gennemsnittet.",
            f"The average of {effect.studies} studies lies at "
            f"{point_interval(*effect.average, 'en')}; it is not used as the effect, because one "
            "place is not the average.",
        ).to(language),
    ]
    return "\n".join([*lines, *(warning.to(language) for warning in effect.warnings)])


def local_note(found: LocalConsequence, language: Language) -> str:
    """Return what an own estimate is, what it builds on, and what it can carry."""
    # No finer than the spread allows.
    decimals = decimals_of(found.sd)
    mean, low, high = (
        number(value, language, decimals) for value in (found.mean, found.low, found.high)
    )
    ends = Text(f"{low} til {high}", f"{low} to {high}").to(language)
    grade = GRADES[found.design][1]
    people = number(found.people, language)
    others = number(found.comparison_people, language)
    against = Text(
        f" mod {others} i sammenligningsgruppen", f" against {others} in the comparison group"
    )
    compared = against.to(language) if found.comparison_people else ""
    lines = [
        Text(
            f"Eget estimat: {mean} {found.unit} pr. deltager pr. år for {people} personer"
            f"{compared} ({percent(found.level)}-interval {ends}; {found.basis.da}).",
            f"Own estimate: {mean} {found.unit} per participant and year for {people} people"
            f"{compared} ({percent(found.level, 'en')} interval {ends}; {found.basis.en}).",
        ).to(language),
        Text(f"Design: {grade.da}.", f"Design: {grade.en}.").to(language),
    ]
    return "\n".join([*lines, *(warning.to(language) for warning in found.warnings)])


def points(share: float, language: Language) -> str:
    """Return a difference of shares in percentage points."""
    return Text(
        f"{number(100 * share, 'da', 1)} procentpoint",
        f"{number(100 * share, 'en', 1)} percentage points",
    ).to(language)


def point_interval(low: float, high: float, language: Language) -> str:
    """Return an interval of differences of shares in percentage points."""
    return Text(
        f"{number(100 * low, 'da', 1)} til {points(high, 'da')}",
        f"{number(100 * low, 'en', 1)} to {points(high, 'en')}",
    ).to(language)
