"""Write the reports of contracts in the format that the file's ending asks for."""

from __future__ import annotations

from pathlib import Path

from bundlinje.basics.texts import Language
from bundlinje.contracts.further import Further
from bundlinje.contracts.portfolio_value import PortfolioValue
from bundlinje.contracts.settlement_lines import Settlement
from bundlinje.contracts.valuation_result import Valuation
from bundlinje.reports.writing import write_report


def write_value(
    valuation: Valuation,
    settlement: Settlement | None,
    path: Path,
    language: Language = "da",
    further: Further | None = None,
) -> None:
    """Write the report of a valuation, whole or not at all.

    Args:
        valuation: The valuation.
        settlement: The settlement that its point rests on, if any.
        path: The file; its ending is the format.
        language: The language of the report.
        further: What was asked further, which documents show.

    Raises:
        InputError: the file cannot be written.
    """
    if path.suffix.lower() == ".xlsx":
        from bundlinje.reports.contract.workbook.build import value_workbook
        from bundlinje.reports.workbook.render import render

        render(value_workbook(valuation, settlement, language), path)
        return
    from bundlinje.reports.contract.value_report import value_report

    write_report(value_report(valuation, language, settlement, further), path)


def write_portfolio(value: PortfolioValue, path: Path, language: Language = "da") -> None:
    """Write the report of a portfolio, whole or not at all.

    Raises:
        InputError: the file cannot be written.
    """
    if path.suffix.lower() == ".xlsx":
        from bundlinje.reports.contract.workbook.portfolio_build import portfolio_workbook
        from bundlinje.reports.workbook.render import render

        render(portfolio_workbook(value, language), path)
        return
    from bundlinje.reports.contract.portfolio_report import portfolio_report

    write_report(portfolio_report(value, language), path)


def write_settlement(settlement: Settlement, path: Path, language: Language = "da") -> None:
    """Write the report of a settlement, whole or not at all.

    Raises:
        InputError: the file cannot be written.
    """
    if path.suffix.lower() == ".xlsx":
        from bundlinje.reports.contract.workbook.build import settlement_workbook
        from bundlinje.reports.workbook.render import render

        render(settlement_workbook(settlement, language), path)
        return
    from bundlinje.reports.contract.settlement_report import settlement_report

    write_report(settlement_report(settlement, language), path)
