"""What a field refers to: records of the knowledge base and named numbers, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bundlinje.basics.errors import InputError
from bundlinje.basics.texts import Language, Text
from bundlinje.evidence.knowledge import Knowledge
from bundlinje.web.cases.form.number_text import text_of


@dataclass(frozen=True)
class Mention:
    """One thing that a field refers to: its name, what it says, what it can carry, its doubts."""

    reference: str
    title: Text
    summary: Text
    standing: Text
    warnings: tuple[Text, ...] = ()
    is_record: bool = True


def mentions(
    value: Any, document: Mapping[Any, Any], knowledge: Knowledge, language: Language
) -> tuple[Mention, ...]:
    """Return everything that a value of the case refers to, once each, in order."""
    found = (_mention(name, document, knowledge, language) for name in dict.fromkeys(_names(value)))
    return tuple(mention for mention in found if mention is not None)


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key in ("ref", "rule"):
            if isinstance(value.get(key), str):
                yield value[key]
        for part in value.values():
            yield from _names(part)
    elif isinstance(value, list):
        for part in value:
            if isinstance(part, str) and "/" in part:
                yield part
            else:
                yield from _names(part)


def _mention(
    name: str, document: Mapping[Any, Any], knowledge: Knowledge, language: Language
) -> Mention | None:
    nothing = Text("", "")
    if "/" not in name:
        parameters = document.get("parameters")
        if not isinstance(parameters, dict) or name not in parameters:
            return None
        shown = text_of(parameters[name], False, language)
        return Mention(name, Text(name, name), Text(shown, shown), nothing, (), False)
    try:
        record = knowledge.lookup("/".join(name.split("/")[:2]))
    except InputError:
        # What is wrong with the reference is said as a problem of the field.
        return None
    return Mention(record.reference, record.title, record.summary, record.standing, record.warnings)
