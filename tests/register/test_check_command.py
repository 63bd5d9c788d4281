"""`bundlinje register check`: findings, the target group, and whether the definition is frozen."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bundlinje.basics.errors import InputError
from bundlinje.cli import main
from bundlinje.register.engine import Engine
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


def test_a_made_register_from_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "made"
    assert main(["template", "register", str(folder), "--people", "3000"]) == 0
    assert "Ingen af personerne findes" in capsys.readouterr().out
    assert main(["register", "check", str(folder / "study.yaml")]) == 0
    assert main(["template", "register", str(folder)]) == 1
    assert "findes allerede" in capsys.readouterr().err
    assert main(["template", "case", str(tmp_path / "s.yaml"), "--people", "3000"]) == 1
    assert "--people hører til et register" in capsys.readouterr().err


def test_an_estimate_on_cpr_numbers_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_register(tmp_path, 3000, seed=1)
    people = tmp_path / "people-0000.parquet"
    table = pq.read_table(people)
    # Dates of birth and serial numbers made here: nobody's.
    ids = [f"{i % 28 + 1:02}{i % 12 + 1:02}{i % 90:02}{i % 9000:04}" for i in range(len(table))]
    place = table.column_names.index("person_id")
    pq.write_table(table.set_column(place, "person_id", pa.array(ids)), people)
    assert main(["register", "estimate", str(tmp_path / "study.yaml")]) == 1
    said = capsys.readouterr().err
    assert "ligner CPR-numre" in said
    assert "Pseudonymisér" in said
    assert not (tmp_path / "study.result.json").exists()


def test_an_engine_s_error_quotes_no_value(duckdb: Engine, tmp_path: Path) -> None:
    file = tmp_path / "t.parquet"
    pq.write_table(pa.table({"a": ["secret"]}), file)
    table = duckdb.read([file])
    with pytest.raises(InputError) as refused:
        duckdb.rows(table.select(n=table["a"].cast("int64")))
    assert "secret" not in str(refused.value)
    assert "register check" in str(refused.value)
