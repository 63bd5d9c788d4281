"""How the point moves: break-even success rates, and what rate, delay and price do to parties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bundlinje.contracts.outcomes import outlooks
from bundlinje.contracts.payer_money import pays
from bundlinje.contracts.returns import rates_of_return
from bundlinje.contracts.valuation_inputs import ValuationInputs
from bundlinje.contracts.valuation_result import number_or_none
from bundlinje.contracts.waterfall import waterfall
from bundlinje.contracts.what_if import AS_IS, WhatIf

#: What is tried beside the contract as it is.
CHANGES = (
    WhatIf(rate=0.8), WhatIf(rate=0.9), WhatIf(rate=1.1), WhatIf(delay=6), WhatIf(delay=12),
    WhatIf(price=0.9), WhatIf(price=1.1),
)  # fmt: skip
_HALVINGS = 25


@dataclass(frozen=True)
class Changed:
    """The point after a change: outcome payments [currency], the return of each tranche [1/year]
    and what each purse ends with [currency]; a purse has None without a case.
    """

    change: WhatIf
    payments: float
    irr: Mapping[str, float | None]
    net: Mapping[str, float | None]


@dataclass(frozen=True)
class BreakEvenRate:
    """The lowest success rate at which a tranche gets back what it drew.

    `rates` are those of every metric then, moved by one common factor; None where the tranche
    loses however many succeed. A factor of 0 means that it never loses. [1]
    """

    tranche: str
    factor: float | None
    rates: Mapping[str, float] | None


def sensitivity(
    inputs: ValuationInputs, changes: Sequence[WhatIf] = CHANGES
) -> tuple[Changed, ...]:
    """Return the point as it is and after each change."""
    return tuple(_changed(inputs, change) for change in (AS_IS, *changes))


def _changed(inputs: ValuationInputs, change: WhatIf) -> Changed:
    valued = inputs.point(change)
    table = waterfall(valued.capital, valued.plan)
    tranches = [tranche.id for tranche in valued.capital.tranches]
    rates = rates_of_return(table)
    paid, saves = pays(inputs, table), valued.saves
    return Changed(
        change=change,
        payments=float(valued.total[0]) / 100,
        irr={id: number_or_none(rates[k, 0]) for k, id in enumerate(tranches)},
        net={
            purse: None if saves is None else float(saves[row, 0] - paid[row, 0])
            for row, purse in enumerate(inputs.purses)
        },
    )


def break_even_rates(inputs: ValuationInputs) -> tuple[BreakEvenRate, ...]:
    """Return the break-even success rate of every tranche, with everything else at its mean."""
    expected = outlooks(inputs.contract, inputs.case, inputs.inputs.at_means(), None)
    rates = {id: float(o.rate[0]) for id, o in expected.items() if o.by_chance}
    if not rates:  # there is no success rate to find
        return ()
    highest = 1 / min((rate for rate in rates.values() if rate > 0), default=1.0)
    found = []
    for k, tranche in enumerate(inputs.contract.capital.tranches):
        if tranche.kind == "grant":
            continue
        factor = _lowest(inputs, k, highest)
        moved = None if factor is None else {id: min(r * factor, 1.0) for id, r in rates.items()}
        found.append(BreakEvenRate(tranche.id, factor, moved))
    return tuple(found)


def _lowest(inputs: ValuationInputs, k: int, highest: float) -> float | None:
    def whole(factor: float) -> bool:
        valued = inputs.point(WhatIf(rate=factor))
        table = waterfall(valued.capital, valued.plan)
        return bool(table.received[k].sum() >= table.drawn[k].sum())

    if not whole(highest):
        return None
    if whole(0.0):
        return 0.0
    low, high = 0.0, highest
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if whole(middle) else (middle, high)
    return high
