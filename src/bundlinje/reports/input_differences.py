"""What differs between the assumptions of the cases in a comparison, in the words of the report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bundlinje.reports.assumptions import (
    consequences,
    costs,
    effects,
    outcomes,
    parameters,
    people,
)
from bundlinje.reports.comparison_words import Scenario, Scenarios
from bundlinje.reports.content import Assumption, Cell, Column, Section, Table, paragraph
from bundlinje.reports.conventions import discounting_words
from bundlinje.reports.item_facts import contribution_label
from bundlinje.reports.words import NONE, sentence


@dataclass(frozen=True)
class _Inputs:
    """The stated facts of one case: by item, then by what the fact is called."""

    titles: dict[str, str]
    facts: dict[str, dict[str, str]]


def differences_section(found: Scenarios) -> Section:
    """Return every assumption that is not the same in all cases."""
    words = found.words
    title = words.say("Det skiller sagerne", "What sets the cases apart")
    rows = [
        (Cell(sentence(item)), Cell(sentence(fact)), *(Cell(value) for value in values))
        for item, fact, values in _differing([_inputs(s) for s in found.scenarios], found)
    ]
    if not rows:
        same = words.say(
            "Sagernes forudsætninger er ens.", "The assumptions of the cases are the same."
        )
        return Section("forskelle", title, (paragraph(same),))
    intro = words.say(
        "Kun de forudsætninger, som ikke er ens. Kilder og noter står i rapporten om hver sag.",
        "Only the assumptions that are not the same. Sources and notes stand in the report of "
        "each case.",
    )
    table = Table(
        words.say("Forudsætninger, der er forskellige", "Assumptions that differ"),
        (
            Column(words.say("Forudsætning", "Assumption"), align="left"),
            Column("", align="left"),
            *(Column(scenario.letter, align="left") for scenario in found.scenarios),
        ),
        tuple(rows),
    )
    return Section("forskelle", title, (paragraph(intro), table))


def _inputs(scenario: Scenario) -> _Inputs:
    words, case = scenario.words, scenario.result.case
    frame = words.say("Regnemåde", "Conventions")
    titles = {"": frame}
    facts = {
        "": {
            words.say("Periode", "Period"): words.period,
            words.say("Prisniveau", "Price level"): str(case.price_year),
            words.say("Diskontering", "Discounting"): discounting_words(words, case.discounting),
            words.say("Målgruppe", "Target group"): case.target_group or NONE,
        }
    }
    result = contribution_label(words)
    for item in _assumptions(scenario):
        titles[item.id] = item.title
        facts[item.id] = {
            fact.label: fact.value.text for fact in item.facts if fact.label != result
        }
    return _Inputs(titles, facts)


def _assumptions(scenario: Scenario) -> Iterator[Assumption]:
    for kind in (people, effects, costs, consequences, outcomes, parameters):
        yield from kind(scenario.words)


def _differing(inputs: list[_Inputs], found: Scenarios) -> Iterator[tuple[str, str, list[str]]]:
    """Yield item, fact and its value in each case; an item that one lacks is a single row."""
    titles: dict[str, str] = {}
    for case in inputs:
        titles = {**case.titles, **titles}
    for name, title in titles.items():
        if any(name not in case.facts for case in inputs):
            yield title, "", [_summary(case, name, found) for case in inputs]
            continue
        labels: dict[str, None] = {}
        for case in inputs:
            labels |= dict.fromkeys(case.facts[name])
        for label in labels:
            values = [case.facts[name].get(label, NONE) for case in inputs]
            if len(set(values)) > 1:
                yield title, label, values


def _summary(case: _Inputs, name: str, found: Scenarios) -> str:
    """Return what says most about an item in one line."""
    words = found.words
    if name not in case.facts:
        return words.say("ikke med", "not included")
    shown = ("Beløb", "Ændring", "Enhedspris", "Værdi", "Amount", "Change", "Unit price", "Value")
    parts = [
        f"{label}: {value}" for label, value in case.facts[name].items() if label.startswith(shown)
    ]
    return "; ".join(parts) or words.say("med", "included")
