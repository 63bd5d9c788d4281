"""The charts of a contract: pure functions of plain data, its words and a width [px]."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from bundlinje.calculation.summaries import Distributed
from bundlinje.reports import chart_style as style
from bundlinje.reports.amounts import AmountWords
from bundlinje.reports.contract.positions import Cash, Fan, Outcome, Span
from bundlinje.reports.contract.words import ContractWords
from bundlinje.reports.row_frame import Frame, Rows

if TYPE_CHECKING:
    import altair as alt

#: From this width on panels stand side by side [px].
_ABREAST = 600
_BETWEEN = 14
#: Bins of a distribution.
BINS = 30


def party_cash(words: ContractWords, cash: Cash, width: int) -> alt.ConcatChart:
    """Return each party's cash by span (bars) and added up (line), a panel a party [currency]."""
    summed = {party: np.cumsum(row).tolist() for party, row in cash.parties.items()}
    values = {party: [*row, *summed[party]] for party, row in cash.parties.items()}

    def draw(party: str, room: float, beside: float) -> alt.LayerChart:
        rows = [
            {"at": at, "amount": amount, "sum": total}
            for at, (amount, total) in enumerate(
                zip(cash.parties[party], summed[party], strict=True)
            )
        ]
        x, y = span_axis(cash.spans, room), money_axis(words, values[party], "amount", beside)
        return _cash_panel(x, y, rows, words.colour(party), room / max(len(cash.spans), 1))

    titles = {party: words.party(party) for party in cash.parties}
    return panels(words, width, values, titles, draw)


def cash_fans(
    words: ContractWords, fans: Mapping[str, Sequence[Fan]], spans: Sequence[Span], width: int
) -> alt.ConcatChart:
    """Return each party's cash added up: as expected, and the band of 90 % of draws [currency]."""
    import altair as alt

    values = {p: [v for at in fan for v in (at.point, at.low, at.high)] for p, fan in fans.items()}

    def draw(party: str, room: float, beside: float) -> alt.LayerChart:
        rows = [
            {"at": at, "amount": fan.point, "low": fan.low, "high": fan.high, "mid": fan.middle}
            for at, fan in enumerate(fans[party])
        ]
        shade = words.colour(party)
        x, y = span_axis(spans, room), money_axis(words, values[party], "amount", beside)
        zero = style.drawn([{"amount": 0}]).mark_rule(color=style.SOFT)
        band = alt.Chart().mark_area(color=shade, opacity=0.25, interpolate="step-after")
        middle = alt.Chart().mark_line(
            color=shade, strokeWidth=1.5, strokeDash=[3, 3], interpolate="step-after"
        )
        line = alt.Chart().mark_line(color=shade, strokeWidth=2, interpolate="step-after")
        layers = [
            zero.encode(y=y),
            band.encode(x=x, y=alt.Y("low:Q"), y2=alt.Y2("high:Q")),
            middle.encode(x=x, y=alt.Y("mid:Q")),
            line.encode(x=x, y=y),
        ]
        return alt.LayerChart(data=alt.InlineData(values=rows), layer=layers)

    return panels(words, width, values, {party: words.party(party) for party in fans}, draw)


def _cash_panel(
    x: alt.X, y: alt.Y, rows: list[dict[str, Any]], shade: str, each: float
) -> alt.LayerChart:
    """Return one panel of cash; `each` is the room of a span [px]."""
    import altair as alt

    thick = max(min(each * 0.6, 14), 2)
    bars = alt.Chart().mark_rule(color=shade, strokeWidth=thick, opacity=0.55)
    zero = style.drawn([{"amount": 0}]).mark_rule(color=style.SOFT)
    line = alt.Chart().mark_line(color=shade, strokeWidth=2, interpolate="step-after")
    layers = [
        zero.encode(y=y),
        bars.encode(x=x, y=y, y2=style.fixed("Y2", 0, "Datum")),
        line.encode(x=x, y=alt.Y("sum:Q")),
    ]
    return alt.LayerChart(data=alt.InlineData(values=rows), layer=layers)


def span_axis(spans: Sequence[Span], room: float) -> alt.X:
    """Return an axis of spans by their place, with the years below the first of each."""
    import altair as alt

    years = [span.label[:4] for span in spans]
    firsts = [at for at, year in enumerate(years) if at == 0 or years[at - 1] != year]
    kept = style.year_ticks(firsts, room)
    # Vega takes the year of a place from this list.
    expression = f"{years!r}[round(datum.value)]"
    axis = alt.Axis(
        title=None, values=kept, labelExpr=expression, labelAngle=0, grid=False, ticks=True,
        labelFlush=False, labelOverlap=False,
    )  # fmt: skip
    return alt.X("at:Q", axis=axis, scale=alt.Scale(domain=[-0.7, len(spans) - 0.3], nice=False))


def money_axis(words: AmountWords, values: Sequence[float], field: str, beside: float) -> alt.Y:
    """Return an upright axis of money with room `beside` it for its numbers [px]."""
    import altair as alt

    axis = style.money_axis(
        words, values, 4, title=None, labelFlush=False, minExtent=beside, maxExtent=beside
    )
    return alt.Y(f"{field}:Q", axis=axis, scale=alt.Scale(domain=style.domain(values), nice=False))


def _beside(words: AmountWords, values: Sequence[float]) -> float:
    low, high = style.domain(values)
    return style.axis_room(low, high, 4, style.money_unit(words, values)[0])


def panels(
    words: AmountWords,
    width: int,
    values: Mapping[str, Sequence[float]],
    titles: Mapping[str, str],
    draw: Any,
    upright: bool = True,
) -> alt.ConcatChart:
    """Return one panel for each title, side by side where there is room.

    Each has its own axis of money, so that the small can be read beside the large.

    Args:
        words: Writes the language.
        width: Of the whole chart. [px]
        values: Everything on the axis of each panel, by its key. [currency]
        titles: What each panel is called, by its key.
        draw: Makes the panel of a key in a room, with room beside it for numbers [px].
        upright: Whether money stands beside the panels, so that they need room for it.
    """
    import altair as alt

    columns = {1: 1, 2: 2, 4: 2}.get(len(titles), 3) if width >= _ABREAST else 1
    room = (style.inner(width) - _BETWEEN * (columns - 1)) / columns - 6
    beside = max(_beside(words, values[key]) for key in titles) if upright else 0.0
    room -= beside
    made = []
    for key, title in titles.items():
        panel = draw(key, room, beside)
        unit = style.money_unit(words, values[key])[1]
        panel.width, panel.height = room, 100
        # A title begins over the numbers, so that it has their room too.
        lines = style.wrapped(f"{title} ({unit})", room + beside, bold=True)
        panel.title = alt.TitleParams(lines, dx=-beside)
        made.append(panel)
    chart = alt.ConcatChart(concat=made, columns=columns, spacing=_BETWEEN, align="each")
    return style.finish(words, chart)


def interval_rows(
    words: AmountWords,
    rows: Sequence[tuple[str, str, float, Distributed | None]],
    width: int,
) -> alt.LayerChart:
    """Return rows of (label, colour, point, spread) with 90 % and 50 % intervals [currency]."""
    width = style.inner(width)
    laid, wide, narrow, points, values = Rows(width), [], [], [], list[float]()
    for label, shade, point, spread in rows:
        laid.head(label, with_interval(words, point, spread), bold=True)
        base = {"colour": shade, "y": laid.band(20)}
        if spread is not None and spread.sd:
            wide.append({**base, "x": spread.p5, "x2": spread.p95})
            narrow.append({**base, "x": spread.p25, "x2": spread.p75})
            values += [spread.p5, spread.p95]
        points.append({**base, "x": point})
        values.append(point)
        laid.y += 10
    frame = Frame(words, width, laid.y, values, laid.bands, left=18, right=18)
    layers = [frame.bars(wide, 10, 0.3), frame.bars(narrow, 10, 0.45)] if wide else []
    dots = style.drawn(points).mark_point(
        filled=True, size=110, opacity=1, stroke="white", strokeWidth=1.5
    )
    return frame.layer(
        *layers, dots.encode(**style.on_axes(), color=style.own_colour()), *frame.heads(laid)
    )


def own_interval_rows(
    words: AmountWords,
    rows: Sequence[tuple[str, str, float, Distributed | None]],
    width: int,
) -> alt.LayerChart:
    """Return rows as `interval_rows`, each stretched over the width with its own line at 0.

    What one party wins is so much more than what another does that one axis would hide the small.
    """
    width = style.inner(width)
    laid = Rows(width)
    wide, narrow, points, zeros = [], [], [], []
    for label, shade, point, spread in rows:
        laid.head(label, with_interval(words, point, spread), bold=True)
        known = spread if spread is not None and spread.sd else None
        ends = [point] if known is None else [point, known.p5, known.p95]
        low, high = min(0.0, *ends), max(0.0, *ends)
        whole = (high - low) or 1.0
        at = {"colour": shade, "y": laid.band(20)}
        if known is not None:
            wide.append({**at, "x": (known.p5 - low) / whole, "x2": (known.p95 - low) / whole})
            narrow.append({**at, "x": (known.p25 - low) / whole, "x2": (known.p75 - low) / whole})
        points.append({**at, "x": (point - low) / whole})
        top, bottom = laid.bands[-1]
        zeros.append({"x": -low / whole, "y": top, "y2": bottom, "colour": style.INK})
        laid.y += 10
    frame = Frame(words, width, laid.y, [0.0, 1.0], (), left=10, right=10, axis=False)
    layers = [frame.bars(wide, 10, 0.3), frame.bars(narrow, 10, 0.45)] if wide else []
    dots = style.drawn(points).mark_point(
        filled=True, size=110, opacity=1, stroke="white", strokeWidth=1.5
    )
    return frame.layer(
        *layers,
        frame.strokes(zeros, strokeWidth=1.5),
        dots.encode(**style.on_axes(), color=style.own_colour()),
        *frame.heads(laid),
    )


def with_interval(words: AmountWords, point: float, spread: Distributed | None) -> str:
    """Return an amount with its 90 % interval: `1,2 mio. kr. (0,4 til 2,1)`."""
    if spread is None or spread.sd == 0:
        return words.amount(point)
    values = [point, spread.p5, spread.p95]
    precision = words.precision(max(values, key=abs), spread.sd)
    _, low, high = words.bare_amounts(values, precision)
    return f"{words.amounts(values, precision)[0]} ({low} {words.say('til', 'to')} {high})"


def distributions(
    words: AmountWords, found: Sequence[tuple[str, Outcome]], width: int
) -> alt.ConcatChart:
    """Return how each party's result is distributed: the share of draws by amount, a panel each."""
    import altair as alt

    shown = {name: bins(outcome) for name, outcome in found}

    def draw(name: str, room: float, _beside: float) -> alt.LayerChart:
        rows = shown[name]
        ends = [rows[0]["low"], rows[-1]["high"], 0.0]
        axis = style.money_axis(
            words, values[name], max(int(room // 90), 2), title=None, grid=False, ticks=True
        )
        scale = alt.Scale(domain=[min(ends), max(ends)], range=[8, room - 8], nice=False)
        x = alt.X("low:Q", axis=axis, scale=scale)
        top = max(row["share"] for row in rows)
        share = alt.Y("share:Q", axis=None, scale=alt.Scale(domain=[0, top * 1.1], nice=False))
        bars = style.drawn(rows).mark_bar(stroke="white", strokeWidth=0.5)
        zero = style.drawn([{"low": 0.0}]).mark_rule(color=style.INK)
        return alt.LayerChart(
            layer=[
                bars.encode(
                    x=x,
                    x2=alt.X2("high:Q"),
                    y=share,
                    y2=style.fixed("Y2", 0, "Datum"),
                    color=style.own_colour(),
                ),
                zero.encode(x=alt.X("low:Q")),
            ]
        )

    values = {
        name: [end for row in rows for end in (row["low"], row["high"])]
        for name, rows in shown.items()
    }
    return panels(words, width, values, {name: name for name in shown}, draw, upright=False)


def bins(outcome: Outcome) -> list[dict[str, Any]]:
    """Return the share of draws in bins of a result, with an edge at 0 where it is inside.

    The outermost two in a thousand draws on each side are left out, so that the rest can be seen.
    """
    assert outcome.draws is not None
    low, high = (float(end) for end in np.quantile(outcome.draws, [0.002, 0.998]))
    if high <= low:
        pad = max(abs(low) * 0.02, 0.5)
        shade = style.BLUE if low >= 0 else style.ORANGE
        return [{"low": low - pad, "high": low + pad, "share": 1.0, "colour": shade}]
    step = (high - low) / BINS
    edges = np.arange(np.floor(low / step), np.ceil(high / step) + 1) * step
    counts, _ = np.histogram(outcome.draws, edges)
    return [
        {
            "low": float(edges[at]),
            "high": float(edges[at + 1]),
            "share": float(count) / len(outcome.draws),
            "colour": style.BLUE if edges[at] >= -step / 2 else style.ORANGE,
        }
        for at, count in enumerate(counts)
    ]


def amount_rows(
    words: AmountWords,
    groups: Sequence[tuple[str, Sequence[tuple[str, float, str]]]],
    width: int,
    decimals: int | None = None,
) -> alt.LayerChart:
    """Return groups of bars: each group's (name, amount, colour) rows [currency].

    Amounts are written with `decimals` where they are owed to the cent, else rounded.
    """
    width = style.inner(width)
    rows = Rows(width)
    bars, labels, amounts, values = [], [], [], list[float]()
    for head, parts in groups:
        rows.head(head, bold=True)
        for name, amount, shade in parts:
            y = rows.band(21)
            bars.append({"y": y, "x": 0.0, "x2": amount, "colour": shade})
            labels.append({"y": y, "text": name})
            shown = words.amount(amount) if decimals is None else words.money(amount, decimals)
            amounts.append({"y": y, "text": shown})
            values.append(amount)
        rows.y += 10
    room = [
        max(style.text_width(str(r["text"])) for r in texts) + 12 for texts in (labels, amounts)
    ]
    frame = Frame(words, width, rows.y, values, rows.bands, left=room[0], right=room[1])
    return frame.layer(
        frame.bars(bars, 13),
        *frame.heads(rows),
        *frame.text(labels, 0, align="left"),
        *frame.text(amounts, width, align="right"),
    )
