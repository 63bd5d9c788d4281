"""Own counts before and after as a record of an own folder."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
import yaml

from bundlinje.basics.errors import InputError
from bundlinje.calculation.case_file import case_from_data
from bundlinje.evidence.checking import check
from bundlinje.evidence.consequences import ConsequenceEstimate
from bundlinje.evidence.knowledge import Knowledge
from bundlinje.evidence.local_counts import LocalCounts, read_local_counts
from bundlinje.evidence.local_record import add_to_folder
from bundlinje.evidence.synthesis.local import GroupUse, local_consequence, use_by_person
from tests.small_cases import CONSEQUENCE, small_case

COUNTS: dict[str, Any] = {
    "format": "bundlinje.local/1",
    "id": "herberg_vores",
    "title": "Døgn på herberg",
    "target_group": "homeless",
    "target_group_text": "Borgere i bostøtteforløb",
    "outcome": "housing",
    "unit": "days",
    "unit_text": "døgn",
    "period": "2022–2024",
    "group": {"people": 42, "before": 4310, "after": 2105, "overdispersion": 60},
    "source": {
        "title": "Optælling i bostøtteteamet",
        "url": "https://kommune.example/notat",
        "accessed": "2026-05-01",
    },
}


def read(tmp_path: Path, **changes: Any) -> LocalCounts:
    path = tmp_path / "tal.yaml"
    data = {key: value for key, value in {**COUNTS, **changes}.items() if value is not None}
    path.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    return read_local_counts(path, Knowledge())


def refused(tmp_path: Path, **changes: Any) -> str:
    with pytest.raises(InputError) as caught:
        read(tmp_path, **changes)
    assert caught.value.to("da")
    return caught.value.to("en")


def test_the_estimate_is_that_of_the_function(tmp_path: Path) -> None:
    group = GroupUse(42, 4310, 2105, overdispersion=60)
    assert read(tmp_path).estimate == local_consequence(group, unit="døgn")


def test_a_list_of_people_in_danish_csv(tmp_path: Path) -> None:
    lines = ["person;før;efter", *(f"{n};{10 * n},5;{n}" for n in range(1, 9))]
    (tmp_path / "personer.csv").write_text("\n".join(lines), "utf-8-sig")
    found = read(tmp_path, group={"file": "personer.csv"}, years_before=2)
    before = [10 * n + 0.5 for n in range(1, 9)]
    group = use_by_person(before, list(range(1, 9)), years_before=2)
    assert found.estimate == local_consequence(group, unit="døgn")


@pytest.mark.parametrize(
    "number",
    ["010190-1234", "0101901234", "010190 1234", "010190–1234", "01.01.90 1234", "101901234"],
)
def test_cpr_numbers_are_refused_and_not_repeated(tmp_path: Path, number: str) -> None:
    (tmp_path / "personer.csv").write_text(f"person,before,after\n1,2,3\n{number},2,3\n", "utf-8")
    said = refused(tmp_path, group={"file": "personer.csv"})
    assert "personer.csv:3: the line seems to hold a CPR number" in said
    assert number not in said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name,before,after\nAnne,2,3\n", "Nothing else about people"),
        ("person,before\n1,2\n", "expected person (optional), before, after"),
        ("before,after\n1,\n", "Write 0 for one who used nothing"),
        ("før;efter\n1.234;2\n", "without thousands separator"),
        ("before,after\n1,2\x00\n", "after: found"),
        ("before,after\n1,-2\n", "expected a number from 0 up"),
        ("person,before,after\n1,2,3\n1,2,3\n", "also stands on line 2"),
        ("before,after\n1,2,3\n", "found 3 fields"),
        ("before,after\n1,2\n3,4\n", "fewer than 5 people"),
    ],
)
def test_a_wrong_list_is_refused(tmp_path: Path, text: str, expected: str) -> None:
    (tmp_path / "personer.csv").write_text(text, "utf-8")
    assert expected in refused(tmp_path, group={"file": "personer.csv"})


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"group": {**COUNTS["group"], "people": 4}}, "group: fewer than 5 people"),
        ({"comparison": {**COUNTS["group"], "people": 4}}, "comparison: fewer than 5 people"),
        ({"group": {"people": 42, "before": 1, "after": 2}}, "how unevenly use falls"),
        ({"group": {"people": 42, "before": 1}}, "group.after: is missing"),
        ({"group": {"file": "mangler.csv"}}, "the list cannot be read"),
        ({"group": {"file": "a.csv", "people": 9}}, "file cannot stand together with people"),
        ({"target_group": "homles"}, "Did you mean homeless"),
        ({"outcome": "bolig"}, "outcome: found 'bolig'"),
        ({"unit": "money"}, "unit: found 'money'"),
        ({"id": None}, "id: is missing"),
        ({"source": {**COUNTS["source"], "url": "Mappe 7"}}, "begins with https://"),
        ({"years_before": 0}, "a number of years above 0"),
        ({"cpr": "x"}, "unknown key"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, changes: dict[str, Any], expected: str) -> None:
    assert expected in refused(tmp_path, **changes)


def test_the_record_holds_what_was_found(tmp_path: Path) -> None:
    counts, own = read(tmp_path), tmp_path / "egne" / "tal"
    assert [path.name for path in add_to_folder(counts, own)] == ["consequences.csv", "sources.csv"]
    knowledge = Knowledge([own])
    assert check(knowledge).problems == []
    record = knowledge.lookup("consequences/herberg_vores")
    assert isinstance(record, ConsequenceEstimate)
    assert (record.estimate_kind, record.causal_grade) == ("own_estimate", "none")
    change = record.as_change()
    assert change.value == pytest.approx(counts.estimate.mean, rel=1e-5)
    assert change.low == pytest.approx(counts.estimate.low, rel=1e-5)
    assert change.high == pytest.approx(counts.estimate.high, rel=1e-5)
    assert any("No comparison group" in warning.en for warning in record.warnings)
    source = knowledge.source_of(record)
    assert source is not None and source.url == "https://kommune.example/notat"


def test_a_case_can_use_the_record_with_its_interval(tmp_path: Path) -> None:
    counts, own = read(tmp_path), tmp_path / "egne"
    add_to_folder(counts, own)
    consequence = {
        **CONSEQUENCE, "per": "participant", "quantity": {"ref": "consequences/herberg_vores"},
    }  # fmt: skip
    case = case_from_data(small_case(consequences=[consequence]), knowledge=Knowledge([own]))
    spread = case.parameters["consequences/herberg_vores"]
    assert spread.mean == pytest.approx(counts.estimate.mean, rel=1e-5)
    assert spread.sd == pytest.approx(counts.estimate.sd, rel=1e-4)
    assert any("No comparison group" in warning.en for warning in case.warnings)
    assert case.sources["consequences/herberg_vores"].title == COUNTS["source"]["title"]


def test_a_comparison_group_earns_the_weak_grade(tmp_path: Path) -> None:
    counts = read(tmp_path, comparison={**COUNTS["group"], "after": 3900})
    add_to_folder(counts, tmp_path / "egne")
    record = Knowledge([tmp_path / "egne"]).lookup("consequences/herberg_vores")
    assert isinstance(record, ConsequenceEstimate)
    assert record.causal_grade == "weak"
    assert "42 borgere" in record.comparison


def test_an_id_is_never_used_twice(tmp_path: Path) -> None:
    own = tmp_path / "egne"
    add_to_folder(read(tmp_path), own)
    before = (own / "consequences.csv").read_bytes()
    with pytest.raises(InputError, match=r"already exists .*Choose another id"):
        add_to_folder(read(tmp_path), own)
    with pytest.raises(InputError, match="already exists"):
        add_to_folder(read(tmp_path, id="soem_indsat_recidiv2"), own)
    assert (own / "consequences.csv").read_bytes() == before


def test_a_second_record_shares_the_source_and_keeps_the_first(tmp_path: Path) -> None:
    own = tmp_path / "egne"
    add_to_folder(read(tmp_path), own)
    first = (own / "consequences.csv").read_text("utf-8")
    written = add_to_folder(read(tmp_path, id="herberg_igen", period="2025"), own)
    assert [path.name for path in written] == ["consequences.csv"]
    assert (own / "consequences.csv").read_text("utf-8").startswith(first)
    assert check(Knowledge([own])).problems == []


def test_a_source_of_the_same_id_but_another_page_is_refused(tmp_path: Path) -> None:
    own = tmp_path / "egne"
    source = {**COUNTS["source"], "id": "notat"}
    add_to_folder(read(tmp_path, source=source), own)
    other = {**source, "title": "Et andet notat"}
    with pytest.raises(InputError, match="another title or address"):
        add_to_folder(read(tmp_path, id="nyt", source=other), own)


def test_an_own_table_with_fewer_columns_gets_those_it_needs(tmp_path: Path) -> None:
    own = tmp_path / "egne"
    add_to_folder(read(tmp_path), own)
    path = own / "consequences.csv"
    rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
    kept = [name for name in rows[0] if name not in ("causal_grade", "price_year")]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, kept, extrasaction="ignore")
        writer.writeheader()
        writer.writerows({**row, "estimate_kind": "excess"} for row in rows)
    add_to_folder(read(tmp_path, id="nyt"), own)
    names = path.read_text("utf-8").splitlines()[0].split(",")
    assert names == [*kept, "causal_grade"]
    assert check(Knowledge([own])).problems == []


def test_a_faulty_own_table_is_left_as_it_is(tmp_path: Path) -> None:
    own = tmp_path / "egne"
    own.mkdir()
    (own / "consequences.csv").write_text("id,forkert\n", "utf-8")
    with pytest.raises(InputError, match="unknown column"):
        add_to_folder(read(tmp_path), own)
    assert (own / "consequences.csv").read_text("utf-8") == "id,forkert\n"
    assert not (own / "sources.csv").exists()


def test_an_own_estimate_without_a_grade_is_a_fault(tmp_path: Path) -> None:
    own = tmp_path / "egne"
    add_to_folder(read(tmp_path), own)
    path = own / "consequences.csv"
    path.write_text(path.read_text("utf-8").replace("own_estimate,none", "own_estimate,"), "utf-8")
    (problem,) = check(Knowledge([own])).problems
    assert "what its design can carry" in problem.to("en")
