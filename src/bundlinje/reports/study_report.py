"""The page about pooled studies: what they say together, how they disagree, and where they are."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bundlinje.basics import formats
from bundlinje.basics.texts import Language, Text
from bundlinje.basics.version import __version__
from bundlinje.evidence import codes
from bundlinje.evidence.effect_studies import EffectStudy
from bundlinje.evidence.synthesis.pooled_studies import PooledStudies
from bundlinje.evidence.synthesis.study_effects import StudyEffect
from bundlinje.evidence.synthesis.study_warnings import says_too_little
from bundlinje.evidence.synthesis.summaries import (
    FORMULA_NAMES,
    INTERVAL_NAMES,
    METHOD_NAMES,
    points,
)
from bundlinje.reports.content import (
    Assumption,
    Block,
    Cell,
    Column,
    Fact,
    Figure,
    Figures,
    Report,
    Section,
    Source,
    Span,
    Table,
    bullets,
    paragraph,
)
from bundlinje.reports.study_blocks import (
    ENOUGH_FOR_FUNNEL,
    forest_chart,
    funnel_chart,
    meaning,
)
from bundlinje.reports.study_words import StudyWords

if TYPE_CHECKING:
    from bundlinje.evidence.knowledge import Knowledge


def study_report(found: PooledStudies, knowledge: Knowledge, language: Language = "da") -> Report:
    """Return the page about pooled studies; their sources are looked up in `knowledge`."""
    words = StudyWords(found, language)
    version = knowledge.version()
    sections = [
        Section("studierne", words.say("Studierne", "The studies"), (forest_chart(words),)),
        _disagreement(words),
        _small_studies(words),
        _reservations(words),
        _sources(words, knowledge),
    ]
    title = words.say("Hvad studierne siger samlet", "What the studies say together")
    names = ", ".join(study.reference for study in found.studies)
    return Report(
        title=title,
        language=language,
        introduction=_introduction(words),
        sections=tuple(section for section in sections if section is not None),
        citation=words.say(
            f"Bundlinje {__version__}, vidensdatabase {version[:12]}: {names}.",
            f"Bundlinje {__version__}, knowledge base {version[:12]}: {names}.",
        ),
        meta={"generator": f"bundlinje {__version__}", "knowledge": version, "studies": names},
    )


def _introduction(words: StudyWords) -> tuple[Block, ...]:
    first, *rest = meaning(words)
    return (paragraph(first, "answer"), *(paragraph(text) for text in rest), _figures(words))


def _figures(words: StudyWords) -> Figures:
    found, pooled = words.found, words.found.pooled
    figures = [
        Figure(
            words.mean,
            Cell(words.effect(pooled.mean), found.natural(pooled.mean)),
            words.say(
                f"95 %-interval {words.ends(pooled.low, pooled.high)}",
                f"95% interval {words.ends(pooled.low, pooled.high)}",
            ),
        )
    ]
    if pooled.prediction:
        ends = words.ends(pooled.prediction.low, pooled.prediction.high)
        name = FORMULA_NAMES[pooled.prediction.formula].to(words.language)
        label = words.say("Et nyt sted kan forvente", "A new place can expect")
        figures.append(Figure(label, Cell(ends), name))
    if found.predicted is not None and not says_too_little(found.predicted):
        spread = found.predicted.distribution
        mean, sd = points(spread.mean, words.language), points(spread.sd, words.language)
        label = words.say("Effekt i en sag", "Effect in a case")
        deviation = words.say(f"standardafvigelse {sd}", f"standard deviation {sd}")
        figures.append(Figure(label, Cell(mean, spread.mean), deviation))
    return Figures(tuple(figures))


def _disagreement(words: StudyWords) -> Section | None:
    pooled, spread = words.found.pooled, words.found.pooled.heterogeneity
    if spread is None:
        return None
    squared = words.say("kvadreret enhed", "squared unit")
    rows: list[tuple[str, str, float | None]] = [
        (words.say("Metode", "Method"), METHOD_NAMES[pooled.method].to(words.language), None),
        (
            words.say("Gennemsnittets interval", "Interval of the mean"),
            INTERVAL_NAMES[pooled.interval].to(words.language),
            None,
        ),
        ("I²", words.percent(spread.i2, 1), spread.i2),
        (
            words.say(f"Q ({spread.df} frihedsgrader)", f"Q ({spread.df} degrees of freedom)"),
            words.number(spread.q, 2),
            spread.q,
        ),
        (words.say("p for Q", "p of Q"), words.number(spread.p_value, 4), spread.p_value),
        (f"tau² ({squared})", formats.plain(spread.tau2, words.language), spread.tau2),
    ]
    if spread.tau2_interval:
        low, high = (formats.plain(end, words.language) for end in spread.tau2_interval)
        rows.append((words.say("tau², 95 %", "tau², 95%"), f"{low}–{high}", None))
    tau = math.sqrt(spread.tau2)
    if words.points:
        label = words.say("Standardafvigelse mellem steder", "Standard deviation between places")
        rows.append((label, points(tau, words.language), tau))
    table = Table(
        words.say("Uenighed mellem studierne", "Disagreement between the studies"),
        (Column(words.say("Mål", "Measure"), align="left"), Column(words.say("Værdi", "Value"))),
        tuple((Cell(name), Cell(text, raw)) for name, text, raw in rows),
    )
    text = words.say(
        f"I² er den del af forskellene mellem studierne, som er mere end tilfældigheder: "
        f"{words.percent(spread.i2)}. Med få studier er tallet selv meget usikkert.",
        f"I² is the share of the differences between the studies that is more than chance: "
        f"{words.percent(spread.i2)}. With few studies that number is itself very uncertain.",
    )
    title = words.say("Hvor enige er studierne?", "How far do the studies agree?")
    return Section("uenighed", title, (paragraph(text), table))


def _small_studies(words: StudyWords) -> Section | None:
    if words.found.pooled.k < 2:
        return None
    blocks: list[Block] = []
    if words.found.pooled.k < ENOUGH_FOR_FUNNEL:
        blocks.append(
            paragraph(
                words.say(
                    f"Med under {ENOUGH_FOR_FUNNEL} studier kan et tragtdiagram ikke afgøre, om "
                    "der mangler studier; det kan kun vise, om ét skiller sig ud.",
                    f"With fewer than {ENOUGH_FOR_FUNNEL} studies a funnel plot cannot tell "
                    "whether studies are missing; it can only show whether one stands out.",
                ),
                "note",
            )
        )
    title = words.say("Mangler der studier?", "Are studies missing?")
    return Section("tragt", title, (*blocks, funnel_chart(words)))


def _reservations(words: StudyWords) -> Section | None:
    texts = [warning.to(words.language) for warning in words.found.warnings]
    if not texts:
        return None
    return Section("forbehold", words.say("Forbehold", "Reservations"), (bullets(texts),))


def _sources(words: StudyWords, knowledge: Knowledge) -> Section:
    items = tuple(
        _item(words, position, effect, knowledge)
        for position, effect in enumerate(words.found.effects)
    )
    return Section("kilder", words.say("Studier og kilder", "Studies and sources"), items)


def _item(
    words: StudyWords, position: int, effect: StudyEffect, knowledge: Knowledge
) -> Assumption:
    study = effect.study
    page = knowledge.source_of(study)
    notes = [study.note, *(warning.to(words.language) for warning in _said(study))]
    source = Source(
        Span(page.title_text if page else study.source, page.url if page else ""),
        formats.date(page.accessed, words.language) if page else "",
    )
    return Assumption(
        f"studie-{position + 1}",
        words.study(position),
        tuple(_facts(words, effect)),
        (source,),
        tuple(note for note in notes if note),
    )


def _said(study: EffectStudy) -> tuple[Text, ...]:
    return tuple(warning for warning in study.warnings if warning != study.may_be_used)


def _facts(words: StudyWords, effect: StudyEffect) -> list[Fact]:
    study, language = effect.study, words.language
    printed = study.summary.to(language)
    error = words.say("afledt af gruppernes størrelse", "derived from the sizes of the groups")
    if not effect.derived:
        error = words.say("fra det trykte interval", "from the printed interval")
    facts = [
        (words.say("Id", "Id"), study.reference),
        (words.say("Målgruppe", "Target group"), study.target_group_text),
        (words.say("Resultat", "Outcome"), study.outcome_text),
        (words.say("Design", "Design"), codes.DESIGNS[study.design].to(language)),
        (
            words.say("Sammenlignet med", "Compared with"),
            codes.COMPARISONS[study.comparison].to(language),
        ),
        (words.say("Som trykt", "As printed"), printed),
        (words.say("Usikkerhed", "Uncertainty"), error),
    ]
    return [Fact(label, Cell(value)) for label, value in facts if value]
