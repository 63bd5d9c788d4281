"""A record in a few words, for the list under a field of a case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bundlinje.basics.texts import Language, Text
from bundlinje.evidence.knowledge import Knowledge
from bundlinje.evidence.profiles import Profile
from bundlinje.web.knowledge.finding import Line
from bundlinje.web.knowledge.showing import is_a_number

#: So many records are suggested at most.
MOST = 8


@dataclass(frozen=True)
class Suggestion:
    """What is said of a record.

    `typed` is what a field of a case takes, empty where the record is no number there; `why_not`
    says why it cannot be chosen.
    """

    reference: str
    typed: str
    title: str
    value: str
    grade: str
    source: str
    own: bool
    why_not: Text


def suggestions(
    knowledge: Knowledge, line: Line, language: Language, as_number: bool
) -> Iterator[Suggestion]:
    """Yield a record in a few words, for a field of a number or of records themselves.

    Of a use profile each service is a number.
    """
    record = line.record
    whole = _suggestion(knowledge, line, language, as_number)
    if not isinstance(record, Profile) or not as_number:
        yield whole
        return
    for service in record.services:
        value = f"{service.label} ({service.unit})"
        typed = f"={line.reference}:{service.id}"
        yield replace(whole, typed=typed, value=value, why_not=Text("", ""))


def _suggestion(
    knowledge: Knowledge, line: Line, language: Language, as_number: bool
) -> Suggestion:
    record = line.record
    is_number = is_a_number(record)
    source = knowledge.source_of(record)
    return Suggestion(
        line.reference,
        f"={line.reference}" if is_number else "",
        record.title.to(language),
        record.summary.to(language),
        record.standing.to(language),
        "" if source is None else source.title.to(language),
        line.own,
        Text("", "") if is_number or not as_number else record.may_be_used,
    )
