"""What a field refers to: records of the knowledge base and named numbers, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bundlinje.basics.errors import InputError
from bundlinje.basics.texts import Language, Text
from bundlinje.evidence.knowledge import Knowledge
from bundlinje.evidence.rates import Rate
from bundlinje.evidence.record import Record, shown_money
from bundlinje.evidence.unit_prices import UnitPrice
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
    product: str = ""  # what a price is multiplied by, and what that gives


def mentions(
    value: Any, document: Mapping[Any, Any], knowledge: Knowledge, language: Language
) -> tuple[Mention, ...]:
    """Return everything that a value of the case refers to, once each, in order."""
    named = dict.fromkeys(references(value))
    found = (_mention(name, times, document, knowledge, language) for name, times in named)
    return tuple(mention for mention in found if mention is not None)


def references(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield every record and named number that a value refers to, and what it is multiplied by."""
    if isinstance(value, dict):
        for key in ("ref", "rule"):
            if isinstance(value.get(key), str):
                yield value[key], value.get("times")
        for part in value.values():
            yield from references(part)
    elif isinstance(value, list):
        for part in value:
            if isinstance(part, str) and "/" in part:
                yield part, None
            else:
                yield from references(part)


def _mention(
    name: str,
    times: Any,
    document: Mapping[Any, Any],
    knowledge: Knowledge,
    language: Language,
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
    return Mention(
        record.reference,
        record.title,
        record.summary,
        record.standing,
        record.warnings,
        product=_product(record, times, language),
    )


def _product(record: Record, times: Any, language: Language) -> str:
    """Return how an amount is multiplied; nothing where it stands as it is."""
    if isinstance(record, UnitPrice):
        amount, currency = record.amount, record.currency
    elif isinstance(record, Rate) and record.unit.startswith("dkk"):
        amount, currency = record.value, "DKK"
    else:
        return ""
    above, _, below = str(times).partition("/")
    try:
        product = amount * float(above) / float(below or 1)
    except (ValueError, ZeroDivisionError):
        return ""
    # What comes of it has no more digits than an amount is known with.
    one, in_all = (
        shown_money(value, currency, language)
        for value in (amount, float(f"{product:.4g}") if abs(product) < 1e4 else round(product))
    )
    return f"{one} × {text_of(times, False, language)} = {in_all}"
