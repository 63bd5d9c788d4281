"""How the payment is distributed, what binds, and what is paid without any effect."""

from __future__ import annotations

from functools import partial

from bundlinje.contracts.valuation_result import Valuation
from bundlinje.reports import chart_style as style
from bundlinje.reports.content import Block, Cell, Chart, Column, Section, Table, paragraph
from bundlinje.reports.contract.charts import (
    interval_rows,
    with_interval,
)
from bundlinje.reports.contract.value_sections import bands
from bundlinje.reports.contract.words import ContractWords
from bundlinje.reports.words import sentence


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
        bands(words),
        words.stop("; ".join(f"{label}: {with_interval(words, a, s)}" for label, _, a, s in shown)),
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
    of = None if chances is None else chances.payments.total
    whole = point.payments if of is None else of.mean
    amount = words.amount(mean, None if spread is None else spread.sd)
    text = say(
        f"Betaling uden effekt: {amount} i gennemsnit. Så meget betales der, selv om indsatsen "
        "intet ændrer",
        f"Payment without effect: {amount} on average. So much is paid though the intervention "
        "changes nothing",
    )
    if whole > 0:
        share, paid = words.percent(mean / whole), words.amount(whole, of.sd if of else None)
        if of is not None:
            paid = say(f"{paid} i gennemsnit", f"{paid} on average")
        text += say(
            f"; det svarer til {share} af betalingen, som er {paid}",
            f"; that is {share} of the payment, which is {paid}",
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
