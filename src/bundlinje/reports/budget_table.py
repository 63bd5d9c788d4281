"""The budget year and the three after it as a municipal budget is read."""

from __future__ import annotations

from bundlinje.calculation.budget_view import budget_kind
from bundlinje.calculation.case import BUDGET_KINDS, BudgetView, Consequence, Cost, payer_of
from bundlinje.reports.content import Block, Cell, Column, Subheading, Table, paragraph
from bundlinje.reports.words import Words


def budget_blocks(words: Words, view: BudgetView) -> list[Block]:
    """Return the table of budget lines, how it is counted, and what the case leaves open."""
    growth = words.percent(view.price_growth, 1)
    note = words.say(
        f"Budgetåret og de tre overslagsår i løbende priser med prisstigninger på {growth} om "
        "året, ikke diskonteret. Plus er en forbedring af kassens budget, minus en merudgift "
        "eller mindreindtægt. Hver kasse står med sin egen andel, så statens refusion er trukket "
        "fra kommunens beløb og står under staten. Tabellen er kun en visning; resten af "
        "rapporten er i faste priser.",
        f"The budget year and the three after it in current prices, rising {growth} a year, not "
        "discounted. Plus is an improvement of the purse's budget, minus more expenditure or less "
        "income. Each purse stands with its own share, so that the state's refund is taken off "
        "the municipality's amounts and stands under the state. The table is only a view; the "
        "rest of the report is in fixed prices.",
    )
    blocks: list[Block] = [
        Subheading(words.say("Sådan ses det i budgettet", "As the budget shows it")),
        paragraph(note),
        budget_table(words, view),
    ]
    left_open = _left_open(words)
    if left_open:
        blocks.append(paragraph(left_open, "note"))
    return blocks


def budget_table(words: Words, view: BudgetView) -> Table:
    """Return the flows by purse, kind of budget line and year [DKK, current prices]."""
    lines = words.result.point.budget_by_kind
    totals = words.result.point.budget
    years = [year for year in view.years if year <= words.case.last_year]
    payers = [payer for payer in lines if any(totals[payer].values()) or _used(words, payer)]
    names = budget_kind_names(words)
    whole = words.say("I alt", "Total")
    rows = []
    for payer in payers:
        kinds = [kind for kind in BUDGET_KINDS if any(lines[payer][kind].values())]
        for kind in kinds:
            cells = (words.money_cell(lines[payer][kind][year]) for year in years)
            name = names[kind] if kind != "service" else running_costs(words, payer)
            rows.append((Cell(words.payer(payer), payer), Cell(name, kind), *cells))
        if len(payers) > 1:
            cells = (words.money_cell(totals[payer][year]) for year in years)
            rows.append((Cell(words.payer(payer), payer), Cell(whole, "total"), *cells))
    only = words.payer(payers[0]) if len(payers) == 1 else ""
    return Table(
        words.say(
            "Udgifter og indtægter efter budgetpost, i løbende priser",
            "Expenditure and income by budget line, in current prices",
        ),
        (
            Column(words.say("Kasse", "Purse"), align="left"),
            Column(words.say("Budgetpost", "Budget line"), align="left"),
            *(Column(str(year), words.currency) for year in years),
        ),
        tuple(rows),
        (
            Cell(only or words.say("Alle offentlige kasser", "All public purses")),
            Cell(whole, "total"),
            *(words.money_cell(sum(totals[payer][year] for payer in payers)) for year in years),
        ),
    )


def _used(words: Words, payer: str) -> bool:
    kinds = words.result.point.budget_by_kind[payer].values()
    return any(any(years.values()) for years in kinds)


def running_costs(words: Words, payer: str) -> str:
    """Return what a purse calls the expenditure on its services.

    Service expenditure is what the agreements with the municipalities limit; the regions' limit is
    on running costs, and what the state bears here is mostly refunds.
    """
    if payer == "kommune":
        return words.say("Serviceudgifter", "Service expenditure")
    if payer == "stat":
        return words.say("Statslige udgifter", "State expenditure")
    return words.say("Driftsudgifter", "Running costs")


def budget_kind_names(words: Words) -> dict[str, str]:
    """Return what the kinds of budget lines are called."""
    return {
        "service": words.say("Serviceudgifter", "Service expenditure"),
        "transfer": words.say("Overførsler", "Transfers"),
        "income": words.say("Indtægter", "Income"),
        "other": words.say("Andre udgifter", "Other expenditure"),
    }


def _municipal(item: Cost | Consequence) -> bool:
    return any(payer_of(account) == "kommune" for account in item.accounts)


def _left_open(words: Words) -> str:
    """Return the items whose kind of budget line the case does not state, and what was assumed."""
    names = {
        "service": words.say("driftsudgift", "running cost"),
        "transfer": words.say("overførsel", "transfer"),
        "income": words.say("indtægt", "income"),
    }
    public = set(words.case.public_payers)
    municipal = {"service": words.say("serviceudgift", "service expenditure")}
    parts = [
        f"{item.label} ({(names | municipal if _municipal(item) else names)[budget_kind(item)]})"
        for item in words.case.items
        if not item.budget and public & {account.split("/")[0] for account in item.accounts}
    ]
    if not parts:
        return ""
    listed = words.joined(parts)
    return words.say(
        f"Sagen siger ikke, hvilken slags budgetpost disse hører til, så det er antaget: {listed}. "
        "Det afgøres af, hvor kassen bogfører dem.",
        f"The case does not say which kind of budget line these belong to, so it is assumed: "
        f"{listed}. It depends on where the purse books them.",
    )
