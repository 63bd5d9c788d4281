"""What must be said about studies that are pooled: how alike they are and what is left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bundlinje.basics.formats import country, percent
from bundlinje.basics.texts import LANGUAGES, Text
from bundlinje.evidence import codes
from bundlinje.evidence.effect_studies import EffectStudy
from bundlinje.evidence.synthesis.formulas import CONVERSIONS
from bundlinje.evidence.synthesis.prediction import PROBABILITIES, PredictiveEffect
from bundlinje.evidence.synthesis.study_effects import POOLED_AS
from bundlinje.evidence.synthesis.summaries import point_interval, points

if TYPE_CHECKING:
    from bundlinje.evidence.synthesis.pooled_studies import PooledStudies

#: From this share of the variation the studies disagree notably (Cochrane Handbook 5.1, § 9.5.2).
NOTABLE_I2 = 0.5
#: A baseline this far outside those of the studies is another setting. [share of people]
FAR_BASELINE = 0.1
#: A mean this far from the median is made by the width of the distribution. [share of people]
PULLED_MEAN = 0.05


def study_warnings(found: PooledStudies) -> Iterator[Text]:
    """Yield what a reader must know, the most serious first."""
    pooled = found.predicted.warnings if found.predicted else found.pooled.warnings
    yield from pooled
    yield from _disagreement(found)
    yield from _syntheses(found.studies)
    yield from _same_people(found.studies)
    yield from _unlike(found.studies)
    yield from _abroad(found.studies)
    yield from _baselines(found)
    if found.converted:
        names = sorted({codes.EFFECT_MEASURES[study.measure].da for study in found.studies})
        english = sorted({codes.EFFECT_MEASURES[study.measure].en for study in found.studies})
        yield Text(
            f"Studierne har forskellige effektmål ({', '.join(names)}); hvert er først "
            "omregnet til en forskel i succesrate ved sagens gennemsnitlige rate uden indsats.",
            f"The studies have different measures ({', '.join(english)}); each was first "
            "converted to a difference in success rate at the mean rate without the intervention.",
        )
    derived = [effect.study.reference for effect in found.effects if effect.derived]
    if derived:
        yield Text(
            "Usikkerheden er ikke trykt, men afledt af gruppernes størrelse: "
            f"{', '.join(derived)}.",
            "The uncertainty is not printed but derived from the sizes of the groups: "
            f"{', '.join(derived)}.",
        )
    if any(study.measure == "relative_change" for study in found.studies):
        yield Text(
            "En relativ ændring er regnet som en ændring af andelen. Tjek, at studiet måler en "
            "andel af borgerne og ikke en mængde.",
            "A relative change is taken as a change of the share. Check that the study measures a "
            "share of people and not an amount.",
        )


def says_too_little(predicted: PredictiveEffect) -> bool:
    """Return whether the width of the distribution, not the studies, decides its mean."""
    return abs(predicted.distribution.mean - _median(predicted)) > PULLED_MEAN


def too_little(predicted: PredictiveEffect) -> Text:
    """Return why the studies carry no effect, and what to do."""
    mean, median = predicted.distribution.mean, _median(predicted)
    return Text(
        "Studierne siger for lidt til at bære en effekt: fordelingen er så bred, at dens "
        f"gennemsnit ({points(mean, 'da')}) er trukket væk fra midten ({points(median, 'da')}). "
        "Find flere studier, eller skriv tallet selv i sagen med begrundelse.",
        "The studies say too little to carry an effect: the distribution is so wide that its mean "
        f"({points(mean, 'en')}) is pulled away from its middle ({points(median, 'en')}). Find "
        "more studies, or write the number in the case with a reason.",
    )


def _median(predicted: PredictiveEffect) -> float:
    return predicted.quantiles[PROBABILITIES.index(0.5)]


def left_out(
    studies: Sequence[EffectStudy], known: Iterable[EffectStudy]
) -> tuple[EffectStudy, ...]:
    """Return the known studies of the same interventions and outcome areas that were not pooled.

    Only those that could say something about a success rate, and null results without a number;
    never what is no effect at all.
    """
    chosen = {study.reference for study in studies}
    about = {(study.intervention, study.outcome) for study in studies}
    return tuple(
        study
        for study in known
        if study.reference not in chosen
        and study.model_use != "never"
        and (study.measure in POOLED_AS or study.model_use == "null_result")
        and (study.intervention, study.outcome) in about
    )


def with_left_out(found: PooledStudies, known: Iterable[EffectStudy]) -> PooledStudies:
    """Return pooled studies that know, and warn about, what was left out of the known ones."""
    others = left_out(found.studies, known)
    if not others:
        return found
    warnings = (*found.warnings, left_out_warning(others))
    return replace(found, left_out=others, warnings=warnings)


def left_out_warning(others: Sequence[EffectStudy]) -> Text:
    """Return the warning about studies that were not pooled."""
    names = ", ".join(study.reference for study in others)
    return Text(
        f"Vidensdatabasen har andre skøn for samme indsats og resultat, som ikke er med: {names}. "
        "Er de udeladt, fordi de viser mindre, er den samlede effekt for stor.",
        f"The knowledge base has other estimates of the same intervention and outcome that are not "
        f"included: {names}. If they are left out because they show less, the pooled effect is too "
        "large.",
    )


def _disagreement(found: PooledStudies) -> Iterator[Text]:
    spread = found.pooled.heterogeneity
    if spread is not None and spread.i2 >= NOTABLE_I2:
        yield Text(
            f"Studierne er uenige: {percent(spread.i2)} af forskellene mellem dem er mere end "
            "tilfældigheder (I²). Find grunden, før tallet bruges.",
            f"The studies disagree: {percent(spread.i2, 'en')} of the differences between them is "
            "more than chance (I²). Find out why before the number is used.",
        )
    if found.predicted is not None:
        if says_too_little(found.predicted):
            yield too_little(found.predicted)
        low, high = found.predicted.quantiles[0], found.predicted.quantiles[-1]
        if low < 0 < high:
            yield Text(
                f"Et nyt sted kan forvente alt fra {point_interval(low, high, 'da')}; indsatsen "
                "kan altså også være uden virkning eller skade dér.",
                f"A new place can expect anything from {point_interval(low, high, 'en')}; the "
                "intervention may have no effect there, or do harm.",
            )


def _syntheses(studies: Sequence[EffectStudy]) -> Iterator[Text]:
    """A meta-analysis beside single studies of its intervention: perhaps some of the same."""
    for meta in studies:
        single = [
            study.reference
            for study in studies
            if study.design != "synthesis" and study.intervention == meta.intervention
        ]
        if meta.design == "synthesis" and single:
            yield Text(
                f"{meta.reference} er en metaanalyse og kan allerede rumme {', '.join(single)}. "
                "Brug enten metaanalysen eller de enkelte studier; ellers tæller de samme borgere "
                "to gange.",
                f"{meta.reference} is a meta-analysis and may already hold {', '.join(single)}. "
                "Use either the meta-analysis or the single studies; otherwise the same people "
                "count twice.",
            )


def _same_people(studies: Sequence[EffectStudy]) -> Iterator[Text]:
    """Studies from one page, or of as many people in one country: perhaps the same people."""
    groups: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for study in studies:
        groups[("source", study.source)].append(study.reference)
        if study.n and study.countries:
            groups[(study.n, study.countries)].append(study.reference)
    for names in dict.fromkeys(tuple(group) for group in groups.values() if len(group) > 1):
        yield Text(
            f"{' og '.join(names)} kan være de samme borgere talt flere gange. Brug kun ét skøn "
            "fra hvert forsøg; ellers ser effekten sikrere ud, end den er.",
            f"{' and '.join(names)} may be the same people counted more than once. Use one "
            "estimate from each trial; otherwise the effect looks more certain than it is.",
        )


def _unlike(studies: Sequence[EffectStudy]) -> Iterator[Text]:
    """Say in which respects the studies are about different things."""
    parts_da, parts_en = [], []
    differing: list[tuple[str, str, set[str]]] = [
        ("indsats", "intervention", {study.intervention_text for study in studies}),
        ("målgruppe", "target group", {study.target_group_text for study in studies}),
        ("resultat", "outcome", {study.outcome_text for study in studies}),
        ("opfølgning i måneder", "follow-up in months", {_months(study) for study in studies}),
    ]
    for da, en, texts in differing:
        if len(texts) > 1:
            listed = "; ".join(sorted(texts))
            parts_da.append(f"{da} ({listed})")
            parts_en.append(f"{en} ({listed})")
    if parts_da:
        yield Text(
            f"Studierne er ikke ens i {', '.join(parts_da)}. Vurder, om de kan slås sammen.",
            f"The studies differ in {', '.join(parts_en)}. Judge whether they can be pooled.",
        )


def _months(study: EffectStudy) -> str:
    return "?" if study.follow_up_months is None else f"{study.follow_up_months:g}"


def _abroad(studies: Sequence[EffectStudy]) -> Iterator[Text]:
    abroad = [study for study in studies if "DK" not in study.countries]
    if not abroad:
        return
    found = sorted({code for study in abroad for code in study.countries})
    da, en = (", ".join(country(code, language) for code in found) for language in LANGUAGES)
    if any(not study.countries for study in abroad):
        unknown = Text("ukendt land", "an unknown country")
        da, en = (", ".join(filter(None, pair)) for pair in ((da, unknown.da), (en, unknown.en)))
    if len(abroad) < len(studies):
        yield Text(
            f"Effekten er også målt uden for Danmark ({da}); vurder, om den holder her.",
            f"The effect was also measured outside Denmark ({en}); judge whether it holds here.",
        )
    else:
        yield Text(
            f"Effekten er ikke målt i Danmark ({da}); vurder, om den holder her.",
            f"The effect was not measured in Denmark ({en}); judge whether it holds here.",
        )


def _baselines(found: PooledStudies) -> Iterator[Text]:
    """Say when the case starts from another level than every study did."""
    if found.baseline is None or CONVERSIONS[found.measure].bounded:
        return
    rates = [_success_rate(study) for study in found.studies]
    known = [rate for rate in rates if rate is not None]
    if not known or min(known) - FAR_BASELINE <= found.baseline <= max(known) + FAR_BASELINE:
        return
    low, high, here = min(known), max(known), found.baseline
    yield Text(
        f"Uden indsatsen lykkedes {percent(low)}–{percent(high)} i studierne, men {percent(here)} "
        "i sagen. En forskel i procentpoint holder ikke nødvendigvis fra et andet udgangspunkt.",
        f"Without the intervention {percent(low, 'en')}–{percent(high, 'en')} succeeded in the "
        f"studies, but {percent(here, 'en')} in the case. A difference in percentage points need "
        "not hold from another starting point.",
    )


def _success_rate(study: EffectStudy) -> float | None:
    if study.p_without is None:
        return None
    return 1 - study.p_without if study.good_side == "lower" else study.p_without
