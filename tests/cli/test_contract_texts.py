"""`contract agreement`, `contract indigo` and `template contract`, as they are run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bundlinje.cli import main
from bundlinje.contracts.starting_points import STRUCTURES


@pytest.fixture
def contract(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    file = tmp_path / "kontrakt.yaml"
    assert main(["template", "contract", str(file), "--structure", "one-investor"]) == 0
    assert "Alle priser er egne antagelser" in capsys.readouterr().out
    return file


@pytest.mark.parametrize("structure", STRUCTURES)
def test_every_structure_is_written_and_passes_the_check(structure: str, tmp_path: Path) -> None:
    file = tmp_path / "kontrakt.yaml"
    assert main(["template", "contract", str(file), "--structure", structure]) == 0
    assert main(["contract", "check", str(file)]) == 0


def test_a_template_is_refused_where_it_does_not_fit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["template", "contract", str(tmp_path / "k.xlsx")]) == 1
    assert "kan laves som .yaml" in capsys.readouterr().err
    assert main(["template", str(tmp_path / "k.yaml"), "--structure", "direct"]) == 1
    assert "--structure hører til en kontrakt" in capsys.readouterr().err
    assert main(["template", "contract", str(tmp_path / "k.yaml"), "--structure", "x"]) == 2
    assert not list(tmp_path.iterdir())


def test_the_agreement_is_printed_or_written(
    contract: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["contract", "agreement", str(contract)]) == 0
    assert "ikke juridisk rådgivning" in capsys.readouterr().out
    word, page = contract.with_suffix(".docx"), contract.with_suffix(".html")
    files = ["--report", str(word), "--report", str(page)]
    assert main(["contract", "agreement", str(contract), *files, "--language", "en"]) == 0
    assert f"Written: {word}" in capsys.readouterr().out
    assert word.exists() and "no legal advice" in page.read_text("utf-8")


def test_an_unknown_ending_is_refused_before_anything_is_written(
    contract: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page, odd = contract.with_suffix(".html"), contract.with_suffix(".odt")
    files = ["--report", str(page), "--report", str(odd)]
    assert main(["contract", "agreement", str(contract), *files]) == 1
    assert ".docx" in capsys.readouterr().err
    assert not page.exists()


def test_indigo_there_and_back(contract: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record, back = contract.with_suffix(".json"), contract.with_name("igen.yaml")
    assert main(["contract", "indigo", str(contract), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["format"] == "bundlinje.indigo/1"
    assert main(["contract", "indigo", str(contract), "--out", str(record)]) == 0
    assert "Kontrakten siger ikke: status, stage_development/value" in capsys.readouterr().out
    assert main(["contract", "indigo", str(record), "--out", str(back)]) == 0
    assert main(["contract", "indigo", str(record), "--out", str(back)]) == 1
    assert "findes allerede" in capsys.readouterr().err
    assert main(["contract", "check", str(back)]) == 1
    assert "measure: mangler" in capsys.readouterr().err


def test_indigo_refuses_an_ending_that_it_does_not_write(
    contract: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["contract", "indigo", str(contract), "--out", "projekt.xml"]) == 1
    assert ".json, .csv" in capsys.readouterr().err
