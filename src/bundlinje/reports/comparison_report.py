"""The report of a comparison, as data: cases side by side, held against the first of them."""

from __future__ import annotations

from functools import partial

from bundlinje.basics.texts import Language
from bundlinje.calculation.comparison import Comparison
from bundlinje.calculation.remarks import readable
from bundlinje.reports import conventions
from bundlinje.reports.comparison_answer import answer
from bundlinje.reports.comparison_charts import (
    net_result_by_scenario,
    shown,
)
from bundlinje.reports.comparison_figures import figures_section
from bundlinje.reports.comparison_outcomes import outcomes_section
from bundlinje.reports.comparison_words import Scenario, Scenarios
from bundlinje.reports.content import (
    Block,
    Cell,
    Chart,
    Column,
    Report,
    Section,
    Subheading,
    Table,
    bullets,
    paragraph,
)
from bundlinje.reports.grounds_words import grounds_sentence
from bundlinje.reports.input_differences import differences_section
from bundlinje.reports.row_charts import net_of
from bundlinje.reports.words import NB, NONE

#: The cases are named in the title where their names are no longer than this together. [signs]
LONGEST_TITLE = 110


def comparison_report(comparison: Comparison, language: Language = "da") -> Report:
    """Return the report of a comparison in a language."""
    found = Scenarios.of(comparison, language)
    sections = [
        figures_section(found),
        _purses_section(found),
        outcomes_section(found, comparison),
        differences_section(found),
        _limits_section(found),
    ]
    return Report(
        title=_title(found),
        language=language,
        introduction=tuple(_introduction(found, comparison)),
        sections=tuple(section for section in sections if section is not None),
        citation=_citation(found),
        meta=_meta(found),
    )


def _title(found: Scenarios) -> str:
    count = len(found.scenarios)
    titles = [scenario.title for scenario in found.scenarios]
    named = found.words.say(" og ", " and ").join(titles)
    if count == 2 and titles[0] != titles[1] and len(named) <= LONGEST_TITLE:
        return found.words.say(f"Sammenligning: {named}", f"Comparison: {named}")
    return found.words.say(f"Sammenligning af {count} sager", f"Comparison of {count} cases")


def _introduction(found: Scenarios, comparison: Comparison) -> list[Block]:
    words = found.words
    blocks: list[Block] = [
        paragraph(answer(found), "answer"),
        bullets([_named(scenario) for scenario in found.scenarios]),
    ]
    blocks += [paragraph(w.to(words.language), "warning") for w in comparison.warnings]
    if len({s.result.case.target_group for s in found.scenarios}) > 1:
        apart = words.say(
            "Sagerne har ikke samme målgruppe; tallene siger ikke, hvad der er bedst for den "
            "enkelte borger.",
            "The cases do not have the same target group; the figures do not say what is best for "
            "any one person.",
        )
        blocks.append(paragraph(apart, "warning"))
    if words.result.uncertainty is not None:
        blocks.append(
            paragraph(
                words.say(
                    "Sagerne er regnet på de samme trækninger: Et tal, som de deler, er det samme "
                    "i alle sager, så forskellen skyldes det, der skiller dem.",
                    "The cases are calculated on the same draws: a figure that they share is the "
                    "same in all of them, so that the difference is due to what sets them apart.",
                ),
                "note",
            )
        )
    return blocks


def _named(scenario: Scenario) -> str:
    """Return a case with its letter, and what it rests on where that is weak."""
    name = f"{scenario.letter}: {scenario.title}"
    grounds = grounds_sentence(scenario.words)
    return f"{scenario.words.stop(name)} {grounds}" if grounds else name


def _purses_section(found: Scenarios) -> Section:
    words = found.words
    parts = []
    for scenario in found.scenarios:
        nets = [
            f"{scenario.words.payer(payer)} "
            f"{shown(scenario.words, net_of(scenario.result, payer), scenario.spread(payer))}"
            for payer in found.payers
            if scenario.has(payer)
        ]
        parts.append(f"{scenario.letter}: {', '.join(nets)}")
    key = words.say("Punkt: bedste skøn.", "Dot: best estimate.")
    if words.result.uncertainty is not None:
        key += words.say(f" Bjælke: 90{NB}%-interval.", " Bar: 90% interval.")
    names = [f"{s.letter}: {s.title}" for s in found.scenarios]
    pairs = [(s.letter, s.result) for s in found.scenarios]
    chart = Chart(
        "nettoresultat",
        words.say("Nettoresultat efter kasse", "Net result by purse"),
        f"{key} {words.stop('; '.join(names))}",
        words.stop("; ".join(parts)),
        partial(net_result_by_scenario, pairs, found.payers, words),
        _purses_table(found),
    )
    blocks: list[Block] = [chart, *_better_table(found)]
    title = words.say("Nettoresultat for hver kasse", "Net result of each purse")
    return Section("kasser", title, tuple(blocks))


def _purses_table(found: Scenarios) -> Table:
    """Return the net result of each purse in each case, with its interval."""
    words = found.words
    rows = [
        (
            Cell(name, payer),
            Cell(s.letter),
            words.money_cell(net_of(s.result, payer)),
            *words.spread_cells(s.spread(payer)),
            *words.chance_cells(s.spread(payer)),
            words.year_cell(s.point.payback_year[payer]),
        )
        for payer, name in found.payers.items()
        for s in found.scenarios
        if s.has(payer)
    ]
    return Table(
        words.say("Nettoresultat efter kasse, diskonteret", "Net result by purse, discounted"),
        (
            Column(words.say("Kasse", "Purse"), align="left"),
            Column(words.say("Sag", "Case"), align="left"),
            Column(words.say("Bedste skøn", "Best estimate"), words.currency),
            *words.spread_columns(),
            *words.chance_columns(),
            Column(words.say("Tilbagebetalingsår", "Payback year")),
        ),
        tuple(rows),
    )


def _better_table(found: Scenarios) -> list[Block]:
    """Return the chance by purse that each scenario is better than the first."""
    words, first = found.words, found.scenarios[0].letter
    others = found.scenarios[1:]
    if any(s.difference is None or s.difference.net_result is None for s in others):
        return []
    rows = []
    for payer, name in found.payers.items():
        cells = []
        for scenario in others:
            drawn = scenario.better(payer)
            cells.append(Cell(NONE) if drawn is None else words.chance_cell(drawn))
        rows.append((Cell(name, payer), *cells))
    columns = tuple(column for column in found.columns[1:])
    return [
        Table(
            words.say(
                f"Chance for et bedre nettoresultat end i {first}, efter kasse",
                f"Chance of a better net result than in {first}, by purse",
            ),
            (Column(words.say("Kasse", "Purse"), align="left"), *columns),
            tuple(rows),
        )
    ]


def _limits_section(found: Scenarios) -> Section:
    """Return what no case counts, and the remarks of each."""
    words = found.words
    blocks: list[Block] = [bullets([conventions.left_out(words), conventions.not_in_hand(words)])]
    for scenario in found.scenarios:
        case, language = scenario.result.case, scenario.words.language
        remarks = [readable(case, language, warning) for warning in scenario.result.warnings]
        if remarks:
            name = f"{scenario.letter}: {scenario.title}"
            title = words.say(f"Bemærkninger til {name}", f"Remarks on {name}")
            blocks += [Subheading(title), bullets(remarks)]
    title = words.say("Forbehold og bemærkninger", "Reservations and remarks")
    return Section("forbehold", title, tuple(blocks))


def _citation(found: Scenarios) -> str:
    return " ".join(f"{s.letter}: {s.citation}" for s in found.scenarios)


def _meta(found: Scenarios) -> dict[str, str]:
    parts = [s.meta for s in found.scenarios]
    return {key: ", ".join(dict.fromkeys(p[key] for p in parts)) for key in parts[0]}
