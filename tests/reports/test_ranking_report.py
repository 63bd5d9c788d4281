"""The report of a ranking: what it says follows from the draws, and nothing is hidden."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from bundlinje.basics.errors import InputError
from bundlinje.calculation.case_file import case_from_text
from bundlinje.calculation.engine import calculate
from bundlinje.calculation.ranking import Ranking, ranking
from bundlinje.calculation.result import Result
from bundlinje.reports.content import BulletList, Chart, Figures, Paragraph, Table
from bundlinje.reports.html import html
from bundlinje.reports.ranking_report import ranking_report
from tests.reports.conftest import example_text

YEARS = (2026, 2030)


@pytest.fixture
def results(examples: dict[str, Result]) -> list[Result]:
    return list(examples.values())


def _rank(results: Sequence[Result], budget: float | None, **more: Any) -> Ranking:
    running = more.pop("running", [False] * len(results))
    return ranking(results, running, "kommune", YEARS, budget, **more)


def _texts(report: Any) -> str:
    return " ".join(block.text for block in report.blocks if isinstance(block, Paragraph))


def test_the_cost_is_what_set_up_and_running_cost_the_purse(results: list[Result]) -> None:
    ips = next(result for result in results if result.case.id == "ips-job")
    (found,) = (one for one in _rank(results, None).candidates if one.result is ips)
    # 40 people at 156 hours; displaced costs are not deducted.
    cost = next(c for c in ips.case.costs if c.kind == "running")
    assert found.cost == pytest.approx(40 * cost.amount.numbers[0].mean * cost.price_factor)


def test_the_parts_of_the_best_choice_add_up(results: list[Result]) -> None:
    found = _rank(results, 1e9)
    together = sum(one.draws for one in found.chosen)
    assert found.together.mean == pytest.approx(float(np.mean(together)))
    assert found.together.p_positive == pytest.approx(float(np.mean(together > 0)))
    assert all(one.net > 0 for one in found.chosen)


def test_a_purse_can_be_counted_alone(results: list[Result]) -> None:
    found = _rank(results, None, counted="kommune")
    for one in found.candidates:
        assert one.net == one.result.point.by_payer["kommune"]


def test_everything_that_matters_is_said(results: list[Result]) -> None:
    found = _rank(results, 5_000_000.0, running=[True, True, True])
    report = ranking_report(found)
    said = _texts(report)
    assert "Inden for 5.000.000\u00a0kr. giver" in said
    assert "I drift, men ikke i det bedste valg" in said
    assert "ikke regnet om til penge" in said
    assert "regneeksemp" in said, "no more certainty than the cases' own grounds carry"
    limits = [e[0].text for b in report.blocks if isinstance(b, BulletList) for e in b.entries]
    assert any("lægges sammen, som om de ikke påvirker hinanden" in text for text in limits)
    assert any("opstarten betalt" in text for text in limits)
    table = next(block for block in report.blocks if isinstance(block, Table))
    assert len(table.rows) == len(results)
    per = [row[6].raw for row in table.rows if row[6].raw is not None]
    assert per == sorted(per, reverse=True)


def test_nothing_worth_its_money_is_said_so(results: list[Result]) -> None:
    losing = [result for result in results if result.point.net_result < 0]
    assert "bedste at lade være" in _texts(ranking_report(_rank([losing[0], losing[0]], None)))


def test_it_is_in_english_and_its_charts_draw(results: list[Result]) -> None:
    report = ranking_report(_rank(results, 5_000_000.0), "en")
    assert "Within 5,000,000\u00a0DKK" in _texts(report)
    charts = [block for block in report.blocks if isinstance(block, Chart)]
    assert charts
    for chart in charts:
        chart.draw(328).to_dict()
    assert "Ranking under a budget" in html(report)


def test_results_that_do_not_go_together_are_refused(results: list[Result]) -> None:
    case = case_from_text(example_text("ips-job"), "ips-job")
    with pytest.raises(InputError):
        _rank([results[0], calculate(case, 100)], None)
    with pytest.raises(InputError):
        _rank([calculate(case, 0)], None)


def test_a_purse_that_only_some_cases_have_is_named(results: list[Result], many: Result) -> None:
    found = ranking([results[0], many], [False, False], "a-kasse", YEARS, 1e6, "a-kasse")
    report = ranking_report(found)
    assert "Arbejdsløshedskassen" in " ".join(
        figure.explanation
        for block in report.blocks
        if isinstance(block, Figures)
        for figure in block.figures
    )
    for chart in (block for block in report.blocks if isinstance(block, Chart)):
        chart.draw(328).to_dict()
