"""A case under two versions of the knowledge base: record by record, and in kroner."""

import json
import shutil
from pathlib import Path

import pytest

from bundlinje.calculation.base_change import base_change
from bundlinje.calculation.case_file import case_from_data
from bundlinje.cli import main
from bundlinje.evidence.knowledge import SHARED, Knowledge

CASE = {
    "format": "bundlinje.case/1",
    "title": "To versioner",
    "price_year": 2019,
    "start_year": 2026,
    "horizon": 1,
    "discounting": {"rate": 0},
    "participants": {2026: 10},
    "effect": {"without": 0.2, "difference": {"ref": "effects/hf_ca_12m_stable"}},
    "consequences": [
        {
            "id": "plejefamilie",
            "quantity": -1,
            "price": {"ref": "prices/anbr_plejefamilie"},
            "paid_by": "kommune",
        }
    ],
}


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """Return a knowledge base in which a price and an effect were others."""
    folder = tmp_path / "older"
    shutil.copytree(SHARED, folder)
    for name, new, old in (
        ("unit_prices.csv", "470000", "400000"),
        ("effect_studies.csv", "42,36,48,0.73,0.31,0.42", "42,36,48,0.73,0.31,0.3"),
    ):
        text = (folder / name).read_text("utf-8")
        assert new in text
        (folder / name).write_text(text.replace(new, old, 1), "utf-8")
    return folder


def test_each_record_is_told_apart_and_the_parts_add_up(older: Path) -> None:
    before = case_from_data(CASE, knowledge=Knowledge(base=older))
    after = case_from_data(CASE)
    change = base_change(before, after, 100, 1)
    moved = {record.reference: record.net_result for record in change.records}
    assert moved == {
        "effects/hf_ca_12m_stable": pytest.approx(10 * 0.12 * 400_000),
        "prices/anbr_plejefamilie": pytest.approx(10 * 0.3 * 70_000),
    }
    assert change.together == pytest.approx(10 * 0.12 * 70_000)
    assert change.moved == pytest.approx(10 * (0.42 * 470_000 - 0.3 * 400_000))
    assert change.records[1].by_payer == {"kommune": pytest.approx(210_000)}
    (price,) = [r for r in change.records if r.reference == "prices/anbr_plejefamilie"]
    assert price.changes == (("amount", 400_000.0, 470_000.0),)


def test_an_index_that_only_one_price_uses_is_told_too(tmp_path: Path) -> None:
    bases = []
    for level in (110, 120):
        folder = tmp_path / str(level) / "price_indexes"
        folder.mkdir(parents=True)
        known = (SHARED / "price_indexes" / "dk-net-price.yaml").read_text("utf-8")
        (folder / "wages.yaml").write_text(known.replace("dk-net-price", "wages"), "utf-8")
        months = [(year, month) for year in (2018, 2019) for month in range(1, 13)]
        rows = [f"{y}-{m:02},{100 if y == 2018 else level}" for y, m in months]
        (folder / "wages.csv").write_text("\n".join(["month,value", *rows]), "utf-8")
        bases.append(Knowledge([folder.parent]))
    price = {"amount": 1000, "price_year": 2018, "index": "wages"}
    (item,) = CASE["consequences"]  # type: ignore[misc]
    data = {**CASE, "consequences": [{**item, "price": price}]}
    change = base_change(*(case_from_data(data, knowledge=base) for base in bases), 0, 1)
    assert [record.reference for record in change.records] == ["indexes/wages"]
    assert change.moved == pytest.approx(10 * 0.42 * 100)
    assert change.together == pytest.approx(0)


def test_a_result_says_which_version_it_was_calculated_with(older: Path) -> None:
    before = case_from_data(CASE, knowledge=Knowledge(base=older))
    change = base_change(before, case_from_data(CASE), 0, 1)
    data = change.to_dict("en")
    assert data["from"] != data["to"]
    assert [record["reference"] for record in data["records"]] == [
        record.reference for record in change.records
    ]
    json.dumps(data, allow_nan=False)


def test_the_command_recalculates_under_an_exported_base(
    older: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "case.json"
    file.write_text(json.dumps(CASE), "utf-8")
    assert main(["knowledge", "diff", "--from", str(older), str(file)]) == 0
    out = capsys.readouterr().out
    assert "Pris: 400.000 → 470.000" in out
    assert "Nettoresultat, kr." in out
    assert "Samspil mellem ændringerne" in out


def test_the_same_version_moves_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "case.json"
    file.write_text(json.dumps(CASE), "utf-8")
    assert main(["knowledge", "export", str(tmp_path / "now")]) == 0
    assert main(["knowledge", "diff", "--from", str(tmp_path / "now"), str(file)]) == 0
    assert "Ingen oplysning, som sagen bruger, er ændret." in capsys.readouterr().out
