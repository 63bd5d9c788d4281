"""HMP Peterborough, the first Social Impact Bond.

INDIGO-POJ-0153; civilsociety.co.uk 17960; pioneerspost.com 2017-07-27. A cohort of 1,000 pays at
10 % fewer reconviction events than its matched controls; otherwise all cohorts pooled pay at
7.5 %. Cohort 1: 142 against 155 events per 100, 8.39 % (printed 0.0839), not paid. Pooled: 9 %,
paid.

Not checkable: the amounts, which are not published (1 is paid here, so that only the decision is
read), and cohort 2's own reduction, modelled as what makes equal cohorts pool to 9 %.
"""

from __future__ import annotations

import pytest

from bundlinje.contracts.settlement_lines import Settlement
from tests.publications.contracts.cards import settled

COHORTS = [{"id": "cohort-1", "end": "2014-08-31"}, {"id": "cohort-2", "end": "2017-07-31"}]


def settlement(*rows: tuple[str, str, float, str, int]) -> Settlement:
    payment = {
        "metric": "fewer",
        "rule": {"steps": [[0.10, 1]]},
        "fallback": {"pool": True, "rule": {"steps": [[0.075, 1]]}},
    }
    return settled({"fewer": "rate"}, [payment], rows, "GBP", periods=COHORTS)


FIRST = ("cohort-1", "fewer", 0.0839, "", 1000)


def test_the_reduction_of_cohort_1() -> None:
    assert pytest.approx(0.0839, abs=0.00005) == 1 - 142 / 155  # printed with four decimals


def test_cohort_1_is_not_paid() -> None:
    assert settlement(FIRST).total == 0


def test_the_pooled_cohorts_are_paid_at_the_end() -> None:
    made = settlement(FIRST, ("cohort-2", "fewer", 0.0961, "", 1000))
    assert made.by_period == {"cohort-1": 0, "cohort-2": 1}
    assert float(made.lines[1].value or 0) == 0.09


def test_had_they_pooled_to_less_nothing_was_paid() -> None:
    assert settlement(FIRST, ("cohort-2", "fewer", 0.0660, "", 1000)).total == 0


def test_had_a_cohort_reached_its_own_target_the_pool_was_not_asked() -> None:
    made = settlement(FIRST, ("cohort-2", "fewer", 0.10, "", 1000))
    assert made.by_period == {"cohort-1": 0, "cohort-2": 1}
    assert float(made.lines[1].value or 0) == 0.10
