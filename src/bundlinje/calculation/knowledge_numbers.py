"""Numbers and prices of the knowledge base in a case, with what must be said about them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bundlinje.basics.errors import input_error
from bundlinje.basics.numbers import Number, Spread, spread_from_ci95
from bundlinje.basics.texts import Text
from bundlinje.evidence.consequences import ConsequenceEstimate
from bundlinje.evidence.effect_studies import EffectStudy
from bundlinje.evidence.knowledge import lookup, shared
from bundlinje.evidence.overlaps import overlaps
from bundlinje.evidence.rates import Rate
from bundlinje.evidence.record import Record
from bundlinje.evidence.records import Source
from bundlinje.evidence.unit_prices import UnitPrice

#: A price is brought to the case's price level whatever its year; from this distance it is said.
DISTANT_YEARS = 5


@dataclass
class KnowledgeNumbers:
    """Looks records up while a case is read, and remembers which ones it used."""

    currency: str
    price_year: int
    start_year: int
    records: dict[str, Record] = field(default_factory=dict)
    warnings: list[Text] = field(default_factory=list)

    def number(self, reference: str) -> Number | Spread:
        """Return the number of a price, rate, effect or consequence.

        Raises:
            InputError: there is no such record, or it may not be used as a number.
        """
        record = self._record(reference)
        if isinstance(record, UnitPrice):
            return Number(self.price(reference).as_price())
        if isinstance(record, Rate):
            self._check_rate(record)
            return Number(record.value / 100 if record.unit == "percent" else record.value)
        if isinstance(record, EffectStudy):
            return self._effect(record)
        if isinstance(record, ConsequenceEstimate):
            change = record.as_change()
            if change.low is None or change.high is None:
                return Number(change.value)
            return spread_from_ci95(change.value, change.low, change.high)
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
        if record.currency != self.currency:
            raise record.refused(
                Text(
                    f"er i {record.currency}, men sagen er i {self.currency}.",
                    f"is in {record.currency}, but the case is in {self.currency}.",
                )
            )
        if record.price_year and abs(record.price_year - self.price_year) >= DISTANT_YEARS:
            self._warn(
                record,
                Text(
                    f"prisen er fra {record.price_year} og omregnet til {self.price_year}-priser.",
                    f"the price is of {record.price_year}, converted to {self.price_year} prices.",
                ),
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
        for record in shared().all("effect_studies"):
            assert isinstance(record, EffectStudy)
            yield record

    def sources(self) -> dict[str, Source]:
        """Return the source of every record used, by the record's reference."""
        found = {}
        for reference, record in self.records.items():
            source = shared().source_of(record)
            notes = [record.title, record.summary, record.may_be_used]
            note = " · ".join(text.da for text in notes if text.da)
            if source is not None:
                found[reference] = Source(
                    source.title_text, source.url, source.accessed.isoformat(), note
                )
        return found

    def check_overlaps(self, references: Sequence[str]) -> None:
        """Warn about records, used or counted, that count the same money."""
        for bundle, part, why in overlaps([*self.records, *references]):
            self.warnings.append(
                Text(
                    f"{bundle} og {part} tæller de samme penge: {why.da}",
                    f"{bundle} and {part} count the same money: {why.en}",
                )
            )

    def _record(self, reference: str) -> Record:
        if reference not in self.records:
            record = lookup(reference)
            self.records[reference] = record
            for warning in record.warnings:
                # Where an estimate must be converted first, that is done or it is refused.
                if not (isinstance(record, EffectStudy) and warning == record.may_be_used):
                    self._warn(record, warning)
        return self.records[reference]

    def _warn(self, record: Record, warning: Text) -> None:
        title, name = record.title, record.reference
        text = Text(f"{title.da} ({name}): {warning.da}", f"{title.en} ({name}): {warning.en}")
        if text not in self.warnings:
            self.warnings.append(text)

    def _check_rate(self, rate: Rate) -> None:
        if not rate.known_for(self.start_year):
            self._warn(
                rate,
                Text(
                    f"satsen er ikke kendt for {self.start_year}; den er brugt, som den står.",
                    f"the rate is not known for {self.start_year}; it is used as it stands.",
                ),
            )

    def _effect(self, study: EffectStudy) -> Number | Spread:
        difference = study.as_difference()
        if "DK" not in study.countries:
            where = ", ".join(study.countries) or "?"
            self._warn(
                study,
                Text(
                    f"effekten er målt i {where}; vurder, om den holder i Danmark.",
                    f"the effect was measured in {where}; judge whether it holds in Denmark.",
                ),
            )
        if difference.low is not None and difference.high is not None:
            return spread_from_ci95(difference.mean, difference.low, difference.high)
        p1, p0, n1, n0 = difference.p_with, difference.p_without, study.n_with, study.n_without
        if p1 is None or p0 is None or not n1 or not n0:
            raise input_error(
                "kilden viser hverken interval eller gruppernes størrelse, og en effekt må ikke "
                "stå som sikker. Skriv {mean, ci95} med eget interval, og henvis under evidence.",
                "the source shows neither an interval nor the sizes of the groups, and an effect "
                "must not stand as certain. Write {mean, ci95} with an interval of your own and "
                "refer to the study under evidence.",
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
