"""Write files whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bundlinje.basics.errors import InputError, input_error


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give the path of a temporary file beside `path`; it takes its place when the block ends.

    An error inside the block leaves what was there before untouched.

    Raises:
        InputError: the folder does not exist or cannot be written to.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise _cannot_write(path, error) from None
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        # mkstemp makes private files; a report is to be shared like any other.
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)
        temporary.replace(path)
    except OSError as error:
        raise _cannot_write(path, error) from None
    finally:
        temporary.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a UTF-8 file whole or not at all.

    Raises:
        InputError: the file cannot be written.
    """
    with whole_file(path) as temporary:
        temporary.write_text(text, "utf-8", newline="")


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        InputError: the file cannot be written.
    """
    with whole_file(path) as temporary:
        temporary.write_bytes(content)


def _cannot_write(path: Path, error: OSError) -> InputError:
    return input_error(
        f"filen kan ikke skrives ({error.strerror}). Tjek, at mappen findes, og at du må skrive.",
        f"the file cannot be written ({error.strerror}). Check that the folder exists and that "
        "you may write there.",
        file=str(path),
    )
