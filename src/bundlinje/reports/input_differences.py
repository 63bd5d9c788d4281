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
    uses_label,
)
from bundlinje.reports.comparison_words import Scenario, Scenarios
from bundlinje.reports.content import (
    Assumption,
    Block,
    Cell,
    Column,
    Section,
    Subheading,
    Table,
    bullets,
    paragraph,
)
from bundlinje.reports.conventions import discounting_words
from bundlinje.reports.item_facts import contribution_label
from bundlinje.reports.words import NONE


@dataclass(frozen=True)
class _Inputs:
    """The stated facts of one case: by item, then by what the fact is called."""

    titles: dict[str, str]
    facts: dict[str, dict[str, str]]


def differences_section(found: Scenarios) -> Section:
    """Return every assumption that is not the same in all cases."""
    words = found.words
    inputs = [_inputs(scenario) for scenario in found.scenarios]
    blocks: list[Block] = []
    rows = [
        (Cell(label), *(Cell(value) for value in values))
        for label, values in _differing(inputs, found)
    ]
    if rows:
        columns = (Column(s.letter, align="left") for s in found.scenarios)
        blocks.append(
            Table(
                words.say("Forudsætninger, der er forskellige", "Assumptions that differ"),
                (Column(words.say("Forudsætning", "Assumption"), align="left"), *columns),
                tuple(rows),
            )
        )
    for scenario, case in zip(found.scenarios, inputs, strict=True):
        alone = [
            f"{title}: {_summary(case, name)}".removesuffix(": ")
            for name, title in case.titles.items()
            if all(name not in other.facts for other in inputs if other is not case)
        ]
        if alone:
            only = words.say(f"Kun i {scenario.letter}", f"Only in {scenario.letter}")
            blocks += [Subheading(only), bullets(alone)]
    intro = words.say(
        "Kun det, som ikke er ens i sagerne. Kilder og noter står i rapporten om hver sag.",
        "Only what is not the same in the cases. Sources and notes stand in the report of each "
        "case.",
    )
    if not blocks:
        intro = words.say(
            "Sagernes forudsætninger er ens.", "The assumptions of the cases are the same."
        )
    title = words.say("Det skiller sagerne", "What sets the cases apart")
    return Section("forskelle", title, (paragraph(intro), *blocks))


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
    left_out = (contribution_label(words), uses_label(words))
    for item in _assumptions(scenario):
        titles[item.id] = item.title
        facts[item.id] = {
            fact.label: fact.value.text for fact in item.facts if fact.label not in left_out
        }
    return _Inputs(titles, facts)


def _assumptions(scenario: Scenario) -> Iterator[Assumption]:
    for kind in (people, effects, costs, consequences, outcomes, parameters):
        yield from kind(scenario.words)


def _differing(inputs: list[_Inputs], found: Scenarios) -> Iterator[tuple[str, list[str]]]:
    """Yield each fact of the items that several cases share, where it is not the same."""
    titles: dict[str, str] = {}
    for case in inputs:
        titles |= {name: title for name, title in case.titles.items() if name not in titles}
    missing = found.words.say("ikke med", "not included")
    for name, title in titles.items():
        having = [case for case in inputs if name in case.facts]
        if len(having) == 1:
            continue
        labels: dict[str, None] = {}
        for case in having:
            labels |= dict.fromkeys(case.facts[name])
        different = [
            label for label in labels if len({c.facts[name].get(label) for c in having}) > 1
        ]
        if len(having) < len(inputs) and not different:
            shown = [_summary(c, name) if name in c.facts else missing for c in inputs]
            yield title, shown
        for label in different:
            yield (
                f"{title}: {label}",
                [
                    case.facts[name].get(label, NONE) if name in case.facts else missing
                    for case in inputs
                ],
            )


def _summary(case: _Inputs, name: str) -> str:
    """Return what says most about an item in one line."""
    shown = ("Beløb", "Ændring", "Enhedspris", "Værdi", "Amount", "Change", "Unit price", "Value")
    return "; ".join(
        f"{label[:1].lower()}{label[1:]}: {value}"
        for label, value in case.facts[name].items()
        if label.startswith(shown)
    )
