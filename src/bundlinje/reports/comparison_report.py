"""The report of a comparison, as data: cases side by side, held against the first of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bundlinje.basics.errors import InputError
from bundlinje.basics.texts import Language
from bundlinje.calculation.comparison import Comparison
from bundlinje.calculation.point import TOTAL
from bundlinje.reports.comparison_answer import answer
from bundlinje.reports.comparison_charts import (
    common_outcome,
    compared_bottom_lines,
    net_result_by_scenario,
    shown,
)
from bundlinje.reports.comparison_words import Scenario, Scenarios
from bundlinje.reports.content import (
    Block,
    Cell,
    Chart,
    Column,
    Report,
    Section,
    Table,
    bullets,
    paragraph,
)
from bundlinje.reports.input_differences import differences_section
from bundlinje.reports.people_sections import units
from bundlinje.reports.row_charts import net_of, spread_of
from bundlinje.reports.words import NB, NONE


def comparison_report(comparison: Comparison, language: Language = "da") -> Report:
    """Return the report of a comparison in a language."""
    found = Scenarios.of(comparison, language)
    sections = [
        _figures_section(found),
        _purses_section(found),
        _outcomes_section(found, comparison),
        differences_section(found),
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
    return found.words.say(f"Sammenligning af {count} sager", f"Comparison of {count} cases")


def _introduction(found: Scenarios, comparison: Comparison) -> list[Block]:
    words = found.words
    blocks: list[Block] = [
        paragraph(answer(found), "answer"),
        bullets([f"{scenario.letter}: {scenario.title}" for scenario in found.scenarios]),
    ]
    blocks += [paragraph(w.to(words.language), "warning") for w in comparison.warnings]
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


def _figures_section(found: Scenarios) -> Section:
    words = found.words
    rows = [
        _row(words.say("Nettoresultat", "Net result"), found, _net),
        *_drawn_rows(found),
        _row(words.say("Nettoresultat pr. deltager", "Net result per participant"), found, _per),
        _row(words.say("Udgifter", "Costs"), found, lambda s: s.words.amount(s.point.costs)),
        _row(
            words.say("Konsekvenser", "Consequences"),
            found,
            lambda s: s.words.amount(s.point.consequences),
        ),
        _row(words.say("Nytte-omkostnings-forhold", "Benefit–cost ratio"), found, _ratio),
        _row(words.say("Tilbagebetalingsår", "Payback year"), found, _payback),
        _row(words.say("Deltagere", "Participants"), found, _people),
        _row(words.say("Periode", "Period"), found, lambda s: s.words.period),
    ]
    table = Table(
        words.say("Nøgletal, diskonteret", "Key figures, discounted"),
        (Column("", align="left"), *found.columns),
        tuple(rows),
    )
    blocks: list[Block] = [table]
    return Section("noegletal", words.say("Nøgletal", "Key figures"), tuple(blocks))


def _row(label: str, found: Scenarios, value: Callable[[Scenario], str]) -> tuple[Cell, ...]:
    return (Cell(label), *(Cell(value(scenario)) for scenario in found.scenarios))


def _net(scenario: Scenario) -> str:
    return scenario.amount


def _drawn_rows(found: Scenarios) -> list[tuple[Cell, ...]]:
    words = found.words
    if any(s.result.uncertainty is None for s in found.scenarios):
        return []
    first = found.scenarios[0].letter
    return [
        _row(words.say(f"90{NB}%-interval", "90% interval"), found, _interval),
        _row(
            words.say("Chance for plus", "Chance of a plus"),
            found,
            lambda s: s.words.chance(spread_of(s.result, TOTAL).p_positive),
        ),
        _row(words.say(f"Forskel fra {first}", f"Difference from {first}"), found, _difference),
        _row(
            words.say(f"90{NB}%-interval for forskellen", "90% interval of the difference"),
            found,
            _difference_interval,
        ),
        _row(
            words.say(f"Chance for bedre end {first}", f"Chance of better than {first}"),
            found,
            lambda s: NONE if s.chance_of_better is None else s.words.chance(s.chance_of_better),
        ),
    ]


def _interval(scenario: Scenario) -> str:
    spread = spread_of(scenario.result, TOTAL)
    words = scenario.words
    return words.interval(spread, words.precision(scenario.point.net_result, spread.sd))


def _difference(scenario: Scenario) -> str:
    if scenario.difference is None:
        return NONE
    drawn = scenario.difference.net_result
    return scenario.words.amount(scenario.difference.point, None if drawn is None else drawn.sd)


def _difference_interval(scenario: Scenario) -> str:
    drawn = None if scenario.difference is None else scenario.difference.net_result
    if scenario.difference is None or drawn is None:
        return NONE
    words = scenario.words
    return words.interval(drawn, words.precision(scenario.difference.point, drawn.sd))


def _per(scenario: Scenario) -> str:
    per, net = scenario.point.net_result_per_participant, scenario.point.net_result
    spread = spread_of(scenario.result, TOTAL)
    if per is None:
        return NONE
    return scenario.words.amount(per, spread.sd * abs(per / net) if spread and net else None)


def _ratio(scenario: Scenario) -> str:
    ratio = scenario.point.benefit_cost_ratio
    return NONE if ratio is None else scenario.words.number(ratio, 2)


def _payback(scenario: Scenario) -> str:
    return scenario.words.year_cell(scenario.point.payback_year[TOTAL]).text


def _people(scenario: Scenario) -> str:
    case = scenario.result.case
    return scenario.words.plain(sum(s.numbers[0].mean for s in case.participants.values()))


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
            Cell(words.payer(payer), payer),
            Cell(s.letter),
            words.money_cell(net_of(s.result, payer)),
            *words.spread_cells(s.spread(payer)),
            *words.chance_cells(s.spread(payer)),
            words.year_cell(s.point.payback_year[payer]),
        )
        for payer in found.payers
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
    for payer in found.payers:
        cells = []
        for scenario in others:
            drawn = scenario.better(payer)
            cells.append(Cell(NONE) if drawn is None else words.chance_cell(drawn))
        rows.append((Cell(words.payer(payer), payer), *cells))
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


def _outcomes_section(found: Scenarios, comparison: Comparison) -> Section | None:
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


def _citation(found: Scenarios) -> str:
    return " ".join(f"{s.letter}: {s.citation}" for s in found.scenarios)


def _meta(found: Scenarios) -> dict[str, str]:
    parts = [s.meta for s in found.scenarios]
    return {key: ", ".join(dict.fromkeys(p[key] for p in parts)) for key in parts[0]}
