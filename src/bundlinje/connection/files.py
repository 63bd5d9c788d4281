"""Files to and from a server."""

from __future__ import annotations

from pathlib import Path

from bundlinje.basics.errors import input_error


def named_file(file: str | Path) -> tuple[str, bytes]:
    """Return a file's name and content.

    Raises:
        InputError: it cannot be read.
    """
    path = Path(file)
    try:
        return path.name, path.read_bytes()
    except OSError as error:
        why = error.strerror or str(error)
        raise input_error(
            f"kan ikke læses: {why}.", f"cannot be read: {why}.", file=str(path)
        ) from None


def written(file: str | Path, content: bytes) -> Path:
    """Write a file, and return where.

    Raises:
        InputError: it cannot be written.
    """
    path = Path(file)
    try:
        path.write_bytes(content)
    except OSError as error:
        why = error.strerror or str(error)
        raise input_error(
            f"kan ikke skrives: {why}.", f"cannot be written: {why}.", file=str(path)
        ) from None
    return path
