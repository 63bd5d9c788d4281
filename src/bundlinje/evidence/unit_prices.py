"""Unit prices: what one unit of a service costs, in which year, and who usually pays."""

# Every column is made by `column`, which gives a field and no shared default.
# ruff: noqa: RUF009
from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import ClassVar

from bundlinje.basics.texts import LANGUAGES, Text
from bundlinje.evidence import codes
from bundlinje.evidence.record import Record, shared_warnings, shown_money
from bundlinje.evidence.schema import column

#: Kinds of price that may never be the price of a consequence or a cost.
NEVER_A_PRICE = ("total", "gain", "single_case")


@dataclass(frozen=True, kw_only=True)
class UnitPrice(Record):
    """Price of one unit of a service. [`currency` per `unit`, prices of `price_year`]"""

    PREFIX: ClassVar[str] = "prices"

    id: str = column("id", Text("Id", "Id"), required=True)
    title_da: str = column("text", Text("Navn, dansk", "Name, Danish"), required=True)
    title_en: str = column("text", Text("Navn, engelsk", "Name, English"), required=True)
    amount: float = column("number", Text("Pris", "Price"), required=True)
    currency: str = column(
        "code", Text("Valuta", "Currency"), required=True, codes=codes.CURRENCIES
    )
    unit: str = column("code", Text("Enhed", "Unit"), required=True, codes=codes.UNITS)
    unit_text: str = column("text", Text("Enhed i kilden", "Unit in the source"))
    price_year: int | None = column("year", Text("Prisår", "Price year"))
    price_year_standing: str = column(
        "code",
        Text("Prisårets grundlag", "Basis of the price year"),
        required=True,
        codes=codes.YEAR_STANDINGS,
    )
    price_kind: str = column(
        "code", Text("Prisens art", "Kind of price"), required=True, codes=codes.PRICE_KINDS
    )
    flow: str = column("code", Text("Retning", "Direction"), required=True, codes=codes.FLOWS)
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
    department: str = column("text", Text("Forvaltning", "Department"))
    source: str = column("ref", Text("Kilde", "Source"), required=True, refers="sources")
    secondary: bool = column("flag", Text("Sekundær kilde", "Secondary source"))
    derived: bool = column("flag", Text("Afledt", "Derived"))
    next_update: datetime.date | None = column(
        "date", Text("Næste opdatering", "Next expected update")
    )
    note: str = column("text", Text("Note", "Note"))

    @property
    def title(self) -> Text:
        """Return the name of the price."""
        return Text(self.title_da, self.title_en)

    @property
    def summary(self) -> Text:
        """Return the amount with unit and price year."""
        unit = codes.UNITS[self.unit]
        undated = Text("udateret", "undated")
        da, en = (shown_money(self.amount, self.currency, language) for language in LANGUAGES)
        return Text(
            f"{da} pr. {unit.da} ({self.price_year or undated.da})",
            f"{en} per {unit.en} ({self.price_year or undated.en})",
        )

    @property
    def standing(self) -> Text:
        """Return the kind of price."""
        return codes.PRICE_KINDS[self.price_kind]

    @property
    def may_be_used(self) -> Text:
        """Return what the price may be used for."""
        return USE_OF_PRICE[self.price_kind]

    @property
    def warnings(self) -> tuple[Text, ...]:
        """Return what must be said wherever the price is used."""
        found = shared_warnings(self.secondary, self.derived)
        if self.price_kind in ("local", "older_estimate", "rough"):
            found += (USE_OF_PRICE[self.price_kind],)
        if self.price_year is None:
            found += (
                Text(
                    "Prisen er udateret: angiv selv prisår, og efterprøv prisen.",
                    "The price is undated: state a price year yourself and verify the price.",
                ),
            )
        if self.price_year_standing == "assumed":
            found += (
                Text(
                    f"Prisåret {self.price_year} er antaget; siden oplyser det ikke.",
                    f"The price year {self.price_year} is assumed; the page does not state it.",
                ),
            )
        return found

    def as_price(self) -> float:
        """Return the amount, if it is a price at all. [`currency` per `unit`]

        Raises:
            InputError: the record is a national total, an estimated gain or a single case.
        """
        if self.price_kind in NEVER_A_PRICE:
            use = USE_OF_PRICE[self.price_kind]
            raise self.refused(
                Text(
                    f"kan ikke bruges som pris: {use.da} Vælg en enhedspris, eller skriv egen "
                    "pris med kilde.",
                    f"cannot be used as a price: {use.en} Choose a unit price, or write your own "
                    "with its source.",
                )
            )
        return self.amount


USE_OF_PRICE = {
    "national": Text("Kan bruges som pris i hele landet.", "May be used as a national price."),
    "local": Text(
        "Lokal takst: ét tilbuds eller én kommunes pris, ikke landets.",
        "Local rate: the price of one provider or place, not of the country.",
    ),
    "intervention": Text(
        "Kan bruges som pris på indsatsen.", "May be used as the cost of the intervention."
    ),
    "benefit": Text(
        "Ydelse før skat; skatten kommer tilbage til de offentlige kasser.",
        "Benefit before tax; the tax returns to the public purses.",
    ),
    "older_estimate": Text(
        "Ældre eller andenhåndsskøn: efterprøv det, før det bæres videre.",
        "Older or second-hand estimate: verify it before it is relied on.",
    ),
    "rough": Text(
        "Groft afledt skøn: kun til størrelsesordenen.",
        "Rough derived estimate: for the order of magnitude only.",
    ),
    "single_case": Text(
        "Ét enkelt tilfælde, ikke et gennemsnit.", "One single case, not an average."
    ),
    "total": Text("Et samlet tal, ikke en pris pr. enhed.", "A total, not a price per unit."),
    "gain": Text("Et gevinstskøn, ikke en pris.", "An estimated gain, not a price."),
}
