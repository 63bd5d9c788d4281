"""The budget year and the three after it in current prices: only a view."""

from __future__ import annotations

from pathlib import Path

import pytest

import bundlinje
from bundlinje.reports.calculation_report import calculation_report
from bundlinje.reports.content import Table

EXAMPLES = Path(bundlinje.__file__).parent / "examples"


def tables(result: bundlinje.Calculation) -> list[Table]:
    report = calculation_report(result)
    return [b for section in report.sections for b in section.blocks if isinstance(b, Table)]


def test_the_table_holds_undiscounted_flows_at_the_stated_price_growth() -> None:
    case = bundlinje.read_case(EXAMPLES / "ips-job.yaml")
    result = bundlinje.calculate(case, draws=0)
    (table,) = [t for t in tables(result) if t.caption == "Pengestrøm i løbende priser"]
    assert [column.header for column in table.columns[1:]] == ["2027", "2028", "2029", "2030"]
    flows = result.flows()
    first = flows[(flows["year"] == 2028) & flows["account"].str.startswith("kommune")]
    expected = first["amount"].sum() * 1.02 ** (2028 - 2023)
    assert table.rows[0][2].raw == pytest.approx(expected)


def test_it_changes_nothing_else_and_is_absent_where_not_asked_for() -> None:
    case = bundlinje.read_case(EXAMPLES / "ips-job.yaml")
    without = bundlinje.calculate(case.change({"budget": None}), draws=0)
    assert without.point.budget == {}
    assert "Pengestrøm i løbende priser" not in [table.caption for table in tables(without)]
    asked = bundlinje.calculate(case, draws=0)
    assert asked.point.net_result == without.point.net_result
