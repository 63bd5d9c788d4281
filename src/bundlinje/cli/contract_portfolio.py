"""`bundlinje contract portfolio FILE`: a fund's contracts together."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from bundlinje.basics.texts import Language, Text
from bundlinje.cli.contract_reports import add_report, check_reports, print_written
from bundlinje.cli.contract_value import add_draws
from bundlinje.cli.folders import knowledge_of

PORTFOLIO = Text(
    "en fonds kontrakter under ét: træk, likviditet, afkast og spredning",
    "a fund's contracts together: calls, liquidity, return and spread",
)


def add_portfolio_arguments(command: argparse.ArgumentParser, language: Language) -> None:
    """Add the arguments of `contract portfolio`."""
    command.add_argument(
        "file",
        metavar=Text("FIL", "FILE").to(language),
        type=Path,
        help=Text("porteføljefil (YAML)", "portfolio file (YAML)").to(language),
    )
    add_draws(command, language)
    add_report(command, language)


def run_portfolio(arguments: Any) -> int:
    """Value a portfolio and print what was asked for."""
    from bundlinje.contracts.portfolio import value_portfolio
    from bundlinje.contracts.portfolio_file import read_portfolio
    from bundlinje.contracts.portfolio_text import portfolio_summary

    language: Language = arguments.language
    reports = check_reports(arguments)
    portfolio = read_portfolio(arguments.file, knowledge_of(arguments))
    value = value_portfolio(portfolio, arguments.draws, arguments.seed)
    if reports:
        from bundlinje.reports.contract.writing import write_portfolio

        for path in reports:
            write_portfolio(value, path, language)
    if arguments.json:
        data = value.to_dict(language)
        print(json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False))
    else:
        print(portfolio_summary(value, language))
        print_written(arguments)
    return 0
