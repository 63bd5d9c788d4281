"""Days, study years, weeks and calendar years; days are whole days since 1970-01-01."""

from __future__ import annotations

import datetime

import numpy as np
import numpy.typing as npt

from bundlinje.register.synthetic.model import FOLLOW_UP, Ints

DAYS_A_YEAR = 365.25
#: Days from time zero to the first and past the last day of months 6 to 12: the goal's window.
WINDOW = (round(DAYS_A_YEAR / 2), round(DAYS_A_YEAR))
#: Days from time zero to the beginning of each follow-up year, and to the end of the last.
STARTS = tuple(WINDOW[1] + round(DAYS_A_YEAR * k) for k in range(FOLLOW_UP + 1))
#: Days that are looked back.
BACK = round(DAYS_A_YEAR * 2)


def day(year: int, month: int = 1, of_month: int = 1) -> int:
    """Return a date as a day number."""
    return (datetime.date(year, month, of_month) - datetime.date(1970, 1, 1)).days


def period(years: tuple[int, int]) -> tuple[int, int]:
    """Return the first and last day on which a study's clock may start.

    Three years to look back on before, and the goal's year and the follow-up after.
    """
    return day(years[0] + 3), day(years[1] - FOLLOW_UP) - 1


def monday(days: Ints) -> Ints:
    """Return the first Monday on or after each day."""
    return days + (4 - days) % 7  # day 4 of 1970, the fifth of January, was a Monday


def overlap(first: Ints, end: Ints, year: int) -> npt.NDArray[np.int64]:
    """Return how many days of `first` up to, not including, `end` are in a calendar year."""
    days = np.minimum(end, day(year + 1)) - np.maximum(first, day(year))
    return np.asarray(np.maximum(days, 0))


def written(day: int) -> str:
    """Return a day number as 2012-05-31."""
    return (datetime.date(1970, 1, 1) + datetime.timedelta(days=day)).isoformat()
