"""Price indexes and discount schedules, the version of the knowledge base, and inline sources."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from bundlinje.basics.price_index import PriceIndex
from bundlinje.basics.texts import Text
from bundlinje.evidence.record import Record

if TYPE_CHECKING:
    from bundlinje.basics.reading import Section

#: The shared records that ship with Bundlinje.
DATA = Path(__file__).with_name("data")


@dataclass(frozen=True)
class Source:
    """Where something was read."""

    title: str
    url: str = ""
    accessed: str = ""
    note: str = ""


@dataclass(frozen=True)
class DiscountSchedule(Record):
    """A discount schedule: `steps` are (from [years], real rate [1/year])."""

    PREFIX: ClassVar[str] = "schedules"

    id: str
    name: Text
    steps: tuple[tuple[float, float], ...]
    source: Source
    source_id: str = ""
    valid_from: str = ""
    valid_to: str = ""

    @property
    def title(self) -> Text:
        """Return the name of the schedule."""
        return self.name

    @property
    def summary(self) -> Text:
        """Return the rates by distance in time."""
        shown = "; ".join(f"{start:g}: {rate * 100:g} %" for start, rate in self.steps)
        return Text(f"fra år {shown}", f"from year {shown}")


@dataclass(frozen=True)
class PriceIndexRecord(Record):
    """A price index as it stands in the knowledge base; `index` holds its whole years."""

    PREFIX: ClassVar[str] = "indexes"

    id: str
    name: Text
    unit: str
    currency: str
    index: PriceIndex
    source: Source
    source_id: str

    @property
    def title(self) -> Text:
        """Return the name of the index."""
        return self.name

    @property
    def summary(self) -> Text:
        """Return the years that are covered."""
        shown = f"{self.unit}, {self.index.covered()}"
        return Text(shown, shown)


def discount_schedules() -> tuple[str, ...]:
    """Return the ids of the discount schedules."""
    return _ids("discount_schedules")


def price_indexes() -> tuple[str, ...]:
    """Return the ids of the price indexes."""
    return _ids("price_indexes")


@cache
def discount_schedule(schedule: str) -> DiscountSchedule:
    """Return the discount schedule with this id; it must be one of `discount_schedules()`."""
    return read_discount_schedule(DATA / "discount_schedules" / f"{schedule}.yaml")


@cache
def price_index(index: str) -> tuple[PriceIndex, str]:
    """Return a price index and its currency; it must be one of `price_indexes()`."""
    record = read_price_index(DATA / "price_indexes" / f"{index}.yaml")
    return record.index, record.currency


def read_discount_schedule(path: Path) -> DiscountSchedule:
    """Return the discount schedule of a file.

    Raises:
        InputError: the file is wrong.
    """
    from bundlinje.evidence.yaml_records import open_record, read_date, read_title

    keys = ["id", "title", "unit", "valid_from", "valid_to", "steps", "source"]
    reader, section = open_record(path, keys)
    steps = tuple(
        reader.pair(node, section.at("steps"))
        for node in reader.items(section.need("steps"), section.at("steps"), 20)
    )
    source = section.text("source", required=True)
    record = DiscountSchedule(
        path.stem,
        read_title(section),
        steps,
        _source(source),
        source,
        str(read_date(section, "valid_from") or ""),
        str(read_date(section, "valid_to") or ""),
    )
    reader.finish()
    return record


def read_price_index(path: Path) -> PriceIndexRecord:
    """Return the price index of a file; a year's value is the mean of its twelve months.

    Raises:
        InputError: the file is wrong.
    """
    from bundlinje.evidence.yaml_records import open_record, read_title

    keys = ["id", "title", "unit", "currency", "values", "source"]
    reader, section = open_record(path, keys)
    values = section.text("values", required=True)
    reader.finish()
    years = _whole_years(path.with_name(values))
    source_id = section.text("source", required=True)
    source = _source(source_id)
    record = PriceIndexRecord(
        path.stem,
        read_title(section),
        section.text("unit", required=True),
        section.text("currency", required=True),
        PriceIndex(path.stem, years, source=f"{source.title}, {source.url}"),
        source,
        source_id,
    )
    reader.finish()
    return record


@cache
def version() -> str:
    """Return a hash of every record, so that a result can say what it was calculated with."""
    return version_of(DATA)


def version_of(*folders: Path) -> str:
    """Return a hash of every file below the folders."""
    digest = hashlib.sha256()
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                name = file.relative_to(folder).as_posix()
                digest.update(name.encode() + b"\0" + file.read_bytes() + b"\0")
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


def _whole_years(path: Path) -> dict[int, float]:
    """Return the mean of each year that has its twelve months, from a CSV file `month,value`."""
    from bundlinje.basics.reading import Reader
    from bundlinje.basics.yaml_tree import Node

    reader = Reader(str(path))
    months: dict[int, dict[str, float]] = {}
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        lines = []
    if not lines or lines[0].strip() != "month,value":
        reader.report(
            Node("", 1),
            "",
            "filen mangler, eller første linje er ikke 'month,value'.",
            "there is no such file, or its first line is not 'month,value'.",
        )
    for number, line in enumerate(lines[1:], 2):
        month, _, value = line.partition(",")
        if not _MONTH.fullmatch(month) or not _INDEX.fullmatch(value.strip()):
            reader.expected(
                Node(line, number), "", "en linje som 2015-01,98.7", "a line such as 2015-01,98.7"
            )
        elif month in months.setdefault(int(month[:4]), {}):
            reader.report(
                Node(line, number),
                month,
                "måneden står to gange. Behold den ene.",
                "the month stands twice. Keep one.",
            )
        else:
            months[int(month[:4])][month] = float(value)
    reader.finish()
    return {year: sum(values.values()) / 12 for year, values in months.items() if len(values) == 12}


_MONTH = re.compile(r"[12][0-9]{3}-(0[1-9]|1[0-2])")
_INDEX = re.compile(r"[0-9]+(\.[0-9]+)?")


def _ids(kind: str) -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in (DATA / kind).glob("*.yaml")))


def _source(id: str) -> Source:
    from bundlinje.evidence.registers import SourceRecord
    from bundlinje.evidence.tables import Table

    path = DATA / "sources.csv"
    table = Table(path.read_bytes(), str(path), SourceRecord)
    if id not in table:
        return Source(id)
    found = table.get(id)
    return Source(found.title_text, found.url, found.accessed.isoformat(), found.note)
