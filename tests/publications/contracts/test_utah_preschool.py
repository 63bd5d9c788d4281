"""Utah High Quality Preschool Program, first payment to investors.

unitedway.org; Salt Lake Tribune on the first payment: savings of USD 281,000 in special education,
95 % of which is paid; "about 267,000" was reported.
"""

from __future__ import annotations

from tests.publications.contracts.cards import settled


def test_the_first_payment() -> None:
    made = settled(
        {"saving": "amount"},
        [{"metric": "saving", "rule": {"share": 0.95}}],
        [("2014", "saving", 281_000)],
        "USD",
    )
    assert made.total == 266_950
    assert round(float(made.total), -3) == 267_000
