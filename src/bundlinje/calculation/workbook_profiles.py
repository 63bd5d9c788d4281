"""Cells of a quantity that is a service of a use profile.

The reference stands where the uncertainty of other quantities does, and gives the numbers and how
they are drawn. The cells by year show the numbers for the formulas to read; they are no input.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bundlinje.basics.errors import Problem
from bundlinje.basics.formats import plain
from bundlinje.basics.reading import shown
from bundlinje.basics.texts import LANGUAGES, Language, Text
from bundlinje.calculation.case import Case
from bundlinje.calculation.workbook_cells import Read

#: A number that is shown may differ from the profile's by rounding alone.
SAME = 1e-9
_REFERENCE = re.compile(r"\{?\s*ref\s*:\s*[\"']?profiles/.*", re.DOTALL)


def names_profile(spread: Read | None) -> bool:
    """Return whether the cell beside a quantity names a service of a profile."""
    return spread is not None and bool(_REFERENCE.fullmatch(str(spread.value).strip()))


@dataclass(frozen=True)
class ProfileCells:
    """The cells of one quantity: its path, the cell of the reference, and those by year.

    `shown` are the cells in which something stands, `places` those of every column, by year.
    """

    path: str
    reference: Read
    shown: Mapping[int, Read]
    places: Mapping[int, str]

    def problems(self, case: Case, file: str) -> list[Problem]:
        """Return where a cell shows another number than the profile gives.

        A row in which no cell is filled is one that was written by hand, or emptied to be filled
        anew.
        """
        series = next((one for one in case.series() if one.path == self.path), None)
        if series is None or not self.shown:
            return []
        found = []
        for year in range(max(len(series.numbers), max(self.shown) + 1)):
            known = series.numbers[year].mean if year < len(series.numbers) else None
            read = self.shown.get(year)
            if _same(None if read is None else read.value, known):
                continue
            place = self.places.get(year, self.reference.place)
            message = self._changed(None if read is None else read.value, known)
            found.append(Problem(message, file, place, f"{self.path}.{year}"))
        return found

    def _changed(self, value: object, known: float | None) -> Text:
        cell = self.reference.place.rpartition("!")[2]
        given = {one: _number(known, one) for one in LANGUAGES}
        found = {"da": "en tom celle", "en": "an empty cell"}
        if value is not None:
            found = {"da": shown(value).da, "en": shown(value).en}
        if isinstance(value, int | float) and not isinstance(value, bool):
            found = {one: _number(value, one) for one in LANGUAGES}
        da = "ryd cellen" if known is None else f"skriv {given['da']}"
        en = "clear the cell" if known is None else f"write {given['en']}"
        return Text(
            f"fandt {found['da']}, men profilen i {cell} giver {given['da']}. Tallene kan ikke "
            f"ændres her: {da}, eller ryd alle rækkens grå celler, så hentes de på ny. Vil du "
            f"bruge egne tal, så slet teksten i {cell}.",
            f"found {found['en']}, but the profile in {cell} gives {given['en']}. The numbers "
            f"cannot be changed here: {en}, or clear all grey cells of the row and they are looked "
            f"up anew. To use numbers of your own, delete the text in {cell}.",
        )


def _number(value: float | None, language: Language) -> str:
    if value is None:
        return Text("intet tal for året", "no number for the year").to(language)
    return plain(value, language, 6)


def _same(value: object, known: float | None) -> bool:
    if known is None or value is None:
        return known is value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value - known) <= SAME * max(1.0, abs(known))
