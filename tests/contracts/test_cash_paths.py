"""What each party has received less paid, up to each date and in every draw."""

from __future__ import annotations

import datetime

import numpy as np

from bundlinje.contracts.cash_paths import cash_paths, parties_of
from bundlinje.contracts.valuation import BLOCK, value
from tests.contracts.cash import dated, table_of
from tests.contracts.valued import small_case, small_contract


def test_a_path_by_hand() -> None:
    table = table_of(
        delivery=dated(("2026-01-31", 100)),
        outcome_payments=dated(("2027-01-31", 130)),
        tranches=[{"id": "laan", "holder": "fond", "commitment": 80}],
        end="2027-12-31",
    )
    parties = parties_of(table)
    assert parties == ("kommune", "fond", "provider")
    dates = [datetime.date(2025, 1, 1), datetime.date(2026, 6, 30), datetime.date(2027, 12, 31)]
    found = cash_paths(table, parties, dates)[:, :, 0]
    # The fund lends 80 and the provider covers 20; 80 is repaid, and 50 is the surplus.
    assert found.tolist() == [[0, 0, -130], [0, -80, 0], [0, -20, 30]]


def test_the_path_ends_in_what_the_draws_end_with() -> None:
    made = value(small_contract(), small_case(), draws=BLOCK + 100)
    assert made.chances is not None and made.drawn is not None
    last = made.point.table.dates[-1].isoformat()
    fund = made.chances.cash["fond"][last]
    net = made.drawn.received[0] - made.drawn.drawn[0]
    assert np.isclose(fund.mean, net.mean())
    assert np.isclose(fund.p5, np.percentile(net, 5), atol=1)
    assert set(made.chances.cash) == {"kommune", "stat", "fond", "provider"}
    assert set(made.to_dict()["uncertainty"]["cash"]["fond"]) == {
        date.isoformat() for date in made.point.table.dates
    }
