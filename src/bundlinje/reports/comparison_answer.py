"""The answer of a comparison: which case gives most, promised no more than the draws carry."""

from __future__ import annotations

from bundlinje.reports.answer import LIKELY
from bundlinje.reports.comparison_words import Scenario, Scenarios
from bundlinje.reports.words import NB


def answer(found: Scenarios) -> str:
    """Return which case gives most, and how sure that is, in two or three sentences."""
    words = found.words
    amounts = words.joined([f"{s.letter}{NB}{s.amount}" for s in found.scenarios])
    estimate = words.say(f" Bedste skøn: {amounts}.", f" Best estimate: {amounts}.")
    return f"{_verdict(found)}{estimate}{_chances(found)}"


def _verdict(found: Scenarios) -> str:
    words = found.words
    if len({round(s.point.net_result) for s in found.scenarios}) == 1:
        return words.say(
            "Sagerne giver de offentlige kasser det samme.",
            "The cases give the public purses the same.",
        )
    best = max(found.scenarios, key=lambda scenario: scenario.point.net_result)
    if any(_open(best, other) for other in found.scenarios if other is not best):
        return words.say(
            "Det er usikkert, hvilken sag der er bedst for de offentlige kasser.",
            "It is uncertain which case is best for the public purses.",
        )
    return words.say(
        f"{best.letter} giver det største nettoresultat for de offentlige kasser.",
        f"{best.letter} gives the largest net result for the public purses.",
    )


def _open(best: Scenario, other: Scenario) -> bool:
    """Return whether the draws leave open which of two cases is the better."""
    chance = best.chance_over(other)
    return chance is not None and chance < LIKELY


def _chances(found: Scenarios) -> str:
    words, first = found.words, found.scenarios[0].letter
    chances = [
        f"{words.chance(s.chance_of_better)} for {s.letter}"
        for s in found.scenarios[1:]
        if s.chance_of_better is not None
    ]
    if not chances:
        return ""
    return words.say(
        f" Sandsynligheden for at være bedre end {first} er {words.joined(chances)}.",
        f" The probability of being better than {first} is {words.joined(chances)}.",
    )
