"""Rounding half up, and parts that sum to the whole."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bundlinje.contracts.cents import apportioned, rounded_cents
from tests.contracts.small import settled


@pytest.mark.parametrize(("amount", "cents"), [("0.005", 1), ("0.0049", 0), ("2.675", 268)])
def test_half_up(amount: str, cents: int) -> None:
    assert rounded_cents(Fraction(amount)) == cents


@given(
    st.integers(0, 10**12),
    st.lists(st.fractions(0, 1, max_denominator=97), min_size=1, max_size=6).filter(any),
)
def test_parts_sum_to_the_whole_and_are_within_a_cent(total: int, weights: list[Fraction]) -> None:
    parts = apportioned(total, weights)
    assert sum(parts) == total
    exact = [total * weight / sum(weights) for weight in weights]
    assert all(abs(part - right) < 1 for part, right in zip(parts, exact, strict=True))


def test_payer_shares_sum_to_the_payment() -> None:
    payers = {"kommune": "1/3", "region": "1/3", "stat": "1/3"}
    settlement = settled("Q1 job 1", {"rule": {"unit": 100}},
                         payers=payers)  # fmt: skip
    assert [str(a) for a in settlement.by_payer.values()] == ["33.34", "33.33", "33.33"]


def test_a_payment_with_its_own_payers() -> None:
    settlement = settled(
        "Q1 job 2", {"rule": {"unit": 100}}, {"rule": {"unit": 50}, "paid_by": {"stat": 1}},
        payers={"kommune": 0.8, "region": 0.2},
    )  # fmt: skip
    assert {k: float(v) for k, v in settlement.by_payer.items()} == {
        "kommune": 160, "region": 40, "stat": 100,
    }  # fmt: skip
