"""What is different between two documents of a case, in words and in kroner."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bundlinje.basics import formats
from bundlinje.basics.texts import Language, Text
from bundlinje.web.cases.judging import judge
from bundlinje.web.cases.store import changed_paths
from bundlinje.web.sharing.field_words import AnyPlaces, Places

Document = dict[Any, Any]

_ADDED = Text("tilføjet", "added")
_REMOVED = Text("fjernet", "removed")


@dataclass(frozen=True)
class Difference:
    """One thing that differs: what it is called, and what it said before and after.

    Where an item was added or removed, only `item` says so.
    """

    what: Text
    before: str = ""
    after: str = ""
    item: Text | None = None


@dataclass(frozen=True)
class Money:
    """An amount before and after, in words; `down` where it fell."""

    what: Text
    before: str
    after: str
    change: str
    down: bool


def differences(
    before: Document,
    after: Document,
    language: Language,
    places_of: Callable[[Document], AnyPlaces] = Places,
) -> list[Difference]:
    """Return what differs, in the order of the form; last what the form does not ask.

    `places_of` gives the fields of a document that is no case.
    """
    old, new = places_of(before), places_of(after)
    gone = {path: title for path, title in old.items.items() if path not in new.items}
    come = {path: title for path, title in new.items.items() if path not in old.items}
    found = [Difference(title, item=_ADDED) for title in come.values()]
    found += [Difference(title, item=_REMOVED) for title in gone.values()]
    told = {*gone, *come}
    for path in dict.fromkeys([*old.by_path, *new.by_path]):
        place = new.by_path.get(path) or old.by_path[path]
        told.add(place.stands_at)
        if place.within in gone or place.within in come:
            continue
        if place.stored(before) != place.stored(after):
            found.append(
                Difference(place.words, place.value(before, language), place.value(after, language))
            )
    return found + list(_others(before, after, told, (old, new), language))


def _others(
    before: Document,
    after: Document,
    told: set[str],
    places: tuple[AnyPlaces, AnyPlaces],
    language: Language,
) -> Iterator[Difference]:
    """Yield what differs where the form asks nothing."""
    for path in _leaves(before, after):
        if any(path == one or path.startswith(f"{one}.") for one in told):
            continue
        key = path.rpartition(".")[2]
        was, now = (
            place.spelled(_at(document, path), key, language)
            for place, document in zip(places, (before, after), strict=True)
        )
        yield Difference(places[1].words(path), was, now)


def _leaves(before: Any, after: Any, path: str = "") -> Iterator[str]:
    """Yield the paths that differ, also inside lists whose items came or went."""
    for found in changed_paths(before, after, path):
        was, now = _keyed(_at(before, found)), _keyed(_at(after, found))
        # What came or went as a whole is told by its parts.
        # An empty list holds no items, like none.
        was, now = (
            _nothing(before, found, now) if was is None else was,
            _nothing(after, found, was) if now is None else now,
        )
        if was is None or now is None or not found:
            yield found
            continue
        for key in dict.fromkeys([*was, *now]):
            if was.get(key) == now.get(key):
                continue
            if _keyed(was.get(key)) is None or _keyed(now.get(key)) is None:
                yield f"{found}.{key}"
            else:
                yield from _within(before, after, f"{found}.{key}")


def _within(before: Document, after: Document, path: str) -> Iterator[str]:
    """Yield the paths that differ inside an item that both documents have."""
    was, now = _keyed(_at(before, path)), _keyed(_at(after, path))
    if was is None or now is None:
        yield path
        return
    for key in dict.fromkeys([*was, *now]):
        if was.get(key) != now.get(key):
            yield from _within(before, after, f"{path}.{key}")


def _nothing(document: Document, path: str, other: Any) -> dict[Any, Any] | None:
    return {} if other is not None and _at(document, path) is None else None


def _keyed(value: Any) -> dict[Any, Any] | None:
    if isinstance(value, dict):
        return value
    if isinstance(value, list) and all(isinstance(one, dict) and "id" in one for one in value):
        return {one["id"]: one for one in value}
    return None


def _at(document: Document, path: str) -> Any:
    """Return what stands at a path of `changed_paths`; keys of years are numbers."""
    value: Any = document
    for part in path.split("."):
        keyed = _keyed(value)
        if keyed is None:
            return None
        value = keyed.get(part, keyed.get(int(part)) if part.isdigit() else None)
    return value


def in_kroner(
    before: Document, after: Document, organisation: UUID, language: Language
) -> list[Money]:
    """Return the net result and that of each purse, then and now; nothing where one has none.

    Both are calculated with the knowledge base and the rules of today.
    """
    was, now = judge(before, organisation).result, judge(after, organisation).result
    if was is None or now is None:
        return []
    lines = [
        money(
            Text("Nettoresultat", "Net result"),
            was.point.net_result,
            now.point.net_result,
            language,
        )
    ]
    payers = {**was.case.payers, **now.case.payers}
    for name, payer in payers.items():
        first, second = was.point.by_payer.get(name, 0.0), now.point.by_payer.get(name, 0.0)
        if payer.public and (first or second):
            lines.append(money(payer.label, first, second, language))
    return lines


def money(what: Text, before: float, after: float, language: Language) -> Money:
    """Return a line of two amounts and how far they are apart. [kr.]"""
    change = round(after) - round(before)
    sign = "+" if change > 0 else ""
    return Money(
        what,
        formats.money(before, language=language),
        formats.money(after, language=language),
        f"{sign}{formats.money(change, language=language)}",
        change < 0,
    )
