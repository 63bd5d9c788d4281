"""What is wrong in a workbook, said by the cell to change and in the words of the sheet.

The reader of cases knows keys; here every key is found again as the cell and the heading that a
person sees.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bundlinje.basics.errors import InputError, Problem
from bundlinje.basics.texts import Language, Text
from bundlinje.calculation import workbook_format as form
from bundlinje.calculation.workbook_danish import ambiguous
from bundlinje.calculation.workbook_nodes import Row

_ITEMS = (form.COSTS, form.CONSEQUENCES, form.OUTCOMES)
#: Keys of an item that stand in several cells, and the cell where a missing one is written.
_FIRST_CELL = {"price": "price.amount", "quantity": "quantity.0", "realisable": "realisable.0"}
_YEARS = range(1900, 2301)


@dataclass(frozen=True)
class _Cells:
    """The cell of a key, what it is called, and all cells that its problems may stand in."""

    place: str
    words: str
    places: frozenset[str]


class Places:
    """Finds the cells of keys in the blocks of a workbook."""

    def __init__(self, blocks: Mapping[str, Sequence[Row]]) -> None:
        self.cells: dict[str, _Cells] = {}
        self.filled: set[str] = set()
        #: What the cells of the items are called, each by its own heading.
        self.own_words: dict[str, str] = {}
        for block in (form.CASE, form.EFFECT):
            for row in blocks.get(block, []):
                if key := row.get("key"):
                    name = str(key.value).strip()
                    self._put(name, row, "value", row.label or name)
                    if row.get("value") is not None:
                        self.filled.add(name)
        if "discounting.rate" in self.cells:
            self.cells["discounting"] = self.cells["discounting.rate"]
        for row in blocks.get(form.PARTICIPANTS, []):
            self._participants(row)
        for row in blocks.get(form.PARAMETERS, []):
            if name_ := row.get("id"):
                self._put(f"parameters.{name_.value}", row, "value", str(name_.value))
        for block in _ITEMS:
            for number, row in enumerate(blocks.get(block, []), 1):
                identity = row.get("id")
                self._item(f"{block}[{number}]", row)
                if identity is not None:
                    self._item(f"{block}.{identity.value}", row)

    def _put(self, path: str, row: Row, key: str, words: str) -> None:
        spread = key + form.SPREAD
        places = {row.place_of(k) for k in row.columns if k == key or k.startswith(f"{key}.")}
        places |= {row.place_of(k) for k in row.columns if k.startswith("list.")}
        if spread in row.columns:
            places.add(row.place_of(spread))
        # What stands twice keeps its first cell, and its problems the cell that they are at.
        known = self.cells.get(path) or _Cells(row.place_of(key), words, frozenset())
        self.cells[path] = replace(known, places=known.places | places)

    def _participants(self, row: Row) -> None:
        year, effect = row.get("year"), row.get("effect")
        if year is None:
            return
        name = "" if effect is None else str(effect.value)
        value = int(year.value) if isinstance(year.value, float) else year.value
        key = "number" if value in _YEARS else "year"
        words = row.headings.get(key, "")
        heads = ("effect.", f"effects.{name}.") if name else ("",)
        for head in heads:
            path = f"{head}participants.{value}"
            self._put(path, row, key, f"{row.title}, {words}")
            if key == "number":
                known = self.cells[path]
                self.cells[path] = replace(known, places=known.places | {row.place_of("year")})

    def _item(self, path: str, row: Row) -> None:
        identity = row.get("id")
        name = f"{row.title}, {identity.value}" if identity else row.title
        shares = [key for key in row.columns if key.startswith(form.SHARE)]
        for key in row.columns:
            words = row.headings.get(key) or key.removeprefix(form.SHARE)
            self.own_words[row.place_of(key)] = f"{name}: {words}"
            if not key.endswith(form.SPREAD):
                self._put(
                    f"{path}.{key.replace('paid_by/', 'paid_by.')}", row, key, f"{name}: {words}"
                )
        for key, first in _FIRST_CELL.items():
            if first in row.columns:
                words = row.headings.get(first) or key
                self._put(f"{path}.{key}", row, first, f"{name}: {words}")
                known = self.cells[f"{path}.{key}"]
                every = known.places | frozenset(
                    row.place_of(k) for k in row.columns if k.startswith((f"{key}.", f"{key}~"))
                )
                self.cells[f"{path}.{key}"] = replace(known, places=every)
        # The level without success stands in a block of its own, by the item's id.
        self.cells[f"{path}.baseline"] = _Cells(row.place_of("id"), name, frozenset())
        if shares:
            places = frozenset(row.place_of(key) for key in row.columns if "paid_by" in key)
            words = row.headings.get(shares[0], "")
            first_words = f"{name}: {words.rpartition(' ')[0] or words}"
            self.cells[f"{path}.paid_by"] = _Cells(row.place_of(shares[0]), first_words, places)

    def explained(self, error: InputError) -> InputError:
        """Return the same problems by the cell to change, in the words of the sheet."""
        return InputError([self._explain(problem) for problem in error.problems])

    def _explain(self, problem: Problem) -> Problem:
        problem = replace(
            problem,
            message=Text(_danish(problem.message.da), _english(problem.message.en)),
        )
        if problem.key in ("effect",) or re.fullmatch(r"effects\.[^.]+", problem.key):
            return self._effect(problem)
        cells = self._cells(problem.key)
        if cells is None:
            return problem
        if problem.line not in cells.places:
            return replace(problem, line=cells.place, key=cells.words)
        return replace(problem, key=self.own_words.get(str(problem.line), cells.words))

    def _effect(self, problem: Problem) -> Problem:
        """Return that an effect is given twice or not at all, at the cell that may be changed."""
        both = f"{problem.key}.with" in self.filled and f"{problem.key}.difference" in self.filled
        cells = self.cells.get(f"{problem.key}.{'difference' if both else 'with'}")
        if cells is None or "difference" not in problem.message.en:
            return problem
        message = Text(
            "både succesraten med indsatsen og effekten er udfyldt. Slet den ene.",
            "both the success rate with the intervention and the effect are filled in. Delete one.",
        ) if both else Text(
            "effekten mangler. Skriv succesraten med indsatsen, eller skriv effekten nedenunder.",
            "the effect is missing. Write the success rate with the intervention, or the effect "
            "below.",
        )  # fmt: skip
        return replace(problem, message=message, line=cells.place, key=cells.words)

    def _cells(self, key: str) -> _Cells | None:
        """Return the cells of a key or, for what is inside it, of the longest key around it."""
        while key:
            if key in self.cells:
                return self.cells[key]
            key = key.rpartition(".")[0]
        return None


# -- words ------------------------------------------------------------------------------------

#: What is said of a case file, and what it is called on the sheet.
_DANISH = (
    ("Tilføj nøglen.", "Udfyld cellen."),
    (
        ", fx baseline: 150 ved siden af paid_by.",
        ". Skriv det i blokken Niveau uden succes (til regler) med konsekvensens id.",
    ),
    ("without + difference giver", "succesraten uden indsats og effekten giver tilsammen"),
    ("ventede true eller false", "ventede ja eller nej"),
    ("eller brug difference", "eller skriv kun effekten"),
    ("schedule og rate kan ikke stå sammen", "rentetrappe og fast rente kan ikke stå sammen"),
    ("Tilføj året under price_index: extend", "Tilføj året i blokken Egne indeksår"),
    (
        "Lad price være, eller skriv en andel som price: 0.4.",
        "Skriv 1 som enhedspris, eller en andel, fx 0,4.",
    ),
    (" med punktum som decimaltegn", ""),
    ("under parameters eller joint", "blandt de navngivne tal"),
    ("under sources", "på arket Kilder"),
)
_ENGLISH = (
    (
        "Leave price out, or write a share such as price: 0.4.",
        "Write 1 as the unit price, or a share such as 0.4.",
    ),
    ("Add the key.", "Fill in the cell."),
    (
        ", e.g. baseline: 150 beside paid_by.",
        ". Write it in the block Level without success (for rules), with the consequence's id.",
    ),
    ("without + difference gives", "the rate without the intervention and the effect give"),
    ("expected true or false", "expected yes or no"),
    ("or use difference", "or write the effect alone"),
    ("under price_index: extend", "in the block Own index years"),
)
_KEYS = {
    "start_year": Text("Første år", "First year"),
    "horizon": Text("Antal år", "Number of years"),
    "price_year": Text("Prisår", "Price year"),
    "price_index": Text("Prisindeks", "Price index"),
    "baseline_weeks": Text("Uger på ydelsen før", "Weeks on the benefit before"),
    "years_before": Text("År før gennemførelse", "Years before completion"),
    "paid_by": Text("andelene", "the shares"),
}
_BLOCKS = {
    "costs": "Udgifter",
    "consequences": "Konsekvenser",
    "outcomes": "Resultater for borgerne",
}
_KEY = re.compile(rf"\b({'|'.join(_KEYS)})\b")
_CHOICES = re.compile(r"((?:Mulige|Valid): |(?:Mente du|Did you mean) )([^?]*)")
_FORMS = re.compile(r"fandt nøglerne (.*?)\. (?:Brug punktum .*?\. )?Skriv et tal, .*", re.DOTALL)
_UNCLEAR = re.compile(r"(fandt|found) '([^']*)', (?:ventede|expected) [^.]*\.")
_OF_PROFILE = re.compile(
    r"(fandt|found) (.+?), (men profilens (?:\S+) er|but (?:\S+) of the profile is) (.+)\. "
    r"(?:Fjern nøglen: den følger profilen|Remove the key: it follows the profile)\."
)
#: A number with a decimal point that is no thousands point.
_DECIMAL = re.compile(r"(?<![\w.,/'-])(-?\d+)\.(\d+)(?![\w.])")


def _danish(text: str) -> str:
    for key, words in _DANISH:
        text = text.replace(key, words)
    text = _FORMS.sub(
        "usikkerheden kan ikke læses. Skriv den som sd: 0,05 eller ci95: [0,55; 0,75] eller "
        "low: 10, mode: 12, high: 20.", text,
    )  # fmt: skip
    text = _KEY.sub(lambda found: _KEYS[found[1]].da, text)
    text = _OF_PROFILE.sub(lambda found: _other_than_the_profile(found, "da"), text)
    text = _UNCLEAR.sub(lambda found: found[0] + _which_number(found[2], "da"), text)
    text = re.sub(r"\b(?:i|under) (costs|consequences|outcomes)\b",
                  lambda found: f"under {_BLOCKS[found[1]]}", text)  # fmt: skip
    text = _CHOICES.sub(lambda found: found[1] + _choices(found[2], "da"), text)
    return _DECIMAL.sub(_comma, text)


def _english(text: str) -> str:
    for key, words in _ENGLISH:
        text = text.replace(key, words)
    text = _KEY.sub(lambda found: _KEYS[found[1]].en, text)
    text = _OF_PROFILE.sub(lambda found: _other_than_the_profile(found, "en"), text)
    text = _UNCLEAR.sub(lambda found: found[0] + _which_number(found[2], "en"), text)
    return _CHOICES.sub(lambda found: found[1] + _choices(found[2], "en"), text)


def _word(key: str, language: Language) -> str:
    """Return a word of a case file as it is called in the cells, any other as it is."""
    known = form.WORDS.get(key)
    return key if known is None else known.to(language)


def _choices(listed: str, language: Language) -> str:
    """Return words of a case file as they are called in the cells."""
    return re.sub(r"[a-z]+", lambda found: _word(found[0], language), listed)


def _other_than_the_profile(found: re.Match[str], language: Language) -> str:
    """Return that a cell says otherwise than the profile, and what to write in it."""
    own, profiles = (_word(found[at], language) for at in (2, 4))
    write = Text(f"Skriv {profiles}.", f"Write {profiles}.").to(language)
    return f"{found[1]} {own}, {found[3]} {profiles}. {write}"


def _which_number(text: str, language: Language) -> str:
    """Return a question where a text may mean two numbers, else nothing."""
    found = ambiguous(text)
    if found is None:
        return ""
    large, small = found
    return Text(
        f" Skriv {large} eller {small} som et tal, ikke som tekst.",
        f" Write {large} or {small} as a number, not as text.",
    ).to(language)


def _comma(found: re.Match[str]) -> str:
    thousands = len(found[2]) == 3 and found[1].lstrip("-") != "0"
    return found[0] if thousands else f"{found[1]},{found[2]}"
