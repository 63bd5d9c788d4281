"""Differences between two measured rates, with Newcombe's interval."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bundlinje.basics.errors import InputError
from bundlinje.evidence.synthesis.rate_differences import (
    difference_from_counts,
    difference_from_shares,
)

# Newcombe (1998), Statistics in Medicine 17, 873–890, Table II, method 10; read where several
# independent test suites quote it. The paper counts with z = 1.96; the fourth decimal is kept.
TABLE_II = [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775),
    (0, 10, 0, 10, -0.2775, 0.2775),
    (10, 10, 0, 20, 0.6791, 1.0000),
    (10, 10, 0, 10, 0.6075, 1.0000),
]


@pytest.mark.parametrize(("s1", "n1", "s0", "n0", "low", "high"), TABLE_II)
def test_newcombe_table_ii(s1: int, n1: int, s0: int, n0: int, low: float, high: float) -> None:
    found = difference_from_counts(s1, n1, s0, n0)
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.5001e-4)
    assert found.difference == pytest.approx(s1 / n1 - s0 / n0)


@st.composite
def counts(draw: st.DrawFn) -> tuple[int, int, int, int]:
    n1, n0 = draw(st.integers(1, 500)), draw(st.integers(1, 500))
    return draw(st.integers(0, n1)), n1, draw(st.integers(0, n0)), n0


@given(counts())
def test_interval_holds_the_difference_and_stays_possible(table: tuple[int, ...]) -> None:
    found = difference_from_counts(*table)
    assert -1 - 1e-12 <= found.low <= found.difference <= found.high <= 1 + 1e-12
    assert found.sd > 0


@given(counts())
def test_groups_changed_about_change_the_sign(table: tuple[int, ...]) -> None:
    s1, n1, s0, n0 = table
    found, turned = difference_from_counts(*table), difference_from_counts(s0, n0, s1, n1)
    assert (found.low, found.high) == pytest.approx((-turned.high, -turned.low), abs=1e-12)


@given(counts())
def test_shares_say_the_same_as_counts(table: tuple[int, ...]) -> None:
    s1, n1, s0, n0 = table
    shares = difference_from_shares(s1 / n1, n1, s0 / n0, n0)
    assert shares == difference_from_counts(*table)


def test_quantity_for_a_case_is_the_interval_over_its_width() -> None:
    found = difference_from_counts(56, 70, 48, 80)
    assert found.quantity() == {
        "mean": pytest.approx(0.2),
        "sd": pytest.approx((0.3339 - 0.0524) / 3.92, abs=3e-5),
    }


def test_level_widens_the_interval() -> None:
    usual, wide = (difference_from_counts(30, 60, 20, 60, level=level) for level in (0.95, 0.99))
    assert wide.low < usual.low < usual.high < wide.high
    # The interval is nearly normal here, so the sd behind it hardly depends on the level.
    assert wide.sd == pytest.approx(usual.sd, rel=0.02)


@pytest.mark.parametrize("table", [(5, 4, 1, 10), (-1, 4, 1, 10), (1, 0, 1, 10)])
def test_impossible_counts_are_refused(table: tuple[int, int, int, int]) -> None:
    with pytest.raises(InputError, match=r"must (lie|be)"):
        difference_from_counts(*table)


def test_percentages_are_refused_as_shares() -> None:
    with pytest.raises(InputError, match=r"12% is written 0\.12"):
        difference_from_shares(59.9, 243, 46.5, 239)


def test_summary_in_both_languages() -> None:
    found = difference_from_counts(56, 70, 48, 80)
    danish = str(found).replace("\u00a0", " ")
    assert "80,0 % af 70 med og 60,0 % af 80 uden indsats: 20,0 procentpoint" in danish
    assert "95% interval 5.2 to 33.4 percentage points, Newcombe" in found.summary("en")
