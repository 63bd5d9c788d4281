"""The fields of an INDIGO project, with a memory of which were read.

What a contract file has no place for is listed afterwards, so that nothing is lost unseen.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

Entry = dict[str, Any]
#: No list of a record is read further than this.
MOST = 500
#: Who may see a value and where it comes from: they say nothing about the contract itself.
_ABOUT_VALUES = ("status", "source_ids", "sandboxes")
#: What the publisher adds to each organisation that an entry names, already read with its name.
_NAMES = "organisation_names"


class Fields:
    """Reads the values of a project and remembers which it has read."""

    def __init__(self, project: Entry) -> None:
        self.project = project
        self._read: set[int] = set()
        self._notes: set[int] = set()
        self._names = {
            str(entry.get("id")): name
            for entry in self.entries("organisations")
            if (name := self.text(entry, "name"))
        }

    def entries(self, name: str) -> list[Entry]:
        """Return the entries of a list; from CSV they stand under their numbers."""
        found = self.project.get(name)
        entries = list(found.values()) if isinstance(found, dict) else found
        if not isinstance(entries, list):
            return []
        return [entry for entry in entries if isinstance(entry, dict)][:MOST]

    def peek(self, data: Entry, *keys: str) -> str:
        """Return the value of a field as text without remembering it as read."""
        return self._at(data, keys)[1]

    def text(self, data: Entry, *keys: str) -> str:
        """Return the value of a field as text; empty where it is absent."""
        here, found = self._at(data, keys)
        if found:
            self._read.add(id(here))
        return found

    def number(self, data: Entry, *keys: str) -> str:
        """Return a positive number as it is written in YAML; empty where there is none.

        Published records also hold numbers as texts. One with anything but digits and a decimal
        point in it is left for people to read.
        """
        here, found = self._at(data, keys)
        try:
            number = Decimal(found)
        except InvalidOperation:
            return ""
        if not number.is_finite() or not 0 < number < Decimal("1e15") or math.isnan(float(number)):
            return ""
        self._read.add(id(here))
        return f"{number.normalize():f}"

    def note(self, entry: Entry) -> str:
        """Return the note on an entry; empty where there is none."""
        found = entry.get("notes")
        if not isinstance(found, str) or not found.strip():
            return ""
        self._notes.add(id(entry))
        return found.strip()

    def organisation(self, entry: Entry) -> str:
        """Return who an entry names: the organisation's name, its identifier, else the note."""
        known = self.text(entry, "organisation_id")
        name = self.text(entry, _NAMES, "organisation_id") or self._names.get(known, "")
        return name or known or self.note(entry)

    def _at(self, data: Any, keys: tuple[str, ...]) -> tuple[Any, str]:
        for key in keys:
            data = data.get(key) if isinstance(data, dict) else None
        found = data.get("value") if isinstance(data, dict) else None
        if found is None or isinstance(found, dict | list):
            return data, ""
        return data, str(found).strip()

    def unread(self) -> Iterator[tuple[str, str]]:
        """Yield the path and text of every value that was not read.

        Left out are ids, which only hold a record together, and what tells who may see a value
        and where it comes from.
        """
        yield from self._unread(self.project, "")

    def _unread(self, data: Any, path: str) -> Iterator[tuple[str, str]]:
        children = data.items() if isinstance(data, dict) else enumerate(data)
        for key, child in children:
            at = f"{path}/{key}" if path else str(key)
            if isinstance(child, dict | list):
                yield from self._unread(child, at)
            elif child is not None and str(child).strip() and not self._known(data, str(key)):
                yield at, str(child).strip()

    def _known(self, data: Any, key: str) -> bool:
        if key == "value":
            return id(data) in self._read
        if key == "notes":
            return id(data) in self._notes
        return key == "id" or key in _ABOUT_VALUES
