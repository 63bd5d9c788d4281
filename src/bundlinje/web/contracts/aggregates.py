"""What those may see of settlements who may not see its lines: sums of no small group."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from bundlinje.web.contracts.models import Settlement

#: A number of people from 1 to this less 1 is not shown, nor an amount that rests on it alone.
FEWEST = 5


@dataclass(frozen=True)
class Sum:
    """What was approved over some settlements together, by payment: people and amount. [currency]

    `people` is None where the results do not tell how many there were. `corrected` are the payments
    whose amount holds a correction of what was paid before: their people are as counted before it.
    """

    first: str
    last: str
    amount: Decimal
    payments: tuple[tuple[str, float | None, Decimal], ...]
    corrected: frozenset[str] = frozenset()


@dataclass
class _Open:
    first: str = ""
    last: str = ""
    people: dict[str, float] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    corrected: set[str] = field(default_factory=set)
    amounts: dict[str, Decimal] = field(default_factory=dict)

    @property
    def small(self) -> bool:
        """Whether a sum rests on too few; a correction alone would tell of one or two people."""
        return any(
            (amount or self.people.get(payment)) and self.people.get(payment, 0) < FEWEST
            for payment, amount in self.amounts.items()
            if payment not in self.unknown
        )


def sums(approved: Iterable[Settlement]) -> tuple[list[Sum], bool]:
    """Return approved settlements in order, added together until no group in a sum is small.

    The second is whether some are held back because the groups are still too small.
    """
    found: list[Sum] = []
    held = _Open()
    for settlement in approved:
        held.first = held.first or settlement.period
        held.last = settlement.period
        for line in settlement.document["new"]:
            payment = str(line["payment"])
            amount = Decimal(str(line["amount"]))
            held.amounts[payment] = held.amounts.get(payment, Decimal(0)) + amount
            if line.get("corrects"):
                held.corrected.add(payment)
                continue
            if line["people"] is None:
                held.unknown.add(payment)
            else:
                held.people[payment] = held.people.get(payment, 0) + float(line["people"])
        if held.small:
            continue
        payments = tuple(
            (name, None if name in held.unknown else held.people.get(name, 0.0), amount)
            for name, amount in held.amounts.items()
        )
        amount = sum(held.amounts.values(), Decimal(0))
        found.append(Sum(held.first, held.last, amount, payments, frozenset(held.corrected)))
        held = _Open()
    return found, bool(held.first)
