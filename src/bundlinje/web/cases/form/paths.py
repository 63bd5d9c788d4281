"""Read and change a document by path: `effect.with`, `costs.team.amount`, `payers.kommune`.

Items of a list are found by their id.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
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
    """Add an item to a list, with an id that no other item has; return its path.

    `effects` are no list, but are added to by the same button.
    """
    if key == "effects":
        return add_effect(document)
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


def add_effect(document: Document) -> str:
    """Add one more effect, and return its path.

    A single one gets a name, which the items that follow it are told.
    """
    effects = document.get("effects")
    if not isinstance(effects, dict):
        single = document.pop("effect", None)
        first = single if isinstance(single, dict) else {}
        name = slug(str(first.get("goal") or "effekt-1"))
        effects = document["effects"] = {name: first}
        _rename(document, "effect", f"effects.{name}")
        for item in _following(document):
            item["effect"] = name
    names = (f"effekt-{count}" for count in range(len(effects) + 1, 2 * len(effects) + 2))
    name = next(name for name in names if name not in effects)
    effects[name] = {}
    return f"effects.{name}"


def remove_effect(document: Document, name: str) -> bool:
    """Take an effect out; what followed it follows the one that is left, if there is one only."""
    effects = document.get("effects")
    if not isinstance(effects, dict) or name not in effects or len(effects) < 2:
        return False
    del effects[name]
    _rename(document, f"effects.{name}", None)
    for item in _following(document):
        if item.get("effect") == name or len(effects) == 1:
            item.pop("effect", None)
    return True


def _following(document: Document) -> Iterator[Document]:
    """Yield the items that may follow an effect."""
    for key in ("consequences", "outcomes"):
        listed = document.get(key)
        if isinstance(listed, list):
            yield from (item for item in listed if isinstance(item, dict))


def _rename(document: Document, path: str, new: str | None) -> None:
    """Let the note about a path be about another, or go."""
    notes = document.get("notes")
    if isinstance(notes, dict) and path in notes:
        note = notes.pop(path)
        if new is not None:
            notes[new] = note


def remove_item(document: Document, path: str) -> bool:
    """Take an item out of its list; whether it was there."""
    key, _, name = path.partition(".")
    if key == "effects":
        return remove_effect(document, name)
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
