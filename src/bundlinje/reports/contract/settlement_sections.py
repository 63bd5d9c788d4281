"""The lines of a settlement in a report: what was measured, what counts, what is paid and why."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import partial

from bundlinje.contracts.settlement_lines import NOTHING, Line, Settlement
from bundlinje.contracts.settlement_text import explained
from bundlinje.reports.content import (
    Assumption,
    Block,
    Cell,
    Chart,
    Column,
    Fact,
    Section,
    Table,
    paragraph,
)
from bundlinje.reports.contract.charts import amount_rows
from bundlinje.reports.contract.words import ContractWords

#: More lines than these are told in the table only.
MOST_EXPLAINED = 60


def periods_section(words: ContractWords, settlement: Settlement) -> Section:
    """Return what is owed by period and payer: a chart and a table."""
    say, contract = words.say, words.contract
    payers = list(settlement.by_payer)
    sums: dict[str, dict[str, Decimal]] = {
        period: dict.fromkeys(payers, NOTHING) for period in settlement.periods
    }
    for line in settlement.lines:
        for payer, amount in line.by_payer.items():
            sums[line.period][payer] += amount
    rows = tuple(
        (
            Cell(period),
            Cell(_day(words, settlement, period)),
            *(_cents(words, sums[period][payer]) for payer in payers),
            _cents(words, settlement.by_period[period]),
        )
        for period in settlement.periods
    )
    table = Table(
        say("Hvad der skal betales, efter periode", "What is owed, by period"),
        (
            Column(say("Periode", "Period"), align="left"),
            Column(say("Betales", "Paid on"), align="left"),
            *(Column(words.party(payer), words.currency) for payer in payers),
            Column(say("I alt", "In all"), words.currency),
        ),
        rows,
        (
            Cell(say("I alt", "In all")),
            Cell(""),
            *(_cents(words, settlement.by_payer[payer]) for payer in payers),
            _cents(words, settlement.total),
        ),
    )
    groups = [
        (
            period,
            [
                (words.party(p), float(amount), words.colour(p))
                for p, amount in sums[period].items()
            ],
        )
        for period in settlement.periods
    ]
    chart = Chart(
        "efter-periode",
        say("Hvem betaler hvad i hver periode", "Who pays what in each period"),
        say("Beløb efter lofter.", "Amounts after caps."),
        "; ".join(f"{p}: {words.terms.cents(settlement.by_period[p])}" for p in settlement.periods)
        + ".",
        partial(amount_rows, words, groups, decimals=2),
        table,
    )
    blocks: list[Block] = [table]
    if settlement.periods and contract.payers:
        blocks.insert(0, chart)
    return Section("perioder", say("Efter periode", "By period"), tuple(blocks))


def _day(words: ContractWords, settlement: Settlement, period: str) -> str:
    dates = [x.date for x in settlement.lines if x.period == period and x.date is not None]
    return words.date(max(dates)) if dates else "–"


def _cents(words: ContractWords, amount: Decimal) -> Cell:
    return Cell(words.number(float(amount), 2), float(amount))


def lines_section(words: ContractWords, settlement: Settlement, expected: bool = False) -> Section:
    """Return every line with its explanation; `expected` where the results are expected ones."""
    say = words.say
    blocks: list[Block] = []
    if expected:
        blocks.append(
            paragraph(
                say(
                    "Linjerne er de ventede resultater, afregnet som var de verificeret. De "
                    "rigtige resultater afregnes for sig.",
                    "The lines are the expected results settled as if they were verified. Real "
                    "results are settled on their own.",
                )
            )
        )
    blocks.append(_table(words, settlement))
    shown = settlement.lines[:MOST_EXPLAINED]
    blocks += [_explained(words, settlement, line, at) for at, line in enumerate(shown)]
    left = len(settlement.lines) - len(shown)
    if left:
        blocks.append(
            paragraph(say(f"{left} linjer mere står kun i tabellen.",
                          f"{left} more lines stand in the table only."))
        )  # fmt: skip
    return Section("linjer", say("Afregningen linje for linje", "Line by line"), tuple(blocks))


def _table(words: ContractWords, settlement: Settlement) -> Table:
    say = words.say
    rows = tuple(
        (
            Cell(line.period),
            Cell(_label(words, line)),
            _measured(words, line, line.value),
            _measured(words, line, line.counted),
            _cents(words, line.before_caps),
            _cents(words, line.amount),
        )
        for line in settlement.lines
    )
    return Table(
        say("Linjerne", "The lines"),
        (
            Column(say("Periode", "Period"), align="left"),
            Column(say("Betaling", "Payment"), align="left"),
            Column(say("Målt", "Measured")),
            Column(say("Tæller", "Counts")),
            Column(say("Før lofter", "Before caps"), words.currency),
            Column(say("Betales", "Paid"), words.currency),
        ),
        rows,
        (
            Cell(say("I alt", "In all")),
            Cell(""),
            Cell(""),
            Cell(""),
            _cents(words, sum((line.before_caps for line in settlement.lines), NOTHING)),
            _cents(words, settlement.total),
        ),
    )


def _label(words: ContractWords, line: Line) -> str:
    label = words.payment(line.payment)
    if line.corrects:
        return words.say(f"{label} (retter {line.corrects})", f"{label} (corrects {line.corrects})")
    return label


def _measured(words: ContractWords, line: Line, value: Fraction | None) -> Cell:
    shown = words.terms.value(words.contract.metrics[line.metric], value)
    return Cell(shown, None if value is None else float(value))


def _explained(words: ContractWords, settlement: Settlement, line: Line, place: int) -> Assumption:
    """Return a line with its reasons, in the order in which they came about."""
    say = words.say
    payers = words.joined(
        [
            f"{words.party(payer)} {words.terms.cents(amount)}"
            for payer, amount in line.by_payer.items()
            if amount
        ]
    )
    facts = [Fact(say("Betales", "Paid"), Cell(words.terms.cents(line.amount), float(line.amount)))]
    if line.date is not None:
        facts.append(Fact(say("Dag", "Day"), Cell(words.date(line.date))))
    if payers:
        facts.append(Fact(say("Af", "By"), Cell(payers)))
    return Assumption(
        f"linje-{place + 1}",
        f"{line.period}: {_label(words, line)}",
        tuple(facts),
        notes=tuple(explained(settlement, line, words.terms)),
    )
