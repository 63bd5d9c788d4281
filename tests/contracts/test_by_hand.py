"""Whole contracts from the text of the format, with amounts worked out by hand in the comments."""

from __future__ import annotations

import datetime
import math

import pytest

from tests.contracts.cash import dated, hand, on, point_of, table_of
from tests.contracts.small import amounts, line_of, settled


def test_every_cap_in_its_order() -> None:
    settlement = settled(
        "Q1 job 2 x\nQ1 job 2 y\nQ1 job 1 z\nQ1 kursus 2 x\nQ1 kursus 2 w\n"
        "Q2 job 2 x\nQ2 kursus 4 y\nQ2 kursus 1 w\nQ3 kursus 9 v",
        {"rule": {"unit": 100}, "cap": {"count_per_person": 3, "count": 6, "per_person": 250,
                                        "per_period": 480, "amount": 600}},
        {"metric": "kursus", "rule": {"unit": 50}},
        caps={"per_person": 300, "per_period": {"2026-Q1": 550, "2026-Q2": 200}, "total": 760},
    )  # fmt: skip
    # Q1: 500 is cut to 480 (x 192, y 192, z 96). Q2: x's third, and the sixth in all: 100, but x
    # has 250 − 192 = 58 left.
    assert amounts(settlement) == {"Q1": 480, "Q2": 58}
    # Q1: 200, of which the period has 550 − 480 = 70 left (x 35, w 35). Q2: y has 300 − 192 = 108
    # of 200 left, w 50; of 158 the period has 200 − 58 = 142 left. Q3: v has 300 of 450, the
    # contract 760 − 750 = 10.
    assert amounts(settlement, "b2") == {"Q1": 70, "Q2": 142, "Q3": 10}
    assert line_of(settlement, "Q2").capped_by == ("cap.count_per_person", "cap.per_person")
    assert line_of(settlement, "Q3", "b2").capped_by == ("caps.per_person", "caps.total")


def test_a_blend_under_discount_index_inflation_and_amendments_paid_in_thirds() -> None:
    periods = [{"id": "y1", "end": "2025-12-31"}, {"id": "y2", "end": "2026-12-31"},
               {"id": "y3", "end": "2028-06-30"}]  # fmt: skip
    settlement = settled(
        "y1 rate 0.1\ny1 anden 0.1\ny1 job 2\ny2 rate 0.2\ny2 anden 0.19\ny2 job 2\n"
        "y3 rate 0.2\ny3 anden 0.2\ny3 job 2",
        {"metric": "blanding", "rule": {"steps": [[0.1, 1000], [0.2, 2000]]}},
        {"rule": {"unit": 100}, "cap": {"amount": 500}},
        periods=periods,
        payers={"kommune": "1/3", "region": "1/3", "stat": "1/3"},
        terms={"discount": 0.05, "price_year": 2024, "inflation": 0.02,
               "price_index": {"2024": 100, "2025": 104, "2026": 106}},
        amendments=[
            {"from": "y2", "set": {"pays_after": {"days": 30}, "payers": {"stat": 1},
                                   "payments": {"b2": {"rule": {"unit": 200},
                                                       "cap": {"amount": 900}}}}},
            {"from": "y3", "set": {"terms": {"discount": 0}}},
        ],
    )  # fmt: skip
    # Factors: 0.95 × 1.04 = 0.988; 0.95 × 1.06 = 1.007; 1.06 × 1.02² = 1.102824.
    # The blend in y2 is 0.8 × 0.2 + 0.2 × 0.19 = 0.198: below the second step.
    assert [float(x) for x in amounts(settlement).values()] == [988.0, 1007.0, 2205.65]
    # 2 × 100 × 0.988; 2 × 200 × 1.007; 441.13, of which 900 − 600.40 is left.
    assert [float(x) for x in amounts(settlement, "b2").values()] == [197.6, 402.8, 299.6]
    first = settlement.lines[0].by_payer
    assert [float(first[p]) for p in ("kommune", "region", "stat")] == [329.34, 329.33, 329.33]
    assert settlement.lines[2].by_payer.keys() == {"stat"}
    assert settlement.lines[2].date == datetime.date(2027, 1, 30)


def test_two_tranches_and_three_steps_of_surplus() -> None:
    point = point_of(
        delivery=dated(("2026-01-31", 500_000), ("2027-01-31", 500_000)),
        outcome_payments=dated(("2027-06-30", 300_000), ("2028-06-30", 1_200_000)),
        end="2028-12-31",
        tranches=[
            {"id": "senior", "holder": "fond", "commitment": 700_000, "seniority": 1, "draw": 2,
             "interest": {"rate": 0.05}},
            {"id": "junior", "holder": "fond", "commitment": 400_000, "seniority": 2, "draw": 1},
        ],
        surplus=[{"to": "junior", "until_irr": 0.08}, {"to": "senior", "until_multiple": 1.1},
                 {"split": {"provider": 0.33, "junior": 0.67}}],
    )  # fmt: skip
    # Senior: 100,000 for 365 days and 600,000 for 150 days: 5,000 + 12,328.77 of interest, and
    # 282,671.23 of principal; then 317,328.77 for 366 days.
    last = round(317_328.77 * 0.05 * 366 / 365, 2)
    left = 1_200_000 - last - 317_328.77 - 400_000
    days = (datetime.date(2028, 6, 30) - datetime.date(2026, 1, 31)).days
    first_gain = math.floor((400_000 * 1.08 ** (days / 365) - 400_000) * 100) / 100
    second_gain = 660_000 - 600_000 - 17_328.77 - last
    left -= first_gain + second_gain
    senior, junior = point.tranches["senior"], point.tranches["junior"]
    assert senior.interest == pytest.approx(17_328.77 + last)
    assert senior.gain == pytest.approx(second_gain)
    assert junior.gain == pytest.approx(first_gain + 0.67 * left, abs=0.01)
    assert point.provider["balance"] == pytest.approx(0.33 * left, abs=0.01)


def test_recycled_months_equal_ranks_and_two_day_counts() -> None:
    table = table_of(
        delivery=dated(("2026-01-31", 100_000), ("2026-07-31", 100_000), ("2027-01-31", 100_000)),
        outcome_payments=dated(("2026-06-30", 150_000), ("2027-03-31", 180_000)),
        end="2027-12-31",
        recycle={"months": 6},
        provider={"cash": 50_000},
        tranches=[
            {"id": "a", "holder": "A", "commitment": 60_000,
             "interest": {"rate": 0.06, "basis": "30/360", "unpaid": "add"}},
            {"id": "b", "holder": "B", "commitment": 120_000,
             "interest": {"rate": 0.03, "basis": "ACT/ACT"}},
        ],
    )  # fmt: skip
    assert on(table, "draw", "a") == {"2026-01-31": 33_333.33, "2027-01-31": 26_666.67}
    assert on(table, "draw", "b") == {"2026-01-31": 66_666.67, "2027-01-31": 53_333.33}
    # 30 June: 150 of 360 days on a, 150 of 365 on b; July's delivery is kept, so that 50,000 pays
    # 1,655.25 of interest and 48,344.75 of principal, by what is owed.
    assert hand(table, "2026-06-30") == 100_000
    # On 17,218.41: 30 days to 31 July, 150 to 31 December, when 86.09 + 430.46 is added; then 30
    # days on 17,734.96 and 60 on 44,401.63: 88.67 + 444.02.
    assert on(table, "interest", "a") == {"2026-06-30": 833.33, "2027-03-31": 532.69}
    # On 34,436.84: 31 days, 184 days and 59 days with 53,333.33 more, all of 365.
    assert on(table, "interest", "b") == {"2026-06-30": 821.92, "2027-03-31": 1_034.17}
    assert on(table, "principal", "a") == {"2026-06-30": 16_114.92, "2027-03-31": 44_401.63}
    assert on(table, "shortfall") == {"2027-01-31": 20_000}
    assert on(table, "surplus") == {"2027-03-31": 46_261.34}


def test_a_termination_and_then_the_smallest_of_a_guarantee() -> None:
    point = point_of(
        payers={"kommune": 0.6, "stat": 0.4},
        delivery=dated(("2026-01-31", 400_000), ("2028-01-31", 400_000)),
        outcome_payments=dated(("2026-12-31", 50_000), ("2028-06-30", 1_200_000)),
        termination={"ended": "2027-06-30",
                     "principal": [["2026-12-31", 0.9], ["2027-12-31", 0.75], [None, 0.5]]},
        tranches=[{"id": "s", "holder": "F", "commitment": 1_000_000, "interest": {"rate": 0.1}}],
        guarantees=[{"tranche": "s", "by": "G", "share": 0.5, "of": "commitment", "cap": 60_000}],
    )  # fmt: skip
    # 334 days of interest, and the rest of 50,000 is principal; payers pay 75 % of 386,602.74.
    tranche = point.tranches["s"]
    assert tranche.interest == 36_602.74
    assert tranche.repaid == pytest.approx(13_397.26 + 289_952.06)
    # Of 60,047.94 that is lost the guarantee covers 60,000: less than half the commitment.
    assert tranche.guarantee == 60_000
    assert tranche.loss == pytest.approx(47.94)
    assert point.payers["kommune"].pays == pytest.approx(30_000 + 173_971.24)


def test_a_grant_a_deferred_fee_and_a_loan_with_recourse() -> None:
    table = table_of(
        delivery=dated(("2026-03-31", 100_000), ("2026-09-30", 80_000)),
        outcome_payments=dated(("2027-03-31", 70_000)),
        provider={"cash": 10_000},
        end="2028-12-31",
        tranches=[
            {"id": "g", "holder": "F", "kind": "grant", "commitment": 30_000, "draw": 1},
            {"id": "d", "holder": "provider", "kind": "deferred", "commitment": 20_000, "draw": 2,
             "seniority": 2},
            {"id": "l", "holder": "bank", "commitment": 155_000, "draw": 3, "recourse": True,
             "interest": {"rate": 0.065},
             "repay": dated(("2026-12-31", 0), ("2027-12-31", 30_000), ("2028-12-31", 100_000))},
        ],
    )  # fmt: skip
    # Interest only at first: 184 days on 50,000, rounded on 30 September, and 92 on 130,000.
    first = round(50_000 * 0.065 * 183 / 365, 2) + round(130_000 * 0.065 * 92 / 365, 2)
    assert on(table, "recourse", "l")["2026-12-31"] == pytest.approx(first)
    # 70,000 pays interest and, since no principal is due, the fee; what is left waits for the
    # instalments: 11,550 of the last one's 106,517.81.
    assert on(table, "principal", "d") == {"2027-03-31": 20_000}
    assert on(table, "principal", "l") == {"2027-12-31": 30_000, "2028-12-31": 100_000}
    assert on(table, "recourse", "l")["2028-12-31"] == pytest.approx(106_517.81 - 11_550)
    assert float(table.balance[0]) / 100 == pytest.approx(10_000 - first - 94_967.81)


def test_recycling_all_equal_ranks_and_a_guarantee_for_each() -> None:
    point = point_of(
        delivery=dated(("2026-06-30", 100_000), ("2027-06-30", 100_000)),
        outcome_payments=dated(("2026-12-31", 60_000), ("2027-12-31", 20_000)),
        recycle=True,
        end="2028-06-30",
        tranches=[
            {"id": "s", "holder": "S", "commitment": 100_000, "draw": 2,
             "interest": {"rate": 0.1, "unpaid": "add"}},
            {"id": "j", "holder": "J", "commitment": 40_000, "seniority": 2, "draw": 1},
            {"id": "k", "holder": "K", "commitment": 40_000, "draw": 2},
        ],
        guarantees=[{"tranche": "s", "by": "G", "share": 0.5, "of": "drawn", "cap": 20_000},
                    {"tranche": "k", "by": "G", "share": 0.75, "of": "loss"}],
    )  # fmt: skip
    # s and k are drawn 5:2: 60,000, and 40,000 more when the 60,000 in hand is spent first. On
    # 31 December 184 days on 42,857.14 are added to s: 45,017.61; 181 days later 28,571.43 more.
    # 20,000 then pays 2,232.38 + 3,709.69 of interest, and 14,057.93 by what is owed.
    s, k = point.tranches["s"], point.tranches["k"]
    assert (s.drawn, k.drawn) == (71_428.57, 28_571.43)
    assert (s.interest, s.repaid, k.repaid) == (5_942.07, 10_126.32, 3_931.61)
    assert (s.outstanding, s.guarantee) == (63_462.72, 20_000)
    assert k.guarantee == 18_479.87  # 75 % of 24,639.82, half a cent up
    assert point.tranches["j"].loss == 40_000
