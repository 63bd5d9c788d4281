"""The page of the example portfolio and of an agreement, in a browser at two widths."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bundlinje.contracts.contract_file import contract_from_text
from bundlinje.contracts.portfolio import value_portfolio
from bundlinje.contracts.portfolio_file import read_portfolio
from bundlinje.contracts.starting_points import STRUCTURES, starting_point
from bundlinje.reports.agreement import agreement
from bundlinje.reports.content import Report, Table
from bundlinje.reports.contract.portfolio_report import portfolio_report
from bundlinje.reports.writing import write_report
from tests.reports.test_html import look
from tests.small_cases import EXAMPLES


@pytest.fixture(scope="module")
def report() -> Report:
    portfolio = read_portfolio(EXAMPLES / "contracts/fondens-portefoelje.yaml")
    return portfolio_report(value_portfolio(portfolio, draws=300))


def table(report: Report, caption: str) -> list[list[str]]:
    found = next(b for b in report.blocks if isinstance(b, Table) and b.caption == caption)
    return [[cell.text for cell in row] for row in found.rows]


def test_themes_are_shown_with_their_contracts_and_parts(report: Report) -> None:
    rows = {row[0]: row[1:] for row in table(report, "Temaer")}
    assert list(rows) == ["kriminalitet", "job", "sygdom", "integration", "bolig", "unge"]
    assert rows["kriminalitet"][0] == "2" and rows["sygdom"][0] == "1"
    assert rows["bolig"] == rows["unge"]


def test_the_stages_sum_up_the_pipeline(report: Report) -> None:
    rows = [[text.replace("\xa0", " ") for text in row] for row in table(report, "Stadierne")]
    assert rows == [
        ["idé", "20 %", "1", "2.100.000", "420.000"],
        # One of the two has a chance of its own, 40 %.
        ["modning", "50 %", "2", "4.250.000", "1.825.000"],
        ["aftalt", "100 %", "2", "3.500.000", "3.500.000"],
    ]


def test_the_answer_names_the_mean_beside_what_is_expected(report: Report) -> None:
    answer = report.blocks[0].text  # type: ignore[union-attr]
    assert "i gennemsnit af trækningerne" in answer


@pytest.mark.parametrize("width", [360, 1280])
def test_the_portfolio_in_a_browser(
    browser: Any, report: Report, width: int, tmp_path: Path
) -> None:
    path = tmp_path / "portefoelje.html"
    write_report(report, path)
    look(browser, path, "da", width)


@pytest.mark.parametrize("structure", STRUCTURES)
def test_the_agreement_in_a_browser(browser: Any, structure: str, tmp_path: Path) -> None:
    path = tmp_path / "aftale.html"
    write_report(agreement(contract_from_text(starting_point(structure), structure)), path)
    for width in (360, 1280):
        look(browser, path, "da", width)
