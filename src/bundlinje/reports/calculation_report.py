"""The report of one calculation, as data: the answer first, then why, then what it rests on."""

from __future__ import annotations

from bundlinje.basics.texts import Language
from bundlinje.calculation.result import Result
from bundlinje.reports.answer import introduction
from bundlinje.reports.assumptions import assumptions_section
from bundlinje.reports.break_even_section import break_even_section
from bundlinje.reports.content import Length, Report, Section
from bundlinje.reports.conventions import citation, conventions_section, limits_section, meta
from bundlinje.reports.one_page import one_page
from bundlinje.reports.people_sections import outcomes_section, society_section
from bundlinje.reports.pockets_section import pockets_section
from bundlinje.reports.purses_section import purses_section
from bundlinje.reports.study_section import study_section
from bundlinje.reports.uncertainty_section import uncertainty_section
from bundlinje.reports.words import Words
from bundlinje.reports.years_section import years_section


def calculation_report(
    result: Result, language: Language = "da", length: Length = "full"
) -> Report:
    """Return the report of a result in a language: everything, or what fits on one page."""
    words = Words(result, language)
    short = length == "short"
    return Report(
        title=result.case.title,
        language=language,
        introduction=one_page(words) if short else introduction(words),
        sections=() if short else _sections(words),
        citation=citation(words),
        meta=meta(words),
        length=length,
    )


def _sections(words: Words) -> tuple[Section, ...]:
    sections: list[Section | None] = [
        purses_section(words),
        years_section(words),
        pockets_section(words),
        break_even_section(words),
        uncertainty_section(words),
        study_section(words),
        outcomes_section(words),
        society_section(words),
        assumptions_section(words),
        conventions_section(words),
        limits_section(words),
    ]
    return tuple(section for section in sections if section is not None)
