"""How long a search takes when the index is built, and how that grows with the records.

Synthetic records are mixed from the words of the real ones, with words of their own so that the
vocabulary grows too. Queries are of every sort: one common word, several, a rare one, a compound,
a part of a word, a misspelling, filters. Start of Python and imports are not counted.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bundlinje.evidence.entries import entries
from bundlinje.evidence.knowledge import shared
from bundlinje.evidence.search import Entry, SearchIndex
from bundlinje.evidence.search_store import read_index, write_index

QUERIES = (
    ("hjemløshed", {}),
    ("hjemloeshed", {}),
    ("kontanthjælp 2023", {}),
    ("foster care children", {}),
    ("ordinær beskæftigelse svær psykisk lidelse", {}),
    ("misbrug", {}),
    ("anbringelsse plejefamlie", {}),
    ("pris pr. døgn herberg", {"kind": ["prices"]}),
    ("risk difference employment", {"grade": ["direct"], "country": ["DK", "NO"]}),
    ("refusionstrappen", {}),
    ("xyzzyqwop", {}),
    ("", {"kind": ["effects"]}),
)


def synthetic(records: int, seed: int) -> Iterator[Entry]:
    """Yield entries of the real ones' shape: their texts, shuffled and with words of their own."""
    draw = random.Random(seed)
    real = list(entries(shared()))
    for number in range(records):
        base = draw.choice(real)
        texts = []
        for text, language, weight in base.texts:
            mixed = text.split()
            draw.shuffle(mixed)
            texts.append((" ".join(mixed), language, weight))
        own = "".join(draw.choice("bdfgklmnprstvaeiou") for _ in range(draw.randint(5, 12)))
        texts.append((f"{own} {number % 5000}", "da", 1.0))
        yield Entry(f"{base.reference}-{number}", texts, base.facets)


def measure(records: int, repeats: int, seed: int) -> dict[str, object]:
    """Return the times of building, keeping and searching an index of this size. [ms]"""
    start = time.perf_counter()
    index = SearchIndex(synthetic(records, seed)).prepare()
    built = time.perf_counter() - start
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index.npz"
        write_index(index, path)
        size = path.stat().st_size
        start = time.perf_counter()
        index = read_index(path).prepare()
        loaded = time.perf_counter() - start
    times: dict[str, float] = {}
    for query, filters in QUERIES:
        taken = []
        for _ in range(repeats):
            start = time.perf_counter()
            index.search(query, filters)
            taken.append((time.perf_counter() - start) * 1000)
        times[f"{query} {filters or ''}".strip()] = round(statistics.median(taken), 2)
    return {
        "records": records,
        "stems": len(index.vocabulary),
        "build_seconds": round(built, 2),
        "load_seconds": round(loaded, 2),
        "index_mb": round(size / 1e6, 1),
        "median_ms": round(statistics.median(times.values()), 2),
        "slowest_ms": max(times.values()),
        "queries_ms": times,
    }


def main() -> None:
    """Measure every size and print a line of JSON for each."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000])
    asked.add_argument("--repeats", type=int, default=11)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    for size in given.sizes:
        print(json.dumps(measure(size, given.repeats, given.seed), ensure_ascii=False))
        sys.stdout.flush()


if __name__ == "__main__":
    main()
