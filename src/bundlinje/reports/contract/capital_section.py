"""What capital puts in, gets and risks, and what the provider has in hand."""

from __future__ import annotations

from bundlinje.contracts.cash_table import PROVIDER
from bundlinje.contracts.valuation_result import Valuation
from bundlinje.reports.amounts import NB
from bundlinje.reports.content import Block, Cell, Column, Section, Table, paragraph
from bundlinje.reports.contract.words import ContractWords


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
            say(f"Kassen hos {words.party(PROVIDER)}", f"Money in hand of {words.party(PROVIDER)}"),
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
