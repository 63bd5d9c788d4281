"""Keep a search index between runs, so that a search need not read every record again."""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from pathlib import Path

import numpy as np

from bundlinje.basics.errors import InputError
from bundlinje.basics.files import whole_file
from bundlinje.basics.version import __version__
from bundlinje.evidence.entries import search_index
from bundlinje.evidence.knowledge import Knowledge
from bundlinje.evidence.search import SearchIndex

#: Raised whenever what is in a file changes, so that an older one is not taken for a new.
_FORMAT = 2


def stored_index(knowledge: Knowledge, folder: Path | None = None) -> SearchIndex:
    """Return the search index of a knowledge base, read from a file where it was built before.

    Args:
        knowledge: The records; the file is named after their version.
        folder: Where indexes are kept; left out, the user's cache folder.
    """
    place = cache_folder() if folder is None else folder
    path = place / f"search-{__version__}-{_FORMAT}-{knowledge.version()[:24]}.npz"
    try:
        return read_index(path)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        pass
    index = search_index(knowledge)
    # A search that cannot be kept is still a search.
    try:
        place.mkdir(parents=True, exist_ok=True)
        write_index(index, path)
    except (OSError, InputError):
        pass
    return index


def cache_folder() -> Path:
    """Return the folder in which this user's programs keep what can be made again."""
    named = os.environ.get("XDG_CACHE_HOME")
    try:
        return (Path(named) if named else Path.home() / ".cache") / "bundlinje"
    except RuntimeError:  # a user without a home
        return Path(tempfile.gettempdir()) / "bundlinje"


def write_index(index: SearchIndex, path: Path) -> None:
    """Write an index to a file, whole or not at all.

    Raises:
        InputError: the file cannot be written.
    """
    plain = {
        "references": index.references,
        "vocabulary": index.vocabulary,
        "facets": [[facet, value, found] for (facet, value), found in index.facets.items()],
    }
    with whole_file(path) as temporary, temporary.open("wb") as file:
        np.savez(
            file,
            plain=np.frombuffer(json.dumps(plain).encode(), dtype=np.uint8),
            sizes=np.array([len(found) for found in index.records], dtype=np.int64),
            records=np.concatenate([np.empty(0, np.uint32), *index.records]),
            weights=np.concatenate([np.empty(0, np.float32), *index.weights]),
        )


def read_index(path: Path) -> SearchIndex:
    """Return the index of a file that `write_index` made.

    Raises:
        OSError, ValueError, KeyError: there is no such file, or it is not an index.
    """
    with np.load(path, allow_pickle=False) as file:
        plain = json.loads(file["plain"].tobytes())
        ends = np.cumsum(file["sizes"])[:-1]
        index = SearchIndex(())
        index.references = plain["references"]
        index.facets = {(facet, value): found for facet, value, found in plain["facets"]}
        index.set_postings(
            plain["vocabulary"],
            np.split(file["records"], ends),
            np.split(file["weights"], ends),
        )
    return index
