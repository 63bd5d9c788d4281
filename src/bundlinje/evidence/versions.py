"""What differs between two versions of the knowledge base, record by record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bundlinje.evidence.kinds import KINDS
from bundlinje.evidence.knowledge import Knowledge, differences


@dataclass(frozen=True)
class RecordChange:
    """A record that was added, removed or changed; `changes` are (field, before, after)."""

    reference: str
    what: str
    changes: tuple[tuple[str, Any, Any], ...] = ()


ADDED, REMOVED, CHANGED = "added", "removed", "changed"


def changed_records(before: Knowledge, after: Knowledge) -> list[RecordChange]:
    """Return the records in which two knowledge bases differ, in the order of the kinds.

    Raises:
        InputError: a record is wrong.
    """
    found = []
    for kind in KINDS.values():
        old, new = before.ids(kind.name), after.ids(kind.name)
        for id in (*old, *(id for id in new if id not in set(old))):
            reference = f"{kind.prefix}/{id}"
            if reference not in after:
                found.append(RecordChange(reference, REMOVED))
            elif reference not in before:
                found.append(RecordChange(reference, ADDED))
            elif changes := differences(before.lookup(reference), after.lookup(reference)):
                found.append(RecordChange(reference, CHANGED, changes))
    return found
