"""What a field of the form is: its key, its kind and what is said beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from bundlinje.basics.texts import Text

NOTHING = Text("", "")


class Kind(Enum):
    """How a field is typed and stored."""

    TEXT = "text"
    PARAGRAPH = "paragraph"
    WHOLE = "whole"
    CHOICE = "choice"
    FLAG = "flag"
    NUMBER = "number"  # certain or uncertain
    SERIES = "series"  # numbers year by year
    PEOPLE = "people"  # numbers by calendar year
    YEARS = "years"  # a list of calendar years
    SHARES = "shares"  # shares by account
    PRICE = "price"  # an amount, its price year and its record
    RECORDS = "records"  # references to the knowledge base
    FIT = "fit"  # how well a study fits, and why
    NAMES = "names"  # names that get an id each
    NOTE = "note"  # what is noted about a section's numbers


@dataclass(frozen=True)
class Field:
    """One field: `key` inside its section, and everything said about it.

    `knowledge` names the kinds of records that can be suggested; `default` is what an empty field
    means; `places` are the classes that decide how wide it is.
    """

    key: str
    label: Text
    kind: Kind = Kind.TEXT
    help: Text = NOTHING
    unit: Text = NOTHING
    percent: bool = False
    required: bool = False
    choices: tuple[tuple[Any, Text], ...] = ()
    default: Any = None
    knowledge: tuple[str, ...] = ()
    rare: bool = False  # shown under "more"

    @property
    def takes_prices(self) -> bool:
        """Whether a price of the knowledge base can stand here, and be for so many units."""
        return "prices" in self.knowledge


@dataclass(frozen=True)
class Section:
    """Fields that belong together, under the path of what they describe."""

    path: str
    title: Text
    fields: tuple[Field, ...]
    removable: bool = False
    note: str = ""  # the path of the note that explains its numbers

    def at(self, key: str) -> str:
        """Return the whole path of a key."""
        return f"{self.path}.{key}" if self.path else key


@dataclass(frozen=True)
class Adding:
    """A button that adds an item to a list, and what the item begins with."""

    list: str
    label: Text
    item: dict[str, Any] = field(default_factory=dict)
