"""Write a report in the format that its file's ending asks for."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from bundlinje.basics.errors import InputError, input_error
from bundlinje.basics.files import write_bytes, write_text
from bundlinje.reports.content import Report

#: Where the renderer of each ending stands: module and function, Report in, text or bytes out.
RENDERERS = {
    ".html": ("bundlinje.reports.html", "html"),
    ".pdf": ("bundlinje.reports.pdf", "pdf"),
    ".docx": ("bundlinje.reports.word", "word"),
}


def write_report(report: Report, path: Path) -> None:
    """Write a report as its path's ending says, whole or not at all.

    Raises:
        InputError: the ending is not one of `RENDERERS`, a package is missing, or the file cannot
            be written.
    """
    module, name = RENDERERS[check_ending(path)]
    try:
        content = getattr(import_module(module), name)(report)
    except ImportError as missing:
        raise missing_package(missing, path) from None
    if isinstance(content, str):
        write_text(path, content)
    else:
        write_bytes(path, content)


def check_ending(path: Path, endings: tuple[str, ...] = tuple(RENDERERS)) -> str:
    """Return the ending of a path in small letters.

    Raises:
        InputError: it is not one of these endings.
    """
    ending = path.suffix.lower()
    if ending not in endings:
        known = ", ".join(endings)
        raise input_error(
            f"rapporten kan ikke skrives som '{path.suffix}'. Vælg mellem {known}.",
            f"the report cannot be written as '{path.suffix}'. Choose one of {known}.",
            file=str(path),
        )
    return ending


def missing_package(missing: ImportError, path: Path) -> InputError:
    """Return that a report needs a package that is not installed."""
    return input_error(
        f"rapporten kræver pakken {missing.name}. Installer med: pip install 'bundlinje[all]'.",
        f"the report needs the package {missing.name}. Install with: pip install 'bundlinje[all]'.",
        file=str(path),
    )
