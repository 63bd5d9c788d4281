"""`bundlinje compare A B …`: cases side by side on common draws."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from bundlinje.basics.errors import InputError, Problem
from bundlinje.basics.texts import Language, Text
from bundlinje.calculation.case import Case
from bundlinje.calculation.case_file import read_case
from bundlinje.calculation.comparison import compare
from bundlinje.cli.calculate import add_draw_arguments
from bundlinje.cli.folders import add_folder, knowledge_of

NAME = "compare"
HELP = Text("sammenlign sager på de samme trækninger", "compare cases on common draws")


def add_arguments(command: argparse.ArgumentParser, language: Language) -> None:
    """Add the arguments of the command."""
    command.add_argument(
        "first",
        metavar="CASE",
        help=Text(
            "sagsfilen, som de andre sammenlignes med",
            "the case file that the others are compared with",
        ).to(language),
    )
    command.add_argument(
        "others",
        metavar="CASE",
        nargs="+",
        help=Text("en eller flere sagsfiler", "one or more case files").to(language),
    )
    add_draw_arguments(command, language)
    add_folder(command, language)
    command.add_argument(
        "--json",
        action="store_true",
        help=Text("skriv resultatet som JSON", "print JSON").to(language),
    )
    command.add_argument(
        "--report",
        metavar=Text("FIL", "FILE").to(language),
        type=Path,
        action="append",
        default=[],
        help=Text(
            "skriv sammenligningen (.html, .pdf, .docx); kan gentages",
            "write the comparison (.html, .pdf, .docx); repeatable",
        ).to(language),
    )


def run(arguments: Any) -> int:
    """Compare the cases and print the comparison."""
    if arguments.report:
        from bundlinje.reports.writing import check_ending

        for path in arguments.report:
            check_ending(path)
    knowledge = knowledge_of(arguments)
    cases: list[Case] = []
    problems: list[Problem] = []
    for path in (arguments.first, *arguments.others):
        try:
            cases.append(read_case(path, knowledge=knowledge))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    comparison = compare(cases, arguments.draws, arguments.seed, arguments.chance)
    if arguments.report:
        from bundlinje.reports.comparison_report import comparison_report
        from bundlinje.reports.writing import write_report

        report = comparison_report(comparison, arguments.language)
        for path in arguments.report:
            write_report(report, path)
    if arguments.json:
        print(comparison.to_json(arguments.language))
        return 0
    print(comparison.summary(arguments.language))
    for path in arguments.report:
        print(Text(f"\nSkrevet: {path}", f"\nWritten: {path}").to(arguments.language))
    return 0
