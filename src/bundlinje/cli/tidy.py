"""`bundlinje tidy`: delete what is to go, and send e-mails that wait; for a timer."""

from __future__ import annotations

import argparse
from typing import Any

from bundlinje.basics.texts import Language, Text
from bundlinje.cli import application

NAME = "tidy"
HELP = Text(
    "slet det i webprogrammet, hvis tid er gået, og send mails, der venter: til at køre tit",
    "delete what the web application is to let go of, and send e-mails that wait: for a timer",
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
            f"{gone['notices']} gamle varsler, {gone['events']} gamle linjer af, hvem der har "
            f"gjort hvad. Sendt: {gone['mails']} mails.",
            f"Deleted: {gone['organisations']} organisations, {gone['links']} expired links, "
            f"{gone['notices']} old notices, {gone['events']} old lines of who did what. "
            f"Sent: {gone['mails']} e-mails.",
        ).to(arguments.language)
    )
    return 0
