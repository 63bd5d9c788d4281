"""The Python interface that notebooks use."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import bundlinje
from bundlinje import notebook

EXAMPLES = Path(bundlinje.__file__).parent / "examples"


@pytest.fixture(scope="module")
def result() -> bundlinje.Calculation:
    return bundlinje.calculate(EXAMPLES / "ips-job.yaml", draws=2000)


def test_a_result_prints_what_goes_into_a_memo(result: bundlinje.Calculation) -> None:
    text = str(result)
    assert "Nettoresultat: −271.662" in text
    assert "Kommune" in text and "Chance for plus" in text
    assert "Net result" in result.summary("en")


def test_the_frame_of_purses_adds_up(result: bundlinje.Calculation) -> None:
    frame = result.to_frame()
    purses = frame.drop(index="total")
    for figure in ("puts_in", "gets", "net_result"):
        assert purses[figure].sum() == pytest.approx(frame.loc["total", figure])
    assert frame.loc["total", "p5"] < frame.loc["total", "p50"] < frame.loc["total", "p95"]


def test_the_flows_sum_to_all_parties_together(result: bundlinje.Calculation) -> None:
    flows = result.flows()
    assert flows["discounted"].sum() == pytest.approx(result.point.society)
    public = flows[flows["account"].str.match("kommune|region|stat")]
    assert public["discounted"].sum() == pytest.approx(result.point.net_result)


def test_the_drawn_results_are_a_frame(result: bundlinje.Calculation) -> None:
    drawn = result.drawn()
    assert len(drawn) == 2000
    together = drawn[["kommune", "region", "stat"]].sum(axis=1)
    assert np.allclose(together, drawn["net_result"])


def test_nothing_drawn_is_said_plainly() -> None:
    with pytest.raises(bundlinje.InputError, match="no draws"):
        bundlinje.calculate(EXAMPLES / "ips-job.yaml", draws=0).drawn()


def test_a_notebook_shows_table_and_chart(result: bundlinje.Calculation) -> None:
    shown = result._repr_html_()
    assert "<table" in shown and "<svg" in shown
    charts = result.charts()
    assert result.chart(next(iter(charts))).to_dict()["$schema"].startswith("https://vega")
    assert set(notebook.CHARTS.values()) == set(charts)
    assert result.chart("waterfall").to_dict() == result.chart("vandfald").to_dict()
    with pytest.raises(KeyError, match="choose one of"):
        result.chart("no-such-chart")


def test_changing_one_input_shows_the_difference() -> None:
    case = bundlinje.read_case(EXAMPLES / "ips-job.yaml")
    larger = case.change({"effect.difference": 0.2, "participants.2027": 80})
    assert larger.participants[2027].numbers[0].mean == 80
    comparison = bundlinje.compare([case, larger], draws=500)
    frame = comparison.to_frame()
    difference = frame["net_result"].iloc[1] - frame["net_result"].iloc[0]
    assert frame["difference"].iloc[1] == pytest.approx(difference)
    assert "<table" in comparison._repr_html_()
    assert larger.title in str(comparison)


def test_a_change_that_leads_nowhere_names_the_nearest() -> None:
    case = bundlinje.read_case(EXAMPLES / "ips-job.yaml")
    with pytest.raises(bundlinje.InputError, match="Did you mean jobkonsulent"):
        case.change({"costs.jobkonsulnt.amount": 1})
    with pytest.raises(bundlinje.InputError, match="has no herberg"):
        case.change({"consequences.herberg.quantity": 1})


def test_a_changed_case_is_checked_like_a_file() -> None:
    case = bundlinje.read_case(EXAMPLES / "ips-job.yaml")
    with pytest.raises(bundlinje.InputError, match="horizon"):
        case.change({"horizon": 0})


def test_a_case_is_built_from_plain_data() -> None:
    case = bundlinje.case(
        {
            "format": "bundlinje.case/1",
            "title": "Built in Python",
            "price_year": 2023,
            "start_year": 2026,
            "horizon": 2,
            "participants": {2026: np.int64(10)},
            "effect": {"difference": {"mean": 0.2, "sd": 0.05}},
            "costs": [
                {"id": "a", "kind": "running", "amount": 1000, "per": "participant",
                 "paid_by": "kommune"},
            ],
        }
    )  # fmt: skip
    result = bundlinje.calculate(case, draws=100)
    assert result.point.net_result == pytest.approx(-10_000)
    assert repr(case) == "<Case case: Built in Python>"


def test_the_report_is_written(result: bundlinje.Calculation, tmp_path: Path) -> None:
    path = result.report(tmp_path / "rapport.html")
    assert "Nettoresultat" in path.read_text("utf-8")


def test_the_table_of_a_notebook_is_danish(result: bundlinje.Calculation) -> None:
    shown = result._repr_html_()
    assert "Nettoresultat, kr." in shown and "Kommune" in shown and "I alt" in shown
    assert "net_result" not in shown and "p_positive" not in shown


def test_a_notebook_writes_the_workbook_too(result: bundlinje.Calculation, tmp_path: Path) -> None:
    assert result.report(tmp_path / "x.xlsx").read_bytes()[:2] == b"PK"
