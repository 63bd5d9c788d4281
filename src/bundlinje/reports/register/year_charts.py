"""Differences by year: one small panel a service, each on its own axis.

Colours differ in grey, and shapes and dashes differ without colour.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bundlinje.register.result import ServiceFound
from bundlinje.reports import chart_style as style
from bundlinje.reports.register.chart_key import DARK_ORANGE, Mark, key_above
from bundlinje.reports.register.words import RegisterWords

if TYPE_CHECKING:
    import altair as alt

#: Panels that one figure holds: two rows, which leave less of a page empty than more do.
MOST_PANELS = 6
#: From this width panels stand side by side [px].
ABREAST = 560
_BETWEEN = 14
_TICKS = 4


@dataclass(frozen=True)
class Point:
    """An estimate to be drawn: where, how much, and its interval. [unit a year]"""

    x: float
    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Series:
    """Points of one kind, and how they look."""

    points: Sequence[Point]
    mark: Mark
    line: bool


def differences(
    words: RegisterWords, services: Sequence[ServiceFound], width: int
) -> alt.VConcatChart:
    """Return each service's difference by follow-up year: doubly robust, and raw. [unit a year]"""
    result = words.result
    raw = Mark(words.say("rå forskel", "raw difference"), DARK_ORANGE, "diamond", hollow=True)
    adjusted = Mark(words.say("justeret (dobbelt robust)", "adjusted (doubly robust)"), style.BLUE)
    offset = 0.13

    def series(service: ServiceFound) -> list[Series]:
        found = []
        for mark, name, at in ((raw, "raw", offset), (adjusted, result.main, -offset)):
            method = result.methods[name]
            places = [(y, result.position(service.id, y)) for y in words.shown(service)]
            points = [
                Point(y + at, method.mean[i], method.low[i], method.high[i]) for y, i in places
            ]
            found.append(Series(points, mark, line=mark is adjusted))
        return found

    axis = _Years(words.say("opfølgningsår", "follow-up year"), (0.5, result.years + 0.5),
                  list(words.years))  # fmt: skip
    return _panels(words, services, series, (adjusted, raw), axis, width)


def trends(words: RegisterWords, services: Sequence[ServiceFound], width: int) -> alt.VConcatChart:
    """Return each service's raw difference before time zero and after. [unit a year]"""
    result, raw = words.result, words.result.methods["raw"]
    earlier = Mark(words.say("før tid nul", "before time zero"), DARK_ORANGE, "diamond",
                   hollow=True)  # fmt: skip
    later = Mark(words.say("opfølgning", "follow-up"), style.BLUE)
    before = {s.id: before_points(words, s) for s in services}

    def series(service: ServiceFound) -> list[Series]:
        after = [
            Point(y, raw.mean[i], raw.low[i], raw.high[i])
            for y in words.shown(service)
            for i in [result.position(service.id, y)]
        ]
        return [Series(before[service.id], earlier, line=False), Series(after, later, line=True)]

    years = sorted({p.x for points in before.values() for p in points})
    axis = _Years(
        words.say("år før og efter", "years before and after"),
        (min([*years, 0.0]) - 0.6, result.years + 0.6), [*years, *words.years], parted=True,
    )  # fmt: skip
    return _panels(words, services, series, (earlier, later), axis, width)


def before_points(words: RegisterWords, service: ServiceFound) -> list[Point]:
    """Return the raw differences before time zero, the earliest first; x is minus the year."""
    t = words.quantile(words.result.methods["raw"])
    found = [b for b in words.result.before if b.service == service.id]
    return [
        Point(-b.year, b.raw, b.raw - t * b.raw_sd, b.raw + t * b.raw_sd)
        for b in sorted(found, key=lambda b: -b.year)
    ]


@dataclass(frozen=True)
class _Years:
    """The axis of years that all panels share; `parted`: with a line at time zero."""

    title: str
    domain: tuple[float, float]
    ticks: Sequence[float]
    parted: bool = False


def parts(services: Sequence[ServiceFound]) -> list[Sequence[ServiceFound]]:
    """Return the services in parts that each fit in one figure."""
    return [services[at : at + MOST_PANELS] for at in range(0, len(services), MOST_PANELS)]


def part_of(words: RegisterWords, title: str, number: int, count: int) -> str:
    """Return the title of a figure, with its number where there are several of one kind."""
    return title if count == 1 else f"{title} ({number + 1} {words.say('af', 'of')} {count})"


def runs(points: Sequence[Point]) -> list[int]:
    """Return the number of the run of years each point is in: no line bridges a hidden year."""
    found = [0] * len(points)
    for at in range(1, len(points)):
        found[at] = found[at - 1] + (points[at].x - points[at - 1].x > 1.5)
    return found


def columns_of(count: int, width: int) -> int:
    """Return how many panels stand side by side: rows that are full, where that can be."""
    if width < ABREAST:
        return 1
    return {1: 1, 2: 2, 4: 2}.get(count, 3)


def _panels(
    words: RegisterWords,
    services: Sequence[ServiceFound],
    series: Callable[[ServiceFound], list[Series]],
    marks: Sequence[Mark],
    years: _Years,
    width: int,
) -> alt.VConcatChart:
    import altair as alt

    columns = columns_of(len(services), width)
    drawn = {s.id: series(s) for s in services}
    domains = {
        s.id: style.domain([v for one in drawn[s.id] for p in one.points for v in (p.low, p.high)]
                           or [0.0], 0.08)
        for s in services
    }  # fmt: skip
    beside = max(style.axis_room(low, high, _TICKS) for low, high in domains.values())
    room = (style.inner(width) - _BETWEEN * (columns - 1)) / columns - beside - 4
    height = 190.0 if columns == 1 and len(services) == 1 else 104.0
    panels = []
    for service in services:
        panel = _panel(drawn[service.id], domains[service.id], years, (room, height, beside))
        panel.title = alt.TitleParams(
            text=style.wrapped(service.label, room + beside, style.SMALL, bold=True),
            subtitle=words.unit(service), fontSize=style.SMALL, subtitleColor=style.SOFT,
            subtitlePadding=2, anchor="start", frame="bounds", offset=8,
        )  # fmt: skip
        panels.append(panel)
    grid = alt.ConcatChart(concat=panels, columns=columns, spacing=_BETWEEN, align="each")
    return style.finish(words, key_above(marks, grid, -beside, style.inner(width) - beside))


def _panel(
    series: Sequence[Series],
    domain: Sequence[float],
    years: _Years,
    size: tuple[float, float, float],
) -> alt.LayerChart:
    import altair as alt

    room, height, beside = size
    step = max(-(-len(years.ticks) * 24 // max(int(room), 1)), 1)
    x_axis = alt.Axis(
        title=years.title, values=list(years.ticks)[::step], labelExpr="format(datum.value, ',d')",
        labelOverlap=False, labelFlush=False, grid=False,
    )  # fmt: skip
    y_axis = alt.Axis(
        title=None, tickCount=_TICKS, labelExpr="format(datum.value, ',.3~f')",
        minExtent=beside, maxExtent=beside,
    )  # fmt: skip
    x = alt.X("x:Q", axis=x_axis, scale=alt.Scale(domain=list(years.domain), nice=False))

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", axis=y_axis, scale=alt.Scale(domain=list(domain), nice=False))

    level = style.drawn([{"x": years.domain[0], "x2": years.domain[1], "y": 0.0}])
    layers: list[Any] = [level.mark_rule(color=style.SOFT).encode(x=x, x2=alt.X2("x2:Q"), y=y("y"))]
    if years.parted:
        zero = style.drawn([{"x": 0.0}]).mark_rule(color=style.INK, strokeDash=[2, 2])
        layers.append(zero.encode(x=x))
    for one in series:
        if not one.points:
            continue
        rows = [
            {"x": p.x, "y": p.mean, "low": p.low, "high": p.high, "run": run}
            for p, run in zip(one.points, runs(one.points), strict=True)
        ]
        base = style.drawn(rows)
        bars = base.mark_rule(
            color=one.mark.shade, strokeWidth=1.4, strokeDash=[3, 2] if one.mark.hollow else [1, 0]
        )
        layers.append(bars.encode(x=x, y=y("low"), y2=alt.Y2("high:Q")))
        if one.line and len(rows) > 1:
            line = base.mark_line(color=one.mark.shade, strokeWidth=1.4)
            layers.append(line.encode(x=x, y=y("y"), detail=alt.Detail("run:N")))
        layers.append(base.mark_point(**one.mark.look).encode(x=x, y=y("y")))
    return style.layered(layers, width=room, height=height)
