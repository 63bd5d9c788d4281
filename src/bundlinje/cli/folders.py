"""The option `--folder`: an organisation's own records on top of the shared ones."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from bundlinje.basics.texts import Language, Text
from bundlinje.evidence.knowledge import Knowledge, shared


def add_folder(command: argparse.ArgumentParser, language: Language) -> None:
    """Add the option."""
    command.add_argument(
        "--folder",
        metavar=Text("MAPPE", "FOLDER").to(language),
        action="append",
        default=[],
        type=Path,
        help=Text(
            "egen mappe med oplysninger oven på de fælles; kan gentages",
            "own folder of records on top of the shared ones; repeatable",
        ).to(language),
    )


def knowledge_of(arguments: Any) -> Knowledge:
    """Return the shared knowledge base, with the folders asked for on top.

    Raises:
        InputError: a folder does not exist.
    """
    return Knowledge(arguments.folder) if arguments.folder else shared()
