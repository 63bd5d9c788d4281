"""Search over everything: an inverted index with ranking, stems, variants and spelling help.

The index is arrays: for every stem the records that hold it and how much it counts there. A query
reads only the lists of its own words, so its time follows the length of those lists.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bundlinje.basics.texts import Language
from bundlinje.evidence.search_words import edit_distance, stem, stems, trigrams, words

#: How much a word counts where it stands.
TITLE, KEYWORD, BODY = 4.0, 2.0, 1.0
#: How much a match counts that is only a part of the word, or spelt otherwise.
_PART, _MISSPELT = 0.4, 0.5
#: Words that are read as the beginning or a part of another are at least this long.
_SHORTEST_PART = 4
_MOST_VARIANTS = 40
# Saturation of repeated words and weight of text length, as in BM25.
_SATURATION, _LENGTH = 1.2, 0.5


@dataclass(frozen=True)
class Entry:
    """What is searched of one record: (text, language, weight) and what it can be filtered by."""

    reference: str
    texts: Sequence[tuple[str, Language, float]]
    facets: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Hit:
    """One record found, and how well it fits."""

    reference: str
    score: float


class SearchIndex:
    """An inverted index over entries, built once and asked many times."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        postings: dict[str, array[Any]] = {}
        weights: dict[str, array[Any]] = {}
        lengths: list[float] = []
        self.references: list[str] = []
        self.facets: dict[tuple[str, str], list[int]] = {}
        for number, entry in enumerate(entries):
            counts: Counter[str] = Counter()
            for text, language, weight in entry.texts:
                for word in words(text):
                    counts[stem(word, language)] += weight  # type: ignore[assignment]
            for found, weight in counts.items():
                postings.setdefault(found, array("I")).append(number)
                weights.setdefault(found, array("f")).append(weight)
            lengths.append(float(sum(counts.values())))
            self.references.append(entry.reference)
            for facet, values in entry.facets.items():
                for value in values:
                    self.facets.setdefault((facet, value), []).append(number)
        self._weigh(postings, weights, np.array(lengths))

    def set_postings(
        self,
        vocabulary: list[str],
        records: Sequence[NDArray[np.uint32]],
        weights: Sequence[NDArray[np.float32]],
    ) -> None:
        """Take over the lists of an index that was built before."""
        #: Every stem in order, the records that hold it, and what it adds to their scores.
        self.vocabulary = vocabulary
        self.records = records
        self.weights = weights
        self._places = {found: place for place, found in enumerate(vocabulary)}

    def _weigh(
        self, postings: dict[str, array[Any]], weights: dict[str, array[Any]], lengths: Any
    ) -> None:
        """Turn counts into what each occurrence adds to the score."""
        total = len(self.references)
        mean = float(lengths.mean()) if total else 1.0
        penalty = _SATURATION * (1 - _LENGTH + _LENGTH * lengths / (mean or 1.0))
        vocabulary = sorted(postings)
        all_records: list[NDArray[np.uint32]] = []
        all_weights: list[NDArray[np.float32]] = []
        for found in vocabulary:
            records = np.frombuffer(postings[found], dtype=np.uint32)
            counts = np.frombuffer(weights[found], dtype=np.float32)
            rarity = log(1 + (total - len(records) + 0.5) / (len(records) + 0.5))
            all_records.append(records)
            added = rarity * counts * (1 + _SATURATION) / (counts + penalty[records])
            all_weights.append(added.astype(np.float32))
        self.set_postings(vocabulary, all_records, all_weights)

    def __len__(self) -> int:
        return len(self.references)

    def search(
        self,
        query: str,
        filters: Mapping[str, Sequence[str]] | None = None,
        most: int = 20,
    ) -> tuple[list[Hit], int]:
        """Return the best hits and how many there are in all.

        Records that hold more of the words come first, then the better match. Without words
        everything that passes the filters is found, in its own order.

        Args:
            query: Words in Danish or English.
            filters: Allowed values by facet; a record must pass every facet.
            most: Number of hits returned at most.
        """
        allowed = self._allowed(filters or {})
        asked = list(dict.fromkeys(words(query)))
        score = np.zeros(len(self), dtype=np.float32)
        held = np.zeros(len(self), dtype=np.int16)
        for word in asked:
            best = np.zeros(len(self), dtype=np.float32)
            for place, factor in self._variants(word):
                records = self.records[place]
                best[records] = np.maximum(best[records], factor * self.weights[place])
            score += best
            held += best > 0
        if not asked:
            score += 1.0
        if allowed is not None:
            score[~allowed] = 0.0
        found = np.flatnonzero(score)
        # Words that are not held count more than how well the others match.
        order = np.lexsort((found, -score[found], -held[found]))[:most]
        hits = [Hit(self.references[i], float(score[i])) for i in found[order]]
        return hits, len(found)

    def _allowed(self, filters: Mapping[str, Sequence[str]]) -> NDArray[np.bool_] | None:
        allowed = None
        for facet, values in filters.items():
            passing = np.zeros(len(self), dtype=bool)
            for value in values:
                passing[self.facets.get((facet, value), [])] = True
            allowed = passing if allowed is None else allowed & passing
        return allowed

    def _variants(self, word: str) -> list[tuple[int, float]]:
        """Return the stems that a word of the query stands for, and how much each counts."""
        exact = [self._places[found] for found in stems(word) if found in self._places]
        found = dict.fromkeys(exact, 1.0)
        if len(word) >= _SHORTEST_PART and not word.isdigit():
            for place in self._parts(word)[:_MOST_VARIANTS]:
                found.setdefault(place, _PART)
            if not found:
                for place, distance in self._misspelt(word):
                    found[place] = _MISSPELT / distance
        return list(found.items())

    def _parts(self, word: str) -> list[int]:
        """Return the stems that begin with or hold a stem of the word (Danish compounds)."""
        places: list[int] = []
        for part in stems(word):
            if len(part) < _SHORTEST_PART:
                continue
            start = bisect_left(self.vocabulary, part)
            end = bisect_left(self.vocabulary, part + "\uffff")
            places += range(start, end)
            places += self._holding(part)
        return list(dict.fromkeys(places))

    def _holding(self, part: str) -> list[int]:
        """Return the stems that hold `part`: those with all its trigrams, then looked at."""
        lists = [self._trigrams.get(part[i : i + 3]) for i in range(len(part) - 2)]
        if not lists or any(found is None for found in lists):
            return []
        common = sorted((found for found in lists if found is not None), key=len)
        places = common[0]
        for other in common[1:]:
            places = np.intersect1d(places, other, assume_unique=True)
        return [int(place) for place in places if part in self.vocabulary[place]]

    def _misspelt(self, word: str) -> list[tuple[int, int]]:
        """Return the stems that are one letter from the word, or two for a long word."""
        most = 1 if len(word) < 8 else 2
        found: dict[int, int] = {}
        for asked in stems(word):
            shared: Counter[int] = Counter()
            for run in trigrams(asked):
                shared.update(self._trigrams.get(run, np.empty(0, np.uint32)).tolist())
            # A letter touches at most three runs, a swap of two letters four.
            least = max(1, len(asked) - 4 * most)
            for place, count in shared.items():
                if count >= least:
                    distance = edit_distance(asked, self.vocabulary[place], most)
                    if distance <= most:
                        found[place] = min(max(distance, 1), found.get(place, most))
        return sorted(found.items(), key=lambda item: item[1])[:_MOST_VARIANTS]

    @cached_property
    def _trigrams(self) -> dict[str, NDArray[np.uint32]]:
        """Return the stems by the runs of three letters that they hold."""
        runs: dict[str, list[int]] = {}
        for place, found in enumerate(self.vocabulary):
            for run in trigrams(found):
                runs.setdefault(run, []).append(place)
        return {run: np.array(places, dtype=np.uint32) for run, places in runs.items()}

    def prepare(self) -> SearchIndex:
        """Build what is otherwise built by the first query, and return the index."""
        _ = self._trigrams
        return self
