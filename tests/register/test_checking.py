"""The check of a register finds every planted fault, and tells of nobody."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bundlinje.register.checking import check_tables
from bundlinje.register.engine import Engine
from bundlinje.register.findings import Finding
from bundlinje.register.register_file import read_register
from bundlinje.register.study_file import read_study
from bundlinje.register.synthetic import make_register

PEOPLE = 6_000
#: What the check calls each planted fault.
KINDS = {
    "people.duplicate_person": "people.person_twice",
    "people.died_before_born": "people.died_before_birth",
    "people.born_after_end": "people.born_late",
    "stays.overlapping": "stays.overlap",
    "stays.end_before_start": "stays.ends_before_start",
    "contacts.impossible_date": "contacts.outside",
    "contacts.unknown_code": "contacts.unknown_code",
    "contacts.person_missing": "contacts.not_in_people",
    "contacts.duplicated_row": "contacts.row_twice",
    "benefits.two_codes_a_week": "benefits.week_twice",
    "benefits.not_a_monday": "benefits.not_a_monday",
    "income.year_twice": "income.year_twice",
}


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("faulty")
    make_register(folder, PEOPLE, faults=True)
    return folder


def by_kind(findings: list[Finding]) -> dict[str, Finding]:
    return {f"{f.table}.{f.kind}": f for f in findings}


def assert_all_planted(folder: Path, findings: list[Finding]) -> None:
    found, planted = by_kind(findings), json.loads((folder / "faults.json").read_text("utf-8"))
    for fault, kind in KINDS.items():
        assert found[kind].rows == planted[fault], fault
    # Codes that no service has are many; the planted one is among them.
    assert "998" in found["benefits.unknown_code"].what.da


def test_every_planted_fault_is_found(faulty: Path, duckdb: Engine) -> None:
    assert_all_planted(faulty, check_tables(duckdb, read_register(faulty / "register.yaml")))


def test_spark_finds_the_same(faulty: Path, duckdb: Engine, spark: Engine) -> None:
    register = read_register(faulty / "register.yaml")
    assert check_tables(spark, register) == check_tables(duckdb, register)


def test_a_clean_register_has_no_faults(tmp_path: Path, duckdb: Engine) -> None:
    make_register(tmp_path / "clean", PEOPLE)
    findings = check_tables(duckdb, read_register(tmp_path / "clean" / "register.yaml"))
    assert [f for f in findings if f.severity == "fault"] == []


def test_a_study_checks_only_the_tables_it_uses(faulty: Path, duckdb: Engine) -> None:
    study = (faulty / "study.yaml").read_text("utf-8")
    lines = [line for line in study.splitlines() if "gp" not in line or "services" in line]
    text = "\n".join(lines).replace("gp, ", "").replace(", gp", "") + "\n"
    (faulty / "small.yaml").write_text(text, "utf-8")
    read = read_study(faulty / "small.yaml")
    used = {read.register.services[id].table for id in read.used} | {"people"}
    assert {f.table for f in check_tables(duckdb, read)} <= used


def test_small_counts_are_not_shown(faulty: Path, duckdb: Engine) -> None:
    findings = check_tables(duckdb, read_register(faulty / "register.yaml"))
    twice = by_kind(findings)["people.person_twice"]
    assert twice.counts("da") == "under 5 personer"
    assert twice.to_dict()["rows"] is None
    assert findings == sorted(findings, key=lambda f: f.severity == "doubt"), "faults first"
