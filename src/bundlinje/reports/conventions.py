"""How the result was calculated, what it leaves out and does not say, and how to find it again."""

from __future__ import annotations

import datetime

from bundlinje.basics import formats
from bundlinje.basics.texts import Text
from bundlinje.calculation.case import Discounting
from bundlinje.calculation.remarks import readable
from bundlinje.reports.content import Block, Section, Subheading, bullets
from bundlinje.reports.item_facts import index_name
from bundlinje.reports.words import NB, Words

#: How much of a hash is shown; enough to tell two calculations apart.
HASH = 12

_LEFT_OUT = {
    "equalisation": Text("udligning mellem kommuner", "equalisation between municipalities"),
    "block grants": Text("bloktilskud", "block grants"),
    "wider economy": Text("virkninger i resten af økonomien", "effects in the rest of the economy"),
    "net tax factor": Text("nettoafgiftsfaktor", "net tax factor"),
}


def conventions_section(words: Words) -> Section:
    """Return the conventions and the warnings."""
    blocks: list[Block] = []
    warnings = [readable(words.case, words.language, warning) for warning in words.result.warnings]
    if warnings:
        blocks += [Subheading(words.say("Bemærkninger", "Remarks")), bullets(warnings)]
    blocks += [
        Subheading(words.say("Konventioner", "Conventions")),
        bullets([line for line in _lines(words) if line]),
    ]
    title = words.say("Sådan er der regnet", "How it was calculated")
    return Section("regnemaade", title, tuple(blocks))


def _lines(words: Words) -> list[str]:
    case, result = words.case, words.result
    index = index_name(words, case.price_index) if case.price_index else ""
    lines = [
        words.say(
            f"Perspektiv: de offentlige kasser. Periode: {words.period}.",
            f"Perspective: the public purses. Period: {words.period}.",
        ),
        words.say(
            f"Faste priser i {case.price_year}-niveau"
            + (f", omregnet med {index}." if index else "."),
            f"Fixed prices at {case.price_year} level"
            + (f", converted by {index}." if index else "."),
        ),
        discounting_words(words, case.discounting),
        outcome_discounting(words, case.discounting),
    ]
    drawn = result.uncertainty
    if drawn is None:
        lines.append(words.say("Ingen trækninger: kun punktresultatet.", "No draws: point only."))
    else:
        lines.append(_draws(words, drawn.draws, drawn.seed, drawn.chance))
    if result.rule_date:
        day = formats.date(datetime.date.fromisoformat(result.rule_date), words.language)
        lines.append(words.say(f"Regler pr. {day}.", f"Rules as of {day}."))
    lines.append(_cut_off(words))
    left = [_LEFT_OUT[name].to(words.language) for name in result.conventions["left_out"]]
    lines.append(
        words.say(f"Ikke regnet med: {words.joined(left)}.", f"Left out: {words.joined(left)}.")
    )
    return lines


def discounting_words(words: Words, discounting: Discounting) -> str:
    """Return the discount rates and how the first year is treated, in words."""
    rates = steps_words(words, discounting.steps)
    name = ""
    if discounting.schedule:
        schedule = words.case.knowledge.lookup(f"schedules/{discounting.schedule}")
        title = schedule.title.to(words.language)
        name = f"{title}: "
    first = {
        0.0: words.say("det første år tæller fuldt", "the first year counts in full"),
        0.5: words.say("beløb regnes midt på året", "amounts fall mid-year"),
        1.0: words.say(
            "også det første år diskonteres, ét år", "the first year too is discounted, one year"
        ),
    }.get(
        discounting.offset,
        words.say(
            f"det første år diskonteres {words.plain(discounting.offset)} år",
            f"the first year is discounted {words.plain(discounting.offset)} years",
        ),
    )
    return words.say(
        f"Diskontering: {name}{rates}; {first}.", f"Discounting: {name}{rates}; {first}."
    )


def steps_words(words: Words, steps: tuple[tuple[float, float], ...]) -> str:
    """Return discount rates by distance in time: `3,5 % om året til og med år 35, …`."""
    if all(rate == 0 for _, rate in steps):
        return words.say("ingen (0 %)", "none (0%)")
    yearly = words.say("om året", "a year")
    if len(steps) == 1:
        return f"{words.share(steps[0][1])} {yearly}"
    parts = []
    for at, (_, rate) in enumerate(steps):
        shown = f"{words.share(rate)} {yearly}" if not at else words.share(rate)
        if at + 1 < len(steps):
            last = words.plain(steps[at + 1][0] - 1)
            parts.append(
                words.say(f"{shown} til og med år{NB}{last}", f"{shown} to year{NB}{last}")
            )
        else:
            parts.append(words.say(f"derefter {shown}", f"then {shown}"))
    return ", ".join(parts)


def outcome_discounting(words: Words, discounting: Discounting) -> str:
    """Return how the outcomes for people are discounted."""
    if not words.case.outcomes:
        return ""
    rates = steps_words(words, discounting.outcome_steps)
    return words.say(
        f"Diskontering af resultater for borgerne: {rates}.",
        f"Discounting of outcomes for people: {rates}.",
    )


def _draws(words: Words, draws: int, seed: int, chance: bool) -> str:
    shown = words.number(draws)
    return words.say(
        f"{shown} trækninger med frø {seed}; tilfældet i, hvem der lykkes, er "
        f"{'regnet med' if chance else 'ikke regnet med'}. Samme sag, frø og antal giver samme "
        "tal.",
        f"{shown} draws with seed {seed}; chance in who succeeds is "
        f"{'included' if chance else 'not included'}. The same case, seed and number give the same "
        "figures.",
    )


def _cut_off(words: Words) -> str:
    amount = words.result.point.cut_off
    last = words.case.last_year
    if round(amount) == 0:
        return words.say(
            f"Intet af konsekvensernes listede år falder efter {last}.",
            f"None of the listed years of the consequences falls after {last}.",
        )
    return words.say(
        f"Afskåret: konsekvenser efter {last} for {words.amount(amount)} (diskonteret) er ikke "
        "med i resultatet.",
        f"Cut off: consequences after {last} of {words.amount(amount)} (discounted) are not in "
        "the result.",
    )


def limits_section(words: Words) -> Section:
    """Return what the result does not say."""
    drawn = words.result.uncertainty
    entries = [
        words.say(
            "Resultatet er et forventet regnskab for en gruppe. Det siger ikke, hvordan det går "
            "den enkelte, og det er ingen garanti.",
            "The result is an expected account for a group. It does not say how any one person "
            "fares, and it is no guarantee.",
        ),
        words.say(
            "Det er kun så godt som effekten og konsekvenserne. Viser en kilde en sammenhæng og "
            "ikke en målt virkning, kan gevinsten være for høj; så bør der sættes en faktor "
            "under 1 på konsekvensen.",
            "It is only as good as the effect and the consequences. Where a source shows an "
            "association and not a measured effect, the gain may be too high; a factor below 1 "
            "belongs on the consequence.",
        ),
        not_in_hand(words),
        left_out(words),
        words.say(
            "Bedre liv er ikke talt i kroner. En indsats kan være rigtig, selv om kasserne taber "
            "på den.",
            "Better lives are not counted in money. An intervention can be right even where the "
            "purses lose by it.",
        ),
    ]
    if drawn is not None:
        entries.insert(1, only_what_is_stated(words))
    title = words.say("Det siger resultatet ikke", "What the result does not say")
    return Section("forbehold", title, (bullets(entries),))


def only_what_is_stated(words: Words) -> str:
    """Return that the intervals cover stated uncertainty only."""
    return words.say(
        "Intervallerne dækker kun den usikkerhed, som sagen selv angiver. Er et tal fast, eller "
        "er noget glemt, er den virkelige usikkerhed større.",
        "The intervals cover only the uncertainty that the case itself states. Where a figure is "
        "fixed or something is forgotten, the real uncertainty is larger.",
    )


def not_in_hand(words: Words) -> str:
    """Return that a saving does not reach the budget by itself."""
    return words.say(
        "Gevinster er ikke penge i hånden: En besparelse viser sig først i budgettet, når nogen "
        "tilpasser udgifterne.",
        "Gains are not money in hand: a saving reaches the budget only when someone adjusts the "
        "spending.",
    )


def left_out(words: Words) -> str:
    """Return what is not in the result."""
    return words.say(
        "Udligning, bloktilskud og virkninger i resten af økonomien er ikke med. Det er ikke en "
        "samfundsøkonomisk analyse.",
        "Equalisation, block grants and effects in the rest of the economy are left out. It is "
        "not a welfare-economic analysis.",
    )


def citation(words: Words) -> str:
    """Return one line by which the result can be found again."""
    parts = meta(words)
    shown = [
        parts["software"],
        words.say("vidensdatabase ", "knowledge base ") + parts["knowledge-base"],
        words.say("sag ", "case ") + f"{parts['case']} (sha256 {parts['sha256']})",
    ]
    drawn = words.result.uncertainty
    if drawn is None:
        shown.append(words.say("0 trækninger", "0 draws"))
    else:
        shown.append(
            words.say(
                f"{words.number(drawn.draws)} trækninger, frø {drawn.seed}",
                f"{words.number(drawn.draws)} draws, seed {drawn.seed}",
            )
        )
    return words.say("Beregnet med ", "Calculated with ") + ", ".join(shown) + "."


def meta(words: Words) -> dict[str, str]:
    """Return what identifies the calculation."""
    result = words.result
    return {
        "software": result.software,
        "knowledge-base": result.knowledge_base[:HASH],
        "case": result.case.id,
        "sha256": result.case.sha256[:HASH],
    }
