"""The lines of a settlement, their sums, and the settlement as data."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from bundlinje.basics.texts import Language, Text
from bundlinje.contracts.contract import Condition, Contract, Payment
from bundlinje.contracts.results_file import Results
from bundlinje.contracts.rules import Rule

FORMAT = "bundlinje.settlement/1"
NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Explanation:
    """How a line came about, for people to read.

    Attributes:
        payment: The payment as it stood in the period.
        place: The period's place among the contract's.
        rule: The rule that was used.
        factor: What its amounts were multiplied by. [1]
        gross: What the rule gives in this line, before netting. [currency]
        unmet: The conditions of `when` that were not met, and what was measured.
        cuts: What each cap cut. [currency]
        referrals: The part of what counts that stands for missing referrals.
        over: period | contract: what the value is measured over.
        less: What is netted off in that window, to date where it is the contract. [currency]
        groups: What counts by need group, where the price depends on it.
        people: What counts of each person and what is netted off it, where the payment is per
            person; to date where it is over the contract.
    """

    payment: Payment
    place: int
    rule: Rule
    factor: Fraction
    gross: Fraction
    unmet: tuple[tuple[Condition, Fraction | None], ...] = ()
    cuts: tuple[tuple[str, Decimal], ...] = ()
    referrals: Fraction = Fraction(0)
    over: str = "period"
    less: Fraction = Fraction(0)
    groups: Mapping[str, Fraction] = field(default_factory=dict)
    people: Mapping[str, tuple[Fraction, Fraction]] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One payment in one period. Amounts in the contract's currency, exact.

    `corrects` is the period whose payment a correction is for; `date` is None where the contract
    does not tell it. `value` and `counted` are None where nothing was measured.
    """

    period: str
    date: datetime.date | None
    payment: str
    metric: str
    value: Fraction | None
    counted: Fraction | None
    before_caps: Decimal
    less: Decimal
    amount: Decimal
    by_payer: Mapping[str, Decimal]
    capped_by: tuple[str, ...] = ()
    corrects: str = ""
    fallback: bool = False
    explanation: Explanation | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the line as plain data for JSON."""
        data: dict[str, Any] = {
            "period": self.period,
            "date": None if self.date is None else self.date.isoformat(),
            "payment": self.payment,
            "metric": self.metric,
            "value": None if self.value is None else float(self.value),
            "counted": None if self.counted is None else float(self.counted),
            "before_caps": float(self.before_caps),
            "less": float(self.less),
            "amount": float(self.amount),
            "by_payer": {payer: float(amount) for payer, amount in self.by_payer.items()},
            "capped_by": list(self.capped_by),
        }
        if self.corrects:
            data["corrects"] = self.corrects
        if self.fallback:
            data["fallback"] = True
        return data


@dataclass(frozen=True)
class Settlement:
    """What is owed for verified results: lines by period, and what is due of their total.

    Where something was paid before, `paid_lines` are those lines, and `owed` what the results give
    now as if nothing had been paid; both are empty otherwise. `results` are those it was made of.
    """

    contract: Contract
    periods: tuple[str, ...]
    lines: tuple[Line, ...]
    paid: Decimal = NOTHING
    warnings: tuple[Text, ...] = field(default=())
    owed: tuple[Line, ...] = ()
    paid_lines: tuple[Line, ...] = ()
    results: Results | None = field(default=None, repr=False, compare=False)

    @property
    def total(self) -> Decimal:
        """Everything owed to date. [currency]"""
        return sum((line.amount for line in self.lines), NOTHING)

    @property
    def due(self) -> Decimal:
        """The total less what was paid. [currency]"""
        return self.total - self.paid

    @property
    def by_payer(self) -> dict[str, Decimal]:
        """What each payer owes to date. [currency]"""
        sums = dict.fromkeys(self.contract.payers, NOTHING)
        for line in self.lines:
            for payer, amount in line.by_payer.items():
                sums[payer] = sums.get(payer, NOTHING) + amount
        return sums

    @property
    def by_period(self) -> dict[str, Decimal]:
        """What is owed by the period that it is settled in. [currency]"""
        return _summed(self.periods, ((line.period, line.amount) for line in self.lines))

    @property
    def by_payment(self) -> dict[str, Decimal]:
        """What is owed by payment. [currency]"""
        ids = [payment.id for payment in self.contract.payments]
        return _summed(ids, ((line.payment, line.amount) for line in self.lines))

    def to_dict(self, language: Language = "da") -> dict[str, Any]:
        """Return the settlement as plain data for JSON, warnings in `language`."""
        return {
            "format": FORMAT,
            "contract": {
                "id": self.contract.id,
                "title": self.contract.title,
                "sha256": self.contract.sha256,
            },
            "currency": self.contract.currency,
            "total": float(self.total),
            "due": float(self.due),
            "by_payer": _floats(self.by_payer),
            "by_period": _floats(self.by_period),
            "by_payment": _floats(self.by_payment),
            "payments": [line.to_dict() for line in self.lines],
            "warnings": [warning.to(language) for warning in self.warnings],
        }


def _summed(keys: Iterable[str], amounts: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    sums = dict.fromkeys(keys, NOTHING)
    for key, amount in amounts:
        sums[key] = sums.get(key, NOTHING) + amount
    return sums


def _floats(amounts: Mapping[str, Decimal]) -> dict[str, float]:
    return {key: float(amount) for key, amount in amounts.items()}
