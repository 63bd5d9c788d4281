"""How e-mail is sent: not at all, or by the server at an address."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from bundlinje.basics.errors import input_error

_PORTS = {"smtp": 587, "smtps": 465}
_LOCAL = ("localhost", "127.0.0.1", "::1")


def email_of(address: str) -> dict[str, Any]:
    """Return Django's settings of the e-mail server at `address`; empty sends nothing.

    `smtp://` asks the server for TLS before anything is sent, save to this machine itself;
    `smtps://` speaks TLS from the start.

    Raises:
        InputError: the address is not one of an e-mail server.
    """
    if not address:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in _PORTS or not parts.hostname:
        # The address is not shown: it may hold a password.
        raise input_error(
            "ventede smtp://bruger:kodeord@vært:587 eller smtps://bruger:kodeord@vært:465.",
            "expected smtp://user:password@host:587 or smtps://user:password@host:465.",
            key="BUNDLINJE_EMAIL",
        )
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or _PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and parts.hostname not in _LOCAL,
        "EMAIL_TIMEOUT": 10,
    }
