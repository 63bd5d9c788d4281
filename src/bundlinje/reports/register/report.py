"""The report of a register study, as data: what was found first, then whether to trust it."""

from __future__ import annotations

from bundlinje.basics.texts import Language
from bundlinje.register.result import StudyResult
from bundlinje.reports.content import Block, Length, Report, Subheading, bullets, paragraph
from bundlinje.reports.register.alike_section import balance_words, overlap_words
from bundlinje.reports.register.answer import answer, figures, overview, who
from bundlinje.reports.register.before_section import before_words
from bundlinje.reports.register.definition_section import HASH, definition_section, method_section
from bundlinje.reports.register.people_section import people_section
from bundlinje.reports.register.results_section import difference_chart, results_section
from bundlinje.reports.register.trust_section import sensitivity_words, trust_section
from bundlinje.reports.register.words import RegisterWords

#: Warnings that there is room for on one page.
MOST_WARNINGS = 4


def register_report(
    result: StudyResult, language: Language = "da", length: Length = "full"
) -> Report:
    """Return the report of a study's result in a language."""
    words = RegisterWords(result, language)
    short = length == "short"
    return Report(
        title=result.title,
        language=language,
        introduction=_one_page(words) if short else _introduction(words),
        sections=()
        if short
        else (
            people_section(words),
            results_section(words),
            trust_section(words),
            definition_section(words),
            method_section(words),
        ),
        citation=_citation(words),
        meta={
            "software": f"bundlinje {result.software}",
            "study": result.id,
            "sha256": result.sha256[:HASH],
            "date": result.date,
        },
        length=length,
    )


def _introduction(words: RegisterWords) -> tuple[Block, ...]:
    note = words.say(
        "Tallene er den gennemsnitlige forskel pr. person og år: dem, der nåede målet, minus dem, "
        "der ikke gjorde (dobbelt robust skøn).",
        "The figures are the mean difference a person and year: those who reached the goal less "
        "those who did not (doubly robust estimate).",
    )
    return (
        paragraph(answer(words), "answer"),
        paragraph(who(words)),
        figures(words),
        paragraph(note, "note"),
    )


def _one_page(words: RegisterWords) -> tuple[Block, ...]:
    say, result = words.say, words.result
    blocks: list[Block] = [paragraph(answer(words), "answer"), paragraph(who(words), "note")]
    blocks.append(overview(words))
    first = next((s for s in result.services if words.shown(s)), None)
    if first is not None:
        blocks.append(difference_chart(words, [first]))
    blocks.append(Subheading(say("Kan man stole på det?", "Can it be trusted?")))
    trust = [f(words) for f in (balance_words, overlap_words, before_words, sensitivity_words)]
    told = answer(words)
    warnings = [words.named(w.to(words.language)) for w in result.warnings]
    # The answer has said that the people do not exist and that it need not be an effect.
    rest = warnings[2 if result.synthetic else 1 :][:MOST_WARNINGS]
    blocks.append(bullets([text for text in (*trust, *rest) if text not in told]))
    return tuple(blocks)


def _citation(words: RegisterWords) -> str:
    say, result = words.say, words.result
    made = words.date(result.date)
    return say(
        f"Beregnet {made} med bundlinje {result.software} ({result.engine}), studie {result.id} "
        f"(sha256 {result.sha256[:HASH]}), register: {result.register}.",
        f"Calculated {made} with bundlinje {result.software} ({result.engine}), study {result.id} "
        f"(sha256 {result.sha256[:HASH]}), register: {result.register}.",
    )
