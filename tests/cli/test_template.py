"""`bundlinje template`: an empty case as a workbook and as YAML."""

from __future__ import annotations

from pathlib import Path

import pytest

from bundlinje.calculation.case_file import read_case
from bundlinje.calculation.engine import calculate
from bundlinje.cli import main
from tests.reports.filled import fill_in


@pytest.mark.parametrize("arguments", [["sag.xlsx"], ["case", "sag.xlsx"], ["case", "sag.yaml"]])
def test_a_template_is_a_case_that_can_be_calculated(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert main(["template", *arguments]) == 0
    assert "bundlinje calculate" in capsys.readouterr().out
    case = read_case(arguments[-1])
    assert case.title == "Min sag" and not case.items
    assert calculate(case, 0).point.net_result == 0


def test_an_existing_file_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "sag.xlsx"
    file.write_text("mit arbejde")
    assert main(["template", str(file)]) == 1
    assert "findes allerede" in capsys.readouterr().err
    assert file.read_text() == "mit arbejde"


def test_an_unknown_ending_and_an_unknown_kind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["template", str(tmp_path / "sag.doc")]) == 1
    assert ".xlsx eller .yaml" in capsys.readouterr().err
    assert main(["template", "sag", str(tmp_path / "sag.xlsx")]) == 2


def test_a_person_fills_it_in(tmp_path: Path) -> None:
    file = tmp_path / "sag.xlsx"
    assert main(["template", str(file)]) == 0
    fill_in(file)
    point = calculate(read_case(file), 0).point
    assert point.by_account["kommune/social"] == -1_000_000
    assert point.by_account["stat"] == pytest.approx(20 * 0.2 * 1500 * (60 + 30 / 1.035) / 2)
