"""The revisions of a case, gathered into what one person did in one go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from bundlinje.basics.texts import Text
from bundlinje.web.sharing.field_words import AnyPlaces, Places

#: One goes on at the same when no longer than this lies between two changes.
ONE_GO = timedelta(minutes=20)
#: Revisions on one page of the history.
PAGE = 150
#: Things named of one go; more are counted.
NAMED = 8


@dataclass(frozen=True)
class Go:
    """What one person changed in one go: revisions `first` to `last`."""

    author: str
    begun: datetime
    ended: datetime
    first: int
    last: int
    #: What was changed, in words; `more` is how many things are not named.
    changed: tuple[Text, ...]
    more: int

    @property
    def before(self) -> int:
        """The revision that stood before it; 0 for the beginning."""
        return self.first - 1

    @property
    def one_day(self) -> bool:
        """Whether it began and ended on the same day."""
        return timezone.localdate(self.begun) == timezone.localdate(self.ended)


@dataclass(frozen=True)
class Named:
    """How the paths of a kind of document are named: its fields, and the parts they lie in."""

    places_of: Callable[[dict[Any, Any]], AnyPlaces]
    parts: Mapping[str, Text]


def history(
    case: Any, below: int | None = None, named: Named | None = None
) -> tuple[list[Go], int | None]:
    """Return the goes before revision `below`, the newest first, and where to read on.

    `named` is given for what is no case.
    """
    found = case.revisions.select_related("author").order_by("-number")
    if below is not None:
        found = found.filter(number__lt=below)
    revisions = list(found[: PAGE + 1])
    older = revisions[PAGE].number + 1 if len(revisions) > PAGE else None
    return _gathered(revisions[:PAGE], named or CASES), older


def _gathered(revisions: Sequence[Any], named: Named) -> list[Go]:
    goes: list[list[Any]] = []
    for revision in revisions:
        if goes and _same_go(goes[-1][-1], revision):
            goes[-1].append(revision)
        else:
            goes.append([revision])
    return [_go(one, named) for one in goes]


def _same_go(later: Any, earlier: Any) -> bool:
    return bool(later.author_id == earlier.author_id and later.when - earlier.when <= ONE_GO)


def _go(revisions: Sequence[Any], by: Named) -> Go:
    last, first = revisions[0], revisions[-1]
    paths = list(dict.fromkeys(path for one in reversed(revisions) for path in one.paths))
    named = _named(paths, revisions, by)
    return Go(
        str(last.author or "–"), first.when, last.when, first.number, last.number,
        tuple(named[:NAMED]), max(len(named) - NAMED, 0),
    )  # fmt: skip


def _named(paths: Sequence[str], revisions: Sequence[Any], by: Named) -> list[Text]:
    """Return what paths are called, in the newest revision that has them."""
    left = list(paths)
    found: dict[str, Text] = {}
    for revision in revisions:
        if not left:
            break
        places = by.places_of(revision.document)
        known = [path for path in left if places.knows(path)]
        found |= {path: places.words(path) for path in known}
        left = [path for path in left if path not in found]
    listed = [found.get(path, _part(path, by)) for path in paths]
    return list({text.da: text for text in listed}.values())


def _part(path: str, by: Named) -> Text:
    """Return which part of a document a path lies in that no field has any more."""
    first, _, name = path.partition(".")
    part = by.parts.get(first, Text("Andet", "Other"))
    return Text(f"{part.da} ({name})", f"{part.en} ({name})") if name else part


_PARTS = {
    "costs": Text("Omkostninger", "Costs"),
    "consequences": Text("Konsekvenser", "Consequences"),
    "outcomes": Text("Den anden bundlinje", "The other bottom line"),
    "notes": Text("Noter", "Notes"),
    "effect": Text("Effekt", "Effect"),
    "effects": Text("Effekt", "Effect"),
    "payers": Text("Kasser", "Purses"),
    "parameters": Text("Tal, der bruges flere steder", "Numbers used in several places"),
}
CASES = Named(Places, _PARTS)
