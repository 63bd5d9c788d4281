"""Cents in arrays are divided and rounded as single ones are."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bundlinje.contracts.cent_arrays import divided, rounded, times
from bundlinje.contracts.cents import apportioned, rounded_cents
from tests.conftest import examples

cents = st.integers(0, 10**10)


@settings(max_examples=examples(300))
@given(cents, st.lists(cents, min_size=1, max_size=5).filter(any))
def test_division_is_by_largest_remainder(total: int, weights: list[int]) -> None:
    parts = divided(np.array([float(total)]), np.array(weights, dtype=float)[:, None])
    expected = apportioned(total, [Fraction(weight) for weight in weights])
    assert parts.sum() == total
    # A remainder may look larger than its equal in floating point: one cent then moves.
    assert np.abs(parts[:, 0] - expected).max() <= 1
    if total <= sum(weights):
        assert np.all(parts[:, 0] <= weights)


def test_equal_remainders_serve_the_first() -> None:
    parts = divided(np.array([100.0, 101.0, 1.0]), np.ones((3, 3)))
    assert parts.T.tolist() == [[34, 33, 33], [34, 34, 33], [1, 0, 0]]
    assert divided(np.array([3.0]), np.ones((2, 1))).tolist() == [[2], [1]]
    assert divided(np.array([0.0]), np.zeros((2, 1))).tolist() == [[0], [0]]


def test_what_is_owed_is_paid_to_each_where_floating_point_falls_short_of_both() -> None:
    """Both exact parts come out just below a whole cent, so that two are left."""
    owed = np.array([[419259033.0], [46386254.0]])
    assert divided(owed.sum(axis=0), owed).tolist() == owed.tolist()


@settings(max_examples=examples(300))
@given(cents, st.fractions(0, 2, max_denominator=40_000))
def test_a_product_is_rounded_half_up(amount: int, factor: Fraction) -> None:
    assert times(np.array([float(amount)]), factor)[0] == rounded_cents(
        Fraction(amount, 100) * factor
    )


def test_an_exact_half_is_rounded_up() -> None:
    assert times(np.array([50.0, 150.0]), Fraction(1, 100)).tolist() == [1, 2]
    assert rounded(np.array([0.5, 1.4999, 2.5])).tolist() == [1, 1, 3]
