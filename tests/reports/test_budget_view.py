"""The budget year and the three after it in current prices: only a view."""

from __future__ import annotations

from pathlib import Path

import pytest

import bundlinje
from bundlinje.basics.errors import InputError
from bundlinje.reports.calculation_report import calculation_report
from bundlinje.reports.content import Paragraph, Table

EXAMPLES = Path(bundlinje.__file__).parent / "examples"
CAPTION = "Udgifter og indtægter efter budgetpost, i løbende priser"


def tables(result: bundlinje.Calculation) -> list[Table]:
    report = calculation_report(result)
    return [b for section in report.sections for b in section.blocks if isinstance(b, Table)]


def budget_tables(result: bundlinje.Calculation) -> list[Table]:
    return [table for table in tables(result) if table.caption == CAPTION]


def test_the_table_holds_undiscounted_flows_at_the_stated_price_growth() -> None:
    case = bundlinje.read_case(EXAMPLES / "ips-job.yaml")
    result = bundlinje.calculate(case, draws=0)
    (table,) = budget_tables(result)
    assert [column.header for column in table.columns[2:]] == ["2027", "2028", "2029", "2030"]
    flows = result.flows()
    first = flows[(flows["year"] == 2028) & flows["account"].str.startswith("kommune")]
    expected = first["amount"].sum() * 1.02 ** (2028 - 2023)
    rows = {(row[0].raw, row[1].raw): [cell.raw for cell in row[2:]] for row in table.rows}
    assert rows["kommune", "total"][1] == pytest.approx(expected)


def test_service_transfers_and_income_stand_apart_and_add_up() -> None:
    result = bundlinje.calculate(bundlinje.read_case(EXAMPLES / "ips-job.yaml"), draws=0)
    (table,) = budget_tables(result)
    assert [(row[0].text, row[1].text) for row in table.rows] == [
        ("Kommune", "Serviceudgifter"), ("Kommune", "Overførsler"), ("Kommune", "Indtægter"),
        ("Kommune", "I alt"),
        ("Stat", "Overførsler"), ("Stat", "Indtægter"), ("Stat", "I alt"),
    ]  # fmt: skip
    for year in range(2, 6):
        values = [row[year].raw for row in table.rows]
        assert sum(values[:3]) == pytest.approx(values[3])
        assert table.footer is not None
        assert values[3] + values[6] == pytest.approx(table.footer[year].raw)
    # Cash benefit is a transfer, and so is the tax on it an income.
    lines = result.point.budget_by_kind["kommune"]
    benefit = 21.3 * 0.12 * 40 * 11_944 * 12 / 52 * 0.8 * 1.02**4
    assert lines["transfer"][2027] == pytest.approx(benefit, rel=1e-9)


def test_what_the_case_leaves_open_is_said() -> None:
    case = bundlinje.read_case(EXAMPLES / "ips-job.yaml")
    report = calculation_report(bundlinje.calculate(case, draws=0))
    notes = [b.text for b in report.blocks if isinstance(b, Paragraph)]
    (note,) = [text for text in notes if "hvilken slags budgetpost" in text]
    assert "Jobkonsulent (IPS) (serviceudgift)" in note
    assert "Kontanthjælp" not in note, "the case states it"


def test_a_stated_kind_moves_only_the_line() -> None:
    case = bundlinje.read_case(EXAMPLES / "ips-job.yaml")
    before = bundlinje.calculate(case, draws=0).point
    after = bundlinje.calculate(case.change({"costs.jobkonsulent.budget": "other"}), draws=0).point
    for payer, years in before.budget.items():
        assert after.budget[payer] == pytest.approx(years)
    assert after.net_result == before.net_result
    assert after.budget_by_kind["kommune"]["other"][2027] < 0
    assert before.budget_by_kind["kommune"]["other"][2027] == 0


def test_an_unknown_kind_is_an_error_that_names_the_valid_ones() -> None:
    case = bundlinje.read_case(EXAMPLES / "ips-job.yaml")
    with pytest.raises(InputError, match="service"):
        case.change({"costs.jobkonsulent.budget": "servise"})


def test_it_changes_nothing_else_and_is_absent_where_not_asked_for() -> None:
    case = bundlinje.read_case(EXAMPLES / "ips-job.yaml")
    without = bundlinje.calculate(case.change({"budget": None}), draws=0)
    assert without.point.budget == {} == without.point.budget_by_kind
    assert not budget_tables(without)
    asked = bundlinje.calculate(case, draws=0)
    assert asked.point.net_result == without.point.net_result
