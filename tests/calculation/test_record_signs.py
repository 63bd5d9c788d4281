"""A record of the knowledge base keeps its meaning in a case: sign, period and price year."""

from __future__ import annotations

from typing import Any

import pytest

from bundlinje.basics.errors import InputError
from bundlinje.calculation.case import Case
from bundlinje.calculation.case_file import case_from_data

GAIN = "consequences/kora_job_aar_lav"
OVER_SIX_YEARS = "consequences/kora_job_6aar_lav"


def case(reference: str, quantity: float, **more: Any) -> Case:
    return case_from_data(
        {
            "format": "bundlinje.case/1",
            "title": "Fortegn",
            "price_year": 2023,
            "start_year": 2026,
            "horizon": 3,
            "participants": {2026: 1},
            "effect": {"difference": 0.5},
            "consequences": [
                {
                    "id": "gevinst",
                    "unit": "år",
                    "quantity": quantity,
                    "price": {"ref": reference, "price_year": 2023},
                    "paid_by": "stat",
                    **more,
                }
            ],
        }
    )


def test_a_gain_may_be_less_of_an_expense_or_more_of_an_income() -> None:
    case(GAIN, -1)
    case(GAIN, 1, direction="income")


@pytest.mark.parametrize(("quantity", "direction"), [(1, "expense"), (-1, "income")])
def test_a_gain_that_would_count_as_a_loss_is_refused(quantity: float, direction: str) -> None:
    with pytest.raises(InputError, match="a gain, but here it counts the other way"):
        case(GAIN, quantity, direction=direction)


def test_spending_is_no_income() -> None:
    with pytest.raises(InputError, match="Correct direction"):
        case("consequences/adhd_voksen_samfund", 1, direction="income")


def test_a_sum_over_years_is_said_where_it_is_used_as_it_stands() -> None:
    said = [w.en for w in case(OVER_SIX_YEARS, -1).warnings]
    assert any("Spread it over the years" in text for text in said)
    assert not any("Spread it" in w.en for w in case(GAIN, -1).warnings)


def test_a_threshold_of_a_law_is_in_the_prices_that_the_law_names() -> None:
    data = {
        "format": "bundlinje.case/1",
        "title": "Grænse",
        "price_year": 2023,
        "start_year": 2026,
        "horizon": 1,
        "participants": {2026: 1},
        "effect": {"difference": 0.5},
        "costs": [
            {
                "id": "dyr",
                "kind": "running",
                "amount": {"ref": "rates/central_ref_25_2020niv"},
                "per": "total",
                "paid_by": "kommune",
            }
        ],
    }
    assert case_from_data(data).costs[0].price_year == 2020
