"""The rules of payment, each a pure function."""

from __future__ import annotations

from fractions import Fraction

import pytest

from bundlinje.contracts.rules import (
    interpolated_amount,
    marginal_amount,
    steps_amount,
    unit_amount,
)

STEPS = [
    (Fraction("0.075"), Fraction(100)),
    (Fraction("0.1"), Fraction(300)),
    (Fraction("0.2"), Fraction(250)),
]
LINE = [
    (Fraction("0.1"), Fraction(0)),
    (Fraction("0.2"), Fraction(1000)),
    (Fraction("0.3"), Fraction(1500)),
]
BANDS = [(Fraction(370), Fraction(1100)), (Fraction(410), Fraction(1000)), (None, Fraction(1350))]


def test_a_unit_price() -> None:
    assert unit_amount(Fraction(3), Fraction("220.5")) == Fraction("661.5")


@pytest.mark.parametrize(
    ("value", "amount"),
    [("0.0749", 0), ("0.075", 100), ("0.0999999", 100), ("0.1", 300), ("0.25", 250), ("-1", 0)],
)
def test_steps_count_equality_and_give_nothing_below_the_first(value: str, amount: int) -> None:
    assert steps_amount(Fraction(value), STEPS) == amount


@pytest.mark.parametrize(
    ("value", "amount"),
    [("0.0999", 70), ("0.1", 0), ("0.15", 500), ("0.2", 1000), ("0.25", 1250), ("0.9", 1500)],
)
def test_interpolation(value: str, amount: int) -> None:
    assert interpolated_amount(Fraction(value), LINE, Fraction(70)) == amount


def test_interpolation_is_exact_where_decimals_are_not() -> None:
    assert interpolated_amount(
        Fraction(1), [(Fraction(0), Fraction(0)), (Fraction(3), Fraction(1))]
    ) == Fraction(1, 3)


@pytest.mark.parametrize(
    ("value", "amount"),
    [(0, 0), (1, 1100), (370, 407_000), (371, 408_000), (410, 447_000), (412, 449_700), (-2, 0)],
)
def test_marginal_prices_band_by_band(value: int, amount: int) -> None:
    assert marginal_amount(Fraction(value), BANDS) == amount


def test_nothing_is_paid_above_a_last_band() -> None:
    assert marginal_amount(Fraction(500), BANDS[:2]) == 447_000
