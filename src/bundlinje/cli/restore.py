"""`bundlinje restore FILE`: put a backup in place of the web application's database."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from bundlinje.basics.texts import Language, Text
from bundlinje.cli import application

NAME = "restore"
HELP = Text("gendan webprogrammets database fra en kopi", "restore the web application's database")


def add_arguments(command: argparse.ArgumentParser, language: Language) -> None:
    """Add the arguments of the command."""
    command.add_argument(
        "file",
        metavar="FIL" if language == "da" else "FILE",
        type=Path,
        help=Text("kopien", "the backup").to(language),
    )
    command.add_argument(
        "--replace",
        action="store_true",
        help=Text("erstat de data, der er her", "replace the data that are here").to(language),
    )


def run(arguments: Any) -> int:
    """Restore the backup, and say what it held."""
    application.load()
    from bundlinje.web.backup.copies import restore

    held = restore(arguments.file, arguments.replace)
    rows = sum(held.rows.values())
    print(
        Text(
            f"Gendannet fra {held.made}: {len(held.rows)} tabeller, {rows} rækker. Genstart "
            "bundlinje serve.",
            f"Restored from {held.made}: {len(held.rows)} tables, {rows} rows. Restart bundlinje "
            "serve.",
        ).to(arguments.language)
    )
    return 0
