"""The return of the Educate Girls Development Impact Bond.

impactalpha.com; idinsight.org; INDIGO-POJ-0035. The outcome payer paid USD 422,000, at which the
investor's return reached its limit of 15 % a year. The investment and its dates are not among the
published figures used here, so they are modelled: three yearly draws that earn 15 % with one
payment of 422,000 at the end. That the return stops there, whatever more is paid, is the check.
"""

from __future__ import annotations

import pytest

from tests.contracts.cash import dated, point_of

PAID, LIMIT = 422_000, 0.15
DAYS = ("2015-07-13", "2016-07-12", "2017-07-12", "2018-07-12")
#: The same amount in each of the three years, with 365 days between.
YEARLY = PAID / sum((1 + LIMIT) ** years for years in (3, 2, 1))


@pytest.mark.parametrize("paid", [PAID, 1.5 * PAID])
def test_the_return_stops_at_its_limit(paid: float) -> None:
    point = point_of(
        currency="USD",
        payers={"payer": 1},
        delivery=dated(*((day, round(YEARLY, 2)) for day in DAYS[:3])),
        outcome_payments=dated((DAYS[3], paid)),
        tranches=[{"id": "investor", "commitment": PAID}],
        surplus=[{"to": "investor", "until_irr": LIMIT}, {"to": "payers"}],
    )
    investor = point.tranches["investor"]
    # To a cent of 422,000.
    assert investor.irr == pytest.approx(LIMIT, abs=1e-7)
    assert investor.repaid + investor.gain == pytest.approx(PAID, abs=0.05)
    assert point.payers["payer"].pays == pytest.approx(PAID, abs=0.05)


def test_below_the_limit_the_investor_gets_it_all() -> None:
    point = point_of(
        currency="USD",
        delivery=dated(*((day, round(YEARLY, 2)) for day in DAYS[:3])),
        outcome_payments=dated((DAYS[3], 0.9 * PAID)),
        tranches=[{"id": "investor", "commitment": PAID}],
        surplus=[{"to": "investor", "until_irr": LIMIT}],
    )
    assert point.tranches["investor"].irr is not None
    assert 0 < point.tranches["investor"].irr < LIMIT
    assert point.provider["balance"] == 0
