"""Check the knowledge base: every fault in one go, in about a second."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bundlinje.basics import formats
from bundlinje.basics.errors import InputError, Problem, nearest
from bundlinje.basics.texts import LANGUAGES, Text
from bundlinje.evidence.kinds import KINDS, Kind
from bundlinje.evidence.knowledge import Knowledge
from bundlinje.evidence.profiles import Profile
from bundlinje.evidence.records import DiscountSchedule, PriceIndexRecord
from bundlinje.evidence.schema import columns
from bundlinje.evidence.sums import sums_that_do_not_fit

#: No data file is larger than this. [bytes]
MAX_FILE = 1 << 20
_OTHER_FILES = {"overlaps.yaml"}


@dataclass
class Findings:
    """What a check found: faults, and values whose next update is overdue."""

    problems: list[Problem] = field(default_factory=list)
    overdue: list[Problem] = field(default_factory=list)
    #: Number of records by kind.
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Seen:
    """A row that was read, with its place."""

    kind: Kind
    file: str
    line: int
    values: dict[str, Any]


def check(knowledge: Knowledge, today: datetime.date | None = None) -> Findings:
    """Return everything that is wrong with the knowledge base, and what is overdue.

    Args:
        knowledge: The records, with or without own folders.
        today: The date that `next_update` is held against; left out, the machine's date.
    """
    findings = Findings()
    seen: list[_Seen] = []
    for folder in knowledge.folders:
        findings.problems += _unknown_files(folder)
        for kind in KINDS.values():
            if kind.form == "table":
                seen += _read_table(knowledge, kind, folder, findings.problems)
    records = _read_files(knowledge, findings.problems)
    findings.counts = {kind: len(knowledge.ids(kind)) for kind in _readable(knowledge)}
    if not findings.problems:
        findings.problems += _dangling(knowledge, seen)
        findings.problems += _dangling_in_files(knowledge, records)
        findings.problems += _duplicates(seen)
        findings.problems += _unused_sources(knowledge, seen, records)
        findings.problems += _wrong_intervals(seen)
        findings.problems += _ungraded(seen)
        findings.problems += sums_that_do_not_fit(knowledge)
    findings.overdue = list(_overdue(seen, records, today or datetime.date.today()))
    return findings


def _unknown_files(folder: Path) -> Iterator[Problem]:
    valid = {kind.path for kind in KINDS.values()} | _OTHER_FILES
    for entry in sorted(folder.iterdir()):
        if entry.name not in valid and not entry.name.startswith("."):
            hint = nearest(entry.name, valid)
            yield _problem(str(entry), 0, "", f"ukendt fil. {hint.da}", f"unknown file. {hint.en}")
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.stat().st_size > MAX_FILE:
            yield _problem(
                str(file), 0, "", "filen er større end 1 MB. Del den op.",
                "the file is larger than 1 MB. Split it.",
            )  # fmt: skip


def _read_table(
    knowledge: Knowledge, kind: Kind, folder: Path, problems: list[Problem]
) -> list[_Seen]:
    try:
        table = knowledge.table(kind.name, folder)
    except InputError as error:
        problems += error.problems
        return []
    if table is None:
        return []
    problems += table.problems
    return [
        _Seen(kind, table.file, row.line, table.values(row, problems))
        for row in table.rows.values()
    ]


def _read_files(knowledge: Knowledge, problems: list[Problem]) -> list[tuple[str, Any]]:
    """Read what lies in YAML; return (file, record) of all of it."""
    found: list[tuple[str, Any]] = []
    for kind in KINDS.values():
        if kind.form == "table":
            continue
        try:
            ids = knowledge.ids(kind.name)
        except InputError as error:
            problems += error.problems
            continue
        for id in ids:
            try:
                reference = f"{kind.prefix}/{id}"
                found.append((knowledge.place(reference)[0], knowledge.lookup(reference)))
            except InputError as error:
                problems += error.problems
    try:
        found += [(str(file), overlap) for file, overlap in knowledge.overlap_files()]
    except InputError as error:
        problems += error.problems
    return found


def _readable(knowledge: Knowledge) -> Iterator[str]:
    for kind in KINDS:
        try:
            knowledge.ids(kind)
        except InputError:
            continue
        yield kind


def _dangling(knowledge: Knowledge, seen: list[_Seen]) -> Iterator[Problem]:
    for row in seen:
        for name, column in columns(row.kind.record).items():
            id = row.values.get(name)
            if column.type == "ref" and id:
                prefix = KINDS[column.refers].prefix
                if f"{prefix}/{id}" not in knowledge:
                    hint = nearest(id, knowledge.ids(column.refers))
                    yield _problem(
                        row.file, row.line, name,
                        f"'{prefix}/{id}' findes ikke. {hint.da}",
                        f"there is no '{prefix}/{id}'. {hint.en}",
                    )  # fmt: skip


def _dangling_in_files(knowledge: Knowledge, records: list[tuple[str, Any]]) -> Iterator[Problem]:
    for file, record in records:
        for key, reference in _named(record):
            if reference not in knowledge:
                try:
                    knowledge.lookup(reference)
                except InputError as error:
                    why = error.problems[0].message
                    named = reference.partition("/")[2]
                    yield Problem(
                        Text(f"'{reference}' {why.da}", f"'{reference}' {why.en}"),
                        file,
                        _line_of(file, named),
                        f"{record.id}.{key}",
                    )


def _line_of(file: str, named: str) -> int | None:
    """Return the first line of a file that names something, for a message."""
    for number, line in enumerate(Path(file).read_text("utf-8").splitlines(), 1):
        if named in line:
            return number
    return None


def _named(record: Any) -> Iterator[tuple[str, str]]:
    """Yield (key, reference) of everything that a record in YAML names."""
    if hasattr(record, "goals"):
        for goal in record.goals:
            yield from (("seen_in", reference) for reference in goal.seen_in)
    elif hasattr(record, "parts"):
        yield "bundle", record.bundle
        yield from (("parts", part) for part in record.parts)
    elif hasattr(record, "rates"):
        yield from (("rates", f"rates/{rate}") for rate in record.rates)
        yield from (("source", f"sources/{value.source}") for value in record.values)
        if record.price_index:
            yield "price_index", f"indexes/{record.price_index}"
    elif isinstance(record, Profile):
        if record.target_group:
            yield "target_group", f"target_groups/{record.target_group}"
    elif isinstance(record, DiscountSchedule | PriceIndexRecord):
        yield "source", f"sources/{record.source}"


def _duplicates(seen: list[_Seen]) -> Iterator[Problem]:
    """Yield sources that stand twice, and rows that say the same under another id."""
    first: dict[tuple[Any, ...], _Seen] = {}
    for row in seen:
        content = {name: value for name, value in row.values.items() if name != "id"}
        if row.kind.name == "sources":
            content = {name: content.get(name) for name in ("title_text", "url")}
        if row.kind.name in ("interventions", "municipalities"):
            content = {name: content.get(name) for name in ("name", "title_da") if name in content}
        key = (row.file, row.kind.name, *(str(value) for value in content.values()))
        other = first.setdefault(key, row)
        if other is not row:
            yield _problem(
                row.file, row.line, "id",
                f"'{row.values.get('id')}' siger det samme som '{other.values.get('id')}' i linje "
                f"{other.line}. Behold den ene.",
                f"'{row.values.get('id')}' says the same as '{other.values.get('id')}' on line "
                f"{other.line}. Keep one.",
            )  # fmt: skip


def _unused_sources(
    knowledge: Knowledge, seen: list[_Seen], records: list[tuple[str, Any]]
) -> Iterator[Problem]:
    used = {
        f"sources/{row.values[name]}"
        for row in seen
        for name, column in columns(row.kind.record).items()
        if column.refers == "sources" and row.values.get(name)
    }
    used |= {reference for _, record in records for _, reference in _named(record)}
    for row in seen:
        if row.kind.name == "sources" and f"sources/{row.values['id']}" not in used:
            yield _problem(
                row.file, row.line, "id",
                f"kilden '{row.values['id']}' bruges ikke. Fjern den.",
                f"the source '{row.values['id']}' is not used. Remove it.",
            )  # fmt: skip


def _wrong_intervals(seen: list[_Seen]) -> Iterator[Problem]:
    for row in seen:
        values = row.values
        for low, middle, high in (
            ("ci_low", "value", "ci_high"),
            ("difference_low", "difference", "difference_high"),
            ("valid_from", "valid_from", "valid_to"),
        ):
            found = [values.get(name) for name in (low, middle, high)]
            present = [value for value in found if value is not None]
            if present != sorted(present):
                yield _problem(
                    row.file, row.line, middle,
                    f"ventede {low} ≤ {middle} ≤ {high}.",
                    f"expected {low} ≤ {middle} ≤ {high}.",
                )  # fmt: skip


def _ungraded(seen: list[_Seen]) -> Iterator[Problem]:
    for row in seen:
        own = row.values.get("estimate_kind") == "own_estimate"
        if own and not row.values.get("causal_grade"):
            yield _problem(
                row.file, row.line, "causal_grade",
                "et eget skøn skal sige, hvad designet kan bære: none uden sammenligningsgruppe, "
                "weak med en, der ikke er trukket lod om.",
                "an own estimate must say what its design can carry: none without a comparison "
                "group, weak with one that was not randomised.",
            )  # fmt: skip


def _overdue(
    seen: list[_Seen], records: list[tuple[str, Any]], today: datetime.date
) -> Iterator[Problem]:
    dated = [
        (row.file, row.line, f"{row.kind.prefix}/{row.values.get('id')}", row.values["next_update"])
        for row in seen
        if row.values.get("next_update")
    ]
    dated += [
        (file, 0, record.reference, record.next_update)
        for file, record in records
        if getattr(record, "next_update", None)
    ]
    for file, line, reference, due in dated:
        if due <= today:
            da, en = (formats.date(due, language) for language in LANGUAGES)
            yield _problem(
                file, line, reference,
                f"skulle være opdateret {da}. Find den nye værdi, eller tøm feltet.",
                f"was to be updated {en}. Find the new value, or empty the field.",
            )  # fmt: skip


def _problem(file: str, line: int, key: str, da: str, en: str) -> Problem:
    return Problem(Text(da, en), file, line or None, key)
