"""Sources, interventions and municipalities: the tables that the other records name."""

# Every column is made by `column`, which gives a field and no shared default.
# ruff: noqa: RUF009
from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import ClassVar

from bundlinje.basics.texts import LANGUAGES, Text
from bundlinje.evidence import codes
from bundlinje.evidence.record import Record, shown
from bundlinje.evidence.schema import column


@dataclass(frozen=True, kw_only=True)
class SourceRecord(Record):
    """A page that was read: title, address and the date of reading."""

    PREFIX: ClassVar[str] = "sources"

    id: str = column("id", Text("Id", "Id"), required=True)
    title_text: str = column("text", Text("Titel", "Title"), required=True)
    url: str = column("address", Text("Adresse", "Address"), required=True)
    accessed: datetime.date = column("date", Text("Læst", "Date read"), required=True)
    licence: str = column("text", Text("Licens", "Licence"))
    secondary: bool = column("flag", Text("Sekundær kilde", "Secondary source"))
    note: str = column("text", Text("Note", "Note"))

    @property
    def title(self) -> Text:
        """Return the title of the page."""
        return Text(self.title_text, self.title_text)

    @property
    def summary(self) -> Text:
        """Return the address."""
        return Text(self.url, self.url)


@dataclass(frozen=True, kw_only=True)
class Intervention(Record):
    """Something that is done for people, under the name that studies and prices share."""

    PREFIX: ClassVar[str] = "interventions"

    id: str = column("id", Text("Id", "Id"), required=True)
    title_da: str = column("text", Text("Navn, dansk", "Name, Danish"), required=True)
    title_en: str = column("text", Text("Navn, engelsk", "Name, English"), required=True)
    names: str = column("text", Text("Navne i kilderne", "Names in the sources"))
    note: str = column("text", Text("Note", "Note"))

    @property
    def title(self) -> Text:
        """Return the name of the intervention."""
        return Text(self.title_da, self.title_en)

    @property
    def summary(self) -> Text:
        """Return the names that the sources use."""
        return Text(self.names, self.names)


@dataclass(frozen=True, kw_only=True)
class Municipality(Record):
    """A Danish municipality; `id` is its official code of four digits."""

    PREFIX: ClassVar[str] = "municipalities"

    id: str = column("id", Text("Kode", "Code"), required=True)
    name: str = column("text", Text("Navn", "Name"), required=True)
    region: str = column("code", Text("Region", "Region"), required=True, codes=codes.REGIONS)
    population: int | None = column("integer", Text("Folketal", "Population"), low=0)
    population_date: str = column("text", Text("Folketal pr.", "Population as of"))
    source: str = column("ref", Text("Kilde", "Source"), required=True, refers="sources")
    source_region: str = column("ref", Text("Kilde, region", "Source, region"), refers="sources")
    source_population: str = column(
        "ref", Text("Kilde, folketal", "Source, population"), refers="sources"
    )
    note: str = column("text", Text("Note", "Note"))

    @property
    def title(self) -> Text:
        """Return the name of the municipality."""
        return Text(self.name, self.name)

    @property
    def summary(self) -> Text:
        """Return region and population."""
        region = codes.REGIONS[self.region]
        if self.population is None:
            return region
        da, en = (shown(self.population, language) for language in LANGUAGES)
        return Text(
            f"{region.da}, {da} ({self.population_date})",
            f"{region.en}, {en} ({self.population_date})",
        )
