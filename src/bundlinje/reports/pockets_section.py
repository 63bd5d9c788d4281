"""Who pays and who gains, and the transfers that leave no purse at a loss."""

from __future__ import annotations

from functools import partial

from bundlinje.calculation.point import TOTAL
from bundlinje.reports import row_charts
from bundlinje.reports.content import (
    Block,
    Cell,
    Chart,
    Column,
    Section,
    Table,
    bullets,
    paragraph,
)
from bundlinje.reports.words import Words, sentence


def pockets_section(words: Words) -> Section:
    """Return who pays and who gains, and transfers that leave everyone at no loss."""
    chart = Chart(
        "betaler-faar",
        words.say("Lægger ud, får og ender med", "Puts in, gets and ends with"),
        words.say(
            "Lægger ud: kassens udgifter til indsatsen. Får: konsekvenserne. Diskonteret.",
            "Puts in: the purse's costs of the intervention. Gets: the consequences. Discounted.",
        ),
        words.stop("; ".join(pocket_words(words, payer) for payer in words.payers_in_play)),
        partial(row_charts.who_pays_who_gains, words.result, words),
        pockets_table(words),
    )
    title = words.say("Hvem betaler, og hvem får gevinsten?", "Who pays, and who gains?")
    return Section("forkert-kasse", title, (chart, *transfer_blocks(words)))


def pocket_words(words: Words, payer: str) -> str:
    """Return what a payer puts in, gets and ends with, without a full stop."""
    pocket = words.result.point.wrong_pocket[payer]
    name = sentence(words.definite(payer))
    flows = (pocket.puts_in, pocket.gets, pocket.net_result)
    put, got, net = (words.amount(flow, words.spread(payer)) for flow in flows)
    if round(pocket.puts_in) == 0:
        return words.say(
            f"{name} lægger intet ud, får {got} og ender med {net}",
            f"{name} puts nothing in, gets {got} and ends with {net}",
        )
    return words.say(
        f"{name} lægger {put} ud, får {got} og ender med {net}",
        f"{name} puts in {put}, gets {got} and ends with {net}",
    )


def pockets_table(words: Words) -> Table:
    """Return the wrong-pocket table."""
    point = words.result.point
    rows = tuple(
        (
            Cell(words.payer(payer), payer),
            words.money_cell(point.wrong_pocket[payer].puts_in),
            words.money_cell(point.wrong_pocket[payer].gets),
            words.money_cell(point.wrong_pocket[payer].net_result),
        )
        for payer in words.payers_in_play
    )
    return Table(
        words.say("Hvad hver kasse lægger ud, får og ender med, diskonteret",
                  "What each purse puts in, gets and ends with, discounted"),
        (
            Column(words.say("Kasse", "Purse"), align="left"),
            Column(words.say("Lægger ud", "Puts in"), words.currency),
            Column(words.say("Får", "Gets"), words.currency),
            Column(words.say("Ender med", "Ends with"), words.currency),
        ),
        rows,
        (
            Cell(words.payer(TOTAL)),
            words.money_cell(point.costs),
            words.money_cell(point.consequences),
            words.money_cell(point.net_result),
        ),
    )  # fmt: skip


def transfer_blocks(words: Words) -> list[Block]:
    """Return the transfers that leave every purse at no loss, or why there are none."""
    point = words.result.point
    if point.transfers:
        return [
            paragraph(
                words.say(
                    "Samlet er der overskud, men ikke til alle. Skal ingen kasse tabe på "
                    "indsatsen, kan de, der vinder, dække tabet i forhold til deres gevinst:",
                    "There is a surplus in all, but not for everyone. For no purse to lose, those "
                    "that gain can cover the loss in proportion to their gains:",
                )
            ),
            bullets([transfer_words(words, *transfer) for transfer in point.transfers]),
            paragraph(
                words.say(
                    "Beløbene er bedste skøn i nutidsværdi. Med dem går de tabende kasser lige "
                    "op; usikkerheden er ikke fordelt.",
                    "The amounts are best estimates in present value. With them the losing purses "
                    "break even; the uncertainty is not shared.",
                ),
                "note",
            ),
        ]
    losing = any(round(point.by_payer[payer]) < 0 for payer in words.payers_in_play)
    if not losing:
        return [paragraph(words.say("Ingen kasse taber på indsatsen.", "No purse loses by it."))]
    if len(words.payers_in_play) == 1:
        return []
    return [
        paragraph(
            words.say(
                "Gevinsterne kan ikke dække tabene: Samlet er der underskud, så ingen overførsel "
                "mellem kasserne kan stille alle uden tab.",
                "The gains cannot cover the losses: there is a loss in all, so no transfer "
                "between purses can leave everyone without a loss.",
            )
        )
    ]


def transfer_words(words: Words, giver: str, taker: str, amount: float) -> str:
    """Return a transfer as a sentence."""
    shown = words.amount(amount, words.spread(taker))
    return words.say(
        f"{sentence(words.definite(giver))} betaler {shown} til {words.definite(taker)}.",
        f"{sentence(words.definite(giver))} pays {shown} to {words.definite(taker)}.",
    )


def transfers_in_a_line(words: Words) -> list[str]:
    """Return for each losing purse in one sentence what the others pay to it."""
    found: dict[str, list[str]] = {}
    for giver, taker, amount in words.result.point.transfers:
        part = f"{words.definite(giver)} {words.amount(amount, words.spread(taker))}"
        found.setdefault(taker, []).append(part)
    return [
        words.say(
            f"Skal ingen kasse tabe på indsatsen, betaler {words.joined(parts)} til "
            f"{words.definite(taker)}.",
            f"For no purse to lose by it, these pay to {words.definite(taker)}: "
            f"{words.joined(parts)}.",
        )
        for taker, parts in found.items()
    ]
