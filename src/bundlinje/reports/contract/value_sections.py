"""The sections of a contract's value: cash by party and date, results, purses, capital, payment."""

from __future__ import annotations

from functools import partial

from bundlinje.contracts.cash_table import PROVIDER
from bundlinje.contracts.valuation_result import Valuation
from bundlinje.reports import chart_style as style
from bundlinje.reports.amounts import NB
from bundlinje.reports.content import Block, Cell, Chart, Column, Section, Table, paragraph
from bundlinje.reports.contract.charts import (
    amount_rows,
    distributions,
    interval_rows,
    party_cash,
    with_interval,
)
from bundlinje.reports.contract.positions import Cash, Outcome, cash, outcomes
from bundlinje.reports.contract.words import ContractWords
from bundlinje.reports.words import sentence

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
            "og med kvartalet. Løbende priser, som det ventes.",
            "Bars: what the party gets (up) or pays (down) in the quarter. Line: added up so far. "
            "Current prices, as expected.",
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
        say(
            f"Prik: som ventet. Bred stribe: 5–95{NB}% af trækningerne; mørk stribe: 25–75{NB}%.",
            "Dot: as expected. Wide band: 5–95% of the draws; dark band: 25–75%.",
        ),
        "; ".join(f"{name}: {with_interval(words, o.point, o.spread)}" for name, o in named) + ".",
        partial(
            interval_rows,
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
            "Højden er andelen af trækninger. Til venstre for stregen taber parten.",
            "The height is the share of draws. Left of the line the party loses.",
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
            "Uden en sag ved vi ikke, hvad kasserne sparer. Angiv den med --case.",
            "Without a case it is not known what the purses save. Give it with --case.",
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
        "; ".join(
            f"{name}: " + ", ".join(f"{part} {words.amount(amount)}" for part, amount, _ in parts)
            for name, parts in groups
        )
        + ".",
        partial(amount_rows, words, groups),
        table,
    )
    return Section("kasserne", title, (paragraph(note), chart, table))


def capital_section(words: ContractWords, valuation: Valuation) -> Section | None:
    """Return what capital puts in, gets and risks, and what the provider has in hand."""
    say, point = words.say, valuation.point
    tranches = words.contract.capital.tranches
    blocks: list[Block] = []
    if tranches:
        blocks += [_capital_table(words, valuation), *_returns(words, valuation)]
        blocks.append(
            paragraph(
                say(
                    "Afkastet er om året (XIRR efter dage/365). Et tab af det hele er −100 % og "
                    "er talt med i middel og fordeling.",
                    "The return is a year (XIRR on days/365). A total loss is −100% and counts in "
                    "mean and distribution.",
                ),
                "note",
            )
        )
    provider = point.provider
    spread = None if valuation.chances is None else valuation.chances.provider
    rows = []
    for key, label in (
        ("lowest", say("Mindst i kassen undervejs", "Lowest in hand on the way")),
        ("balance", say("I kassen til sidst", "In hand at the end")),
    ):
        drawn = None if spread is None else spread[key]
        assert drawn is None or not isinstance(drawn, float)
        rows.append((Cell(label), words.whole(provider[key]), *words.ends(drawn)))
    blocks.append(
        Table(
            say(f"{words.party(PROVIDER)}s kasse", f"Money in hand of {words.party(PROVIDER)}"),
            (
                Column("", align="left"),
                Column(say("Som ventet", "As expected"), words.currency),
                *words.end_columns(),
            ),
            tuple(rows),
        )
    )
    if spread is not None:
        short = spread["p_short"]
        assert isinstance(short, float)
        text = say(
            f"Risikoen for, at der mangler penge undervejs, er {words.chance(short)}.",
            f"The risk of running short on the way is {words.chance(short)}.",
        )
        blocks.append(paragraph(text))
    return Section("kapital", say("Kapital og likviditet", "Capital and liquidity"), tuple(blocks))


def _capital_table(words: ContractWords, valuation: Valuation) -> Table:
    say, tranches = words.say, words.contract.capital.tranches
    values = [valuation.point.tranches[tranche.id] for tranche in tranches]
    columns = [
        (say("Tilsagn", "Commitment"), [float(tranche.commitment) for tranche in tranches]),
        (say("Trækkes", "Drawn"), [value.drawn for value in values]),
        (say("Højest ude", "Peak"), [value.peak_drawn for value in values]),
        (say("Afdrag", "Repaid"), [value.repaid for value in values]),
    ]
    now_and_then = [
        (say("Renter", "Interest"), [value.interest for value in values]),
        (say("Gevinst", "Gain"), [value.gain for value in values]),
        (say("Garanti", "Guarantee"), [value.guarantee for value in values]),
    ]
    columns += [column for column in now_and_then if any(column[1])]
    columns.append((say("Tab", "Loss"), [value.loss for value in values]))
    return Table(
        say("Kapitalen som ventet, løbende priser", "Capital as expected, current prices"),
        (
            Column(say("Tranche", "Tranche"), align="left"),
            *(Column(header, words.currency) for header, _ in columns),
        ),
        tuple(
            (Cell(words.tranche(tranche)), *(words.whole(amounts[k]) for _, amounts in columns))
            for k, tranche in enumerate(tranches)
        ),
    )


def _returns(words: ContractWords, valuation: Valuation) -> list[Block]:
    say, chances = words.say, valuation.chances
    rows = []
    for tranche in words.contract.capital.tranches:
        value = valuation.point.tranches[tranche.id]
        cells = [Cell(words.tranche(tranche)), words.times(value.moic), words.rate(value.irr)]
        if chances is not None:
            drawn = chances.tranches[tranche.id]
            irr = drawn.irr
            ends = (None, None, None) if irr is None else (irr.mean, irr.p5, irr.p95)
            cells += [words.rate(end) for end in ends]
            cells += [*words.risk(drawn.p_loss), *words.risk(drawn.p_total_loss)]
        rows.append(tuple(cells))
    more: tuple[Column, ...] = ()
    if chances is not None:
        more = (
            Column(say("Afkast, middel", "Return, mean")),
            Column(say(f"Afkast, 5{NB}%", "Return, 5%")),
            Column(say(f"Afkast, 95{NB}%", "Return, 95%")),
            Column(say("Risiko for tab", "Risk of loss")),
            Column(say("Taber alt", "Loses all")),
        )
    return [
        Table(
            say("Afkast og risiko", "Return and risk"),
            (
                Column(say("Tranche", "Tranche"), align="left"),
                Column(say("Får igen (gange)", "Gets back (times)")),
                Column(say("Afkast, ventet", "Return, expected")),
                *more,
            ),
            tuple(rows),
        )
    ]


def payment_section(words: ContractWords, valuation: Valuation) -> Section:
    """Return how the payment is distributed, what binds, and what is paid without any effect."""
    say, point, chances = words.say, valuation.point, valuation.chances
    title = say("Betalingen og dens lofter", "The payment and its caps")
    spread = None if chances is None else chances.payments.total
    without = None if chances is None else chances.payments.without_effect
    shown = [(say("Som ventet", "As expected"), style.BLUE, point.payments, spread)]
    if point.without_effect is not None:
        label = say("Hvis indsatsen intet ændrer", "If the intervention changes nothing")
        shown.append((label, style.ORANGE, point.without_effect, without))
    table = Table(
        say("Betaling for resultater, løbende priser", "Outcome payments, current prices"),
        (
            Column("", align="left"),
            Column(say("Ved middelværdierne", "At the means"), words.currency),
            *((Column(say("Middel", "Mean"), words.currency),) if words.drawn else ()),
            *words.end_columns(),
        ),
        tuple(
            (
                Cell(label),
                words.whole(amount),
                *((words.whole(None if s is None else s.mean),) if words.drawn else ()),
                *words.ends(s),
            )
            for label, _, amount, s in shown
        ),
    )
    chart = Chart(
        "betaling",
        say("Betaling med og uden effekt", "Payment with and without effect"),
        say(
            f"Prik: ved middelværdierne. Striber: 5–95{NB}% og 25–75{NB}% af trækningerne.",
            "Dot: at the means. Bands: 5–95% and 25–75% of the draws.",
        ),
        "; ".join(f"{label}: {with_interval(words, a, s)}" for label, _, a, s in shown) + ".",
        partial(interval_rows, words, shown),
        table,
    )
    blocks: list[Block] = [*_without(words, valuation), chart, table]
    if chances is not None:
        blocks += _caps(words, valuation)
    return Section("betaling-og-lofter", title, tuple(blocks))


def _without(words: ContractWords, valuation: Valuation) -> list[Block]:
    point, say = valuation.point, words.say
    if point.without_effect is None:
        text = say(
            "Kontrakten siger ikke, hvad der var sket uden indsatsen, så det kan ikke regnes, "
            "hvor meget der betales for det, der var sket alligevel.",
            "The contract does not say what would have happened without the intervention, so it "
            "cannot be told how much is paid for what would have happened anyway.",
        )
        return [paragraph(text, "warning")]
    chances = valuation.chances
    spread = None if chances is None else chances.payments.without_effect
    mean = point.without_effect if spread is None else spread.mean
    whole = point.payments if chances is None else chances.payments.total.mean
    amount = words.amount(mean, None if spread is None else spread.sd)
    text = say(
        f"Betaling uden effekt: {amount} i gennemsnit. Så meget betales der, selv om indsatsen "
        "intet ændrer",
        f"Payment without effect: {amount} on average. So much is paid though the intervention "
        "changes nothing",
    )
    if whole > 0:
        share = words.percent(mean / whole)
        text += say(
            f"; det svarer til {share} af den ventede betaling",
            f"; that is {share} of the expected payment",
        )
    return [paragraph(words.stop(text))]


def _caps(words: ContractWords, valuation: Valuation) -> list[Block]:
    say, chances = words.say, valuation.chances
    assert chances is not None
    rows = [
        (Cell(sentence(words.cap(name))), Cell(words.chance(share), share))
        for name, share in chances.payments.caps.items()
    ]
    payments = chances.payments
    if payments.p_full is not None and payments.most is not None:
        label = say(
            f"Fuld betaling ({words.money(payments.most)})",
            f"Full payment ({words.money(payments.most)})",
        )
        rows.insert(0, (Cell(label), Cell(words.chance(payments.p_full), payments.p_full)))
    if not rows:
        return [paragraph(say("Intet loft begrænser betalingen.", "No cap limits the payment."))]
    return [
        Table(
            say("Hvor ofte lofterne rammes", "How often the caps bind"),
            (Column(say("Loft", "Cap"), align="left"), Column(say("Chance", "Chance"))),
            tuple(rows),
        )
    ]
