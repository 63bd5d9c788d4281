"""`bundlinje contract value CONTRACT`: what a contract is worth to everyone in it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bundlinje.basics.errors import input_error
from bundlinje.basics.texts import Language, Text
from bundlinje.calculation.engine import DEFAULT_DRAWS, DEFAULT_SEED
from bundlinje.cli.folders import knowledge_of
from bundlinje.cli.values import whole_number

if TYPE_CHECKING:
    from bundlinje.calculation.case import Case

#: As `contracts.valuation` has it, which is imported only where a contract is valued.
MAX_DRAWS = 1_000_000

VALUE = Text(
    "beregn likviditet, afkast og risiko for hver part",
    "calculate liquidity, return and risk of every party",
)

READY = Text(
    "modningstjek: er sagen klar til en resultatkontrakt?",
    "readiness: is the case ready for an outcome contract?",
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
    add_draws(command, language)
    command.add_argument(
        "--certainty",
        metavar="P",
        type=float,
        help=text("også højeste pris, balancepunkt, følsomhed, mindste effekt og hvem der kan "
                  "betale, når ingen kasse må tabe med sandsynligheden P, fx 0.9",
                  "also the highest price, break-even, sensitivity, smallest effect and who can "
                  "pay when no purse may lose with the probability P, e.g. 0.9"),
    )  # fmt: skip


def add_draws(command: argparse.ArgumentParser, language: Language) -> None:
    """Add the arguments that decide the draws."""

    def text(da: str, en: str) -> str:
        return Text(da, en).to(language)

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


def add_case(command: argparse.ArgumentParser, language: Language) -> None:
    """Add the option that names the case of a contract."""
    command.add_argument(
        "--case",
        metavar=Text("SAG.yaml", "CASE.yaml").to(language),
        type=Path,
        help=Text(
            "sagen, som kontrakten bygger på",
            "the case that the contract rests on",
        ).to(language),
    )


def run_value(arguments: Any) -> int:
    """Value a contract and print what was asked for."""
    from bundlinje.contracts.contract_file import read_contract
    from bundlinje.contracts.further import further
    from bundlinje.contracts.further_text import further_text
    from bundlinje.contracts.results_file import read_results
    from bundlinje.contracts.valuation import value
    from bundlinje.contracts.valuation_text import summary

    contract = read_contract(arguments.contract, knowledge_of(arguments))
    results = None if arguments.results is None else read_results(arguments.results, contract)
    case = case_of(arguments)
    valuation = value(contract, case, results, arguments.draws, arguments.seed)
    found = None
    if arguments.certainty is not None:
        found = further(valuation, arguments.certainty)
    if arguments.json:
        data = valuation.to_dict(arguments.language)
        if found is not None:
            data["further"] = found.to_dict()
        print(json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False))
    else:
        print(summary(valuation, arguments.language))
        if found is not None:
            print("\n" + further_text(valuation, found, arguments.language))
    return 0


def case_of(arguments: Any) -> Case | None:
    """Return the case asked for, or None."""
    from bundlinje.calculation.case_file import read_case

    path = arguments.case
    return None if path is None else read_case(path, None, knowledge_of(arguments))


def add_ready_arguments(command: argparse.ArgumentParser, language: Language) -> None:
    """Add the arguments of `contract ready`."""
    add_case(command, language)
    add_draws(command, language)


def run_ready(arguments: Any) -> int:
    """Check whether a case is ready for its contract and print the list."""
    from bundlinje.contracts.contract_file import read_contract
    from bundlinje.contracts.readiness import readiness, readiness_text
    from bundlinje.contracts.valuation import value

    contract = read_contract(arguments.contract, knowledge_of(arguments))
    case = case_of(arguments)
    if case is None:
        raise input_error(
            "modningstjekket ser på en sag. Angiv den med --case SAG.yaml.",
            "the readiness check looks at a case. Give it with --case CASE.yaml.",
            file=contract.file,
            key="case",
        )
    valuation = value(contract, case, None, arguments.draws, arguments.seed)
    if arguments.json:
        points = [point.to_dict(arguments.language) for point in readiness(valuation)]
        data = {"format": "bundlinje.readiness/1", "contract": contract.id, "case": case.id,
                "points": points}  # fmt: skip
        print(json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False))
    else:
        print(readiness_text(valuation, arguments.language))
    return 0
