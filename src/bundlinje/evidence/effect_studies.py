"""Effect studies: what an intervention changed, how it was measured and what it can carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bundlinje.basics.texts import LANGUAGES, Text
from bundlinje.evidence import codes
from bundlinje.evidence.record import Record, shared_warnings, shown
from bundlinje.evidence.schema import column


@dataclass(frozen=True)
class Difference:
    """A difference in success rate that may enter a calculation as it stands. [share]

    Success is the side that is better for people: where a study counts what is to be avoided,
    such as new crime, the numbers are those who avoided it, and `turned` is true.
    """

    mean: float
    low: float | None
    high: float | None
    p_with: float | None
    p_without: float | None
    turned: bool = False


@dataclass(frozen=True)
class Estimate:
    """A study's estimate as printed, for conversion or pooling.

    `measure` is a code of `codes.EFFECT_MEASURES`; `value`, `low` and `high` are in the unit as
    printed. `p_without` is the share without the intervention where the study states it.
    """

    study: str
    measure: str
    value: float
    low: float | None
    high: float | None
    n_with: int | None
    n_without: int | None
    events_with: int | None
    events_without: int | None
    p_without: float | None
    good_side: str


@dataclass(frozen=True, kw_only=True)
class EffectStudy(Record):
    """One estimate of what an intervention changed. Shares are from 0 to 1, others as printed."""

    PREFIX: ClassVar[str] = "effects"

    id: str = column("id", Text("Id", "Id"), required=True)
    intervention: str = column(
        "ref", Text("Indsats", "Intervention"), required=True, refers="interventions"
    )
    intervention_text: str = column(
        "text", Text("Indsats i kilden", "Intervention in the source"), required=True
    )
    target_group: str = column(
        "ref", Text("Målgruppe", "Target group"), required=True, refers="target_groups"
    )
    target_group_text: str = column(
        "text", Text("Målgruppe i kilden", "Target group in the source"), required=True
    )
    outcome: str = column("code", Text("Resultat", "Outcome"), required=True, codes=codes.OUTCOMES)
    outcome_text: str = column(
        "text", Text("Resultat i kilden", "Outcome in the source"), required=True
    )
    comparison: str = column(
        "code", Text("Sammenlignet med", "Compared with"), required=True, codes=codes.COMPARISONS
    )
    model_use: str = column(
        "code", Text("Må bruges", "May be used"), required=True, codes=codes.MODEL_USES
    )
    causal_grade: str = column(
        "code", Text("Evidensgrad", "Evidence grade"), required=True, codes=codes.CAUSAL_GRADES
    )
    design: str = column("code", Text("Design", "Design"), required=True, codes=codes.DESIGNS)
    design_text: str = column("text", Text("Design i kilden", "Design in the source"))
    direction: str = column(
        "code", Text("Retning", "Direction"), required=True, codes=codes.DIRECTIONS
    )
    good_side: str = column("code", Text("Bedre er", "Better is"), codes=codes.GOOD_SIDES)
    measure: str = column(
        "code", Text("Effektmål", "Effect measure"), required=True, codes=codes.EFFECT_MEASURES
    )
    measure_text: str = column(
        "text", Text("Effektmål i kilden", "Effect measure in the source"), required=True
    )
    unit: str = column("text", Text("Enhed", "Unit"))
    value: float | None = column("number", Text("Værdi, som trykt", "Value, as printed"))
    ci_low: float | None = column("number", Text("95 %-interval, fra", "95% interval, from"))
    ci_high: float | None = column("number", Text("95 %-interval, til", "95% interval, to"))
    p_with: float | None = column(
        "number", Text("Andel med indsats", "Share with intervention"), low=0, high=1
    )
    p_without: float | None = column(
        "number", Text("Andel uden indsats", "Share without intervention"), low=0, high=1
    )
    difference: float | None = column(
        "number", Text("Forskel i andel", "Difference in share"), low=-1, high=1
    )
    difference_low: float | None = column(
        "number", Text("Forskel, 95 % fra", "Difference, 95% from"), low=-1, high=1
    )
    difference_high: float | None = column(
        "number", Text("Forskel, 95 % til", "Difference, 95% to"), low=-1, high=1
    )
    significant: str = column(
        "code", Text("Statistisk sikker", "Statistically clear"), codes=codes.YES_NO
    )
    n: int | None = column("integer", Text("Personer i alt", "People in total"), low=0)
    n_with: int | None = column("integer", Text("Personer med", "People with"), low=0)
    n_without: int | None = column("integer", Text("Personer uden", "People without"), low=0)
    events_with: int | None = column("integer", Text("Udfald med", "Events with"), low=0)
    events_without: int | None = column("integer", Text("Udfald uden", "Events without"), low=0)
    follow_up_months: float | None = column(
        "number", Text("Opfølgning, måneder", "Follow-up, months"), low=0
    )
    countries: tuple[str, ...] = column("countries", Text("Land", "Country"))
    country_text: str = column("text", Text("Land i kilden", "Country in the source"))
    year: int | None = column("year", Text("År", "Year"))
    source: str = column("ref", Text("Kilde", "Source"), required=True, refers="sources")
    secondary: bool = column("flag", Text("Sekundær kilde", "Secondary source"))
    derived: bool = column("flag", Text("Afledt", "Derived"))
    note: str = column("text", Text("Note", "Note"))

    @property
    def title(self) -> Text:
        """Return intervention and outcome: the source's words in Danish, the area in English."""
        outcome = codes.OUTCOMES[self.outcome].en
        return Text(
            f"{self.intervention_text}: {self.outcome_text}",
            f"{self.intervention_text}: {outcome}",
        )

    @property
    def summary(self) -> Text:
        """Return measure and value."""
        measure = codes.EFFECT_MEASURES[self.measure]
        if self.difference is not None:
            # A difference of shares is read in percentage points.
            da, en = (shown(self.difference * 100, language) for language in LANGUAGES)
            return Text(f"{measure.da} {da} procentpoint", f"{measure.en} {en} points")
        if self.value is None:
            return measure
        da, en = (shown(self.value, language) for language in LANGUAGES)
        return Text(
            f"{measure.da} {da} {self.unit}".strip(), f"{measure.en} {en} {self.unit}".strip()
        )

    @property
    def standing(self) -> Text:
        """Return the design and what it says of cause."""
        design, causal = codes.DESIGNS[self.design], codes.CAUSAL_GRADES[self.causal_grade]
        return Text(f"{design.da} ({causal.da})", f"{design.en} ({causal.en})")

    @property
    def usable(self) -> str:
        """Return how the estimate may be used: a code of `codes.MODEL_USES`."""
        return self.model_use

    @property
    def may_be_used(self) -> Text:
        """Return what the estimate may be used for, in words."""
        return USE_OF_EFFECT[self.model_use]

    @property
    def warnings(self) -> tuple[Text, ...]:
        """Return what must be said wherever the estimate is shown."""
        found = shared_warnings(self.secondary, self.derived)
        if self.model_use != "direct":
            found = (self.may_be_used, *found)
        if self.significant == "no" and self.model_use != "null_result":
            found += (
                Text("Forskellen er ikke statistisk sikker.", "The difference is not clear."),
            )
        return found

    def as_difference(self) -> Difference:
        """Return the difference in success rate, if it may enter a calculation as it stands.

        Raises:
            InputError: the estimate may not; says why and what to do instead.
        """
        if self.model_use != "direct" or self.difference is None:
            use = self.may_be_used
            raise self.refused(
                Text(
                    f"kan ikke bruges som effekt: {use.da}",
                    f"cannot be used as an effect: {use.en}",
                )
            )
        printed = (
            self.difference, self.difference_low, self.difference_high, self.p_with, self.p_without
        )  # fmt: skip
        if self.good_side != "lower":
            return Difference(*printed)
        mean, low, high, p_with, p_without = printed
        return Difference(
            -mean,
            None if high is None else -high,
            None if low is None else -low,
            None if p_with is None else round(1 - p_with, 10),
            None if p_without is None else round(1 - p_without, 10),
            turned=True,
        )

    def as_estimate(self) -> Estimate:
        """Return the estimate as printed, for conversion or for pooling with other studies.

        Raises:
            InputError: it is a null result without a number, or not an effect at all.
        """
        if self.model_use in ("null_result", "never") or self.value is None:
            use = self.may_be_used
            raise self.refused(
                Text(
                    f"kan ikke omregnes eller samles med andre: {use.da}",
                    f"cannot be converted or pooled: {use.en}",
                )
            )
        return Estimate(
            self.id,
            self.measure,
            self.value,
            self.ci_low,
            self.ci_high,
            self.n_with,
            self.n_without,
            self.events_with,
            self.events_without,
            self.p_without,
            self.good_side,
        )


USE_OF_EFFECT = {
    "direct": Text(
        "Kan bruges direkte som forskel i succesrate.",
        "May be used directly as a difference in success rate.",
    ),
    "after_conversion": Text(
        "Kræver omregning til en forskel i succesrate med et grundniveau, før det kan bruges.",
        "Must be converted to a difference in success rate with a baseline before use.",
    ),
    "great_caution": Text(
        "Kun med stort forbehold. Skal det bruges, så skriv tallet selv i sagen med begrundelse.",
        "Only with great reservation. To use it, write the number in the case with a reason.",
    ),
    "null_result": Text(
        "Nulresultat: studiet fandt ingen sikker forskel. Der er ikke noget tal at regne med.",
        "Null result: the study found no clear difference. There is no number to calculate with.",
    ),
    "never": Text(
        "Tallet er ikke en effekt (ingen kontrolgruppe, kun retning eller et andet mål).",
        "The number is not an effect (no comparison, direction only or another measure).",
    ),
}
