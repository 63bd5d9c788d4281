"""What the effect of a case rests on, where it was calculated from studies."""

from __future__ import annotations

from bundlinje.reports.content import Block, Section, Subheading, paragraph
from bundlinje.reports.study_blocks import forest_chart, meaning
from bundlinje.reports.study_words import StudyWords
from bundlinje.reports.words import Words


def study_section(words: Words) -> Section | None:
    """Return the forest plot of every effect that was pooled, with what it means."""
    blocks: list[Block] = []
    pooled = {id: e for id, e in words.case.effects.items() if e.studies is not None}
    for number, (id, effect) in enumerate(pooled.items(), 1):
        assert effect.studies is not None
        if len(words.case.effects) > 1:
            blocks.append(Subheading(effect.goal or id))
        said = StudyWords(effect.studies, words.language)
        blocks += [paragraph(text) for text in meaning(said)]
        blocks.append(forest_chart(said, f"skovdiagram-{number}"))
        blocks.append(
            paragraph(
                words.say(
                    "Hvor ens studierne er, og hvad der er udeladt, står under »Bemærkninger«; "
                    "hvert studie har sin kilde under »Forudsætninger og kilder«.",
                    "How alike the studies are, and what is left out, stands under “Remarks”; each "
                    "study has its source under “Assumptions and sources”.",
                ),
                "note",
            )
        )
    if not blocks:
        return None
    title = words.say("Hvad effekten bygger på", "What the effect rests on")
    return Section("studier", title, tuple(blocks))
