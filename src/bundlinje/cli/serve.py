"""`bundlinje serve`: the web application."""

from __future__ import annotations

import argparse
import os
import socket
from typing import Any

from bundlinje.basics.errors import input_error
from bundlinje.basics.texts import Language, Text
from bundlinje.cli import application
from bundlinje.cli.values import whole_number

NAME = "serve"
HELP = Text("start webprogrammet", "start the web application")

_LOCAL = ("127.0.0.1", "localhost", "::1")


def add_arguments(command: argparse.ArgumentParser, language: Language) -> None:
    """Add the arguments of the command."""
    command.add_argument(
        "--host",
        metavar="H",
        default="127.0.0.1",
        help=Text("adressen, der lyttes på", "the address to listen on").to(language),
    )
    command.add_argument(
        "--port",
        metavar="P",
        type=whole_number(1, 65535, language),
        default=8000,
        help=Text("porten, der lyttes på (8000)", "the port to listen on (8000)").to(language),
    )


def run(arguments: Any) -> int:
    """Bring the database up to date, say where the application is, and serve it."""
    language: Language = arguments.language
    application.load()
    from bundlinje.web import serving

    _free(arguments.host, arguments.port)
    token = serving.prepare(language)
    host = f"[{arguments.host}]" if ":" in arguments.host else arguments.host
    address = f"http://{host}:{arguments.port}/"
    print(Text(f"Bundlinje: {address}", f"Bundlinje: {address}").to(language))
    if token is not None and arguments.host in _LOCAL:
        link = f"{address}konto/ind/{token}/"
        print(Text(f"Log ind (virker én gang, i en time): {link}",
                   f"Sign in (works once, for an hour): {link}").to(language))  # fmt: skip
    if arguments.host not in _LOCAL and not os.environ.get("BUNDLINJE_HTTPS"):
        print(Text("Uden HTTPS kan andre på nettet læse med. Se docs/web.md.",
                   "Without HTTPS others on the network can read along. See docs/web.md."
                   ).to(language))  # fmt: skip
    print(Text("Stop med Ctrl+C.", "Stop with Ctrl+C.").to(language), flush=True)
    return serving.serve(arguments.host, arguments.port)


def _free(host: str, port: int) -> None:
    """Make sure that the server can listen there, before anything is made for it.

    Raises:
        InputError: another program listens there, or the address is not of this machine.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError:
        raise input_error(
            f"der kan ikke lyttes på {host}, port {port}: den er optaget eller ikke tilladt. Vælg "
            "en anden med --port.",
            f"cannot listen on {host}, port {port}: it is taken or not allowed. Choose another "
            "with --port.",
        ) from None
