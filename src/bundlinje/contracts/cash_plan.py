"""What comes in and what delivery costs, date by date: what the cash engine starts from."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from bundlinje.basics.errors import input_error
from bundlinje.contracts.capital import Capital, DatedAmount
from bundlinje.contracts.cents import rounded_cents

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class Dated:
    """Whole cents on a day, shape (draws,) or (1,). [0.01]"""

    date: datetime.date
    cents: Array


@dataclass(frozen=True)
class Paid(Dated):
    """Outcome money that a payer pays on a day, straight `to` one tranche where that is named."""

    payer: str = ""
    to: str = ""


@dataclass(frozen=True)
class CashPlan:
    """Everything that is known before the first date.

    Attributes:
        dates: Every date on which something happens, in order.
        capitalising: Whether a date is there only for unpaid interest to be added.
        end: Place of the date when loans still owed are lost.
        delivery: What delivery costs, shape (dates, draws). [0.01]
        kept: The delivery money that is kept in hand after each date, shape (dates, draws). [0.01]
        last_delivery: Place of the last date with delivery; −1 without any.
        payers: Those who pay, with the shares by which money is given back. [1]
        payments: Outcome money by payer, shape (payers, dates, draws). [0.01]
        direct: The part of it that goes straight to a tranche, (tranches, dates, draws). [0.01]
        due: Principal due to date where a tranche repays on dates, shape (dates,). [0.01]
        terminated: The share of loans owed that payers pay at the end; None without termination.
    """

    dates: tuple[datetime.date, ...]
    capitalising: tuple[bool, ...]
    end: int
    delivery: Array
    kept: Array
    last_delivery: int
    payers: Mapping[str, Fraction]
    payments: Array
    direct: Array
    due: Mapping[int, Array]
    terminated: Fraction | None

    @property
    def draws(self) -> int:
        """The number of draws."""
        return int(np.broadcast_shapes(self.delivery.shape[1:], self.payments.shape[2:])[0])


def known(amounts: Iterable[DatedAmount]) -> list[Dated]:
    """Return stated amounts, the same in every draw."""
    return [Dated(a.date, np.array([float(rounded_cents(a.amount))])) for a in amounts]


def plan(
    capital: Capital,
    payers: Mapping[str, Fraction],
    delivery: Sequence[Dated],
    payments: Sequence[Paid],
) -> CashPlan:
    """Return the plan of a contract's cash.

    Args:
        capital: The capital of the contract.
        payers: The contract's payers with their shares.
        delivery: What delivery costs.
        payments: The outcome payments; payers that are not in `payers` have no share.

    Raises:
        InputError: delivery falls after the end, or nothing happens at all.
    """
    ended = capital.termination.ended if capital.termination is not None else None
    delivery, payments = in_time(capital, delivery), in_time(capital, payments)
    dates, capitalising = _dates(capital, delivery, payments, ended)
    end_date = ended or capital.end or max(dates)
    _check_end(delivery, end_date)
    place = {date: i for i, date in enumerate(dates)}
    names = dict.fromkeys([*payers, *(p.payer for p in payments)])
    shares = {name: payers.get(name, Fraction(0)) for name in names}
    draws = max([len(d.cents) for d in (*delivery, *payments)], default=1)
    costs = np.zeros((len(dates), draws))
    for item in delivery:
        costs[place[item.date]] += item.cents
    income = np.zeros((len(names), len(dates), draws))
    direct = np.zeros((len(capital.tranches), len(dates), draws))
    tranches = [tranche.id for tranche in capital.tranches]
    for payment in payments:
        income[list(names).index(payment.payer), place[payment.date]] += payment.cents
        if payment.to:
            direct[tranches.index(payment.to), place[payment.date]] += payment.cents
    return CashPlan(
        dates=dates,
        capitalising=capitalising,
        end=place[end_date],
        delivery=costs,
        kept=_kept(capital, dates, costs),
        last_delivery=max((place[d.date] for d in delivery), default=-1),
        payers=shares,
        payments=income,
        direct=direct,
        due=_due(capital, dates),
        terminated=_terminated(capital),
    )


D = TypeVar("D", bound=Dated)


def in_time(capital: Capital, amounts: Sequence[D]) -> list[D]:
    """Return the amounts that fall before or on the day the contract is terminated, if it is."""
    ended = capital.termination.ended if capital.termination is not None else None
    return [a for a in amounts if ended is None or a.date <= ended]


def month_later(day: datetime.date, months: int) -> datetime.date:
    """Return the day `months` later; the last day of a month leads to the last day of another.

    >>> month_later(datetime.date(2026, 6, 30), 6)
    datetime.date(2026, 12, 31)
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    last = calendar.monthrange(year, month + 1)[1]
    at_end = day.day == calendar.monthrange(day.year, day.month)[1]
    return datetime.date(year, month + 1, last if at_end else min(day.day, last))


def _dates(
    capital: Capital,
    delivery: Sequence[Dated],
    payments: Sequence[Paid],
    ended: datetime.date | None,
) -> tuple[tuple[datetime.date, ...], tuple[bool, ...]]:
    happening = {d.date for d in (*delivery, *payments)}
    happening |= {
        d for d in (ended, capital.end) if d is not None and (ended is None or d <= ended)
    }
    repaying = {due.date for tranche in capital.tranches for due in tranche.repay or ()}
    last = ended or capital.end
    happening |= {date for date in repaying if last is None or date <= last}
    if not happening:
        raise input_error(
            "kontrakten har ingen betalinger og ingen levering at regne på.",
            "the contract has no payments and no delivery to calculate.",
            key="delivery",
        )
    dates = set(happening)
    if any(t.interest is not None and t.interest.unpaid == "add" for t in capital.tranches):
        final = last or max(happening)
        years = range(min(happening).year, final.year + 1)
        dates |= {day for year in years if (day := datetime.date(year, 12, 31)) <= final}
        dates -= {day for day in dates - happening if day < min(happening)}
    ordered = tuple(sorted(dates))
    return ordered, tuple(date not in happening for date in ordered)


def _check_end(delivery: Sequence[Dated], end: datetime.date) -> None:
    late = [d.date for d in delivery if d.date > end]
    if late:
        raise input_error(
            f"der leveres {max(late)}, efter at kontrakten slutter {end}. Flyt end, eller ret "
            "delivery.",
            f"there is delivery on {max(late)}, after the contract ends on {end}. Move end, or "
            "correct delivery.",
            key="end",
        )


def _kept(capital: Capital, dates: Sequence[datetime.date], delivery: Array) -> Array:
    """Return the delivery money to keep after each date: none, some months', or all of it."""
    kept = np.zeros_like(delivery)
    if not capital.recycles:
        return kept
    for i, date in enumerate(dates):
        months = capital.recycle_months
        until = None if months is None else month_later(date, months)
        later = [j for j in range(i + 1, len(dates)) if until is None or dates[j] <= until]
        kept[i] = delivery[later].sum(axis=0)
    return kept


def _due(capital: Capital, dates: Sequence[datetime.date]) -> dict[int, Array]:
    due: dict[int, Array] = {}
    for k, tranche in enumerate(capital.tranches):
        if tranche.repay is not None:
            on = [
                sum(rounded_cents(r.amount) for r in tranche.repay if r.date <= date)
                for date in dates
            ]
            due[k] = np.array(on, dtype=float)
    return due


def _terminated(capital: Capital) -> Fraction | None:
    termination = capital.termination
    if termination is None:
        return None
    for last, share in termination.principal:
        if last is None or termination.ended <= last:
            return share
    return Fraction(0)
