"""The best combination under a budget, against trying everything by hand."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bundlinje.basics.errors import InputError
from bundlinje.calculation.prioritising import MOST, best_choice

AMOUNTS = st.integers(-50, 100).map(float)


def _by_hand(costs: list[float], values: list[float], budget: float) -> float:
    everything = range(len(costs))
    return max(
        sum(values[at] for at in chosen)
        for size in range(len(costs) + 1)
        for chosen in combinations(everything, size)
        if sum(max(costs[at], 0.0) for at in chosen) <= budget
    )


@given(
    st.lists(st.tuples(AMOUNTS, AMOUNTS, AMOUNTS), min_size=1, max_size=6),
    st.integers(0, 200).map(float),
)
def test_nothing_within_the_budget_gives_more(
    cases: list[tuple[float, float, float]], budget: float
) -> None:
    costs, values, other = (list(part) for part in zip(*cases, strict=True))
    draws = np.array([values, other]).T
    found = best_choice(costs, values, draws, budget)
    assert sum(values[at] for at in found.chosen) == _by_hand(costs, values, budget)
    assert sum(max(costs[at], 0.0) for at in found.chosen) <= budget
    # With the second draw alone, what belongs to its best combination gives the most of it.
    alone = best_choice(costs, other, draws[:, 1:], budget)
    inside = [at for at, share in enumerate(alone.in_best) if share == 1.0]
    assert sum(other[at] for at in inside) == _by_hand(costs, other, budget)


def test_a_budget_for_one_of_two_takes_the_better_and_says_how_often_it_is() -> None:
    draws = np.array([[10.0, 10.0, 10.0, 10.0], [8.0, 12.0, 8.0, 8.0]])
    found = best_choice([100.0, 100.0], [10.0, 9.0], draws, 100.0)
    assert found.chosen == (0,)
    assert found.in_best == (0.75, 0.25)
    assert found.same == 0.75


def test_what_gives_a_loss_is_left_out_though_there_is_money_for_it() -> None:
    found = best_choice([1.0, 1.0], [5.0, -1.0], np.array([[5.0], [-1.0]]), 1e9)
    assert found.chosen == (0,)
    assert found.in_best == (1.0, 0.0)


def test_too_many_cases_are_refused() -> None:
    count = MOST + 1
    with pytest.raises(InputError):
        best_choice([1.0] * count, [1.0] * count, np.ones((count, 1)), 5.0)
