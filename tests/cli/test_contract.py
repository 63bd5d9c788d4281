"""`bundlinje contract`: check, settle and template, what they print and how they end."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from bundlinje.cli import main

CONTRACT = """\
format: bundlinje.contract/1
title: Bolig til unge
payers: {kommune: 0.8, stat: 0.2}
periods: [{id: 2026-Q1, end: 2026-03-31}, {id: 2026-Q2, end: 2026-06-30}]
pays_after: {days: 60}
metrics:
  - {id: bolig, label: Egen bolig, measure: count}
  - {id: lejekontrakt, measure: count}
payments:
  - {id: bolig, metric: bolig, rule: {unit: 50000}, requires: lejekontrakt, cap: {amount: 75000}}
"""
RESULTS = """\
period,metric,value,person
2026-Q1,bolig,1,p1
2026-Q1,bolig,1,p2
2026-Q1,lejekontrakt,1,p1
2026-Q2,bolig,1,p3
2026-Q2,lejekontrakt,1,p3
"""
#: What formats.md holds, and what is added in the same style.
KEYS = {"format", "total", "due", "by_payer", "by_period", "by_payment", "payments"}
ADDED = {"contract", "currency", "warnings"}
LINE = {"period", "date", "payment", "metric", "value", "counted", "before_caps", "less", "amount",
        "by_payer", "capped_by"}  # fmt: skip


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    contract, results = tmp_path / "bolig-unge.yaml", tmp_path / "r.csv"
    contract.write_text(CONTRACT, "utf-8")
    results.write_text(RESULTS, "utf-8")
    return str(contract), str(results)


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == 0
    out = capsys.readouterr()
    assert out.err == ""
    return out.out.replace("\u00a0", " ")


def test_settle_as_json(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(printed(capsys, "contract", "settle", *files, "--json"))
    assert set(data) == KEYS | ADDED
    assert data["format"] == "bundlinje.settlement/1"
    assert (data["total"], data["due"]) == (75_000.0, 75_000.0)
    assert data["by_payer"] == {"kommune": 60_000.0, "stat": 15_000.0}
    assert data["by_period"] == {"2026-Q1": 50_000.0, "2026-Q2": 25_000.0}
    assert data["by_payment"] == {"bolig": 75_000.0}
    assert set(data["payments"][1]) == LINE
    assert data["payments"][1] == {
        "period": "2026-Q2", "date": "2026-08-29", "payment": "bolig", "metric": "bolig",
        "value": 1.0, "counted": 1.0, "before_caps": 50_000.0, "less": 0.0, "amount": 25_000.0,
        "by_payer": {"kommune": 20_000.0, "stat": 5_000.0}, "capped_by": ["cap.amount"],
    }  # fmt: skip


def test_the_same_results_settle_the_same_bytes(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    first = printed(capsys, "contract", "settle", *files, "--json")
    header, *rows = RESULTS.splitlines()
    random.Random(1).shuffle(rows)
    Path(files[1]).write_text("\n".join([header, *rows]), "utf-8")
    assert printed(capsys, "contract", "settle", *files, "--json") == first


def test_settle_after_payment(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paid = tmp_path / "paid.json"
    paid.write_text(printed(capsys, "contract", "settle", *files, "--json"), "utf-8")
    Path(files[1]).write_text(RESULTS.replace("2026-Q1,lejekontrakt,1,p1\n", ""), "utf-8")
    again = printed(capsys, "contract", "settle", *files, "--paid", str(paid), "--json")
    data = json.loads(again)
    assert (data["total"], data["due"]) == (50_000.0, -25_000.0)
    assert [(ln["amount"], ln.get("corrects")) for ln in data["payments"]] == [
        (50_000.0, None), (25_000.0, None), (-50_000.0, "2026-Q1"), (25_000.0, "2026-Q2"),
    ]  # fmt: skip
    text = printed(capsys, "contract", "settle", *files, "--paid", str(paid))
    assert "Betalt før: 75.000,00 kr.; til betaling nu: −25.000,00 kr." in text
    assert "Retter det, der er betalt for 2026-Q1: " in text


def test_settle_as_text(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "contract", "settle", *files)
    for said in (
        "I alt 75.000,00 kr.: kommune 60.000,00 kr., stat 15.000,00 kr.",
        "2026-Q1 (betales 30. maj 2026): 50.000,00 kr.",
        "Egen bolig: 2, heraf tæller 1.",
        "1 × 50.000 kr. = 50.000 kr.",
        "Skåret 25.000,00 kr. af: betalingens samlede loft.",
    ):
        assert said in text
    english = printed(capsys, "contract", "settle", *files, "--language", "en")
    assert "Cut by 25,000.00 DKK: the payment's cap in all." in english


def test_check(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "contract", "check", files[0])
    assert "Effektkøbere: kommune 80 %, stat 20 %." in text
    assert "Vær opmærksom på:" in text
    data = json.loads(printed(capsys, "contract", "check", files[0], "--json"))
    assert data["format"] == "bundlinje.contract_check/1"
    assert {warning["trap"] for warning in data["warnings"]} == {"no_counterfactual"}


def test_template(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "skabelon.csv"
    text = printed(capsys, "contract", "template", files[0], str(file), "--period", "2026-Q2")
    assert "med 2 rækker" in text
    assert file.read_text("utf-8-sig").splitlines()[1] == "2026-Q2;bolig;;"


def test_wrong_input_is_status_1_with_every_problem_on_stderr(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    Path(files[0]).write_text(CONTRACT.replace("0.2}", "0.3}").replace("unit:", "enhed:"), "utf-8")
    for arguments in (["check", files[0]], ["settle", *files, "--json"]):
        assert main(["contract", *arguments]) == 1
        out = capsys.readouterr()
        assert out.out == ""
        assert [line.split(": ")[1] for line in out.err.splitlines()] == [
            "payers", "payments[1].rule.enhed",
        ]  # fmt: skip


def test_wrong_results_are_status_1(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    Path(files[1]).write_text(RESULTS.replace("p1", "0101901234"), "utf-8")
    assert main(["contract", "settle", *files]) == 1
    out = capsys.readouterr()
    assert out.out == ""
    assert "ligner et CPR-nummer" in out.err


def test_wrong_usage_is_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contract", "settle"]) == 2
    assert main(["contract", "afregn", "x"]) == 2
    assert capsys.readouterr().out == ""
