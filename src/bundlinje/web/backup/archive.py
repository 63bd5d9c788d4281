"""The file of a backup: a manifest and a copy of the database, in a zip."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bundlinje.basics.errors import InputError, input_error
from bundlinje.basics.version import __version__

FORMAT = "bundlinje.backup/1"
_MANIFEST, _CONTENT = "manifest.json", "database"
_PIECE = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: of which software and kind of database, and how much in each table."""

    database: str
    made: str
    rows: dict[str, int]
    migrations: list[str]
    sha256: str = ""
    software: str = __version__
    format: str = FORMAT


def write(file: Path, content: Path, manifest: Manifest) -> Manifest:
    """Write a backup, whole or not at all, for its owner's eyes only.

    Raises:
        InputError: the file cannot be written.
    """
    whole = Manifest(**{**asdict(manifest), "sha256": _digest(content)})
    try:
        handle, name = tempfile.mkstemp(dir=file.absolute().parent, prefix=f".{file.name}.")
        try:
            with os.fdopen(handle, "wb") as stream:
                with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
                    archive.writestr(_MANIFEST, json.dumps(asdict(whole), indent=1))
                    archive.write(content, _CONTENT)
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).replace(file)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise input_error(
            f"filen kan ikke skrives ({error.strerror}).",
            f"the file cannot be written ({error.strerror}).",
            file=str(file),
        ) from None
    return whole


def read(file: Path, folder: Path) -> tuple[Manifest, Path]:
    """Return the manifest of a backup and its copy of the database, unpacked into a folder.

    Raises:
        InputError: the file is no backup, or is not what was written.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _manifest(json.loads(archive.read(_MANIFEST)), file)
            content = folder / _CONTENT
            with archive.open(_CONTENT) as packed, content.open("wb") as unpacked:
                while piece := packed.read(_PIECE):
                    unpacked.write(piece)
    except FileNotFoundError:
        raise input_error("filen findes ikke.", "no such file.", file=str(file)) from None
    except (OSError, KeyError, ValueError, TypeError, zipfile.BadZipFile, EOFError) as error:
        if isinstance(error, InputError):
            raise
        raise _broken(file) from None
    if _digest(content) != manifest.sha256:
        raise _broken(file)
    return manifest, content


def _manifest(data: Any, file: Path) -> Manifest:
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise _broken(file)
    return Manifest(**data)


def _broken(file: Path) -> InputError:
    return input_error(
        "filen er ikke en hel sikkerhedskopi fra Bundlinje. Intet er ændret.",
        "the file is not a whole backup made by Bundlinje. Nothing was changed.",
        file=str(file),
    )


def _digest(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while piece := stream.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
