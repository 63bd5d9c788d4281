"""Reboot West, Care Leavers Social Impact Bond (UK Department for Education).

INDIGO-POJ-0121; evaluation on gov.uk. Price, unique people and amount paid are printed for each of
23 outcomes. The number of claims is not printed: it is what was paid divided by the price, a whole
number for every outcome, and never below the unique people; so the line amounts and the total are
checked, and the claims themselves are not checkable.
"""

from __future__ import annotations

import pytest

from bundlinje.contracts.settlement_lines import Settlement
from tests.publications.contracts.cards import settled

PRICE = [220, 220, 220, 220, 220, 220, 220, 220, 1760, 4730, 4730, 660, 2750, 2750, 4730, 110, 220,
         330, 660, 2750, 2750, 2750, 2750]  # fmt: skip
PEOPLE = [231, 225, 230, 227, 136, 132, 109, 94, 41, 33, 10, 10, 4, 2, 3, 29, 19, 6, 126, 114, 102,
          73, 41]  # fmt: skip
PAID = [115940, 99660, 106040, 102520, 44440, 31900, 26620, 23320, 75680, 156090, 52030, 6600,
        11000, 5500, 14190, 3190, 4180, 1980, 83160, 313500, 280500, 200750, 112750]  # fmt: skip
TOTAL = 1_871_540
CAP = 2_250_000


@pytest.fixture(scope="module")
def settlement() -> Settlement:
    ids = [f"u{place}" for place in range(1, 24)]
    return settled(
        dict.fromkeys(ids, "count"),
        [{"metric": id, "rule": {"unit": price}} for id, price in zip(ids, PRICE, strict=True)],
        [("2018", id, paid // price) for id, paid, price in zip(ids, PAID, PRICE, strict=True)],
        "GBP",
        caps={"total": CAP},
    )


def test_claims_are_whole_and_not_fewer_than_the_people() -> None:
    for paid, price, people in zip(PAID, PRICE, PEOPLE, strict=True):
        assert paid % price == 0
        assert paid // price >= people


def test_every_outcome_is_paid_as_printed(settlement: Settlement) -> None:
    assert [float(amount) for amount in settlement.by_payment.values()] == PAID


def test_the_total_is_as_printed_and_the_cap_does_not_bind(settlement: Settlement) -> None:
    assert settlement.total == TOTAL
    assert not any(line.capped_by for line in settlement.lines)


def test_one_person_may_claim_several_times() -> None:
    again = settled({"u1": "count"}, [{"metric": "u1", "rule": {"unit": 220}}],
                    [("2018", "u1", 1, "p1"), ("2018", "u1", 1, "p1")], "GBP")  # fmt: skip
    assert again.total == 440
