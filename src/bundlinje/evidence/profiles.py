"""Use profiles: what a register study found that people use, year by year after a goal.

A profile is the difference in use of each service between a person who reached the goal and one
who did not, with the uncertainty of all of it together: one study is one record, and what it says
of several services and years is drawn jointly. `profile_reading` reads the file of one,
`profile_writing` writes it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from bundlinje.basics import formats
from bundlinje.basics.numbers import Number
from bundlinje.basics.texts import LANGUAGES, Language, Text
from bundlinje.evidence import codes
from bundlinje.evidence.record import Record

DIRECTIONS = ("expense", "income")
#: The unit of services that are amounts of money, in prices of the record's `price_year`.
MONEY = "kr."
#: No group that a profile rests on is smaller than this. [people]
FEWEST_PEOPLE = 5
#: With fewer degrees of freedom than this a normal spread is clearly too small.
FEW_DEGREES = 30

#: Numbers by year of the profile; None is a year that was left out because groups were small.
ByYear = tuple[float | None, ...]


@dataclass(frozen=True)
class StudyOrigin:
    """Where a profile comes from: the study that was run, when, and on which register.

    Attributes:
        register: The register's name.
        study: SHA-256 of the study's definition, 64 hexadecimal digits.
        date: When the study was run.
        synthetic: The register holds invented people.
    """

    register: str
    study: str
    date: datetime.date
    synthetic: bool = False


@dataclass(frozen=True)
class ServiceProfile:
    """The difference in use of one service, by year.

    Attributes:
        id: The service's name in the study.
        label: What it is called.
        unit: What it is counted in; `kr.` for an amount of money.
        direction: `expense` (more of it costs) or `income` (more of it is a gain).
        mean: Reached less not reached, by year, None where it was left out. [unit a year]
        sd: Its standard error. [unit a year]
        low: Lower end of the 95 % interval. [unit a year]
        high: Upper end of the 95 % interval. [unit a year]
    """

    id: str
    label: str
    unit: str
    direction: str
    mean: ByYear
    sd: ByYear
    low: ByYear
    high: ByYear

    @property
    def left_out(self) -> tuple[int, ...]:
        """The positions of the years that were left out; 0 is the profile's first year."""
        return tuple(year for year, mean in enumerate(self.mean) if mean is None)

    @property
    def is_money(self) -> bool:
        """Whether the service is an amount of money."""
        return self.unit == MONEY


@dataclass(frozen=True)
class MethodEstimate:
    """What another method than the record's gave for one service, to be shown beside it.

    Attributes:
        mean: Reached less not reached, by year, None where it was left out. [unit a year]
        sd: Its standard error. [unit a year]
    """

    mean: ByYear
    sd: ByYear


@dataclass(frozen=True)
class Profile(Record):
    """What one register study found.

    Attributes:
        id: Its name; the file is `profiles/ID.yaml`.
        name: Title in both languages.
        origin: The study, its date and its register.
        target_group_label: Who was followed, in the study's words.
        target_group: Id of the knowledge base's target group, or empty.
        goal: What those who reached the goal reached.
        reached: How many reached the goal, perhaps rounded. [people]
        not_reached: How many did not. [people]
        method: A code of `codes.PROFILE_METHODS`.
        estimand: A code of `codes.ESTIMANDS`, or empty.
        degrees: Degrees of freedom of the intervals; None where they are normal.
        causal: Whether the difference may be called caused by reaching the goal.
        grade: A code of `codes.CAUSAL_GRADES`.
        causal_statement: What must hold for it to be caused by it; may be empty texts.
        price_year: The prices that amounts of money are in; None where no service is one.
        first_year: Years from the goal to the profile's first year: 1 is the first year after it.
        services: The services, in the order of the covariance.
        others: By other method, then service: what that method gave.
        covariance: Over every service and year that was not left out, years within services.
            [product of the units]
        said: What the study itself warns of.
        note: Free text.
    """

    PREFIX: ClassVar[str] = "profiles"

    id: str
    name: Text
    origin: StudyOrigin
    target_group_label: str
    target_group: str
    goal: str
    reached: int
    not_reached: int
    method: str
    estimand: str
    degrees: float | None
    causal: bool
    grade: str
    causal_statement: Text
    price_year: int | None
    first_year: int
    services: tuple[ServiceProfile, ...]
    others: Mapping[str, Mapping[str, MethodEstimate]]
    covariance: tuple[tuple[float, ...], ...]
    said: tuple[Text, ...] = ()
    note: str = ""

    @property
    def years(self) -> int:
        """How many years the profile has, those left out included."""
        return len(self.services[0].mean)

    @property
    def places(self) -> tuple[tuple[str, int], ...]:
        """The (service, year from 0) of each row of the covariance."""
        return tuple(
            (service.id, year)
            for service in self.services
            for year, mean in enumerate(service.mean)
            if mean is not None
        )

    def service(self, id: str) -> ServiceProfile | None:
        """Return a service by its id, or None."""
        return next((service for service in self.services if service.id == id), None)

    @property
    def title(self) -> Text:
        """Return the name of the profile."""
        return self.name

    @property
    def countries(self) -> tuple[str, ...]:
        """Return the country of the register."""
        return ("DK",)

    @property
    def summary(self) -> Text:
        """Return the number of people, services and years."""
        n = [formats.number(count, "da") for count in (self.reached, self.not_reached)]
        m = [formats.number(count, "en") for count in (self.reached, self.not_reached)]
        count, years = len(self.services), self.years
        return Text(
            f"Forskel i forbrug af {count} {'ydelse' if count == 1 else 'ydelser'} over {years} år "
            f"({n[0]} borgere nåede målet, {n[1]} gjorde ikke) – {self.origin.register}",
            f"Difference in use of {count} {'service' if count == 1 else 'services'} over {years} "
            f"{'year' if years == 1 else 'years'} ({m[0]} people reached the goal, {m[1]} did not) "
            f"– {self.origin.register}",
        )

    @property
    def standing(self) -> Text:
        """Return the method and the evidence grade."""
        method, grade = codes.PROFILE_METHODS[self.method], codes.CAUSAL_GRADES[self.grade]
        return Text(f"{method.da}. {grade.da}", f"{method.en}. {grade.en}")

    @property
    def may_be_used(self) -> Text:
        """Return what the profile may be used for."""
        return Text(
            "Mængder i konsekvenser og resultater, pr. succes.",
            "Quantities of consequences and outcomes, per success.",
        )

    @property
    def warnings(self) -> tuple[Text, ...]:
        """Return what must be said wherever the profile is used, the gravest first."""
        found = [SYNTHETIC] if self.origin.synthetic else []
        if not self.causal:
            found.append(NOT_CAUSAL_RAW if self.method == "raw" else NOT_CAUSAL)
        found += self._few_degrees()
        found += self._left_out()
        return (*found, *self.said)

    def _few_degrees(self) -> Iterator[Text]:
        if self.degrees is not None and self.degrees < FEW_DEGREES:
            yield Text(
                f"Usikkerheden bygger på få grupper ({self.degrees:g} frihedsgrader). Tallene "
                "trækkes normalfordelt og ser lidt sikrere ud, end de er.",
                f"The uncertainty rests on few clusters ({self.degrees:g} degrees of freedom). The "
                "figures are drawn normal and look a little more certain than they are.",
            )

    def _left_out(self) -> Iterator[Text]:
        missing = [(s.label, s.left_out) for s in self.services if s.left_out]
        if not missing:
            return
        da, en = (
            "; ".join(
                f"{label}: {_year_list([year + 1 for year in years], language)}"
                for label, years in missing
            )
            for language in LANGUAGES
        )
        yield Text(
            f"Udeladt, fordi grupperne er små: {da}. De regnes som ingen ændring.",
            f"Left out because groups are small: {en}. They are counted as no change.",
        )


def profile_number(reference: str, service: str, year: int) -> str:
    """Return the name of one number of a use profile; `year` counts from 0, the name from 1."""
    return f"{reference}/{service}.{year + 1}"


def record_of(name: str) -> str:
    """Return the record that a number's reference leads to: a profile has many numbers."""
    return "/".join(name.split("/")[:2])


def of_profile(numbers: Iterable[Number]) -> bool:
    """Return whether numbers are those of a service of a use profile."""
    return any(record_of(number.ref) != number.ref for number in numbers)


def _year_list(years: list[int], language: Language) -> str:
    return f"{'år' if language == 'da' else 'year'} {', '.join(map(str, years))}"


SYNTHETIC = Text(
    "OPDIGTEDE PERSONER: profilen er regnet på et syntetisk register og siger intet om virkelige "
    "borgere. Resultatet må ikke bruges til en beslutning.",
    "INVENTED PEOPLE: the profile was calculated on a synthetic register and says nothing about "
    "real people. The result must not be used for a decision.",
)
NOT_CAUSAL = Text(
    "Registrene viser en sammenhæng, ikke en årsag: de, der nåede målet, kan være anderledes på "
    "måder, som registrene ikke viser, og gevinsten kan være mindre.",
    "The registers show an association, not a cause: those who reached the goal may differ in "
    "ways that the registers do not show, and the gain may be smaller.",
)
NOT_CAUSAL_RAW = Text(
    "Rå forskel uden justering for, hvem der nåede målet: den er sandsynligvis for stor som "
    "gevinst.",
    "A raw difference, not adjusted for who reached the goal: it is probably too large as a gain.",
)
