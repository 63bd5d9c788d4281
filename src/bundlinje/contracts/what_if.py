"""A contract with another success rate, another price, or payments that come later."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from bundlinje.contracts.capital import Capital
from bundlinje.contracts.cash_plan import Paid, month_later
from bundlinje.contracts.contract import Contract
from bundlinje.contracts.outcomes import Outlook


@dataclass(frozen=True)
class WhatIf:
    """What is changed: success rates with the intervention and prices by a factor [1], and the
    delay of every payment [months]; the contract then ends so much later too.
    """

    rate: float = 1.0
    price: float = 1.0
    delay: int = 0


AS_IS = WhatIf()


def repriced(contract: Contract, price: float) -> Contract:
    """Return the contract with every amount in its rules times `price`; caps stay."""
    if price == 1.0:
        return contract
    versions = tuple(
        dataclasses.replace(
            version,
            terms=dataclasses.replace(
                version.terms,
                # Amounts are multiplied by one less the bid discount, so this is all it takes.
                discount=1 - Fraction(repr(price)) * (1 - version.terms.discount),
            ),
        )
        for version in contract.versions
    )
    return dataclasses.replace(contract, versions=versions)


def rescaled(outlook: Outlook, rate: float) -> Outlook:
    """Return an outlook with what it shows with the intervention times `rate`; rates within 0–1."""
    if rate == 1.0:
        return outlook
    moved = outlook.rate * rate
    if outlook.by_chance:
        moved = np.clip(moved, 0.0, 1.0)
    return dataclasses.replace(outlook, rate=moved)


def delayed(payments: Sequence[Paid], months: int) -> list[Paid]:
    """Return payments that come some months later."""
    return [dataclasses.replace(p, date=month_later(p.date, months)) for p in payments]


def prolonged(capital: Capital, months: int) -> Capital:
    """Return capital that ends some months later, where its end is stated."""
    if capital.end is None or not months:
        return capital
    return dataclasses.replace(capital, end=month_later(capital.end, months))
