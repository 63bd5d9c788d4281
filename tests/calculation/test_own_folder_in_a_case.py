"""A case under an organisation's own records: prices, rules, indexes and schedules."""

import json
from pathlib import Path
from typing import Any

import pytest

import bundlinje
from bundlinje.basics.errors import InputError
from bundlinje.calculation.case_file import case_from_data, read_case
from bundlinje.cli import main
from bundlinje.evidence.knowledge import SHARED, Knowledge, shared

CASE: dict[str, Any] = {
    "format": "bundlinje.case/1",
    "title": "Egen mappe",
    "price_year": 2019,
    "start_year": 2026,
    "horizon": 1,
    "discounting": {"rate": 0},
    "participants": {2026: 1},
    "effect": {"difference": {"mean": 1, "sd": 0}},
    "consequences": [
        {
            "id": "plejefamilie",
            "quantity": -1,
            "price": {"ref": "prices/anbr_plejefamilie"},
            "paid_by": {"rule": "refund/central-refund-children"},
            "baseline": 1,
            "pool": "sager",
        }
    ],
}
RULE = """
id: central-refund-children
title: {da: Central refusion, en: Central refund}
kind: brackets
payers: [stat, kommune]
measure: amount
unit: kr. pr. person pr. år
pool: true
values:
  - from: 2026-01-01
    to: 2026-12-31
    price_year: 2019
    thresholds: [[0, {kommune: 1}], [112000, {stat: 0.25, kommune: 0.75}]]
    source: danmarks-statistik-nettoprisindeks-pris116
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "egen"
    (folder / "payer_rules").mkdir(parents=True)
    (folder / "payer_rules" / "central-refund-children.yaml").write_text(RULE, "utf-8")
    head, first = (SHARED / "unit_prices.csv").read_text("utf-8").splitlines()[:2]
    (folder / "unit_prices.csv").write_text(f"{head}\n{first.replace('470000', '512000')}\n")
    return folder


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "sag.json"
    path.write_text(json.dumps(CASE), "utf-8")
    return path


def test_a_rule_that_is_not_known_that_year_can_be_stated_by_the_user(
    own: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["calculate", str(file), "--draws", "0"]) == 1
    assert "i en egen mappe" in capsys.readouterr().err
    arguments = ["calculate", str(file), "--draws", "0", "--json", "--folder", str(own)]
    assert main(arguments) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["point"]["by_payer"]["stat"] == pytest.approx(0.25 * 400_000)
    assert result["point"]["net_result"] == pytest.approx(512_000)
    assert result["knowledge_base"] == Knowledge([own]).version() != shared().version()


def test_what_takes_the_place_of_a_shared_record_is_said(own: Path, file: Path) -> None:
    read = read_case(file, knowledge=Knowledge([own]))
    (warning,) = [w.en for w in read.warnings if "prices/anbr_plejefamilie" in w.en]
    assert "takes the place of the shared record and changes amount" in warning
    report = bundlinje.calculate(read, draws=0).report(file.with_suffix(".html"))
    assert "Fra egen mappe" in report.read_text("utf-8")


def test_a_changed_case_keeps_its_knowledge(own: Path) -> None:
    read = case_from_data(CASE, knowledge=Knowledge([own]))
    assert read.change({"horizon": 2}).consequences[0].price.amount.numbers[0].mean == 512_000


def test_compare_takes_the_folder_too(own: Path, file: Path) -> None:
    arguments = ["compare", str(file), str(file), "--draws", "0", "--folder", str(own)]
    assert main(arguments) == 0
    assert main(arguments[:-2]) == 1


def test_own_index_and_schedule(own: Path) -> None:
    (own / "price_indexes").mkdir()
    (own / "discount_schedules").mkdir()
    (own / "price_indexes" / "egen.yaml").write_text(
        "id: egen\ntitle: {da: Eget, en: Own}\nunit: 2019 = 100\ncurrency: DKK\n"
        "values: egen.csv\nsource: danmarks-statistik-nettoprisindeks-pris116\n",
        "utf-8",
    )
    months = [
        f"{y}-{m:02d},{100 if y == 2019 else 110}" for y in (2019, 2020) for m in range(1, 13)
    ]
    (own / "price_indexes" / "egen.csv").write_text("\n".join(["month,value", *months]) + "\n")
    (own / "discount_schedules" / "fond.yaml").write_text(
        "id: fond\ntitle: {da: Fondens rente, en: The fund's rate}\nunit: real\n"
        "steps: [[0, 0.1]]\nsource: danmarks-statistik-nettoprisindeks-pris116\n",
        "utf-8",
    )
    data = {**CASE, "price_year": 2020, "price_index": "egen", "discounting": {"schedule": "fond"}}
    read = case_from_data(data, knowledge=Knowledge([own]))
    assert read.consequences[0].price.price_factor == pytest.approx(1.1)
    assert read.discounting.steps == ((0.0, 0.1),)
    with pytest.raises(InputError, match="unknown price index egen"):
        case_from_data(data)
