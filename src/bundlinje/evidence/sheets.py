"""A record as a readable sheet: what it says, how far it carries and where it was read."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from bundlinje.basics import formats
from bundlinje.basics.price_index import PriceIndex
from bundlinje.basics.texts import Language, Text
from bundlinje.evidence.knowledge import Knowledge
from bundlinje.evidence.profile_sheet import profile_facts, profile_table, use_in_a_case
from bundlinje.evidence.profiles import Profile
from bundlinje.evidence.record import Record
from bundlinje.evidence.schema import Column, columns

_YES_NO = (Text("nej", "no"), Text("ja", "yes"))
# Shown at the top or the bottom of a sheet, not among the facts.
_ELSEWHERE = {"id", "title_da", "title_en", "title_text", "note", "name"}
#: Characters of a changed value that are shown.
MOST_SHOWN = 200
_SHARES = {"p_with", "p_without"}
_DIFFERENCES = {"difference", "difference_low", "difference_high"}

LABELS = {
    "may_be_used": Text("Må bruges til", "May be used for"),
    "note": Text("Note", "Note"),
    "source": Text("Kilde", "Source"),
    "accessed": Text("læst", "read"),
    "licence": Text("Licens", "Licence"),
    "overlaps": Text("Tæl ikke sammen med", "Do not count together with"),
    "goals": Text("Succesmål", "Success goals"),
    "values": Text("Gælder", "Holds"),
    "override": Text("Træder i stedet for den fælles oplysning", "Takes the place of the shared"),
}


@dataclass(frozen=True)
class Sheet:
    """A record for people: heading, warnings and (label, text) lines."""

    reference: str
    title: str
    summary: str
    warnings: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]
    #: Numbers by service and year, as a table in text; empty where a record has none.
    table: str = ""

    def text(self) -> str:
        """Return the sheet as plain text."""
        width = max((len(label) for label, _ in self.lines), default=0)
        head = [self.title, self.reference, "", self.summary]
        warned = [f"! {warning}" for warning in self.warnings]
        body = [f"{label:<{width}}  {text}" for label, text in self.lines]
        table = ["", self.table] if self.table else []
        return "\n".join([*head, *warned, "", *body, *table])


def sheet(knowledge: Knowledge, reference: str, language: Language = "da") -> Sheet:
    """Return a record as a readable sheet.

    Raises:
        InputError: there is no such record.
    """
    record = knowledge.lookup(reference)
    lines: list[tuple[str, str]] = []
    if record.may_be_used.da:
        lines.append((LABELS["may_be_used"].to(language), record.may_be_used.to(language)))
    lines += _facts(knowledge, record, language)
    if isinstance(record, Profile):
        lines += [*profile_facts(record, language), *use_in_a_case(record, language)]
    lines += _yaml_facts(record, language)
    lines += _sources(knowledge, record, language)
    for bundle_or_part, why in _overlapping(knowledge, reference):
        lines.append((LABELS["overlaps"].to(language), f"{bundle_or_part}: {why.to(language)}"))
    note = getattr(record, "note", "")
    if note:
        lines.append((LABELS["note"].to(language), note))
    for override in knowledge.overrides():
        if override.reference == reference:
            changed = "; ".join(
                f"{name}: {short(before)} → {short(after)}"
                for name, before, after in override.changes
            )
            lines.append((LABELS["override"].to(language), changed))
    return Sheet(
        record.reference,
        record.title.to(language),
        record.summary.to(language),
        tuple(warning.to(language) for warning in record.warnings),
        tuple(lines),
        profile_table(record, language) if isinstance(record, Profile) else "",
    )


def short(value: Any) -> str:
    """Return a value as it may stand on a line: a long one, such as a covariance, is cut."""
    text = str(value)
    return text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN - 1]}…"


def plain(value: Any) -> Any:
    """Return a record or a value of one as JSON can hold it."""
    if isinstance(value, Text):
        return {"da": value.da, "en": value.en}
    if isinstance(value, PriceIndex):
        return {str(year): number for year, number in value.values.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(child) for key, child in value.items()}
    if isinstance(value, list | tuple):
        return [plain(child) for child in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def as_json(knowledge: Knowledge, record: Record) -> str:
    """Return a record with its source, use and warnings as one JSON document."""
    document = {
        "reference": record.reference,
        "record": plain(record),
        "may_be_used": plain(record.may_be_used),
        "warnings": plain(record.warnings),
        "source": plain(knowledge.source_of(record)),
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def _facts(knowledge: Knowledge, record: Record, language: Language) -> Iterator[tuple[str, str]]:
    for name, column in columns(type(record)).items():
        value = getattr(record, name)
        empty = value in ("", None, (), False) or value == {}
        if name in _ELSEWHERE or empty or column.refers == "sources":
            continue
        yield column.label.to(language), _shown(knowledge, name, column, value, language)


def _shown(knowledge: Knowledge, name: str, column: Column, value: Any, language: Language) -> str:
    if column.type == "code" and column.codes:
        return column.codes[value].to(language)
    if column.type == "ref":
        reference = f"{_prefix(column.refers)}/{value}"
        if reference in knowledge:
            return f"{knowledge.lookup(reference).title.to(language)} ({reference})"
        return reference
    if column.type == "shares":
        return ", ".join(
            f"{payer} {formats.plain(share * 100, language)} %" for payer, share in value.items()
        )
    if column.type == "date":
        return formats.date(value, language)
    if column.type == "flag":
        return _YES_NO[bool(value)].to(language)
    if column.type in ("codes", "countries"):
        return ", ".join(value)
    if column.type == "number" and name in _SHARES:
        return formats.percent(value, language, 1)
    if column.type == "number" and name in _DIFFERENCES:
        points = Text("procentpoint", "percentage points").to(language)
        return f"{formats.plain(value * 100, language)} {points}"
    if column.type in ("number", "integer"):
        return formats.plain(value, language, 12)
    return str(value)


def _prefix(kind: str) -> str:
    from bundlinje.evidence.kinds import KINDS

    return KINDS[kind].prefix


def _yaml_facts(record: Record, language: Language) -> Iterator[tuple[str, str]]:
    for goal in getattr(record, "goals", ()):
        seen = ", ".join(goal.seen_in)
        yield LABELS["goals"].to(language), f"{goal.title.to(language)} ({seen})"
    values = getattr(record, "values", ())
    if isinstance(values, tuple):
        for value in values:
            period = f"{value.from_date or '?'} – {value.to_date or ''}".strip()
            yield f"{LABELS['values'].to(language)} {period}", _split(value, language)


def _split(value: Any, language: Language) -> str:
    def shown(shares: Mapping[str, float]) -> str:
        return ", ".join(f"{payer} {share * 100:g} %" for payer, share in shares.items())

    if value.weeks:
        word = Text("til uge", "to week").to(language)
        rest = Text("derefter", "then").to(language)
        return "; ".join(
            f"{rest if last is None else f'{word} {last:g}'}: {shown(shares)}"
            for last, shares in value.weeks
        )
    if value.thresholds:
        word = Text("over", "above").to(language)
        return "; ".join(
            f"{word} {formats.plain(start, language, 12)}: {shown(shares)}"
            for start, shares in value.thresholds
        )
    return shown(value.shares)


def _sources(knowledge: Knowledge, record: Record, language: Language) -> Iterator[tuple[str, str]]:
    named = [
        getattr(record, name)
        for name, column in columns(type(record)).items()
        if column.refers == "sources" and getattr(record, name)
    ]
    values = getattr(record, "values", ())
    named += [value.source for value in values] if isinstance(values, tuple) else []
    named += [source] if not named and (source := getattr(record, "source", "")) else []
    for id in dict.fromkeys(named):
        page: Any = knowledge.lookup(f"sources/{id}")
        day = formats.date(page.accessed, language)
        read = LABELS["accessed"].to(language)
        yield LABELS["source"].to(language), f"{page.title_text}, {page.url}, {read} {day}"
        if page.licence:
            yield LABELS["licence"].to(language), page.licence


def _overlapping(knowledge: Knowledge, reference: str) -> Iterator[tuple[str, Text]]:
    for overlap in knowledge.overlaps():
        if reference == overlap.bundle:
            yield ", ".join(overlap.parts), overlap.why
        elif reference in overlap.parts:
            yield overlap.bundle, overlap.why
