"""Whether a price of the knowledge base is for the unit that a case multiplies it with."""

from __future__ import annotations

from collections.abc import Iterator

from bundlinje.basics.numbers import Number
from bundlinje.basics.texts import Remark, Text
from bundlinje.calculation.case import Case
from bundlinje.evidence import codes
from bundlinje.evidence.rates import Rate
from bundlinje.evidence.record import Record
from bundlinje.evidence.unit_prices import UnitPrice

#: Units of time by what people write; a day and a day and night are not told apart in speech.
_WRITTEN = {
    "hour": ("time", "timer", "hour", "hours"),
    "day": ("dag", "dage", "døgn", "nat", "nætter", "day", "days", "night", "nights"),
    "week": ("uge", "uger", "week", "weeks"),
    "month": ("måned", "måneder", "month", "months"),
    "year": ("år", "year", "years"),
}
_TIME_OF_WORD = {word: unit for unit, words in _WRITTEN.items() for word in words}
_COUNTED = {
    "hour": Text("timer", "hours"),
    "day": Text("dage eller døgn", "days or nights"),
    "week": Text("uger", "weeks"),
    "month": Text("måneder", "months"),
}
_PER = {
    "total": Text("beløb i alt", "an amount in all"),
    "year": Text("beløb pr. år", "an amount a year"),
    "participant": Text("beløb pr. deltager", "an amount per participant"),
    "starter": Text("beløb pr. begyndt forløb", "an amount per starter"),
}


def price_unit_warnings(case: Case) -> Iterator[Text]:
    """Yield the prices used as they stand that are for another unit than they are taken as.

    Only where both units are known: a price multiplied with `times` or a factor has been thought
    about, and a unit written in other words may be the same.
    """
    for cost in case.costs:
        code = _unit_as_it_stands(case, cost.amount.numbers[0])
        counted = _COUNTED.get(_time_of(code))
        if counted is not None:
            unit, per = codes.UNITS[code], _PER[cost.per]
            yield Remark.on(
                f"costs.{cost.id}",
                f"prisen er pr. {unit.da}, men står som {per.da}. Gang den med antal {counted.da}.",
                f"the price is per {unit.en}, but stands as {per.en}. Multiply it by the number "
                f"of {counted.en}.",
                "amount",
                named="times",
            )
    for change in case.consequences:
        code = _unit_as_it_stands(case, change.price.amount.numbers[0])
        written = _TIME_OF_WORD.get(change.unit.strip().lower())
        if written and _time_of(code) not in ("", written) and change.factor.numbers[0].mean == 1:
            unit = codes.UNITS[code]
            yield Remark.on(
                change.path,
                f"prisen er pr. {unit.da}, men konsekvensen tælles i {change.unit}. Ret enheden, "
                "eller omregn prisen.",
                f"the price is per {unit.en}, but the consequence is counted in {change.unit}. "
                "Correct the unit, or convert the price.",
                "price",
                named="times",
            )


def _unit_as_it_stands(case: Case, number: Number) -> str:
    """Return the unit of the record that a number takes unchanged; empty where it is not known."""
    record: Record | None = case.records.get(number.ref)
    if number.times != 1:
        return ""
    if isinstance(record, UnitPrice):
        return record.unit
    if isinstance(record, Rate) and record.unit.startswith("dkk_per_"):
        unit = record.unit.removeprefix("dkk_per_")
        return "day_and_night" if unit == "day" else unit
    return ""


def _time_of(code: str) -> str:
    """Return the unit of time of a price's unit; empty where it is none."""
    return "day" if code == "day_and_night" else code if code in _WRITTEN else ""
