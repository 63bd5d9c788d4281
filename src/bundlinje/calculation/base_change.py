"""What another version of the knowledge base does to one case, record by record and in kroner."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from typing import Any

from bundlinje.basics.formats import date, number, plain
from bundlinje.basics.texts import Language, Text
from bundlinje.calculation.case import Case
from bundlinje.calculation.case_file import case_from_data
from bundlinje.calculation.comparison import Comparison, compare
from bundlinje.calculation.engine import calculate
from bundlinje.calculation.summary import table
from bundlinje.evidence.knowledge import differences
from bundlinje.evidence.record import Record
from bundlinje.evidence.schema import Column, columns
from bundlinje.evidence.sheets import short

FORMAT = "bundlinje.base-change/1"


@dataclass(frozen=True)
class RecordMoved:
    """A record that differs, the fields in which it does, and what that alone moves.

    `changes` are (field, before, after); `net_result` and `by_payer` are at the means
    [DKK, discounted], every other record as before.
    """

    reference: str
    title: Text
    changes: tuple[tuple[str, Any, Any], ...]
    net_result: float
    by_payer: dict[str, float]


@dataclass(frozen=True)
class BaseChange:
    """One case under two versions of the knowledge base, on common draws."""

    comparison: Comparison
    records: tuple[RecordMoved, ...]

    @property
    def moved(self) -> float:
        """What the net result changes by in all, at the means [DKK, discounted]."""
        (difference,) = self.comparison.differences.values()
        return difference.point

    @property
    def together(self) -> float:
        """What the records move together beyond the sum of what each moves alone [DKK]."""
        return self.moved - sum(record.net_result for record in self.records)

    def to_dict(self, language: Language = "da") -> dict[str, Any]:
        """Return the change as data."""
        before, after = self.comparison.results
        (difference,) = self.comparison.differences.values()
        return {
            "format": FORMAT,
            "from": before.knowledge_base,
            "to": after.knowledge_base,
            "net_result": {"from": before.point.net_result, "to": after.point.net_result},
            "records": [
                {
                    "reference": record.reference,
                    "title": record.title.to(language),
                    "changes": [
                        {"field": name, "from": str(old), "to": str(new)}
                        for name, old, new in record.changes
                    ],
                    "net_result": record.net_result,
                    "by_payer": record.by_payer,
                }
                for record in self.records
            ],
            "together": self.together,
            "difference": difference.to_dict(),
        }

    def summary(self, language: Language = "da") -> str:
        """Return the change as text: the records that differ and what each moves."""
        before, after = self.comparison.results
        lines = [
            Text(
                f"{before.case.title}: fra vidensdatabase {before.knowledge_base[:12]} til "
                f"{after.knowledge_base[:12]}",
                f"{before.case.title}: from knowledge base {before.knowledge_base[:12]} to "
                f"{after.knowledge_base[:12]}",
            ).to(language)
        ]
        if not self.records:
            same = Text(
                "Ingen oplysning, som sagen bruger, er ændret.",
                "No record that the case uses is changed.",
            )
            return "\n".join([*lines, same.to(language)])
        for record in self.records:
            lines.append(f"  - {record.title.to(language)} ({record.reference})")
            lines += _changes(after.case.knowledge.lookup(record.reference), record, language)
        return "\n".join([*lines, "", table(self._rows(language))])

    def _rows(self, language: Language) -> list[list[str]]:
        """Return the table from before to after: a column a purse, and all of them."""
        before, after = self.comparison.results
        (difference,) = self.comparison.differences.values()
        payers = [
            payer
            for payer in before.case.public_payers
            if before.point.by_payer[payer] or after.point.by_payer[payer]
        ]
        labels = [before.case.payers[payer].label.to(language) for payer in payers]

        def row(label: str, by_payer: Mapping[str, float], total: float) -> list[str]:
            amounts = [*(by_payer.get(payer, 0.0) for payer in payers), total]
            return [label, *(number(amount, language) for amount in amounts)]

        together = {
            payer: difference.point_by_payer[payer]
            - sum(record.by_payer.get(payer, 0.0) for record in self.records)
            for payer in payers
        }
        currency = before.case.currency
        unit = "kr." if currency == "DKK" and language == "da" else currency
        heading = Text(f"Nettoresultat, {unit}", f"Net result, {unit}").to(language)
        say = {
            "before": Text("Før", "Before"),
            "together": Text("Samspil mellem ændringerne", "Interplay of the changes"),
            "after": Text("Efter", "After"),
        }
        rows = [[heading, *labels, Text("I alt", "Total").to(language)]]
        rows.append(row(say["before"].to(language), before.point.by_payer, before.point.net_result))
        rows += [row(f"  {r.reference}", r.by_payer, r.net_result) for r in self.records]
        if len(self.records) > 1:
            rows.append(row("  " + say["together"].to(language), together, self.together))
        rows.append(row(say["after"].to(language), after.point.by_payer, after.point.net_result))
        return rows


def _changes(record: Record, moved: RecordMoved, language: Language) -> Iterator[str]:
    """Yield the fields that differ, named as on a sheet of the record."""
    # A record that lies in YAML has no columns.
    known: Mapping[str, Column] = columns(type(record)) if is_dataclass(record) else {}
    for name, old, new in moved.changes:
        label = known[name].label.to(language) if name in known else name
        yield f"      {label}: {_shown(old, language)} → {_shown(new, language)}"


def _shown(value: Any, language: Language) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, Text):
        return value.to(language)
    if isinstance(value, datetime.date):
        return date(value, language)
    if isinstance(value, bool):
        return Text("ja", "yes").to(language) if value else Text("nej", "no").to(language)
    # Whole numbers are years.
    return plain(value, language, 12) if isinstance(value, float) else short(value)


def base_change(before: Case, after: Case, draws: int, seed: int) -> BaseChange:
    """Return what differs when one case is read under two versions of the knowledge base.

    Raises:
        InputError: the case cannot be read with one of the records alone.
    """
    start = calculate(before, draws=0).point
    moved = []
    for reference, old, new in _changed(before, after):
        knowledge = before.knowledge.instead({reference: new})
        alone = case_from_data(before.data, before.id, before.rule_date, knowledge)
        point = calculate(alone, draws=0).point
        by_payer = {
            payer: amount - start.by_payer[payer] for payer, amount in point.by_payer.items()
        }
        moved.append(
            RecordMoved(
                reference,
                new.title,
                differences(old, new),
                point.net_result - start.net_result,
                {payer: amount for payer, amount in by_payer.items() if amount},
            )
        )
    return BaseChange(compare([before, after], draws, seed), tuple(moved))


def _changed(before: Case, after: Case) -> Iterator[tuple[str, Record, Record]]:
    """Yield the records that the case uses and that differ, with both versions."""
    for reference in dict.fromkeys([*_used(before), *_used(after)]):
        if reference in before.knowledge and reference in after.knowledge:
            old, new = before.knowledge.lookup(reference), after.knowledge.lookup(reference)
            if differences(old, new):
                yield reference, old, new


def _used(case: Case) -> Iterator[str]:
    yield from case.records
    yield from (rule.rule for rule in case.rules)
    schedules = {case.discounting.schedule, case.discounting.outcome_schedule}
    yield from (f"schedules/{name}" for name in sorted(schedules) if name)
    for name in dict.fromkeys([case.price_index, *(c.price.index for c in case.consequences)]):
        if f"indexes/{name}" in case.knowledge:
            yield f"indexes/{name}"
