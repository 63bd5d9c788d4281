"""Istanbul Kodluyor, training in information technology.

INDIGO-POJ-0302: USD 240 per completion, 1,000 per job, retention by band (up to 370: 1,100, up to
410: 1,000, the rest 1,350), and USD 500 per woman above 92.

Not checkable: results are not among the published numbers; the amounts here follow from the rate
card by hand.
"""

from __future__ import annotations

import pytest

from bundlinje.contracts.settlement_lines import Settlement
from tests.publications.contracts.cards import settled

METRICS = ["completion", "job", "retention", "women"]
PAYMENTS = [
    {"metric": "completion", "rule": {"unit": 240}},
    {"metric": "job", "rule": {"unit": 1000}},
    {"metric": "retention", "rule": {"marginal": [[370, 1100], [410, 1000], [None, 1350]]}},
    {"metric": "women", "rule": {"marginal": [[92, 0], [None, 500]]}},
]


def settlement(*rows: tuple[str, str, int]) -> Settlement:
    return settled(dict.fromkeys(METRICS, "count"), PAYMENTS, rows, "USD")


@pytest.mark.parametrize(
    ("retained", "paid"), [(1, 1100), (370, 407_000), (410, 447_000), (430, 474_000)]
)
def test_retention_is_paid_band_by_band(retained: int, paid: int) -> None:
    assert settlement(("2022", "retention", retained)).total == paid


def test_bands_run_over_the_contract() -> None:
    made = settlement(("2021", "retention", 360), ("2022", "retention", 70))
    assert made.by_period == {"2021": 396_000, "2022": 78_000}


@pytest.mark.parametrize(("women", "paid"), [(92, 0), (93, 500), (150, 29_000)])
def test_the_bonus_begins_above_92_women(women: int, paid: int) -> None:
    assert settlement(("2022", "women", women)).total == paid


def test_completions_and_jobs() -> None:
    assert settlement(("2022", "completion", 100), ("2022", "job", 10)).total == 34_000
