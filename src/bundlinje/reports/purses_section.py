"""The net result: by purse, by department, by item, and the part that can be realised."""

from __future__ import annotations

from functools import partial
from itertools import accumulate

from bundlinje.calculation.case import Cost, payer_of
from bundlinje.calculation.point import TOTAL
from bundlinje.reports import row_charts
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
from bundlinje.reports.row_charts import net_of, rows_of_purses, spread_of
from bundlinje.reports.waterfall import part_names, steps, waterfall
from bundlinje.reports.words import Words


def purses_section(words: Words) -> Section:
    """Return the net result by purse, by department where used, and by item."""
    blocks: list[Block] = [net_result_chart(words)]
    departments = departments_table(words)
    if departments is not None:
        blocks += [Subheading(words.say("Fordelt på forvaltninger", "By department")), departments]
    blocks += [waterfall_chart(words), *realisable_blocks(words)]
    title = words.say("Nettoresultat for hver kasse", "Net result of each purse")
    return Section("kasser", title, tuple(blocks))


def net_result_chart(words: Words) -> Chart:
    """Return the chart of the net result by purse."""
    parts = []
    for payer in rows_of_purses(words):
        spread = spread_of(words.result, payer)
        net = net_of(words.result, payer)
        part = f"{words.payer(payer)}: {words.amount(net, None if spread is None else spread.sd)}"
        if spread is not None:
            ends = words.interval(spread, words.precision(net, spread.sd))
            part += words.say(f" (90 %-interval {ends})", f" (90% interval {ends})")
        parts.append(part)
    shown = words.say("Punkt: bedste skøn.", "Dot: best estimate.")
    if words.result.uncertainty is not None:
        shown += words.say(" Bjælke: 90 %-interval.", " Bar: 90% interval.")
    return Chart(
        "nettoresultat",
        words.say("Nettoresultat efter kasse", "Net result by purse"),
        shown,
        words.stop("; ".join(parts)),
        partial(row_charts.net_result_by_purse, words.result, words),
        purses_table(words),
    )


def purses_table(words: Words) -> Table:
    """Return the net result, its interval, the chance of a plus and the payback year by purse."""
    result = words.result
    rows = []
    for payer in rows_of_purses(words):
        spread = spread_of(result, payer)
        rows.append(
            (
                Cell(words.payer(payer), payer),
                words.money_cell(net_of(result, payer)),
                *words.spread_cells(spread),
                *words.chance_cells(spread),
                words.year_cell(result.point.payback_year[payer]),
            )
        )
    *purses, last = rows
    return Table(
        words.say("Nettoresultat efter kasse, diskonteret", "Net result by purse, discounted"),
        (
            Column(words.say("Kasse", "Purse"), align="left"),
            Column(words.say("Bedste skøn", "Best estimate"), words.currency),
            *words.spread_columns(),
            *words.chance_columns(),
            Column(words.say("Tilbagebetalingsår", "Payback year")),
        ),
        tuple(purses) if purses else (last,),
        last if purses else None,
    )


def departments_table(words: Words) -> Table | None:
    """Return the net result by account where a public payer uses departments, else nothing."""
    point, drawn = words.result.point, words.result.uncertainty
    payers = words.payers_in_play
    used = {account for item in words.case.items for account in item.accounts}
    if not any("/" in account and payer_of(account) in payers for account in used):
        return None
    rows = tuple(
        (
            Cell(words.account(account), account),
            words.money_cell(point.by_account[account]),
            *words.spread_cells(None if drawn is None else drawn.by_account[account]),
            *words.chance_cells(None if drawn is None else drawn.by_account[account]),
        )
        for account in point.by_account
        if account in used and payer_of(account) in payers
    )
    return Table(
        words.say(
            "Nettoresultat efter forvaltning, diskonteret", "Net result by department, discounted"
        ),
        (
            Column(words.say("Konto", "Account"), align="left"),
            Column(words.say("Bedste skøn", "Best estimate"), words.currency),
            *words.spread_columns(),
            *words.chance_columns(),
        ),
        rows,
    )


def waterfall_chart(words: Words) -> Chart:
    """Return the chart from the costs to the net result, with every item in its table."""
    found = steps(words.result, words)
    names = part_names(words)
    net = words.result.point.net_result
    parts = []
    for part, name in names.items():
        inside = [step for step in found if step.part == part]
        if inside:
            listed = ", ".join(f"{step.label} {words.amount(step.amount)}" for step in inside)
            total = words.amount(sum(step.amount for step in inside))
            parts.append(f"{name} {total} ({listed})" if len(inside) > 1 else f"{name}: {listed}")
    parts.append(f"{words.say('Nettoresultat', 'Net result')} {words.amount(net)}")
    key = words.say(
        "Læs oppefra: Hver bjælke begynder, hvor den forrige slutter. Orange trækker ned, blå "
        "trækker op, og den sorte bjælke nederst er det, der er tilbage. Alle offentlige kasser, "
        "diskonteret, bedste skøn.",
        "Read from the top: each bar begins where the one before it ends. Orange pulls down, blue "
        "pulls up, and the black bar at the bottom is what is left. All public purses, "
        "discounted, best estimate.",
    )
    return Chart(
        "vandfald",
        words.say("Fra udgifter til nettoresultat", "From costs to net result"),
        key,
        words.stop("; ".join(parts)),
        partial(waterfall, words.result, words),
        items_table(words),
    )


def items_table(words: Words) -> Table:
    """Return what each item adds to the net result, in the order of the chart, and the sum so far.

    Items that add nothing for the public purses together stand last.
    """
    point = words.result.point
    kinds = kind_names(words)
    items = {item.id: item for item in words.case.items}
    order = [name for step in steps(words.result, words) for name in step.items]
    order += [name for name in items if name not in order]
    rows = []
    for name, so_far in zip(order, accumulate(point.by_item[n] for n in order), strict=True):
        item = items[name]
        rows.append(
            (
                Cell(item.label, name),
                Cell(kinds[item.kind if isinstance(item, Cost) else "consequence"]),
                words.money_cell(point.by_item[name]),
                words.money_cell(so_far),
            )
        )
    return Table(
        words.say(
            "Hvad hver post bidrager med for de offentlige kasser samlet, diskonteret",
            "What each item adds for the public purses together, discounted",
        ),
        (
            Column(words.say("Post", "Item"), align="left"),
            Column(words.say("Slags", "Kind"), align="left"),
            Column(words.say("Bidrag", "Contribution"), words.currency),
            Column(words.say("Lagt sammen", "Added up"), words.currency),
        ),
        tuple(rows),
        (
            Cell(words.say("Nettoresultat", "Net result")),
            Cell(""),
            words.money_cell(point.net_result),
            words.money_cell(point.net_result),
        ),
    )


def kind_names(words: Words) -> dict[str, str]:
    """Return what the kinds of items are called."""
    return {
        "setup": words.say("Opstart", "Set-up"),
        "running": words.say("Drift", "Running"),
        "displaced": words.say("Fortrængt udgift", "Displaced cost"),
        "consequence": words.say("Konsekvens", "Consequence"),
    }


def realisable_blocks(words: Words) -> list[Block]:
    """Return the realisable result beside the full one, where the case states shares."""
    point = words.result.point
    stated = [c.label for c in words.case.consequences if c.realisable]
    if not stated:
        return []
    rows = [
        (
            Cell(words.payer(payer), payer),
            words.money_cell(net_of(words.result, payer)),
            words.money_cell(
                point.net_result_realisable if payer == TOTAL else point.realisable_by_payer[payer]
            ),
        )
        for payer in rows_of_purses(words)
    ]
    several = len(rows) > 1
    return [
        Subheading(words.say("Kan pengene hentes ud?", "Can the money be taken out?")),
        paragraph(
            words.say(
                "En tom plads sparer ikke straks sin gennemsnitspris. Det realiserbare "
                "nettoresultat tæller kun den andel af besparelsen med, som sagen regner med kan "
                f"hentes ud af budgettet. Andele er angivet for: {words.joined(stated)}.",
                "An empty place does not at once save its average price. The realisable net "
                "result counts only the share of the saving that the case expects can leave the "
                f"budget. Shares are stated for: {words.joined(stated)}.",
            )
        ),
        Table(
            words.say(
                "Fuldt og realiserbart nettoresultat, diskonteret",
                "Full and realisable net result, discounted",
            ),
            (
                Column(words.say("Kasse", "Purse"), align="left"),
                Column(words.say("Fuldt", "Full"), words.currency),
                Column(words.say("Realiserbart", "Realisable"), words.currency),
            ),
            tuple(rows[:-1] if several else rows),
            rows[-1] if several else None,
        ),
    ]
