"""`bundlinje contract …`: check, settle and value an outcome contract, and write its texts."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bundlinje.basics.texts import LANGUAGES, Language, Text
from bundlinje.cli.contract_agreement import (
    AGREEMENT,
    add_agreement_arguments,
    run_agreement,
)
from bundlinje.cli.contract_indigo import INDIGO, add_indigo_arguments, run_indigo
from bundlinje.cli.contract_portfolio import PORTFOLIO, add_portfolio_arguments, run_portfolio
from bundlinje.cli.contract_reports import add_report, check_reports, print_written
from bundlinje.cli.contract_value import (
    READY,
    VALUE,
    add_case,
    add_ready_arguments,
    add_value_arguments,
    case_of,
    run_ready,
    run_value,
)
from bundlinje.cli.folders import add_folder, knowledge_of

NAME = "contract"
HELP = Text(
    "resultatkontrakter: kontrollér, afregn og beregn værdi",
    "outcome contracts: check, settle and value",
)

CHECK = Text(
    "forklar en kontrakt, og advar om kendte fælder",
    "explain a contract and warn of known traps",
)
SETTLE = Text(
    "afregn verificerede resultater, linje for linje",
    "settle verified results, line by line",
)
TEMPLATE = Text(
    "skriv en tom resultatfil (CSV) til at udfylde",
    "write an empty results file (CSV) to fill in",
)


def add_arguments(command: argparse.ArgumentParser, language: Language) -> None:
    """Add the actions and their arguments."""

    def text(da: str, en: str) -> str:
        return Text(da, en).to(language)

    actions = command.add_subparsers(
        dest="action",
        required=True,
        metavar=text("HANDLING", "ACTION"),
        title=text("handlinger", "actions"),
    )
    add_case(_action(actions, "check", CHECK, _check, language), language)
    settle = _action(actions, "settle", SETTLE, _settle, language)
    settle.add_argument(
        "results", metavar="RESULTS.csv", type=Path, help=text("resultatfil", "results file")
    )
    settle.add_argument(
        "--paid",
        metavar="SETTLEMENT.json",
        type=Path,
        help=text(
            "den seneste afregning (JSON), som er betalt",
            "the latest settlement (JSON), which was paid",
        ),
    )
    add_report(settle, language)
    add_value_arguments(_action(actions, "value", VALUE, run_value, language), language)
    add_ready_arguments(_action(actions, "ready", READY, run_ready, language), language)
    portfolio = _action(actions, "portfolio", PORTFOLIO, run_portfolio, language, of_one=False)
    add_portfolio_arguments(portfolio, language)
    agreement = _action(actions, "agreement", AGREEMENT, run_agreement, language)
    add_agreement_arguments(agreement, language)
    add_indigo_arguments(_action(actions, "indigo", INDIGO, run_indigo, language), language)
    template = _action(actions, "template", TEMPLATE, _template, language)
    template.add_argument(
        "file", metavar=text("FIL.csv", "FILE.csv"), type=Path, help=text("ny fil", "new file")
    )
    template.add_argument(
        "--period",
        metavar=text("PERIODE", "PERIOD"),
        action="append",
        default=[],
        help=text("kun denne periode; kan gentages", "only this period; repeatable"),
    )


def run(arguments: Any) -> int:
    """Do what was asked for."""
    status: int = arguments.act(arguments)
    return status


def _action(
    actions: Any,
    name: str,
    help: Text,
    act: Callable[[Any], int],
    language: Language,
    of_one: bool = True,
) -> argparse.ArgumentParser:
    action: argparse.ArgumentParser = actions.add_parser(
        name, help=help.to(language), description=help.to(language), allow_abbrev=False
    )
    if of_one:
        action.add_argument(
            "contract",
            metavar="CONTRACT",
            type=Path,
            help=Text("kontraktfil (YAML)", "contract file (YAML)").to(language),
        )
    add_folder(action, language)
    action.add_argument(
        "--json", action="store_true", help=Text("skriv JSON", "print JSON").to(language)
    )
    action.add_argument("--language", choices=LANGUAGES, default=argparse.SUPPRESS)
    action.set_defaults(act=act)
    return action


def _check(arguments: Any) -> int:
    from bundlinje.contracts.check import check
    from bundlinje.contracts.contract_file import read_contract
    from bundlinje.contracts.expectations import references

    contract = read_contract(arguments.contract, knowledge_of(arguments))
    found = check(contract, case_of(arguments))
    if arguments.json:
        _print_json(found.to_dict(arguments.language))
    else:
        print(found.summary(arguments.language))
        if arguments.case is None and (asked := ", ".join(references(contract))):
            hint = Text(
                f"Giv sagen med --case for at få det, der ventes, kontrolleret ({asked}).",
                f"Give the case with --case to have what is expected checked ({asked}).",
            )
            print("\n" + hint.to(arguments.language))
    return 0


def _settle(arguments: Any) -> int:
    from bundlinje.contracts.contract_file import read_contract
    from bundlinje.contracts.paid import read_paid, with_paid
    from bundlinje.contracts.results_file import read_results
    from bundlinje.contracts.settlement import settle
    from bundlinje.contracts.settlement_text import summary

    reports = check_reports(arguments)
    contract = read_contract(arguments.contract, knowledge_of(arguments))
    settlement = settle(contract, read_results(arguments.results, contract))
    if arguments.paid is not None:
        settlement = with_paid(settlement, read_paid(arguments.paid, contract))
    for path in reports:
        from bundlinje.reports.contract.writing import write_settlement

        write_settlement(settlement, path, arguments.language)
    if arguments.json:
        _print_json(settlement.to_dict(arguments.language))
    else:
        print(summary(settlement, arguments.language))
        print_written(arguments)
    return 0


def _template(arguments: Any) -> int:
    from bundlinje.contracts.contract_file import read_contract
    from bundlinje.contracts.template import write_template

    language: Language = arguments.language
    contract = read_contract(arguments.contract, knowledge_of(arguments))
    rows = write_template(contract, arguments.file, arguments.period, language)
    if arguments.json:
        _print_json({"written": str(arguments.file), "rows": rows})
        return 0
    message = Text(
        f"Skrevet: {arguments.file} med {rows} rækker. Udfyld value, og slet rækker, der ikke "
        "er målt.",
        f"Written: {arguments.file} with {rows} rows. Fill in value, and delete rows that were "
        "not measured.",
    )
    print(message.to(language))
    return 0


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False))
