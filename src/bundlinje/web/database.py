"""Which database the application uses: SQLite in the data folder, or PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from bundlinje.basics.errors import input_error


def database_of(address: str, folder: Path) -> dict[str, Any]:
    """Return Django's settings of the database at `address`; empty is SQLite in `folder`.

    Raises:
        InputError: the address is not one of PostgreSQL.
    """
    if not address:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": folder / "bundlinje.sqlite3",
            "OPTIONS": {
                # A write waits for the one before it instead of failing, and is on disk when it
                # is acknowledged.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                ),
            },
        }
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("postgres", "postgresql") or len(parts.path) < 2:
        # The address is not shown: it may hold a password.
        raise input_error(
            "ventede postgresql://bruger:kodeord@vært:port/navn, eller ingen værdi for SQLite.",
            "expected postgresql://user:password@host:port/name, or no value for SQLite.",
            key="BUNDLINJE_DATABASE",
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": _host(parts.netloc),
        "PORT": str(port or ""),
        "OPTIONS": {"connect_timeout": 5},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _host(place: str) -> str:
    """Return the host of `user:password@host:port`; the folder of a socket keeps its case."""
    host = place.rpartition("@")[2]
    inside, bracket, _ = host.partition("]")
    return unquote(inside.lstrip("[") if bracket else host.partition(":")[0])
