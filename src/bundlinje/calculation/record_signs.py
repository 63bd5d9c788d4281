"""Whether a consequence record says the same as the item that uses it: its sign and its period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bundlinje.basics.reading import Section
from bundlinje.basics.texts import Remark, Text
from bundlinje.calculation.case import Consequence, Cost
from bundlinje.evidence import codes
from bundlinje.evidence.consequences import ConsequenceEstimate
from bundlinje.evidence.record import Record

#: Estimates of one year: what a year of a profile holds, and what a price may be of.
YEARLY = ("person_year",)
#: Estimates whose period is no year, with how many of them a year has; None where it is not told.
_PER_YEAR = {"person_month": 12, "person_week": 52}


def check_cost(section: Section, cost: Cost, record: Record | None) -> None:
    """Report a cost whose amount is the record of a gain or an income."""
    if isinstance(record, ConsequenceEstimate) and record.positive_means in ("gain", "more_income"):
        means = codes.POSITIVE_MEANS[record.positive_means]
        section.reader.report(
            section.get("amount"), section.at("amount"),
            f"{record.reference} er ikke en udgift: {_small(means.da)}.",
            f"{record.reference} is no expense: {_small(means.en)}.",
        )  # fmt: skip


def check_consequence(section: Section, change: Consequence, record: Record | None) -> None:
    """Report a consequence that turns the record of its price into its opposite.

    A gain must come out as a gain: less of an expense, or more of an income. Spending belongs to
    an expense and income to an income; there the sign of the quantity decides.
    """
    if not isinstance(record, ConsequenceEstimate):
        return
    quantity = sum(number.mean for number in change.quantity.numbers)
    income = change.direction == "income"
    factor = change.factor.numbers[0].mean
    gains = (quantity * factor > 0) == income
    means = codes.POSITIVE_MEANS[record.positive_means]
    wrong = {
        "gain": quantity * factor != 0 and not gains and not change.transfer,
        "more_spending": income,
        "more_income": not income,
    }.get(record.positive_means, False)
    if wrong:
        todo = (
            Text("Skift fortegn på quantity, eller ret direction.",
                 "Turn the sign of quantity, or correct direction.")
            if record.positive_means == "gain"
            else Text("Ret direction.", "Correct direction.")
        )  # fmt: skip
        section.reader.report(
            section.get("price"), section.at("price"),
            f"{record.reference}: {_small(means.da)}, men her regnes det modsat. {todo.da}",
            f"{record.reference}: {_small(means.en)}, but here it counts the other way. {todo.en}",
        )  # fmt: skip


def period_warnings(change: Consequence, records: Mapping[str, Record]) -> Iterator[Text]:
    """Yield where a record used as it stands is of another period than a year of the profile."""
    path, amounts = change.path, change.price.amount.numbers
    for number in (*amounts, *change.quantity.numbers):
        key = "price" if number in amounts else "quantity"
        record = records.get(number.ref)
        if not isinstance(record, ConsequenceEstimate) or number.times != 1:
            continue
        if record.per in (*YEARLY, "person") or not record.per.startswith("person"):
            continue
        per = codes.PERS[record.per]
        if record.per in _PER_YEAR:
            times = _PER_YEAR[record.per]
            yield Remark.on(
                path,
                f"{record.reference} er {_small(per.da)} og er brugt uden omregning. Skal det "
                f"gælde et helt år, så skriv times: {times}.",
                f"{record.reference} is {_small(per.en)} and is used as it stands. For a whole "
                f"year write times: {times}.",
                key,
            )
        else:
            yield Remark.on(
                path,
                f"{record.reference} er {_small(per.da)} og falder her i hvert år, hvor det står. "
                "Fordel det på årene med times (fx times: 1/6), eller lad det stå én gang.",
                f"{record.reference} is {_small(per.en)} and falls here in every year where it "
                "stands. Spread it over the years with times (e.g. times: 1/6), or let it stand "
                "once.",
                key,
            )
        return


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
