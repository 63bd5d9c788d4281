"""The short report: the answer and what a council needs beside it, on one page."""

from __future__ import annotations

from bundlinje.calculation.case import Effect
from bundlinje.calculation.point import TOTAL
from bundlinje.evidence.effect_studies import EffectStudy
from bundlinje.reports.answer import (
    answer,
    most_important_figures,
    not_drawn,
)
from bundlinje.reports.assumptions import unsourced_titles
from bundlinje.reports.break_even_section import break_even_text
from bundlinje.reports.content import Block, Subheading, bullets, paragraph
from bundlinje.reports.conventions import left_out, not_in_hand, only_what_is_stated
from bundlinje.reports.people_sections import outcome_words
from bundlinje.reports.pockets_section import pocket_words, transfers_in_a_line
from bundlinje.reports.profile_words import invented_warning
from bundlinje.reports.purses_section import net_result_chart
from bundlinje.reports.uncertainty_section import largest_driver
from bundlinje.reports.words import NB, Words

#: Effects, studies and doubts that there is room for.
MOST_EFFECTS = 2
#: Lines of each kind that there is room for.
MOST_LINES = 5


def one_page(words: Words) -> tuple[Block, ...]:
    """Return the whole short report."""
    blocks: list[Block] = [
        *invented_warning(words),
        paragraph(answer(words), "answer"),
        paragraph(decided(words), "note"),
    ]
    if words.result.uncertainty is None:
        blocks.append(paragraph(not_drawn(words), "warning"))
    blocks += [
        most_important_figures(words),
        net_result_chart(words),
        Subheading(words.say("Hvem betaler, og hvem får gevinsten?", "Who pays, and who gains?")),
        *_who(words),
        Subheading(words.say("Hvad får borgerne ud af det?", "What do people get out of it?")),
        *_people(words),
        Subheading(words.say("De vigtigste forbehold", "The main reservations")),
        bullets(reservations(words)),
    ]
    return tuple(blocks)


def decided(words: Words) -> str:
    """Return what is decided: for whom, what counts as success, and what the effect rests on."""
    case = words.case
    parts = []
    if case.target_group:
        parts.append(words.say("Målgruppe: ", "Target group: ") + case.target_group)
    for effect in list(case.effects.values())[:MOST_EFFECTS]:
        if effect.goal:
            parts.append(words.say("Succes: ", "Success: ") + effect.goal)
        parts.append(_effect(words, effect))
    return " ".join(words.stop(part) for part in parts)


def _effect(words: Words, effect: Effect) -> str:
    """Return the effect in a line: the rates, the difference and the study."""
    mean = {key: series.numbers[0].mean for key, series in (
        ("without", effect.without), ("with", effect.with_), ("difference", effect.difference),
    ) if series is not None}  # fmt: skip
    points = mean["difference"] if "difference" in mean else mean["with"] - mean["without"]
    shown = words.number(points * 100, 0 if abs(points) >= 0.1 else 1)
    text = words.say(f"Effekt: {shown}{NB}procentpoint", f"Effect: {shown}{NB}points")
    if "without" in mean:
        ends = [words.percent(rate) for rate in (mean["without"], mean["without"] + points)]
        text += words.say(f" (fra {ends[0]} til {ends[1]})", f" (from {ends[0]} to {ends[1]})")
    if studies := _studies(words, effect):
        text += words.say(f". Studie: {studies}", f". Study: {studies}")
    return text


def _studies(words: Words, effect: Effect) -> str:
    """Return the studies behind an effect with their countries, the one that is used first."""
    case = words.case
    studies = [r for e in effect.evidence if isinstance(r := case.records.get(e), EffectStudy)]
    used = [series.numbers[0].ref for series in effect.rates()]
    if effect.studies is not None:
        studies = list(effect.studies.studies)
    elif any(study.reference in used for study in studies):
        studies = [study for study in studies if study.reference in used]
    named: dict[str, None] = {}  # one study can stand in several records
    for study in studies:
        source = case.knowledge.source_of(study)
        where = study.country_text or ", ".join(study.countries)
        named[f"{source.title_text if source else study.reference} ({where})"] = None
    titles = list(named)[:MOST_EFFECTS]
    more = len(named) - len(titles)
    if more > 0:
        titles.append(words.say(f"{more} mere", f"{more} more"))
    return "; ".join(titles)


def _who(words: Words) -> list[Block]:
    lines = [words.stop(pocket_words(words, payer)) for payer in words.payers_in_play]
    lines += transfers_in_a_line(words)
    return _listed(words, lines)


def _people(words: Words) -> list[Block]:
    if not words.case.outcomes:
        return [
            paragraph(
                words.say(
                    "Sagen angiver ingen resultater for borgerne.",
                    "The case states no outcomes for people.",
                )
            )
        ]
    lines = [outcome_words(words, outcome) for outcome in words.case.outcomes]
    apart = words.say(
        "Alle deltagere tilsammen. Tallene er ikke regnet om til penge og indgår ikke i "
        "nettoresultatet.",
        "All participants together. The figures are not turned into money and are not part of "
        "the net result.",
    )
    return [*_listed(words, lines), paragraph(apart, "note")]


def _listed(words: Words, lines: list[str]) -> list[Block]:
    """Return the lines that there is room for, and how many are left out."""
    left = len(lines) - MOST_LINES
    if left > 0:
        lines = lines[:MOST_LINES]
        more = words.say(
            f"Yderligere {left} står i den fulde rapport.",
            f"Another {left} are in the full report.",
        )
        lines.append(more)
    return [bullets(lines)]


def reservations(words: Words) -> list[str]:
    """Return the largest reservations: what to look at in this case, then what always holds."""
    # A number that looks mistyped makes everything above it worthless: it is said in full.
    lines = [doubt.to(words.language) for doubt in words.case.doubts[:MOST_EFFECTS]]
    warnings = len(words.result.warnings)
    if warnings:
        lines.append(
            words.say(
                f"Beregningen har {warnings} {'bemærkning' if warnings == 1 else 'bemærkninger'}, "
                "som står i den fulde rapport og bør læses, før tallene bruges.",
                f"The calculation has {warnings} {'remark' if warnings == 1 else 'remarks'} in the "
                "full report to read before the figures are used.",
            )
        )
    drawn = words.result.uncertainty
    if drawn is not None and drawn.drivers:
        lines.append(largest_driver(words, drawn))
    found = words.result.point.break_even[TOTAL]
    if found is not None and found.effect is not None:
        needed = break_even_text(words, found, words.result.point.net_result)
        lines.append(words.say("For at gå lige op: ", "To break even: ") + needed)
    unsourced = unsourced_titles(words)
    if unsourced:
        named = words.joined(unsourced[:3])
        lines.append(
            words.say(
                f"{len(unsourced)} forudsætning{'' if len(unsourced) == 1 else 'er'} er uden "
                f"kilde, blandt andet {named}."
                if len(unsourced) > 3
                else f"Uden kilde: {named}.",
                f"{len(unsourced)} assumptions have no source, among them {named}."
                if len(unsourced) > 3
                else f"Without a source: {named}.",
            )
        )
    if drawn is not None:
        lines.append(only_what_is_stated(words))
    return [*lines, not_in_hand(words), left_out(words)]
