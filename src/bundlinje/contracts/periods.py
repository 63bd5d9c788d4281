"""Periods of a contract: their order, their end and the day of payment."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

_YEAR = re.compile(r"(\d{4})")
_PART = re.compile(r"(\d{4})-?([QKHM])([1-9]\d?)", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
#: Months in the parts of a year: quarter (kvartal), half-year, month.
_MONTHS = {"Q": 3, "K": 3, "H": 6, "M": 1}


@dataclass(frozen=True)
class Period:
    """A period and its last day; None where neither the contract nor the id tells it."""

    id: str
    end: datetime.date | None = None


@cache
def natural_order(id: str) -> tuple[Any, ...]:
    """Return a key that sorts ids as people do: numbers by size, texts by letter.

    >>> sorted(["p10", "p9", "2026-Q2", "2026-Q1"], key=natural_order)
    ['2026-Q1', '2026-Q2', 'p9', 'p10']
    """
    parts = re.split(r"(\d+)", id)
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts if part)


def order_of(listed: Sequence[Period]) -> Callable[[str], Any]:
    """Return a key that puts periods in the order listed, else in their natural order."""
    if not listed:
        return natural_order
    return {period.id: place for place, period in enumerate(listed)}.__getitem__


def periods_named(ids: Iterable[str]) -> tuple[Period, ...]:
    """Return periods in their natural order, each with the end that its id tells."""
    return tuple(Period(id, end_told_by(id)) for id in sorted(set(ids), key=natural_order))


def end_told_by(id: str) -> datetime.date | None:
    """Return the last day of a period named after a year, half-year, quarter, month or day.

    >>> end_told_by("2026-Q1"), end_told_by("2026"), end_told_by("cohort-1")
    (datetime.date(2026, 3, 31), datetime.date(2026, 12, 31), None)
    """
    if found := _YEAR.fullmatch(id):
        return _last_day(int(found[1]), 12)
    if found := _PART.fullmatch(id):
        month = _MONTHS[found[2].upper()] * int(found[3])
        return _last_day(int(found[1]), month)
    if found := _MONTH.fullmatch(id):
        return _last_day(int(found[1]), int(found[2]))
    try:
        return datetime.date.fromisoformat(id) if _DAY.fullmatch(id) else None
    except ValueError:
        return None


def _last_day(year: int, month: int) -> datetime.date | None:
    if not (1900 <= year <= 2300 and 1 <= month <= 12):
        return None
    return datetime.date(year, month, calendar.monthrange(year, month)[1])
