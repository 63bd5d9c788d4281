"""Freeze a study's definition before outcomes are looked at, and say what was changed since.

The file beside the study, `STUDY.frozen.json`, keeps every definition that estimates were made
from, with its date, its hash and the reason for a change.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bundlinje.basics.errors import input_error
from bundlinje.basics.files import write_text
from bundlinje.register.study import Study

FORMAT = "bundlinje.register-frozen/1"


@dataclass(frozen=True)
class Frozen:
    """A definition that was frozen.

    Attributes:
        sha256: Its hash.
        date: The day it was frozen.
        reason: Why it was changed; empty for the first.
        definition: All that decides the estimates.
    """

    sha256: str
    date: str
    reason: str
    definition: dict[str, Any]


def frozen_file(study: Study) -> Path:
    """Return the path of the file of frozen definitions."""
    return Path(study.file).with_suffix(".frozen.json")


def frozen(study: Study) -> list[Frozen]:
    """Return the definitions frozen so far, oldest first.

    Raises:
        InputError: the file is not one of ours.
    """
    path = frozen_file(study)
    if not path.exists():
        return []
    try:
        data = json.loads(path.read_text("utf-8"))
        if data["format"] != FORMAT:
            raise KeyError("format")
        return [
            Frozen(e["sha256"], e["date"], e["reason"], e["definition"])
            for e in data["definitions"]
        ]
    except (ValueError, KeyError, TypeError):
        raise input_error(
            "filen med den låste definition kan ikke læses. Hent den fra en sikkerhedskopi.",
            "the file with the frozen definition cannot be read. Get it from a backup.",
            file=str(path),
        ) from None


def freeze(study: Study, day: datetime.date, reason: str = "") -> Frozen:
    """Return the frozen definition of a study, and freeze it where that was not done.

    Raises:
        InputError: it was frozen with another definition, and there is no reason for the change.
    """
    before = frozen(study)
    if before and before[-1].sha256 == study.sha256:
        return before[-1]
    if before and not reason:
        listed = ", ".join(changed(before[-1].definition, study.definition()))
        raise input_error(
            f"definitionen er ændret, siden den blev låst {before[-1].date}: {listed}. Gendan den, "
            'eller skriv, hvorfor den ændres: --change "grund". Begge dele vises i rapporten.',
            f"the definition was changed since it was frozen on {before[-1].date}: {listed}. "
            'Restore it, or say why it is changed: --change "reason". Both are in the report.',
            file=study.file,
        )
    # A reason is only for a change.
    now = Frozen(study.sha256, day.isoformat(), reason if before else "", study.definition())
    entries = [vars(entry) for entry in (*before, now)]
    write_text(
        frozen_file(study),
        json.dumps({"format": FORMAT, "definitions": entries}, ensure_ascii=False, indent=1) + "\n",
    )
    return now


def changed(before: Any, after: Any, path: str = "") -> Iterator[str]:
    """Yield the keys whose values differ, as a path: `follow_up.years`."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys([*before, *after]):
            place = f"{path}.{key}" if path else str(key)
            yield from changed(before.get(key), after.get(key), place)
    elif before != after:
        yield path
