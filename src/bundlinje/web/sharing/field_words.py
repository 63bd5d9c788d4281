"""The fields of a document by path, each with its name and its value in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from bundlinje.basics.texts import Language, Text
from bundlinje.calculation.case_file import PAYERS
from bundlinje.calculation.fit import LEVELS
from bundlinje.web.cases.form.fields import Field, Kind, Section
from bundlinje.web.cases.form.steps import STEPS, Step
from bundlinje.web.cases.form.values import Shown, shown
from bundlinje.web.cases.pages import stored

Document = dict[Any, Any]

#: Letters of a value that stand in a list of changes.
LONGEST_SHOWN = 300


class AnyPlace(Protocol):
    """A field of some kind of document: what it is called, and what a document says in it."""

    @property
    def words(self) -> Text:
        """What it is called."""

    @property
    def within(self) -> str:
        """The path of the item or section that it belongs to."""

    @property
    def stands_at(self) -> str:
        """The path that it is stored at."""

    def stored(self, document: Document) -> Any:
        """Return what a document says."""

    def value(self, document: Document, language: Language) -> str:
        """Return the same in words."""


class AnyPlaces(Protocol):
    """Every field that a form asks of a document, by path, and what items are called."""

    @property
    def by_path(self) -> Mapping[str, AnyPlace]:
        """The fields by path, in the order of the form."""

    @property
    def items(self) -> Mapping[str, Text]:
        """What the items of the lists are called, by path."""

    def knows(self, path: str) -> bool:
        """Return whether a path is a field, a note or an item here."""

    def words(self, path: str) -> Text:
        """Return what a path is called: a field, an item, or the path itself."""

    def spelled(self, value: Any, key: str, language: Language) -> str:
        """Return in words what stands under a key that no field asks for."""


@dataclass(frozen=True)
class Place:
    """A field of a document and where it stands."""

    step: Step
    section: Section
    field: Field

    @property
    def words(self) -> Text:
        """What it is called: the item or section, and the field."""
        if not self.section.path and self.field.kind is not Kind.NOTE:
            return self.field.label
        title, label = self.section.title, self.field.label
        return Text(f"{title.da}, {_low(label.da)}", f"{title.en}, {_low(label.en)}")

    @property
    def within(self) -> str:
        """The path of the item or section that it belongs to."""
        return self.section.path

    @property
    def stands_at(self) -> str:
        """The path that it is stored at."""
        note = self.field.kind is Kind.NOTE
        return f"notes.{self.section.note}" if note else self.section.at(self.field.key)

    def stored(self, document: Document) -> Any:
        """Return what a document says in the field."""
        return stored(document, self.section, self.field)

    def value(self, document: Document, language: Language) -> str:
        """Return what a document says in the field, in words; nothing where it says nothing."""
        value = self.stored(document)
        if value is None or value == "":
            return ""
        text = _text(self.field, value, document, language)
        unit = self.field.unit.to(language)
        if unit and text and self.field.kind in (Kind.NUMBER, Kind.PRICE):
            text = f"{text} {unit}"
        return shortened(text)


class Places:
    """Every field that the form asks of a document, by path."""

    def __init__(self, document: Document) -> None:
        self.document = document

    @cached_property
    def by_path(self) -> dict[str, Place]:
        """The fields by path, in the order of the form."""
        return {
            section.at(field.key): Place(step, section, field)
            for step in STEPS
            for section in step.sections(self.document)
            for field in section.fields
        }

    @cached_property
    def items(self) -> dict[str, Text]:
        """What the items of the lists are called, by path."""
        return {
            place.section.path: place.section.title
            for place in self.by_path.values()
            if place.section.path.partition(".")[0] in ("costs", "consequences", "outcomes")
        }

    def __contains__(self, path: str) -> bool:
        return path in self.by_path

    def knows(self, path: str) -> bool:
        """Return whether a path is a field, a note or an item here."""
        return path in self or path in self.items or self._note(path) is not None

    def words(self, path: str) -> Text:
        """Return what a path is called: a field, an item, or the path itself."""
        found = self.by_path.get(path) or self._note(path)
        if found is not None:
            return found.words
        return self.items.get(path, Text(path, path))

    def spelled(self, value: Any, key: str, language: Language) -> str:
        """Return what no field asks for, as the case file says it, without its brackets."""
        return shortened(_spelled(value))

    def _note(self, path: str) -> Place | None:
        first, _, about = path.partition(".")
        if first != "notes":
            return None
        notes = (place for place in self.by_path.values() if place.field.kind is Kind.NOTE)
        return next((place for place in notes if place.section.note == about), None)


def shortened(text: str) -> str:
    """Return a text as long as a list of changes shows."""
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]} …"


def _spelled(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_spelled(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return "; ".join(map(_spelled, value))
    return "" if value is None else str(value)


def _low(label: str) -> str:
    return label[:1].lower() + label[1:]


def _text(field: Field, value: Any, document: Document, language: Language) -> str:
    read = shown(field, value, language)
    if read.fixed:
        return read.fixed
    if field.kind is Kind.CHOICE:
        chosen = dict(field.choices).get(value)
        return str(value) if chosen is None else chosen.to(language)
    if field.kind is Kind.FLAG:
        return Text("ja", "yes").to(language) if read.text else Text("nej", "no").to(language)
    if field.kind is Kind.FIT:
        level = LEVELS.get(read.text, Text(read.text, read.text)).to(language)
        return f"{level} ({read.because})" if read.because else level
    if field.kind is Kind.PRICE and read.price_year:
        return f"{read.whole} ({read.price_year})"
    if field.kind is Kind.SHARES:
        return _shares(read, document, language)
    return _entries(field, read) if read.entries else read.whole


def _shares(read: Shown, document: Document, language: Language) -> str:
    if read.rule:
        return Text(f"efter reglen {read.rule}", f"by the rule {read.rule}").to(language)
    named = payer_names(document, language)
    return ", ".join(
        f"{named.get(entry.name, entry.name)} {entry.text}" for entry in read.entries if entry.name
    )


def _entries(field: Field, read: Shown) -> str:
    entries = [entry for entry in read.entries if entry.text]
    if field.kind is Kind.PEOPLE:
        return ", ".join(f"{entry.name}: {entry.text}" for entry in entries)
    return "; ".join(entry.text for entry in entries)


def payer_names(document: Document, language: Language) -> dict[str, str]:
    """Return what the accounts of a document are called."""
    named = {payer.id: payer.label.to(language) for payer in PAYERS}
    own = document.get("payers")
    for name, payer in own.items() if isinstance(own, dict) else ():
        said = payer if isinstance(payer, dict) else {}
        named[str(name)] = str(said.get("label") or named.get(str(name), name))
        departments = said.get("departments")
        for part, title in departments.items() if isinstance(departments, dict) else ():
            named[f"{name}/{part}"] = f"{named[str(name)]}: {title}"
    return named
