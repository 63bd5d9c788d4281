"""The money over time: the cash flow, the result added up, and the chance of being in plus."""

from __future__ import annotations

from functools import partial

from bundlinje.reports import charts
from bundlinje.reports.budget_table import budget_blocks
from bundlinje.reports.content import (
    Block,
    Cell,
    Chart,
    Column,
    Section,
    Table,
)
from bundlinje.reports.row_charts import rows_of_purses
from bundlinje.reports.words import Words


def years_section(words: Words) -> Section:
    """Return the cash flow by year and purse, and the result cumulated."""
    blocks: list[Block] = [flow_chart(words), cumulated_chart(words)]
    if words.result.uncertainty is not None:
        blocks.append(chance_chart(words))
    if words.case.budget is not None:
        blocks += budget_blocks(words, words.case.budget)
    return Section(
        "aar", words.say("Hvornår falder pengene?", "When does the money fall?"), tuple(blocks)
    )


def flow_chart(words: Words) -> Chart:
    """Return the chart of the cash flow by year and purse."""
    years = words.case.years
    parts = []
    for payer in rows_of_purses(words):
        flows = charts.flows_of(words.result, payer)
        low, high = min(flows), max(flows)
        parts.append(
            words.say(
                f"{words.payer(payer)}: fra {words.amount(low)} i {years[flows.index(low)]} til "
                f"{words.amount(high)} i {years[flows.index(high)]}",
                f"{words.payer(payer)}: from {words.amount(low)} in {years[flows.index(low)]} to "
                f"{words.amount(high)} in {years[flows.index(high)]}",
            )
        )
    shown = words.say(
        "Søjler over 0 er penge ind i kassen, søjler under 0 penge ud. Diskonteret.",
        "Bars above 0 are money into the purse, bars below 0 money out. Discounted.",
    )
    return Chart(
        "pengestroem",
        words.say("Pengestrøm efter år og kasse", "Cash flow by year and purse"),
        shown,
        words.stop("; ".join(parts)),
        partial(charts.cash_flow, words.result, words),
        flow_table(words),
    )


def flow_table(words: Words) -> Table:
    """Return the discounted flows by year and purse."""
    payers = rows_of_purses(words)
    flows = [charts.flows_of(words.result, payer) for payer in payers]
    rows = tuple(
        (Cell(str(year), year), *(words.money_cell(row[at]) for row in flows))
        for at, year in enumerate(words.case.years)
    )
    return Table(
        words.say("Pengestrøm, diskonteret", "Cash flow, discounted"),
        (
            Column(words.say("År", "Year"), align="left"),
            *(Column(words.payer(payer), words.currency) for payer in payers),
        ),
        rows,
        (Cell(words.say("I alt", "Total")), *(words.money_cell(sum(row)) for row in flows)),
    )


def cumulated_chart(words: Words) -> Chart:
    """Return the chart of the result cumulated to each year, by purse and in total."""
    drawn = words.result.uncertainty
    first, last = words.case.start_year, words.case.last_year
    parts = []
    for payer in rows_of_purses(words):
        rows = charts.cumulated_rows(words.result, payer)
        lowest = min(rows, key=lambda row: row["amount"])
        spread = None if drawn is None else drawn.cumulated[payer][last]
        sd = None if spread is None else spread.sd
        # Rounded as the net result is, since it is the same.
        low, end = words.amount(lowest["amount"]), words.amount(rows[-1]["amount"], sd)
        part = words.say(
            f"{words.payer(payer)}: lavest i {lowest['year']} ({low}), til sidst {end}",
            f"{words.payer(payer)}: lowest in {lowest['year']} ({low}), {end} at the end",
        )
        if spread is not None:
            ends = words.interval(spread, words.precision(rows[-1]["amount"], spread.sd))
            part += words.say(f" (90 %-interval {ends})", f" (90% interval {ends})")
        parts.append(part)
    key = words.say(
        f"Linje: nettoresultatet lagt sammen fra {first} til og med hvert år, bedste skøn. Når "
        "den krydser 0, er pengene tjent ind.",
        f"Line: the net result added up from {first} to each year, best estimate. Where it "
        "crosses 0, the money is earned back.",
    )
    if drawn is not None:
        key += words.say(
            " Mørkt bånd: halvdelen af trækningerne; lyst bånd: 90 %.",
            " Dark band: half of the draws; light band: 90%.",
        )
    return Chart(
        "akkumuleret",
        words.say("Nettoresultat lagt sammen år for år", "Net result added up year by year"),
        key,
        words.stop("; ".join(parts)),
        partial(charts.cumulated, words.result, words),
        cumulated_table(words),
    )


def cumulated_table(words: Words) -> Table:
    """Return the result cumulated to each year by purse, with the percentiles that are drawn."""
    percentiles = ("p5", "p25", "p75", "p95") if words.result.uncertainty is not None else ()
    rows = [
        (
            Cell(words.payer(payer), payer),
            Cell(str(row["year"]), row["year"]),
            *(words.money_cell(row[field]) for field in ("amount", *percentiles)),
        )
        for payer in rows_of_purses(words)
        for row in charts.cumulated_rows(words.result, payer)
    ]
    return Table(
        words.say("Nettoresultat lagt sammen, diskonteret", "Net result added up, discounted"),
        (
            Column(words.say("Kasse", "Purse"), align="left"),
            Column(words.say("Til og med år", "To the end of"), align="left"),
            Column(words.say("Bedste skøn", "Best estimate"), words.currency),
            *(Column(words.percent(int(p[1:]) / 100), words.currency) for p in percentiles),
        ),
        tuple(rows),
    )


def chance_chart(words: Words) -> Chart:
    """Return the chart of the chance to be in plus by each year."""
    assert words.result.uncertainty is not None
    drawn = words.result.uncertainty.cumulated
    payers = rows_of_purses(words)
    last = words.case.last_year
    ends = [f"{words.payer(p)} {words.chance(drawn[p][last].p_positive)}" for p in payers]
    rows = tuple(
        (
            Cell(str(year), year),
            *(words.chance_cell(drawn[payer][year]) for payer in payers),
        )
        for year in words.case.years
    )
    return Chart(
        "chance",
        words.say("Chance for at være i plus", "Chance of being in plus"),
        words.say(
            "Sandsynligheden for, at nettoresultatet lagt sammen til og med hvert år er over 0.",
            "The probability that the net result added up to each year is above 0.",
        ),
        words.say(f"I {last}: {', '.join(ends)}.", f"In {last}: {', '.join(ends)}."),
        partial(charts.chance_of_plus, words.result, words),
        Table(
            words.say("Chance for at være i plus", "Chance of being in plus"),
            (
                Column(words.say("Til og med år", "To the end of"), align="left"),
                *(Column(words.payer(payer)) for payer in payers),
            ),
            rows,
        ),
    )
