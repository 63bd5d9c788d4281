"""The level of a template's prices, moved to what the case's delivery costs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bundlinje.basics.errors import InputError
from bundlinje.calculation.case import Case
from bundlinje.contracts.contract_file import contract_from_data
from bundlinje.contracts.valuation import value

Document = dict[Any, Any]
#: From so much on, prices are rounded to this. [currency]
_STEPS = ((1_000_000, 10_000), (20_000, 1000), (1000, 100))
#: Draws whose mean payment is taken: at the mean values alone a step just above would pay nothing.
DRAWS = 2000


def paid_for_each_krone(
    document: Document, case: Case | None = None, draws: int = DRAWS
) -> float | None:
    """Return payments for each krone that delivery costs; None where that is not told.

    Their mean over `draws`, or where that is 0 what the mean values give.
    """
    try:
        found = value(contract_from_data(document), case, None, draws)
    except InputError:
        return None
    spent = float(found.point.table.delivery.sum()) / 100
    paid = found.chances.payments.total.mean if found.chances is not None else found.point.payments
    return paid / spent if spent > 0 and paid > 0 else None


def scale_prices(document: Document, times: float) -> None:
    """Multiply every price and every limit in kroner, in place; rounded."""

    def price(amount: float) -> int:
        found = amount * times
        step = next((step for least, step in _STEPS if found >= least), 1)
        return round(found / step) * step

    for payment in document["payments"]:
        rule = payment["rule"]
        if "unit" in rule:
            rule["unit"] = _each(rule["unit"], price)
        for steps in (rule.get("marginal"), rule.get("steps"), rule.get("interpolate")):
            for step in steps or ():
                step[1] = _each(step[1], price)
        if "amount" in payment.get("cap", {}):
            payment["cap"]["amount"] = price(payment["cap"]["amount"])
    for limit in document.get("caps", {}):
        document["caps"][limit] = price(document["caps"][limit])


def _each(amount: Any, price: Callable[[float], int]) -> Any:
    if isinstance(amount, dict):
        return {group: price(one) for group, one in amount.items()}
    return price(amount)
