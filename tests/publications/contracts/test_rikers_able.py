"""The ABLE project at Rikers Island, the table of payments.

INDIGO-POJ-0083; socialventures.com.au; nonprofitquarterly.org; mdrc.org. A loan of USD 9.6 million
over four years; the city pays by the fall in readmissions, at most USD 11,712,000. Published is
the return by reduction: 10 % 0.0, 11 % 1.2, 12 % 1.5, 13 % 1.9, 16 % 3.3, 20 % 5.1 % a year.

Modelled: the payment of a step is the loan with that return for four years, which gives
11,713,374 at the top; the published most, 11,712,000, is used there. The steps in between are so
not checkable to the dollar. Loan, guarantee and loss belong to capital.
"""

from __future__ import annotations

import pytest

from bundlinje.contracts.settlement_lines import Settlement
from tests.publications.contracts.cards import settled

LOAN, YEARS, MOST = 9_600_000, 4, 11_712_000
RETURN = [(0.10, 0.0), (0.11, 0.012), (0.12, 0.015), (0.13, 0.019), (0.16, 0.033), (0.20, 0.051)]


def settlement(reduction: float) -> Settlement:
    steps = [[at, round(LOAN * (1 + rate) ** YEARS)] for at, rate in RETURN]
    steps[-1][1] = MOST
    return settled(
        {"reduction": "rate"},
        [{"metric": "reduction", "rule": {"steps": steps}}],
        [("2015", "reduction", reduction)],
        "USD",
    )


def test_the_most_is_the_published_return_to_its_precision() -> None:
    rate = (MOST / LOAN) ** (1 / YEARS) - 1
    assert rate == pytest.approx(
        RETURN[-1][1], abs=0.0005
    )  # printed with one decimal of a per cent


def test_no_fall_is_not_paid() -> None:
    assert settlement(0.0).total == 0
    assert settlement(0.0999).total == 0


def test_ten_per_cent_repays_the_loan() -> None:
    assert settlement(0.10).total == LOAN


def test_twenty_per_cent_and_more_pays_the_most() -> None:
    assert settlement(0.20).total == MOST
    assert settlement(0.35).total == MOST


@pytest.mark.parametrize(("reduction", "rate"), [(0.115, 0.012), (0.1599, 0.019)])
def test_between_steps_the_lower_one_is_paid(reduction: float, rate: float) -> None:
    assert settlement(reduction).total == round(LOAN * (1 + rate) ** YEARS)
