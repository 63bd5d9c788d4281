"""Share numerical work between the processor's cores, with results that do not depend on them.

numpy leaves Python's lock during its loops, so plain threads serve. Its linear algebra is held to
one thread meanwhile: on small matrices its own threads mostly wait for each other.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def workers() -> int:
    """Return how many threads to use: one for each core this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_threads(work: Callable[[T], R], parts: Iterable[T]) -> list[R]:
    """Return what `work` makes of every part, in the order of the parts."""
    with ThreadPoolExecutor(workers()) as pool:
        return list(pool.map(work, parts))


@contextmanager
def single_threaded_algebra() -> Iterator[None]:
    """Hold numpy's linear algebra to one thread."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1, user_api="blas"):
        yield
