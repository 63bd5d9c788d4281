"""How sure the result is, what drives it, and what a better study would be worth."""

from __future__ import annotations

from functools import partial

from bundlinje.calculation.input_labels import input_label
from bundlinje.calculation.point import TOTAL
from bundlinje.calculation.result import Uncertainty
from bundlinje.reports import charts, row_charts
from bundlinje.reports.answer import not_drawn
from bundlinje.reports.content import (
    Block,
    Cell,
    Chart,
    Column,
    Section,
    Subheading,
    Table,
    paragraph,
)
from bundlinje.reports.row_charts import driver_label, rows_of_purses
from bundlinje.reports.words import NONE, Words, sentence

#: The drivers that the table lists.
DRIVERS_LISTED = 25
#: A single figure is named when knowing it gives this share of the value of knowing all.
WORTH_NAMING = 0.02
#: A value of information below this share of the spread would not change a decision.
NEGLIGIBLE = 0.001


def uncertainty_section(words: Words) -> Section:
    """Return the distribution of the net result, the drivers and the value of information."""
    title = words.say("Hvor sikkert er det?", "How sure is it?")
    drawn = words.result.uncertainty
    if drawn is None:
        return Section("usikkerhed", title, (paragraph(not_drawn(words)),))
    blocks: list[Block] = [paragraph(_what(words, drawn)), distribution_chart(words, drawn)]
    if drawn.drivers:
        blocks += [driver_chart(words, drawn), *information_blocks(words, drawn)]
    return Section("usikkerhed", title, tuple(blocks))


def _what(words: Words, drawn: Uncertainty) -> str:
    draws = words.number(drawn.draws)
    if not drawn.drivers:
        return words.say(
            "Ingen af sagens tal er angivet med usikkerhed. Resultatet ser derfor sikrere ud, end "
            "det er.",
            "None of the figures of the case is stated with uncertainty. The result therefore "
            "looks more certain than it is.",
        )
    chance = (
        words.say(
            " Også tilfældet i, hvem der lykkes, er regnet med.",
            " Chance in who succeeds is included too.",
        )
        if drawn.chance
        else words.say(
            " Det gælder det forventede resultat for en gruppe som denne; tilfældige udsving "
            "i, hvem der lykkes, er ikke med.",
            " This concerns the expected result for such a group; chance in who succeeds is not "
            "included.",
        )
    )
    return words.say(
        f"Alle usikre tal er trukket {draws} gange ud fra de intervaller, der står under "
        "forudsætningerne, og resultatet er regnet ud hver gang. Intervaller i rapporten er "
        f"90 %-intervaller: 5 % af trækningerne ligger under og 5 % over.{chance}",
        f"All uncertain figures were drawn {draws} times from the intervals under the assumptions, "
        "and the result calculated each time. Intervals in the report are 90% intervals: 5% of "
        f"the draws lie below and 5% above.{chance}",
    )


def distribution_chart(words: Words, drawn: Uncertainty) -> Chart:
    """Return the chart of the distribution of the net result."""
    net = drawn.net_result
    names = [("5 %", "5%"), ("25 %", "25%"), ("50 %", "50%"), ("75 %", "75%"), ("95 %", "95%")]
    values = [net.p5, net.p25, net.p50, net.p75, net.p95]
    shown = words.amounts(values, words.precision(words.result.point.net_result, net.sd))
    rows = (
        *(
            (Cell(words.say(da, en)), words.money_cell(value))
            for (da, en), value in zip(names, values, strict=True)
        ),
        (
            Cell(words.say("Gennemsnit af trækningerne", "Mean of the draws")),
            words.money_cell(net.mean),
        ),
        (Cell(words.say("Standardafvigelse", "Standard deviation")), words.money_cell(net.sd)),
    )
    plus, minus = words.chance(net.p_positive), words.chance(1 - net.p_positive)
    text = words.say(
        f"Fordeling af nettoresultatet: {plus} af trækningerne giver overskud og {minus} "
        f"underskud. Den midterste halvdel ligger mellem {shown[1]} og {shown[3]}.",
        f"Distribution of the net result: {plus} of the draws give a surplus and {minus} a loss. "
        f"The middle half lies between {shown[1]} and {shown[3]}.",
    )
    key = words.say(
        "Jo højere søjle, jo flere trækninger gav det resultat. Stiplet linje: bedste skøn.",
        "The higher the bar, the more draws gave that result. Dashed line: best estimate.",
    )
    return Chart(
        "fordeling",
        words.say("Fordeling af nettoresultatet", "Distribution of the net result"),
        key,
        text,
        partial(charts.distribution, words.result, words),
        Table(
            words.say("Nettoresultatets fordeling", "Distribution of the net result"),
            (
                Column(words.say("Andel under", "Share below"), align="left"),
                Column(words.say("Nettoresultat", "Net result"), words.currency),
            ),
            rows,
        ),
    )


def driver_chart(words: Words, drawn: Uncertainty) -> Chart:
    """Return the chart of what drives the result."""
    key = words.say(
        "Nettoresultatet, når ét tal ad gangen er lavt eller højt (5 %- og 95 %-fraktilen) og "
        "resten som forudsat; værdierne står i parentes. Lodret streg: bedste skøn.",
        "The net result with one figure at a time low or high (its 5% and 95% quantile) and the "
        "rest as assumed; the values are in brackets. Upright line: best estimate.",
    )
    return Chart(
        "drivere",
        words.say("Det betyder mest for nettoresultatet", "What matters most for the net result"),
        key,
        largest_driver(words, drawn),
        partial(row_charts.drivers, words.result, words),
        driver_table(words, drawn),
    )


def largest_driver(words: Words, drawn: Uncertainty) -> str:
    """Return which figure matters most, and the net result with it low and high."""
    first = drawn.drivers[0]
    label = _label(words, first.input)
    low, high = words.amounts(
        [first.low, first.high],
        words.precision(max(first.low, first.high, key=abs), drawn.net_result.sd),
    )
    return words.say(
        f"Mest betyder »{label}«: Nettoresultatet er {low}, når tallet er lavt, og {high}, når "
        "det er højt.",
        f"“{label}” matters most: the net result is {low} when it is low and {high} when it is "
        "high.",
    )


def _label(words: Words, name: str) -> str:
    return sentence(input_label(words.case, name).to(words.language))


def driver_table(words: Words, drawn: Uncertainty) -> Table:
    """Return the drivers, the largest swing first."""
    rows = tuple(
        (
            Cell(driver_label(words, driver.input), driver.input),
            words.money_cell(driver.low),
            words.money_cell(driver.high),
            Cell(NONE)
            if driver.variance_share is None
            else Cell(words.percent(driver.variance_share), driver.variance_share),
            _worth_cell(words, driver.evppi[TOTAL]),
        )
        for driver in drawn.drivers[:DRIVERS_LISTED]
    )
    return Table(
        words.say(
            "Nettoresultat, når ét tal er lavt eller højt; andel af usikkerheden (andele lægges "
            "ikke nødvendigvis sammen til 100 %); værdi af sikker viden om tallet",
            "Net result with one figure low or high; share of the uncertainty (shares need not "
            "add up to 100%); value of certain knowledge of the figure",
        ),
        (
            Column(words.say("Tal", "Figure"), align="left"),
            Column(words.say("Lav", "Low"), words.currency),
            Column(words.say("Høj", "High"), words.currency),
            Column(words.say("Andel af usikkerheden", "Share of uncertainty")),
            Column(words.say("Værdi af viden", "Value of knowledge"), words.currency),
        ),
        rows,
    )


def information_blocks(words: Words, drawn: Uncertainty) -> list[Block]:
    """Return what better knowledge is worth, for the total and for each purse."""
    blocks: list[Block] = [
        Subheading(words.say("Hvad er bedre viden værd?", "What is better knowledge worth?")),
        paragraph(information_sentence(words, drawn)),
    ]
    payers = rows_of_purses(words)
    if any(drawn.evpi[payer] >= 1 for payer in payers):
        blocks.append(information_table(words, drawn))
    return blocks


def information_sentence(words: Words, drawn: Uncertainty) -> str:
    """Return the value of information in a plain sentence."""
    value = drawn.evpi[TOTAL]
    if value <= NEGLIGIBLE * drawn.net_result.sd:
        sign = drawn.net_result.p_positive >= 0.5
        return words.say(
            "Bedre viden ville næppe ændre beslutningen for de offentlige kasser samlet: "
            f"Næsten alle trækninger peger mod {'overskud' if sign else 'underskud'}.",
            "Better knowledge would hardly change the decision for the public purses together: "
            f"nearly all draws point to a {'surplus' if sign else 'loss'}.",
        )
    amount = words.amount(value, value)
    text = words.say(
        "Kunne man vide alt med sikkerhed, før man beslutter sig for eller imod indsatsen, ville "
        f"det i gennemsnit være {amount} værd for de offentlige kasser samlet. Mere kan en "
        "bedre undersøgelse ikke være værd for netop denne beslutning.",
        "To know everything for certain before deciding for or against the intervention would be "
        f"worth {amount} on average to the public purses together. A better study cannot be "
        "worth more to this very decision.",
    )
    best = max(drawn.drivers, key=lambda driver: driver.evppi[TOTAL])
    partly = best.evppi[TOTAL]
    if partly <= WORTH_NAMING * value:
        return text + words.say(
            " Intet enkelt tal er det værd at undersøge alene.",
            " No single figure is worth studying alone.",
        )
    return text + words.say(
        f" Mest er der at hente ved at undersøge »{_label(words, best.input)}«: op til "
        f"{words.amount(partly, partly)}.",
        f" Most is to be had from studying “{_label(words, best.input)}”: up to "
        f"{words.amount(partly, partly)}.",
    )


def _worth_cell(words: Words, value: float) -> Cell:
    """Return what knowledge is worth; the draws do not tell amounts under 100 apart."""
    if 0.5 <= value < 100:
        return Cell(words.say("under 100", "under 100"), value)
    return words.money_cell(value)


def information_table(words: Words, drawn: Uncertainty) -> Table:
    """Return the value of perfect knowledge by purse, and of which figure it is worth most."""
    rows = []
    for payer in rows_of_purses(words):
        best = max(drawn.drivers, key=lambda driver: driver.evppi[payer])
        worth = best.evppi[payer] >= 1
        rows.append(
            (
                Cell(words.payer(payer), payer),
                Cell(_label(words, best.input) if worth else NONE, best.input if worth else None),
                _worth_cell(words, best.evppi[payer]),
                _worth_cell(words, drawn.evpi[payer]),
            )
        )
    return Table(
        words.say(
            "Hvad sikker viden højst er værd for hver kasse, før den beslutter sig",
            "What certain knowledge is worth at most to each purse before it decides",
        ),
        (
            Column(words.say("Kasse", "Purse"), align="left"),
            Column(words.say("Vigtigste tal", "Most important figure"), align="left"),
            Column(words.say("Om det tal alene", "Of that figure alone"), words.currency),
            Column(words.say("Om alle tal", "Of all figures"), words.currency),
        ),
        tuple(rows),
    )
