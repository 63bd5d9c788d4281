"""What every record of the knowledge base has in common."""

from __future__ import annotations

from typing import ClassVar

from bundlinje.basics import formats
from bundlinje.basics.errors import InputError, input_error
from bundlinje.basics.texts import Language, Text


class Record:
    """One dated fact with its source; the data classes of the kinds build on it."""

    #: First part of a reference to the kind, as in `prices/…`.
    PREFIX: ClassVar[str] = ""

    id: str

    @property
    def reference(self) -> str:
        """Return the reference by which a case names the record."""
        return f"{self.PREFIX}/{self.id}"

    @property
    def title(self) -> Text:
        """Return the name of the record for people."""
        return Text(self.id, self.id)

    @property
    def summary(self) -> Text:
        """Return one line that tells the record from its like."""
        return Text("", "")

    @property
    def standing(self) -> Text:
        """Return how much the record can carry: a study's design, a price's kind."""
        return Text("", "")

    @property
    def may_be_used(self) -> Text:
        """Return what the record may be used for."""
        return Text("", "")

    @property
    def warnings(self) -> tuple[Text, ...]:
        """Return what must be said wherever the record is used."""
        return ()

    def refused(self, why: Text) -> InputError:
        """Return the error that the record may not be used in this way."""
        return input_error(why.da, why.en, key=self.reference)


SECONDARY = Text(
    "Sekundær kilde: tallet er gengivet af andre end den, der har fastsat det.",
    "Secondary source: the number is restated by others than those who set it.",
)
DERIVED = Text(
    "Afledt: tallet er regnet ud fra trykte tal.",
    "Derived: the number is calculated from printed numbers.",
)


def shown(value: float, language: Language) -> str:
    """Return a number with thousands separators and every digit that it was printed with."""
    return formats.plain(value, language, 12)


def shown_money(value: float, currency: str, language: Language) -> str:
    """Return an amount with its currency."""
    unit = "kr." if currency == "DKK" and language == "da" else currency
    return f"{shown(value, language)}{formats.NO_BREAK}{unit}"


def shared_warnings(secondary: bool, derived: bool) -> tuple[Text, ...]:
    """Return the warnings that every kind gives about where a number comes from."""
    return ((SECONDARY,) if secondary else ()) + ((DERIVED,) if derived else ())
