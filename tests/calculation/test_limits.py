"""Numbers at the edge of what a case may hold."""

from __future__ import annotations

import pytest

from bundlinje.basics.errors import InputError
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


def test_a_completion_share_that_is_too_small_is_refused() -> None:
    data = small_case(completion=0.0005, costs=[ONE_STARTER], participants={2026: 1})
    with pytest.raises(InputError, match=r"at least 0\.001"):
        run(data)


def test_growth_beyond_all_prices_is_refused() -> None:
    with pytest.raises(InputError, match=r"from -0\.2 to 0\.2"):
        run(small_case(consequences=[CONSEQUENCE | {"price": {"amount": 1, "growth": -0.5}}]))


def test_real_growth_over_centuries_is_calculated() -> None:
    price = {"amount": 1e18, "growth": -0.2}
    consequence = CONSEQUENCE | {"quantity": 1e18, "factor": 1e18, "price": price}
    data = small_case(
        price_year=2300,
        start_year=1900,
        participants={1900: 1e18},
        consequences=[consequence],
    )
    run(data, 50).to_json()


def test_a_file_with_thousands_of_problems_is_refused_quickly_and_briefly() -> None:
    costs = [{**COST, "id": f"c{i}", "amount": {"ref": f"unknown-{i}"}} for i in range(900)]
    parameters = {f"parameter-{i}": 1.0 for i in range(3000)}
    with pytest.raises(InputError) as raised:
        run(small_case(costs=costs, parameters=parameters))
    assert len(raised.value.problems) == 101
    assert "800 more" in raised.value.to("en")
