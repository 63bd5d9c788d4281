"""A small chart of dated values: where its line and its labels stand in an SVG image."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 480.0, 200.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 70.0, 12.0, 12.0, 28.0


@dataclass(frozen=True)
class Tick:
    """A mark on an axis: its place [units of the image] and what it says."""

    at: str
    text: str


@dataclass(frozen=True)
class Chart:
    """Lines through values over time; `line` is an SVG path, broken where nothing is known."""

    line: str
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    width: int = int(WIDTH)
    height: int = int(HEIGHT)
    left: int = int(_LEFT)
    right: int = int(WIDTH - _RIGHT)


def chart(pieces: Sequence[Sequence[tuple[float, float]]], shown: Sequence[str]) -> Chart:
    """Return a chart of values over time.

    Args:
        pieces: Unbroken lines of (time [year], value), in the order of time.
        shown: Texts for the marks of the values, which `marks` gives.
    """
    first, last = pieces[0][0][0], max(piece[-1][0] for piece in pieces)
    places = marks([value for piece in pieces for _, value in piece])
    low, high = places[0], places[-1]

    def x(time: float) -> float:
        return _LEFT + (time - first) / ((last - first) or 1) * (WIDTH - _LEFT - _RIGHT)

    def y(value: float) -> float:
        return _TOP + (high - value) / ((high - low) or 1) * (HEIGHT - _TOP - _BOTTOM)

    return Chart(
        "".join(
            f"{'L' if at else 'M'}{x(time):.1f} {y(value):.1f}"
            for piece in pieces
            for at, (time, value) in enumerate(piece)
        ),
        tuple(Tick(f"{x(year):.1f}", str(year)) for year in _years(first, last)),
        tuple(Tick(f"{y(at):.1f}", text) for at, text in zip(places, shown, strict=True)),
    )


def marks(values: Sequence[float]) -> list[float]:
    """Return a few round numbers from 0, or from below, to above the highest value."""
    low, high = min(0.0, *values), max(0.0, *values)
    rough = (high - low) / 4 or 1.0
    size = 10 ** math.floor(math.log10(rough))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= rough)
    start = math.floor(low / step)
    return [step * at for at in range(start, math.ceil(high / step) + 1)]


def _years(first: float, last: float) -> list[int]:
    years = range(math.ceil(first), math.floor(last) + 1)
    every = max(1, math.ceil(len(years) / 6))
    return list(years)[::every]
