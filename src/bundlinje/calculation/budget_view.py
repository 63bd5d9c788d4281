"""The budget year and the three after it in current prices, by kind of budget line: only a view."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bundlinje.calculation.case import BUDGET_KINDS, Case, Consequence, Cost
from bundlinje.calculation.model import Model

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Payer, kind of budget line, calendar year.
BudgetLines = Mapping[str, Mapping[str, Mapping[int, float]]]


def budget_kind(item: Cost | Consequence) -> str:
    """Return the kind of budget line that an item belongs to: the one stated, or a default.

    Costs and changed expenses are service expenditure, changed income is income, and a benefit (a
    transfer between parties, or one whose refund follows a ladder) is transfer expenditure.
    """
    if item.budget:
        return item.budget
    if isinstance(item, Cost):
        return "service"
    if item.direction == "income":
        return "income"
    benefit = item.transfer or (item.split is not None and item.split.kind == "ladder")
    return "transfer" if benefit else "service"


def budget_lines(case: Case, model: Model, money: NDArray[np.float64]) -> BudgetLines:
    """Return undiscounted flows in current prices by public payer, kind and year, gains positive.

    `money` holds the undiscounted amounts at the means, shape (rows, years) [DKK]. Empty where
    the case does not ask for the view.
    """
    if case.budget is None:
        return {}
    growth = 1 + case.budget.price_growth
    years = [year for year in case.years if year in case.budget.years]
    lines = {
        payer: {kind: dict.fromkeys(years, 0.0) for kind in BUDGET_KINDS}
        for payer in case.public_payers
    }
    for row, (item, _) in enumerate(model.rows):
        kind = budget_kind(item)
        for at, payer in enumerate(model.payers):
            weight = float(model.payer_weights[row, at])
            if not weight or payer not in lines:
                continue
            for year in years:
                amount = float(money[row, year - case.start_year])
                lines[payer][kind][year] += weight * amount * growth ** (year - case.price_year)
    return lines
