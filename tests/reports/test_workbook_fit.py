"""What has no cell of its own comes back all the same."""

from pathlib import Path

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
