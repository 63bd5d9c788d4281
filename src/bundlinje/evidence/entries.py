"""What is searched of each record, and what it can be filtered by."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from bundlinje.basics.texts import LANGUAGES, Language, Text
from bundlinje.evidence.kinds import KINDS
from bundlinje.evidence.knowledge import Knowledge
from bundlinje.evidence.profiles import Profile
from bundlinje.evidence.record import Record
from bundlinje.evidence.schema import columns
from bundlinje.evidence.search import BODY, KEYWORD, TITLE, Entry, SearchIndex

#: Facets that a search can be narrowed by.
FACETS = ("kind", "target_group", "outcome", "grade", "country", "year")
_GRADES = ("causal_grade", "model_use", "estimate_kind", "price_kind", "grade", "use")


def search_index(knowledge: Knowledge, own: bool = False) -> SearchIndex:
    """Return an index over every record of a knowledge base, or over those of own folders only."""
    return SearchIndex(entries(knowledge, own)).prepare()


def entries(knowledge: Knowledge, own: bool = False) -> Iterator[Entry]:
    """Yield what is searched of every record, or of those of own folders only."""
    names = {
        f"{kind}/{record.id}": record.title
        for kind in ("target_groups", "interventions")
        for record in knowledge.all(kind)
    }
    sources = {record.id: record.title.da for record in knowledge.all("sources")}
    for kind in KINDS.values():
        for id in knowledge.ids(kind.name):
            reference = f"{kind.prefix}/{id}"
            if own and not knowledge.own(reference):
                continue
            record = knowledge.lookup(reference)
            # A page comes after what was read on it.
            texts: list[tuple[str, Language, float]]
            texts = [(record.title.da, "da", BODY)] if kind.name == "sources" else [
                *_texts(record, names, sources), *_both(kind.title, BODY)
            ]  # fmt: skip
            yield Entry(record.reference, texts, _facets(record, kind.name))


def _texts(
    record: Record, names: dict[str, Text], sources: dict[str, str]
) -> Iterator[tuple[str, Language, float]]:
    yield record.id.replace("_", " "), "da", KEYWORD
    yield from _both(record.title, TITLE)
    for name, column in _columns(record):
        value = getattr(record, name)
        if column.type == "ref" and f"{column.refers}/{value}" in names:
            yield from _both(names[f"{column.refers}/{value}"], KEYWORD)
        elif column.type == "ref" and column.refers == "sources":
            yield sources.get(value, ""), "da", BODY
        elif column.type == "code" and value and column.codes:
            yield from _both(column.codes[value], KEYWORD if name == "outcome" else BODY)
        elif column.type == "text" and name not in ("title_da", "title_en") and value:
            yield value, "en" if name.endswith("_en") else "da", BODY
    if isinstance(record, Profile):
        yield f"{record.target_group_label} {record.goal}", "da", BODY
        yield " ".join(service.label for service in record.services), "da", KEYWORD
        if f"target_groups/{record.target_group}" in names:
            yield from _both(names[f"target_groups/{record.target_group}"], KEYWORD)
    if not _columns(record):
        yield from _both(record.summary, BODY)
        yield getattr(record, "note", ""), "da", BODY


def _both(text: Text, weight: float) -> Iterator[tuple[str, Language, float]]:
    for language in LANGUAGES:
        # The same text in both languages counts once in each stem, not twice in one.
        yield text.to(language), language, weight if text.da != text.en else weight / 2


def _columns(record: Record) -> list[tuple[str, Any]]:
    return list(columns(type(record)).items())


def _facets(record: Record, kind: str) -> dict[str, list[str]]:
    grades = [getattr(record, name, "") for name in _GRADES]
    return {
        "kind": [kind, KINDS[kind].prefix],
        "target_group": [record.id if kind == "target_groups" else _group(record)],
        "outcome": list(_outcomes(record)),
        "grade": [grade for grade in grades if isinstance(grade, str) and grade],
        "country": list(getattr(record, "countries", ())),
        "year": [str(year) for year in _years(record)],
    }


def _group(record: Record) -> str:
    return str(getattr(record, "target_group", ""))


def _outcomes(record: Record) -> Iterator[str]:
    """Yield the areas that a record is about; a target group's are those of its goals."""
    if outcome := getattr(record, "outcome", ""):
        yield outcome
    yield from dict.fromkeys(goal.outcome for goal in getattr(record, "goals", ()))


def _years(record: Record) -> Iterator[int]:
    """Yield the year of a study, of a price, or from which a rate holds."""
    start = getattr(record, "valid_from", None)
    for year in (getattr(record, "year", None), getattr(record, "price_year", None)):
        if year is not None:
            yield year
            return
    if isinstance(start, datetime.date):
        yield start.year
