"""How uncertain each party's cash is on the way: a fan for each, and the numbers behind it."""

from __future__ import annotations

from functools import partial

from bundlinje.contracts.valuation_result import Valuation
from bundlinje.reports.amounts import NB
from bundlinje.reports.content import Block, Cell, Chart, Column, Table
from bundlinje.reports.contract.charts import cash_fans
from bundlinje.reports.contract.positions import Cash, Fan, fans
from bundlinje.reports.contract.words import ContractWords


def uncertain_cash(words: ContractWords, valuation: Valuation, quarters: Cash) -> tuple[Block, ...]:
    """Return the cash of each party added up, with its 90 % interval; nothing where it is certain.

    Args:
        words: Writes the names and numbers.
        valuation: The valuation.
        quarters: Its cash by quarter.
    """
    found = {
        party: fan
        for party, fan in fans(valuation, quarters.spans).items()
        if any(at.low != at.high for at in fan)
    }
    if not found:
        return ()
    say = words.say
    table = _table(words, quarters, found)
    described = "; ".join(
        f"{words.party(party)} {words.amount(fan[-1].point)} "
        f"({words.amount(fan[-1].low)} {say('til', 'to')} {words.amount(fan[-1].high)})"
        for party, fan in found.items()
    )
    chart = Chart(
        "usikker-likviditet",
        say("Hvor sikre er pengene undervejs?", "How sure is the money on the way?"),
        say(
            f"Det, parten har fået, mindre det, den har betalt, lagt sammen. Streg: som ventet. "
            f"Stiplet: midten af trækningerne. Stribe: 5–95{NB}% af dem. Hver part har sin "
            "egen akse. Løbende priser.",
            "What the party has received less what it has paid, added up. Line: as expected. "
            "Dashed: the middle of the draws. Band: 5–95% of them. Each party has its own axis. "
            "Current prices.",
        ),
        say(f"Til sidst: {described}.", f"At the end: {described}."),
        partial(cash_fans, words, found, quarters.spans),
        table,
    )
    return (chart,)


def _table(words: ContractWords, quarters: Cash, found: dict[str, tuple[Fan, ...]]) -> Table:
    """Return the fans in the quarters in which something moves."""
    say = words.say
    shown = [
        at
        for at in range(len(quarters.spans))
        if at == 0 or any(fan[at] != fan[at - 1] for fan in found.values())
    ]
    rows = tuple(
        (
            Cell(quarters.spans[at].label),
            Cell(words.party(party)),
            words.whole(fan[at].point),
            *(words.whole(v) for v in (fan[at].low, fan[at].middle, fan[at].high)),
        )
        for party, fan in found.items()
        for at in shown
        if at == shown[0] or fan[at] != fan[at - 1]
    )
    return Table(
        say("Lagt sammen til og med kvartalet, løbende priser",
            "Added up to the end of the quarter, current prices"),
        (
            Column(say("Kvartal", "Quarter"), align="left"),
            Column(say("Part", "Party"), align="left"),
            Column(say("Som ventet", "As expected"), words.currency),
            Column(f"5{NB}%", words.currency),
            Column(say("Midten", "Middle"), words.currency),
            Column(f"95{NB}%", words.currency),
        ),
        rows,
        id="usikker-likviditet-tal",
    )  # fmt: skip
