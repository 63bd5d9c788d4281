"""The knowledge base that a person sees: the shared records, and their organisation's own on top.

An organisation's records are written to a folder that the library reads as any own folder. It
lies beside nothing else, is made when the records have changed, and goes with the object.
"""

from __future__ import annotations

import csv
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

from bundlinje.basics.errors import InputError
from bundlinje.evidence.entries import search_index
from bundlinje.evidence.kinds import KINDS
from bundlinje.evidence.knowledge import Knowledge, shared
from bundlinje.evidence.search import SearchIndex
from bundlinje.evidence.search_store import stored_index
from bundlinje.web.accounts.access import current_membership
from bundlinje.web.knowledge.models import OwnChange, OwnRecord, Step

#: Organisations whose knowledge base is kept in each process.
KEPT = 32

#: A kind, the cells of a record by column, and those of its source.
Rows = tuple[str, Mapping[str, str], Mapping[str, str]]


@dataclass(frozen=True)
class Base:
    """A knowledge base with what is needed to search it; `own` is None without own records.

    `facets` are the (facet, value) of each record, by reference.
    """

    knowledge: Knowledge
    shared: SearchIndex
    facets: Mapping[str, frozenset[tuple[str, str]]]
    own: SearchIndex | None = None


def base_for(request: HttpRequest) -> Base:
    """Return the knowledge base that the person asking may see."""
    membership = current_membership(request) if request.user.is_authenticated else None
    return shared_base() if membership is None else base_of(membership.organisation_id)


def base_of(organisation: UUID) -> Base:
    """Return the shared knowledge base with an organisation's own records on top."""
    return _base(organisation, own_version(organisation))


def own_version(organisation: UUID) -> int:
    """Return a number that is another whenever the own records in use have changed."""
    changes = OwnChange.objects.filter(
        record__organisation_id=organisation, step__in=(Step.ACCEPTED, Step.WITHDRAWN)
    )
    newest: int | None = changes.order_by("-id").values_list("id", flat=True).first()
    return newest or 0


def knowledge_at(organisation: UUID, version: int) -> Knowledge:
    """Return an organisation's knowledge base of a version, for a calculation."""
    return _base(organisation, version).knowledge


@cache
def shared_base() -> Base:
    """Return the shared knowledge base, read once in each process."""
    index = stored_index(shared(), Path(settings.DATA) / "cache").prepare()
    return Base(shared(), index, _facets(index))


@lru_cache(maxsize=KEPT)
def _base(organisation: UUID, version: int) -> Base:
    if not version:
        return shared_base()
    records = OwnRecord.objects.filter(organisation_id=organisation, in_use=True).order_by("id")
    rows: list[Rows] = [(one.kind, one.row, one.source) for one in records]
    try:
        return _on_top(rows)
    except InputError:
        # What a later version of the knowledge base cannot read is left out, until it is changed.
        return _on_top([one for one in rows if _is_readable(one)])


def _on_top(rows: list[Rows]) -> Base:
    below = shared_base()
    if not rows:
        return below
    knowledge = with_rows(rows)
    own = search_index(knowledge, own=True)
    return Base(knowledge, below.shared, {**below.facets, **_facets(own)}, own)


def _is_readable(row: Rows) -> bool:
    try:
        _on_top([row])
    except InputError:
        return False
    return True


def _facets(index: SearchIndex) -> dict[str, frozenset[tuple[str, str]]]:
    found: list[set[tuple[str, str]]] = [set() for _ in index.references]
    for facet, numbers in index.facets.items():
        for number in numbers:
            found[number].add(facet)
    return dict(zip(index.references, map(frozenset, found), strict=True))


def with_rows(rows: Iterable[Rows]) -> Knowledge:
    """Return the shared knowledge base with these records on top.

    Raises:
        InputError: a table cannot be read.
    """
    tables: dict[str, list[Mapping[str, str]]] = {}
    seen: dict[tuple[str, ...], str] = {}
    folder = Path(tempfile.mkdtemp(prefix="bundlinje-own-"))
    for kind, row, source in rows:
        if KINDS[kind].form == "files":
            place = folder / KINDS[kind].path
            place.mkdir(exist_ok=True)
            (place / f"{row['id']}.yaml").write_text(row["file"], encoding="utf-8")
            continue
        # The same page stands once among the sources.
        page = tuple(text for name, text in sorted(source.items()) if name != "id")
        id = seen.setdefault(page, source["id"])
        if id == source["id"]:
            tables.setdefault("sources", []).append(source)
        tables.setdefault(kind, []).append({**row, "source": id})
    for kind, cells in tables.items():
        names = list(dict.fromkeys(name for row in cells for name in row))
        with (folder / KINDS[kind].path).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, names, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(cells)
    knowledge = shared().on_top(folder)
    weakref.finalize(knowledge, shutil.rmtree, folder, ignore_errors=True)
    return knowledge
