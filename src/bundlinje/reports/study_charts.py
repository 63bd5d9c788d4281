"""The charts of pooled studies: forest plot and funnel plot.

Ratios are drawn on a logarithmic axis. Where a name fits beside its row it stands there; on a
narrow page it stands on lines of its own above the row, as in `row_charts`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bundlinje.evidence.synthesis.plot_rows import (
    Row,
    forest_rows,
    funnel_lines,
    funnel_rows,
)
from bundlinje.reports import chart_style as style
from bundlinje.reports.study_words import StudyWords
from bundlinje.reports.words import sentence

if TYPE_CHECKING:
    import altair as alt

#: From this width names and numbers stand beside the rows [px].
COLUMNS_FROM = 600
_NAMES, _NUMBERS = 290, 160
_GREY = "#8c8c8c"
#: Area of the square of the heaviest study [px²].
_LARGEST = 260
#: How far beyond the studies' own intervals a chart is drawn, as a share of their span.
_BEYOND = 0.5
#: Ratios that an axis may name.
_RATIOS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.33, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 20, 50, 100)


@dataclass(frozen=True)
class _Plot:
    """Where the effects lie: x on the pooled scale between two pixels, y in pixels."""

    words: StudyWords
    low: float
    high: float
    left: float
    right: float
    height: float

    def x(self, field: str = "x") -> alt.X:
        import altair as alt

        ticks = max(int((self.right - self.left) // 80), 2)
        return alt.X(
            f"{field}:Q",
            axis=_axis(self.words, self.low, self.high, ticks),
            scale=alt.Scale(
                domain=[self.low, self.high], range=[self.left, self.right], nice=False, zero=False
            ),
        )

    def y(self, field: str = "y") -> alt.Y:
        import altair as alt

        scale = alt.Scale(domain=[0, self.height], range=[0, self.height], nice=False)
        return alt.Y(f"{field}:Q", axis=None, scale=scale)

    def inside(self, value: float) -> float:
        return min(max(value, self.low), self.high)


def forest(words: StudyWords, width: int) -> alt.LayerChart:
    """Return the studies with weights and intervals, their mean, and what a new place can expect.

    An interval that goes beyond the chart ends in an arrow; the numbers stand beside it.
    """
    width = style.inner(width)
    columns = width >= COLUMNS_FROM
    rows = forest_rows(words.found.pooled)
    low, high = _domain(rows)
    places, labels, height = _places(words, rows, width, columns)
    left, right = (_NAMES + 14.0, width - _NUMBERS - 14.0) if columns else (14.0, width - 14.0)
    plot = _Plot(words, low, high, left, right, height)
    top = 34.0 if columns else 46.0
    layers = [
        _vertical(plot, 0.0, style.SOFT, [1, 0], top - 10),
        _vertical(plot, float(rows[-1]["effect"] or 0.0), _GREY, [2, 3], top - 10),
        *_intervals(plot, rows, places),
        *_squares(plot, rows, places),
        *_shrunken(plot, rows, places),
        *_diamond(plot, rows, places),
        *_arrows(plot, rows, places),
        *_names_and_numbers(plot, rows, labels, width),
        *_header(plot, width),
    ]
    return style.finish(words, style.layered(layers, width=width, height=height))


def funnel(words: StudyWords, width: int) -> alt.LayerChart:
    """Return the studies by effect and standard error, with the pseudo 95 % limits."""
    import altair as alt

    room = style.inner(width) - 52
    points = funnel_rows(words.found.pooled)
    lines = funnel_lines(words.found.pooled, points=2)
    largest = max(words.found.pooled.standard_errors) * 1.08
    stretch = largest / float(lines[-1]["standard_error"] or 1.0)
    centre = float(lines[0]["predicted"] or 0.0)
    half = (float(lines[-1]["high"] or 0.0) - centre) * stretch
    values = [centre - half, centre + half, *(float(row["effect"] or 0.0) for row in points)]
    span = max(values) - min(values)
    low, high = min(values) - 0.04 * span, max(values) + 0.06 * span
    ticks = max(int(room // 80), 2)
    scale = alt.Scale(domain=[low, high], range=[0, room], nice=False, zero=False)
    x = alt.X("effect:Q", axis=_axis(words, low, high, ticks), scale=scale)
    factor = 100 if words.points else 1
    y = alt.Y(
        "standard_error:Q",
        axis=alt.Axis(
            title=None,
            tickCount=4,
            labelExpr=f"format(datum.value * {factor}, ',.3~f')",
            minExtent=46,
            maxExtent=46,
        ),
        scale=alt.Scale(domain=[0, largest], range=[0, 250], nice=False),
    )
    limits = [
        {"effect": centre - half, "standard_error": largest, "order": 0},
        {"effect": centre, "standard_error": 0.0, "order": 1},
        {"effect": centre + half, "standard_error": largest, "order": 2},
    ]
    outline = (
        style.drawn(limits)
        .mark_line(color=style.SOFT, strokeDash=[5, 3], strokeWidth=1.5)
        .encode(x=x, y=y, order=alt.Order("order:Q"))
    )
    middle = (
        style.drawn([{"effect": centre, "standard_error": 0.0, "to": largest}])
        .mark_rule(color=style.SOFT)
        .encode(x=x, y=y, y2=alt.Y2("to:Q"))
    )
    drawn = [{**row, "text": str(number)} for number, row in enumerate(points, 1)]
    base = style.drawn(drawn).encode(x=x, y=y)
    dots = base.mark_point(
        filled=True, size=90, opacity=1, fill=style.BLUE, stroke="white", strokeWidth=1.2
    )
    marks: dict[str, Any] = {"align": "left", "dx": 9, "baseline": "middle", "fontWeight": "bold"}
    names = base.encode(text=alt.Text("text:N"))
    halo = names.mark_text(**marks, stroke="white", strokeWidth=4)
    unit = words.say("procentpoint", "percentage points") if words.points else "log"
    title = words.say(f"Standardfejl ({unit})", f"Standard error ({unit})")
    layers = [outline, middle, dots, halo, names.mark_text(**marks)]
    return style.finish(words, style.layered(layers, width=room, height=250, title=title))


def _axis(words: StudyWords, low: float, high: float, ticks: int) -> alt.Axis:
    import altair as alt

    common: dict[str, Any] = {"title": words.scale, "labelFlush": False, "orient": "bottom"}
    if words.points:
        return alt.Axis(labelExpr="format(datum.value * 100, ',.3~f')", tickCount=ticks, **common)
    if words.found.ratio:
        inside = [math.log(ratio) for ratio in _RATIOS if low <= math.log(ratio) <= high]
        step = max(-(-len(inside) // max(ticks, 2)), 1)
        # 1, no difference, is always among them.
        start = inside.index(0.0) % step if 0.0 in inside else 0
        return alt.Axis(
            labelExpr="format(exp(datum.value), ',.2~f')", values=inside[start::step], **common
        )
    return alt.Axis(labelExpr="format(datum.value, ',.2~f')", tickCount=ticks, **common)


def _domain(rows: Sequence[Row]) -> tuple[float, float]:
    """Return the ends of the chart: every study, no difference, and not much beyond."""
    studies = [row for row in rows if row["kind"] == "study"]
    low = min(0.0, *(float(row["low"] or 0.0) for row in studies))
    high = max(0.0, *(float(row["high"] or 0.0) for row in studies))
    room = _BEYOND * (high - low)
    every = [float(row[end] or 0.0) for row in rows for end in ("low", "high")]
    first, last = max(min(low, *every), low - room), min(max(high, *every), high + room)
    margin = 0.03 * (last - first)
    return first - margin, last + margin


def _places(
    words: StudyWords, rows: Sequence[Row], width: int, columns: bool
) -> tuple[list[float], list[tuple[float, str]], float]:
    """Return the y of every row's marks, of its texts with the name, and the height. [px]"""
    places: list[float] = []
    labels: list[tuple[float, str]] = []
    y = 34.0 if columns else 46.0
    for position, row in enumerate(rows):
        lines = style.wrapped(_name(words, position, row), _NAMES if columns else width - 176)
        if row["kind"] == "mean":
            y += 8
        tall = style.LINE_HEIGHT * len(lines)
        if columns:
            size = max(tall + 12, 34)
            places.append(y + size / 2)
            labels.append((y + size / 2 - (tall - style.LINE_HEIGHT) / 2, "\n".join(lines)))
        else:
            tall = max(tall, style.LINE_HEIGHT * _numbers(words, row).count("\n") + 16)
            size = tall + 32
            places.append(y + tall + 12)
            labels.append((y + 8, "\n".join(lines)))
        y += size
    return places, labels, y


def _name(words: StudyWords, position: int, row: Row) -> str:
    if row["kind"] == "study":
        return words.study(position)
    return words.mean if row["kind"] == "mean" else words.new_place


def _numbers(words: StudyWords, row: Row) -> str:
    low, high = float(row["low"] or 0.0), float(row["high"] or 0.0)
    ends = words.bare_ends(low, high)
    if row["kind"] == "prediction":
        return ends
    text = f"{words.bare(float(row['effect'] or 0.0))} ({ends})"
    if row["weight"] is None:
        return text
    share = words.percent(float(row["weight"]))
    return f"{text}\n{words.say('vægt', 'weight')} {share}"


def _names_and_numbers(
    plot: _Plot, rows: Sequence[Row], labels: Sequence[tuple[float, str]], width: int
) -> list[Any]:
    """Return the names at the left and the numbers at the right; the summaries in bold."""
    layers = []
    for bold in (False, True):
        chosen = [
            (row, label)
            for row, label in zip(rows, labels, strict=True)
            if (row["kind"] != "study") == bold
        ]
        weight = "bold" if bold else "normal"
        names = [{"y": y, "text": name} for _, (y, name) in chosen]
        numbers = [_number_row(plot.words, row, label, width) for row, label in chosen]
        layers += _texts(plot, names, 0.0, align="left", fontWeight=weight)
        layers += _texts(plot, numbers, float(width), align="right", fontWeight=weight)
    return layers


def _number_row(
    words: StudyWords, row: Row, label: tuple[float, str], width: int
) -> dict[str, Any]:
    """Return a row's numbers: level with its first line, or beside its middle."""
    text = _numbers(words, row)
    y, name = label
    if width >= COLUMNS_FROM:
        y += (name.count("\n") - text.count("\n")) * style.LINE_HEIGHT / 2
    return {"y": y, "text": text}


def _header(plot: _Plot, width: int) -> list[Any]:
    """Return what the numbers at the right are, above them."""
    words = plot.words
    text = words.say(f"{sentence(words.scale)}\n(95 %-interval)",
                     f"{sentence(words.scale)}\n(95% interval)")  # fmt: skip
    rows = [{"y": 8.0, "text": text}]
    return _texts(plot, rows, float(width), align="right", fontSize=style.SMALL, fill=style.SOFT)


def _vertical(plot: _Plot, at: float, shade: str, dash: list[int], top: float) -> Any:
    import altair as alt

    rule = style.drawn([{"x": at, "y": top, "y2": plot.height}])
    return rule.mark_rule(color=shade, strokeDash=dash).encode(
        x=plot.x(), y=plot.y(), y2=alt.Y2("y2:Q")
    )


def _intervals(plot: _Plot, rows: Sequence[Row], places: Sequence[float]) -> list[Any]:
    import altair as alt

    layers = []
    for kind, thick, shade in (("study", 2.0, style.INK), ("prediction", 9.0, style.ORANGE)):
        drawn = [
            {
                "y": y,
                "x": plot.inside(float(row["low"] or 0.0)),
                "x2": plot.inside(float(row["high"] or 0.0)),
                "kind": kind,
            }
            for row, y in zip(rows, places, strict=True)
            if row["kind"] == kind
        ]
        if drawn:
            bars = style.drawn(drawn).mark_rule(color=shade, strokeWidth=thick)
            layers.append(bars.encode(x=plot.x(), x2=alt.X2("x2:Q"), y=plot.y()))
    return layers


def _squares(plot: _Plot, rows: Sequence[Row], places: Sequence[float]) -> list[Any]:
    import altair as alt

    heaviest = max(float(row["weight"] or 0.0) for row in rows)
    drawn = [
        {
            "y": y,
            "x": float(row["effect"] or 0.0),
            "size": max(_LARGEST * float(row["weight"] or 0.0) / heaviest, 14),
            "study": row["study"],
            "colour": style.BLUE,
        }
        for row, y in zip(rows, places, strict=True)
        if row["kind"] == "study"
    ]
    marks = style.drawn(drawn).mark_point(
        shape="square", filled=True, opacity=1, stroke="white", strokeWidth=1
    )
    size = alt.Size("size:Q", scale=None, legend=None)
    return [marks.encode(x=plot.x(), y=plot.y(), size=size, color=style.own_colour())]


def _shrunken(plot: _Plot, rows: Sequence[Row], places: Sequence[float]) -> list[Any]:
    """Return each study in the light of the others, where that moves it."""
    if not shows_shrunken(plot.words):
        return []
    drawn = [
        {"y": y + 9, "x": float(row["predicted"] or 0.0), "predicted": row["study"]}
        for row, y in zip(rows, places, strict=True)
        if row["kind"] == "study"
    ]
    marks = style.drawn(drawn).mark_point(
        shape="triangle-up", filled=True, size=42, opacity=1, fill=_GREY
    )
    return [marks.encode(x=plot.x(), y=plot.y())]


def shows_shrunken(words: StudyWords) -> bool:
    """Return whether the studies are also shown in the light of each other."""
    return words.found.pooled.tau2 > 0 and words.found.pooled.k > 2


def _diamond(plot: _Plot, rows: Sequence[Row], places: Sequence[float]) -> list[Any]:
    import altair as alt

    for row, y in zip(rows, places, strict=True):
        if row["kind"] != "mean":
            continue
        corners = [(row["low"], 0.0), (row["effect"], 8.0), (row["high"], 0.0)]
        drawn = [
            {"x": plot.inside(float(at or 0.0)), "y": y - half, "y2": y + half, "mean": True}
            for at, half in corners
        ]
        area = style.drawn(drawn).mark_area(color=style.INK, opacity=1)
        return [area.encode(x=plot.x(), y=plot.y(), y2=alt.Y2("y2:Q"))]
    return []


def _arrows(plot: _Plot, rows: Sequence[Row], places: Sequence[float]) -> list[Any]:
    """Return arrows where an interval goes on beyond the chart."""
    layers = []
    for end, shape in (("low", "triangle-left"), ("high", "triangle-right")):
        drawn = [
            {"y": y, "x": plot.inside(float(row[end] or 0.0)), "beyond": end}
            for row, y in zip(rows, places, strict=True)
            if not plot.low <= float(row[end] or 0.0) <= plot.high
        ]
        if drawn:
            marks = style.drawn(drawn).mark_point(
                shape=shape, filled=True, size=130, opacity=1, fill=style.INK
            )
            layers.append(marks.encode(x=plot.x(), y=plot.y()))
    return layers


def _texts(plot: _Plot, rows: list[dict[str, Any]], at: float, **mark: Any) -> list[Any]:
    import altair as alt

    shown = {"baseline": "middle", "lineBreak": "\n", **mark}
    chart = style.drawn(rows).encode(x=style.fixed("X", at), y=plot.y(), text=alt.Text("text:N"))
    halo = chart.mark_text(**{**shown, "stroke": "white", "strokeWidth": 4, "fill": "white"})
    return [halo, chart.mark_text(**shown)]
