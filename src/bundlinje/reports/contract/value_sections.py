"""The sections of a contract's value: cash by party and date, results, purses."""

from __future__ import annotations

from functools import partial

from bundlinje.contracts.valuation_result import Valuation
from bundlinje.reports import chart_style as style
from bundlinje.reports.amounts import NB
from bundlinje.reports.content import Block, Cell, Chart, Column, Section, Table, paragraph
from bundlinje.reports.contract.charts import (
    amount_rows,
    distributions,
    own_interval_rows,
    party_cash,
    with_interval,
)
from bundlinje.reports.contract.fan_section import uncertain_cash
from bundlinje.reports.contract.positions import Cash, Outcome, cash, outcomes
from bundlinje.reports.contract.words import ContractWords

#: A table of cash has at most so many rows before it is told by year.
MOST_QUARTERS = 12


def cash_section(words: ContractWords, valuation: Valuation) -> Section:
    """Return who gets what when: a chart and a table of cash by party."""
    say, table = words.say, valuation.point.table
    quarters = cash(table, "quarter")
    shown = quarters if len(quarters.spans) <= MOST_QUARTERS else cash(table, "year")
    described = "; ".join(
        f"{words.party(party)} {words.amount(sum(row))}" for party, row in quarters.parties.items()
    )
    chart = Chart(
        "penge-over-tid",
        say("Penge ind og ud for hver part", "Money in and out for each party"),
        say(
            "Søjler: det, parten får (op) eller betaler (ned) i kvartalet. Linje: lagt sammen til "
            "og med kvartalet. Hver part har sin egen akse. Løbende priser, som det ventes.",
            "Bars: what the party gets (up) or pays (down) in the quarter. Line: added up so far. "
            "Each party has its own axis. Current prices, as expected.",
        ),
        say(f"I alt over hele perioden: {described}.", f"Over the whole time: {described}."),
        partial(party_cash, words, quarters),
        _cash_table(words, quarters, "penge-over-tid-tal"),
    )
    note = say(
        "Plus er penge, parten får; minus er penge, den betaler. Linjerne går op: Alle parter og "
        "ændringen i kontraktens kasse giver tilsammen 0 i hver linje. Leveringen er det, "
        "indsatsen koster at drive.",
        "Plus is money that the party gets; minus is money that it pays. Every line adds up: all "
        "parties and the change in the contract's money in hand sum to 0. Delivery is what the "
        "intervention costs to run.",
    )
    blocks: tuple[Block, ...] = (
        paragraph(note),
        chart,
        _cash_table(words, shown, "hvem-faar-hvad"),
        *uncertain_cash(words, valuation, quarters),
    )
    return Section("hvornaar", say("Hvem får hvad hvornår", "Who gets what when"), blocks)


def _cash_table(words: ContractWords, shown: Cash, id: str) -> Table:
    say, parties = words.say, list(shown.parties)
    by_year = all(len(span.label) == 4 for span in shown.spans)
    when = say("År", "Year") if by_year else say("Kvartal", "Quarter")
    hand = any(round(amount) for amount in shown.hand)
    rows = tuple(
        (
            Cell(span.label),
            *(words.whole(shown.parties[party][at]) for party in parties),
            *((words.whole(shown.hand[at]),) if hand else ()),
        )
        for at, span in enumerate(shown.spans)
    )
    footer = (
        Cell(say("I alt", "In all")),
        *(words.whole(sum(shown.parties[party])) for party in parties),
        *((words.whole(shown.hand[-1]),) if hand else ()),
    )
    return Table(
        say("Penge ind og ud, løbende priser", "Money in and out, current prices"),
        (
            Column(when, align="left"),
            *(Column(words.party(party), words.currency) for party in parties),
            *((Column(say("I kassen bagefter", "In hand after"), words.currency),) if hand else ()),
        ),
        rows,
        footer,
        id,
    )


def results_section(words: ContractWords, valuation: Valuation) -> Section:
    """Return what each party ends with, how sure it is, and the chance that it loses."""
    say, found = words.say, outcomes(valuation)
    named = [(outcome_name(words, outcome), outcome) for outcome in found]
    rows = tuple(
        (
            Cell(name),
            words.whole(outcome.point),
            *(
                ()
                if not words.drawn
                else (words.whole(None if outcome.spread is None else outcome.spread.mean),)
            ),
            *words.ends(outcome.spread),
            *words.risk(outcome.p_loss),
        )
        for name, outcome in named
    )
    table = Table(
        say("Hvad hver part ender med", "What each party ends with"),
        (
            Column(say("Part", "Party"), align="left"),
            Column(say("Som ventet", "As expected"), words.currency),
            *((Column(say("Middel", "Mean"), words.currency),) if words.drawn else ()),
            *words.end_columns(),
            *words.risk_column(say("Risiko for tab", "Risk of loss")),
        ),
        rows,
    )
    chart = Chart(
        "parternes-resultat",
        say("Hvad hver part ender med", "What each party ends with"),
        bands(words)
        + say(" Streg: 0. Hver part har sin egen akse.", " Line: 0. Each party has its own axis."),
        words.stop(
            "; ".join(f"{name}: {with_interval(words, o.point, o.spread)}" for name, o in named)
        ),
        partial(
            own_interval_rows,
            words,
            [(name, _shade(words, o), o.point, o.spread) for name, o in named],
        ),
        table,
    )
    note = say(
        "Kasserne: det, de sparer, mindre det, de betaler (nutidsværdi). Investorerne: det, de "
        "får, mindre det, de lægger ud. Leverandøren: det, der er i kassen til sidst, mindre det, "
        "den selv havde. De to sidste i løbende priser.",
        "Purses: what they save less what they pay (present value). Investors: what they get less "
        "what they put up. The provider: what is in hand at the end less its own money at the "
        "start. The last two in current prices.",
    )
    blocks: list[Block] = [paragraph(note), chart, table]
    varied = [(n, o) for n, o in named if o.spread is not None and o.spread.sd > 0]
    if varied:
        blocks.append(_distributions(words, varied, table))
    title = say("Hvad hver part ender med, og hvor sikkert det er", "What each party ends with")
    return Section("resultat", title, tuple(blocks))


def bands(words: ContractWords) -> str:
    """Return how to read a chart of points with their intervals."""
    if not words.drawn:
        return words.say("Prik: som ventet.", "Dot: as expected.")
    return words.say(
        f"Prik: som ventet. Bred stribe: 5–95{NB}% af trækningerne; mørk stribe: 25–75{NB}%.",
        "Dot: as expected. Wide band: 5–95% of the draws; dark band: 25–75%.",
    )


def outcome_name(words: ContractWords, outcome: Outcome) -> str:
    """Return what a party with a result is called."""
    if outcome.kind == "tranche":
        tranche = next(t for t in words.contract.capital.tranches if t.id == outcome.id)
        return words.tranche(tranche)
    return words.party(outcome.id)


def _shade(words: ContractWords, outcome: Outcome) -> str:
    if outcome.kind == "tranche":
        tranche = next(t for t in words.contract.capital.tranches if t.id == outcome.id)
        return words.colour(tranche.holder or tranche.id)
    return words.colour(outcome.id)


def _distributions(words: ContractWords, varied: list[tuple[str, Outcome]], table: Table) -> Chart:
    say = words.say
    described = "; ".join(
        f"{name}: {words.chance(outcome.p_loss or 0.0)} {say('taber', 'lose')}"
        for name, outcome in varied
    )
    return Chart(
        "fordeling",
        say("Fordelingen af hver parts resultat", "How each party's result is distributed"),
        say(
            "Højden er andelen af trækninger. Til venstre for stregen taber parten. Hver part har "
            "sin egen akse.",
            "The height is the share of draws. Left of the line the party loses. Each party has "
            "its own axis.",
        ),
        say(f"Andel af trækninger: {described}.", f"Share of draws: {described}."),
        partial(distributions, words, varied),
        table,
    )


def purses_section(words: ContractWords, valuation: Valuation) -> Section:
    """Return what each purse pays against what it saves."""
    say, point, chances = words.say, valuation.point, valuation.chances
    rows = []
    for purse, value in point.payers.items():
        drawn = None if chances is None else chances.payers.get(purse)
        rows.append(
            (
                Cell(words.party(purse)),
                words.whole(value.pays_nominal),
                words.whole(value.pays),
                words.whole(value.saves),
                words.whole(value.net),
                *words.ends(None if drawn is None else drawn.net),
                *words.risk(None if drawn is None else drawn.p_pays_more),
            )
        )
    table = Table(
        say("Hvad hver kasse betaler og sparer", "What each purse pays and saves"),
        (
            Column(say("Kasse", "Purse"), align="left"),
            Column(say("Betaler, løbende priser", "Pays, current prices"), words.currency),
            Column(say("Betaler, nutidsværdi", "Pays, present value"), words.currency),
            Column(say("Sparer", "Saves"), words.currency),
            Column(say("Ender med", "Ends with"), words.currency),
            *words.end_columns(),
            *words.risk_column(say("Betaler mere, end den sparer", "Pays more than it saves")),
        ),
        tuple(rows),
    )
    title = say("Hvad kasserne betaler, og hvad de sparer", "What the purses pay and save")
    case = valuation.case
    if case is None:
        note = say(
            "Her er ingen sag med, så vi ved ikke, hvad kasserne sparer.",
            "There is no case, so it is not known what the purses save.",
        )
        return Section("kasserne", title, (paragraph(note, "warning"), table))
    note = say(
        f"Nutidsværdi i {case.price_year}-priser, som i sagen »{case.title}«. Besparelsen er uden "
        "de udgifter, som kontrakten betaler i stedet. Betalingen er regnet om fra løbende "
        "priser og diskonteret på samme måde.",
        f"Present value in {case.price_year} prices, as in the case “{case.title}”. Savings are "
        "without the costs that the contract pays instead. Payments are deflated and discounted "
        "in the same way.",
    )
    groups = [
        (
            words.party(purse),
            (
                (say("Betaler", "Pays"), -value.pays, style.ORANGE),
                (say("Sparer", "Saves"), value.saves or 0.0, style.BLUE),
                (say("Ender med", "Ends with"), value.net or 0.0, style.INK),
            ),
        )
        for purse, value in point.payers.items()
    ]
    chart = Chart(
        "betaler-sparer",
        say("Betaling mod besparelse", "Payment against saving"),
        say("Som ventet, nutidsværdi.", "As expected, present value."),
        words.stop(
            "; ".join(
                f"{name}: "
                + ", ".join(f"{part} {words.amount(amount)}" for part, amount, _ in parts)
                for name, parts in groups
            )
        ),
        partial(amount_rows, words, groups),
        table,
    )
    return Section("kasserne", title, (paragraph(note), chart, table))
