"""`bundlinje contract agreement CONTRACT`: the text of the agreement, for the lawyers."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from bundlinje.basics.texts import Language, Text
from bundlinje.cli.contract_value import add_case, case_of
from bundlinje.cli.folders import knowledge_of

AGREEMENT = Text(
    "skriv aftalens tekst ud fra kontrakten", "write the agreement's text from the contract"
)


def add_agreement_arguments(command: argparse.ArgumentParser, language: Language) -> None:
    """Add the arguments of `contract agreement`."""
    add_case(command, language)
    command.add_argument(
        "--report",
        metavar=Text("FIL", "FILE").to(language),
        type=Path,
        action="append",
        default=[],
        help=Text(
            "skriv aftalen (.docx, .pdf eller .html); kan gentages. Uden den vises teksten",
            "write the agreement (.docx, .pdf or .html); repeatable. Without it the text is shown",
        ).to(language),
    )


def run_agreement(arguments: Any) -> int:
    """Write the agreement to the files asked for, or print its text."""
    from bundlinje.contracts.contract_file import read_contract
    from bundlinje.reports.agreement import agreement
    from bundlinje.reports.plain_text import plain_text
    from bundlinje.reports.writing import check_ending, write_report

    for path in arguments.report:
        check_ending(path)
    contract = read_contract(arguments.contract, knowledge_of(arguments))
    report = agreement(contract, case_of(arguments), arguments.language)
    if not arguments.report:
        print(plain_text(report))
    for path in arguments.report:
        write_report(report, path)
        print(Text(f"Skrevet: {path}", f"Written: {path}").to(arguments.language))
    return 0
