"""A record as a page: what it says, how far it carries, where it was read, and how to use it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from bundlinje.basics.errors import InputError
from bundlinje.basics.texts import Language, Text
from bundlinje.evidence.consequences import ConsequenceEstimate
from bundlinje.evidence.effect_studies import EffectStudy
from bundlinje.evidence.kinds import BY_PREFIX
from bundlinje.evidence.knowledge import Knowledge
from bundlinje.evidence.payer_rules import PayerRule
from bundlinje.evidence.rates import Rate
from bundlinje.evidence.record import Record
from bundlinje.evidence.schema import columns
from bundlinje.evidence.sheets import LABELS, Sheet, sheet
from bundlinje.evidence.unit_prices import UnitPrice
from bundlinje.web.knowledge.history import History, history

_REFERENCE = re.compile(rf"\b(?:{'|'.join(BY_PREFIX)})/[\w-]+")
_TITLED = re.compile(rf"(.+) \(({_REFERENCE.pattern})\)")
_PAGE = re.compile(r"(.+), (https?://\S+), (.+)")

#: What a grade of cause says, for those who do not know the words.
GRADE_MEANS: Mapping[str, Text] = {
    "randomised": Text(
        "Lodtrækning afgjorde, hvem der fik indsatsen. Så er grupperne ens fra start, og "
        "forskellen skyldes indsatsen.",
        "Lots decided who got the intervention. The groups were alike from the start, so the "
        "difference is due to it.",
    ),
    "synthesis": Text(
        "Flere studier er samlet. Tallet er mere sikkert end ét studie, hvis studierne ligner "
        "jeres sted.",
        "Several studies were pooled. The number is surer than one study if they are like your "
        "place.",
    ),
    "quasi_experiment": Text(
        "Ingen lodtrækning, men noget udefra afgjorde, hvem der fik indsatsen, fx en grænse eller "
        "en dato. Forskellen kan tilskrives indsatsen, hvis intet andet skiftede samtidig.",
        "No lots, but something from outside decided who got the intervention, such as a limit or "
        "a date. The difference is due to it if nothing else changed at the same time.",
    ),
    "weak": Text(
        "Grupperne kan have været forskellige fra start. Brug tallet med forbehold.",
        "The groups may have differed from the start. Use the number with reservation.",
    ),
    "direction_only": Text(
        "Kilden siger, hvilken vej det går, men ikke hvor meget.",
        "The source says which way it goes, but not how much.",
    ),
    "none": Text(
        "Der er ingen at sammenligne med. Ændringen kan være sket alligevel.",
        "There is nobody to compare with. The change might have happened anyway.",
    ),
}


@dataclass(frozen=True)
class Page:
    """What the page of a record shows; `use` is None where the record is no number in a case."""

    record: Record
    kind: Text
    prefix: str
    table: str
    sheet: Sheet
    grade: Text
    grade_means: Text | None
    carries: Text
    facts: tuple[tuple[str, SafeString], ...]
    sources: tuple[SafeString, ...]
    overlaps: tuple[SafeString, ...]
    note: SafeString
    history: History | None
    use: str | None
    own: bool


def page_of(knowledge: Knowledge, reference: str, language: Language) -> Page:
    """Return the page of a record.

    Raises:
        InputError: there is no such record.
    """
    record = knowledge.lookup(reference)
    read = sheet(knowledge, reference, language)
    prefix = reference.partition("/")[0]
    names = {key: label.to(language) for key, label in LABELS.items()}
    elsewhere = {names[key] for key in ("may_be_used", "source", "licence", "overlaps", "note")}
    facts = tuple(
        (label, linked(knowledge, text, language))
        for label, text in _plain_facts(record, read, elsewhere, language)
    )

    def under(*keys: str) -> tuple[SafeString, ...]:
        labels = {names[key] for key in keys}
        return tuple(linked(knowledge, text, language) for a, text in read.lines if a in labels)

    grade = getattr(record, "causal_grade", "") or getattr(record, "grade", "")
    return Page(
        record,
        BY_PREFIX[prefix].title,
        prefix,
        BY_PREFIX[prefix].name,
        read,
        record.standing,
        GRADE_MEANS.get(grade),
        Text("", "") if record.may_be_used in record.warnings else record.may_be_used,
        facts,
        under("source", "licence"),
        under("overlaps"),
        linked(knowledge, str(getattr(record, "note", "")), language),
        history(knowledge, record, language),
        "=" + reference if is_a_number(record) else None,
        knowledge.own(reference),
    )


def _plain_facts(
    record: Record, read: Sheet, elsewhere: set[str], language: Language
) -> Iterator[tuple[str, str]]:
    """Yield the lines that say something of their own: no repetition, nothing shown elsewhere."""
    if isinstance(record, Rate):
        elsewhere = {*elsewhere, columns(Rate)["series"].label.to(language)}
    before = ""
    for label, text in read.lines:
        said_in_history = isinstance(record, PayerRule) and label.startswith(
            LABELS["values"].to(language) + " "
        )
        titled = _TITLED.fullmatch(text)
        words = titled[1] if titled else text
        if label not in elsewhere and not said_in_history and words != before:
            yield label, text
        before = words


def is_a_number(record: Record) -> bool:
    """Return whether a field of a case may refer to a record."""
    try:
        if isinstance(record, UnitPrice):
            record.as_price()
        elif isinstance(record, EffectStudy):
            record.as_difference()
        elif isinstance(record, ConsequenceEstimate):
            record.as_change()
        else:
            return record.PREFIX == "rates"
    except InputError:
        return False
    return True


def linked(knowledge: Knowledge, text: str, language: Language) -> SafeString:
    """Return a text in which records and pages are links."""
    if "{" in text:  # how a case file names it
        return format_html("<code>{}</code>", text)
    if found := _PAGE.fullmatch(text):
        return format_html('<a href="{}">{}</a>, {}', found[2], found[1], found[3])
    if (found := _TITLED.fullmatch(text)) and found[2] in knowledge:
        return format_html('<a href="{}">{}</a>', address_of(found[2]), found[1])
    return format_html_join("", "{}", ((part,) for part in _parts(knowledge, text, language)))


def _parts(knowledge: Knowledge, text: str, language: Language) -> Iterator[str]:
    end = 0
    for found in _REFERENCE.finditer(text):
        if found[0] not in knowledge:
            continue
        yield text[end : found.start()]
        title = knowledge.lookup(found[0]).title.to(language)
        yield format_html('<a href="{}">{}</a>', address_of(found[0]), title)
        end = found.end()
    yield text[end:]


def address_of(reference: str) -> str:
    """Return the address of the page of a record."""
    return f"/viden/{reference}/"
