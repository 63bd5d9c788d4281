"""Each pure function on its own; the expected values are worked out by hand or by scipy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from bundlinje.calculation import flows


def column(*values: float) -> np.ndarray:
    """Values by year, one draw."""
    return np.array(values, dtype=float)[:, None]


def test_a_yearly_rate_of_persistence_is_raised_to_the_year() -> None:
    in_force = flows.share_in_force(column(0.5), listed=False, years=4)
    np.testing.assert_allclose(in_force[:, 0], [1, 0.5, 0.25, 0.125])


def test_no_persistence_still_counts_the_completion_year() -> None:
    assert flows.share_in_force(column(0.0), listed=False, years=3)[:, 0].tolist() == [1, 0, 0]


def test_a_listed_persistence_holds_its_last_value() -> None:
    in_force = flows.share_in_force(column(0.2, 0.9, 0.7), listed=True, years=5)
    assert in_force[:, 0].tolist() == [0.2, 0.9, 0.7, 0.7, 0.7]


@pytest.mark.parametrize(
    ("lag", "hold", "until", "expected"),
    [
        (0, False, None, [3, 2, 0, 0, 0]),
        (1, False, None, [0, 3, 2, 0, 0]),
        (4, False, None, [0, 0, 0, 0, 3]),
        (5, False, None, [0, 0, 0, 0, 0]),
        (0, True, None, [3, 2, 2, 2, 2]),
        (1, True, 3, [0, 3, 2, 2, 0]),
        (0, True, 0, [3, 0, 0, 0, 0]),
    ],
)
def test_profile(lag: int, hold: bool, until: int | None, expected: list[float]) -> None:
    assert flows.profile(column(3, 2), lag, hold, until, 5)[:, 0].tolist() == expected


def test_units_of_two_cohorts() -> None:
    units = flows.units_by_year(column(10, 1), column(5, 4, 3), [0, 2])
    assert units[:, 0].tolist() == [50, 40, 30 + 5]


def test_prices_grow_from_the_price_year() -> None:
    prices = flows.unit_price_by_year(column(100), 1.1, 0.02, np.array([-1.0, 0.0, 2.0]))
    np.testing.assert_allclose(prices[:, 0], [110 / 1.02, 110, 110 * 1.02**2])


def test_only_savings_are_cut_to_their_realisable_share() -> None:
    after = np.array([[-10.0, 10.0], [-10.0, 10.0], [-10.0, 10.0]])
    kept = flows.realisable_part(after, np.array([-1.0, -1.0]), [0.5, 0.8])
    assert kept[:, 0].tolist() == [-5, -8, -8]
    assert kept[:, 1].tolist() == [10, 10, 10], "an extra expense counts in full"


def test_clipped_counts_what_was_outside() -> None:
    values, outside = flows.clipped(np.array([-0.1, 0.0, 0.5, 1.0, 1.2]), 0, 1)
    assert values.tolist() == [0, 0, 0.5, 1, 1]
    assert outside == 2


@pytest.mark.parametrize("people", [1, 2, 7, 40, 1000])
@pytest.mark.parametrize("rate", [0.001, 0.2, 0.5, 0.97])
def test_binomial_successes_are_the_quantile_of_scipy(people: int, rate: float) -> None:
    uniform = np.linspace(0.0005, 0.9995, 200)
    found = flows.binomial_successes(uniform, np.full(200, float(people)), np.full(200, rate))
    np.testing.assert_array_equal(found, stats.binom.ppf(uniform, people, rate))


def test_binomial_successes_that_are_sure() -> None:
    uniform = np.array([0.3, 0.3, 0.3, 0.3])
    people, rate = np.array([10.0, 10, 0, 0]), np.array([0.0, 1, 0.5, 1])
    with np.errstate(all="raise"):
        found = flows.binomial_successes(uniform[:2], people[:2], rate[:2])
        none = flows.binomial_successes(uniform[2:], people[2:], rate[2:])
    assert found.tolist() == [0, 10]
    assert none.tolist() == [0, 0]


def test_binomial_successes_give_no_warning() -> None:
    flows.binomial_successes(np.array([0.5]), np.array([7.0]), np.array([0.3]))
