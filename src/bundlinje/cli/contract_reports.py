"""The `--report` option that the contract commands share."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from bundlinje.basics.texts import Language, Text

#: The endings of a contract's reports.
ENDINGS = (".html", ".pdf", ".docx", ".xlsx")


def add_report(
    command: argparse.ArgumentParser, language: Language, known: tuple[str, ...] = ENDINGS
) -> None:
    """Add the option that asks for a report of one of the `known` endings."""
    endings = ", ".join(known)
    command.add_argument(
        "--report",
        metavar=Text("FIL", "FILE").to(language),
        type=Path,
        action="append",
        default=[],
        help=Text(
            f"skriv rapporten ({endings}); kan gentages",
            f"write the report ({endings}); repeatable",
        ).to(language),
    )


def check_reports(arguments: Any, known: tuple[str, ...] = ENDINGS) -> list[Path]:
    """Return the reports asked for, before anything is calculated.

    Raises:
        InputError: there is no report of an ending.
    """
    if not arguments.report:
        return []
    from bundlinje.reports.writing import check_ending

    for path in arguments.report:
        check_ending(path, known)
    paths: list[Path] = arguments.report
    return paths


def print_written(arguments: Any) -> None:
    """Say which reports were written."""
    for path in arguments.report:
        print(Text(f"\nSkrevet: {path}", f"\nWritten: {path}").to(arguments.language))
