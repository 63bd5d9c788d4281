"""Over a period, over the contract, and what averages and sums do over periods."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bundlinje.basics.errors import InputError
from tests.contracts.small import amounts, contract_of, line_of, settle_rows, settled

ROWS = "Q1 job 6\nQ2 job 3\nQ3 job 4"


def test_over_a_period_reads_one_period() -> None:
    settlement = settled(ROWS, {"rule": {"steps": [[4, 100], [6, 300]]}})
    assert amounts(settlement) == {"Q1": 300, "Q2": 0, "Q3": 100}


def test_over_the_contract_pays_what_everything_to_date_gives_less_what_it_gave() -> None:
    settlement = settled(ROWS, {"rule": {"steps": [[4, 100], [9, 250], [13, 400]]},
                                "over": "contract"})  # fmt: skip
    assert amounts(settlement) == {"Q1": 100, "Q2": 150, "Q3": 150}
    assert float(line_of(settlement, "Q3").value or 0) == 13


def test_marginal_is_over_the_contract_by_default() -> None:
    rule = {"marginal": [[5, 10], [8, 20], [None, 1]]}
    assert amounts(settled(ROWS, {"rule": rule})) == {"Q1": 70, "Q2": 41, "Q3": 4}
    assert amounts(settled(ROWS, {"rule": rule, "over": "period"})) == {
        "Q1": 70, "Q2": 30, "Q3": 40,
    }  # fmt: skip


def test_a_rate_that_falls_takes_nothing_back_and_is_not_paid_twice() -> None:
    rows = "Q1 rate 0.2\nQ2 rate 0.0\nQ3 rate 0.4"
    payment = {"metric": "rate", "rule": {"interpolate": [[0, 0], [1, 1000]]}, "over": "contract"}
    assert amounts(settled(rows, payment)) == {"Q1": 200, "Q2": 0, "Q3": 0}


def test_rates_average_by_weight_over_periods() -> None:
    rows = "Q1 rate 0.2 - 300\nQ2 rate 0.5 - 100"
    payment = {"metric": "rate", "rule": {"unit": 1000}, "over": "contract"}
    settlement = settled(rows, payment)
    assert float(line_of(settlement, "Q2").value or 0) == 0.275
    assert amounts(settlement) == {"Q1": 200, "Q2": 75}


def test_weights_are_equal_by_default() -> None:
    payment = {"metric": "trivsel", "rule": {"unit": 1}}
    settlement = settled("Q1 trivsel 40 p1\nQ1 trivsel 50 p2\nQ1 trivsel 66 p3", payment)
    assert amounts(settlement) == {"Q1": 52}


def test_a_blend_is_a_weighted_sum() -> None:
    payment = {"metric": "blanding", "rule": {"unit": 1000}}
    settlement = settled("Q1 rate 0.10\nQ1 anden 0.05", payment)
    assert amounts(settlement) == {"Q1": 90}


def test_half_a_blend_is_not_measured() -> None:
    payment = {"metric": "blanding", "rule": {"interpolate": [[0, 10], [1, 20]], "below": 5}}
    settlement = settled("Q1 rate 0.10", payment)
    assert line_of(settlement, "Q1").value is None
    assert settlement.total == 0


def test_what_was_not_measured_pays_nothing_though_the_rule_pays_for_0() -> None:
    settlement = settled("Q2 kursus 1", {"rule": {"steps": [[0, 100]]}})
    assert settlement.lines == ()
    assert settled("Q2 job 0", {"rule": {"steps": [[0, 100]]}}).total == 100


def test_a_period_without_rows_is_settled_with_nothing() -> None:
    settlement = settled("Q3 job 1", {"rule": {"unit": 10}})
    assert settlement.by_period == {"2026-Q1": 0, "2026-Q2": 0, "2026-Q3": 10}


def test_periods_that_are_not_reached_are_not_settled() -> None:
    assert list(settled("Q1 job 1", {"rule": {"unit": 10}}).by_period) == ["2026-Q1"]


def test_without_listed_periods_those_of_the_results_sort_as_people_read_them() -> None:
    contract = contract_of({"rule": {"marginal": [[1, 5], [None, 7]]}}, periods=None)
    settlement = settle_rows(contract, "p10 job 1\np9 job 1")
    assert [(line.period, line.amount) for line in settlement.lines] == [("p9", 5), ("p10", 7)]
    assert settlement.lines[0].date is None


@pytest.mark.parametrize(
    ("period", "date"),
    [("2026", "2027-01-30"), ("2026-Q1", "2026-04-30"), ("2026-H1", "2026-07-30"),
     ("2026-02", "2026-03-30"), ("2026-02-10", "2026-03-12")],
)  # fmt: skip
def test_the_day_of_payment_follows_from_the_name_of_a_period(period: str, date: str) -> None:
    contract = contract_of({"rule": {"unit": 1}}, periods=None, pays_after={"days": 30})
    settlement = settle_rows(contract, f"{period} job 1")
    assert str(settlement.lines[0].date) == date


def test_payment_comes_some_days_after_the_end_of_the_period() -> None:
    settlement = settled("Q1 job 1", {"rule": {"unit": 1}}, pays_after={"days": 60})
    assert str(line_of(settlement, "Q1").date) == "2026-05-30"


def test_per_person_applies_the_rule_to_each_persons_value() -> None:
    payment = {"rule": {"steps": [[2, 100], [3, 1000]]}, "per": "person"}
    rows = "Q1 job 1 p1\nQ1 job 1 p1\nQ1 job 3 p2\nQ1 job 1 p3"
    assert amounts(settled(rows, payment)) == {"Q1": 1100}
    to_date = {**payment, "over": "contract"}
    rows = "Q1 job 2 p1\nQ2 job 1 p1\nQ2 job 2 p2"
    assert amounts(settled(rows, to_date)) == {"Q1": 100, "Q2": 1000}


def test_need_groups_have_their_own_price() -> None:
    payment = {"rule": {"unit": {"lav": 40_000, "høj": 60_000}}}
    settlement = settled("Q1 job 2 - - lav\nQ1 job 3 - - høj", payment)
    assert settlement.total == Decimal(260_000)


def test_a_group_without_a_price_is_an_error_of_its_row() -> None:
    with pytest.raises(InputError, match=r"r\.csv:3: group: found 'mellem'"):
        settled("Q1 job 2 - - lav\nQ1 job 3 - - mellem", {"rule": {"unit": {"lav": 4, "høj": 6}}})
