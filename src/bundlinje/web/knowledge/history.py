"""The dated values of a record, as a table and a chart: a rate's series, an index, a rule."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from bundlinje.basics import formats
from bundlinje.basics.texts import Language, Text
from bundlinje.evidence import codes
from bundlinje.evidence.knowledge import Knowledge
from bundlinje.evidence.payer_rules import PayerRule
from bundlinje.evidence.rates import Rate
from bundlinje.evidence.record import Record
from bundlinje.evidence.records import DiscountSchedule, PriceIndexRecord
from bundlinje.evidence.sheets import LABELS, sheet
from bundlinje.web.knowledge.chart import Chart, chart, marks


@dataclass(frozen=True)
class Row:
    """One line: the time, what holds, and the record it stands in where that is another."""

    when: str
    what: str
    reference: str = ""
    this: bool = False


@dataclass(frozen=True)
class History:
    """Dated values, the oldest first."""

    title: Text
    when: Text
    what: str
    rows: tuple[Row, ...]
    chart: Chart | None = None


def history(knowledge: Knowledge, record: Record, language: Language) -> History | None:
    """Return the dated values that a record belongs to; None where there are none."""
    if isinstance(record, Rate) and record.series:
        return _series(knowledge, record, language)
    if isinstance(record, PriceIndexRecord):
        return _index(record, language)
    if isinstance(record, DiscountSchedule):
        rows = tuple(
            Row(
                Text(f"fra år {start:g}", f"from year {start:g}").to(language),
                formats.percent(rate, language, 1),
            )
            for start, rate in record.steps
        )
        rate = Text("Realrente", "Real rate").to(language)
        title = Text("Renten efter afstand i tid", "The rate by distance in time")
        return History(title, Text("Hvornår", "When"), rate, rows)
    if isinstance(record, PayerRule):
        label = LABELS["values"].to(language)
        rows = tuple(
            Row(_spelt(head.removeprefix(label).strip(), language), text)
            for head, text in sheet(knowledge, record.reference, language).lines
            if head.startswith(label + " ")
        )
        split = Text("Hvem betaler", "Who pays").to(language)
        return History(Text("Hvad der gælder hvornår", "What holds when"), PERIOD, split, rows)
    return None


PERIOD = Text("Periode", "Period")


def _series(knowledge: Knowledge, record: Rate, language: Language) -> History | None:
    found = sorted(
        (
            rate
            for rate in knowledge.all("rates")
            if isinstance(rate, Rate) and (rate.series, rate.unit) == (record.series, record.unit)
        ),
        key=lambda rate: (rate.valid_from or datetime.date.min, rate.id),
    )
    if len(found) < 2:
        return None
    rows = tuple(
        Row(
            _period(rate.valid_from, rate.valid_to, language),
            formats.plain(rate.value, language, 12),
            "" if rate is record or rate.id == record.id else rate.reference,
            rate.id == record.id,
        )
        for rate in found
    )
    return History(
        Text("Satsen over tid", "The rate over time"),
        PERIOD,
        codes.RATE_UNITS[record.unit].to(language),
        rows,
        _chart(_pieces(found), language),
    )


def _index(record: PriceIndexRecord, language: Language) -> History:
    values = sorted(record.index.values.items())
    rows = tuple(Row(str(year), formats.plain(value, language, 5)) for year, value in values)
    points = [(float(year), value) for year, value in values]
    title = Text("Indekset år for år", "The index year by year")
    return History(title, Text("År", "Year"), record.unit, rows, _chart([points], language))


def _pieces(rates: list[Rate]) -> list[list[tuple[float, float]]]:
    """Return the periods of rates as lines, in one where they adjoin.

    One that still holds is drawn a year long, or to the next.
    """
    dated = [rate for rate in rates if rate.valid_from is not None]
    pieces: list[list[tuple[float, float]]] = []
    for position, rate in enumerate(dated):
        assert rate.valid_from is not None
        after = dated[position + 1].valid_from if position + 1 < len(dated) else None
        start = _year(rate.valid_from)
        end = start + 1 if after is None else _year(after)
        if rate.valid_to is not None:
            end = _year(rate.valid_to + datetime.timedelta(1))
        line = [(start, rate.value), (end, rate.value)]
        if pieces and abs(pieces[-1][-1][0] - start) < _ONE_DAY:
            pieces[-1] += line
        else:
            pieces.append(line)
    return pieces


#: A little more than a day. [year]
_ONE_DAY = 1.5 / 365


def _chart(pieces: list[list[tuple[float, float]]], language: Language) -> Chart | None:
    points = [point for piece in pieces for point in piece]
    if len({time for time, _ in points}) < 3:
        return None
    shown = [formats.plain(mark, language, 8) for mark in marks([value for _, value in points])]
    return chart(pieces, shown)


def _year(day: datetime.date) -> float:
    return day.year + (day.timetuple().tm_yday - 1) / 366


def _period(start: datetime.date | None, end: datetime.date | None, language: Language) -> str:
    first, last = (None if day is None else formats.date(day, language) for day in (start, end))
    if first and last:
        return f"{first} – {last}"
    if first:
        return Text(f"fra {first}", f"from {first}").to(language)
    if last:
        return Text(f"til {last}", f"until {last}").to(language)
    return Text("ikke oplyst", "not stated").to(language)


def _spelt(period: str, language: Language) -> str:
    """Return the period of a sheet's line, its ISO dates written out."""
    first, _, last = period.partition("–")
    return _period(_day(first.strip()), _day(last.strip()), language)


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None
