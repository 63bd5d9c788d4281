"""Numbers and prices of the knowledge base in a case, with what must be said about them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bundlinje.basics.errors import InputError, input_error
from bundlinje.basics.numbers import Kind, Number, Spread, spread_from_ci95
from bundlinje.basics.reading import Section
from bundlinje.basics.texts import LANGUAGES, Text
from bundlinje.evidence.consequences import NO_PRICE_YEAR, ConsequenceEstimate
from bundlinje.evidence.effect_studies import EffectStudy
from bundlinje.evidence.kinds import BY_PREFIX
from bundlinje.evidence.knowledge import Knowledge
from bundlinje.evidence.overlaps import overlaps
from bundlinje.evidence.profile_sheet import study_words
from bundlinje.evidence.profiles import Profile
from bundlinje.evidence.rates import Rate
from bundlinje.evidence.record import DERIVED, Record
from bundlinje.evidence.records import Source
from bundlinje.evidence.unit_prices import UnitPrice


@dataclass
class KnowledgeNumbers:
    """Looks records up while a case is read, and remembers which ones it used.

    `records` holds every record whose number is used, and every one named as evidence.
    """

    knowledge: Knowledge
    currency: str
    price_year: int
    start_year: int
    records: dict[str, Record] = field(default_factory=dict)
    numbers: list[str] = field(default_factory=list)
    said: dict[str, list[Text]] = field(default_factory=dict)
    overlapping: list[Text] = field(default_factory=list)

    def number(self, reference: str, kind: Kind, own_spread: bool = False) -> Number | Spread:
        """Return the number of a price, rate, effect or consequence, to be used as a `kind`.

        `own_spread` says that the case states an uncertainty of its own for it.

        Raises:
            InputError: there is no such record, or it may not be used as such a number.
        """
        record = self._record(reference)
        self._check_kind(record, kind)
        if isinstance(record, UnitPrice):
            return Number(self.price(reference).as_price())
        if isinstance(record, Rate):
            self._check_rate(record)
            return Number(record.value / 100 if record.unit == "percent" else record.value)
        if isinstance(record, EffectStudy):
            return self._effect(record, own_spread)
        if isinstance(record, ConsequenceEstimate):
            change = record.as_change()
            if change.positive_means == "gain" and kind is not Kind.MONEY:
                raise record.refused(
                    Text(
                        "er en gevinst og kan ikke være en mængde, hvis fortegn er forbrugets. "
                        "Skriv ændringen i forbrug selv.",
                        "is a gain and cannot be a quantity, whose sign is that of the use. Write "
                        "the change in use yourself.",
                    )
                )
            if change.low is None or change.high is None:
                return Number(change.value)
            return spread_from_ci95(change.value, change.low, change.high)
        if isinstance(record, Profile):
            raise record.refused(
                Text(
                    "er en forbrugsprofil og kan kun være hele mængden i en konsekvens eller et "
                    f"resultat: quantity: {{ref: {reference}, service: …}}.",
                    "is a use profile and can only be the whole quantity of a consequence or an "
                    f"outcome: quantity: {{ref: {reference}, service: …}}.",
                )
            )
        raise record.refused(
            Text(
                "er ikke et tal. Henvis til prices, rates, effects eller consequences.",
                "is not a number. Refer to prices, rates, effects or consequences.",
            )
        )

    def price(self, reference: str) -> UnitPrice:
        """Return a unit price in the case's currency.

        Raises:
            InputError: there is no such price, or it may not be used as one here.
        """
        record = self._record(reference)
        if not isinstance(record, UnitPrice):
            raise record.refused(
                Text("er ikke en enhedspris (prices/…).", "is not a unit price (prices/…).")
            )
        record.as_price()
        return record

    def profile(self, reference: str) -> Profile:
        """Return a use profile, to be used as quantities here.

        Raises:
            InputError: there is no such record, or its amounts are in another currency.
        """
        record = self._record(reference)
        assert isinstance(record, Profile)
        if self.currency != "DKK" and record.price_year is not None:
            raise record.refused(
                Text(
                    f"har beløb i kr., men sagen er i {self.currency}.",
                    f"has amounts in DKK, but the case is in {self.currency}.",
                )
            )
        return record

    def study(self, reference: str) -> EffectStudy:
        """Return an effect study, to be pooled with others.

        Raises:
            InputError: there is no such record, or it is not an effect study.
        """
        record = self._record(reference)
        if not isinstance(record, EffectStudy):
            raise record.refused(
                Text("er ikke et effektstudie (effects/…).", "is not an effect study (effects/…).")
            )
        return record

    def effect_studies(self) -> Iterator[EffectStudy]:
        """Yield every effect study that is known, used or not."""
        for record in self.knowledge.all("effect_studies"):
            assert isinstance(record, EffectStudy)
            yield record

    def sources(self) -> dict[str, Source]:
        """Return the source of every record used, by the record's reference."""
        found = {}
        for reference, record in self.records.items():
            if isinstance(record, Profile):
                found[reference] = Source(
                    study_words(record).da, accessed=record.origin.date.isoformat()
                )
                continue
            source = self.knowledge.source_of(record)
            if source is not None:
                accessed = source.accessed.isoformat()
                found[reference] = Source(source.title_text, source.url, accessed)
        return found

    def price_year_of(self, record: Record) -> int | None:
        """Return the year whose prices an amount is in, or None where it is not known.

        Raises:
            InputError: the record is no amount of money.
        """
        if isinstance(record, UnitPrice):
            return record.price_year
        if isinstance(record, Rate) and record.unit.startswith("dkk"):
            began = None if record.valid_from is None else record.valid_from.year
            return record.price_year or began
        if isinstance(record, ConsequenceEstimate) and record.unit == "money":
            return record.price_year
        raise record.refused(Text("er ikke et beløb.", "is not an amount of money."))

    def warn_of_price_year(self, record: Record, known: int | None, used: int) -> None:
        """Say that an amount is of another year than the case, or than the case says it is of.

        `known` is the year of the record, `used` the one that the amount is converted from.
        """
        if known is not None and used != known and not isinstance(record, Rate):
            self._warn(
                record,
                Text(
                    f"sagen angiver prisåret {used}, men oplysningen er i {known}-priser.",
                    f"the case states the price year {used}, but the record is in {known} prices.",
                ),
            )
        if known is None and isinstance(record, ConsequenceEstimate):
            self._warn(
                record,
                Text(
                    f"kilden oplyser ikke prisåret; sagen har sat det til {used}.",
                    f"the source does not state the price year; the case has set it to {used}.",
                ),
            )
        if used == self.price_year:
            return
        self._warn(
            record,
            Text(
                f"prisen er fra {used} og omregnet til {self.price_year}-priser.",
                f"the price is of {used}, converted to {self.price_year} prices.",
            ),
        )
        if not isinstance(record, Rate) or record.price_year is not None:
            return
        if used == known and record.known_for(self.price_year):
            self._warn(
                record,
                Text(
                    f"gælder satsen uændret i {self.price_year}, så skriv price_year: "
                    f"{self.price_year}.",
                    f"if the rate holds unchanged in {self.price_year}, write price_year: "
                    f"{self.price_year}.",
                ),
            )

    def warn_of_overrides(self) -> None:
        """Say which records used are an own folder's in place of a shared one."""
        for override in self.knowledge.overrides():
            record = self.records.get(override.reference)
            if record is None:
                continue
            fields = ", ".join(name for name, _, _ in override.changes)
            self._warn(
                record,
                Text(
                    f"egen mappe ({override.folder}) træder i stedet for den fælles oplysning og "
                    f"ændrer {fields or 'intet'}.",
                    f"an own folder ({override.folder}) takes the place of the shared record and "
                    f"changes {fields or 'nothing'}.",
                ),
            )

    @property
    def warnings(self) -> list[Text]:
        """What must be said about the records, one text each, then what counts the same money."""
        found = []
        for reference, said in self.said.items():
            title = self.records[reference].title
            da, en = (
                " ".join(_sentence(text.to(language)) for text in said) for language in LANGUAGES
            )
            found.append(Text(f"{title.da} ({reference}): {da}", f"{title.en} ({reference}): {en}"))
        return [*found, *self.overlapping]

    def check_overlaps(self, references: Sequence[str]) -> None:
        """Warn about records, used or counted, that count the same money."""
        used = [*self.numbers, *references]
        if len(used) < 2:
            return
        for bundle, part, why in overlaps(used, self.knowledge.overlaps()):
            self.overlapping.append(
                Text(
                    f"{bundle} og {part} tæller de samme penge: {why.da}",
                    f"{bundle} and {part} count the same money: {why.en}",
                )
            )

    def _record(self, reference: str) -> Record:
        if reference not in self.numbers:
            record = self.knowledge.lookup(reference)
            self.numbers.append(reference)
            self.records[reference] = record
            for warning in record.warnings:
                # Where an estimate must be converted first, that is done or it is refused; how a
                # number was made stands with its source, and a missing price year is asked for.
                converted = isinstance(record, EffectStudy) and warning == record.may_be_used
                if not converted and warning not in (DERIVED, NO_PRICE_YEAR):
                    self._warn(record, warning)
        return self.records[reference]

    def _warn(self, record: Record, warning: Text) -> None:
        said = self.said.setdefault(record.reference, [])
        if warning not in said:
            said.append(warning)

    def _check_kind(self, record: Record, kind: Kind) -> None:
        """Refuse a number that means something else than what it would be used as."""
        currency = _currency(record)
        if currency and kind is not Kind.MONEY:
            raise record.refused(
                Text(
                    "er et beløb og kan kun stå som price eller amount, hvor det omregnes til "
                    f"sagens prisniveau. Skriv price: {{ref: {record.reference}}}.",
                    "is an amount of money and can only stand as price or amount, where it is "
                    "converted to the case's price level. Write price: "
                    f"{{ref: {record.reference}}}.",
                )
            )
        if currency and currency != self.currency:
            raise record.refused(
                Text(
                    f"er i {currency}, men sagen er i {self.currency}.",
                    f"is in {currency}, but the case is in {self.currency}.",
                )
            )
        if isinstance(record, EffectStudy) and kind in (Kind.RATE, Kind.PEOPLE):
            raise record.refused(
                Text(
                    "er en forskel mellem to succesrater, ikke en rate. Brug difference.",
                    "is a difference between two success rates, not a rate. Use difference.",
                )
            )
        if kind is Kind.DIFFERENCE and isinstance(record, Rate | ConsequenceEstimate):
            raise record.refused(
                Text(
                    "er ikke et effektstudie og kan ikke være en effekt. Henvis til effects/….",
                    "is not an effect study and cannot be an effect. Refer to effects/….",
                )
            )

    def _check_rate(self, rate: Rate) -> None:
        if not rate.known_for(self.start_year):
            self._warn(
                rate,
                Text(
                    f"satsen er ikke kendt for {self.start_year}; den er brugt, som den står.",
                    f"the rate is not known for {self.start_year}; it is used as it stands.",
                ),
            )

    def _effect(self, study: EffectStudy, own_spread: bool) -> Number | Spread:
        difference = study.as_difference()
        if own_spread:
            return Number(difference.mean)
        if difference.low is not None and difference.high is not None:
            return spread_from_ci95(difference.mean, difference.low, difference.high)
        p1, p0, n1, n0 = difference.p_with, difference.p_without, study.n_with, study.n_without
        if p1 is None or p0 is None or not n1 or not n0:
            raise input_error(
                "kilden viser hverken interval eller gruppernes størrelse, og en effekt må ikke "
                f"stå som sikker. Giv den et interval: {{ref: {study.reference}, "
                "ci95: [fra, til]}, og skriv under notes, hvor intervallet kommer fra.",
                "the source shows neither an interval nor the sizes of the groups, and an effect "
                f"must not stand as certain. Give it one: {{ref: {study.reference}, "
                "ci95: [from, to]}, and say under notes where the interval comes from.",
                key=study.reference,
            )
        self._warn(
            study,
            Text(
                "intervallet er ikke trykt, men afledt af gruppernes størrelse.",
                "the interval is not printed but derived from the sizes of the groups.",
            ),
        )
        return Spread(difference.mean, math.sqrt(p1 * (1 - p1) / n1 + p0 * (1 - p0) / n0))


def _currency(record: Record) -> str:
    """Return the currency of a record that is an amount of money, else nothing."""
    if isinstance(record, UnitPrice):
        return record.currency
    if isinstance(record, Rate):
        return "DKK" if record.unit.startswith("dkk") else ""
    return record.currency if isinstance(record, ConsequenceEstimate) else ""


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def read_evidence(section: Section, numbers: KnowledgeNumbers) -> tuple[str, ...]:
    """Return what an item names as evidence; references to the knowledge base are looked up."""
    references = section.texts("evidence")
    for reference in references:
        if reference.partition("/")[0] not in BY_PREFIX or "/" not in reference:
            continue
        try:
            record = numbers.knowledge.lookup(reference)
        except InputError as error:
            section.reader.refuse(section.get("evidence"), section.at("evidence"), reference, error)
        else:
            numbers.records.setdefault(reference, record)
    return references
