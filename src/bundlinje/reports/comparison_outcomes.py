"""The outcomes for people of compared cases, and the two bottom lines of each."""

from __future__ import annotations

from functools import partial

from bundlinje.basics.errors import InputError
from bundlinje.calculation.comparison import Comparison
from bundlinje.reports.comparison_charts import common_outcome, compared_bottom_lines
from bundlinje.reports.comparison_words import Scenarios
from bundlinje.reports.content import Block, Cell, Chart, Column, Section, Table, paragraph
from bundlinje.reports.people_sections import units


def outcomes_section(found: Scenarios, comparison: Comparison) -> Section | None:
    """Return the outcomes of every case, or nothing where none has any."""
    words = found.words
    names: dict[tuple[str, str], None] = {}
    for scenario in found.scenarios:
        names |= {(o.label, o.unit): None for o in scenario.result.case.outcomes}
    if not names:
        return None
    rows = [
        (Cell(label), Cell(unit), Cell(scenario.letter), *cells)
        for label, unit in names
        for scenario in found.scenarios
        for cells in scenario.outcomes(label, unit)
    ]
    table = Table(
        words.say("Resultater for borgerne", "Outcomes for people"),
        (
            Column(words.say("Resultat", "Outcome"), align="left"),
            Column(words.say("Enhed", "Unit"), align="left"),
            Column(words.say("Sag", "Case"), align="left"),
            Column(words.say("Bedste skøn", "Best estimate")),
            *words.spread_columns(""),
        ),
        tuple(rows),
    )
    note = words.say(
        "Alle deltagere tilsammen i resultatets egen enhed; ikke regnet om til penge.",
        "All participants together in the outcome's own unit; not turned into money.",
    )
    title = words.say(
        "Resultater for borgerne: den anden bundlinje",
        "Outcomes for people: the second bottom line",
    )
    blocks = (paragraph(note), table, *_bottom_lines(found, comparison))
    return Section("borgerne", title, blocks)


def _bottom_lines(found: Scenarios, comparison: Comparison) -> list[Block]:
    """Return the chart of the two bottom lines, where the cases have an outcome in common."""
    words = found.words
    try:
        outcome = common_outcome(comparison.results)
    except InputError:
        return []
    table = Table(
        words.say("De to bundlinjer", "The two bottom lines"),
        (
            Column(words.say("Sag", "Case"), align="left"),
            Column(words.say("Nettoresultat", "Net result"), words.currency),
            Column(outcome.label, outcome.unit),
        ),
        tuple(
            (
                Cell(f"{scenario.letter}: {scenario.title}"),
                words.money_cell(scenario.point.net_result),
                Cell(units(words, value := scenario.point.outcomes[outcome.id]), value),
            )
            for scenario in found.scenarios
        ),
    )
    shown_in_words = "; ".join(
        f"{row[0].text}: {row[1].text} {words.currency}, {row[2].text} {outcome.unit}"
        for row in table.rows
    )
    return [
        Chart(
            "to-bundlinjer",
            words.say("De to bundlinjer mod hinanden", "The two bottom lines against each other"),
            words.say(
                f"Vandret: de offentlige kassers nettoresultat. Lodret: {outcome.label.lower()}. "
                "Streger: 90 %-intervaller.",
                f"Across: the net result of the public purses. Up: {outcome.label.lower()}. "
                "Lines: 90% intervals.",
            ),
            shown_in_words,
            partial(compared_bottom_lines, comparison, words.language),
            table,
        )
    ]
