"""Well-being: values in money, and scales, cut-offs and norms of instruments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bundlinje.basics.texts import LANGUAGES, Text
from bundlinje.evidence import codes
from bundlinje.evidence.record import Record, shared_warnings, shown
from bundlinje.evidence.schema import column


@dataclass(frozen=True, kw_only=True)
class WellbeingValue(Record):
    """A value or a property of a well-being instrument. [`unit`]"""

    PREFIX: ClassVar[str] = "wellbeing"

    id: str = column("id", Text("Id", "Id"), required=True)
    title_da: str = column("text", Text("Navn, dansk", "Name, Danish"), required=True)
    title_en: str = column("text", Text("Navn, engelsk", "Name, English"), required=True)
    instrument: str = column(
        "code", Text("Måleredskab", "Instrument"), required=True, codes=codes.INSTRUMENTS
    )
    use: str = column("code", Text("Brug", "Use"), required=True, codes=codes.WELLBEING_USES)
    value: float | None = column("number", Text("Værdi", "Value"))
    ci_low: float | None = column("number", Text("95 %-interval, fra", "95% interval, from"))
    ci_high: float | None = column("number", Text("95 %-interval, til", "95% interval, to"))
    unit: str = column("text", Text("Enhed", "Unit"))
    currency: str = column("code", Text("Valuta", "Currency"), codes=codes.CURRENCIES)
    price_year: int | None = column("year", Text("Prisår", "Price year"))
    interpretation: str = column("text", Text("Betydning", "Meaning"))
    source: str = column("ref", Text("Kilde", "Source"), required=True, refers="sources")
    secondary: bool = column("flag", Text("Sekundær kilde", "Secondary source"))
    derived: bool = column("flag", Text("Afledt", "Derived"))
    note: str = column("text", Text("Note", "Note"))

    @property
    def title(self) -> Text:
        """Return the name of the value."""
        return Text(self.title_da, self.title_en)

    @property
    def summary(self) -> Text:
        """Return the value with its unit."""
        if self.value is None:
            return Text("", "")
        da, en = (shown(self.value, language) for language in LANGUAGES)
        return Text(f"{da} {self.unit}", f"{en} {self.unit}")

    @property
    def may_be_used(self) -> Text:
        """Return what the value may be used for."""
        if self.use == "value":
            return Text(
                "Social værdi: hører til borgerens bundlinje og lægges aldrig til budgettet.",
                "Social value: belongs to the people's bottom line, never added to the budget.",
            )
        return codes.WELLBEING_USES[self.use]

    @property
    def warnings(self) -> tuple[Text, ...]:
        """Return what must be said wherever the value is used."""
        found = shared_warnings(self.secondary, self.derived)
        return (self.may_be_used, *found) if self.use in ("value", "association") else found
