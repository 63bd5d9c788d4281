"""SØM on released prisoners: 505,300 kr. per success over ten years, 90 % of it the state's.

Justitsministeriets Forskningskontor 2021: Økonomiske konsekvenser af indsatser over for indsatte
(Retsudvalget 2020–21, bilag 425), and Den Sociale Investeringsfond: Investering i forebyggelse af
recidiv, which prints 245 fewer days in prison, 70 % of the saving in prison days, 84 % in
police, courts and prisons, and 90 % to the state.
"""

import pytest

from bundlinje.calculation.case_file import read_case
from bundlinje.calculation.engine import calculate
from bundlinje.calculation.result import Result
from tests.small_cases import EXAMPLES

# The unit prices of the example have four decimals: 245 days × 0.00005 kr.
KRONER = 0.02
# The shares are printed as whole percentages and used as such; only the prices' rounding is left.
SHARE = 1e-7


@pytest.fixture(scope="module")
def one_success() -> Result:
    """The example with one participant, an effect of 1 and everything within the horizon."""
    case = read_case(EXAMPLES / "loesladte-uden-tilbagefald.yaml").change(
        {"participants": {2027: 1}, "effect.without": 0, "effect.difference": 1, "costs": []}
    )
    return calculate(case, 0)


def test_consequences_per_success(one_success: Result) -> None:
    assert one_success.point.undiscounted.net_result == pytest.approx(505_300, abs=KRONER, rel=0)


def test_all_of_it_falls_within_the_horizon(one_success: Result) -> None:
    assert one_success.point.cut_off == 0


def test_share_of_the_state(one_success: Result) -> None:
    state = one_success.point.undiscounted.by_payer["stat"]
    assert state / 505_300 == pytest.approx(0.90, abs=SHARE)


def test_shares_of_prison_days_and_of_justice(one_success: Result) -> None:
    by_account = one_success.point.undiscounted.by_account
    prison = by_account["stat/kriminalforsorg"]
    assert prison / 505_300 == pytest.approx(0.70, abs=SHARE)
    assert (prison + by_account["stat/politi-domstole"]) / 505_300 == pytest.approx(0.84, abs=SHARE)


def test_days_in_prison(one_success: Result) -> None:
    assert one_success.point.outcomes["dage-i-frihed"] == pytest.approx(245, rel=1e-12)
