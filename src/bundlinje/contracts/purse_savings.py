"""What each purse saves in a case whose delivery the contract pays instead, and what time does.

Savings are the case's own discounted flows without the costs that the contract replaces. Outcome
money is nominal: it is brought to the case's price level and discounted like the case.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from bundlinje.basics.discounting import discount_factors
from bundlinje.basics.errors import InputError, Problem, nearest
from bundlinje.basics.price_index import PriceIndex
from bundlinje.basics.reading import Reader, Section
from bundlinje.basics.texts import Text
from bundlinje.basics.yaml_tree import tree_of
from bundlinje.calculation.case import Case, payer_of
from bundlinje.calculation.inputs import Sample
from bundlinje.calculation.model import Model
from bundlinje.calculation.price_levels import read_price_levels
from bundlinje.contracts.cash_plan import Dated
from bundlinje.contracts.cent_arrays import rounded
from bundlinje.contracts.contract import Contract

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class PresentValues:
    """Brings nominal money to the case's price level and to its start.

    `inflation` is the yearly growth of prices after the index ends; where none is stated prices
    are held, and `held` names the years.
    """

    case: Case
    index: PriceIndex
    inflation: Fraction | None

    def price_level(self, year: int) -> float:
        """Return what nominal money of `year` is in the case's price level. [1]"""
        return self._level(self.case.price_year) / self._level(year)

    def factors(self, years: Iterable[int]) -> Array:
        """Return the present value of nominal money by year, as a factor. [1]"""
        listed = list(years)
        distance = [
            max(year - self.case.start_year + self.case.discounting.offset, 0.0) for year in listed
        ]
        discounted = discount_factors(distance, self.case.discounting.steps)
        return np.asarray(np.array([self.price_level(year) for year in listed]) * discounted)

    def held(self, years: Iterable[int]) -> list[int]:
        """Return the years whose prices neither the index nor a stated inflation covers."""
        if self.inflation is not None:
            return []
        return sorted(
            {y for y in years if y != self.case.price_year and y not in self.index.values}
        )

    def _level(self, year: int) -> float:
        values = self.index.values
        growth = 1.0 + float(self.inflation or 0)
        if year in values:
            return values[year]
        if not values:
            return growth ** (year - self.case.price_year)
        end = max(values) if year > max(values) else min(values)
        return values[end] * growth ** (year - end)


def present_values(contract: Contract, case: Case) -> PresentValues:
    """Return how the contract's money is held against the case's."""
    reader = Reader("")
    section = Section(reader, tree_of(case.data), "")
    levels = read_price_levels(section, case.price_year, case.currency, case.knowledge)
    return PresentValues(case, levels.case_index, contract.versions[0].terms.inflation)


def check_replaced(contract: Contract, case: Case) -> None:
    """Check that what the contract replaces are costs of the case.

    Raises:
        InputError: the case has no such cost.
    """
    costs = [cost.id for cost in case.costs]
    problems = []
    for id in contract.capital.replaces:
        if id not in costs:
            hint = nearest(id, costs)
            text = Text(
                f"sagen {case.id} har ingen udgift, der hedder {id}. {hint.da}",
                f"the case {case.id} has no cost called {id}. {hint.en}",
            )
            problems.append(Problem(text, contract.file, None, "replaces"))
    if problems:
        raise InputError(problems)


def purses(contract: Contract, case: Case) -> tuple[str, ...]:
    """Return the contract's payers, then the public purses of the case that none of them is in."""
    listed = contract.payers
    owners = {payer_of(payer) for payer in listed}
    return (*listed, *(payer for payer in case.public_payers if payer not in owners))


def savings(
    model: Model, sample: Sample, draws: int, replaced: Sequence[str], names: Sequence[str]
) -> Array:
    """Return what each purse saves, discounted, shape (purses, draws). [currency of the case]

    Args:
        model: The case.
        sample: Its inputs.
        draws: The number of draws.
        replaced: Costs that the contract pays instead.
        names: Payers, or accounts such as `kommune/social`.
    """
    money = model.evaluate(sample, draws, discounted=True).money.sum(axis=1)
    kept = np.array([item.id not in replaced for item, _ in model.rows], dtype=float)
    by_account = (model.weights * kept[:, None]).T @ money
    result = np.zeros((len(names), draws))
    for place, name in enumerate(names):
        for row, account in enumerate(model.accounts):
            if account == name or payer_of(account) == name:
                result[place] += by_account[row]
    return result


def replaced_delivery(
    contract: Contract, model: Model, sample: Sample, draws: int, values: PresentValues
) -> list[Dated]:
    """Return the replaced costs of the case by month, in the money of each year. [0.01]"""
    replaced = contract.capital.replaces
    own = np.array([item.id in replaced for item, _ in model.rows], dtype=float)
    shares = -model.weights.sum(axis=1) * own
    amounts = model.evaluate(sample, draws).money
    by_year = np.tensordot(shares, amounts, axes=(0, 0))
    delivery: list[Dated] = []
    for year, yearly in zip(model.case.years, by_year, strict=True):
        if not yearly.any():
            continue
        nominal = rounded(yearly / values.price_level(year) * 100)
        before = np.zeros_like(nominal)
        for month in range(1, 13):
            to_date = rounded(nominal * month / 12)
            last = (datetime.date(year + month // 12, month % 12 + 1, 1)) - datetime.timedelta(1)
            delivery.append(Dated(last, to_date - before))
            before = to_date
    return delivery
