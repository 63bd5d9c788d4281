"""`bundlinje knowledge local FILE`: a consequence from a municipality's own counts."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from bundlinje.basics.errors import input_error
from bundlinje.basics.texts import Language, Text


def add_arguments(command: argparse.ArgumentParser, language: Language) -> None:
    """Add the file."""
    command.add_argument(
        "file",
        metavar=Text("FIL", "FILE").to(language),
        type=Path,
        help=Text("optællingerne (YAML)", "the counts (YAML)").to(language),
    )


def run(arguments: Any) -> int:
    """Show the consequence, and add it to the own folder where one is named."""
    from bundlinje.evidence.knowledge import Knowledge
    from bundlinje.evidence.local_counts import read_local_counts
    from bundlinje.evidence.local_record import add_to_folder, as_rows

    language: Language = arguments.language
    if len(arguments.folder) > 1:
        raise input_error(
            "angiv kun én mappe; det er den, oplysningen skrives i.",
            "give one folder only; it is the one that the record is written to.",
            key="--folder",
        )
    folder = arguments.folder[0] if arguments.folder else None
    knowledge = Knowledge([folder] if folder and folder.exists() else [])
    counts = read_local_counts(arguments.file, knowledge)
    written: list[Path] = []
    if folder is not None:
        written = add_to_folder(counts, folder)
    if arguments.json:
        consequence, source = as_rows(counts, knowledge)
        data = {
            **counts.estimate.as_dict(),
            "consequence": consequence,
            "source": source,
            "written": [str(path) for path in written],
        }
        print(json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False))
        return 0
    print(counts.summary(language))
    for path in written:
        print(Text(f"Skrevet: {path}", f"Written: {path}").to(language))
    if written:
        print(
            Text(
                f"Til en konsekvens i en sag: per: participant, "
                f"quantity: {{ref: consequences/{counts.id}}}",
                f"For a consequence in a case: per: participant, "
                f"quantity: {{ref: consequences/{counts.id}}}",
            ).to(language)
        )
    return 0
