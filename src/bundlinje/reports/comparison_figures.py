"""The key figures of compared cases side by side."""

from __future__ import annotations

from collections.abc import Callable

from bundlinje.calculation.point import TOTAL
from bundlinje.reports.comparison_words import Scenario, Scenarios
from bundlinje.reports.content import Block, Cell, Column, Section, Table
from bundlinje.reports.row_charts import spread_of
from bundlinje.reports.words import NB, NONE


def figures_section(found: Scenarios) -> Section:
    """Return the key figures, a column a case."""
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
            words.say(
                f"Chance for et bedre nettoresultat end {first}",
                f"Chance of a better net result than {first}",
            ),
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
