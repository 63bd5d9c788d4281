"""An outcome contract as plain data: what a contract file says after it was read and checked.

Numbers are exact fractions of what was written; shares and rates 0–1, amounts in the contract's
currency.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from bundlinje.basics.numbers import Number
from bundlinje.basics.price_index import PriceIndex
from bundlinje.basics.texts import Text
from bundlinje.contracts.capital import Capital
from bundlinje.contracts.periods import Period, order_of
from bundlinje.contracts.rules import Rule, is_linear

#: Measures whose values add up; the others average by weight.
ADDITIVE = ("count", "amount")


@dataclass(frozen=True)
class Reference:
    """A number of the case that the contract is valued with, such as `effect.with`."""

    name: str
    times: Fraction = Fraction(1)


@dataclass(frozen=True)
class Expectation:
    """What a metric is expected to show; `periods` are the shares of it by period."""

    people: Number | Reference | None = None
    rate: Number | Reference | None = None
    without: Number | Reference | None = None
    periods: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True)
class Metric:
    """Something that is measured: count | amount | rate | mean, or a blend of other metrics."""

    id: str
    label: str
    measure: str
    blend: Mapping[str, Fraction] = field(default_factory=dict)
    expect: Expectation | None = None

    @property
    def additive(self) -> bool:
        """Whether values add up over people and periods."""
        return self.measure in ADDITIVE


@dataclass(frozen=True)
class Condition:
    """A metric reached: at least a level, below one, or (with neither) anything above 0."""

    metric: str
    at_least: Fraction | None = None
    below: Fraction | None = None

    def met(self, value: Fraction | None) -> bool:
        """Return whether a measured value meets it; what was not measured does not."""
        if value is None:
            return False
        if self.at_least is None and self.below is None:
            return value > 0
        enough = self.at_least is None or value >= self.at_least
        return enough and (self.below is None or value < self.below)


@dataclass(frozen=True)
class Referrals:
    """A guaranteed number of referrals; each one that is missing counts as part of a result."""

    metric: str
    guaranteed: Fraction
    counts_as: Fraction


@dataclass(frozen=True)
class Cap:
    """The limits of one payment; None is no limit. `by_period` holds limits of single periods."""

    count_per_person: Fraction | None = None
    count: Fraction | None = None
    per_person: Fraction | None = None
    per_period: Fraction | None = None
    by_period: Mapping[str, Fraction] = field(default_factory=dict)
    amount: Fraction | None = None


@dataclass(frozen=True)
class Caps:
    """The limits of the whole contract; None is no limit."""

    per_person: Fraction | None = None
    per_period: Fraction | None = None
    by_period: Mapping[str, Fraction] = field(default_factory=dict)
    total: Fraction | None = None


@dataclass(frozen=True)
class Payment:
    """One payment of the rate card; an empty `paid_by` means the contract's payers."""

    id: str
    label: str
    metric: str
    rule: Rule
    over: str = "period"  # period | contract
    per: str = "group"  # group | person
    requires: Condition | None = None
    when: tuple[Condition, ...] = ()
    less: str = ""
    referrals: Referrals | None = None
    cap: Cap = Cap()
    fallback: Rule | None = None
    paid_by: Mapping[str, Fraction] = field(default_factory=dict)
    to: str = ""

    @property
    def personal(self) -> bool:
        """Whether the payment needs to know which person a result belongs to."""
        return (
            self.per == "person"
            or self.requires is not None
            or self.cap.count_per_person is not None
            or self.cap.per_person is not None
        )


@dataclass(frozen=True)
class Terms:
    """The bid discount and the indexation of the amounts in rules.

    `inflation` is the stated yearly growth of prices after the index ends. [1/year]
    """

    discount: Fraction = Fraction(0)
    price_year: int | None = None
    index: PriceIndex | None = None
    inflation: Fraction | None = None

    def factor(self, year: int | None) -> Fraction:
        """Return what an amount of a rule is multiplied by in `year`. [1]

        Raises:
            KeyError: neither the index nor a stated inflation covers the year.
        """
        return (1 - self.discount) * self._indexation(year)

    def _indexation(self, year: int | None) -> Fraction:
        if self.price_year is None:
            return Fraction(1)
        if year is None:
            raise KeyError(None)
        return self._level(year) / self._level(self.price_year)

    def _level(self, year: int) -> Fraction:
        values = self.index.values if self.index is not None else {}
        if year in values:
            return Fraction(repr(values[year]))
        if self.inflation is None or (values and year < max(values)):
            raise KeyError(year)
        if not values:
            assert self.price_year is not None
            return Fraction((1 + self.inflation) ** (year - self.price_year))
        last = max(values)
        return Fraction(repr(values[last])) * (1 + self.inflation) ** (year - last)


@dataclass(frozen=True)
class Version:
    """The terms from one period on: the contract as signed, or after an amendment."""

    payers: Mapping[str, Fraction]
    days: int  # from a period's end to its payment
    terms: Terms
    payments: tuple[Payment, ...]
    caps: Caps
    first: str = ""  # the period it begins with; empty for the contract as signed
    agreed: datetime.date | None = None

    def shares(self, payment: Payment) -> Mapping[str, Fraction]:
        """Return the shares of those who pay a payment."""
        return payment.paid_by or self.payers

    def needs_person(self, payment: Payment, metric: Metric) -> bool:
        """Return whether results must say which person they belong to.

        The contract's cap per person follows every payment that is a sum over people: a price
        per unit or a share, of what is counted or added up. An amount for the group as a whole
        is nobody's.
        """
        follows = self.caps.per_person is not None and metric.additive and is_linear(payment.rule)
        return payment.personal or follows


@dataclass(frozen=True)
class Contract:
    """An outcome contract. `versions` are its terms in the order in which they take effect."""

    id: str
    title: str
    currency: str
    parties: Mapping[str, str]
    periods: tuple[Period, ...]
    metrics: Mapping[str, Metric]
    versions: tuple[Version, ...]
    capital: Capital
    data: Any
    sha256: str
    doubts: tuple[Text, ...] = ()
    file: str = ""

    @property
    def payments(self) -> tuple[Payment, ...]:
        """The payments as signed; amendments change their terms, not their ids."""
        return self.versions[0].payments

    @property
    def payers(self) -> tuple[str, ...]:
        """Everyone who pays something in any version."""
        found: dict[str, None] = {}
        for version in self.versions:
            found.update(dict.fromkeys(version.payers))
            for payment in version.payments:
                found.update(dict.fromkeys(payment.paid_by))
        return tuple(found)

    def version_at(self, period: str) -> Version:
        """Return the terms that hold in a period."""
        position = order_of(self.periods)
        here = position(period)
        current = self.versions[0]
        for version in self.versions[1:]:
            if position(version.first) <= here:
                current = version
        return current

    def label(self, party: str) -> str:
        """Return the name of a party, a department's with its payer's; its id without a name."""
        payer, _, department = party.partition("/")
        if department and party not in self.parties and payer in self.parties:
            return f"{self.parties[payer]}, {department}"
        return self.parties.get(party, party)
