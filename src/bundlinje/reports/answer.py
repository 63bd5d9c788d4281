"""The answer at the top of a report: one sentence that promises no more than the draws carry."""

from __future__ import annotations

from collections.abc import Sequence

from bundlinje.basics.texts import Text
from bundlinje.calculation.grounds import Grounds
from bundlinje.calculation.invented import invented_people
from bundlinje.calculation.point import TOTAL
from bundlinje.calculation.summaries import Distributed
from bundlinje.reports.content import Block, Cell, Figure, Figures, paragraph
from bundlinje.reports.grounds_words import (
    grounds_sentence,
    is_illustration,
    weakest_grounds,
)
from bundlinje.reports.profile_words import invented_warning
from bundlinje.reports.words import NB, NONE, Words

#: From this probability on the sign of the result is called likely, and all but certain.
LIKELY = 0.80
ALL_BUT_CERTAIN = 0.95


def introduction(words: Words) -> tuple[Block, ...]:
    """Return what stands above the first section: the case, the answer and the key figures."""
    case = words.case
    blocks: list[Block] = invented_warning(words)
    if case.description:
        blocks.append(paragraph(case.description))
    if case.target_group:
        group = words.say("Målgruppe", "Target group")
        blocks.append(paragraph(f"{group}: {case.target_group}", "note"))
    blocks.append(paragraph(answer(words), "answer"))
    pockets = wrong_pocket_sentence(words)
    if pockets:
        blocks.append(paragraph(pockets))
    if words.result.uncertainty is None:
        blocks.append(paragraph(not_drawn(words), "warning"))
    if words.result.warnings:
        blocks.append(paragraph(_warned(words), "note"))
    blocks.append(key_figures(words))
    return tuple(blocks)


def answer(words: Words) -> str:
    """Return the conclusion in one sentence, and what the effect rests on where that is weak."""
    said = (conclusion(words), grounds_sentence(words))
    return " ".join(sentence for sentence in said if sentence)


def conclusion(words: Words) -> str:
    """Return the conclusion in one sentence."""
    net = words.result.point.net_result
    drawn = words.result.uncertainty
    if drawn is None:
        return _certain(words, net)
    spread = drawn.net_result
    if spread.sd == 0:
        return _certain(words, net)
    interval = _interval(words, net, spread)
    plus = spread.p_positive
    if max(plus, 1 - plus) < LIKELY:
        return _open(words, net, spread, interval)
    strong = max(plus, 1 - plus) >= ALL_BUT_CERTAIN
    most_likely = "surplus" if plus >= LIKELY else "loss"
    if (net > 0) != (most_likely == "surplus"):
        return _open(words, net, spread, interval)
    how = _certainty(words, strong)
    begins = (
        Text("I dette regneeksempel", "In this illustration")
        if is_illustration(words)
        else Text("Med rapportens forudsætninger", "On the assumptions of this report")
    )
    return words.say(
        f"{begins.da} giver indsatsen {how}de offentlige kasser "
        f"{_result_da(words, net, spread)} over {words.period}{_that_is(words, interval)}.",
        f"{begins.en} the intervention {how}gives the public purses "
        f"{_result_en(words, net, spread)} over {words.period}{_that_is(words, interval)}.",
    )


def _certainty(words: Words, strong: bool) -> str:
    """Return how certain the sign is said to be: no more than the grounds carry."""
    if invented_people(words.case) is not None:
        return ""
    if is_illustration(words):
        return ""
    if strong and weakest_grounds(words) is Grounds.CAUSAL:
        return words.say("efter alt at dømme ", "in all likelihood ")
    return words.say("sandsynligvis ", "probably ")


def _certain(words: Words, net: float) -> str:
    if round(net) == 0:
        return words.say(
            "Med rapportens forudsætninger går indsatsen lige op for de offentlige kasser over "
            f"{words.period}.",
            "On the assumptions of this report the intervention breaks even for the public "
            f"purses over {words.period}.",
        )
    return words.say(
        "Med rapportens forudsætninger giver indsatsen de offentlige kasser "
        f"{_result_da(words, net)} over {words.period}.",
        "On the assumptions of this report the intervention gives the public purses "
        f"{_result_en(words, net)} over {words.period}.",
    )


def _open(words: Words, net: float, spread: Distributed, interval: str) -> str:
    often = _often(words)
    lies = interval and words.say(
        f", men {often} ligger resultatet et sted {interval}",
        f", but {often} the result lies somewhere {interval}",
    )
    return words.say(
        "Det er usikkert, om indsatsen giver de offentlige kasser overskud eller underskud over "
        f"{words.period}: Det bedste skøn er {_result_da(words, net, spread)}{lies}.",
        "It is uncertain whether the intervention gives the public purses a surplus or a loss "
        f"over {words.period}: the best estimate is {_result_en(words, net, spread)}{lies}.",
    )


def _that_is(words: Words, interval: str) -> str:
    if not interval:
        return ""
    return f"; {_often(words)} {interval}"


def _often(words: Words) -> str:
    """Return what an interval holds: a probability only where the grounds carry one."""
    if is_illustration(words) or invented_people(words.case) is not None:
        return words.say(f"i 90{NB}% af trækningerne", "in 90% of the draws")
    return words.say(f"med 90{NB}% sandsynlighed", "with 90% probability")


def _result_da(words: Words, net: float, spread: Distributed | None = None) -> str:
    amount = _rounded(words, abs(net), spread)
    about = "" if spread is None else "cirka "
    if round(net) == 0:
        return f"et resultat på omkring 0{NB}{words.currency}"
    return f"et {'overskud' if net > 0 else 'underskud'} på {about}{amount} {words.prices}"


def _result_en(words: Words, net: float, spread: Distributed | None = None) -> str:
    amount = _rounded(words, abs(net), spread)
    about = "" if spread is None else "about "
    if round(net) == 0:
        return "a result around 0"
    return f"a {'surplus' if net > 0 else 'loss'} of {about}{amount} {words.prices}"


def _rounded(words: Words, amount: float, spread: Distributed | None) -> str:
    return words.amount(amount, None if spread is None else spread.sd)


def _interval(words: Words, net: float, spread: Distributed) -> str:
    """Return the 90 % interval inside a sentence, with surplus and loss in words.

    Nothing where both ends are written alike.
    """
    precision = words.precision(net, spread.sd)
    low, high = words.amounts([abs(spread.p5), abs(spread.p95)], precision)
    names = (
        words.say("et underskud på", "a loss of"),
        words.say("et overskud på", "a surplus of"),
    )
    og, between = words.say("og", "and"), words.say("mellem", "between")
    if (spread.p5 < 0) != (spread.p95 < 0):
        return f"{between} {names[0]} {low} {og} {names[1]} {high}"
    name = names[int(spread.p5 >= 0)]
    if low == high:
        return ""
    if spread.p95 < 0:
        low, high = high, low
    bare, unit = low.split(NB, 1)
    if unit == high.split(NB, 1)[1]:
        low = bare
    return f"{between} {name} {low} {og} {high}"


def not_drawn(words: Words) -> str:
    """Return that the uncertainty was not calculated, and what that means."""
    return words.say(
        "Usikkerheden er ikke beregnet (0 trækninger). Rapporten viser derfor kun det bedste "
        "skøn og siger intet om, hvor sikkert det er.",
        "The uncertainty was not calculated (0 draws). The report therefore shows the best "
        "estimate only and says nothing about how certain it is.",
    )


def _warned(words: Words) -> str:
    count = len(words.result.warnings)
    return words.say(
        f"Beregningen har {count} {'bemærkning' if count == 1 else 'bemærkninger'}, som bør "
        "læses, før tallene bruges. Se under »Sådan er der regnet«.",
        f"The calculation has {count} {'remark' if count == 1 else 'remarks'} to read before "
        "the figures are used. See “How it was calculated”.",
    )


def wrong_pocket_sentence(words: Words) -> str:
    """Return who gains and who loses, where purses differ; else nothing."""
    results = words.result.point.by_payer
    gainers = [p for p in words.payers_in_play if round(results[p]) > 0]
    losers = [p for p in words.payers_in_play if round(results[p]) < 0]
    if not gainers or not losers:
        return ""
    gains = words.joined([_ends(words, p, "til") for p in gainers])
    losses = words.joined([_ends(words, p, "for") for p in losers])
    return words.say(
        "Kasserne får ikke det samme ud af det: Bedste skøn er et overskud på "
        f"{gains}, men et underskud på {losses}.",
        "The purses do not fare alike: the best estimate is a surplus of "
        f"{gains}, but a loss of {losses}.",
    )


def _ends(words: Words, payer: str, danish: str) -> str:
    amount = words.amount(abs(words.result.point.by_payer[payer]), words.spread(payer))
    name = words.definite(payer)
    return words.say(f"{amount} {danish} {name}", f"{amount} for {name}")


def key_figures(words: Words) -> Figures:
    """Return the key figures."""
    figures = [
        _net(words),
        *_chance(words),
        *_per_participant(words),
        _payback(words),
        *_ratio(words),
        *_irr(words),
        *_realisable(words),
        _participants(words),
    ]
    return Figures(tuple(figures))


def most_important_figures(words: Words) -> Figures:
    """Return the six key figures that a short report has room for."""
    return Figures(
        (
            _net(words),
            *_chance(words),
            *_per_participant(words),
            _payback(words),
            *_ratio(words),
            *(_realisable(words) or (_participants(words),)),
        )
    )


def _net(words: Words) -> Figure:
    point, drawn = words.result.point, words.result.uncertainty
    spread = None if drawn is None else drawn.net_result
    value = words.amount(point.net_result, None if spread is None else spread.sd)
    explanation = words.say("diskonteret", "discounted") + f", {words.prices}"
    if spread is not None and spread.sd > 0:
        precision = words.precision(point.net_result, spread.sd)
        shown = words.interval(spread, precision)
        explanation = words.say(f"90{NB}%-interval: {shown}", f"90% interval: {shown}")
        explanation = f"{explanation} {words.prices}"
    return Figure(
        words.say("Nettoresultat, alle offentlige kasser", "Net result, all public purses"),
        Cell(value, point.net_result),
        explanation,
    )


def _chance(words: Words) -> list[Figure]:
    drawn = words.result.uncertainty
    if drawn is None or drawn.net_result.nothing:
        return []
    plus = drawn.net_result.p_positive
    return [
        Figure(
            words.say("Chance for plus", "Chance of a plus"),
            Cell(words.chance(plus), plus),
            words.say(
                "sandsynlighed for, at nettoresultatet er over 0",
                "probability that the net result is above 0",
            ),
        )
    ]


def _per_participant(words: Words) -> list[Figure]:
    per = words.result.point.net_result_per_participant
    if per is None:
        return []
    drawn = words.result.uncertainty
    net = words.result.point.net_result
    spread = None
    if drawn is not None and net:
        spread = drawn.net_result.sd * abs(per / net)
    value = Cell(words.amount(per, spread), per)
    return [
        Figure(
            words.say("Nettoresultat pr. deltager", "Net result per participant"),
            value,
            words.prices,
        )
    ]


def _payback(words: Words) -> Figure:
    year = words.result.point.payback_year[TOTAL]
    label = words.say("Tilbagebetalingsår", "Payback year")
    if year is not None:
        explanation = words.say(
            "fra det år er pengene samlet set tjent ind", "from then on the money is earned back"
        )
        return Figure(label, Cell(str(year), year), explanation)
    last = words.case.last_year
    if words.result.point.net_result < 0:
        value = words.say("Ikke tjent ind", "Not paid back")
        why = words.say(f"inden udgangen af {last}", f"by the end of {last}")
    else:
        value = words.say("Intet", "None")
        why = words.say(
            "resultatet er på intet tidspunkt i minus", "the result is at no time negative"
        )
    return Figure(label, Cell(value), why)


def _ratio(words: Words) -> Sequence[Figure]:
    ratio = words.result.point.benefit_cost_ratio
    if ratio is None:
        return ()
    label = words.say("Nytte-omkostnings-forhold", "Benefit–cost ratio")
    value = Cell(words.number(ratio, 2), ratio)
    explanation = words.say("gevinster i forhold til udgifter", "gains per unit of cost")
    return (Figure(label, value, explanation),)


def _irr(words: Words) -> Sequence[Figure]:
    rate = words.result.point.irr
    # Beside a loss, or where the gains come before the costs, the rate says nothing of use.
    if rate is None or rate <= 0 or words.result.point.net_result <= 0:
        return ()
    value = Cell(words.percent(rate, 0 if abs(rate) >= 0.1 else 1), rate)
    explanation = words.say("om året i faste priser", "a year at fixed prices")
    return (Figure(words.say("Intern rente", "Internal rate of return"), value, explanation),)


def _realisable(words: Words) -> Sequence[Figure]:
    if not any(consequence.realisable for consequence in words.case.consequences):
        return ()
    value = words.result.point.net_result_realisable
    drawn = words.result.uncertainty
    spread = None if drawn is None else drawn.net_result.sd
    return (
        Figure(
            words.say("Realiserbart nettoresultat", "Realisable net result"),
            Cell(words.amount(value, spread), value),
            words.say(
                "hvis kun den del af besparelserne, der kan hentes ud af budgettet, tæller",
                "if only the savings that can leave the budget count",
            ),
        ),
    )


def _participants(words: Words) -> Figure:
    case = words.case
    people = [series.numbers[0].mean for series in case.participants.values()]
    years = words.joined([str(year) for year in case.participants])
    return Figure(
        words.say("Deltagere", "Participants"),
        Cell(words.plain(sum(people)) if people else NONE, sum(people)),
        words.say(f"gennemfører i {years}", f"complete in {years}") if years else "",
    )
