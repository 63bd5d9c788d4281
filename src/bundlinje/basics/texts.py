"""Texts for people, in the two languages of the project."""

from __future__ import annotations

from typing import Literal, NamedTuple

Language = Literal["da", "en"]
LANGUAGES: tuple[Language, ...] = ("da", "en")


class Text(NamedTuple):
    """One text in Danish and English; both stand together so that neither is forgotten."""

    da: str
    en: str

    def to(self, language: Language) -> str:
        """Return the text in `language`."""
        return self.da if language == "da" else self.en
