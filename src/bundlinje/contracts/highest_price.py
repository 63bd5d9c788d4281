"""The highest price per outcome at which each payer is at no loss, at a certainty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bundlinje.contracts.payer_money import paid_by_purse
from bundlinje.contracts.valuation_inputs import Outcomes, ValuationInputs
from bundlinje.contracts.what_if import WhatIf

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

#: No price is looked for beyond this many times the contract's.
MOST = 100.0
#: Halvings of the distance between a price that is too high and one that is not.
_HALVINGS = 20


@dataclass(frozen=True)
class HighestPrice:
    """How much higher the contract's prices could be for one payer.

    `factor` is what every amount in the rules can be multiplied by: 0 where the purse loses even
    without paying, None where caps keep it from losing at any price. [1]
    """

    purse: str
    factor: float | None


def highest_prices(
    inputs: ValuationInputs, blocks: Sequence[Outcomes], certainty: float
) -> list[HighestPrice]:
    """Return the highest price for each payer of the contract.

    The same draws at every price; caps stay, so that beyond them a price changes nothing.

    Args:
        inputs: The contract with its case.
        blocks: What happens in the draws.
        certainty: The probability of no loss that each payer wants. [1]
    """
    known: dict[float, Array] = {}

    def no_loss(price: float) -> Array:
        """Return the chance that each purse is at no loss at a price."""
        if price not in known:
            nets = []
            for block in blocks:
                assert block.saves is not None
                valued = inputs.valued(block, WhatIf(price=price))
                nets.append(block.saves - paid_by_purse(inputs, valued))
            known[price] = (np.concatenate(nets, axis=1) >= 0).mean(axis=1)
        return known[price]

    found = []
    for row, purse in enumerate(inputs.purses):

        def fine(price: float, row: int = row) -> bool:
            return bool(no_loss(price)[row] >= certainty)

        if purse in inputs.contract.payers:
            found.append(HighestPrice(purse, _largest(fine)))
    return found


def _largest(fine: Callable[[float], bool]) -> float | None:
    """Return the largest price factor that is fine: 0 where none is, None where all are."""
    if fine(MOST):
        return None
    if not fine(0.0):
        return 0.0
    low, high = (1.0, 2.0) if fine(1.0) else (0.0, 1.0)
    while high < MOST and fine(high):
        low, high = high, high * 2
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if fine(middle) else (low, middle)
    return low
