"""Copy and restore PostgreSQL with its own programs, as one snapshot and in one transaction."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from bundlinje.basics.errors import input_error

Rows = dict[str, int]

_EMPTY = """
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('DROP TABLE public.%I CASCADE', name);
  END LOOP;
END $$;
"""


def copy(settings: dict[str, Any], to: Path) -> Rows:
    """Copy the database as it is at one moment; return how many rows each table has then."""
    with _connect(settings) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        with connection.cursor() as cursor:
            snapshot = cursor.execute("SELECT pg_export_snapshot()").fetchone()
            assert snapshot is not None
            rows = _rows(cursor)
            _run(
                "pg_dump", settings, "--format=custom", "--no-owner", "--no-privileges",
                "--schema=public", f"--snapshot={snapshot[0]}", f"--file={to}",
            )  # fmt: skip
    return rows


def check(settings: dict[str, Any], content: Path, scratch: Path) -> Rows:
    """Restore a copy into a new database, and return how many rows each table has there.

    Raises:
        InputError: the user may make no database, or the copy cannot be restored.
    """
    name = f"bundlinje_check_{secrets.token_hex(6)}"
    with _connect(settings, autocommit=True) as server:
        try:
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        except psycopg.errors.InsufficientPrivilege:
            raise input_error(
                "kopien kan ikke prøves: databasens bruger må ikke oprette databaser. Giv den "
                "CREATEDB, eller brug --unchecked.",
                "the copy cannot be tried: the database's user may not create databases. Grant it "
                "CREATEDB, or use --unchecked.",
            ) from None
        try:
            there = {**settings, "NAME": name}
            restore(there, content, {})
            with _connect(there) as connection, connection.cursor() as cursor:
                return _rows(cursor)
        finally:
            server.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def restore(settings: dict[str, Any], content: Path, rows: Rows) -> None:
    """Put a copy in place of the database, in one transaction that also counts its rows.

    Raises:
        InputError: it cannot be restored; nothing was changed.
    """
    with tempfile.TemporaryDirectory() as folder:
        before, script, after = (Path(folder) / name for name in ("1.sql", "2.sql", "3.sql"))
        before.write_text(_EMPTY, encoding="utf-8")
        _run("pg_restore", None, "--no-owner", "--no-privileges", f"--file={script}", str(content))
        # The schema is there already, with the rights that its owner gave it.
        lines = script.read_text(encoding="utf-8").replace("\nCREATE SCHEMA public;\n", "\n", 1)
        script.write_text(lines, encoding="utf-8")
        after.write_text("\n".join(_counted(*pair) for pair in rows.items()), encoding="utf-8")
        _run(
            "psql", settings, "--no-psqlrc", "--quiet", "--single-transaction",
            "--set=ON_ERROR_STOP=1", f"--file={before}", f"--file={script}", f"--file={after}",
        )  # fmt: skip


def _counted(table: str, count: int) -> str:
    name = table.replace('"', '""')
    return (
        f'DO $$ BEGIN IF (SELECT count(*) FROM public."{name}") <> {int(count)} THEN '
        "RAISE EXCEPTION 'rows'; END IF; END $$;"
    )


def _rows(cursor: psycopg.Cursor[Any]) -> Rows:
    tables = cursor.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    ).fetchall()
    rows = {}
    for (name,) in tables:
        count = sql.SQL("SELECT count(*) FROM public.{}").format(sql.Identifier(name))
        found = cursor.execute(count).fetchone()
        assert found is not None
        rows[name] = int(found[0])
    return rows


def _connect(settings: dict[str, Any], autocommit: bool = False) -> psycopg.Connection[Any]:
    given = {
        "host": settings["HOST"], "port": settings["PORT"], "user": settings["USER"],
        "password": settings["PASSWORD"], "dbname": settings["NAME"],
    }  # fmt: skip
    there = {key: value for key, value in given.items() if value}
    return psycopg.connect(**there, autocommit=autocommit, connect_timeout=10)


def _run(program: str, settings: dict[str, Any] | None, *arguments: str) -> None:
    """Run one of PostgreSQL's programs; where and who stands in its environment.

    What it prints may quote rows of the database, so only its first line is told of an error
    that concerns the program itself.

    Raises:
        InputError: it is not installed, or it failed.
    """
    if shutil.which(program) is None:
        raise input_error(
            f"programmet {program} mangler. Installér PostgreSQL's klientprogrammer "
            "(Debian: postgresql-client).",
            f"the program {program} is missing. Install PostgreSQL's client programs "
            "(Debian: postgresql-client).",
        )
    environment = dict(os.environ)
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD",
             "PGDATABASE": "NAME"}  # fmt: skip
    for variable, key in names.items():
        value = str((settings or {}).get(key) or "")
        if value:
            environment[variable] = value
    done = subprocess.run([program, *arguments], env=environment, capture_output=True, check=False)
    if done.returncode:
        raise input_error(
            f"{program} mislykkedes (status {done.returncode}). Intet er ændret. Se efter, at "
            "programmet er mindst lige så nyt som databasen, og at brugeren ejer tabellerne.",
            f"{program} failed (status {done.returncode}). Nothing was changed. See that the "
            "program is at least as new as the database, and that the user owns the tables.",
        )
