"""The Danish social discount rate of 2021: 3.5 % for 35 years, 2.5 % for 35 more, then 1.5 %.

Finansministeriet: Dokumentationsnotat om den samfundsøkonomiske diskonteringsrente (7 January
2021) and Ny vejledning i samfundsøkonomiske konsekvensvurderinger (June 2023). The factors are
those of the method, § 11: first flow one year out.
"""

import numpy as np
import pytest

from bundlinje.basics.discounting import discount_factors
from bundlinje.evidence.knowledge import lookup
from bundlinje.evidence.records import DiscountSchedule
from tests.small_cases import run, small_case

# Years out and the factor with the eight decimals printed.
PRINTED = {
    1: 0.96618357,
    10: 0.70891881,
    30: 0.35627841,
    35: 0.29997686,
    36: 0.29266035,
    70: 0.12640157,
    71: 0.12453357,
    100: 0.08086698,
}
# Eight decimals printed: half a unit of the last.
ROUNDED = 5.000001e-9


def _steps(schedule: str) -> tuple[tuple[float, float], ...]:
    record = lookup(f"schedules/{schedule}")
    assert isinstance(record, DiscountSchedule)
    return record.steps


@pytest.mark.parametrize(("years", "factor"), PRINTED.items())
def test_factor_as_printed(years: int, factor: float) -> None:
    steps = _steps("dk-2021")
    assert discount_factors([years], steps)[0] == pytest.approx(factor, abs=ROUNDED, rel=0)


def test_formula_at_every_half_year() -> None:
    n = np.arange(0, 151, 0.5)
    formula = (
        1.035 ** -np.minimum(n, 35)
        * 1.025 ** -np.clip(n - 35, 0, 35)
        * 1.015 ** -np.maximum(n - 70, 0)
    )
    # Fifteen digits: powers and logarithms each round once.
    steps = _steps("dk-2021")
    np.testing.assert_allclose(discount_factors(n, steps), formula, rtol=1e-13)


def test_factors_of_a_whole_calculation_with_the_first_flow_one_year_out() -> None:
    years = list(range(2026, 2126))
    result = run(
        small_case(
            horizon=100,
            discounting={"offset": 1},
            costs=[
                {
                    "id": "en-krone", "kind": "running", "amount": 1, "per": "year",
                    "years": years, "paid_by": "stat",
                }
            ],
            consequences=None,
            outcomes=None,
        )
    )  # fmt: skip
    for out, factor in PRINTED.items():
        by_year = result.point.by_year[2025 + out]
        assert by_year == pytest.approx(-factor, abs=ROUNDED, rel=0)


def test_it_is_the_default_schedule() -> None:
    result = run(small_case())
    assert result.conventions["discounting"]["schedule"] == "dk-2021"
    assert result.conventions["discounting"]["offset"] == 0


def test_the_schedule_before_it_had_rates_half_a_point_higher() -> None:
    # Finansministeriet 31 May 2013: 4 % for 35 years, then 3 %, from year 71 2 %.
    before = _steps("dk-2013")
    now = _steps("dk-2021")
    assert [start for start, _ in before] == [start for start, _ in now]
    assert [rate for _, rate in before] == pytest.approx([rate + 0.005 for _, rate in now])
