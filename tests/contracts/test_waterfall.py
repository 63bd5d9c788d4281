"""The order of each date, by hand-checked cash."""

from __future__ import annotations

import datetime

import pytest

from bundlinje.basics.errors import InputError
from tests.contracts.cash import contract_of, dated, hand, on, point_of, table_of

LOAN = {"id": "laan", "commitment": 1000}


def test_delivery_is_drawn_and_payments_repay() -> None:
    point = point_of(
        delivery=dated(("2026-01-31", 600), ("2026-02-28", 300)),
        outcome_payments=dated(("2026-06-30", 1000)),
        tranches=[LOAN],
    )
    loan = point.tranches["laan"]
    assert (loan.drawn, loan.peak_drawn, loan.repaid, loan.gain) == (900, 900, 900, 0)
    assert point.provider == {"lowest": 0, "balance": 100}
    assert point.payers["kommune"].pays == 1000
    assert point.payers["kommune"].saves is None


def test_the_provider_pays_what_capital_does_not_reach() -> None:
    point = point_of(
        delivery=dated(("2026-01-31", 1500)),
        outcome_payments=dated(("2026-06-30", 1200)),
        provider={"cash": 200},
        tranches=[LOAN],
    )
    assert point.provider == {"lowest": 200 - 500, "balance": 200 - 500 + 200}


def test_first_drawn_first_and_equals_by_commitment() -> None:
    table = table_of(
        delivery=dated(("2026-01-31", 100), ("2026-02-28", 100), ("2026-03-31", 100)),
        tranches=[
            {"id": "a", "commitment": 300, "draw": 2},
            {"id": "b", "commitment": 150, "draw": 2},
            {"id": "c", "commitment": 150, "draw": 1, "kind": "grant"},
        ],
    )
    assert on(table, "draw", "c") == {"2026-01-31": 100, "2026-02-28": 50}
    assert on(table, "draw", "a") == {"2026-02-28": 33.33, "2026-03-31": 66.67}
    assert on(table, "draw", "b") == {"2026-02-28": 16.67, "2026-03-31": 33.33}


def test_senior_interest_and_principal_come_before_junior() -> None:
    tranches = [
        {"id": "junior", "commitment": 400, "seniority": 2, "draw": 1,
         "interest": {"rate": 0.10}},
        {"id": "senior", "commitment": 600, "seniority": 1, "draw": 2,
         "interest": {"rate": 0.05}},
    ]  # fmt: skip
    table = table_of(
        delivery=dated(("2026-01-01", 1000)),
        outcome_payments=dated(("2027-01-01", 500), ("2028-01-01", 400)),
        tranches=tranches,
    )
    assert on(table, "interest", "senior") == {"2027-01-01": 30, "2028-01-01": 6.5}
    assert on(table, "principal", "senior") == {"2027-01-01": 470, "2028-01-01": 130}
    # What waits bears no interest: 40 a year.
    assert on(table, "interest", "junior") == {"2028-01-01": 80}
    assert on(table, "principal", "junior") == {"2028-01-01": 183.5}
    assert table.outstanding[:, 0].tolist() == [21_650, 0]


def test_equals_are_paid_by_what_is_owed() -> None:
    table = table_of(
        delivery=dated(("2026-01-31", 900)),
        outcome_payments=dated(("2026-06-30", 100)),
        tranches=[{"id": "a", "commitment": 600}, {"id": "b", "commitment": 300}],
    )
    assert on(table, "principal", "a") == {"2026-06-30": 66.67}
    assert on(table, "principal", "b") == {"2026-06-30": 33.33}


def test_unpaid_interest_is_added_on_31_december() -> None:
    point = point_of(
        delivery=dated(("2026-01-01", 1000)),
        end="2028-01-01",
        tranches=[{**LOAN, "interest": {"rate": 0.10, "unpaid": "add"}}],
    )
    # 364 days of 2026, then a year on 1,099.73 and the last day.
    assert point.tranches["laan"].outstanding == pytest.approx(1099.73 * 1.1, abs=0.01)
    assert point.tranches["laan"].unpaid_interest == pytest.approx(0.33, abs=0.01)


def test_a_date_for_adding_interest_does_not_round_that_of_others() -> None:
    common = {
        "delivery": dated(("2026-01-01", 1000)),
        "end": "2027-06-01",
    }
    plain = {"id": "plain", "commitment": 333.33, "interest": {"rate": 0.0333}}
    adding = {"id": "adds", "commitment": 333.33, "interest": {"rate": 0.05, "unpaid": "add"}}
    alone = point_of(**common, tranches=[plain])
    beside = point_of(**common, tranches=[plain, adding])
    assert alone.tranches["plain"] == beside.tranches["plain"]


def test_principal_is_due_on_dates_only() -> None:
    repay = dated(("2026-06-30", 0), ("2026-12-31", 400), ("2027-06-30", 600))
    table = table_of(
        delivery=dated(("2026-01-31", 1000)),
        outcome_payments=dated(("2026-03-31", 500), ("2026-12-31", 100), ("2027-06-30", 100)),
        tranches=[{**LOAN, "repay": repay}],
    )
    assert on(table, "principal") == {"2026-12-31": 400, "2027-06-30": 300}
    assert hand(table, "2026-03-31") == 500
    assert table.outstanding[0, 0] == 30_000


def test_what_was_short_on_a_date_is_paid_when_there_is_money() -> None:
    repay = dated(("2026-06-30", 400), ("2027-06-30", 600))
    table = table_of(
        delivery=dated(("2026-01-31", 1000)),
        outcome_payments=dated(("2026-09-30", 500), ("2027-09-30", 1000)),
        tranches=[{**LOAN, "repay": repay}],
    )
    assert on(table, "principal") == {"2026-09-30": 400, "2027-06-30": 100, "2027-09-30": 500}
    assert on(table, "surplus") == {"2027-09-30": 500}


def test_recourse_without_dates_falls_due_at_the_end() -> None:
    point = point_of(
        delivery=dated(("2026-01-31", 1000)),
        outcome_payments=dated(("2026-06-30", 300)),
        end="2026-12-31",
        provider={"cash": 1000},
        tranches=[{**LOAN, "recourse": True}],
    )
    assert point.tranches["laan"].repaid == 1000
    assert on(point.table, "recourse") == {"2026-12-31": 700}
    assert point.provider == {"lowest": 300, "balance": 300}


def test_recycled_money_pays_delivery_first_and_months_are_kept() -> None:
    months = ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30"]
    common = {
        "delivery": dated(*((month, 100.0) for month in months)),
        "outcome_payments": dated(("2026-03-31", 350), ("2026-09-30", 400)),
        "tranches": [LOAN],
    }
    plain, kept = table_of(**common), table_of(**common, recycle={"months": 2})
    everything = table_of(**common, recycle=True)
    assert on(plain, "draw") == dict.fromkeys(months, 100)
    # All that was drawn is repaid in March; the 50 left repay what April draws.
    assert on(plain, "principal") == {"2026-03-31": 300, "2026-04-30": 50, "2026-09-30": 250}
    # On 31 March 100 is paid from hand and 200 kept for April and May; 50 repays.
    assert on(kept, "draw") == {**dict.fromkeys(months[:2], 100), "2026-06-30": 100}
    assert on(kept, "principal") == {"2026-03-31": 50, "2026-09-30": 250}
    assert hand(kept, "2026-04-30") == 100
    assert on(everything, "draw") == {**dict.fromkeys(months[:2], 100), "2026-06-30": 50}
    assert everything.peak[0, 0] <= kept.peak[0, 0] <= plain.peak[0, 0]


def test_the_surplus_waits_for_delivery_and_goes_in_steps() -> None:
    table = table_of(
        delivery=dated(("2026-01-01", 1000), ("2027-06-30", 100)),
        outcome_payments=dated(("2027-01-01", 2000)),
        tranches=[LOAN],
        surplus=[
            {"to": "laan", "until_irr": 0.05},
            {"to": "laan", "until_multiple": 1.06},
            {"split": {"provider": 0.4, "payers": 0.35, "laan": 0.25}},
        ],
    )
    # By 30 June 2027 0.05 a year on 1,000 and back has left 50 · 1.05^(180/365) to earn.
    first = round(50 * 1.05 ** (180 / 365) - 0.005, 2)
    rest = 2000 - 1000 - 100 - first - (60 - first)
    assert on(table, "gain") == {"2027-06-30": pytest.approx(60 + 0.25 * rest)}
    assert on(table, "back") == {"2027-06-30": pytest.approx(0.35 * rest)}
    assert on(table, "surplus") == {"2027-06-30": pytest.approx(0.4 * rest)}


def test_a_return_is_capped_where_its_step_says() -> None:
    point = point_of(
        delivery=dated(("2026-01-31", 300), ("2026-07-31", 500)),
        outcome_payments=dated(("2027-03-15", 400), ("2028-02-29", 4000)),
        tranches=[{**LOAN, "holder": "fond"}],
        surplus=[{"to": "laan", "until_irr": 0.046}, {"to": "payers"}],
    )
    # The limit is a whole cent, on a loan of 800.
    assert point.tranches["laan"].irr == pytest.approx(0.046, abs=1e-5)
    assert point.tranches["laan"].irr <= 0.046
    assert point.provider["balance"] == 0
    assert point.payers["kommune"].pays < 1000


def test_money_straight_to_a_tranche_passes_by_the_waterfall() -> None:
    from bundlinje.contracts.valuation import value
    from tests.contracts.small import contract_of as paying

    contract = paying(
        {"rule": {"unit": 100}, "to": "junior"},
        metrics=[{"id": "job", "measure": "count",
                  "expect": {"people": 10, "rate": 0.5, "periods": {"2026-Q3": 1}}}],
        delivery=dated(("2026-01-31", 900)),
        tranches=[{"id": "senior", "commitment": 500, "seniority": 1},
                  {"id": "junior", "commitment": 400, "seniority": 2}],
    )  # fmt: skip
    point = value(contract, draws=0).point
    assert (point.tranches["junior"].repaid, point.tranches["junior"].gain) == (400, 100)
    assert point.tranches["senior"].loss == 500


def test_a_deferred_fee_of_the_provider_is_its_own_money() -> None:
    point = point_of(
        delivery=dated(("2026-01-31", 1000)),
        outcome_payments=dated(("2026-12-31", 700)),
        provider={"cash": 100},
        tranches=[{"id": "udskudt", "kind": "deferred", "holder": "provider", "commitment": 400},
                  {"id": "laan", "commitment": 600, "draw": 2}],
    )  # fmt: skip
    assert point.tranches["udskudt"].drawn == 400
    assert point.provider["lowest"] == -300
    # Equals: 700 is shared 400 : 600.
    assert point.provider["balance"] == -300 + 280


def test_a_grant_is_never_repaid() -> None:
    point = point_of(
        delivery=dated(("2026-01-31", 100)),
        outcome_payments=dated(("2026-12-31", 100)),
        tranches=[{"id": "gave", "kind": "grant", "commitment": 100}],
    )
    grant = point.tranches["gave"]
    assert (grant.repaid, grant.loss, grant.moic, grant.irr) == (0, 100, 0, -1)
    assert point.provider["balance"] == 100


def test_nothing_drawn_has_no_return() -> None:
    loan = point_of(outcome_payments=dated(("2026-12-31", 100)), tranches=[LOAN]).tranches["laan"]
    assert (loan.drawn, loan.moic, loan.irr, loan.loss) == (0, None, None, 0)


@pytest.mark.parametrize(
    ("terms", "paid"),
    [
        ({"share": 0.75, "of": "drawn"}, 600),
        ({"share": 0.75, "of": "commitment"}, 700),
        ({"share": 0.5, "of": "loss"}, 350),
        ({"share": 0.5}, 350),
        ({"share": 1, "cap": 123.45}, 123.45),
    ],
)
def test_a_guarantee_pays_the_smallest(terms: dict[str, object], paid: float) -> None:
    point = point_of(
        delivery=dated(("2026-01-31", 800)),
        outcome_payments=dated(("2026-06-30", 100)),
        end="2026-12-31",
        tranches=[LOAN],
        guarantees=[{"tranche": "laan", "by": "fond", **terms}],
    )
    assert point.tranches["laan"].guarantee == paid
    assert point.tranches["laan"].loss == pytest.approx(700 - paid)
    assert on(point.table, "guarantee") == {"2026-12-31": paid}


@pytest.mark.parametrize(("ended", "share"), [("2026-12-31", 0.75), ("2027-06-30", 0.5)])
def test_termination_ends_everything_and_pays_a_share_of_loans(ended: str, share: float) -> None:
    point = point_of(
        payers={"kommune": 0.7, "stat": 0.3},
        delivery=dated(("2026-01-31", 500), ("2026-06-30", 300), ("2027-12-31", 100)),
        outcome_payments=dated(("2026-12-31", 200), ("2028-12-31", 1000)),
        tranches=[LOAN],
        termination={"ended": ended, "principal": [["2026-12-31", 0.75], [None, 0.5]]},
    )
    loan = point.tranches["laan"]
    assert loan.drawn == 800
    assert loan.repaid == 200 + share * 600
    assert loan.outstanding == (1 - share) * 600
    assert point.table.dates[-1] == datetime.date.fromisoformat(ended)
    assert point.payers["stat"].pays == pytest.approx(0.3 * (200 + share * 600))


def test_delivery_after_the_end_is_refused() -> None:
    from bundlinje.contracts.valuation import value

    contract = contract_of(delivery=dated(("2027-01-31", 1)), end="2026-12-31")
    with pytest.raises(InputError, match="after the contract ends"):
        value(contract, draws=0)


def test_a_limit_of_return_for_the_provider_is_refused() -> None:
    from bundlinje.contracts.valuation import value

    contract = contract_of(
        delivery=dated(("2026-01-31", 1)), surplus=[{"to": "provider", "until_irr": 0.05}]
    )
    with pytest.raises(InputError, match="only a tranche"):
        value(contract, draws=0)
