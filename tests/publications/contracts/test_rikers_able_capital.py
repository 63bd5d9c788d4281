"""The capital of the ABLE project at Rikers Island.

INDIGO-POJ-0083; socialventures.com.au; nonprofitquarterly.org; mdrc.org. A loan of USD 9.6 million
was committed and 7.2 million drawn; nothing was paid for outcomes; the guarantor paid 6.0 million
and the investor lost 1.2 million. The dates of the draws are modelled; the guarantee is stated by
its published amount, for its terms were not (planned: 7.2 million).
"""

from __future__ import annotations

import pytest

from tests.contracts.cash import dated, point_of


def test_the_guarantee_leaves_the_published_loss() -> None:
    point = point_of(
        currency="USD",
        delivery=dated(("2012-09-30", 2_400_000), ("2013-09-30", 2_400_000),
                       ("2014-09-30", 2_400_000)),
        end="2015-08-31",
        tranches=[{"id": "loan", "holder": "goldman", "commitment": 9_600_000}],
        guarantees=[
            {"tranche": "loan", "by": "bloomberg", "share": 0.75, "of": "commitment",
             "cap": 6_000_000}
        ],
    )  # fmt: skip
    loan = point.tranches["loan"]
    assert (loan.drawn, loan.guarantee, loan.loss) == (7_200_000, 6_000_000, 1_200_000)
    assert loan.moic == pytest.approx(6.0 / 7.2)
    assert loan.irr is not None
    assert -0.16 < loan.irr < 0
    assert loan.outstanding == 7_200_000


def test_the_planned_guarantee_leaves_a_quarter_of_the_loan() -> None:
    """Published: 25 % of principal is lost below a fall of 10 %."""
    point = point_of(
        delivery=dated(("2012-09-30", 9_600_000)),
        end="2016-09-30",
        tranches=[{"id": "loan", "commitment": 9_600_000}],
        guarantees=[{"tranche": "loan", "by": "bloomberg", "share": 0.75, "of": "drawn"}],
    )
    assert point.tranches["loan"].guarantee == 7_200_000
    assert point.tranches["loan"].loss == 0.25 * 9_600_000
