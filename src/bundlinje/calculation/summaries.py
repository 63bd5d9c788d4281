"""Means, spreads, percentiles and chances of a plus from draws, in bounded memory.

Up to `EXACT_VALUES` numbers are kept and their percentiles are exact. Beyond that each row is
counted in narrow bins laid out from the first block of draws; a percentile is then interpolated
within its bin, which is off by far less than the draws' own chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bundlinje.basics.threads import in_threads

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

PERCENTILES = (5, 25, 50, 75, 95)
#: Rows × draws that are kept for exact percentiles (8 bytes each).
EXACT_VALUES = 60_000_000
#: Bins × rows of the binned percentiles (4 bytes each).
_BIN_BUDGET = 40_000_000
_MAX_BINS = 8192
_CHUNK_VALUES = 160_000


@dataclass(frozen=True)
class Distributed:
    """How one figure is distributed over the draws; percentiles and mean in its own unit."""

    mean: float
    sd: float
    p5: float
    p25: float
    p50: float
    p75: float
    p95: float
    p_positive: float

    @property
    def nothing(self) -> bool:
        """Whether the figure is 0 in every draw: there is no chance to speak of."""
        return self.sd == 0 and round(self.mean, 2) == 0

    def to_dict(self) -> dict[str, float]:
        """Return the fields by name."""
        return dict(vars(self))


#: A figure that is 0 in every draw.
NOTHING = Distributed(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def distributed(draws: Array) -> Distributed:
    """Return how one figure is distributed; `draws` has shape (draws,)."""
    rows = Rows(1, len(draws))
    rows.add(0, [np.asarray(draws, dtype=float)])
    return rows.summary()[0]


class Rows:
    """Collects draws of many figures, block by block; each row is one figure."""

    def __init__(self, rows: int, draws: int) -> None:
        self.draws = draws
        self.count = 0
        self.total = np.zeros(rows)
        self.origin = np.zeros(rows)
        self.squares = np.zeros(rows)
        self.positive = np.zeros(rows)
        self.kept = np.empty((rows, draws)) if rows * draws <= EXACT_VALUES else None
        self.bins: _Bins | None = None

    def add(self, start: int, parts: Sequence[Array]) -> None:
        """Add draws `start` … of every row: the parts' shapes are (…, draws of the block)."""
        size = parts[0].shape[-1]
        self.count += size
        if self.kept is not None:
            row = 0
            for part in parts:
                rows = part.reshape(-1, size)
                self.kept[row : row + len(rows), start : start + size] = rows
                row += len(rows)
            return
        block = np.concatenate([part.reshape(-1, size) for part in parts])
        if self.bins is None:
            # Sums of squares around a point near the mean keep their digits.
            self.origin = block[:, 0].copy()
        centred = block - self.origin[:, None]
        self.total += centred.sum(axis=1)
        self.squares += np.einsum("rd,rd->r", centred, centred)
        self.positive += (block > 0).sum(axis=1)
        if self.bins is None:
            self.bins = _Bins(block)
        self.bins.add(block)

    def summary(self) -> list[Distributed]:
        """Return the summary of every row."""
        if self.kept is not None:
            return [row for rows in in_threads(_exact, _chunks(self.kept)) for row in rows]
        assert self.bins is not None
        mean = self.origin + self.total / self.count
        variance = (self.squares - self.total**2 / self.count) / max(self.count - 1, 1)
        sd = np.sqrt(np.maximum(variance, 0))
        return _summaries(mean, sd, self.bins.percentiles(), self.positive / self.count)


def _chunks(values: Array) -> list[Array]:
    """Return groups of rows that fit the cache, so that each is read from memory once."""
    size = max(_CHUNK_VALUES // max(values.shape[1], 1), 1)
    return [values[start : start + size] for start in range(0, len(values), size)]


def _exact(values: Array) -> list[Distributed]:
    draws = values.shape[1]
    mean = values.mean(axis=1)
    centred = values - mean[:, None]
    sd = np.sqrt(np.einsum("rd,rd->r", centred, centred) / max(draws - 1, 1))
    # A figure that never varies has no spread; rounding of its mean is not one.
    sd = np.where(sd <= 1e-12 * np.abs(mean), 0.0, sd)
    positive = np.count_nonzero(values > 0, axis=1) / draws
    values.sort(axis=1)
    return _summaries(mean, sd, _percentiles(values), positive)


def _summaries(mean: Array, sd: Array, percentiles: Array, positive: Array) -> list[Distributed]:
    table = np.column_stack([mean, sd, percentiles.T, positive])
    return [Distributed(*row) for row in table.tolist()]


def _percentiles(ordered: Array) -> Array:
    """Return the percentiles (percentiles, rows) of sorted rows, linear between draws."""
    last = ordered.shape[1] - 1
    position = np.array(PERCENTILES) / 100 * last
    low = np.floor(position).astype(int)
    high = np.minimum(low + 1, last)
    weight = position - low
    return np.asarray((ordered[:, low] + (ordered[:, high] - ordered[:, low]) * weight).T)


class _Bins:
    """Counts of every row in bins between bounds taken from a first block."""

    def __init__(self, first: Array) -> None:
        rows = len(first)
        self.bins = int(min(_MAX_BINS, max(_BIN_BUDGET // max(rows, 1), 64)))
        low, high = first.min(axis=1), first.max(axis=1)
        margin = (high - low) * 0.5
        self.low = low - margin
        self.width = np.where(high > low, (high - low + 2 * margin) / self.bins, 1.0)
        self.counts = np.zeros((rows, self.bins), dtype=np.int32)

    def add(self, block: Array) -> None:
        for row, values in enumerate(block):
            index = ((values - self.low[row]) / self.width[row]).astype(np.int64)
            np.clip(index, 0, self.bins - 1, out=index)
            self.counts[row] += np.bincount(index, minlength=self.bins).astype(np.int32)

    def percentiles(self) -> Array:
        result = np.empty((len(PERCENTILES), len(self.counts)))
        for row, counts in enumerate(self.counts):
            cumulated = np.cumsum(counts, dtype=np.int64)
            targets = np.array(PERCENTILES) / 100 * cumulated[-1]
            index = np.searchsorted(cumulated, targets)
            before = cumulated[index] - counts[index]
            inside = (targets - before) / np.maximum(counts[index], 1)
            constant = np.count_nonzero(counts) == 1
            position = index + (0.0 if constant else inside)
            result[:, row] = self.low[row] + position * self.width[row]
        return result
