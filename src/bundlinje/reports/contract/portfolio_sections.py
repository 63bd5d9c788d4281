"""The sections of a portfolio's report: money over time, return, contracts, concentration."""

from __future__ import annotations

from functools import partial

from bundlinje.basics.texts import Text
from bundlinje.contracts.portfolio_value import MemberValue, PortfolioValue
from bundlinje.reports import chart_style as style
from bundlinje.reports.amounts import NB, NONE
from bundlinje.reports.content import (
    Block,
    Cell,
    Chart,
    Column,
    Section,
    Table,
    paragraph,
)
from bundlinje.reports.contract.charts import amount_rows, distributions
from bundlinje.reports.contract.portfolio_charts import fund_over_time
from bundlinje.reports.contract.portfolio_words import PortfolioWords
from bundlinje.reports.contract.positions import Outcome
from bundlinje.reports.contract.words import payer_name
from bundlinje.reports.words import sentence

#: What the figures by quarter are called in the table, shorter than in the chart.
_HEADS = {
    "calls": Text("Betales", "Paid"),
    "returns": Text("Får igen", "Gets back"),
    "in_use": Text("Ude", "In use"),
    "hand": Text("Tilbage", "Left"),
}


def known(value: PortfolioValue, name: str) -> float:
    """Return a figure of the point, 0 where there is none."""
    return value.point[name] or 0.0


def time_section(words: PortfolioWords, value: PortfolioValue) -> Section:
    """Return calls, returns, capital in use and what is left, quarter by quarter."""
    say = words.say
    columns = [Column(say("Kvartal", "Quarter"), align="left")]
    rows: list[list[Cell]] = [
        [Cell(f"{day.year} {say('K', 'Q')}{day.month // 3}", day.isoformat())]
        for day in value.quarters
    ]
    shown = (("calls", True), ("returns", None), ("in_use", True), ("hand", False))
    for name, high in shown:
        label, over = _HEADS[name].to(words.language), value.series[name]
        columns.append(Column(label, words.currency))
        if value.draws and high is not None:
            end = words.percent(0.95 if high else 0.05)
            columns.append(Column(f"{label}, {end}", words.currency))
        for at, row in enumerate(rows):
            row.append(words.money_cell(over.point[at]))
            spread = over.spread(at)
            if spread is not None and high is not None:
                row.append(words.money_cell(spread.p95 if high else spread.p5))
    table = Table(
        say(
            "Fondens penge, kvartal for kvartal (ude og tilbage ved kvartalets slutning)",
            "The fund's money, quarter by quarter (in use and left at the end of the quarter)",
        ),
        tuple(columns),
        tuple(tuple(row) for row in rows),
    )
    peak = words.amount(known(value, "peak"))
    chart = Chart(
        "fonden-over-tid",
        say("Fondens penge over tid", "The fund's money over time"),
        say(
            f"Linje: som ventet. Skygger: 5–95{NB}% og 25–75{NB}% af trækningerne. Hvert felt har "
            "sin egen akse."
            if value.draws
            else "Linje: som ventet. Hvert felt har sin egen akse.",
            "Line: as expected. Shades: 5–95% and 25–75% of the draws. Each panel has its own axis."
            if value.draws
            else "Line: as expected. Each panel has its own axis.",
        ),
        say(
            f"Der betales {words.amount(known(value, 'calls'))} ud og kommer "
            f"{words.amount(known(value, 'returns'))} igen; højst er {peak} ude på én gang.",
            f"{words.amount(known(value, 'calls'))} is paid and "
            f"{words.amount(known(value, 'returns'))} comes back; at most {peak} is out at once.",
        ),
        partial(fund_over_time, words, value),
        table,
    )
    blocks: list[Block] = [chart]
    if value.p_short is not None:
        blocks.append(paragraph(_shortfall(words, value, value.p_short)))
    return Section("over-tid", say("Træk og likviditet", "Calls and liquidity"), tuple(blocks))


def _shortfall(words: PortfolioWords, value: PortfolioValue, p_short: float) -> str:
    say, short, spread = words.say, words.chance(p_short), value.figures["topped_up"]
    text = say(
        f"Risikoen for, at de øremærkede penge ikke rækker, er {short}.",
        f"The risk that the earmarked money is not enough is {short}.",
    )
    if spread is None or spread.p95 <= 0:
        return text
    missing = words.amount(spread.p95)
    return (
        text
        + say(
            f" I de 5 % værste trækninger mangler der mindst {missing}",
            f" In the worst 5% of the draws at least {missing} is missing",
        )
        + ("" if missing.endswith(".") else ".")
    )


def return_section(words: PortfolioWords, value: PortfolioValue) -> Section:
    """Return how the fund's result is distributed."""
    say = words.say
    names = (
        ("calls", say("Betales ud", "Paid out")),
        ("returns", say("Får igen", "Gets back")),
        ("gain", say("Gevinst", "Gain")),
        ("peak", say("Højst ude på én gang", "Most out at any one time")),
        ("lowest", say("Mindst tilbage af det øremærkede", "Lowest left of the earmark")),
        ("topped_up", say("Tilført fra de almindelige midler", "Topped up by the general fund")),
    )
    rows = []
    for name, label in names:
        spread = value.figures.get(name)
        cells = [Cell(label), words.money_cell(value.point[name])]
        if value.draws:
            ends = (None,) * 3 if spread is None else (spread.mean, spread.p5, spread.p95)
            cells += [words.money_cell(end) for end in ends]
        rows.append(tuple(cells))
    columns = [Column("", align="left"), Column(say("Som ventet", "As expected"), words.currency)]
    if value.draws:
        columns.append(Column(say("Middel", "Mean"), words.currency))
        columns += [Column(words.percent(end), words.currency) for end in (0.05, 0.95)]
    table = Table(say("Fondens resultat", "The fund's result"), tuple(columns), tuple(rows))
    blocks: list[Block] = [table]
    gain, irr = value.figures.get("gain"), value.figures.get("irr")
    if gain is not None and gain.sd and value.p_loss is not None:
        label = say("Gevinst", "Gain")
        outcome = Outcome("fund", label, known(value, "gain"), value.gain)
        loss = words.chance(value.p_loss)
        blocks.insert(
            0,
            Chart(
                "fondens-gevinst",
                say("Fordelingen af fondens gevinst", "How the fund's gain is distributed"),
                say(
                    "Højden er andelen af trækninger. Til venstre for stregen taber fonden.",
                    "The height is the share of draws. Left of the line the fund loses.",
                ),
                say(f"I {loss} af trækningerne taber fonden.",
                    f"The fund loses in {loss} of the draws."),
                partial(distributions, words, [(label, outcome)]),
                table,
            ),
        )  # fmt: skip
    if irr is not None:
        mean, low, high = (words.percent(x, 1) for x in (irr.mean, irr.p5, irr.p95))
        blocks.append(
            paragraph(
                say(
                    f"Afkastet af alle kontrakter under ét er {mean} om året i gennemsnit ({low} "
                    f"til {high}). Et tab af det hele er −100 % og er talt med.",
                    f"The return of all contracts together is {mean} a year on average ({low} to "
                    f"{high}). A total loss is −100% and is counted.",
                )
            )
        )
    return Section("afkast", say("Afkast og risiko", "Return and risk"), tuple(blocks))


def contracts_section(words: PortfolioWords, value: PortfolioValue) -> Section:
    """Return what each contract means to the fund."""
    say = words.say
    drawn = value.draws > 0
    rows = []
    for m in value.members:
        cells = [
            Cell(f"{m.title} ({m.stage})" if m.stage else m.title),
            Cell(words.sure(m.probability), m.probability),
            words.money_cell(m.commitment), words.money_cell(m.calls), words.money_cell(m.returns),
            words.money_cell(m.returns - m.calls),
        ]  # fmt: skip
        if drawn:
            cells.append(Cell(NONE) if m.p_loss is None else Cell(words.chance(m.p_loss), m.p_loss))
        rows.append(tuple(cells))
    heads = (
        say("Tilsagn", "Commitment"), say("Betales ud", "Paid out"),
        say("Får igen", "Gets back"), say("Gevinst", "Gain"),
    )  # fmt: skip
    table = Table(
        say("Kontrakterne", "The contracts"),
        (
            Column(say("Kontrakt (stadie)", "Contract (stage)"), align="left"),
            Column(say("Chance for aftale", "Chance of signing")),
            *(Column(head, words.currency) for head in heads),
            *((Column(say("Risiko for tab", "Risk of loss")),) if drawn else ()),
        ),
        tuple(rows),
    )
    groups = [(_named(words, m), _bars(words, m)) for m in value.members]
    chart = Chart(
        "kontrakternes-penge",
        say("Hvad fonden betaler ud og får igen", "What the fund pays out and gets back"),
        say("Ganget med chancen for, at kontrakten indgås.",
            "Times the chance that the contract is signed."),
        words.stop(
            "; ".join(
                say(f"{m.title}: ud {words.amount(m.calls)}, igen {words.amount(m.returns)}",
                    f"{m.title}: out {words.amount(m.calls)}, back {words.amount(m.returns)}")
                for m in value.members
            )
        ),
        partial(amount_rows, words, groups),
        table,
    )  # fmt: skip
    note = say(
        "Beløbene er ganget med chancen for, at kontrakten indgås, undtagen tilsagnet.",
        "Amounts are times the chance that the contract is signed, except the commitment.",
    )
    title = say("Kontrakterne hver for sig", "The contracts one by one")
    stages = (_stages(words, value),) if value.portfolio.stages else ()
    return Section("kontrakterne", title, (chart, paragraph(note), table, *stages))


def _stages(words: PortfolioWords, value: PortfolioValue) -> Table:
    """Return how far the contracts have come: how many at each stage, and what they would take."""
    say, rows = words.say, []
    for stage, chance in value.portfolio.stages.items():
        within = [m for m in value.members if m.stage == stage]
        rows.append(
            (
                Cell(stage), Cell(words.sure(chance), chance),
                Cell(words.number(len(within)), len(within)),
                words.money_cell(sum(m.commitment for m in within)),
                words.money_cell(sum(m.commitment * m.probability for m in within)),
            )
        )  # fmt: skip
    return Table(
        say("Stadierne", "The stages"),
        (
            Column(say("Stadie", "Stage"), align="left"),
            Column(say("Chance for aftale", "Chance of signing")),
            Column(say("Kontrakter", "Contracts")),
            Column(say("Tilsagn, hvis alle indgås", "Commitment if all are signed"),
                   words.currency),
            Column(say("Ventet tilsagn", "Expected commitment"), words.currency),
        ),
        tuple(rows),
    )  # fmt: skip


def _named(words: PortfolioWords, member: MemberValue) -> str:
    return f"{member.title} ({words.sure(member.probability)})"


def _bars(words: PortfolioWords, member: MemberValue) -> list[tuple[str, float, str]]:
    say = words.say
    return [
        (say("Betales ud", "Paid out"), -member.calls, style.ORANGE),
        (say("Får igen", "Gets back"), member.returns, style.BLUE),
        (say("Gevinst", "Gain"), member.returns - member.calls, style.INK),
    ]


def concentration_section(words: PortfolioWords, value: PortfolioValue) -> Section:
    """Return where commitments and losses are, and who pays."""
    say = words.say
    number = words.number(value.effective_number, 1)
    text = say(
        f"Tilsagnene er spredt, som var der {number} lige store kontrakter.",
        f"Commitments are spread as over {number} contracts of equal size.",
    )
    losing = value.draws > 0
    rows = tuple(
        (
            Cell(m.title),
            Cell(words.percent(m.share), m.share),
            *(
                (Cell(NONE) if m.worst is None else Cell(words.percent(m.worst), m.worst),)
                if losing
                else ()
            ),
        )
        for m in value.members
    )
    blocks: list[Block] = [
        paragraph(text),
        Table(
            say("Hvor tilsagn og tab ligger", "Where commitments and losses are"),
            (
                Column(say("Kontrakt", "Contract"), align="left"),
                Column(say("Del af tilsagn", "Part of commitments")),
                *((Column(say("Del af tab", "Part of losses")),) if losing else ()),
            ),
            rows,
        ),
    ]
    if losing:
        note = say(
            "Del af tab: kontraktens del af fondens tab i de 5 % værste trækninger.",
            "Part of losses: the contract's part of the fund's loss in the worst 5% of the draws.",
        )
        blocks.append(paragraph(note, "note"))
    if value.by_theme:
        blocks += [_themes(words, value), paragraph(_theme_note(words), "note")]
    whole = sum(value.by_payer.values())
    if whole:
        blocks.append(
            Table(
                say("Hvem betalingerne kommer fra", "Who the payments come from"),
                (
                    Column(say("Effektkøber", "Outcome payer"), align="left"),
                    Column(say("Ventet betaling", "Expected payment"), words.currency),
                    Column(say("Del", "Part")),
                ),
                tuple(
                    (
                        Cell(sentence(payer_name(words, payer))),
                        words.money_cell(amount),
                        Cell(words.percent(amount / whole), amount / whole),
                    )
                    for payer, amount in value.by_payer.items()
                ),
            )
        )
    return Section("spredning", say("Spredning", "Concentration"), tuple(blocks))


def _themes(words: PortfolioWords, value: PortfolioValue) -> Table:
    """Return each theme's part of commitments and losses, and the contracts in it."""
    say, losing = words.say, value.draws > 0
    rows = []
    for theme, share in value.by_theme.items():
        within = [m for m in value.members if theme in m.themes]
        worst = [m.worst for m in within if m.worst is not None]
        cells = [
            Cell(theme), Cell(words.number(len(within)), len(within)),
            Cell(words.percent(share), share),
        ]  # fmt: skip
        if losing:
            cells.append(Cell(words.percent(sum(worst)), sum(worst)) if worst else Cell(NONE))
        rows.append(tuple(cells))
    return Table(
        say("Temaer", "Themes"),
        (
            Column(say("Tema", "Theme"), align="left"),
            Column(say("Kontrakter", "Contracts")),
            Column(say("Del af tilsagn", "Part of commitments")),
            *((Column(say("Del af tab", "Part of losses")),) if losing else ()),
        ),
        tuple(rows),
    )


def _theme_note(words: PortfolioWords) -> str:
    return words.say(
        "En kontrakt med flere temaer tæller med i hvert, så delene kan give mere end 100 %.",
        "A contract with several themes counts in each, so that parts can sum to more than 100%.",
    )
