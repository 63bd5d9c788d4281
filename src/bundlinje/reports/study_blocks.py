"""Pooled studies as blocks of a report: charts with their tables, and what they mean in words."""

from __future__ import annotations

from functools import partial

import numpy as np

from bundlinje.basics.formats import chance
from bundlinje.evidence.synthesis.plot_rows import forest_rows, funnel_rows
from bundlinje.evidence.synthesis.pooled_studies import PooledStudies
from bundlinje.evidence.synthesis.study_summaries import chance_basis
from bundlinje.evidence.synthesis.study_warnings import says_too_little
from bundlinje.evidence.synthesis.summaries import METHOD_NAMES, point_interval, points
from bundlinje.reports import study_charts
from bundlinje.reports.content import Cell, Chart, Column, Fact, Table
from bundlinje.reports.study_words import StudyWords
from bundlinje.reports.words import Words

#: With fewer studies a funnel plot cannot tell chance from pattern (Cochrane Handbook 5.1,
#: § 10.4.3.1).
ENOUGH_FOR_FUNNEL = 10


def meaning(words: StudyWords) -> list[str]:
    """Return what the studies say together, and what of it a calculation uses, as paragraphs."""
    return [_mean_text(words), *_place_text(words), *_effect_text(words)]


def _mean_text(words: StudyWords) -> str:
    pooled = words.found.pooled
    mean, ends = words.effect(pooled.mean), words.ends(pooled.low, pooled.high)
    kind = "" if words.points else f"{words.scale} "
    if pooled.k == 1:
        return words.say(
            f"Effekten bygger på ét studie, som fandt {kind}{mean} (95 %-interval {ends}).",
            f"The effect rests on one study, which found {kind}{mean} (95% interval {ends}).",
        )
    return words.say(
        f"Effekten bygger på {pooled.k} studier. I gennemsnit fandt de {kind}{mean} "
        f"(95 %-interval {ends}). Et studie vejer mere, jo mere sikkert det er.",
        f"The effect rests on {pooled.k} studies. On average they found {kind}{mean} "
        f"(95% interval {ends}). A study weighs more the surer it is.",
    )


def _place_text(words: StudyWords) -> list[str]:
    found = words.found
    if found.tau is not None:
        tau = words.number(found.tau * (100 if words.points else 1), 1 if words.points else 2)
        unit = words.say(" procentpoint", " percentage points") if words.points else ""
        return [
            words.say(
                f"Hvor meget effekten svinger fra sted til sted, siger materialet intet om. Der "
                f"er antaget en standardafvigelse på {tau}{unit}; det er en egen antagelse.",
                f"The studies say nothing about how much the effect varies from place to place. A "
                f"standard deviation of {tau}{unit} is assumed; that is an own assumption.",
            )
        ]
    if found.pooled.prediction is None:
        return []
    ends = words.ends(found.pooled.prediction.low, found.pooled.prediction.high)
    if found.pooled.tau2 == 0:
        return [
            words.say(
                f"Studierne er ikke mere forskellige, end tilfældet forklarer, så der kan ikke ses "
                f"forskel mellem steder; med så få studier er det ikke bevis for, at der ingen er. "
                f"Et nyt sted, der ligner studiernes, kan med 95 % sandsynlighed forvente {ends}."
                if found.pooled.k < ENOUGH_FOR_FUNNEL
                else f"Studierne er ikke mere forskellige, end tilfældet forklarer. Et nyt sted, "
                f"der ligner studiernes, kan med 95 % sandsynlighed forvente {ends}.",
                f"The studies differ no more than chance explains, so no difference between places "
                f"can be seen; with so few studies that is no proof that there is none. A new "
                f"place like those of the studies can with 95% probability expect {ends}."
                if found.pooled.k < ENOUGH_FOR_FUNNEL
                else f"The studies differ no more than chance explains. A new place like those of "
                f"the studies can with 95% probability expect {ends}.",
            )
        ]
    return [
        words.say(
            f"Ét sted er ikke gennemsnittet. Effekten svinger fra sted til sted, og et nyt sted, "
            f"der ligner studiernes, kan med 95 % sandsynlighed forvente {ends}. Det er den brede "
            "usikkerhed, der regnes med, ikke gennemsnittets.",
            f"One place is not the average. The effect varies from place to place, and a new place "
            f"like those of the studies can with 95% probability expect {ends}. That wide "
            "uncertainty is what is calculated with, not that of the mean.",
        )
    ]


def _effect_text(words: StudyWords) -> list[str]:
    found = words.found
    if found.predicted is None or found.baseline is None:
        return []
    expected, language = found.predicted, words.language
    if says_too_little(expected):
        return [
            words.say(
                "Så usikkert bærer det ikke et tal i en beregning: studierne er for få eller for "
                "uenige.",
                "So uncertain, it carries no number in a calculation: the studies are too few or "
                "disagree too much.",
            )
        ]
    mean = points(expected.distribution.mean, language)
    ends = point_interval(expected.quantiles[0], expected.quantiles[-1], language)
    rate, gain = words.percent(found.baseline, 1), chance(expected.gain, language)
    basis = "".join(f" {text}" for text in chance_basis(found, language))
    return [
        words.say(
            f"Hvor {rate} når målet uden indsatsen, svarer det til, at {mean} flere når det "
            f"(95 %: {ends}). Chancen for, at indsatsen overhovedet hjælper et nyt sted, er "
            f"{gain}.{basis}",
            f"Where {rate} reach the goal without the intervention, that means that {mean} more "
            f"reach it (95%: {ends}). The chance that the intervention helps at all in a new place "
            f"is {gain}.{basis}",
        )
    ]


def pooled_facts(words: Words, found: PooledStudies) -> list[Fact]:
    """Return the pooled effect of a case and how it was made, as assumptions state them."""
    assert found.predicted is not None
    spread, language = found.predicted.distribution, words.language
    low, high = (float(end) for end in spread.at_scores(np.array([-1.96, 1.96])))
    ends = point_interval(low, high, language)
    value = words.say(
        f"{points(spread.mean, language)} (95 %-interval {ends}, normalfordelt)",
        f"{points(spread.mean, language)} (95% interval {ends}, normal distribution)",
    )
    method = METHOD_NAMES[found.pooled.method].to(language)
    count = found.pooled.k
    studies = words.say("studie" if count == 1 else "studier", "study" if count == 1 else "studies")
    return [
        Fact(words.say("Effekt (forskel)", "Effect (difference)"), Cell(value, spread.mean)),
        Fact(
            words.say("Beregnet af", "Calculated from"),
            Cell(
                words.say(
                    f"{count} {studies} ({method}); hvad et nyt sted kan forvente",
                    f"{count} {studies} ({method}); what a new place can expect",
                )
            ),
        ),
    ]


def forest_chart(words: StudyWords, id: str = "skovdiagram") -> Chart:
    """Return the forest plot with its table."""
    key = words.say(
        "Hver firkant er et studie, og dens størrelse er studiets vægt; stregen er "
        "95 %-intervallet. Ruden er gennemsnittet af studierne. Den brede bjælke er, hvad et nyt "
        "sted kan forvente. Den lodrette streg er ingen forskel, den prikkede gennemsnittet. ",
        "Each square is a study, and its size the weight; the line is the 95% interval. The "
        "diamond is the mean of the studies. The wide bar is what a new place can expect. The "
        "vertical line is no difference, the dotted one the mean. ",
    )
    if study_charts.shows_shrunken(words):
        key += words.say(
            "De grå trekanter viser hvert studie i lyset af de andre: de mest usikre trækkes mod "
            "midten. ",
            "The grey triangles show each study in the light of the others: the least certain are "
            "drawn towards the middle. ",
        )
    return Chart(
        id=id,
        title=words.say("Studierne og deres gennemsnit", "The studies and their mean"),
        key=key + words.side,
        description=_forest_description(words),
        draw=partial(study_charts.forest, words),
        table=forest_table(words),
    )


def forest_table(words: StudyWords) -> Table:
    """Return the numbers of the forest plot."""
    factor = 100 if words.points else 1

    def cell(value: object) -> Cell:
        if not isinstance(value, float):
            return Cell("–")
        return Cell(words.bare(value), words.found.natural(value) * factor)

    names = [words.study(position) for position in range(words.found.pooled.k)]
    names += [words.mean, words.new_place]
    rows = []
    for name, row in zip(names, forest_rows(words.found.pooled), strict=False):
        weight = row["weight"]
        share = Cell("–") if not isinstance(weight, float) else Cell(words.percent(weight), weight)
        effect = Cell("–") if row["kind"] == "prediction" else cell(row["effect"])
        rows.append((Cell(name), effect, cell(row["low"]), cell(row["high"]), share,
                     cell(row["predicted"])))  # fmt: skip
    unit = words.scale
    return Table(
        words.say("Studierne og deres gennemsnit", "The studies and their mean"),
        (
            Column(words.say("Studie", "Study"), align="left"),
            Column(words.say("Effekt", "Effect"), unit),
            Column(words.say("95 %, fra", "95%, from"), unit),
            Column(words.say("95 %, til", "95%, to"), unit),
            Column(words.say("Vægt", "Weight")),
            Column(words.say("I lyset af de andre", "In the light of the others"), unit),
        ),
        tuple(rows),
    )


def _forest_description(words: StudyWords) -> str:
    pooled = words.found.pooled
    parts = [
        f"{words.study(position)}: {words.effect(effect)}"
        for position, effect in enumerate(pooled.effects)
    ]
    parts.append(
        f"{words.mean}: {words.effect(pooled.mean)} ({words.ends(pooled.low, pooled.high)})"
    )
    if pooled.prediction:
        ends = words.ends(pooled.prediction.low, pooled.prediction.high)
        parts.append(f"{words.new_place}: {ends}")
    return "; ".join(parts) + "."


def funnel_chart(words: StudyWords) -> Chart:
    """Return the funnel plot with its table."""
    rows = funnel_rows(words.found.pooled)
    outside = sum(int(float(row["outside"] or 0)) for row in rows)
    return Chart(
        id="tragtdiagram",
        title=words.say("Små og store studier", "Small and large studies"),
        key=words.say(
            "Hvert tal er et studie med sit nummer fra listen; øverst de mest sikre. Inden for de "
            "stiplede linjer ville 95 % ligge, hvis effekten var den samme overalt. Mangler der "
            "studier i det ene nederste hjørne, kan små studier uden virkning være forblevet "
            "upublicerede.",
            "Each number is a study as numbered in the list; the surest at the top. Within the "
            "dashed lines 95% would lie if the effect were the same everywhere. Where studies are "
            "missing in one lower corner, small studies without effect may be unpublished.",
        ),
        description=words.say(
            f"{len(rows)} studier; {outside} ligger uden for de stiplede linjer.",
            f"{len(rows)} studies; {outside} lie outside the dashed lines.",
        ),
        draw=partial(study_charts.funnel, words),
        table=_funnel_table(words),
    )


def _funnel_table(words: StudyWords) -> Table:
    factor = 100 if words.points else 1
    unit = words.scale if words.points else "log"
    rows = []
    for position, row in enumerate(funnel_rows(words.found.pooled)):
        error, effect = float(row["standard_error"] or 0), float(row["effect"] or 0)
        within = words.say("ja", "yes") if not row["outside"] else words.say("nej", "no")
        rows.append(
            (
                Cell(words.study(position)),
                Cell(words.bare(effect), words.found.natural(effect) * factor),
                Cell(words.number(error * factor, 1 if words.points else 3), error * factor),
                Cell(within),
            )
        )
    return Table(
        words.say("Effekt og usikkerhed", "Effect and uncertainty"),
        (
            Column(words.say("Studie", "Study"), align="left"),
            Column(words.say("Effekt", "Effect"), words.scale),
            Column(words.say("Standardfejl", "Standard error"), unit),
            Column(words.say("Inden for linjerne", "Within the lines")),
        ),
        tuple(rows),
    )
