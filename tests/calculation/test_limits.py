"""Numbers at the edge of what a case may hold."""

from __future__ import annotations

import pytest

from tests.small_cases import CONSEQUENCE, COST, run, small_case

ONE_STARTER = {**COST, "amount": 1, "per": "starter"}


def test_the_largest_numbers_that_are_allowed() -> None:
    consequence = CONSEQUENCE | {"quantity": 1e18, "factor": 1e18, "price": {"amount": 1e18}}
    result = run(small_case(participants={2026: 1e18}, consequences=[consequence]), 50)
    assert "e+" in result.to_json()


def test_the_longest_horizon() -> None:
    consequence = CONSEQUENCE | {"then": "hold"}
    result = run(small_case(horizon=150, consequences=[consequence]), 50)
    assert len(result.point.by_year) == 150


@pytest.mark.xfail(
    strict=True, reason="the point result clips the completion share at LEAST_COMPLETION in silence"
)
def test_a_very_small_completion_share() -> None:
    data = small_case(completion=0.0005, costs=[ONE_STARTER], participants={2026: 1})
    assert run(data).point.undiscounted.by_year[2026] != 0
    assert run(data).point.costs == pytest.approx(1 / 0.0005)


@pytest.mark.xfail(
    strict=True,
    raises=(RuntimeWarning, ValueError),
    reason="centuries of real growth take squares beyond the largest float",
)
def test_real_growth_over_centuries_is_refused_or_calculated() -> None:
    price = {"amount": 1e18, "growth": -0.5}
    consequence = CONSEQUENCE | {"quantity": 1e18, "factor": 1e18, "price": price}
    data = small_case(
        price_year=2300,
        start_year=1900,
        participants={1900: 1e18},
        consequences=[consequence],
    )
    run(data, 50).to_json()
