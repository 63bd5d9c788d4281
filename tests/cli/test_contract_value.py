"""`bundlinje contract value` and `ready`: what they print, and the example in the documentation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import bundlinje
from bundlinje.cli import main

EXAMPLES = Path(bundlinje.__file__).parent / "examples"
CONTRACT = str(EXAMPLES / "contracts" / "loesladte-effektinvestering.yaml")
CASE = str(EXAMPLES / "loesladte-uden-tilbagefald.yaml")

ON_CASE = (CONTRACT, "--case", CASE)
#: What formats.md holds for a tranche, a payer and a flow; the rest is added in the same style.
TRANCHE = {"drawn", "peak_drawn", "repaid", "interest", "gain", "guarantee", "outstanding", "loss",
           "moic", "irr"}  # fmt: skip
SPREAD = {"mean", "sd", "p5", "p25", "p50", "p75", "p95", "p_positive"}


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["contract", *arguments]) == 0
    out = capsys.readouterr()
    assert out.err == ""
    return out.out.replace("\u00a0", " ")


def valued(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(printed(capsys, "value", *arguments, "--json"))
    return data


def test_the_example_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    data = valued(capsys, *ON_CASE, "--draws", "300")
    assert data["format"] == "bundlinje.valuation/1"
    point, chances = data["point"], data["uncertainty"]
    assert set(point["tranches"]) == {"senior", "junior"}
    for tranche in point["tranches"].values():
        assert set(tranche) >= TRANCHE
        received = sum(tranche[key] for key in ("repaid", "interest", "gain", "guarantee"))
        assert tranche["loss"] == pytest.approx(max(0, tranche["drawn"] - received))
        assert tranche["moic"] == pytest.approx(received / tranche["drawn"])
    assert point["tranches"]["junior"]["irr"] == pytest.approx(0.046, abs=1e-6)
    assert set(point["provider"]) == {"lowest", "balance"}
    for payer in point["payers"].values():
        assert payer["net"] == pytest.approx(payer["saves"] - payer["pays"])
    assert set(point["flows"][0]) >= {"date", "from", "to", "kind", "amount"}
    last = point["balances"][-1]
    assert (last["in_hand"], last["out"]) == (0, {"senior": 0, "junior": 0})
    assert last["provider"] == pytest.approx(point["provider"]["balance"])
    assert (chances["draws"], chances["seed"]) == (300, 1)
    assert set(chances["tranches"]["junior"]["irr"]) == SPREAD
    assert chances["tranches"]["junior"]["p_loss"] > chances["tranches"]["senior"]["p_loss"]
    assert set(chances["payers"]) == {"stat", "kommune", "region"}
    assert chances["payments"]["caps"].keys() == {"caps.total"}


def test_without_draws_there_is_the_point_only(capsys: pytest.CaptureFixture[str]) -> None:
    data = valued(capsys, *ON_CASE, "--draws", "0")
    assert data["uncertainty"] is None


def test_the_same_command_prints_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    first = printed(capsys, "value", *ON_CASE, "--draws", "100", "--seed", "7", "--json")
    assert first == printed(capsys, "value", *ON_CASE, "--draws", "100", "--seed", "7", "--json")
    other = printed(capsys, "value", *ON_CASE, "--draws", "100", "--seed", "8", "--json")
    assert first != other


def test_everyone_s_flows_sum_to_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    flows = valued(capsys, *ON_CASE, "--draws", "0")["point"]["flows"]
    in_hand = sum(f["amount"] for f in flows if f["to"] == "contract") - sum(
        f["amount"] for f in flows if f["from"] == "contract"
    )
    assert in_hand == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("language", "words"),
    [("da", ["Betaling uden effekt", "Risiko for tab", "Højeste pris", "Mentorforeningen"]),
     ("en", ["Payment without effect", "Risk of loss", "Highest price", "Mentorforeningen"])],
)  # fmt: skip
def test_as_text(capsys: pytest.CaptureFixture[str], language: str, words: list[str]) -> None:
    text = printed(capsys, "value", *ON_CASE, "--draws", "200", "--certainty", "0.9",
                   "--language", language)  # fmt: skip
    assert all(word in text for word in words)
    assert ".." not in text


def test_further_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    found = valued(capsys, *ON_CASE, "--draws", "200", "--certainty", "0.8")["further"]
    assert found["certainty"] == 0.8
    assert set(found["highest_price"]) == {"stat", "kommune"}
    assert found["break_even"]["junior"]["rates"]["uden-tilbagefald"] == pytest.approx(
        0.632, abs=0.001
    )
    assert sum(found["co_payers"]["shares"].values()) == pytest.approx(1)


def test_results_take_the_place_of_what_is_expected(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    results = tmp_path / "r.csv"
    results.write_text("period,metric,value\n2029,uden-tilbagefald,19\n2030,uden-tilbagefald,11\n")
    data = valued(capsys, *ON_CASE, "--results", str(results), "--draws", "0")
    assert data["payments_from"] == "results"
    # Ten beyond the first twenty, all in 2030: 160,000 in 2027 prices, three years on.
    assert data["point"]["payments"] == pytest.approx(10 * 160_000 * 1.02**3, abs=0.01)


def test_an_error_names_the_key(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    contract = tmp_path / "k.yaml"
    contract.write_text(
        "format: bundlinje.contract/1\ntitle: T\npayers: {kommune: 1}\n"
        "metrics: [{id: m, measure: count}]\npayments: [{id: b, metric: m, rule: {unit: 1}}]\n"
    )
    assert main(["contract", "value", str(contract), "--draws", "0"]) == 1
    out = capsys.readouterr()
    assert out.out == ""
    assert "metrics.m.expect" in out.err
    assert "Traceback" not in out.err


def test_ready_lists_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "ready", *ON_CASE, "--draws", "200")
    assert "Modningstjek" in text
    assert text.index("Bør afklares") < text.index("På plads")
    data = json.loads(printed(capsys, "ready", *ON_CASE, "--draws", "0", "--json"))
    levels = {point["about"]: point["level"] for point in data["points"]}
    assert levels["Verifikation"] == "ready"
    assert levels["Effekt"] == "doubtful"
    assert main(["contract", "ready", CONTRACT]) == 1
    assert "--case" in capsys.readouterr().err


def test_the_documentation_shows_what_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    page = (Path(__file__).parents[2] / "docs" / "contract-capital.md").read_text("utf-8")
    text = printed(capsys, "value", *ON_CASE, "--draws", "10000", "--certainty", "0.9")
    for part in text.strip().split("\n\n"):
        assert part in page
