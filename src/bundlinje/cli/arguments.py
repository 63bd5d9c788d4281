"""The commands and their arguments, with help and usage errors in Danish or English."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any, NoReturn

from bundlinje.basics.texts import LANGUAGES, Language, Text
from bundlinje.basics.version import __version__
from bundlinje.cli import (
    account,
    backup,
    calculate,
    compare,
    contract,
    knowledge,
    organisation,
    register,
    restore,
    serve,
    template,
    tidy,
)

#: argparse's own messages, in Danish.
_DANISH = {
    "usage: ": "brug: ",
    "options": "valg",
    "positional arguments": "argumenter",
    "show this help message and exit": "vis denne hjælp",
    "the following arguments are required: %s": "disse argumenter mangler: %s",
    "unrecognized arguments: %s": "ukendte argumenter: %s",
    "expected one argument": "kræver én værdi",
    "expected at least one argument": "kræver mindst én værdi",
    "invalid choice: %(value)r (choose from %(choices)s)": (
        "ukendt valg %(value)r (vælg mellem %(choices)s)"
    ),
    "argument %(argument_name)s: %(message)s": "%(argument_name)s: %(message)s",
    "ignored explicit argument %r": "tager ingen værdi, men fik %r",
    "ambiguous option: %(option)s could match %(matches)s": (
        "%(option)s er flertydigt: %(matches)s"
    ),
}


class UsageError(Exception):
    """The command was called in a way that it does not understand."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{self.format_usage()}{self.prog}: {message}")


def parse(arguments: Sequence[str], language: Language) -> Any:
    """Return the parsed arguments; `run` among them is the function to call with them.

    Raises:
        UsageError: the arguments are wrong.
    """
    messages = _DANISH if language == "da" else {}
    # argparse looks its messages up through this name on every use.
    vars(argparse)["_"] = lambda message: messages.get(message, message)
    parser = _Parser(
        prog="bundlinje",
        description=Text(
            "Regn på sociale investeringer: hvad koster en indsats, hvad giver den, til hvilken "
            "kasse og hvornår, og hvor sikre er vi?",
            "Calculate social investments: what does an intervention cost, what does it give, to "
            "which public purse and when, and how sure are we?",
        ).to(language),
        allow_abbrev=False,
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"bundlinje {__version__}",
        help=Text("vis versionen", "show the version").to(language),
    )
    commands = parser.add_subparsers(
        dest="command",
        required=True,
        metavar=Text("KOMMANDO", "COMMAND").to(language),
        title=Text("kommandoer", "commands").to(language),
    )
    common = _Parser(add_help=False)
    common.add_argument(
        "--language",
        choices=LANGUAGES,
        default="da",
        help=Text("sprog i tekst og rapport (da)", "language of text and report (da)").to(language),
    )
    web = (serve, organisation, account, backup, restore, tidy)
    for module in (calculate, compare, knowledge, contract, register, template, *web):
        command = commands.add_parser(
            module.NAME,
            help=module.HELP.to(language),
            description=module.HELP.to(language),
            parents=[common],
            allow_abbrev=False,
        )
        module.add_arguments(command, language)
        command.set_defaults(run=module.run)
    return parser.parse_args(list(arguments))
