"""`bundlinje template [KIND] FILE`: an empty file to start from."""

from __future__ import annotations

import argparse
from importlib import resources
from pathlib import Path
from typing import Any

from bundlinje.basics.errors import input_error
from bundlinje.basics.files import write_text
from bundlinje.basics.texts import Language, Text

NAME = "template"
HELP = Text("lav en tom fil at begynde i", "make an empty file to start from")
KINDS = ("case",)


def add_arguments(command: argparse.ArgumentParser, language: Language) -> None:
    """Add the arguments of the command."""
    command.add_argument(
        "kind",
        nargs="?",
        default="case",
        choices=KINDS,
        help=Text("slags fil (case)", "kind of file (case)").to(language),
    )
    command.add_argument(
        "file",
        metavar="FIL" if language == "da" else "FILE",
        type=Path,
        help=Text("filens navn: .xlsx eller .yaml", "name of the file: .xlsx or .yaml").to(
            language
        ),
    )


def run(arguments: Any) -> int:
    """Write the file, never over one that exists."""
    path, language = arguments.file, arguments.language
    if path.exists():
        raise input_error(
            "filen findes allerede. Vælg et andet navn.",
            "the file exists already. Choose another name.",
            file=str(path),
        )
    ending = path.suffix.lower()
    if ending in (".yaml", ".yml"):
        write_text(path, case_template())
    elif ending == ".xlsx":
        _workbook(path, language)
    else:
        raise input_error(
            f"en tom sag kan laves som .xlsx eller .yaml, ikke som '{path.suffix}'.",
            f"an empty case can be made as .xlsx or .yaml, not as '{path.suffix}'.",
            file=str(path),
        )
    text = Text(
        f"Skrevet: {path}\nUdfyld den, og kør: bundlinje calculate {path}",
        f"Written: {path}\nFill it in and run: bundlinje calculate {path}",
    )
    print(text.to(language))
    return 0


def case_template() -> str:
    """Return an empty case file with comments."""
    folder = resources.files("bundlinje.calculation")
    return (folder / "case_template.yaml").read_text("utf-8")


def _workbook(path: Path, language: Language) -> None:
    from bundlinje.calculation.case_file import case_from_text
    from bundlinje.calculation.engine import calculate
    from bundlinje.reports.workbook.build import write_workbook
    from bundlinje.reports.workbook.spare import ROOMY

    case = case_from_text(case_template(), "case")
    write_workbook(calculate(case, 0), path, language, ROOMY)
