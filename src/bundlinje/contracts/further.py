"""What a valuation is asked further: prices, break-even, sensitivity, smallest effect, payers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bundlinje.basics.errors import input_error
from bundlinje.contracts.co_payers import CoPayers, co_payers
from bundlinje.contracts.highest_price import HighestPrice, highest_prices
from bundlinje.contracts.outcomes import Draws, outlooks
from bundlinje.contracts.point_changes import (
    BreakEvenRate,
    Changed,
    break_even_rates,
    sensitivity,
)
from bundlinje.contracts.smallest_effect import SmallestEffect, smallest_effect
from bundlinje.contracts.valuation import BLOCK
from bundlinje.contracts.valuation_inputs import EXPECTED, ValuationInputs
from bundlinje.contracts.valuation_result import Valuation

#: Draws that the highest price is looked for with, at most.
PRICE_DRAWS = BLOCK
DEFAULT_CERTAINTY = 0.9


@dataclass(frozen=True)
class Further:
    """What is asked further of a valuation; empty or None where it cannot be said.

    Prices and shares of payers need a case and draws, the rest that payments are expected.
    """

    certainty: float
    highest_prices: tuple[HighestPrice, ...]
    break_even: tuple[BreakEvenRate, ...]
    sensitivity: tuple[Changed, ...]
    smallest_effects: tuple[SmallestEffect, ...]
    co_payers: CoPayers | None

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data for JSON."""
        return {
            "certainty": self.certainty,
            "highest_price": {p.purse: p.factor for p in self.highest_prices},
            "break_even": {
                b.tranche: {"factor": b.factor, "rates": b.rates} for b in self.break_even
            },
            "sensitivity": [
                {**vars(c.change), "payments": c.payments, "irr": c.irr, "net": c.net}
                for c in self.sensitivity
            ],
            "smallest_effect": {e.metric: dict(vars(e)) for e in self.smallest_effects},
            "co_payers": None if self.co_payers is None else dict(vars(self.co_payers)),
        }


def further(valuation: Valuation, certainty: float = DEFAULT_CERTAINTY) -> Further:
    """Return what can be asked further of a valuation.

    Args:
        valuation: A valuation.
        certainty: How sure each payer wants to be of no loss, above 0 and below 1. [1]

    Raises:
        InputError: `certainty` is not between 0 and 1.
    """
    if not 0 < certainty < 1:
        raise input_error(
            f"fandt {certainty:g}, ventede en sandsynlighed mellem 0 og 1, fx 0.9.",
            f"found {certainty:g}, expected a probability between 0 and 1, such as 0.9.",
            key="certainty",
        )
    inputs, drawn = valuation.inputs, valuation.drawn
    uncertain = inputs.source == EXPECTED
    priced = uncertain and drawn is not None and drawn.saves is not None
    payers = None
    if drawn is not None and drawn.saves is not None:
        payers = co_payers(inputs.purses, drawn.saves, drawn.pays.sum(axis=0), certainty)
    return Further(
        certainty=certainty,
        highest_prices=tuple(_prices(valuation, certainty)) if priced else (),
        break_even=break_even_rates(inputs) if uncertain else (),
        sensitivity=sensitivity(inputs) if uncertain else (),
        smallest_effects=smallest_effects(inputs) if uncertain else (),
        co_payers=payers,
    )


def smallest_effects(inputs: ValuationInputs) -> tuple[SmallestEffect, ...]:
    """Return the smallest effect that each metric can tell from chance."""
    expected = outlooks(inputs.contract, inputs.case, inputs.inputs.at_means(), None)
    shock = inputs.contract.capital.shock
    found = (smallest_effect(id, outlook, shock) for id, outlook in expected.items())
    return tuple(effect for effect in found if effect is not None)


def _prices(valuation: Valuation, certainty: float) -> list[HighestPrice]:
    chances, inputs = valuation.chances, valuation.inputs
    assert chances is not None
    draws = min(chances.draws, PRICE_DRAWS)
    blocks = [
        inputs.outcomes(Draws(chances.seed, start, min(BLOCK, draws - start)))
        for start in range(0, draws, BLOCK)
    ]
    return highest_prices(inputs, blocks, certainty)
