"""What has no cell of its own comes back all the same, and what cannot be a formula is refused."""

from pathlib import Path

import pytest

from bundlinje.basics.errors import InputError
from bundlinje.calculation.case_file import case_from_data, read_case
from bundlinje.calculation.engine import calculate
from bundlinje.reports.workbook.build import write_workbook

CASE = {
    "format": "bundlinje.case/1",
    "title": "En sag",
    "price_year": 2023,
    "start_year": 2026,
    "horizon": 2,
    "participants": {2026: 1},
    "effect": {"difference": {"mean": 0.2, "sd": 0.05}},
    "consequences": [
        {
            "id": "a",
            "quantity": -1,
            "price": 5,
            "paid_by": "kommune",
            "fit": {"country": "same", "target_group": {"is": "close", "because": "næsten"}},
        }
    ],
}


def test_the_fit_of_a_consequence_comes_back(tmp_path: Path) -> None:
    case = case_from_data(CASE)
    file = tmp_path / "sag.xlsx"
    write_workbook(calculate(case, 0), file)
    assert read_case(file).consequences[0].fit == case.consequences[0].fit


def test_a_pooled_effect_is_refused_and_nothing_written(tmp_path: Path) -> None:
    pool = ["effects/ips_se_18m", "effects/ies_se_12m", "effects/seed_no_12m"]
    case = case_from_data({**CASE, "effect": {"without": 0.15, "studies": {"pool": pool}}})
    with pytest.raises(InputError, match="cannot yet be written as a workbook"):
        write_workbook(calculate(case, 0), tmp_path / "sag.xlsx")
    assert not list(tmp_path.iterdir())
