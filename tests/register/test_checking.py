"""The check of a register finds every planted fault, and tells of nobody."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from pathlib import Path

import pytest

from bundlinje.basics.errors import InputError
from bundlinje.register.checking import check_tables
from bundlinje.register.engine import Engine
from bundlinje.register.findings import Finding
from bundlinje.register.register_file import read_register
from bundlinje.register.run import estimate_study
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
    # Three tables: Spark takes seconds for each query. Rows and years are compared differently.
    whole = read_register(faulty / "register.yaml")
    tables = {name: whole.tables[name] for name in ("stays", "income")}
    services = {id: s for id, s in whole.services.items() if s.table in tables}
    register = replace(whole, tables=tables, services=services)
    assert check_tables(spark, register) == check_tables(duckdb, register)


def test_a_date_under_a_free_name_is_a_fault(tmp_path: Path, duckdb: Engine) -> None:
    folder = tmp_path / "made"
    make_register(folder, 1000)
    file = folder / "register.yaml"
    # A misspelling that is no longer like the name: people would never leave.
    file.write_text(file.read_text("utf-8").replace("emigrated:", "gone:"), "utf-8")
    found = by_kind(check_tables(duckdb, read_register(file)))["people.date_without_meaning"]
    assert found.severity == "fault"
    assert "'gone'" in found.what.da
    study = folder / "study.yaml"
    study.write_text(
        study.read_text("utf-8").replace("emigration: true", "emigration: false"), "utf-8"
    )
    with pytest.raises(InputError, match="gone"):
        estimate_study(read_study(study), duckdb, datetime.date(2026, 1, 15))


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


def small(folder: Path, ids: list[object], days: list[str] | None = None) -> Path:
    """Write a register of people and their contacts, one on each day."""
    born = ["1980-01-01"] * len(ids)
    for name, column in (("people", born), ("contacts", days or ["2015-05-05"] * len(ids))):
        lines = [f"{person};{value}" for person, value in zip(ids, column, strict=True)]
        (folder / f"{name}.csv").write_text("\n".join(["id;d", *lines]) + "\n", "utf-8")
    (folder / "register.yaml").write_text(
        "format: bundlinje.register/1\ntitle: Lille\ncovers: [2010-01-01, 2019-12-31]\n"
        "tables:\n"
        "  people: {kind: people, file: people.csv, person: id, columns: {born: d}}\n"
        "  contacts: {kind: events, file: contacts.csv, person: id, date: d}\n"
        "services:\n  gp: {label: Læge, table: contacts, measure: count, unit: kontakt}\n",
        "utf-8",
    )
    return folder / "register.yaml"


@pytest.mark.parametrize(
    "ids",
    [
        ["0101801234", "3112991234"],
        [101801234, 3112991234],
        ["010180-1234", "x", "y"],
    ],
)
def test_cpr_numbers_are_refused(tmp_path: Path, duckdb: Engine, ids: list[object]) -> None:
    findings = check_tables(duckdb, read_register(small(tmp_path, ids)))
    assert {f.kind for f in findings} == {"cpr"}


@pytest.mark.parametrize(
    "ids",
    [
        list(range(1, 500)),
        list(range(101_000_000, 101_000_500)),
        ["a0101801234", "3213991234", "010180-12345"],
    ],
)
def test_other_numbers_are_not(tmp_path: Path, duckdb: Engine, ids: list[object]) -> None:
    findings = check_tables(duckdb, read_register(small(tmp_path, ids)))
    assert "cpr" not in {f.kind for f in findings}


def test_years_without_rows_and_a_file_twice(tmp_path: Path, duckdb: Engine) -> None:
    ids = list(range(2000))
    days = [f"{2010 + i % 10 if i % 10 != 4 else 2010}-03-05" for i in ids]
    path = small(tmp_path, ids, days)
    (tmp_path / "contacts-kopi.csv").write_bytes((tmp_path / "contacts.csv").read_bytes())
    path.write_text(path.read_text("utf-8").replace("contacts.csv", "contacts*.csv"), "utf-8")
    found = by_kind(check_tables(duckdb, read_register(path)))
    assert "contacts.no_year.2014" in found
    assert "contacts.same_file" in found
    assert found["contacts.row_twice"].rows == 2000


def test_columns_that_are_not_there_or_no_dates(tmp_path: Path, duckdb: Engine) -> None:
    path = small(tmp_path, [1, 2], ["2015-02-31", "2015-03-01"])
    text = path.read_text("utf-8").replace("{born: d}", "{born: d, sex: koen}")
    path.write_text(text, "utf-8")
    kinds = [(f.table, f.kind) for f in check_tables(duckdb, read_register(path))]
    assert ("people", "no_column") in kinds
    assert ("contacts", "wrong_type") in kinds


def test_no_output_holds_an_id(tmp_path: Path, duckdb: Engine) -> None:
    ids: list[object] = [f"hemmelig{i}" for i in range(20)]
    path = small(tmp_path, ids, ["1900-01-01"] * 10 + ["2031-01-01"] * 10)
    findings = check_tables(duckdb, read_register(path))
    assert findings
    assert "hemmelig" not in json.dumps([f.to_dict() for f in findings])
