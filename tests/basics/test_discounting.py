"""Discount factors with steps, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bundlinje.basics.discounting import discount_factors


def test_one_rate() -> None:
    np.testing.assert_allclose(
        discount_factors([0, 1, 2, 0.5], [(0, 0.03)]),
        [1, 1 / 1.03, 1 / 1.03**2, 1.03**-0.5],
        rtol=1e-14,
    )


def test_a_step_applies_to_the_discounting_from_the_year_before_it() -> None:
    steps = [(0, 0.04), (3, 0.02)]
    np.testing.assert_allclose(
        discount_factors([2, 2.5, 3, 4], steps),
        [1.04**-2, 1.04**-2 * 1.02**-0.5, 1.04**-2 / 1.02, 1.04**-2 / 1.02**2],
        rtol=1e-14,
    )


def test_steps_from_0_and_from_1_are_the_same() -> None:
    years = np.arange(0, 20, 0.25)
    np.testing.assert_array_equal(
        discount_factors(years, [(0, 0.05)]), discount_factors(years, [(1, 0.05)])
    )


def test_no_rate_is_no_discounting() -> None:
    np.testing.assert_array_equal(discount_factors([0, 7, 150], [(0, 0.0)]), 1)


def test_the_shape_is_kept() -> None:
    assert discount_factors(np.zeros((3, 2)), [(0, 0.1)]).shape == (3, 2)


@given(
    st.lists(st.floats(0, 0.3), min_size=1, max_size=4),
    st.floats(0, 150),
    st.floats(0, 20),
)
def test_later_is_never_worth_more(rates: list[float], year: float, later: float) -> None:
    steps = [(10.0 * position, rate) for position, rate in enumerate(rates)]
    first, second = discount_factors([year, year + later], steps)
    assert 0 < second <= first * (1 + 1e-15) <= 1 + 1e-15


@pytest.mark.parametrize("at", [0, 35, 36, 70, 71])
def test_splitting_a_step_in_two_changes_nothing(at: int) -> None:
    years = np.arange(0, 151, 0.5)
    whole = [(0, 0.03)]
    split = [(0, 0.03), (at, 0.03)] if at else whole
    np.testing.assert_allclose(
        discount_factors(years, split), discount_factors(years, whole), rtol=1e-13
    )
