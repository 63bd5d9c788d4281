"""Copy and restore SQLite through its own online backup, which a running server may go on under."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

Rows = dict[str, int]


def copy(settings: dict[str, Any], to: Path) -> Rows:
    """Copy the database as it is at one moment; return how many rows each table has."""
    with closing(_open(Path(settings["NAME"]))) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)
        # A file of its own, without the log beside it that a running server keeps.
        target.execute("PRAGMA journal_mode=DELETE")
        return _rows(target)


def check(settings: dict[str, Any], content: Path, scratch: Path) -> Rows:
    """Restore a copy into a new database, and return how many rows each table has there.

    Raises:
        ValueError: the database is damaged.
    """
    restore({"NAME": scratch}, content, {})
    with closing(_open(scratch)) as restored:
        whole = restored.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        if not whole or restored.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise ValueError("integrity")
        return _rows(restored)


def restore(settings: dict[str, Any], content: Path, rows: Rows) -> None:
    """Put a copy in place of the database, in one transaction: all of it or nothing."""
    with (
        closing(_open(content)) as source,
        closing(sqlite3.connect(settings["NAME"], timeout=60)) as target,
    ):
        target.execute("PRAGMA synchronous=FULL")
        source.backup(target)


def _open(file: Path) -> sqlite3.Connection:
    """Open a database that exists; a wrong path must not make an empty one."""
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True, timeout=60)


def _rows(database: sqlite3.Connection) -> Rows:
    tables = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    return {
        name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
        for (name,) in sorted(tables)
    }
