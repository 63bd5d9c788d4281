"""What the form of a contract is made of: fields, rows of cells, sections."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bundlinje.basics.texts import Text
from bundlinje.web.cases.form.paths import put, value_at
from bundlinje.web.contracts.term_rows import FORMS

Document = dict[Any, Any]
NOTHING = Text("", "")


@dataclass(frozen=True)
class Column:
    """A column of a field that has rows; `kind` is text | number | share | date | choice."""

    label: Text
    kind: str = "text"
    choices: tuple[tuple[str, str], ...] = ()
    #: What an empty cell stands for, where it may be left empty.
    empty: Text = NOTHING
    #: Whether it may be left empty, and then says nothing.
    optional: bool = False
    #: What the first cell may be for a number to be a share, and for anything to stand here.
    share_for: tuple[str, ...] = ()
    only_for: tuple[str, ...] | None = None

    def is_share(self, first: str) -> bool:
        """Return whether a number here is a share, in a row with this first cell."""
        return self.kind == "share" or first in self.share_for


@dataclass(frozen=True)
class TermField:
    """One field: the path that it saves, its kind and what is said beside it.

    `kind` is text | paragraph | number | whole | date | choice | names | rows. `form` is what
    rows are in the file, one of `term_rows.FORMS`. `spread`: the number may be
    uncertain or refer to the case.
    """

    path: str
    label: Text
    kind: str = "text"
    help: Text = NOTHING
    unit: Text = NOTHING
    percent: bool = False
    spread: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    columns: tuple[Column, ...] = ()
    form: str = ""
    #: The path of the item that begins with this field, and can be taken out.
    item: str = ""
    #: Without it there is nothing to fill in again: the party, rule or step is gone.
    required: bool = False
    #: The item or section that it belongs to, in words.
    about: Text = NOTHING
    #: What holds where the document says nothing.
    default: Any = None

    @property
    def id(self) -> str:
        """The id of the field on the page."""
        return "felt-" + "".join(c if c.isalnum() else "-" for c in self.path)

    @property
    def takes_out(self) -> bool:
        """Whether each of its rows has a button that takes it out."""
        return self.kind == "rows" and FORMS[self.form].chosen

    @property
    def wide(self) -> bool:
        """Whether it takes the whole width."""
        # What begins an item stands over what belongs to it.
        begins = bool(self.item) and not self.item.startswith("parties.")
        return self.kind in ("paragraph", "rows") or begins or self.path == "title"

    def value(self, document: Document) -> Any:
        """Return what a document says in the field."""
        found = value_at(document, self.path)
        return self.default if found is None else found

    def set(self, document: Document, value: Any) -> list[str]:
        """Set it; return the paths changed, none if the document says so already."""
        if self.value(document) == value:
            return []
        put(document, self.path, value)
        return [self.path]


@dataclass(frozen=True)
class TermSection:
    """Fields that belong together; `note` is what the document notes about them."""

    id: str
    title: Text
    fields: tuple[TermField, ...]
    note: str = ""
    help: Text = NOTHING
    #: What can be added to it, and the words of the button.
    adding: tuple[tuple[str, Text], ...] = ()


KR = Text("kr.", "DKK")
PEOPLE = Text("antal", "number")
OR_CASE = Text(
    "Skriv et tal, fx 62 % (52–72 %), eller vælg sagens eget, som så følges.",
    "Write a number, e.g. 62% (52–72%), or choose the case's own, which is then followed.",
)


@dataclass(frozen=True)
class Shown:
    """What stands in a field: a text, or rows of cells; `fixed` cannot be edited here."""

    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    fixed: str = ""
    problems: tuple[Text, ...] = field(default=())
