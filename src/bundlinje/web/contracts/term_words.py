"""The terms of a document by path, each with its name and its value in words."""

from __future__ import annotations

import datetime
import re
from functools import partial
from typing import Any, NamedTuple

from bundlinje.basics import formats
from bundlinje.basics.errors import Problem
from bundlinje.basics.texts import LANGUAGES, Language, Text
from bundlinje.web.cases.form.wording import said
from bundlinje.web.contracts.amending import amended
from bundlinje.web.contracts.rare_words import KEYS, in_rare_words, names_of
from bundlinje.web.contracts.term_fields import NOTHING, Document, TermField, TermSection
from bundlinje.web.contracts.term_items import items
from bundlinje.web.contracts.terms import indexed, sections
from bundlinje.web.contracts.typed import in_words
from bundlinje.web.sharing.differences import Difference, differences
from bundlinje.web.sharing.field_words import AnyPlace, shortened
from bundlinje.web.sharing.versions import Named


class TermPlace(NamedTuple):
    """A term of a document, as `sharing.field_words.AnyPlace`."""

    section: TermSection
    field: TermField

    @property
    def words(self) -> Text:
        """What it is called: the item, and the field."""
        about, label = self.field.about, self.field.label
        if not about.da or self.field.item:
            return label
        return Text(f"{about.da}, {_low(label.da)}", f"{about.en}, {_low(label.en)}")

    @property
    def within(self) -> str:
        """The path of the item that it belongs to."""
        parts = self.field.path.split(".")
        return ".".join(parts[:2]) if parts[0] in ITEMS and len(parts) > 1 else ""

    @property
    def stands_at(self) -> str:
        """The path that it is stored at."""
        return self.field.path

    def stored(self, document: Document) -> Any:
        """Return what a document says."""
        return self.field.value(document)

    def value(self, document: Document, language: Language) -> str:
        """Return the same in words."""
        value = self.stored(document)
        if value is None:
            return ""
        text = in_words(self.field, value, language)
        unit = self.field.unit.to(language)
        if self.field.path == "terms.price_year":
            return text  # a year says itself what it is
        return f"{text} {unit}" if unit and text and not text.startswith("=") else text


class AmendmentsPlace:
    """What the terms say from a period on, as one place that the form has no field for."""

    words = Text("Ændringer, der gælder fra en periode", "Changes that hold from a period on")
    within = ""
    stands_at = "amendments"

    def stored(self, document: Document) -> Any:
        """Return the amendments of a document."""
        return document.get("amendments")

    def value(self, document: Document, language: Language) -> str:
        """Return the same in words."""
        return "; ".join(
            f"{Text('fra', 'from').to(language)} {first}: "
            + ", ".join(f"{one.what.to(language)} {one.after or '–'}" for one in changes)
            for first, changes in amendments_in(document, language)
        )


def amendments_in(document: Document, language: Language) -> list[tuple[str, list[Difference]]]:
    """Return what a document says from a period on: the period, and what is other then."""
    listed = document.get("amendments")
    signed = {key: value for key, value in document.items() if key != "amendments"}
    return [
        (
            str(one.get("from")),
            differences(signed, amended(signed, one["set"]), language, TermPlaces),
        )
        for one in (listed if isinstance(listed, list) else ())
        if isinstance(one, dict) and isinstance(one.get("set"), dict)
    ]


class TermPlaces:
    """Every term that the form asks of a document, as `sharing.field_words.AnyPlaces`."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.terms = {
            one.path: TermPlace(section, one)
            for section in sections(document)
            for one in section.fields
        }
        self.by_path: dict[str, AnyPlace] = {**self.terms, "amendments": AmendmentsPlace()}

    @property
    def items(self) -> dict[str, Text]:
        """What outcomes, payments, loans and parties are called, by path."""
        return {place.within: place.field.about for place in self.terms.values() if place.within}

    def knows(self, path: str) -> bool:
        """Return whether a path is a field or an item."""
        return path in self.by_path or path in self.items

    def words(self, path: str) -> Text:
        """Return what a path is called: a field, an item, or the part that it lies in."""
        if path in self.by_path:
            return self.by_path[path].words
        if path in self.items:
            return self.items[path]
        about = self.items.get(".".join(path.split(".")[:2]))
        part = PARTS.get(path.partition(".")[0], Text("Andet i kontraktfilen", "Other"))
        rare = KEYS.get(path.rpartition(".")[2]) if about else None
        if about and rare:
            about = Text(f"{about.da}, {rare.da}", f"{about.en}, {rare.en}")
        return Text(f"{part.da}: {about.da}", f"{part.en}: {about.en}") if about else part

    def spelled(self, value: Any, key: str, language: Language) -> str:
        """Return what no field asks for, in words: keys and ids by what they are called."""
        return shortened(in_rare_words(value, names_of(self.document), language, key))


def words_at(key: str, document: Document) -> Text:
    """Return what the validator's key (`payments[1].rule`) is called in the form."""
    places = TermPlaces(document)
    best, found = "", PARTS.get(key.partition("[")[0].partition(".")[0], NOTHING)
    for path, place in places.terms.items():
        at = indexed(path, document)
        if (key == at or key.startswith((f"{at}.", f"{at}["))) and len(at) > len(best):
            best, found = at, place.words
    for path, about in places.items.items():
        at = indexed(path, document)
        if not best and (key == at or key.startswith((f"{at}.", f"{at}["))):
            found = about
    return found


def said_of(problem: Problem, document: Document) -> Text:
    """Return what is wrong as the form says it: outcomes and payments by their names."""
    message = said(problem, document).message
    da, en = (_DAY.sub(partial(_day, language), message.to(language)) for language in LANGUAGES)
    for key in ("metrics", "payments"):
        for item in items(document, key):
            label = str(item.get("label") or "")
            pattern = rf"(?<![\w.-]){re.escape(item['id'])}(?![\w-])"
            if label:
                da = re.sub(pattern, lambda _, label=label: f"»{label}«", da)  # type: ignore[misc]
                en = re.sub(pattern, lambda _, label=label: f"“{label}”", en)  # type: ignore[misc]
    return Text(da, en)


#: A day as the contract file writes it.
_DAY = re.compile(r"(?<![\w-])\d{4}-\d\d-\d\d(?![\w-])")


def _day(language: Language, found: re.Match[str]) -> str:
    try:
        return formats.date(datetime.date.fromisoformat(found[0]), language)
    except ValueError:
        return found[0]


#: What parts of a contract are called where no field is.
PARTS = {
    "metrics": Text("Resultater", "Outcomes"),
    "payments": Text("Priser", "Prices"),
    "tranches": Text("Kapital", "Capital"),
    "guarantees": Text("Garantier", "Guarantees"),
    "surplus": Text("Overskud", "Surplus"),
    "parties": Text("Parter", "Parties"),
    "payers": Text("Hvem der betaler", "Who pays"),
    "caps": Text("Lofter", "Limits"),
    "terms": Text("Regulering af priserne", "Indexation of prices"),
    "periods": Text("Perioder", "Periods"),
    "amendments": Text("Ændringer, der gælder fra en periode", "Amendments from a period on"),
    "delivery": Text("Betaling for indsatsen", "Payment of delivery"),
    "replaces": Text("Omkostninger, som kontrakten betaler", "Costs that the contract pays"),
    "notes": Text("Noter", "Notes"),
    "provider": Text("Leverandøren", "The provider"),
    "termination": Text("Ophør før tid", "Early termination"),
    "shock": Text("Fælles udsving", "Common shock"),
    "end": Text("Kontrakten slutter", "The contract ends"),
}
ITEMS = ("parties", "metrics", "payments", "tranches")


def _low(label: str) -> str:
    return label[:1].lower() + label[1:]


#: For the history of a contract.
NAMED = Named(TermPlaces, PARTS)
