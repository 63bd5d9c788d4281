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


class Remark(Text):
    """A remark on one place of a file, which begins with that place where a file is read.

    `about` is the path of the key that it is about, and `said` what it says without the place, for
    those who meet it there.
    """

    about: str = ""
    said: Text = Text("", "")

    @classmethod
    def on(
        cls,
        place: str,
        da: str,
        en: str,
        key: str = "",
        *,
        at: Text | None = None,
        mark: str = ":",
        named: str = "",
    ) -> Remark:
        """Return a remark on an item, and on its `key` where it is about one.

        `at` says where the place is found, as ` (line 12)`; `mark` stands after the place; `named`
        is the key that the last words ask for, which only a reader of the file knows.
        """
        line, named = at or Text("", ""), f" ({named})." if named else "."
        remark = cls(
            f"{place}{line.da}{mark} {da.removesuffix('.')}{named}",
            f"{place}{line.en}{mark} {en.removesuffix('.')}{named}",
        )
        remark.about = f"{place}.{key}" if key else place
        remark.said = Text(da, en)
        return remark
