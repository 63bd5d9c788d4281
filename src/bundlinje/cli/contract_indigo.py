"""`bundlinje contract indigo FILE`: to the INDIGO data standard, and back to a contract file."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from bundlinje.basics.errors import input_error
from bundlinje.basics.files import write_text
from bundlinje.basics.texts import Language, Text
from bundlinje.cli.folders import knowledge_of

INDIGO = Text(
    "skriv kontrakten efter INDIGO-datastandarden, eller begynd en kontrakt fra et INDIGO-projekt",
    "write the contract by the INDIGO data standard, or begin a contract from an INDIGO project",
)
_YAML = (".yaml", ".yml")


def add_indigo_arguments(command: argparse.ArgumentParser, language: Language) -> None:
    """Add the arguments of `contract indigo`."""
    command.add_argument(
        "--out",
        metavar=Text("FIL", "FILE").to(language),
        type=Path,
        help=Text(
            "skriv til en fil: .json eller .csv; .yaml, når der læses et INDIGO-projekt",
            "write to a file: .json or .csv; .yaml when an INDIGO project is read",
        ).to(language),
    )


def run_indigo(arguments: Any) -> int:
    """Write a contract as an INDIGO project, or begin a contract from one."""
    if arguments.contract.suffix.lower() in _YAML:
        return _write(arguments)
    return _read(arguments)


def _write(arguments: Any) -> int:
    from bundlinje.contracts.contract_file import read_contract
    from bundlinje.contracts.indigo import indigo, indigo_csv

    path = _ending(arguments.out, (".json", ".csv"))
    contract = read_contract(arguments.contract, knowledge_of(arguments))
    record = indigo(contract, arguments.language)
    document = json.dumps(record, ensure_ascii=False, indent=1, allow_nan=False)
    if path is not None:
        write_text(path, indigo_csv(record) if path.suffix.lower() == ".csv" else document + "\n")
    if path is None or arguments.json:
        print(document)
        return 0
    missing = ", ".join(record["missing"])
    version = record["standard"]["version"]
    message = Text(
        f"Skrevet: {path} (INDIGO-datastandarden {version}).\nKontrakten siger ikke: {missing}.",
        f"Written: {path} (INDIGO data standard {version}).\nThe contract does not tell: "
        f"{missing}.",
    )
    print(message.to(arguments.language))
    return 0


def _read(arguments: Any) -> int:
    from bundlinje.contracts.indigo_reading import not_understood, read_indigo, skeleton

    path = _ending(arguments.out, _YAML)
    if path is not None and path.exists():
        raise input_error(
            "filen findes allerede. Vælg et andet navn.",
            "the file exists already. Choose another name.",
            file=str(path),
        )
    project = read_indigo(arguments.contract)
    text, left = skeleton(project, arguments.language), not_understood(project, arguments.language)
    if path is not None:
        write_text(path, text)
    if arguments.json:
        data = {"contract": text, "not_understood": dict(left)}
        print(json.dumps(data, ensure_ascii=False, indent=1))
    elif path is None:
        print(text, end="")
    else:
        print(_written(path, len(left)).to(arguments.language))
    return 0


def _written(path: Path, left: int) -> Text:
    message = Text(
        f"Skrevet: {path}\nUdfyld det, der mangler, og kør: bundlinje contract check {path}",
        f"Written: {path}\nFill in what is missing and run: bundlinje contract check {path}",
    )
    if not left:
        return message
    return Text(
        f"{message.da}\nPosten har {left} oplysninger, som kontraktfilen ikke har plads til; de "
        "står nederst som kommentarer.",
        f"{message.en}\nThe record has {left} facts that a contract file has no place for; they "
        "stand last as comments.",
    )


def _ending(path: Path | None, endings: tuple[str, ...]) -> Path | None:
    if path is not None and path.suffix.lower() not in endings:
        known = ", ".join(endings)
        raise input_error(
            f"filen kan ikke skrives som '{path.suffix}'. Vælg mellem {known}.",
            f"the file cannot be written as '{path.suffix}'. Choose one of {known}.",
            file=str(path),
        )
    return path
