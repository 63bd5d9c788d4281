"""The capital of a contract as plain data: delivery, tranches, guarantees, surplus, termination.

Amounts in the contract's currency, shares and rates 0–1, dates as days.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class DatedAmount:
    """An amount on a day."""

    date: datetime.date
    amount: Fraction


@dataclass(frozen=True)
class Interest:
    """A yearly rate, its day count (ACT/365, ACT/ACT, 30/360), and what happens when unpaid."""

    rate: Fraction
    basis: str = "ACT/365"
    unpaid: str = "wait"  # wait | add


@dataclass(frozen=True)
class Tranche:
    """One layer of capital; `repay` is None where principal is paid whenever there is money."""

    id: str
    holder: str
    kind: str  # loan | grant | deferred
    commitment: Fraction
    seniority: int  # 1 is paid first
    draw: int  # 1 is drawn first
    interest: Interest | None = None
    recourse: bool = False
    repay: tuple[DatedAmount, ...] | None = None


@dataclass(frozen=True)
class Guarantee:
    """A promise to cover a share of a tranche's loss, up to a cap."""

    tranche: str
    by: str
    share: Fraction
    of: str = "loss"  # drawn | commitment | loss
    cap: Fraction | None = None


@dataclass(frozen=True)
class Surplus:
    """One step of the surplus: to one receiver until a return is reached, or split."""

    to: str = ""
    until_irr: Fraction | None = None
    until_multiple: Fraction | None = None
    split: Mapping[str, Fraction] | None = None


@dataclass(frozen=True)
class Termination:
    """An end before time: `principal` is (last day or None, share of loans owed that is paid)."""

    ended: datetime.date
    principal: tuple[tuple[datetime.date | None, Fraction], ...]


@dataclass(frozen=True)
class Capital:
    """Everything about capital in a contract file.

    `delivery` and `outcome_payments` are None where they are left out; `recycle` is the months of
    delivery that are kept, None for all of it, and 0 with `recycles` false for none.
    """

    end: datetime.date | None = None
    replaces: tuple[str, ...] = ()
    delivery: tuple[DatedAmount, ...] | None = None
    outcome_payments: tuple[DatedAmount, ...] | None = None
    shock: float = 0.0
    provider_cash: Fraction = Fraction(0)
    tranches: tuple[Tranche, ...] = ()
    guarantees: tuple[Guarantee, ...] = ()
    recycles: bool = False
    recycle_months: int | None = None
    surplus: tuple[Surplus, ...] = ()
    termination: Termination | None = None
