"""`bundlinje backup FILE`: a checked copy of the web application's database."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from bundlinje.basics.texts import Language, Text
from bundlinje.cli import application

NAME = "backup"
HELP = Text(
    "tag en kopi af webprogrammets database, og prøv at gendanne den",
    "make a copy of the web application's database, and try to restore it",
)


def add_arguments(command: argparse.ArgumentParser, language: Language) -> None:
    """Add the arguments of the command."""
    command.add_argument(
        "file",
        metavar="FIL" if language == "da" else "FILE",
        type=Path,
        help=Text("filen, kopien skrives i", "the file to write the copy to").to(language),
    )
    command.add_argument(
        "--unchecked",
        action="store_true",
        help=Text("prøv ikke at gendanne kopien", "do not try to restore the copy").to(language),
    )


def run(arguments: Any) -> int:
    """Write the backup, and say what it holds."""
    application.load()
    from bundlinje.web.backup.copies import make

    held = make(arguments.file, arguments.unchecked)
    tried = not arguments.unchecked
    rows = sum(held.rows.values())
    print(
        Text(
            f"{arguments.file}: {len(held.rows)} tabeller, {rows} rækker"
            + (", prøvet ved gendannelse." if tried else ", ikke prøvet."),
            f"{arguments.file}: {len(held.rows)} tables, {rows} rows"
            + (", tried by restoring." if tried else ", not tried."),
        ).to(arguments.language)
    )
    return 0
