"""What the answer rests on, said where it carries less than a comparison of like people."""

from __future__ import annotations

from bundlinje.basics.texts import Text
from bundlinje.calculation.grounds import (
    Grounds,
    effect_carries_money,
    grounds_of_case,
    grounds_of_money,
)
from bundlinje.reports.words import Words


def grounds_sentence(words: Words) -> str:
    """Return what the result rests on, where it carries less than a comparison of like people.

    The effect where money follows it, and what the money follows; each where it is the weaker.
    """
    effect, money = effect_grounds(words), money_grounds(words)
    said = []
    if effect <= money or money is Grounds.WEAK:
        said.append(_GROUNDS.get(effect))
    if money < effect or (money is Grounds.OWN and effect is not Grounds.OWN):
        said.append(_MONEY_GROUNDS.get(money))
    return " ".join(text.to(words.language) for text in said if text is not None)


def effect_grounds(words: Words) -> Grounds:
    """Return what the effect rests on; all is well with one that carries no money."""
    if words.case.consequences and not effect_carries_money(words.case):
        return Grounds.CAUSAL
    return grounds_of_case(words.case)


def weakest_grounds(words: Words) -> Grounds:
    """Return the weaker of what the effect and the changed use rest on."""
    return min(effect_grounds(words), money_grounds(words))


def is_illustration(words: Words) -> bool:
    """Return whether the grounds are too weak for the result to be called likely."""
    return weakest_grounds(words) < Grounds.WEAK


def money_grounds(words: Words) -> Grounds:
    """Return what the changed use rests on that the money follows."""
    return grounds_of_money(words.case, words.result.point.by_item)


_MONEY_GROUNDS = {
    Grounds.OWN: Text(
        "Meget af pengene hviler på egne antagelser om, hvad der ændrer sig i forbruget, uden et "
        "studie bag, så beløbet er et regneeksempel.",
        "Much of the money rests on own assumptions of how the use of services changes, with no "
        "study behind them, so the amount is an illustration.",
    ),
    Grounds.UNCONTROLLED: Text(
        "Meget af pengene hviler på tal uden kontrolgruppe for, hvad der ændrer sig i forbruget, "
        "så beløbet er et regneeksempel.",
        "Much of the money rests on figures without a comparison group of how the use of services "
        "changes, so the amount is an illustration.",
    ),
    Grounds.UNGRADED: Text(
        "Meget af pengene hviler på sagens egne kilder til, hvad der ændrer sig i forbruget, og "
        "ingen har vurderet, hvor meget de kan bære.",
        "Much of the money rests on the case's own sources of how the use of services changes, "
        "and how much they can carry is not assessed.",
    ),
    Grounds.CAUTION: Text(
        "Meget af pengene hviler på tal for ændret forbrug, der kun kan bruges med stort "
        "forbehold, så beløbet er et regneeksempel.",
        "Much of the money rests on figures of changed use that may only be used with great "
        "reservation, so the amount is an illustration.",
    ),
    Grounds.WEAK: Text(
        "Meget af pengene hviler på sammenligninger uden lodtrækning af, hvad der ændrer sig i "
        "forbruget. En del af forskellen kan skyldes, hvem der fik indsatsen.",
        "Much of the money rests on comparisons without randomisation of how the use of services "
        "changes. Part of the difference may be due to who got the intervention.",
    ),
}


_GROUNDS = {
    Grounds.OWN: Text(
        "Effekten er en egen antagelse uden et studie bag, så svaret er et regneeksempel.",
        "The effect is an own assumption with no study behind it, so the answer is an "
        "illustration.",
    ),
    Grounds.UNCONTROLLED: Text(
        "Effekten er fra et studie uden kontrolgruppe. Det viser ikke, hvad indsatsen ændrer, så "
        "svaret er et regneeksempel.",
        "The effect is from a study without a comparison group. It does not show what the "
        "intervention changes, so the answer is an illustration.",
    ),
    Grounds.UNGRADED: Text(
        "Kilden til effekten er sagens egen, og ingen har vurderet, hvor meget den kan bære.",
        "The source of the effect is the case's own, and how much it can carry is not assessed.",
    ),
    Grounds.CAUTION: Text(
        "Studiet bag effekten kan kun bruges med stort forbehold, så svaret er et regneeksempel.",
        "The study behind the effect may only be used with great reservation, so the answer is an "
        "illustration.",
    ),
    Grounds.WEAK: Text(
        "Effekten er fra en sammenligning uden lodtrækning. En del af den kan skyldes, hvem der "
        "fik indsatsen.",
        "The effect is from a comparison without randomisation. Part of it may be due to who got "
        "the intervention.",
    ),
}
