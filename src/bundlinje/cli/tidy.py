"""`bundlinje tidy`: delete what the web application is to let go of; for a daily timer."""

from __future__ import annotations

import argparse
from typing import Any

from bundlinje.basics.texts import Language, Text
from bundlinje.cli import application

NAME = "tidy"
HELP = Text(
    "slet det i webprogrammet, hvis tid er gået: til at køre hver dag",
    "delete what the web application is to let go of: to be run every day",
)


def add_arguments(command: argparse.ArgumentParser, language: Language) -> None:
    """Add the arguments of the command: there are none."""


def run(arguments: Any) -> int:
    """Delete it, and say how much it was."""
    application.load()
    from bundlinje.web import serving
    from bundlinje.web.accounts.closing import tidy

    serving.migrate()
    gone = tidy()
    print(
        Text(
            f"Slettet: {gone['organisations']} organisationer, {gone['links']} udløbne links, "
            f"{gone['events']} gamle linjer af, hvem der har gjort hvad.",
            f"Deleted: {gone['organisations']} organisations, {gone['links']} expired links, "
            f"{gone['events']} old lines of who did what.",
        ).to(arguments.language)
    )
    return 0
