"""`bundlinje template [KIND] FILE`: a file to start from."""

from __future__ import annotations

import argparse
from importlib import resources
from pathlib import Path
from typing import Any

from bundlinje.basics.errors import input_error
from bundlinje.basics.files import write_text
from bundlinje.basics.texts import Language, Text
from bundlinje.cli.values import whole_number
from bundlinje.contracts.starting_points import STRUCTURES, starting_point

NAME = "template"
HELP = Text("lav en fil at begynde i", "make a file to start from")
KINDS = ("case", "contract", "register")
_YAML = (".yaml", ".yml")
#: How many people a made register has where nothing else is asked for.
PEOPLE = 20_000


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
        help=Text(
            "filens navn: .xlsx eller .yaml; en kontrakt er .yaml, et syntetisk register en mappe",
            "name of the file: .xlsx or .yaml; a contract is .yaml, a made register a folder",
        ).to(language),
    )
    command.add_argument(
        "--structure",
        choices=tuple(STRUCTURES),
        help=Text("kontraktens opbygning (direct): ", "how the contract is built (direct): ").to(
            language
        )
        + "; ".join(f"{name}: {said.to(language)}" for name, said in STRUCTURES.items()),
    )
    command.add_argument(
        "--people",
        metavar="N",
        type=whole_number(1000, 100_000_000, language),
        help=Text(
            "antal personer i et syntetisk register (20000)",
            "number of people in a made register (20000)",
        ).to(language),
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
    _check_options(arguments)
    if arguments.kind == "register":
        text = _register(path, arguments.people or PEOPLE)
    elif arguments.kind == "contract":
        text = _contract(path, arguments.structure or "direct")
    else:
        text = _case(path, language)
    print(text.to(language))
    return 0


def _check_options(arguments: Any) -> None:
    """Refuse an option that belongs to another kind of file."""
    for option, kind, what in (
        ("structure", "contract", Text("en kontrakt", "a contract")),
        ("people", "register", Text("et register", "a register")),
    ):
        value = getattr(arguments, option)
        if value is None or arguments.kind == kind:
            continue
        raise input_error(
            f"--{option} hører til {what.da}. Skriv: bundlinje template {kind} NAVN "
            f"--{option} {value}",
            f"--{option} belongs to {what.en}. Write: bundlinje template {kind} NAME "
            f"--{option} {value}",
            file=str(arguments.file),
        )


def _register(folder: Path, people: int) -> Text:
    """Make a register of people who do not exist, with a study to run on it."""
    try:
        from bundlinje.register.synthetic import make_register
    except ImportError:
        raise input_error(
            "et register kræver flere pakker. Installer med: pip install 'bundlinje[register]'.",
            "a register needs more packages. Install with: pip install 'bundlinje[register]'.",
        ) from None
    make_register(folder, people)
    study = folder / "study.yaml"
    return Text(
        f"Skrevet: {folder}. Ingen af personerne findes.\nPrøv: bundlinje register check {study}",
        f"Written: {folder}. None of the people exist.\nTry: bundlinje register check {study}",
    )


def _contract(path: Path, structure: str) -> Text:
    if path.suffix.lower() not in _YAML:
        raise input_error(
            f"en kontrakt kan laves som .yaml, ikke som '{path.suffix}'.",
            f"a contract can be made as .yaml, not as '{path.suffix}'.",
            file=str(path),
        )
    write_text(path, starting_point(structure))
    return Text(
        f"Skrevet: {path}\nAlle priser er egne antagelser. Ret dem, og kør: "
        f"bundlinje contract check {path}",
        f"Written: {path}\nEvery price is an own assumption. Change them and run: "
        f"bundlinje contract check {path}",
    )


def _case(path: Path, language: Language) -> Text:
    ending = path.suffix.lower()
    if ending in _YAML:
        write_text(path, case_template())
    elif ending == ".xlsx":
        _workbook(path, language)
    else:
        raise input_error(
            f"en tom sag kan laves som .xlsx eller .yaml, ikke som '{path.suffix}'.",
            f"an empty case can be made as .xlsx or .yaml, not as '{path.suffix}'.",
            file=str(path),
        )
    return Text(
        f"Skrevet: {path}\nUdfyld den, og kør: bundlinje calculate {path}",
        f"Written: {path}\nFill it in and run: bundlinje calculate {path}",
    )


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
