"""`bundlinje register report STUDY`: the readable report of a study that was estimated."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from bundlinje.basics.texts import Language, Text
from bundlinje.cli.contract_reports import add_report, check_reports

NAME = "report"
HELP = Text(
    "skriv et studies rapport: hvad der blev fundet, og om man kan stole på det",
    "write a study's report: what was found, and whether it can be trusted",
)
#: The endings of a study's reports.
ENDINGS = (".html", ".pdf", ".docx")


def add_arguments(command: argparse.ArgumentParser, language: Language) -> None:
    """Add the study and where its report is written."""

    def text(da: str, en: str) -> str:
        return Text(da, en).to(language)

    command.add_argument(
        "study", metavar=text("STUDIE", "STUDY"), type=Path,
        help=text("studiets definition (YAML), som er beregnet med register estimate",
                  "the study's definition (YAML), estimated by register estimate"),
    )  # fmt: skip
    add_report(command, language, ENDINGS)
    command.add_argument(
        "--short", action="store_true",
        help=text("skriv rapporten kort, på én side", "write the report short, on one page"),
    )  # fmt: skip


def run(arguments: Any) -> int:
    """Write the reports asked for; as HTML beside the study where none is.

    Raises:
        InputError: the study has no result yet, or a report cannot be written.
    """
    from bundlinje.register.result import read_result, result_file

    language: Language = arguments.language
    check_reports(arguments, ENDINGS)
    paths = arguments.report or [Path(arguments.study).with_suffix(".html")]
    result = read_result(result_file(arguments.study))
    from bundlinje.reports.writing import missing_package, write_report

    try:
        from bundlinje.reports.register.report import register_report
    except ImportError as missing:
        raise missing_package(missing, paths[0]) from None
    report = register_report(result, language, "short" if arguments.short else "full")
    for path in paths:
        write_report(report, path)
        print(Text(f"Skrevet: {path}", f"Written: {path}").to(language))
    return 0
