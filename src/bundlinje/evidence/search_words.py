"""Words as the search sees them: without case and accents, cut to Danish and English stems."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

from bundlinje.basics.texts import LANGUAGES, Language

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
# One spelling for each: "aa" and "å", "ae" and "æ", "oe" and "ø" are the same word.
_DANISH_LETTERS = str.maketrans({"å": "aa", "æ": "ae", "ø": "oe", "ä": "ae", "ö": "oe"})
_ALGORITHMS = {"da": "danish", "en": "english"}


def words(text: str) -> list[str]:
    """Return the words of a text in one spelling: lower case, without Danish letters or accents."""
    lowered = text.lower().translate(_DANISH_LETTERS)
    if not lowered.isascii():
        decomposed = unicodedata.normalize("NFKD", lowered)
        lowered = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return _WORD.findall(lowered)


@lru_cache(maxsize=200_000)
def stem(word: str, language: Language) -> str:
    """Return the stem of a word that `words` made."""
    found: str = _stemmer(language).stemWord(word)
    return found


def stems(word: str) -> tuple[str, ...]:
    """Return the stems of a word in every language, each once."""
    return tuple(dict.fromkeys(stem(word, language) for language in LANGUAGES))


@lru_cache(maxsize=2)
def _stemmer(language: Language) -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer(_ALGORITHMS[language])


def trigrams(word: str) -> set[str]:
    """Return the runs of three letters in a word, with its ends marked."""
    marked = f"^{word}$"
    return {marked[i : i + 3] for i in range(len(marked) - 2)}


def edit_distance(first: str, second: str, most: int) -> int:
    """Return how many letters must be added, dropped, changed or swapped; `most + 1` if more."""
    if abs(len(first) - len(second)) > most:
        return most + 1
    before: list[int] = []
    current = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        older, before, current = before, current, [i]
        for j, b in enumerate(second, 1):
            cost = min(before[j] + 1, current[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and first[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            current.append(cost)
        if min(current) > most:
            return most + 1
    return current[-1]
