"""Make a backup and restore it: only what was tried counts, and nothing is lost by mistake."""

from __future__ import annotations

import sqlite3
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from bundlinje.basics.errors import InputError, input_error
from bundlinje.web.backup import archive
from bundlinje.web.backup.archive import Manifest

Rows = dict[str, int]


class Kind(Protocol):
    """What each kind of database can do."""

    def copy(self, settings: dict[str, Any], to: Path) -> Rows:
        """Copy the database at one moment, and return its rows."""

    def check(self, settings: dict[str, Any], content: Path, scratch: Path) -> Rows:
        """Restore a copy into a new database, and return its rows."""

    def restore(self, settings: dict[str, Any], content: Path, rows: Rows) -> None:
        """Put a copy in place of the database, all of it or nothing."""


def make(file: Path, unchecked: bool = False) -> Manifest:
    """Write a backup of the database, tried by restoring it, and return what it holds.

    The server may go on meanwhile; what it saves after the start is not in it.

    Raises:
        InputError: there is no database, the file cannot be written, or the copy does not hold.
    """
    kind = _kind()
    if not _tables():
        raise input_error(
            "her er ingen database endnu. Start bundlinje serve én gang.",
            "there is no database here yet. Start bundlinje serve once.",
        )
    here = dict(settings.DATABASES["default"])
    migrations = _applied()
    with tempfile.TemporaryDirectory(prefix="bundlinje-") as folder:
        content = Path(folder) / "copy"
        rows = kind.copy(here, content)
        if not unchecked:
            _tried(kind, here, content, rows, Path(folder) / "tried")
        made = datetime.now(UTC).isoformat(timespec="seconds")
        manifest = Manifest(connection.vendor, made, rows, migrations)
        return archive.write(file, content, manifest)


def restore(file: Path, replace: bool = False) -> Manifest:
    """Put a backup in place of the database, all of it or nothing, and return what it holds.

    Raises:
        InputError: the file is no whole backup, is of another kind of database or of a newer
            Bundlinje, or there are data here and `replace` is not set. Nothing was changed.
    """
    kind = _kind()
    here = dict(settings.DATABASES["default"])
    with tempfile.TemporaryDirectory(prefix="bundlinje-") as folder:
        manifest, content = archive.read(file, Path(folder))
        _fits(manifest, file)
        if not replace and _has_data():
            raise input_error(
                "her er allerede data. Tag først en kopi af dem, og brug så --replace, hvis de "
                "skal erstattes.",
                "there are data here already. Make a backup of them first, then use --replace if "
                "they are to be replaced.",
            )
        connection.close()
        if connection.vendor == "sqlite":
            _tried(kind, here, content, manifest.rows, Path(folder) / "tried")
        kind.restore(here, content, manifest.rows)
    return manifest


def _kind() -> Kind:
    if connection.vendor == "postgresql":
        from bundlinje.web.backup import postgresql

        return postgresql
    from bundlinje.web.backup import sqlite

    return sqlite


def _tried(kind: Kind, here: dict[str, Any], content: Path, rows: Rows, scratch: Path) -> None:
    try:
        same = kind.check(here, content, scratch) == rows
    except (ValueError, sqlite3.Error) as error:
        if isinstance(error, InputError):
            raise
        same = False
    if not same:
        raise input_error(
            "kopien kunne ikke gendannes hel. Intet er ændret. Er disken fuld eller defekt?",
            "the copy could not be restored whole. Nothing was changed. Is the disk full or bad?",
        )


def _fits(manifest: Manifest, file: Path) -> None:
    if manifest.database != connection.vendor:
        raise input_error(
            f"kopien er af en database af slagsen {manifest.database}; her er {connection.vendor}.",
            f"the copy is of a database of the kind {manifest.database}; here is "
            f"{connection.vendor}.",
            file=str(file),
        )
    known = {
        ".".join(key) for key in MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    }
    if not set(manifest.migrations) <= known:
        raise input_error(
            f"kopien er fra en nyere Bundlinje ({manifest.software}). Opdatér først.",
            f"the copy is of a newer Bundlinje ({manifest.software}). Update first.",
            file=str(file),
        )


def _tables() -> set[str]:
    if connection.vendor == "sqlite" and not Path(settings.DATABASES["default"]["NAME"]).exists():
        return set()
    return set(connection.introspection.table_names())


def _applied() -> list[str]:
    return sorted(".".join(key) for key in MigrationLoader(connection).applied_migrations)


def _has_data() -> bool:
    """Return whether anyone has an account here, or a table of someone else's is in the way."""
    tables = _tables()
    if not tables:
        return False
    if "accounts_user" not in tables:
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM accounts_user LIMIT 1")
        return cursor.fetchone() is not None
