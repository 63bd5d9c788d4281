"""The records that ship with Bundlinje: price indexes and discount schedules, with their source.

Each record is a small YAML file below `data/`, long series in CSV beside it. Records are read
strictly: an unknown key is an error.
"""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from bundlinje.basics.price_index import PriceIndex
from bundlinje.basics.reading import Reader, Section
from bundlinje.basics.texts import Text
from bundlinje.basics.yaml_tree import parse_document


@dataclass(frozen=True)
class Source:
    """Where something was read."""

    title: str
    url: str = ""
    accessed: str = ""
    note: str = ""


@dataclass(frozen=True)
class DiscountSchedule:
    """A discount schedule: `steps` are (from [years], real rate [1/year])."""

    id: str
    title: Text
    steps: tuple[tuple[float, float], ...]
    source: Source


def discount_schedules() -> tuple[str, ...]:
    """Return the ids of the discount schedules."""
    return _ids("discount_schedules")


def price_indexes() -> tuple[str, ...]:
    """Return the ids of the price indexes."""
    return _ids("price_indexes")


@cache
def discount_schedule(schedule: str) -> DiscountSchedule:
    """Return the discount schedule with this id; it must be one of `discount_schedules()`."""
    keys = ["id", "title", "unit", "valid_from", "valid_to", "steps", "source"]
    reader, section = _record("discount_schedules", schedule, keys)
    steps = tuple(
        reader.pair(node, section.at("steps"))
        for node in reader.items(section.need("steps"), section.at("steps"), 20)
    )
    record = DiscountSchedule(schedule, _title(section), steps, _source(section))
    reader.finish()
    return record


@cache
def price_index(index: str) -> tuple[PriceIndex, str]:
    """Return a price index and its currency; it must be one of `price_indexes()`."""
    keys = ["id", "title", "unit", "currency", "values", "source"]
    reader, section = _record("price_indexes", index, keys)
    months: dict[int, list[float]] = {}
    series = (_data() / "price_indexes" / section.text("values", required=True)).read_text("utf-8")
    for row in csv.DictReader(io.StringIO(series)):
        months.setdefault(int(row["month"][:4]), []).append(float(row["value"]))
    years = {year: sum(values) / 12 for year, values in months.items() if len(values) == 12}
    source = _source(section)
    reader.finish()
    return PriceIndex(index, years, source=f"{source.title}, {source.url}"), section.text(
        "currency", required=True
    )


@cache
def version() -> str:
    """Return a hash of every record, so that a result can say what it was calculated with."""
    digest = hashlib.sha256()
    for file in sorted(_files(_data()), key=lambda entry: entry[0]):
        digest.update(file[0].encode() + b"\0" + file[1].read_bytes() + b"\0")
    return digest.hexdigest()


def read_source(section: Section) -> Source:
    """Return the source described by a section with the keys title, url, accessed and note."""
    return Source(
        section.text("title", required=True),
        section.text("url"),
        section.text("accessed"),
        section.text("note"),
    )


SOURCE_KEYS = ("title", "url", "accessed", "note")


def _data() -> Traversable:
    return resources.files("bundlinje.evidence") / "data"


def _files(folder: Traversable, prefix: str = "") -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _files(entry, f"{prefix}{entry.name}/")
        else:
            found.append((prefix + entry.name, entry))
    return found


def _ids(kind: str) -> tuple[str, ...]:
    names = (entry.name for entry in (_data() / kind).iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml")))


def _record(kind: str, record: str, keys: list[str]) -> tuple[Reader, Section]:
    file = f"{record}.yaml"
    document = parse_document((_data() / kind / file).read_bytes(), file)
    reader = Reader(file)
    return reader, reader.section(document.root, "", keys)


def _title(section: Section) -> Text:
    title = section.reader.section(section.need("title"), section.at("title"), ["da", "en"])
    return Text(title.text("da", required=True), title.text("en", required=True))


def _source(section: Section) -> Source:
    return read_source(
        section.reader.section(section.need("source"), section.at("source"), SOURCE_KEYS)
    )
