"""The loan of Street Impact Brighton, to the penny.

INDIGO-POJ-0158. A loan of GBP 155,000 at 6.5 %, simple on ACT/365. Published are the periods in
days, the interest of each, the principal repaid after the fifth and the sixth period, and the
balance after them. The days themselves are modelled from a first day; only their number counts.
"""

from __future__ import annotations

import datetime

import pytest

from tests.contracts.cash import dated, on, point_of

DAYS = [178, 182, 91, 92, 92, 91]
INTEREST = [4913.29, 5023.70, 2511.85, 2539.45, 2539.45, 2025.68]
PRINCIPAL = [0, 0, 0, 0, 30_000, 45_000]
FIRST = datetime.date(2017, 3, 1)
DATES = [(FIRST + datetime.timedelta(sum(DAYS[: n + 1]))).isoformat() for n in range(6)]


@pytest.mark.parametrize("paid_by", ["provider", "payer"])
def test_interest_and_balance(paid_by: str) -> None:
    due = [round(a + b, 2) for a, b in zip(INTEREST, PRINCIPAL, strict=True)]
    payments = dated(*zip(DATES, due, strict=True)) if paid_by == "payer" else []
    point = point_of(
        currency="GBP",
        delivery=dated((FIRST.isoformat(), 155_000)),
        outcome_payments=payments,
        tranches=[
            {
                "id": "laan",
                "holder": "lender",
                "commitment": 155_000,
                "seniority": 1,
                "recourse": True,
                "interest": {"rate": 0.065, "basis": "ACT/365"},
                "repay": dated(*zip(DATES, PRINCIPAL, strict=True)),
            }
        ],
    )
    assert on(point.table, "interest") == dict(zip(DATES, INTEREST, strict=True))
    assert on(point.table, "principal") == {DATES[4]: 30_000, DATES[5]: 45_000}
    loan = point.tranches["laan"]
    assert (loan.drawn, loan.repaid, loan.outstanding) == (155_000, 75_000, 80_000)
    assert loan.interest == pytest.approx(sum(INTEREST), abs=1e-9)
    if paid_by == "provider":
        assert point.provider["balance"] == pytest.approx(-sum(due), abs=1e-9)
    else:
        assert point.provider["balance"] == 0
