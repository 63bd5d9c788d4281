"""Day counts, by the examples of the ISDA memorandum of 1998 on ACT/ACT and by hand."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest

from bundlinje.contracts.day_count import year_fraction

D = datetime.date


@pytest.mark.parametrize(
    ("basis", "start", "end", "expected"),
    [
        # EMU and Market Conventions: Recent Developments (ISDA, 1998), examples of ACT/ACT (ISDA).
        ("ACT/ACT", D(2003, 11, 1), D(2004, 5, 1), Fraction(61, 365) + Fraction(121, 366)),
        ("ACT/ACT", D(1999, 2, 1), D(1999, 7, 1), Fraction(150, 365)),
        ("ACT/ACT", D(2002, 8, 15), D(2003, 7, 15), Fraction(334, 365)),
        ("ACT/ACT", D(1999, 7, 30), D(2000, 1, 30), Fraction(155, 365) + Fraction(29, 366)),
        ("ACT/365", D(2003, 11, 1), D(2004, 5, 1), Fraction(182, 365)),
        ("30/360", D(2006, 8, 31), D(2007, 2, 28), Fraction(178, 360)),
        ("30/360", D(2007, 1, 15), D(2007, 7, 15), Fraction(1, 2)),
        ("30/360", D(2007, 5, 31), D(2007, 8, 31), Fraction(1, 4)),
        ("ACT/ACT", D(2007, 5, 31), D(2007, 5, 31), Fraction(0)),
    ],
)
def test_part_of_a_year(
    basis: str, start: datetime.date, end: datetime.date, expected: Fraction
) -> None:
    assert year_fraction(basis, start, end) == expected


def test_an_unknown_basis_is_an_error() -> None:
    with pytest.raises(ValueError, match="ACT/360"):
        year_fraction("ACT/360", D(2026, 1, 1), D(2026, 2, 1))
