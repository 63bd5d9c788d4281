"""Pooled studies in words, as lines for a case file and as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bundlinje.basics.formats import number, percent, plain
from bundlinje.basics.texts import Text
from bundlinje.evidence.synthesis.formulas import CONVERSIONS
from bundlinje.evidence.synthesis.summaries import (
    FORMULA_NAMES,
    INTERVAL_NAMES,
    METHOD_NAMES,
    disagreement,
    point_interval,
    points,
    predictive_summary,
)

if TYPE_CHECKING:
    from bundlinje.basics.texts import Language
    from bundlinje.evidence.effect_studies import EffectStudy
    from bundlinje.evidence.synthesis.pooled_studies import PooledStudies


def ratio_words(value: float, language: Language) -> str:
    """Return a ratio with two decimals where they say enough."""
    if 0.1 <= value < 10:
        return number(value, language, 2)
    return plain(value, language, 2 if value < 0.1 else 3)


def studies_summary(found: PooledStudies, language: Language) -> str:
    """Return the studies, their mean, how they disagree, and what a new place can expect."""
    pooled = found.pooled
    lines = [_head(found, language), ""]
    for effect, weight in zip(found.effects, pooled.weights, strict=True):
        half = 1.96 * effect.standard_error
        ends = shown_interval(found, effect.effect - half, effect.effect + half, language)
        share = Text("vægt", "weight").to(language)
        lines.append(
            f"  {study_label(effect.study, language)} ({effect.study.reference})\n"
            f"    {shown(found, effect.effect, language)} ({ends}), "
            f"{share} {percent(weight, language)}"
        )
    lines.append("")
    lines.append(mean_words(found, language))
    if pooled.heterogeneity:
        lines.append(disagreement(pooled.heterogeneity, language))
    if pooled.prediction:
        lines.append(prediction_words(found, language))
    if found.predicted is not None:
        # The warnings are told once, below.
        words = predictive_summary(found.predicted, language).split("\n")[:2]
        lines += ["", _at(found, language), *words, *chance_basis(found, language)]
    else:
        lines.append(_no_baseline(language))
    warned = [f"! {warning.to(language)}" for warning in found.warnings]
    return "\n".join([*lines, *([""] if warned else []), *warned])


def study_label(study: EffectStudy, language: Language) -> str:
    """Return what tells a study from its like: intervention, country, year and follow-up."""
    from bundlinje.basics.formats import country

    places = ", ".join(country(code, language) for code in study.countries)
    months = ""
    if study.follow_up_months:
        unit = Text("mdr.", "months").to(language)
        months = f"{plain(study.follow_up_months, language)} {unit}"
    year = "" if study.year is None else str(study.year)
    when = " ".join(part for part in (places, year) if part)
    return ", ".join(part for part in (study.intervention_text, when, months) if part)


def shown(found: PooledStudies, value: float, language: Language) -> str:
    """Return a pooled value as it is read: points for a difference, the ratio for a logarithm."""
    if found.measure == "difference":
        return points(value, language)
    return ratio_words(found.natural(value), language)


def shown_interval(found: PooledStudies, low: float, high: float, language: Language) -> str:
    """Return the ends of an interval as they are read."""
    if found.measure == "difference":
        return point_interval(low, high, language)
    ends = [ratio_words(found.natural(end), language) for end in (low, high)]
    return Text(" til ", " to ").to(language).join(ends)


def _head(found: PooledStudies, language: Language) -> str:
    measure = CONVERSIONS[found.measure].name.to(language)
    count = found.pooled.k
    if found.pooled.k == 1:
        return Text(f"Ét studie: {measure}", f"One study: {measure}").to(language)
    method = METHOD_NAMES[found.pooled.method].to(language)
    return Text(
        f"{count} studier samlet som {measure} ({method})",
        f"{count} studies pooled as {measure} ({method})",
    ).to(language)


def mean_words(found: PooledStudies, language: Language) -> str:
    """Return the mean of the studies with its interval and how that was made."""
    pooled = found.pooled
    mean = shown(found, pooled.mean, language)
    ends = shown_interval(found, pooled.low, pooled.high, language)
    name = INTERVAL_NAMES[pooled.interval].to(language)
    return Text(
        f"Gennemsnit af studierne: {mean} (95 %-interval {ends}; {name}).",
        f"Mean of the studies: {mean} (95% interval {ends}; {name}).",
    ).to(language)


def prediction_words(found: PooledStudies, language: Language) -> str:
    """Return the prediction interval and how it was made."""
    prediction = found.pooled.prediction
    assert prediction is not None
    ends = shown_interval(found, prediction.low, prediction.high, language)
    name = FORMULA_NAMES[prediction.formula].to(language)
    return Text(
        f"Et nyt sted: 95 %-prædiktionsinterval {ends} ({name}).",
        f"A new place: 95% prediction interval {ends} ({name}).",
    ).to(language)


def chance_basis(found: PooledStudies, language: Language) -> list[str]:
    """Return what the chance of a gain rests on: the chosen formula and the estimates left out."""
    lines = []
    if (prediction := found.pooled.prediction) is not None:
        name = FORMULA_NAMES[prediction.formula].to(language)
        lines.append(Text(f"Chancen er regnet med {name}", f"The chance uses {name}").to(language))
        if prediction.formula == "normal":
            lines[0] += Text(
                "; med få studier ser den da sikrere ud, end den er",
                "; with few studies it then looks surer than it is",
            ).to(language)
        lines[0] += "."
    if count := len(found.left_out):
        lines.append(
            Text(
                f"{count} andre skøn for samme indsats og resultat er ikke regnet med; "
                "bemærkningerne nævner dem."
                if count > 1
                else "Ét andet skøn for samme indsats og resultat er ikke regnet med; "
                "bemærkningerne nævner det.",
                f"{count} other estimates of the same intervention and outcome are not included; "
                "the remarks name them."
                if count > 1
                else "One other estimate of the same intervention and outcome is not included; "
                "the remarks name it.",
            ).to(language)
        )
    return lines


def _at(found: PooledStudies, language: Language) -> str:
    assert found.baseline is not None
    return Text(
        f"Som effekt i en sag, hvor {percent(found.baseline, 'da', 1)} lykkes uden indsatsen:",
        f"As the effect of a case where {percent(found.baseline, 'en', 1)} succeed without the "
        "intervention:",
    ).to(language)


def _no_baseline(language: Language) -> str:
    return Text(
        "Angiv --baseline (succesraten uden indsatsen) for at få effekten i en sag.",
        "Give --baseline (the success rate without the intervention) for the effect in a case.",
    ).to(language)


def case_lines(found: PooledStudies, event: str = "success") -> str:
    """Return the lines of a case file that give the same effect."""
    pooled = found.pooled
    names = "".join(f"\n      - {study.reference}" for study in found.studies)
    lines = [f"  studies:\n    pool:{names}"]
    if pooled.k > 1:
        lines.append(f"    method: {pooled.method}")
        lines.append(f"    interval: {pooled.interval}")
    if pooled.prediction is not None:
        lines.append(f'    prediction: "{pooled.prediction.formula}"')
    if found.tau is not None:
        lines.append(f"    tau: {found.tau:g}")
    if event != "success":
        lines.append(f"    event: {event}")
    without = "…" if found.baseline is None else f"{found.baseline:g}"
    return "\n".join([f"effect:\n  without: {without}", *lines])


def as_data(found: PooledStudies, language: Language) -> dict[str, Any]:
    """Return the result as plain data; effects of ratios are logarithms, and `scale` says so."""
    pooled, spread, prediction = found.pooled, found.pooled.heterogeneity, found.pooled.prediction
    return {
        "measure": found.measure,
        "event": found.event,
        "scale": "log" if found.ratio else "natural",
        "converted_first": found.converted,
        "studies": [
            {
                "reference": effect.study.reference,
                "label": study_label(effect.study, language),
                "effect": effect.effect,
                "standard_error": effect.standard_error,
                "derived": effect.derived,
                "weight": weight,
            }
            for effect, weight in zip(found.effects, pooled.weights, strict=True)
        ],
        "method": pooled.method,
        "interval": pooled.interval,
        "mean": pooled.mean,
        "standard_error": pooled.se,
        "low": pooled.low,
        "high": pooled.high,
        "heterogeneity": spread
        and {
            "q": spread.q,
            "df": spread.df,
            "p_value": spread.p_value,
            "i2": spread.i2,
            "tau2": spread.tau2,
            "tau2_interval": spread.tau2_interval,
        },
        "prediction": prediction
        and {"low": prediction.low, "high": prediction.high, "formula": prediction.formula},
        "baseline": found.baseline,
        "predicted_difference": found.predicted
        and {
            **found.predicted.quantity(),
            "low": found.predicted.quantiles[0],
            "high": found.predicted.quantiles[-1],
            "chance_of_gain": found.predicted.gain,
        },
        "warnings": [warning.to(language) for warning in found.warnings],
    }
