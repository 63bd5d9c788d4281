"""The answer of a comparison: which case gives most, promised no more than the draws carry."""

from __future__ import annotations

from bundlinje.calculation.grounds import Grounds
from bundlinje.reports.answer import ALL_BUT_CERTAIN, LIKELY
from bundlinje.reports.comparison_words import Scenarios
from bundlinje.reports.grounds_words import is_illustration, weakest_grounds
from bundlinje.reports.words import NB


def answer(found: Scenarios) -> str:
    """Return which case gives most, and how sure that is, in two or three sentences."""
    words = found.words
    amounts = words.joined([f"{s.letter}{NB}{s.amount}" for s in found.scenarios])
    estimate = words.say(f" Bedste skøn: {amounts}.", f" Best estimate: {amounts}.")
    return f"{_verdict(found)}{estimate}{_chances(found)}{_illustrations(found)}"


def _verdict(found: Scenarios) -> str:
    words = found.words
    if len({round(s.point.net_result) for s in found.scenarios}) == 1:
        return words.say(
            "Sagerne giver de offentlige kasser det samme.",
            "The cases give the public purses the same.",
        )
    best = max(found.scenarios, key=lambda scenario: scenario.point.net_result)
    known = [best.chance_over(other) for other in found.scenarios if other is not best]
    least = min((chance for chance in known if chance is not None), default=None)
    if least is not None and least < LIKELY:
        return words.say(
            "Det er usikkert, hvilken sag der er bedst for de offentlige kasser.",
            "It is uncertain which case is best for the public purses.",
        )
    how = "" if least is None else _certainty(found, least)
    return words.say(
        f"{best.letter} giver {how}det største nettoresultat for de offentlige kasser.",
        f"{best.letter} {how}gives the largest net result for the public purses.",
    )


def _certainty(found: Scenarios, least: float) -> str:
    """Return how certain the best case is said to be: no more than draws and grounds carry."""
    words = found.words
    weakest = min(weakest_grounds(scenario.words) for scenario in found.scenarios)
    if least >= ALL_BUT_CERTAIN and weakest is Grounds.CAUSAL:
        # In every draw: what sets the cases apart is not uncertain at all.
        if least == 1:
            return ""
        return words.say("efter alt at dømme ", "in all likelihood ")
    if weakest < Grounds.WEAK:
        return words.say("i beregningen ", "on these assumptions ")
    return words.say("sandsynligvis ", "probably ")


def _illustrations(found: Scenarios) -> str:
    """Return which cases rest on too little for more than an illustration."""
    letters = [s.letter for s in found.scenarios if is_illustration(s.words)]
    if not letters:
        return ""
    words, named = found.words, found.words.joined(letters)
    several = len(letters) > 1
    return words.say(
        f" {named} er {'regneeksempler' if several else 'et regneeksempel'}; grunden står "
        "nedenfor.",
        f" {named} {'are illustrations' if several else 'is an illustration'}, for the "
        f"{'reasons' if several else 'reason'} below.",
    )


def _chances(found: Scenarios) -> str:
    words, first = found.words, found.scenarios[0].letter
    known = [s for s in found.scenarios[1:] if s.chance_of_better is not None]
    parts = [
        words.say(
            f"at {s.letter} giver kasserne et bedre nettoresultat end {first}, er "
            f"{words.chance(s.chance_of_better or 0.0)}",
            f"that {s.letter} gives the purses a better net result than {first} is "
            f"{words.chance(s.chance_of_better or 0.0)}",
        )
        for s in known
    ]
    if not parts:
        return ""
    return words.say(
        f" Sandsynligheden for, {words.joined(parts)}.",
        f" The probability {words.joined(parts)}.",
    )
