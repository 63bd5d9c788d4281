"""Price indexes and discount schedules, the version of a knowledge base, and inline sources."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from bundlinje.basics.price_index import PriceIndex
from bundlinje.basics.texts import Text
from bundlinje.evidence.record import Record

if TYPE_CHECKING:
    from bundlinje.basics.reading import Section


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
    source: str = ""
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
    source: str

    @property
    def title(self) -> Text:
        """Return the name of the index."""
        return self.name

    @property
    def summary(self) -> Text:
        """Return the years that are covered."""
        shown = f"{self.unit}, {self.index.covered()}"
        return Text(shown, shown)


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
    record = DiscountSchedule(
        path.stem,
        read_title(section),
        steps,
        section.text("source", required=True),
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
    record = PriceIndexRecord(
        path.stem,
        read_title(section),
        section.text("unit", required=True),
        section.text("currency", required=True),
        PriceIndex(path.stem, years),
        section.text("source", required=True),
    )
    reader.finish()
    return record


def version_of(*folders: Path) -> str:
    """Return a hash of every file of records in the folders; other files do not count."""
    from bundlinje.evidence.kinds import KINDS

    places = {"overlaps.yaml", *(kind.path for kind in KINDS.values())}
    digest = hashlib.sha256()
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if file.is_file() and file.relative_to(folder).parts[0] in places:
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
