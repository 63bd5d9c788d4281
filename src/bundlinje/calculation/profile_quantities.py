"""Quantities of a case that are a service of a use profile: `{ref: profiles/ID, service: …}`.

Each becomes a number for every year, and all numbers of one profile are drawn together, with the
record's covariance, in every case that uses it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bundlinje.basics.errors import InputError
from bundlinje.basics.numbers import Kind, Number
from bundlinje.basics.reading import Reader, Section
from bundlinje.basics.texts import Text
from bundlinje.calculation.case import Joint
from bundlinje.calculation.knowledge_numbers import KnowledgeNumbers
from bundlinje.evidence.profiles import Profile, ServiceProfile, profile_number

_KEYS = ("ref", "service", "times")


@dataclass(frozen=True)
class UsedService:
    """A service of a profile as the quantity of one consequence or outcome."""

    record: Profile
    service: ServiceProfile
    numbers: tuple[Number, ...]


@dataclass
class ProfileReader:
    """Reads quantities that name a profile, and remembers which of its numbers are used."""

    reader: Reader
    knowledge: KnowledgeNumbers
    warnings: list[Text]
    used: dict[str, set[tuple[str, int]]] = field(default_factory=dict)
    records: dict[str, Profile] = field(default_factory=dict)
    first: dict[tuple[str, str], str] = field(default_factory=dict)

    def read(self, section: Section) -> UsedService | None:
        """Return the service that `quantity` names; None where it names no profile, or wrongly."""
        node = section.get("quantity")
        if not names_profile(section):
            return None
        quantity = self.reader.section(node, section.at("quantity"), _KEYS)
        reference = quantity.text("ref", required=True)
        try:
            record = self.knowledge.profile(reference)
        except InputError as error:
            self.reader.refuse(node, quantity.at("ref"), reference, error)
            return None
        service = self._service(quantity, record)
        times = quantity.get("times")
        factor = 1.0 if times is None else self.reader.share(times, quantity.at("times"), -1e9, 1e9)
        if service is None:
            return None
        line = None if node is None else node.line
        self.reader.uses.setdefault(reference, []).append((Kind.QUANTITY, quantity.path, line))
        self._check(section, service)
        return UsedService(record, service, self._numbers(record, service, factor))

    def check_once(self, section: Section, used: UsedService, effect: str) -> None:
        """Warn where two consequences of one effect are the same service of a profile."""
        key = (f"{used.record.reference}/{used.service.id}", effect)
        if key in self.first:
            self.warnings.append(
                Text(
                    f"{section.path} og {self.first[key]} er begge {used.service.id} i "
                    f"{used.record.reference}. Tjek, at de samme penge ikke er regnet med to "
                    "gange.",
                    f"{section.path} and {self.first[key]} are both {used.service.id} of "
                    f"{used.record.reference}. Check that the same money is not counted twice.",
                )
            )
        self.first.setdefault(key, section.path)

    def joint(self) -> tuple[Joint, ...]:
        """Return the numbers of each profile used, with all of its covariance."""
        found = []
        for reference, places in self.used.items():
            record = self.records[reference]
            names = tuple(profile_number(reference, *place) for place in record.places)
            mean = [m for s in record.services for m in s.mean if m is not None]
            used = tuple(i for i, place in enumerate(record.places) if place in places)
            found.append(Joint(names, tuple(mean), record.covariance, reference, used))
        return tuple(found)

    def _service(self, quantity: Section, record: Profile) -> ServiceProfile | None:
        node = quantity.need("service")
        if node is None:
            return None
        name = self.reader.text(node, quantity.at("service"))
        service = record.service(name)
        if service is None:
            hint = self.reader.hint(name, [one.id for one in record.services])
            self.reader.report(
                node, quantity.at("service"),
                f"{record.reference} har ikke ydelsen {name}. {hint.da}",
                f"{record.reference} has no service {name}. {hint.en}",
            )  # fmt: skip
        elif len(service.left_out) == len(service.mean):
            self.reader.report(
                node, quantity.at("service"),
                f"alle år af {name} er udeladt i {record.reference}, fordi grupperne er små. Skriv "
                "selv en mængde med kilde, eller lad konsekvensen være.",
                f"every year of {name} is left out of {record.reference}, because groups are "
                "small. Write a quantity of your own with its source, or leave the consequence.",
            )  # fmt: skip
            return None
        return service

    def _check(self, section: Section, service: ServiceProfile) -> None:
        """Report what the case says otherwise than the record."""
        stated = {
            "unit": service.unit,
            "direction": service.direction,
            "per": "success",
        }
        for key, known in stated.items():
            node = section.get(key)
            if node is None or not isinstance(node.value, str):
                continue
            if node.value.strip().casefold() != known.casefold():
                self.reader.report(
                    node, section.at(key),
                    f"fandt {node.value}, men profilens {service.id} er {known}. Fjern nøglen: "
                    "den følger profilen.",
                    f"found {node.value}, but {service.id} of the profile is {known}. Remove the "
                    "key: it follows the profile.",
                )  # fmt: skip

    def _numbers(
        self, record: Profile, service: ServiceProfile, times: float
    ) -> tuple[Number, ...]:
        """Return a number for every year up to the last that is known; a gap is no change."""
        reference = record.reference
        self.records[reference] = record
        places = self.used.setdefault(reference, set())
        numbers: list[Number] = []
        for year, mean in enumerate(service.mean):
            if mean is None:
                numbers.append(Number(0.0))
                continue
            places.add((service.id, year))
            ref = profile_number(reference, service.id, year)
            numbers.append(Number(mean * times, ref=ref, times=times))
        while not numbers[-1].ref:
            numbers.pop()
        return tuple(numbers)


def names_profile(section: Section) -> bool:
    """Return whether `quantity` names a service of a profile."""
    node = section.get("quantity")
    if node is None or not isinstance(node.value, dict):
        return False
    reference = node.value.get("ref")
    name = None if reference is None else reference.value
    return isinstance(name, str) and name.partition("/")[0] == Profile.PREFIX
