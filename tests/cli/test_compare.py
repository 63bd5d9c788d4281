"""`bundlinje compare`: cases side by side on common draws."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bundlinje.cli import main
from tests.oracle.random_cases import to_yaml
from tests.small_cases import COST, EXAMPLES, Data, small_case

CTI = str(EXAMPLES / "hjemloeshed-cti.yaml")
HOUSING_FIRST = str(EXAMPLES / "hjemloeshed-housing-first.yaml")
DISTRIBUTED = {"mean", "sd", "p5", "p25", "p50", "p75", "p95", "p_positive"}


def json_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["compare", *arguments, "--json"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    return json.loads(printed.out)


def written(folder: Path, name: str, data: Data) -> str:
    file = folder / f"{name}.yaml"
    file.write_text(to_yaml(data | {"id": name}), "utf-8")
    return str(file)


def test_shape_of_the_json(capsys: pytest.CaptureFixture[str]) -> None:
    found = json_of(capsys, CTI, HOUSING_FIRST, "--draws", "200")
    assert found.keys() == {"format", "cases", "difference"} | {"warnings"}
    assert found["format"] == "bundlinje.comparison/1"
    assert [result["case"]["id"] for result in found["cases"]] == [
        "hjemloeshed-cti",
        "hjemloeshed-housing-first",
    ]
    assert found["difference"].keys() == {"hjemloeshed-housing-first"}
    difference = found["difference"]["hjemloeshed-housing-first"]
    assert difference["net_result"].keys() - {"point"} == DISTRIBUTED
    for payer in ("kommune", "region", "stat"):
        assert difference["by_payer"][payer].keys() - {"point"} == DISTRIBUTED


def test_each_case_is_the_same_as_calculated_alone(capsys: pytest.CaptureFixture[str]) -> None:
    found = json_of(capsys, CTI, HOUSING_FIRST, "--draws", "200", "--seed", "3")
    for file, result in zip((CTI, HOUSING_FIRST), found["cases"], strict=True):
        assert main(["calculate", file, "--draws", "200", "--seed", "3", "--json"]) == 0
        assert json.loads(capsys.readouterr().out) == result


def test_the_mean_difference_is_the_difference_of_the_means(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = json_of(capsys, CTI, HOUSING_FIRST, "--draws", "300")
    first, second = (result["uncertainty"]["net_result"]["mean"] for result in found["cases"])
    difference = found["difference"]["hjemloeshed-housing-first"]["net_result"]
    assert difference["mean"] == pytest.approx(second - first, rel=1e-9)


def test_three_cases_are_each_held_against_the_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = []
    for extra, name in enumerate(["a", "b", "c"]):
        data = small_case(intervention="x")
        data["costs"].append(COST | {"id": "fast", "amount": 1000 * extra, "per": "total"})
        files.append(written(tmp_path, name, data))
    found = json_of(capsys, *files, "--draws", "100")
    assert {name: d["net_result"]["mean"] for name, d in found["difference"].items()} == {
        "b": pytest.approx(-1000, abs=1e-5),
        "c": pytest.approx(-2000, abs=1e-5),
    }


def test_without_draws_only_the_point_difference(capsys: pytest.CaptureFixture[str]) -> None:
    found = json_of(capsys, CTI, HOUSING_FIRST, "--draws", "0")
    assert all(result["uncertainty"] is None for result in found["cases"])
    first, second = (result["point"]["net_result"] for result in found["cases"])
    difference = found["difference"]["hjemloeshed-housing-first"]["net_result"]
    assert difference["mean"] == pytest.approx(second - first, rel=1e-12)


def test_text_in_danish_and_english(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", CTI, HOUSING_FIRST, "--draws", "100"]) == 0
    assert "Chance for bedre end den første" in capsys.readouterr().out
    assert main(["compare", CTI, HOUSING_FIRST, "--draws", "100", "--language", "en"]) == 0
    assert "Chance of better than the first" in capsys.readouterr().out


def test_what_is_left_out_and_how_many_remarks_are_said(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["compare", CTI, HOUSING_FIRST, "--draws", "0"]) == 0
    printed = capsys.readouterr().out
    assert "Uden udligning, bloktilskud og afledte virkninger" in printed
    assert "Bemærkninger: hjemloeshed-cti " in printed


def test_cases_that_differ_in_their_frame_are_warned_about(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = written(tmp_path, "a", small_case())
    second = written(tmp_path, "b", small_case(horizon=8))
    found = json_of(capsys, first, second, "--draws", "0")
    assert any("horisont" in warning for warning in found["warnings"])


def test_cases_in_different_currencies_cannot_be_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = written(tmp_path, "a", small_case())
    second = written(tmp_path, "b", small_case(currency="EUR"))
    assert main(["compare", first, second, "--draws", "0"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "forskellig valuta (DKK, EUR)" in printed.err


def test_one_case_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", CTI]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err
