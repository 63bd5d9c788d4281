"""`bundlinje calculate CASE`: what an intervention costs and gives."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bundlinje.basics.errors import input_error
from bundlinje.basics.files import whole_file, write_text
from bundlinje.basics.texts import Language, Text
from bundlinje.calculation.case_file import read_case
from bundlinje.calculation.engine import DEFAULT_DRAWS, DEFAULT_SEED, MAX_DRAWS, calculate
from bundlinje.cli.folders import add_folder, knowledge_of
from bundlinje.cli.values import iso_date, whole_number

if TYPE_CHECKING:
    from bundlinje.reports.content import Length

    ReportWriter = Callable[[Any, Path, Language, Length], None]

NAME = "calculate"
HELP = Text("beregn en sag", "calculate a case")

#: From this many draws a progress bar is shown where there is a terminal.
PROGRESS_FROM = 50_000


def add_arguments(command: argparse.ArgumentParser, language: Language) -> None:
    """Add the arguments of the command."""

    def text(da: str, en: str) -> str:
        return Text(da, en).to(language)

    command.add_argument(
        "case",
        metavar="CASE",
        help=text("sagsfil (.yaml eller .xlsx)", "case file (.yaml or .xlsx)"),
    )
    add_draw_arguments(command, language)
    add_folder(command, language)
    command.add_argument(
        "--rule-date",
        metavar="D",
        type=iso_date(language),
        help=text("dato for regler om, hvem der betaler", "date of the rules for who pays"),
    )
    command.add_argument(
        "--json", action="store_true", help=text("skriv resultatet som JSON", "print JSON")
    )
    command.add_argument(
        "--csv",
        metavar="FIL" if language == "da" else "FILE",
        type=Path,
        help=text("skriv pengestrømmene til en CSV-fil", "write the flows to a CSV file"),
    )
    command.add_argument(
        "--draws-file",
        metavar="FIL" if language == "da" else "FILE",
        type=Path,
        help=text("skriv alle trækninger til en Parquet-fil", "write all draws to a Parquet file"),
    )
    command.add_argument(
        "--report",
        metavar="FIL" if language == "da" else "FILE",
        type=Path,
        action="append",
        default=[],
        help=text(f"skriv rapporten ({', '.join(REPORTS)}); kan gentages",
                  f"write the report ({', '.join(REPORTS)}); repeatable"),
    )  # fmt: skip
    command.add_argument(
        "--short",
        action="store_true",
        help=text("skriv rapporten kort, på én side", "write the report short, on one page"),
    )


def add_draw_arguments(command: argparse.ArgumentParser, language: Language) -> None:
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
    command.add_argument(
        "--chance",
        action="store_true",
        help=text("træk også antallet af succeser blandt deltagerne",
                  "draw the number of successes among the participants too"),
    )  # fmt: skip


def run(arguments: Any) -> int:
    """Calculate one case and write what was asked for."""
    language: Language = arguments.language
    reports = [(path, report_writer(path)) for path in arguments.report]
    case = read_case(arguments.case, arguments.rule_date, knowledge_of(arguments))
    with contextlib.ExitStack() as stack:
        keep = None
        if arguments.draws_file is not None:
            keep = stack.enter_context(_draws_file(arguments, case))
        progress = stack.enter_context(progress_bar(arguments.draws, language))
        result = calculate(
            case,
            arguments.draws,
            arguments.seed,
            arguments.chance,
            progress=progress,
            keep=keep,
        )
    if arguments.csv is not None:
        from bundlinje.calculation.outputs import flows_csv

        write_text(arguments.csv, flows_csv(result))
    for path, write in reports:
        write(result, path, language, "short" if arguments.short else "full")
    if arguments.json:
        print(result.to_json(language))
        return 0
    from bundlinje.calculation.summary import summary

    print(summary(result, language))
    for path in (*arguments.report, arguments.csv, arguments.draws_file):
        if path is not None:
            print(Text(f"\nSkrevet: {path}", f"\nWritten: {path}").to(language))
    return 0


def report_writer(path: Path) -> ReportWriter:
    """Return the function that writes a report of this ending.

    Raises:
        InputError: there is no report of this ending.
    """
    from bundlinje.reports.writing import check_ending

    return REPORTS[check_ending(path, tuple(REPORTS))]


def _document(result: Any, path: Path, language: Language, length: Length) -> None:
    from bundlinje.reports.calculation_report import calculation_report
    from bundlinje.reports.writing import write_report

    write_report(calculation_report(result, language, length), path)


def _workbook(result: Any, path: Path, language: Language, length: Length) -> None:
    from bundlinje.reports.workbook.build import write_workbook

    write_workbook(result, path, language)


#: What writes a report of each ending: result, path, language and length in.
REPORTS: dict[str, ReportWriter] = {
    ".html": _document,
    ".pdf": _document,
    ".docx": _document,
    ".xlsx": _workbook,
}


@contextlib.contextmanager
def _draws_file(arguments: Any, case: Any) -> Iterator[Callable[[Any], None]]:
    from bundlinje.calculation.outputs import DrawsFile

    if not arguments.draws:
        raise input_error(
            "der er ingen trækninger at skrive, når --draws er 0.",
            "there are no draws to write when --draws is 0.",
            file=str(arguments.draws_file),
        )
    with whole_file(arguments.draws_file) as temporary, DrawsFile(temporary, case) as file:
        yield file.add


@contextlib.contextmanager
def progress_bar(draws: int, language: Language) -> Iterator[Callable[[int], None] | None]:
    """Give a function that shows how many draws are done, where it takes time and can be seen."""
    if draws < PROGRESS_FROM or not sys.stderr.isatty():
        yield None
        return
    try:
        from rich.console import Console
        from rich.progress import Progress
    except ImportError:
        yield None
        return
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(Text("Trækker", "Drawing").to(language), total=draws)
        yield lambda done: bar.update(task, completed=done)
