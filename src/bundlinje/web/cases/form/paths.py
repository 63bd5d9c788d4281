"""Read and change a document by path: `effect.with`, `costs.team.amount`, `payers.kommune`.

Items of a list are found by their id.
"""

from __future__ import annotations

import re
from typing import Any

from bundlinje.basics.json_documents import whole_key

Document = dict[Any, Any]


def value_at(document: Document, path: str) -> Any:
    """Return what stands at a path, or None."""
    value: Any = document
    for part in path.split("."):
        value = _child(value, part)
        if value is None:
            return None
    return value


def _child(value: Any, part: str) -> Any:
    if isinstance(value, list):
        return next(
            (item for item in value if isinstance(item, dict) and item.get("id") == part), None
        )
    if isinstance(value, dict):
        return value.get(whole_key(part))
    return None


def put(document: Document, path: str, value: Any) -> None:
    """Set what stands at a path, or take it away where `value` is None.

    Mappings on the way are made; an item of a list must be there.

    Raises:
        KeyError: a list has no item of this id.
    """
    *way, last = path.split(".")
    place: Any = document
    for part in way:
        below = _child(place, part)
        if below is None:
            if not isinstance(place, dict):
                raise KeyError(path)
            if value is None:
                return
            below = place[whole_key(part)] = {}
        elif not isinstance(below, dict | list):
            # A plain number becomes a mapping where one of its keys is set, as a price does.
            below = place[whole_key(part)] = {"amount": below}
        place = below
    if not isinstance(place, dict):
        raise KeyError(path)
    if value is None:
        place.pop(whole_key(last), None)
    else:
        place[whole_key(last)] = value


def add_item(document: Document, key: str, item: Document) -> str:
    """Add an item to a list, with an id that no other item has; return its path."""
    taken = {
        entry.get("id")
        for name in ("costs", "consequences", "outcomes", key)
        for entry in document.get(name) or ()
        if isinstance(entry, dict)
    }
    base = slug(str(item.get("label") or item.get("id") or key))
    names = (base if count == 1 else f"{base}-{count}" for count in range(1, len(taken) + 3))
    name = next(name for name in names if name not in taken)
    listed = document.get(key)
    if not isinstance(listed, list):
        listed = document[key] = []
    listed.append({"id": name, **{k: v for k, v in item.items() if k != "id"}})
    return f"{key}.{name}"


def remove_item(document: Document, path: str) -> bool:
    """Take an item out of its list; whether it was there."""
    key, _, name = path.partition(".")
    listed = document.get(key)
    if not isinstance(listed, list):
        return False
    kept = [item for item in listed if not (isinstance(item, dict) and item.get("id") == name)]
    document[key] = kept
    return len(kept) < len(listed)


def slug(label: str) -> str:
    """Return an id that reads like a label."""
    text = label.lower().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    return re.sub(r"[^a-z0-9]+", "-", text).strip("-")[:40].strip("-") or "post"
