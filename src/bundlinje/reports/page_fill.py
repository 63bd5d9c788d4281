"""Which charts are drawn smaller, so that no page ends half empty because the next did not fit.

A page is filled by drawing the charts on it, and the one that would move up to it, a little
smaller. Everything after it moves, so that one page is filled at a time, from the front.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

#: A chart is never drawn smaller than this share of its size, so that its type can be read.
LEAST = 0.8
#: A page with less than this share of it left is full enough.
FULL = 0.2
#: Room above a chart that moves up, and above headings that move with it [pt].
ABOVE_CHART, ABOVE_HEADING = 24.0, 48.0
#: A chart that begins lower than this under the top of a page has a heading above it [pt].
HEADED = 12.0


@dataclass(frozen=True)
class Place:
    """Where a block ends: on which page, and how far down [pt]; `chart` is its id if it is one.

    `top` is where a chart begins [pt], and `height` how high it is drawn [pt].
    """

    page: int
    bottom: float
    chart: str = ""
    top: float = 0.0
    height: float = 0.0


@dataclass(frozen=True)
class Page:
    """The room for text on a page, from the top of the paper to both ends of it [pt]."""

    top: float
    bottom: float

    @property
    def height(self) -> float:
        """The height of the room [pt]."""
        return self.bottom - self.top


def smaller(
    places: Sequence[Place], sizes: Mapping[str, float], page: Page, left_alone: Collection[str]
) -> tuple[str, dict[str, float]]:
    """Return the chart that fills the first page that can be filled, and new sizes; else nothing.

    Args:
        places: Every block of the report, in order.
        sizes: The share of its full size that each chart is drawn at now. [1]
        page: The room on a page.
        left_alone: Charts that are not moved.
    """
    for before, chart in pairwise(places):
        if not chart.chart or before.page >= chart.page or chart.chart in left_alone:
            continue
        left = page.bottom - before.bottom
        if left < FULL * page.height:
            continue
        above = ABOVE_HEADING if chart.top - page.top > HEADED else ABOVE_CHART
        missing = above + chart.bottom - page.top - left
        moved = [p for p in places if p.chart and p.page == before.page and p is not chart]
        found = _sizes([*moved, chart], sizes, missing)
        if found:
            return chart.chart, found
    return "", {}


def _sizes(charts: list[Place], sizes: Mapping[str, float], missing: float) -> dict[str, float]:
    """Return sizes of charts that together take up `missing` [pt] less; nothing if too small."""
    able = [c for c in charts if sizes[c.chart] > LEAST]
    room = sum(c.height * (1 - LEAST / sizes[c.chart]) for c in able)
    if missing > room or not room:
        return {}
    # Each gives the same share of what it can; a hair more, so that the last round is the last.
    share = min(max(missing, 1.0) / room * 1.02 + 0.01, 1.0)
    return {c.chart: sizes[c.chart] - share * (sizes[c.chart] - LEAST) for c in able}
