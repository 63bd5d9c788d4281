"""What a case says survives its way through a workbook: the same case, the same result."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bundlinje.basics.errors import InputError
from bundlinje.calculation.case import Case
from bundlinje.calculation.case_file import case_from_data, case_from_text, read_case
from bundlinje.calculation.engine import calculate
from bundlinje.cli import main
from bundlinje.reports.workbook.build import write_workbook
from tests.oracle.random_cases import random_case
from tests.reports.workbook_cases import CASES, EXAMPLES, case_data, example

#: What belongs to the file and not to the case.
OF_THE_FILE = {"data", "sha256", "warnings", "doubts"}


_PLACE = re.compile(r" \((linje|celle) [^)]*\)")


def written(case: Case, folder: Path, language: Any = "da") -> Path:
    file = folder / "sag.xlsx"
    write_workbook(calculate(case, 0), file, language)
    return file


def assert_same_case(known: Case, found: Case) -> None:
    for field in set(Case.__dataclass_fields__) - OF_THE_FILE:
        assert getattr(found, field) == getattr(known, field), field
    # A doubt names the place, which a case that never was in a file does not have.
    assert [_PLACE.sub("", d.da) for d in found.doubts] == [
        _PLACE.sub("", d.da) for d in known.doubts
    ]
    results = []
    for case in (known, found):
        result = calculate(case, 100).to_dict()
        result["case"].pop("sha256")
        result.pop("warnings")
        results.append(json.dumps(result))
    assert results[0] == results[1]


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_comes_back_to_the_last_digit(name: str, tmp_path: Path) -> None:
    case = case_from_text(example(name), name)
    assert_same_case(case, read_case(written(case, tmp_path)))


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("language", ["da", "en"])
def test_every_key_of_a_case_comes_back(name: str, language: str, tmp_path: Path) -> None:
    case = case_from_data(case_data(name), name, CASES[name][1])
    assert_same_case(case, read_case(written(case, tmp_path, language)))


@pytest.mark.parametrize("seed", range(25))
def test_random_cases_come_back(seed: int, tmp_path: Path) -> None:
    data = random_case(random.Random(seed))
    case = case_from_data(data, "tilfaeldig")
    assert_same_case(case, read_case(written(case, tmp_path)))


def test_all_digits_of_a_number_come_back(tmp_path: Path) -> None:
    data = case_data("graenser")
    data["costs"][0]["amount"] = 0.1 + 0.2
    case = case_from_data(data, "cifre", "2026-05-01")
    back = read_case(written(case, tmp_path))
    assert back.costs[0].amount.numbers[0].mean == 0.1 + 0.2


def test_the_date_of_the_rules_comes_back_and_can_be_overruled(tmp_path: Path) -> None:
    case = case_from_data(case_data("graenser"), "graenser", "2026-05-01")
    file = written(case, tmp_path)
    assert read_case(file).rule_date == "2026-05-01"
    assert read_case(file, "2026-03-01").rule_date == "2026-03-01"


def test_what_has_no_cell_travels_as_text(tmp_path: Path) -> None:
    from bundlinje.reports.workbook.inputs_more import remaining

    data = {"effect": {"fit": {"a": [1, {"b": "c: d"}]}}, "costs": {"team": {"x": True}}}
    assert remaining(data) == [
        ("effect.fit.a", [1, {"b": "c: d"}]),
        ("costs.team.x", True),
    ]
    file = written(case_from_data(case_data("graenser"), "g", "2026-05-01"), tmp_path)
    book = openpyxl.load_workbook(file)
    sheet = book["Forudsætninger"]
    row = sheet.max_row + 3
    for col, value in ((1, "#more"), (2, "key"), (4, "value")):
        sheet.cell(row, col).value = value
    sheet.cell(row + 1, 2).value = "consequences.herberg.counts"
    sheet.cell(row + 1, 4).value = "[prices/a, b]"
    book.save(file)
    assert _consequence(file).counts == ("prices/a", "b")


def _consequence(file: Path) -> Any:
    from bundlinje.calculation.case_workbook import read_workbook

    root = read_workbook(file).document.root.plain()
    counts = root["consequences"][0]["counts"]
    return type("Found", (), {"counts": tuple(counts)})


def test_the_commands_take_a_workbook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "ips.yaml"
    source.write_text(example("ips-job"), "utf-8")
    file = tmp_path / "ips.xlsx"
    assert main(["calculate", str(source), "--draws", "0", "--report", str(file)]) == 0
    capsys.readouterr()
    for path in (source, file):
        assert main(["calculate", str(path), "--draws", "50", "--json"]) == 0
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert first["point"] == second["point"]
    assert first["uncertainty"] == second["uncertainty"]
    assert main(["compare", str(source), str(file), "--draws", "50", "--json"]) == 0
    compared = json.loads(capsys.readouterr().out)
    assert all(d["net_result"]["sd"] == 0 for d in compared["difference"].values())


def test_a_case_too_large_for_a_workbook_is_refused(tmp_path: Path) -> None:
    data = case_data("graenser")
    one = data["consequences"][0] | {"paid_by": "stat", "pool": None, "baseline": None}
    data["consequences"] = [one | {"id": f"k{at}"} for at in range(300)]
    data["horizon"] = 100
    case = case_from_data(data, "stor", "2026-05-01")
    with pytest.raises(InputError, match="too large for a workbook"):
        written(case, tmp_path)
    assert not list(tmp_path.iterdir())
