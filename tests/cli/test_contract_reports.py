"""`--report` of the contract commands, and `contract portfolio`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bundlinje.cli import main
from tests.contracts.test_portfolio import contract, written
from tests.reports.contract_cases import BOND, EXAMPLES

CASE = str(EXAMPLES / "loesladte-uden-tilbagefald.yaml")
ENDINGS = ("html", "pdf", "docx", "xlsx")


def test_value_writes_every_format(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [tmp_path / f"r.{ending}" for ending in ENDINGS]
    reports = [part for file in files for part in ("--report", str(file))]
    assert main(["contract", "value", str(BOND), "--case", CASE, "--draws", "100", *reports]) == 0
    assert all(file.stat().st_size > 1000 for file in files)
    assert f"Skrevet: {files[-1]}" in capsys.readouterr().out


def test_settle_writes_every_format_beside_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = tmp_path / "r.csv"
    results.write_text("period,metric,value\n2029,uden-tilbagefald,24\n", "utf-8")
    files = [tmp_path / f"r.{ending}" for ending in ENDINGS]
    reports = [part for file in files for part in ("--report", str(file))]
    assert main(["contract", "settle", str(BOND), str(results), "--json", *reports]) == 0
    json.loads(capsys.readouterr().out)
    assert all(file.stat().st_size > 1000 for file in files)


def test_an_unknown_ending_is_refused_before_anything_is_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "r.txt"
    assert main(["contract", "value", "findes-ikke.yaml", "--report", str(wrong)]) == 1
    assert ".html, .pdf, .docx, .xlsx" in capsys.readouterr().err
    assert not wrong.exists()


def test_portfolio_prints_json_and_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(written(tmp_path, contract("a"), contract("b"), common_shock=0.2))
    assert main(["contract", "portfolio", path, "--draws", "200", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["format"] == "bundlinje.portfolio_value/1"
    assert data["point"]["calls"] == 1_800_000
    assert data["uncertainty"]["draws"] == 200
    page = tmp_path / "p.html"
    assert main(["contract", "portfolio", path, "--draws", "200", "--report", str(page)]) == 0
    told = capsys.readouterr().out
    assert "Del af tab" in told and "Risiko for, at de øremærkede penge ikke rækker" in told
    assert "Træk og likviditet" in page.read_text("utf-8")


def test_portfolio_without_draws_and_in_english(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(written(tmp_path, contract("a")))
    english = ["contract", "portfolio", path, "--draws", "0", "--language", "en"]
    assert main([*english, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["uncertainty"] is None
    assert main(english) == 0
    assert "What comes back goes to the general fund." in capsys.readouterr().out


def test_a_portfolio_has_a_workbook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, book = str(written(tmp_path, contract("a"))), tmp_path / "p.xlsx"
    assert main(["contract", "portfolio", path, "--draws", "0", "--report", str(book)]) == 0
    assert book.stat().st_size > 5_000
    assert main(["contract", "portfolio", path, "--report", str(tmp_path / "p.odt")]) == 1
    assert ".html, .pdf, .docx, .xlsx" in capsys.readouterr().err
