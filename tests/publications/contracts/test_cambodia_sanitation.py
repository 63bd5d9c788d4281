"""Cambodia Rural Sanitation Development Impact Bond.

INDIGO-POJ-0014; washmarkets.ideglobal.org/innovative-finance. USD 6,250 per open-defecation-free
village, 500 villages at the interim, 1,780 at the end, at most USD 10 million.

Not checkable: the published payment is 9,990,000, which is 10,000 below the cap and no multiple of
the unit price; what the difference is for is not published. Rule and cap give 10,000,000.
"""

from __future__ import annotations

from bundlinje.contracts.settlement_lines import Settlement
from tests.publications.contracts.cards import settled


def settlement(over: str, interim: int, final: int) -> Settlement:
    return settled(
        {"villages": "count"},
        [{"metric": "villages", "rule": {"unit": 6250}, "over": over}],
        [("1", "villages", interim), ("2", "villages", final)],
        "USD",
        caps={"total": 10_000_000},
    )


def test_the_interim_payment_is_as_printed() -> None:
    assert settlement("period", 500, 0).by_period["1"] == 3_125_000


def test_the_cap_binds_at_the_end() -> None:
    made = settlement("period", 500, 1280)
    assert made.total == 10_000_000
    assert made.by_period["2"] == 6_875_000
    assert made.lines[1].before_caps == 8_000_000
    assert made.lines[1].capped_by == ("caps.total",)


def test_new_villages_over_the_contract_are_the_same() -> None:
    assert settlement("contract", 500, 1280).by_period == settlement("period", 500, 1280).by_period
