"""A meta-analysis in words, for a memo."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bundlinje.basics.formats import number, percent, plain
from bundlinje.basics.texts import Text

if TYPE_CHECKING:
    from bundlinje.basics.texts import Language
    from bundlinje.evidence.synthesis.pooling import Heterogeneity, Pooled

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
        lines.append(_disagreement(pooled.heterogeneity, language))
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


def _disagreement(found: Heterogeneity, language: Language) -> str:
    chance = f"{number(found.q, language, 2)} ({found.df} df, p = {_p_value(found, language)})"
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
        return ("under 0,0001", "below 0.0001")[language == "en"]
    return number(found.p_value, language, 4)
