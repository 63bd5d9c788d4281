"""Whether the two groups were alike, and can be compared: balance and overlap."""

from __future__ import annotations

from functools import partial

from bundlinje.reports.content import Block, Cell, Chart, Column, Table, paragraph
from bundlinje.reports.register import alike_charts as charts
from bundlinje.reports.register.words import NONE, RegisterWords


def balance_words(words: RegisterWords) -> str:
    """Return how alike the groups are after weighting, in a sentence."""
    known = [(abs(b.after), b) for b in words.result.balance if b.after is not None]
    if not known:
        return words.say(
            "Der er ingen baggrundsoplysninger at sammenligne grupperne på.",
            "There are no covariates to compare the groups by.",
        )
    most, worst = max(known, key=lambda pair: pair[0])
    uneven = sum(size > charts.IMBALANCE for size, _ in known)
    largest = f"{words.quoted(words.covariate_of(worst))} ({words.number(most, 2)})"
    if not uneven:
        return words.say(
            f"Efter vægtning ligner grupperne hinanden i alle {len(known)} viste oplysninger: "
            f"ingen forskel er over 0,1. Størst er {largest}.",
            f"After weighting the groups are alike in all {len(known)} items shown: no difference "
            f"is above 0.1. The largest is {largest}.",
        )
    return words.say(
        f"Efter vægtning er forskellen over 0,1 for {uneven} af {len(known)} viste oplysninger. "
        f"Størst er {largest}. Skønnene kan derfor være skæve.",
        f"After weighting the difference is above 0.1 for {uneven} of {len(known)} items shown. "
        f"The largest is {largest}. The estimates may therefore be biased.",
    )


def balance_blocks(words: RegisterWords) -> list[Block]:
    """Return how alike the groups were: a sentence, and a chart with its numbers."""
    say, shown = words.say, words.result.balance
    if not shown:
        return [paragraph(balance_words(words))]
    told = [
        f"{words.covariate_of(b)}: {words.number(b.before, 2)} → {words.number(b.after or 0.0, 2)}"
        for b in shown
        if b.before is not None
    ]
    blocks: list[Block] = [
        paragraph(balance_words(words)),
        Chart(
            id="balance",
            title=say("Forskelle mellem grupperne før og efter vægtning",
                      "Differences between the groups before and after weighting"),
            key=say(
                "Forskel i gennemsnit målt i standardafvigelser. Inden for de stiplede linjer "
                "(0,1) regnes grupperne almindeligvis for ens. Ruden er før vægtning, prikken "
                "efter.",
                "Difference of means in standard deviations. Within the dashed lines (0.1) groups "
                "are commonly taken to be alike. The diamond is before weighting, the dot after.",
            ),
            description="; ".join(told) + ".",
            draw=partial(charts.love, words),
            table=balance_table(words),
        ),
    ]  # fmt: skip
    if any(b.before is None for b in shown):
        blocks.append(
            paragraph(
                say(
                    f"{NONE} vises ikke: under {words.result.minimum} personer i den ene gruppe, "
                    "eller ingen forskel mellem personerne.",
                    f"{NONE} not shown: fewer than {words.result.minimum} people in one group, or "
                    "the people do not differ.",
                ),
                "note",
            )
        )
    return blocks


def balance_table(words: RegisterWords) -> Table:
    """Return the groups' means of every covariate and their standardised differences."""
    say = words.say

    def cell(value: float | None, decimals: int) -> Cell:
        return Cell(NONE) if value is None else Cell(words.number(value, decimals), value)

    rows = [
        (
            Cell(words.covariate_of(b)),
            cell(b.reached, 2), cell(b.not_reached, 2), cell(b.before, 2), cell(b.after, 2),
        )
        for b in words.result.balance
    ]  # fmt: skip
    return Table(
        say("Baggrund i de to grupper", "Background of the two groups"),
        (
            Column(say("Oplysning", "Item"), align="left"),
            Column(say("Nåede målet", "Reached the goal"), say("gennemsnit", "mean")),
            Column(say("Nåede ikke målet", "Did not reach it"), say("gennemsnit", "mean")),
            Column(say("Forskel før", "Difference before"), say("standardiseret", "standardised")),
            Column(say("Forskel efter", "Difference after"), say("standardiseret", "standardised")),
        ),
        tuple(rows),
    )


def overlap_words(words: RegisterWords) -> str:
    """Return how many have a counterpart in the other group, in a sentence."""
    bins = words.result.overlap
    total = sum(b.reached + b.not_reached for b in bins)
    both = sum(b.reached + b.not_reached for b in bins if b.reached and b.not_reached)
    if not total:
        return words.say(
            "Fordelingen vises ikke: der er for få personer.",
            "The distribution is not shown: there are too few people.",
        )
    share = words.percent(both / total)
    return words.say(
        f"{share} af personerne har nogen i den anden gruppe med omtrent samme chance for at nå "
        "målet.",
        f"{share} of the people have someone in the other group with about the same chance of "
        "reaching the goal.",
    )


def overlap_blocks(words: RegisterWords) -> list[Block]:
    """Return whether the groups can be compared: a sentence, and a chart with its numbers."""
    say, bins = words.say, words.result.overlap
    text = paragraph(overlap_words(words))
    if not any(b.reached or b.not_reached for b in bins):
        return [text]

    def span(low: float, high: float) -> str:
        return f"{words.number(low * 100)}–{words.percent(high)}"

    rows = tuple(
        (Cell(span(b.low, b.high)), words.count(b.reached), words.count(b.not_reached))
        for b in bins
    )
    people = say("personer", "people")
    chart = Chart(
        id="overlap",
        title=say("Chancen for at nå målet i de to grupper",
                  "The chance of reaching the goal in the two groups"),
        key=say(
            "Chancen er beregnet af baggrunden. Hver gruppe er vist for sig, og søjlernes højde er "
            "andelen af gruppen. Hvor kun den ene gruppe har søjler, er der ingen at sammenligne "
            "med.",
            "The chance is fitted from the background. Each group is shown by itself, and the "
            "height of the bars is the share of the group. Where only one group has bars, there "
            "is nobody to compare with.",
        ),
        description="; ".join(
            f"{row[0].text}: {row[1].text} / {row[2].text}"
            for row, b in zip(rows, bins, strict=True)
            if b.reached or b.not_reached
        ) + ".",
        draw=partial(charts.overlap, words),
        table=Table(
            say("Chancen for at nå målet i de to grupper",
                "The chance of reaching the goal in the two groups"),
            (
                Column(say("Chance", "Chance"), align="left"),
                Column(say("Nåede målet", "Reached the goal"), people),
                Column(say("Nåede ikke målet", "Did not reach it"), people),
            ),
            rows,
        ),
    )  # fmt: skip
    return [text, chart]
