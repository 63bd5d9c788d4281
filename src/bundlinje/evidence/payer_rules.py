"""Payer rules: who pays, by date, as flat shares, a ladder by duration or brackets.

Splitting amounts by a rule is the calculation's work; here a rule is read, and asked what it says
on a date. Nothing is extrapolated: outside the dates that are known the user is asked.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from bundlinje.basics import formats
from bundlinje.basics.texts import LANGUAGES, Language, Text
from bundlinje.evidence.record import SECONDARY, Record

if TYPE_CHECKING:
    from bundlinje.basics.reading import Reader, Section
    from bundlinje.basics.yaml_tree import Node

FLAT, LADDER, BRACKETS = KINDS = ("flat", "ladder", "brackets")
MEASURES = ("amount", "quantity")
_KEYS = [
    "id", "title", "kind", "payers", "measure", "unit", "pool", "price_index", "values", "rates",
    "note", "next_update",
]  # fmt: skip
_VALUE_KEYS = [
    "from", "to", "shares", "weeks", "thresholds", "price_year", "limit_months", "source",
    "secondary", "note",
]  # fmt: skip
#: The key that holds a value's split, by kind of rule.
_SPLIT = {FLAT: "shares", LADDER: "weeks", BRACKETS: "thresholds"}

Shares = Mapping[str, float]


@dataclass(frozen=True)
class RuleValue:
    """What a rule says between two dates; None is an end that is open or not known.

    Of `shares`, `weeks` and `thresholds` the one of the rule's kind is filled. `weeks` are
    (last week, shares), None for the rest; `thresholds` are (from, shares) of the part above, in
    prices of `price_year` where they are amounts.
    """

    from_date: datetime.date | None
    to_date: datetime.date | None
    shares: Shares
    weeks: tuple[tuple[float | None, Shares], ...]
    thresholds: tuple[tuple[float, Shares], ...]
    price_year: int | None
    limit_months: int | None
    source: str
    secondary: bool
    note: str

    def holds(self, date: datetime.date) -> bool:
        """Return whether the value is known to hold on this date."""
        return (self.from_date is None or self.from_date <= date) and (
            self.to_date is None or date <= self.to_date
        )


@dataclass(frozen=True)
class PayerRule(Record):
    """A rule for who pays, with what it says at different dates."""

    PREFIX: ClassVar[str] = "refund"

    id: str
    name: Text
    kind: str
    payers: tuple[str, ...]
    #: What brackets are counted in: `amount` or `quantity`.
    measure: str
    unit: str
    #: Whether items under the rule are summed before the brackets.
    pool: bool
    price_index: str
    values: tuple[RuleValue, ...]
    rates: tuple[str, ...]
    note: str
    next_update: datetime.date | None

    @property
    def title(self) -> Text:
        """Return the name of the rule."""
        return self.name

    @property
    def summary(self) -> Text:
        """Return the dates for which the rule is known."""
        if self.known() == _period(None, None).da:
            return Text("gælder; startdatoen er ikke kendt", "holds; its start is not known")
        return Text(f"kendt {self.known('da')}", f"known {self.known('en')}")

    @property
    def may_be_used(self) -> Text:
        """Return what the rule may be used for."""
        return Text(
            f"Kan fordele en udgift ({self.known('da')}).",
            f"May split an expense ({self.known('en')}).",
        )

    @property
    def warnings(self) -> tuple[Text, ...]:
        """Return what must be said wherever the rule is used."""
        return (SECONDARY,) if any(value.secondary for value in self.values) else ()

    def known(self, language: Language = "da") -> str:
        """Return the periods for which the rule is known, as text; adjoining ones as one."""
        periods: list[tuple[datetime.date | None, datetime.date | None]] = []
        for value in self.values:
            if periods and _adjoin(periods[-1][1], value.from_date):
                periods[-1] = (periods[-1][0], value.to_date)
            else:
                periods.append((value.from_date, value.to_date))
        return ", ".join(_period(start, end).to(language) for start, end in periods)

    def at(self, date: datetime.date | str) -> RuleValue:
        """Return what the rule says on a date.

        Raises:
            InputError: the rule is not known on that date; says which dates are known.
        """
        day = datetime.date.fromisoformat(date) if isinstance(date, str) else date
        for value in self.values:
            if value.holds(day):
                return value
        raise self.refused(
            Text(
                f"reglen er ikke kendt {_day(day).da}; den er kendt {self.known('da')}. Intet "
                "fremskrives: angiv selv, hvad der gælder, i en egen mappe "
                f"(payer_rules/{self.id}.yaml), eller vælg en anden regeldato.",
                f"the rule is not known on {_day(day).en}; it is known {self.known('en')}. Nothing "
                "is extrapolated: state yourself what holds, in a folder of your own "
                f"(payer_rules/{self.id}.yaml), or choose another rule date.",
            )
        )


def _adjoin(end: datetime.date | None, start: datetime.date | None) -> bool:
    return end is not None and end + datetime.timedelta(1) == start


def _period(start: datetime.date | None, end: datetime.date | None) -> Text:
    first, last = (_day(day) for day in (start, end))
    if start is None and end is None:
        return Text("uden kendt startdato", "without a known start")
    if start is None:
        return Text(f"til og med {last.da}", f"until {last.en}")
    if end is None:
        return Text(f"fra {first.da}", f"from {first.en}")
    return Text(f"fra {first.da} til {last.da}", f"from {first.en} to {last.en}")


def _day(day: datetime.date | None) -> Text:
    return Text("", "") if day is None else Text(*(formats.date(day, at) for at in LANGUAGES))


def read_payer_rule(path: Path) -> PayerRule:
    """Return the payer rule of a file.

    Raises:
        InputError: the file is wrong.
    """
    from bundlinje.evidence.yaml_records import open_record, read_date, read_title

    reader, section = open_record(path, _KEYS)
    kind = section.choice("kind", KINDS)
    payers = section.texts("payers", 10)
    if not payers:
        section.need("payers")
    values = tuple(
        _read_value(reader, node, f"values.{position}", kind, payers)
        for position, node in enumerate(reader.items(section.need("values"), "values", 200), 1)
    )
    _check_order(reader, section, values)
    rule = PayerRule(
        id=path.stem,
        name=read_title(section),
        kind=kind,
        payers=payers,
        measure=section.choice("measure", MEASURES, default="amount"),
        unit=section.text("unit", required=True),
        pool=section.flag("pool"),
        price_index=section.text("price_index"),
        values=values,
        rates=section.texts("rates", 100),
        note=section.text("note"),
        next_update=read_date(section, "next_update"),
    )
    reader.finish()
    return rule


def _read_value(
    reader: Reader, node: Node, path: str, kind: str, payers: tuple[str, ...]
) -> RuleValue:
    from bundlinje.evidence.yaml_records import read_date, read_shares

    section = reader.section(node, path, _VALUE_KEYS)
    for key in _SPLIT.values():
        if key != _SPLIT[kind] and key in section:
            reader.report(
                section.get(key),
                section.at(key),
                f"hører ikke til en regel af arten {kind}, som har {_SPLIT[kind]}.",
                f"does not belong to a rule of kind {kind}, which has {_SPLIT[kind]}.",
            )
    split = section.need(_SPLIT[kind])
    shares: Shares = {}
    weeks: tuple[tuple[float | None, Shares], ...] = ()
    thresholds: tuple[tuple[float, Shares], ...] = ()
    if split is not None and kind == FLAT:
        shares = read_shares(reader, split, section.at("shares"), payers)
    elif split is not None and kind == LADDER:
        weeks = _steps(reader, split, section.at("weeks"), payers)
        if [last is None for last, _ in weeks] != [False] * (len(weeks) - 1) + [True]:
            reader.expected(
                split, section.at("weeks"), "null som det sidste trin", "null as the last step"
            )
    elif split is not None:
        steps = _steps(reader, split, section.at("thresholds"), payers)
        thresholds = tuple((start or 0.0, part) for start, part in steps)
        if not steps or steps[0][0] != 0:
            reader.expected(
                split, section.at("thresholds"), "0 som den første grænse", "0 as first threshold"
            )
    price_year = section.get("price_year")
    limit = section.get("limit_months")
    return RuleValue(
        from_date=read_date(section, "from"),
        to_date=read_date(section, "to"),
        shares=shares,
        weeks=weeks,
        thresholds=thresholds,
        price_year=None if price_year is None else section.year("price_year"),
        limit_months=None if limit is None else section.integer("limit_months", 1, 1200),
        source=section.text("source", required=True),
        secondary=section.flag("secondary"),
        note=section.text("note"),
    )


def _steps(
    reader: Reader, node: Node, path: str, payers: tuple[str, ...]
) -> tuple[tuple[float | None, Shares], ...]:
    from bundlinje.evidence.yaml_records import read_shares

    steps: list[tuple[float | None, Shares]] = []
    for entry in reader.items(node, path, 50):
        parts = entry.value if isinstance(entry.value, list) else []
        if len(parts) != 2:
            reader.expected(
                entry, path, "par af grænse og andele", "pairs of a threshold and shares"
            )
            continue
        bound = None if parts[0].value is None else reader.plain(parts[0], path, 0.0)
        before = steps[-1][0] if steps else None
        if bound is not None and before is not None and bound <= before:
            reader.expected(parts[0], path, "voksende grænser", "rising thresholds")
        steps.append((bound, read_shares(reader, parts[1], path, payers)))
    return tuple(steps)


def _check_order(reader: Reader, section: Section, values: tuple[RuleValue, ...]) -> None:
    for value in values:
        if value.from_date and value.to_date and value.to_date < value.from_date:
            reader.report(
                section.get("values"),
                "values",
                f"{value.to_date} ligger før {value.from_date}.",
                f"{value.to_date} is before {value.from_date}.",
            )
    for first, second in pairwise(values):
        if first.to_date is None or second.from_date is None or second.from_date <= first.to_date:
            reader.report(
                section.get("values"),
                "values",
                "perioderne skal stå i rækkefølge og må ikke overlappe.",
                "the periods must stand in order and must not overlap.",
            )
