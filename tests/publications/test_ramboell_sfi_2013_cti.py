"""Rambøll and SFI 2013, Samfundsøkonomisk analyse af metoder (Hjemløsestrategien), section 6.

The municipality's gain per person in CTI, first year, 2012 prices: 35,000 kr. where the support is
anchored under § 110 (half refunded by the state), 19,000 kr. under § 85 (no refund). Read at the
address of `sources/ramboell-sfi-2013-samfundsoekonomisk-analyse-af`. The study's model is not
published, so it is a check on direction and size and not on digits.
"""

from importlib import resources

import numpy as np
import pytest

from bundlinje.calculation.case_file import case_from_text
from bundlinje.calculation.comparison import Comparison, compare
from bundlinje.evidence.knowledge import lookup

PEOPLE = 60


@pytest.fixture(scope="module")
def refunded_and_alone() -> Comparison:
    text = (resources.files("bundlinje") / "examples/hjemloeshed-cti.yaml").read_text("utf-8")
    case = case_from_text(text, "cti")
    alone = case.change({"costs.cti-medarbejder.paid_by": "kommune/social"})
    return compare([case, alone], 4000)


def published(id: str) -> float:
    return float(lookup(f"consequences/{id}").value)  # type: ignore[attr-defined]


def test_the_rule_moves_money_and_makes_none(refunded_and_alone: Comparison) -> None:
    (difference,) = refunded_and_alone.differences.values()
    moved = difference.point_by_payer
    assert moved["kommune"] < 0 < moved["stat"]
    assert moved["stat"] == pytest.approx(-moved["kommune"], rel=1e-12)
    assert difference.net_result is not None
    # Equal but for rounding is equal: no chance of being better.
    assert difference.net_result.p_positive == 0
    assert (difference.net_result.p5, difference.net_result.p95) == (0, 0)


def test_direction_and_size_are_as_published(refunded_and_alone: Comparison) -> None:
    with_refund, without = (
        published(f"cti_gevinst_kommune_{section}") for section in ("110", "85")
    )
    assert (with_refund, without) == (35_000, 19_000)
    index = lookup("indexes/dk-net-price").index  # type: ignore[attr-defined]
    # The index begins in 2015: prices of 2012 are brought to 2023 by at least its rise since.
    at_least = (with_refund - without) * index.factor(2015, 2023)
    drawn = [r.draws.by_payer[list(r.case.payers).index("kommune")] / PEOPLE
             for r in refunded_and_alone.results if r.draws is not None]  # fmt: skip
    low, high = np.quantile(drawn[0] - drawn[1], [0.05, 0.95])
    assert low < at_least < high


def test_the_implied_price_of_the_support_is_among_the_prices_known() -> None:
    implied = 2 * (published("cti_gevinst_kommune_110") - published("cti_gevinst_kommune_85"))
    index = lookup("indexes/dk-net-price").index  # type: ignore[attr-defined]
    nine_months = [0.75 * float(lookup(f"prices/hf_stoette_{end}").amount)  # type: ignore[attr-defined]
                   for end in ("lav", "hoej")]  # fmt: skip
    assert nine_months[0] < implied * index.factor(2015, 2023) < nine_months[1]
