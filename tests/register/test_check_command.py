"""`bundlinje register check`: findings, the target group, and whether the definition is frozen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bundlinje.cli import main
from bundlinje.register.synthetic import make_register


def test_a_study_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_register(tmp_path, 3000, seed=1)
    assert main(["register", "check", str(tmp_path / "study.yaml")]) == 0
    said = capsys.readouterr().out
    assert "Målgruppen" in said
    assert "ikke låst endnu" in said
    assert not (tmp_path / "study.frozen.json").exists()


def test_planted_faults_are_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_register(tmp_path, 3000, seed=1, faults=True)
    assert main(["register", "check", str(tmp_path / "register.yaml"), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["faults"] > 0
    assert found["frozen"] is None
    assert all(f["rows"] is None or f["rows"] >= 5 for f in found["findings"])


def test_a_changed_definition_is_a_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_register(tmp_path, 3000, seed=1)
    study = tmp_path / "study.yaml"
    assert main(["register", "estimate", str(study)]) == 0
    study.write_text(
        study.read_text("utf-8").replace("years: 5, starts", "years: 4, starts"), "utf-8"
    )
    capsys.readouterr()
    assert main(["register", "check", str(study)]) == 1
    assert "ændret, siden den blev låst" in capsys.readouterr().out
