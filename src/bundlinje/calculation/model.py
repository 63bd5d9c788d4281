"""A case compiled to arrays, evaluated on a sample of its inputs.

The point result, one-way changes and the draws all go through `Model.evaluate`: they differ only
in the sample.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from bundlinje.basics.discounting import discount_factors
from bundlinje.calculation import flows
from bundlinje.calculation.case import (
    Case,
    Change,
    Consequence,
    Cost,
    Effect,
    RuleSplit,
    Series,
    payer_of,
)
from bundlinje.calculation.case_sections import LEAST_COMPLETION
from bundlinje.calculation.inputs import Sample, values
from bundlinje.calculation.rule_amounts import PoolTerm, rule_amounts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

#: An item, or the part of it that one account bears, and the accounts' shares of the row.
Row = tuple[Cost | Consequence, Mapping[str, float]]

#: Returns one uniform number per draw for a name.
Uniforms = Callable[[str], "Array"]


@dataclass(frozen=True)
class Amounts:
    """Amounts by item, and outcomes by year, for one sample.

    `money` has shape (rows, years, draws): positive amounts, their sign is in the weights;
    `outcomes` (outcomes, years, draws) in unit-years; `clipped` counts drawn values that had to
    be brought within their bounds, by input.
    """

    money: Array
    outcomes: Array
    clipped: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Model:
    """The fixed parts of a case as arrays.

    `weights` has shape (rows, accounts): the sign and share of each row's amount that reaches
    each account. An item is one row; one whose payers follow a rule is a row for every account.
    Items are the costs, then the consequences. Accounts and payers are those that an item names;
    the others have no flows.
    """

    case: Case
    years: Array  # calendar years
    factors: Array  # discount factor by year
    outcome_factors: Array
    accounts: tuple[str, ...]
    payers: tuple[str, ...]
    weights: Array
    payer_weights: Array  # (rows, payers)
    gross_payer_weights: Array  # the same with every share counted as positive
    public: Array  # by account
    public_payers: Array  # by payer
    rows: tuple[Row, ...]

    @classmethod
    def of(cls, case: Case, extra_years: int = 0) -> Model:
        """Compile a case, with `extra_years` after its horizon for what is cut off there."""
        horizon = case.horizon + extra_years
        distance = np.arange(horizon) + case.discounting.offset
        used = {account for item in case.items for account in item.accounts}
        accounts = tuple(account for account in case.accounts if account in used)
        owners = [payer_of(account) for account in accounts]
        payers = tuple(dict.fromkeys(owners))
        rows = rows_of(case)
        weights = np.zeros((len(rows), len(accounts)))
        for index, (item, paid_by) in enumerate(rows):
            for account, share in paid_by.items():
                weights[index, accounts.index(account)] += sign_of(item) * share
        owned = np.array([[owner == payer for payer in payers] for owner in owners], dtype=float)
        owned = owned.reshape(len(accounts), len(payers))
        return cls(
            case=case,
            years=case.start_year + np.arange(horizon, dtype=float),
            factors=discount_factors(distance, case.discounting.steps),
            outcome_factors=discount_factors(distance, case.discounting.outcome_steps),
            accounts=accounts,
            payers=payers,
            weights=weights,
            payer_weights=weights @ owned,
            gross_payer_weights=np.abs(weights) @ owned,
            public=np.array([case.payers[owner].public for owner in owners], dtype=bool),
            public_payers=np.array([case.payers[payer].public for payer in payers], dtype=bool),
            rows=rows,
        )

    @property
    def public_weights(self) -> Array:
        """The sign and share of each row that reaches the public purses. [1]"""
        return np.asarray(self.weights[:, self.public].sum(axis=1))

    def evaluate(
        self,
        sample: Sample,
        draws: int,
        chance: Uniforms | None = None,
        *,
        discounted: bool = False,
        realisable: bool = False,
        unit_effect: bool = False,
    ) -> Amounts:
        """Return the amounts of every item and outcome for a sample of `draws` draws.

        Money is `discounted` on request, outcomes never here. With `chance` the number of
        successes among the actual people is drawn too. `realisable` cuts every saving to the
        share that leaves the budget; `unit_effect` takes the effect to be 1, which gives what one
        unit of it is worth.
        """
        factors = self.factors if discounted else np.ones(len(self.years))
        return Evaluation(self, sample, draws, chance, factors, realisable, unit_effect).amounts()


def rows_of(case: Case) -> tuple[Row, ...]:
    """Return the rows of a case: every item with the shares by which its accounts bear it."""
    rows: list[Row] = []
    for item in case.items:
        split = item.split if isinstance(item, Consequence) else None
        if split is None:
            rows.append((item, item.paid_by))
        else:
            rows += [(item, {account: 1.0}) for account in split.accounts]
    return tuple(rows)


def pool_of(case: Case, consequence: Consequence) -> list[Consequence]:
    """Return what is summed with a consequence before its rule's brackets, itself included."""
    split = consequence.split
    pool = "" if split is None else split.pool
    return [
        other
        for other in case.consequences
        if other is consequence or (pool and other.split is not None and other.split.pool == pool)
    ]


def sign_of(item: Cost | Consequence) -> float:
    """Return 1 where an item's positive amount is a gain to who pays for it, else −1."""
    if isinstance(item, Cost):
        return 1.0 if item.kind == "displaced" else -1.0
    return 1.0 if item.direction == "income" else -1.0


class Evaluation:
    """One pass over a case for one sample; its parts can be asked for one by one."""

    def __init__(
        self,
        model: Model,
        sample: Sample,
        draws: int,
        chance: Uniforms | None,
        factors: Array,
        realisable: bool = False,
        unit_effect: bool = False,
    ) -> None:
        self.model = model
        self.case = model.case
        self.sample = sample
        self.draws = draws
        self.chance = chance
        self.factors = factors
        self.realisable = realisable
        self.unit_effect = unit_effect
        self.horizon = len(model.years)
        self.clipped: dict[str, int] = {}
        self.people = self._people(self.case.participants)
        self.completion = self._rate(self.case.completion, LEAST_COMPLETION)
        self.cohorts: dict[str, tuple[list[int], Array, Array]] = {
            name: self._cohorts(effect) for name, effect in self.case.effects.items()
        }

    def amounts(self) -> Amounts:
        """Return the amounts of every item and outcome."""
        case = self.case
        money = np.zeros((len(self.model.rows), self.horizon, self.draws))
        for row, cost in enumerate(case.costs):
            self._cost(cost, money[row])
        row = len(case.costs)
        for consequence in case.consequences:
            price = consequence.price
            prices = self._prices(price.amount, price.price_factor, price.growth)
            if consequence.split is None:
                np.multiply(self.units(consequence, prices[:1]), prices, out=money[row])
                row += 1
            else:
                rows = slice(row, row + len(consequence.split.accounts))
                money[rows] = self._split(consequence, consequence.split) * self.factors[:, None]
                row = rows.stop
        outcomes = np.zeros((len(case.outcomes), self.horizon, self.draws))
        for row, outcome in enumerate(case.outcomes):
            outcomes[row] = self.units(outcome)
        return Amounts(money, outcomes, self.clipped)

    def _count(self, path: str, outside: int) -> None:
        if outside:
            self.clipped[path] = self.clipped.get(path, 0) + outside

    def _rate(self, series: Series, low: float = 0.0, high: float = 1.0) -> Array:
        within, outside = flows.clipped(values(series, self.sample), low, high)
        self._count(series.path, outside)
        return within

    def _people(self, participants: Mapping[int, Series]) -> dict[int, Array]:
        return {y: self._rate(s, 0.0, np.inf)[0] for y, s in participants.items()}

    def _cohorts(self, effect: Effect) -> tuple[list[int], Array, Array]:
        """Return the cohorts' offsets, people and net successes: (cohorts, draws or 1)."""
        people = self._people(effect.participants) if effect.participants else self.people
        without = None if effect.without is None else self._rate(effect.without)[0]
        if effect.with_ is not None:
            assert without is not None
            reached = self._rate(effect.with_)[0]
        else:
            assert effect.difference is not None
            difference = self._rate(effect.difference, -1.0)[0]
            if without is None:
                reached, without = difference, np.zeros(1)
                low = -1.0
            else:
                reached, low = without + difference, 0.0
            # Rounding alone must not count as a draw outside 0–1.
            _, outside = flows.clipped(reached, low - 1e-12, 1 + 1e-12)
            self._count(effect.difference.path, outside)
            reached = np.clip(reached, low, 1.0)
        offsets = [year - self.case.start_year for year in people]
        net = [self._net_successes(effect, y, n, without, reached) for y, n in people.items()]
        return offsets, _stack(list(people.values())), _stack(net)

    def _net_successes(
        self, effect: Effect, year: int, people: Array, without: Array, reached: Array
    ) -> Array:
        if self.unit_effect:
            return people
        if self.chance is None:
            return np.asarray(people * (reached - without))
        count, rate, expected = (
            np.broadcast_to(array, (self.draws,)) for array in (np.rint(people), reached, without)
        )
        uniform = self.chance(f"chance/{effect.path}/{year}")
        drawn = flows.binomial_successes(uniform, count, np.abs(rate))
        return np.asarray(np.sign(rate) * drawn - count * expected)

    def _cost(self, cost: Cost, out: Array) -> None:
        case = self.case
        prices = self._prices(cost.amount, cost.price_factor, cost.growth)
        if cost.per in ("total", "year"):
            share = 1 / len(cost.years) if cost.per == "total" else 1.0
            for year in cost.years:
                out[year - case.start_year] = prices[year - case.start_year] * share
            return
        for cohort, people in self.people.items():
            offset = cohort - cost.years_before - case.start_year
            persons = people / self.completion[0] if cost.per == "starter" else people
            out[offset] += persons * prices[offset]

    def _prices(self, amount: Series, factor: float, growth: float) -> Array:
        ages = self.model.years - self.case.price_year
        by_year = flows.unit_price_by_year(values(amount, self.sample), factor, growth, ages)
        return by_year * self.factors[:, None]

    def per_person(self, change: Change) -> Array:
        """Return the change in units by year after completion, for one who has it in full."""
        after = flows.profile(
            values(change.quantity, self.sample),
            change.lag,
            change.hold,
            change.until,
            self.horizon,
        )
        factor = change.factor.numbers[0]
        certain_one = factor.certain and factor.mean == 1
        return after if certain_one else after * values(change.factor, self.sample)

    def in_force(self, change: Change) -> Array:
        """Return the share of the effect in force by year after completion."""
        persistence = change.persistence or self.case.effects[change.effect].persistence
        rates = self._rate(persistence.series)
        return flows.share_in_force(rates, persistence.listed, self.horizon)

    def _split(self, consequence: Consequence, split: RuleSplit) -> Array:
        """Return undiscounted amounts of a consequence by account of its rule and year."""
        offsets, people = self.counted(consequence)
        members = pool_of(self.case, consequence)
        terms = [
            PoolTerm(other.split, self.per_person(other), self.unit_prices(other))
            for other in members
            if other.split is not None
        ]
        own = terms[members.index(consequence)]
        in_force = self.in_force(consequence)
        if self.realisable and consequence.realisable:
            in_force = in_force * self.kept(consequence)
        return rule_amounts(own, terms, people * np.ones(1), offsets, in_force)

    def kept(self, consequence: Consequence) -> Array:
        """Return the share of a change that leaves the budget, by year after completion.

        1 where it is no saving, and where nothing is said of it. A year without change may still
        move money between payers: it is no saving to cut.
        """
        if not consequence.realisable:
            return np.ones((self.horizon, 1))
        direction = np.sign(self.per_person(consequence))
        people = self.counted(consequence)[1].sum(axis=0)
        price = self.unit_prices(consequence)[0]
        gain = np.sign(price) * np.sign(people) * sign_of(consequence)
        kept = np.abs(flows.realisable_part(direction, gain, consequence.realisable))
        return np.asarray(np.where(direction == 0, 1.0, kept))

    def unit_prices(self, item: Cost | Consequence) -> Array:
        """Return the undiscounted price of a unit by year, in the case's price level."""
        price = item if isinstance(item, Cost) else item.price
        return flows.unit_price_by_year(
            values(price.amount, self.sample),
            price.price_factor,
            price.growth,
            self.model.years - self.case.price_year,
        )

    def counted(self, change: Change) -> tuple[list[int], Array]:
        """Return the cohorts' offsets, and the people that a change counts: (cohorts, draws)."""
        offsets, participants, net = self.cohorts[change.effect]
        return offsets, net if change.per == "success" else participants

    def units(self, change: Change, price: Array | None = None) -> Array:
        """Return units by calendar year; `price` decides what is a saving, where that matters."""
        offsets, people = self.counted(change)
        after = self.per_person(change) * self.in_force(change)
        if self.realisable and isinstance(change, Consequence) and change.realisable:
            assert price is not None
            sign = np.sign(people.sum(axis=0)) * np.sign(price[0]) * sign_of(change)
            after = flows.realisable_part(after, sign, change.realisable)
        return flows.units_by_year(people, after, offsets)


def _stack(rows: list[Array]) -> Array:
    return np.stack(np.broadcast_arrays(*rows)) if rows else np.zeros((0, 1))
