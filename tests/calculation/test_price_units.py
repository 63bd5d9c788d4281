"""A price that is for another unit than it is multiplied with is remarked; others are not."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from bundlinje.calculation.case_file import case_from_data, read_case
from bundlinje.calculation.price_units import price_unit_warnings
from bundlinje.calculation.remarks import readable
from bundlinje.evidence.knowledge import lookup
from bundlinje.evidence.unit_prices import UnitPrice

HOUR, MONTH = "prices/mentor_elmelund_time", "prices/opholdssted_roskilde_md"


def remarks(cost: Any = 1000, per: str = "participant", **consequence: Any) -> list[str]:
    change = {"id": "ophold", "label": "Ophold", "unit": "døgn", "quantity": -10, "price": 1,
              "paid_by": "kommune", **consequence}  # fmt: skip
    case = case_from_data(
        {
            "format": "bundlinje.case/1",
            "title": "Enheder",
            "price_year": 2023,
            "start_year": 2026,
            "horizon": 2,
            "discounting": {"rate": 0},
            "participants": {2026: 1},
            "effect": {"difference": {"mean": 0.2, "sd": 0.05}},
            "costs": [{"id": "mentor", "label": "Mentor", "kind": "running", "amount": cost,
                       "per": per, "paid_by": "kommune"}],
            "consequences": [change],
        }
    )  # fmt: skip
    found = list(price_unit_warnings(case))
    assert all(one in case.warnings for one in found)
    return [readable(case, "da", one) for one in found]


def test_the_records_are_per_hour_and_per_month() -> None:
    hour, month = lookup(HOUR), lookup(MONTH)
    assert isinstance(hour, UnitPrice) and isinstance(month, UnitPrice)
    assert (hour.unit, month.unit) == ("hour", "month")


def test_a_price_per_hour_is_no_amount_per_participant() -> None:
    assert remarks({"ref": HOUR}) == [
        "»Mentor«: prisen er pr. time, men står som beløb pr. deltager. Gang den med antal timer "
        "(times)."
    ]
    assert remarks({"ref": HOUR, "times": 120}) == []


def test_a_monthly_price_is_not_counted_in_nights() -> None:
    assert remarks(price={"ref": MONTH}) == [
        "»Ophold«: prisen er pr. måned, men konsekvensen tælles i døgn. Ret enheden, eller omregn "
        "prisen (times)."
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"price": {"ref": MONTH}, "unit": "måneder"},
        {"price": {"ref": MONTH}, "unit": "ophold"},
        {"price": {"ref": MONTH, "times": "12/365"}},
        {"price": {"ref": MONTH}, "factor": 0.03},
        {"price": {"ref": "prices/herberg110_doegn"}, "unit": "nætter"},
    ],
)
def test_what_may_be_right_is_not_remarked(change: dict[str, Any]) -> None:
    assert remarks(**change) == []


def test_the_examples_are_not_remarked() -> None:
    cases = sorted(Path(str(files("bundlinje"))).glob("examples/*.yaml"))
    assert len(cases) >= 7
    assert [list(price_unit_warnings(read_case(path))) for path in cases] == [[]] * len(cases)
