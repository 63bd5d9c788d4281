"""Time and memory, measured the same way in every script, and the line that they print."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


class Parts:
    """Wall seconds of the named parts of the work, in the order they were done."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - start

    @property
    def total(self) -> float:
        return sum(self.seconds.values())


def peak_rss_mb() -> float:
    """Return the most memory that this process has held [MB of 10⁶ bytes].

    Linux counts in ru_maxrss what the process that started this one held, so its own high-water
    mark is read where there is one.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / 1e6
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def print_line(
    peer: str,
    version: str,
    covers: str,
    parts: Parts,
    net: NDArray[np.float64],
    **more: Any,
) -> None:
    """Print the one line of JSON; `net` is the net result in every draw [DKK]."""
    line = {
        "peer": peer,
        "version": version,
        "covers": covers,
        "seconds": parts.total,
        "peak_rss_mb": peak_rss_mb(),
        "net_mean": float(net.mean()),
        "net_sd": float(net.std(ddof=1)),
        "draws": len(net),
        "parts": parts.seconds,
        **more,
    }
    print(json.dumps(line))
