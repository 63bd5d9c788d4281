"""The charts of a register study: differences by year, balance, overlap, and before time zero.

Each is a pure function of a result's words and a width [px]. Colours differ in grey, shapes and
dashes differ without colour, and every series has its name beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bundlinje.register.result import ServiceFound
from bundlinje.reports import chart_style as style
from bundlinje.reports.register.words import RegisterWords

if TYPE_CHECKING:
    import altair as alt

#: From this width names stand beside the rows [px].
COLUMNS_FROM = 600
#: Standardised differences beyond this are commonly called imbalance.
IMBALANCE = 0.1
_HEIGHT = 230
_DARK_ORANGE = "#8a5a00"


@dataclass(frozen=True)
class Point:
    """An estimate to be drawn: where, how much, its interval, and which series it is of."""

    x: float
    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class _Axes:
    """The axes of a chart over years: x between two pixels, y with 0 inside."""

    words: RegisterWords
    x_domain: tuple[float, float]
    ticks: Sequence[float]
    labels: str
    values: Sequence[float]
    room: float
    unit: str
    height: float = _HEIGHT

    def x(self, field: str = "x") -> alt.X:
        import altair as alt

        return alt.X(
            f"{field}:Q",
            axis=alt.Axis(
                title=self.words.say("Opfølgningsår", "Follow-up year")
                if self.x_domain[0] > 0
                else self.words.say("År før og efter", "Years before and after"),
                values=list(self.ticks),
                labelExpr=self.labels,
                labelOverlap=False,
                labelFlush=False,
                grid=False,
            ),
            scale=alt.Scale(domain=list(self.x_domain), range=[0, self.room], nice=False),
        )

    @property
    def beside(self) -> float:
        """The room for the numbers beside the chart [px]."""
        low, high = style.domain(self.values, 0.08)
        return style.axis_room(low, high, 5)

    def y(self, field: str = "y") -> alt.Y:
        import altair as alt

        return alt.Y(
            f"{field}:Q",
            axis=alt.Axis(
                title=None,
                tickCount=5,
                labelExpr="format(datum.value, ',.3~f')",
                minExtent=self.beside,
                maxExtent=self.beside,
            ),
            scale=alt.Scale(domain=style.domain(self.values, 0.08), nice=False),
        )

    def pixel(self, value: float) -> float:
        """Return how far down a value stands [px]."""
        low, high = style.domain(self.values, 0.08)
        return (high - value) / (high - low) * self.height

    def zero(self) -> Any:
        import altair as alt

        rule = style.drawn([{"x": self.x_domain[0], "x2": self.x_domain[1], "y": 0.0}])
        return rule.mark_rule(color=style.SOFT).encode(x=self.x(), x2=alt.X2("x2:Q"), y=self.y())

    def series(
        self, points: Sequence[Point], shade: str, shape: str, *, hollow: bool, line: bool
    ) -> list[Any]:
        """Return points with their intervals, and the line between them."""
        import altair as alt

        if not points:
            return []
        rows = [{"x": p.x, "y": p.mean, "low": p.low, "high": p.high} for p in points]
        base = style.drawn(rows)
        bars = base.mark_rule(
            color=shade, strokeWidth=1.5 if hollow else 2, strokeDash=[3, 2] if hollow else [1, 0]
        ).encode(x=self.x(), y=self.y("low"), y2=alt.Y2("high:Q"))
        dots = base.mark_point(
            shape=shape, filled=True, size=70, opacity=1, strokeWidth=1.8,
            fill="white" if hollow else shade, stroke=shade,
        ).encode(x=self.x(), y=self.y())  # fmt: skip
        layers: list[Any] = [bars]
        if line and len(points) > 1:
            dash = [4, 3] if hollow else [1, 0]
            layers.append(
                base.mark_line(color=shade, strokeWidth=1.5, strokeDash=dash).encode(
                    x=self.x(), y=self.y()
                )
            )
        return [*layers, dots]

    def name(self, lines: Sequence[str], shade: str, x: float, y: float) -> Any:
        """Return the name of a series at a place [px]."""
        import altair as alt

        label = style.drawn([{"text": "\n".join(lines)}]).mark_text(
            align="left", baseline="middle", fontSize=style.SMALL, fontWeight="bold", fill=shade,
            lineBreak="\n", lineHeight=14, dy=-7 * (len(lines) - 1),
        )  # fmt: skip
        return label.encode(x=style.fixed("X", x), y=style.fixed("Y", y), text=alt.Text("text:N"))


def differences(words: RegisterWords, service: ServiceFound, width: int) -> alt.LayerChart:
    """Return a service's difference by follow-up year: doubly robust, and raw. [unit a year]"""
    result = words.result
    years = words.shown(service)
    places = {year: result.position(service.id, year) for year in years}
    offset = 0.11
    series = {
        name: [
            Point(
                year + (offset if name == "raw" else -offset),
                found.mean[i], found.low[i], found.high[i],
            )
            for year, i in places.items()
        ]
        for name, found in result.methods.items()
        if name in ("raw", result.main)
    }  # fmt: skip
    values = [v for points in series.values() for p in points for v in (p.low, p.high)]
    gutter = min(max(width * 0.2, 78), 120)
    names = {
        result.main: (words.say("justeret (dobbelt robust)", "adjusted (doubly robust)"),
                      style.BLUE),
        "raw": (words.say("rå forskel", "raw difference"), _DARK_ORANGE),
    }  # fmt: skip
    axes = _axes(words, service, values, width - gutter, (0.6, result.years + 0.4), words.years)
    layers = [axes.zero()]
    layers += axes.series(series["raw"], _DARK_ORANGE, "diamond", hollow=True, line=False)
    layers += axes.series(series[result.main], style.BLUE, "circle", hollow=False, line=True)
    lines = {n: style.wrapped(names[n][0], gutter - 10, style.SMALL, bold=True) for n in names}
    tall = [14.0 * len(lines[n]) + 4 for n in names]
    middles = style.apart(
        [axes.pixel(series[n][-1].mean) for n in names], tall, max(_HEIGHT, sum(tall))
    )
    for n, middle in zip(names, middles, strict=True):
        layers.append(axes.name(lines[n], names[n][1], axes.room + 6, middle))
    layers.append(_as_wide_as(axes.room + gutter))
    return _finished(words, service, layers, axes)


def trend(words: RegisterWords, service: ServiceFound, width: int) -> alt.LayerChart:
    """Return the raw difference before time zero and in the follow-up years. [unit a year]"""
    result, raw = words.result, words.result.methods["raw"]
    before = before_points(words, service)
    after = [
        Point(year, raw.mean[i], raw.low[i], raw.high[i])
        for year in words.shown(service)
        for i in [result.position(service.id, year)]
    ]
    values = [v for p in (*before, *after) for v in (p.low, p.high)]
    earliest = min([p.x for p in before], default=0.0)
    ticks = [*(p.x for p in before), *words.years]
    axes = _axes(words, service, values, width, (earliest - 0.6, result.years + 0.6), ticks)
    middle = 0.0
    rule = style.drawn([{"x": middle}]).mark_rule(color=style.INK, strokeDash=[2, 2])
    layers = [axes.zero(), rule.encode(x=axes.x())]
    layers += axes.series(before, _DARK_ORANGE, "diamond", hollow=True, line=False)
    layers += axes.series(after, style.BLUE, "circle", hollow=False, line=True)
    at = (middle - axes.x_domain[0]) / (axes.x_domain[1] - axes.x_domain[0]) * axes.room
    layers += [
        _side(words.say("før tid nul", "before time zero"), _DARK_ORANGE, at - 8, "right"),
        _side(words.say("opfølgning", "follow-up"), style.BLUE, at + 8, "left"),
    ]
    return _finished(words, service, layers, axes)


def before_points(words: RegisterWords, service: ServiceFound) -> list[Point]:
    """Return the raw differences before time zero, the earliest first; x is minus the year."""
    t = words.quantile(words.result.methods["raw"])
    found = [b for b in words.result.before if b.service == service.id]
    return [
        Point(-b.year, b.raw, b.raw - t * b.raw_sd, b.raw + t * b.raw_sd)
        for b in sorted(found, key=lambda b: -b.year)
    ]


def _side(text: str, shade: str, x: float, align: Any) -> Any:
    import altair as alt

    label = style.drawn([{"text": text}]).mark_text(
        align=align, baseline="bottom", fontSize=style.SMALL, fontWeight="bold", fill=shade
    )
    return label.encode(x=style.fixed("X", x), y=style.fixed("Y", -4), text=alt.Text("text:N"))


def _axes(
    words: RegisterWords,
    service: ServiceFound,
    values: Sequence[float],
    width: float,
    domain: tuple[float, float],
    ticks: Sequence[float],
) -> _Axes:
    low, high = style.domain(values or [0.0], 0.08)
    room = width - 2 * style.PADDING - style.axis_room(low, high, 5) - 4
    step = max(-(-len(ticks) * 34 // max(int(room), 1)), 1)
    return _Axes(
        words, domain, list(ticks)[::step], "format(datum.value, ',d')", values or [0.0], room,
        words.unit(service),
    )  # fmt: skip


def _finished(
    words: RegisterWords, service: ServiceFound, layers: list[Any], axes: _Axes
) -> alt.LayerChart:
    title = words.say(f"{words.unit(service)} og person", f"{words.unit(service)} and person")
    chart = style.layered(layers, width=axes.room, height=axes.height)
    import altair as alt

    # The unit stands above the axis, where it can be read without turning the head.
    chart.title = alt.TitleParams(
        text=title, fontSize=style.SMALL, fontWeight="normal", color=style.SOFT, offset=24,
        frame="bounds",
    )  # fmt: skip
    return style.finish(words, chart)


def _as_wide_as(x: float) -> Any:
    end = style.drawn([{}]).mark_rule(opacity=0)
    return end.encode(x=style.fixed("X", x), y=style.fixed("Y", 0), y2=style.fixed("Y2", 1))


def love(words: RegisterWords, width: int) -> alt.LayerChart:
    """Return the standardised differences of the covariates, before and after weighting. [1]"""
    import altair as alt

    inner = float(style.inner(width))
    columns = width >= COLUMNS_FROM
    left = min(inner * 0.42, 300.0) if columns else 10.0
    right = inner - 14.0
    shown = words.result.balance
    ends = [v for b in shown for v in (b.before, b.after) if v is not None]
    most = max([IMBALANCE * 1.5, *(abs(v) for v in ends)]) * 1.08
    y, places, texts = 30.0, [], []
    for found in shown:
        name = words.covariate_of(found)
        if found.before is None:
            name += f" ({words.say('vises ikke', 'not shown')})"
        lines = style.wrapped(name, left - 14 if columns else inner - 8)
        tall = style.LINE_HEIGHT * len(lines)
        if columns:
            size = max(tall + 6, 24)
            places.append(y + size / 2)
            texts.append((y + size / 2 - (tall - style.LINE_HEIGHT) / 2, "\n".join(lines)))
            y += size
        else:
            texts.append((y + 8, "\n".join(lines)))
            places.append(y + tall + 9)
            y += tall + 26
    height = y + 4

    def x(field: str = "x") -> alt.X:
        return alt.X(
            f"{field}:Q",
            axis=alt.Axis(
                title=words.say("Standardiseret forskel", "Standardised difference"),
                tickCount=5 if columns else 4,
                labelExpr="format(datum.value, ',.2~f')",
                labelFlush=False,
            ),
            scale=alt.Scale(domain=[-most, most], range=[left, right], nice=False),
        )

    def down(field: str = "y") -> alt.Y:
        scale = alt.Scale(domain=[0, height], range=[0, height], nice=False)
        return alt.Y(f"{field}:Q", axis=None, scale=scale)

    def vertical(at: float, dash: list[int]) -> Any:
        rule = style.drawn([{"x": at, "y": 24.0, "y2": height}])
        return rule.mark_rule(color=style.SOFT, strokeDash=dash).encode(
            x=x(), y=down(), y2=alt.Y2("y2:Q")
        )

    rows = [
        {"y": at, "x": b.before, "x2": b.after}
        for b, at in zip(shown, places, strict=True)
        if b.before is not None
    ]
    base = style.drawn(rows or [{"y": 0.0, "x": 0.0, "x2": 0.0}])
    links = base.mark_rule(color=style.LINE, strokeWidth=3).encode(
        x=x(), x2=alt.X2("x2:Q"), y=down()
    )
    look: dict[str, Any] = {"filled": True, "size": 70, "opacity": 1, "strokeWidth": 1.8}
    raw = base.mark_point(shape="diamond", fill="white", stroke=_DARK_ORANGE, **look)
    weighted = base.mark_point(shape="circle", fill=style.BLUE, stroke=style.BLUE, **look)
    names = [{"y": at, "text": text} for at, text in texts]
    labels = style.drawn(names).mark_text(align="left", baseline="middle", lineBreak="\n")
    layers = [
        vertical(0.0, [1, 0]), vertical(-IMBALANCE, [4, 3]), vertical(IMBALANCE, [4, 3]), links,
        *((raw.encode(x=x(), y=down()), weighted.encode(x=x("x2"), y=down())) if rows else ()),
        labels.encode(x=style.fixed("X", 0), y=down(), text=alt.Text("text:N")),
        *_key(words, left, look),
    ]  # fmt: skip
    return style.finish(words, style.layered(layers, width=inner, height=height))


def _key(words: RegisterWords, left: float, look: dict[str, Any]) -> list[Any]:
    """Return what the two marks of the balance are, above it."""
    import altair as alt

    before, after = words.say("før vægtning", "before weighting"), words.say("efter", "after")
    second = left + 16 + style.text_width(before, style.SMALL, bold=True) + 18
    layers: list[Any] = []
    for at, text, shape, fill, shade in (
        (left, before, "diamond", "white", _DARK_ORANGE),
        (second, after, "circle", style.BLUE, style.BLUE),
    ):
        one = style.drawn([{"text": text}])
        mark = one.mark_point(shape=shape, fill=fill, stroke=shade, **look)
        name = one.mark_text(
            align="left", baseline="middle", fontSize=style.SMALL, fontWeight="bold", fill=shade
        )
        layers.append(mark.encode(x=style.fixed("X", at + 5), y=style.fixed("Y", 8)))
        layers.append(
            name.encode(x=style.fixed("X", at + 16), y=style.fixed("Y", 8), text=alt.Text("text:N"))
        )
    return layers


def overlap(words: RegisterWords, width: int) -> alt.LayerChart:
    """Return the groups' chances of reaching the goal, one up and the other down.

    Heights are shares of the group per 5 percentage points, so that joined bins compare.
    """
    import altair as alt

    room, height = style.inner(width) - 14.0, 210.0
    rows = overlap_rows(words)
    top = max(float(abs(row[side])) for row in rows for side in ("up", "down")) * 1.2
    x_scale = alt.Scale(domain=[0, 1], range=[14, room], nice=False)
    sign = words.say("\u00a0%", "%")
    x = alt.X(
        "low:Q",
        axis=alt.Axis(
            title=words.say("Beregnet chance for at nå målet", "Fitted chance of the goal"),
            values=[0, 0.2, 0.4, 0.6, 0.8, 1],
            labelExpr=f"format(datum.value * 100, '.0f') + '{sign}'",
            grid=False,
        ),
        scale=x_scale,
    )  # fmt: skip
    y_scale = alt.Scale(domain=[-top, top], nice=False)

    def bars(field: str, shade: str) -> Any:
        look: dict[str, Any] = {"stroke": "white", "strokeWidth": 0.8, "color": shade}
        return (
            style.drawn(rows)
            .mark_bar(**look)
            .encode(
                x=x, x2=alt.X2("high:Q"), y=alt.Y(f"{field}:Q", axis=None, scale=y_scale),
                y2=style.fixed("Y2", 0, "Datum"),
            )
        )  # fmt: skip

    line = style.drawn([{"low": 0.0, "high": 1.0, "up": 0.0}]).mark_rule(color=style.INK)
    edge = line.encode(x=x, x2=alt.X2("high:Q"), y=alt.Y("up:Q", axis=None, scale=y_scale))
    reached = words.say("Nåede målet", "Reached the goal")
    others = words.say("Nåede ikke målet", "Did not reach the goal")
    layers = [
        bars("up", style.BLUE), bars("down", style.ORANGE), edge,
        _corner(reached, style.BLUE, 8.0), _corner(others, _DARK_ORANGE, height - 8),
    ]  # fmt: skip
    return style.finish(words, style.layered(layers, width=style.inner(width), height=height))


def _corner(text: str, shade: str, y: float) -> Any:
    import altair as alt

    label = style.drawn([{"text": text}]).mark_text(
        align="left", baseline="middle", fontSize=style.SMALL, fontWeight="bold", fill=shade
    )
    return label.encode(x=style.fixed("X", 14), y=style.fixed("Y", y), text=alt.Text("text:N"))


def overlap_rows(words: RegisterWords) -> list[dict[str, float]]:
    """Return each bin with the groups' shares per 5 percentage points, up and down."""
    found = words.result.overlap
    totals = [max(sum(b.reached for b in found), 1), max(sum(b.not_reached for b in found), 1)]
    return [
        {
            "low": b.low,
            "high": b.high,
            "up": b.reached / totals[0] * 0.05 / max(b.high - b.low, 1e-9),
            "down": -b.not_reached / totals[1] * 0.05 / max(b.high - b.low, 1e-9),
        }
        for b in found
    ]
