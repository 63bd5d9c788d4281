"""Rates: dated parameters such as benefit rates, refund shares, tax and wage indexes."""

# Every column is made by `column`, which gives a field and no shared default.
# ruff: noqa: RUF009
from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import ClassVar

from bundlinje.basics import formats
from bundlinje.basics.texts import LANGUAGES, Language, Text
from bundlinje.evidence import codes
from bundlinje.evidence.record import Record, shared_warnings, shown
from bundlinje.evidence.schema import column


@dataclass(frozen=True, kw_only=True)
class Rate(Record):
    """A parameter that holds from one date to another. [`unit`]"""

    PREFIX: ClassVar[str] = "rates"

    id: str = column("id", Text("Id", "Id"), required=True)
    title_da: str = column("text", Text("Navn, dansk", "Name, Danish"), required=True)
    title_en: str = column("text", Text("Navn, engelsk", "Name, English"), required=True)
    value: float = column("number", Text("Værdi", "Value"), required=True)
    unit: str = column("code", Text("Enhed", "Unit"), required=True, codes=codes.RATE_UNITS)
    unit_text: str = column("text", Text("Enhed i kilden", "Unit in the source"))
    valid_from: datetime.date | None = column("date", Text("Gælder fra", "Valid from"))
    valid_to: datetime.date | None = column("date", Text("Gælder til", "Valid to"))
    #: Where an amount is stated at the level of another year than it began to hold.
    price_year: int | None = column("year", Text("Prisår", "Price year"))
    series: str = column("text", Text("Række", "Series"))
    grade: str = column("code", Text("Grad", "Grade"), required=True, codes=codes.RATE_GRADES)
    payers: dict[str, float] = column("shares", Text("Hvem betaler", "Who pays"))
    payers_standing: str = column(
        "code",
        Text("Fordelingens grundlag", "Basis of the split"),
        required=True,
        codes=codes.PAYER_STANDINGS,
    )
    payer_rule: str = column(
        "ref", Text("Regel om betaling", "Rule for payment"), refers="payer_rules"
    )
    payers_text: str = column("text", Text("Hvem betaler, som læst", "Who pays, as read"))
    source: str = column("ref", Text("Kilde", "Source"), required=True, refers="sources")
    secondary: bool = column("flag", Text("Sekundær kilde", "Secondary source"))
    derived: bool = column("flag", Text("Afledt", "Derived"))
    next_update: datetime.date | None = column(
        "date", Text("Næste opdatering", "Next expected update")
    )
    note: str = column("text", Text("Note", "Note"))

    @property
    def title(self) -> Text:
        """Return the name of the rate."""
        return Text(self.title_da, self.title_en)

    @property
    def summary(self) -> Text:
        """Return the value with unit and validity."""
        unit = codes.RATE_UNITS[self.unit]
        da, en = (
            f"{shown(self.value, language)} {unit.to(language)}, {self._validity(language)}"
            for language in LANGUAGES
        )
        return Text(da, en)

    def _validity(self, language: Language) -> str:
        first, last = (
            "" if day is None else formats.date(day, language)
            for day in (self.valid_from, self.valid_to)
        )
        if not first and not last:
            return Text("startdato ikke oplyst", "start not stated").to(language)
        parts = [Text(f"fra {first}", f"from {first}").to(language)] if first else []
        parts += [Text(f"til {last}", f"to {last}").to(language)] if last else []
        return " ".join(parts)

    @property
    def standing(self) -> Text:
        """Return where the rate was read."""
        return codes.RATE_GRADES[self.grade]

    @property
    def may_be_used(self) -> Text:
        """Return what the rate may be used for."""
        return USE_OF_RATE[self.grade]

    @property
    def warnings(self) -> tuple[Text, ...]:
        """Return what must be said wherever the rate is used."""
        found = shared_warnings(self.secondary, self.derived)
        if self.grade in ("forecast", "restated"):
            found = (USE_OF_RATE[self.grade], *found)
        if self.valid_from is None:
            found += (
                Text(
                    "Det er ikke oplyst, hvornår satsen begyndte at gælde.",
                    "It is not stated from when the rate holds.",
                ),
            )
        return found

    def holds(self, date: datetime.date) -> bool:
        """Return whether the rate is known to hold on this date."""
        return (self.valid_from is None or self.valid_from <= date) and (
            self.valid_to is None or date <= self.valid_to
        )

    def known_for(self, year: int) -> bool:
        """Return whether the rate is known to hold on some day of this year."""
        return (self.valid_from is None or self.valid_from.year <= year) and (
            self.valid_to is None or year <= self.valid_to.year
        )


USE_OF_RATE = {
    "official": Text(
        "Kan bruges i den periode, den gælder.", "May be used for the period in which it holds."
    ),
    "restated": Text(
        "Gengivet af andre end myndigheden: efterprøv den.",
        "Restated by others than the authority: verify it.",
    ),
    "secondary": Text(
        "Læst i en sekundær kilde: efterprøv den.", "Read in a secondary source: verify it."
    ),
    "derived": Text(
        "Regnet ud fra trykte tal: den udmeldte sats kan afvige.",
        "Calculated from printed numbers: the announced rate may differ.",
    ),
    "forecast": Text("Et skøn, ikke det realiserede tal.", "A forecast, not the realised number."),
}
