"""What was changed in an own record, by whom and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bundlinje.basics.texts import Language, Text
from bundlinje.evidence.kinds import KINDS
from bundlinje.evidence.schema import columns
from bundlinje.web.knowledge import own_files
from bundlinje.web.knowledge.models import OwnChange, OwnRecord, Step
from bundlinje.web.knowledge.own_forms import FORMS, Row, typed_of


@dataclass(frozen=True)
class Told:
    """One change: `changes` are (what, before, after); none for the first."""

    what: Text
    when: datetime
    who: str
    reason: str
    changes: tuple[tuple[str, str, str], ...]


def told(record: OwnRecord, language: Language) -> list[Told]:
    """Return every change of an own record, the newest first."""
    found: list[Told] = []
    before: OwnChange | None = None
    for change in record.changes.order_by("id").select_related("who"):
        changes = () if before is None else tuple(_changes(record, before, change, language))
        what = _what(before, change)
        found.append(Told(what, change.when, str(change.who or "–"), change.reason, changes))
        before = change
    return found[::-1]


_REVIEWED = {
    Step.ACCEPTED: Text("Godkendt", "Accepted"),
    Step.REFUSED: Text("Afvist", "Refused"),
    Step.WITHDRAWN: Text("Trukket tilbage", "Withdrawn"),
}


def _what(before: OwnChange | None, change: OwnChange) -> Text:
    if change.step != Step.PROPOSED:
        return _REVIEWED[Step(change.step)]
    if before is None:
        return Text("Tilføjet", "Added")
    if before.step == Step.WITHDRAWN:
        return Text("Foreslået taget i brug igen", "Proposed to be in use again")
    return Text("Ændring foreslået", "Change proposed")


def proposed(
    record: OwnRecord, proposal: OwnChange, language: Language
) -> tuple[tuple[str, str, str], ...]:
    """Return what a proposal would change of what is in use: (what, before, after)."""
    row, source = (record.row, record.source) if record.in_use else ({}, {})
    return tuple(_differences(record, row, source, proposal, language))


def _changes(
    record: OwnRecord, before: OwnChange, after: OwnChange, language: Language
) -> Iterator[tuple[str, str, str]]:
    return _differences(record, before.row, before.source, after, language)


def _differences(
    record: OwnRecord, row: Row, source: Row, after: OwnChange, language: Language
) -> Iterator[tuple[str, str, str]]:
    if record.kind == own_files.KIND:
        was, now = (own_files.facts(cells, language) if cells else {} for cells in (row, after.row))
        for label in dict.fromkeys([*was, *now]):
            if was.get(label) != now.get(label):
                yield label, was.get(label, ""), now.get(label, "")
        return
    for kind, old, new in ((record.kind, row, after.row), ("sources", source, after.source)):
        for name in dict.fromkeys([*old, *new]):
            first, second = old.get(name, ""), new.get(name, "")
            if first != second and name not in ("id", "source"):
                yield (
                    columns(KINDS[kind].record)[name].label.to(language),
                    _shown(kind, name, first, language),
                    _shown(kind, name, second, language),
                )


def _shown(kind: str, name: str, cell: str, language: Language) -> str:
    column = columns(KINDS[kind].record)[name]
    if column.type == "code" and column.codes and cell in column.codes:
        return column.codes[cell].to(language)
    asks: Mapping[str, Any] = {ask.name: ask for ask in FORMS[kind].asks} if kind in FORMS else {}
    return typed_of(asks[name], column, cell, language) if name in asks else cell
