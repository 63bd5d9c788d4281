"""The teaching example of Steve Aos, Washington State Institute for Public Policy (WSIPP).

Benefits of 500 a year for 20 years from year 1, a cost of 3,000 in year 1, 3 %, everything
discounted one year. The printed figures are those of the method, § 11.
"""

import pytest

from bundlinje.calculation.result import PointResult
from tests.small_cases import run, small_case

# Money is printed with two decimals, the ratio with two, the rate as a percentage with two.
CENT = 0.00500001
PER_CENT = 0.0000500001


@pytest.fixture(scope="module")
def point() -> PointResult:
    return run(
        small_case(
            horizon=20,
            start_year=2023,
            discounting={"rate": 0.03, "offset": 1},
            participants={2023: 1},
            effect={"without": 0, "with": 1},
            costs=[
                {"id": "program", "kind": "running", "amount": 3000, "per": "participant",
                 "paid_by": "stat"},
            ],
            consequences=[
                {"id": "gevinst", "direction": "income", "quantity": [1] * 20,
                 "price": {"amount": 500}, "paid_by": "stat"},
            ],
            outcomes=None,
        )
    ).point  # fmt: skip


def test_present_value_of_benefits(point: PointResult) -> None:
    assert point.consequences == pytest.approx(7_438.74, abs=CENT, rel=0)


def test_present_value_of_costs(point: PointResult) -> None:
    assert point.costs == pytest.approx(2_912.62, abs=CENT, rel=0)


def test_net_present_value(point: PointResult) -> None:
    assert point.net_result == pytest.approx(4_526.12, abs=CENT, rel=0)


def test_benefit_cost_ratio(point: PointResult) -> None:
    assert point.benefit_cost_ratio == pytest.approx(2.55, abs=CENT, rel=0)


def test_internal_rate_of_return_of_the_yearly_net_flows(point: PointResult) -> None:
    assert point.irr == pytest.approx(0.1930, abs=PER_CENT, rel=0)
