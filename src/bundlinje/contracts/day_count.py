"""Parts of a year between two days, by the conventions that loan agreements name.

ISDA 2006 Definitions, section 4.16: ACT/365 (Fixed), ACT/ACT (ISDA), 30E/360 (Eurobond basis,
written 30/360 here).
"""

from __future__ import annotations

import calendar
import datetime
from fractions import Fraction


def year_fraction(basis: str, start: datetime.date, end: datetime.date) -> Fraction:
    """Return the part of a year from `start` to `end`, which is no earlier. [years]

    >>> year_fraction("30/360", datetime.date(2024, 1, 31), datetime.date(2024, 3, 31))
    Fraction(1, 6)

    Raises:
        ValueError: `basis` is not ACT/365, ACT/ACT or 30/360.
    """
    if basis == "ACT/365":
        return Fraction((end - start).days, 365)
    if basis == "ACT/ACT":
        return _actual(start, end)
    if basis == "30/360":
        days = min(end.day, 30) - min(start.day, 30)
        return Fraction(360 * (end.year - start.year) + 30 * (end.month - start.month) + days, 360)
    raise ValueError(basis)


def _actual(start: datetime.date, end: datetime.date) -> Fraction:
    """Return days in leap years over 366 plus days in other years over 365."""
    total = Fraction(0)
    for year in range(start.year, end.year + 1):
        first = max(start, datetime.date(year, 1, 1))
        last = min(end, datetime.date(year + 1, 1, 1))
        total += Fraction((last - first).days, 366 if calendar.isleap(year) else 365)
    return total
