"""A case: one intervention, its people, effect, consequences and costs, as plain data.

The classes hold what a case file says after it was read and checked (`case_file`); years are
calendar years, shares and rates 0–1, amounts in the case's currency at the stated price year.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bundlinje.basics.distributions import Distribution
from bundlinje.basics.numbers import Number
from bundlinje.basics.texts import Text
from bundlinje.calculation.fit import Fit
from bundlinje.evidence.knowledge import Knowledge
from bundlinje.evidence.record import Record
from bundlinje.evidence.records import Source

if TYPE_CHECKING:
    from bundlinje.evidence.synthesis.pooled_studies import PooledStudies

#: Kinds of budget lines: service expenditure, transfer expenditure, income, other expenditure.
BUDGET_KINDS = ("service", "transfer", "income", "other")


@dataclass(frozen=True)
class Series:
    """Numbers that stand under one path; the uncertain ones among them move together."""

    path: str
    numbers: tuple[Number, ...]


@dataclass(frozen=True)
class Payer:
    """One who pays or receives: a public purse, or the citizen and others, who are not public."""

    id: str
    label: Text
    public: bool = True
    departments: Mapping[str, str] = field(default_factory=dict)
    closed: bool = False  # takes only the departments it lists


@dataclass(frozen=True)
class Persistence:
    """The share of the effect in force by year: a listed curve, or a yearly rate (`r^i`)."""

    series: Series
    listed: bool


@dataclass(frozen=True)
class Effect:
    """Success rates with and without the intervention, of its own people where given."""

    id: str
    path: str
    goal: str
    without: Series | None
    with_: Series | None
    difference: Series | None
    persistence: Persistence
    participants: Mapping[int, Series]
    evidence: tuple[str, ...] = ()
    fit: tuple[Fit, ...] = ()
    studies: PooledStudies | None = None  # what the difference was calculated from

    def rates(self) -> tuple[Series, ...]:
        """Return the series that together make the effect."""
        return tuple(s for s in (self.without, self.with_, self.difference) if s is not None)


@dataclass(frozen=True)
class Cost:
    """Something the intervention costs, or the displaced cost that it replaces."""

    id: str
    label: str
    kind: str  # setup | running | displaced
    amount: Series
    per: str  # total | year | participant | starter
    years: tuple[int, ...]
    years_before: int
    price_year: int
    price_factor: float  # from price_year to the case's price level [1]
    growth: float  # real [1/year]
    paid_by: Mapping[str, float]
    evidence: tuple[str, ...] = ()
    budget: str = ""  # one of BUDGET_KINDS; empty: not stated

    @property
    def accounts(self) -> tuple[str, ...]:
        """The accounts that bear it."""
        return tuple(self.paid_by)


@dataclass(frozen=True)
class Change:
    """A change per success or per participant, year by year: what consequences and outcomes share.

    `effect` is the id of the effect it belongs to; `until` the last year after completion that
    is counted where the profile is held.
    """

    id: str
    path: str
    label: str
    unit: str
    per: str  # success | participant
    effect: str
    quantity: Series
    factor: Series
    lag: int
    hold: bool
    until: int | None
    persistence: Persistence | None
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Price:
    """The price of one unit of a service."""

    amount: Series
    price_year: int
    price_factor: float  # from price_year to the case's price level [1]
    growth: float  # real [1/year]
    index: str


@dataclass(frozen=True)
class UsedRule:
    """A rule that a case uses: between which dates what it says holds, and who says so."""

    rule: str
    title: Text
    from_date: str
    to_date: str
    source: str


@dataclass(frozen=True)
class RuleSplit:
    """A dated rule that splits a consequence between accounts, with its limits and shares.

    `kind` is brackets or ladder (a flat rule is plain shares). `limits` are the lower limits of
    the steps: weeks for a ladder, units or money in the case's price level for brackets
    (`measure`); `shares` has a row for every step and a column for every account. `baseline` is
    the level without success in each year after completion, the last one held, as (share of
    people, level) pairs; empty where nothing was given. Items of one `pool` are summed before the
    brackets.
    """

    rule: str
    date: str
    kind: str
    measure: str  # quantity | amount
    accounts: tuple[str, ...]
    limits: tuple[float, ...]
    shares: tuple[tuple[float, ...], ...]
    baseline: tuple[tuple[tuple[float, float], ...], ...]
    baseline_weeks: float
    pool: str

    def level(self, year: int) -> tuple[tuple[float, float], ...]:
        """Return the level `year` years after completion."""
        return self.baseline[min(year, len(self.baseline) - 1)]


@dataclass(frozen=True)
class Consequence(Change):
    """A change in the use of a public service, its price and who pays."""

    direction: str  # expense | income
    price: Price
    paid_by: Mapping[str, float]
    transfer: bool
    split: RuleSplit | None
    realisable: tuple[float, ...]  # by year after completion, the last one held; empty: all
    counts: tuple[str, ...]
    fit: tuple[Fit, ...] = ()
    budget: str = ""  # one of BUDGET_KINDS; empty: not stated

    @property
    def accounts(self) -> tuple[str, ...]:
        """The accounts that bear it."""
        return tuple(self.paid_by) if self.split is None else self.split.accounts


@dataclass(frozen=True)
class Valuation:
    """A money value of one unit of an outcome; shown as a line of its own, never added in."""

    amount: float
    price_year: int
    price_factor: float
    source: str


@dataclass(frozen=True)
class Outcome(Change):
    """A change for people in its own unit: the second bottom line.

    `better` is which direction is the better one for people, where the case states it.
    """

    better: str  # more | less, or empty
    valuation: Valuation | None


@dataclass(frozen=True)
class Joint:
    """Numbers that are jointly normal; `cov` has shape (names, names).

    Those of a use profile are all there, so that its draws do not depend on which a case uses:
    `record` is its reference, and `used` the positions of those that the case does use.
    """

    names: tuple[str, ...]
    mean: tuple[float, ...]
    cov: tuple[tuple[float, ...], ...]
    record: str = ""
    used: tuple[int, ...] = ()

    @property
    def positions(self) -> tuple[int, ...]:
        """The positions of the numbers that the case has."""
        return self.used if self.record else tuple(range(len(self.names)))


@dataclass(frozen=True)
class Discounting:
    """How money is discounted, and outcomes; steps are (from [years], rate [1/year])."""

    schedule: str
    steps: tuple[tuple[float, float], ...]
    offset: float
    outcome_schedule: str
    outcome_steps: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class BudgetView:
    """The budget year and the three after it in current prices, at a stated price growth [1/year].

    Only a view: nothing else is calculated from it.
    """

    first_year: int
    price_growth: float

    @property
    def years(self) -> range:
        """The budget year and the three after it."""
        return range(self.first_year, self.first_year + 4)


@dataclass(frozen=True, repr=False)
class Case:
    """Everything that one calculation rests on.

    `data` is the content as it was written; `Case.change` builds a new case from it.
    """

    id: str
    title: str
    description: str
    target_group: str
    intervention: str
    currency: str
    price_year: int
    start_year: int
    horizon: int
    discounting: Discounting
    budget: BudgetView | None
    price_index: str
    own_index_years: tuple[int, ...]
    payers: Mapping[str, Payer]
    participants: Mapping[int, Series]
    completion: Series
    effects: Mapping[str, Effect]
    parameters: Mapping[str, Distribution]
    joint: tuple[Joint, ...]
    costs: tuple[Cost, ...]
    consequences: tuple[Consequence, ...]
    outcomes: tuple[Outcome, ...]
    knowledge: Knowledge
    records: Mapping[str, Record]  # the records used or named as evidence, by reference
    rule_date: str
    rules: tuple[UsedRule, ...]
    notes: Mapping[str, str]
    sources: Mapping[str, Source]
    warnings: tuple[Text, ...]
    doubts: tuple[Text, ...]  # those of the warnings that say that a number looks mistyped
    data: Mapping[str, Any]
    sha256: str

    @property
    def years(self) -> tuple[int, ...]:
        """The calendar years of the horizon."""
        return tuple(range(self.start_year, self.start_year + self.horizon))

    @property
    def last_year(self) -> int:
        """The last calendar year of the horizon."""
        return self.start_year + self.horizon - 1

    @property
    def public_payers(self) -> tuple[str, ...]:
        """The ids of the public purses, in order."""
        return tuple(payer.id for payer in self.payers.values() if payer.public)

    @property
    def accounts(self) -> tuple[str, ...]:
        """Every account: each payer, then each of its departments declared or used."""
        used = [account for item in self.items for account in item.accounts]
        found: list[str] = []
        for payer in self.payers.values():
            listed = [f"{payer.id}/{department}" for department in payer.departments]
            found += dict.fromkeys(
                [payer.id, *listed, *(a for a in used if payer_of(a) == payer.id)]
            )
        return tuple(found)

    @property
    def items(self) -> tuple[Cost | Consequence, ...]:
        """Everything with a price: the costs, then the consequences."""
        return (*self.costs, *self.consequences)

    def change(self, changes: Mapping[str, Any]) -> Case:
        """Return a new case with values changed by path, for instance `{"effect.with": 0.7}`.

        Paths go by id: `costs.hf-team.amount`, `consequences.herberg.price.amount`,
        `participants.2026`, `horizon`. The changed case is checked as a file is.

        Raises:
            InputError: a path leads nowhere, or the changed case is wrong.
        """
        from bundlinje.calculation.case_changes import changed_case

        return changed_case(self, changes)

    def __repr__(self) -> str:
        return f"<Case {self.id}: {self.title}>"

    def participants_of(self, effect: str) -> Mapping[int, Series]:
        """Return the participants that an effect counts: its own, or the case's."""
        return self.effects[effect].participants or self.participants

    def series(self) -> Iterator[Series]:
        """Yield every series of numbers, in the order of the file."""
        yield from self.participants.values()
        yield self.completion
        for effect in self.effects.values():
            yield from effect.rates()
            yield effect.persistence.series
            yield from effect.participants.values()
        yield from (cost.amount for cost in self.costs)
        for change in (*self.consequences, *self.outcomes):
            yield change.quantity
            yield change.factor
            if change.persistence is not None:
                yield change.persistence.series
            if isinstance(change, Consequence):
                yield change.price.amount


def input_name(name: str) -> str:
    """Return the input that a reference names: a parameter of the case, or a shared record."""
    return name if "/" in name else f"parameters.{name}"


def payer_of(account: str) -> str:
    """Return the payer of an account such as `kommune/social`."""
    return account.partition("/")[0]
