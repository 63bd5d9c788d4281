"""Consequences: service use and spending of target groups, and what each number can carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bundlinje.basics.texts import LANGUAGES, Text
from bundlinje.evidence import codes
from bundlinje.evidence.record import Record, shared_warnings, shown
from bundlinje.evidence.schema import column

#: Kinds of estimate that are not a change, and so never the consequence of a success.
NOT_A_CHANGE = ("level", "risk", "share_or_trend")
#: What an estimate per person may be counted by.
PER_PERSON = (
    "person_year", "person_month", "person_week", "person", "person_18_months",
    "person_5_years", "person_6_years", "person_10_years", "person_lifetime",
)  # fmt: skip


@dataclass(frozen=True)
class Change:
    """A change in use or spending per person, as printed. `per` is a code of `codes.PERS`."""

    value: float
    low: float | None
    high: float | None
    unit: str
    currency: str
    per: str
    price_year: int | None
    positive_means: str


@dataclass(frozen=True, kw_only=True)
class ConsequenceEstimate(Record):
    """One estimate of what a target group uses or costs. [`unit`, `per`]"""

    PREFIX: ClassVar[str] = "consequences"

    id: str = column("id", Text("Id", "Id"), required=True)
    title_da: str = column("text", Text("Konsekvens", "Consequence"), required=True)
    target_group: str = column(
        "ref", Text("Målgruppe", "Target group"), required=True, refers="target_groups"
    )
    target_group_da: str = column(
        "text", Text("Målgruppe i kilden", "Target group in the source"), required=True
    )
    target_group_en: str = column(
        "text", Text("Målgruppe, engelsk", "Target group, English"), required=True
    )
    outcome: str = column("code", Text("Område", "Area"), required=True, codes=codes.OUTCOMES)
    estimate_kind: str = column(
        "code", Text("Tallets art", "Kind of estimate"), required=True, codes=codes.ESTIMATE_KINDS
    )
    causal_grade: str = column(
        "code", Text("Evidensgrad", "Evidence grade"), codes=codes.CAUSAL_GRADES
    )
    measure: str = column(
        "code", Text("Mål", "Measure"), required=True, codes=codes.CONSEQUENCE_MEASURES
    )
    value: float = column("number", Text("Værdi", "Value"), required=True)
    ci_low: float | None = column("number", Text("95 %-interval, fra", "95% interval, from"))
    ci_high: float | None = column("number", Text("95 %-interval, til", "95% interval, to"))
    comparison_value: float | None = column(
        "number", Text("Sammenligningens værdi", "Value of the comparison")
    )
    unit: str = column("code", Text("Enhed", "Unit"), required=True, codes=codes.CONSEQUENCE_UNITS)
    currency: str = column("code", Text("Valuta", "Currency"), codes=codes.CURRENCIES)
    per: str = column("code", Text("Pr.", "Per"), required=True, codes=codes.PERS)
    unit_text: str = column("text", Text("Enhed i kilden", "Unit in the source"))
    price_year: int | None = column("year", Text("Prisår", "Price year"))
    positive_means: str = column(
        "code", Text("Fortegn", "Sign"), required=True, codes=codes.POSITIVE_MEANS
    )
    comparison: str = column("text", Text("Sammenlignet med", "Compared with"))
    period: str = column("text", Text("Periode", "Period"))
    design_text: str = column("text", Text("Design i kilden", "Design in the source"))
    countries: tuple[str, ...] = column("countries", Text("Land", "Country"))
    source: str = column("ref", Text("Kilde", "Source"), required=True, refers="sources")
    secondary: bool = column("flag", Text("Sekundær kilde", "Secondary source"))
    derived: bool = column("flag", Text("Afledt", "Derived"))
    note: str = column("text", Text("Note", "Note"))

    @property
    def title(self) -> Text:
        """Return target group and consequence."""
        return Text(
            f"{self.target_group_da}: {self.title_da}", f"{self.target_group_en}: {self.title_da}"
        )

    @property
    def summary(self) -> Text:
        """Return the value with its unit as the source has it."""
        kind = codes.ESTIMATE_KINDS[self.estimate_kind]
        da, en = (shown(self.value, language) for language in LANGUAGES)
        return Text(f"{da} {self.unit_text} – {kind.da}", f"{en} {self.unit_text} – {kind.en}")

    @property
    def standing(self) -> Text:
        """Return the kind of estimate."""
        return codes.ESTIMATE_KINDS[self.estimate_kind]

    @property
    def may_be_used(self) -> Text:
        """Return what the estimate may be used for."""
        return USE_OF_CONSEQUENCE[self.estimate_kind]

    @property
    def warnings(self) -> tuple[Text, ...]:
        """Return what must be said wherever the estimate is used."""
        found = shared_warnings(self.secondary, self.derived)
        if self.estimate_kind in ("excess", "unadjusted_difference", "modelled", "own_estimate"):
            found = (self.may_be_used, *found)
        if self.causal_grade in WEAK_GRADES:
            found += (WEAK_GRADES[self.causal_grade],)
        if self.unit == "money" and self.price_year is None:
            found += (NO_PRICE_YEAR,)
        return found

    def as_change(self) -> Change:
        """Return the change per person, if the number is one.

        Raises:
            InputError: the number is a level, a risk, a share or a total, or in a currency other
                than kroner.
        """
        if self.estimate_kind in NOT_A_CHANGE:
            use = self.may_be_used
            raise self.refused(
                Text(
                    f"kan ikke bruges som ændring i forbrug: {use.da}",
                    f"cannot be used as a change in use: {use.en}",
                )
            )
        if self.per not in PER_PERSON or self.unit in ("ratio", "percent", "years"):
            raise self.refused(
                Text(
                    f"kan ikke bruges som ændring pr. person: enheden er '{self.unit_text}'.",
                    f"cannot be used as a change per person: the unit is '{self.unit_text}'.",
                )
            )
        if self.unit == "money" and self.currency != "DKK":
            raise self.refused(
                Text(
                    f"beløbet er i {self.currency}. Omregn det til kroner, og skriv det selv i "
                    "sagen med kurs og kilde.",
                    f"the amount is in {self.currency}. Convert it to kroner and write it in the "
                    "case with rate and source.",
                )
            )
        return Change(
            self.value,
            self.ci_low,
            self.ci_high,
            self.unit,
            self.currency,
            self.per,
            self.price_year,
            self.positive_means,
        )


NO_PRICE_YEAR = Text(
    "Prisåret er ikke oplyst: angiv det selv.", "The price year is not stated: state it yourself."
)

#: What must be said about an estimate whose design carries little.
WEAK_GRADES = {
    "none": Text(
        "Ingen kontrolgruppe: ændringen er et loft over virkningen snarere end virkningen.",
        "No comparison group: the change is a ceiling on the effect rather than the effect.",
    ),
    "weak": Text(
        "Svagt design: holder kun, hvis grupperne ellers ville have udviklet sig ens.",
        "Weak design: holds only if the groups would otherwise have developed alike.",
    ),
}

USE_OF_CONSEQUENCE = {
    "excess": Text(
        "Forskel mod en sammenligningsgruppe: højst et loft for gevinsten, ikke en effekt.",
        "Difference from a comparison group: at most a ceiling for the gain, not an effect.",
    ),
    "unadjusted_difference": Text(
        "Forskellen er ikke renset for, hvem der er udvalgt, og kan være for stor som gevinst.",
        "The difference is not adjusted for selection and may be too large as a gain.",
    ),
    "modelled": Text(
        "Modelberegnet, ikke målt: målte tal har vist sig mindre end modellens.",
        "Modelled, not measured: measured numbers have proved smaller than the model's.",
    ),
    "level": Text(
        "Et niveau uden sammenligning, ikke en merudgift.",
        "A level without comparison, not an excess.",
    ),
    "risk": Text(
        "En risiko eller andel: kan bruges som grundniveau, ikke som ændring.",
        "A risk or share: may serve as a baseline, not as a change.",
    ),
    "share_or_trend": Text(
        "En udgiftsandel eller udvikling: kun til beskrivelse.",
        "A share of spending or a trend: for description only.",
    ),
    "own_estimate": Text(
        "Eget skøn: se, hvordan det er målt.", "Own estimate: see how it was measured."
    ),
}
