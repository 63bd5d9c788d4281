"""`bundlinje contract value CONTRACT`: what a contract is worth to everyone in it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bundlinje.basics.texts import Language, Text
from bundlinje.calculation.engine import DEFAULT_DRAWS, DEFAULT_SEED, MAX_DRAWS
from bundlinje.cli.contract_reports import add_report, check_reports, print_written
from bundlinje.cli.folders import knowledge_of
from bundlinje.cli.values import whole_number

if TYPE_CHECKING:
    from bundlinje.calculation.case import Case
    from bundlinje.contracts.contract import Contract

VALUE = Text(
    "beregn likviditet, afkast og risiko for hver part",
    "calculate liquidity, return and risk of every party",
)


def add_value_arguments(command: argparse.ArgumentParser, language: Language) -> None:
    """Add the arguments of `contract value`."""

    def text(da: str, en: str) -> str:
        return Text(da, en).to(language)

    add_case(command, language)
    command.add_argument(
        "--results",
        metavar="RESULTS.csv",
        type=Path,
        help=text("verificerede resultater i stedet for de ventede",
                  "verified results instead of the expected ones"),
    )  # fmt: skip
    command.add_argument(
        "--draws",
        metavar="N",
        type=whole_number(0, MAX_DRAWS, language),
        default=DEFAULT_DRAWS,
        help=text("antal trækninger; 0 giver kun punktresultatet (10000)",
                  "number of draws; 0 gives the point result only (10000)"),
    )  # fmt: skip
    command.add_argument(
        "--seed",
        metavar="S",
        type=whole_number(0, 10**12 - 1, language),
        default=DEFAULT_SEED,
        help=text("frø til tilfældige tal (1)", "seed of the random numbers (1)"),
    )
    add_report(command, language)


def add_case(command: argparse.ArgumentParser, language: Language) -> None:
    """Add the option that names the case of a contract."""
    command.add_argument(
        "--case",
        metavar=Text("SAG.yaml", "CASE.yaml").to(language),
        type=Path,
        help=Text(
            "sagen, som kontrakten bygger på; ellers den, kontrakten nævner (case)",
            "the case that the contract rests on; else the one that the contract names (case)",
        ).to(language),
    )


def run_value(arguments: Any) -> int:
    """Value a contract and print what was asked for."""
    from bundlinje.contracts.contract_file import read_contract
    from bundlinje.contracts.results_file import read_results
    from bundlinje.contracts.valuation import value
    from bundlinje.contracts.valuation_text import summary

    reports = check_reports(arguments)
    contract = read_contract(arguments.contract, knowledge_of(arguments))
    results = None if arguments.results is None else read_results(arguments.results, contract)
    case = case_of(arguments, contract)
    valuation = value(contract, case, results, arguments.draws, arguments.seed)
    if reports:
        from bundlinje.contracts.point_settlement import point_settlement
        from bundlinje.reports.contract.writing import write_value

        settlement = point_settlement(contract, case, results)
        for path in reports:
            write_value(valuation, settlement, path, arguments.language)
    if arguments.json:
        data = valuation.to_dict(arguments.language)
        print(json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False))
    else:
        print(summary(valuation, arguments.language))
        print_written(arguments)
    return 0


def case_of(arguments: Any, contract: Contract) -> Case | None:
    """Return the case asked for, else the one beside the contract that it names, else None."""
    from bundlinje.calculation.case_file import read_case

    path = arguments.case
    named = contract.data.get("case") if isinstance(contract.data, dict) else None
    if path is None and isinstance(named, str):
        path = Path(contract.file).parent / named
    return None if path is None else read_case(path, None, knowledge_of(arguments))
