"""The charts over time and of the distribution; the charts of rows are in `row_charts`.

Each chart is a pure function of a result, its words and a width [px], used on the web, on paper
and in a notebook. Amounts are discounted [DKK], gains positive.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from bundlinje.calculation.point import TOTAL
from bundlinje.calculation.result import Result
from bundlinje.reports import chart_style as style
from bundlinje.reports.row_charts import rows_of_purses
from bundlinje.reports.words import Words, sentence

if TYPE_CHECKING:
    import altair as alt

#: Bins of the distribution.
BINS = 40
#: Room for the percentages beside the chances, and between two panels [px].
_AXIS = 46
_BETWEEN = 14
#: Lines of at most so many years have a dot for each.
_DOTTED = 16
#: From this width on panels stand side by side [px].
_ABREAST = 600


def _years(words: Words, room: float, labels: bool = True) -> alt.X:
    import altair as alt

    axis = alt.Axis(
        title=None,
        values=style.year_ticks(words.case.years, room),
        labelAngle=0,
        labels=labels,
        labelOverlap=False,
        labelFlush=False,
        labelPadding=8,
    )
    return alt.X("year:O", axis=axis, scale=alt.Scale(domain=list(words.case.years)))


def _money(words: Words, values: Sequence[float], ticks: int, field: str = "amount") -> alt.Y:
    import altair as alt

    beside = _beside(words, values)
    axis = style.money_axis(
        words, values, ticks, title=None, labelFlush=False, minExtent=beside, maxExtent=beside
    )
    return alt.Y(f"{field}:Q", axis=axis, scale=alt.Scale(domain=style.domain(values), nice=False))


def _beside(words: Words, values: Sequence[float]) -> float:
    """Return the room for the amounts beside a panel [px]."""
    low, high = style.domain(values)
    return style.axis_room(low, high, 5, style.money_unit(words, values)[0])


def cash_flow(result: Result, words: Words, width: int) -> alt.ConcatChart:
    """Return the discounted flows by year: one panel a purse, and the total, on one scale."""
    import altair as alt

    flows = {payer: flows_of(result, payer) for payer in rows_of_purses(words)}
    values = [amount for row in flows.values() for amount in row]

    def bars(payer: str, room: float) -> alt.LayerChart:
        rows = [
            {
                "year": year,
                "amount": amount,
                "payer": payer,
                "tip": f"{words.payer(payer)}, {year}\n{words.amount(amount)}",
            }
            for year, amount in zip(words.case.years, flows[payer], strict=True)
        ]
        mark = alt.Chart().mark_bar(color=style.colour(words, payer))
        layers = [mark.encode(x=_years(words, room), y=_money(words, values, 4))]
        return alt.LayerChart(data=alt.InlineData(values=rows), layer=layers)

    return _panels(words, width, values, (84, 96), bars)


def cumulated(result: Result, words: Words, width: int) -> alt.ConcatChart:
    """Return the result cumulated to each year: one panel a purse, and the total, on one scale.

    Where it was drawn, each has its 5–95 % and 25–75 % band.
    """
    import altair as alt

    drawn = result.uncertainty is not None
    found = {
        payer: [{**row, "tip": _reached(words, row)} for row in cumulated_rows(result, payer)]
        for payer in rows_of_purses(words)
    }
    shown = ("amount", "p5", "p95") if drawn else ("amount",)
    values = [row[field] for rows in found.values() for row in rows for field in shown]
    one = len(words.case.years) == 1  # an area needs two years

    def fan(payer: str, room: float) -> alt.LayerChart:
        shade = style.colour(words, payer)
        layers: list[Any] = []
        for low, high in (("p5", "p95"), ("p25", "p75")) if drawn else ():
            look: dict[str, Any] = {"color": shade, "opacity": 0.22}
            plain = alt.Chart()
            band = plain.mark_rule(strokeWidth=14, **look) if one else plain.mark_area(**look)
            ends = {"y": alt.Y(f"{low}:Q"), "y2": alt.Y2(f"{high}:Q")}
            layers.append(band.encode(x=_years(words, room), **ends))
        dots = _dots(words, shade, 24)
        line = alt.Chart().mark_line(color=shade, strokeWidth=2.5, point=dots)
        layers.append(line.encode(x=_years(words, room), y=_money(words, values, 4)))
        return alt.LayerChart(data=alt.InlineData(values=found[payer]), layer=layers)

    return _panels(words, width, values, (104, 124), fan)


def cumulated_rows(result: Result, payer: str) -> list[dict[str, Any]]:
    """Return a payer's or the total's result cumulated to each year, with its percentiles."""
    line = accumulate(flows_of(result, payer))
    rows = [{"year": y, "amount": a} for y, a in zip(result.case.years, line, strict=True)]
    if result.uncertainty is not None:
        for row in rows:
            spread = result.uncertainty.cumulated[payer][int(row["year"])]
            row |= {"p5": spread.p5, "p25": spread.p25, "p75": spread.p75, "p95": spread.p95}
    return [{**row, "payer": payer} for row in rows]


def _reached(words: Words, row: dict[str, Any]) -> str:
    """Return what a purse has reached by a year, with its 90 % interval where it is known."""
    head = f"{words.payer(row['payer'])}, {row['year']}"
    if "p5" not in row:
        return f"{head}\n{words.amount(row['amount'])}"
    values = [row["amount"], row["p5"], row["p95"]]
    amount, low, high = words.amounts(values, words.precision(max(values, key=abs)))
    return f"{head}\n{amount}\n{words.percent(0.9)}: {low} {words.say('til', 'to')} {high}"


def _dots(words: Words, shade: str, size: int) -> dict[str, Any] | bool:
    """Return the dots of a line: one a year, and none where they would run together."""
    return {"color": shade, "size": size} if len(words.case.years) <= _DOTTED else False


def _panels(
    words: Words,
    width: int,
    values: Sequence[float],
    heights: tuple[int, int],
    draw: Callable[[str, float], alt.LayerChart],
) -> alt.ConcatChart:
    """Return one panel a purse and the total, side by side where there is room.

    `heights` are those of panels in several rows and in one row [px].
    """
    import altair as alt

    payers = rows_of_purses(words)
    # Rows that are full, where that can be.
    columns = {1: 1, 2: 2, 4: 2}.get(len(payers), 3) if width >= _ABREAST else 1
    one_row = 1 < columns == len(payers)
    room = (style.inner(width) - _BETWEEN * (columns - 1)) / columns - _beside(words, values) - 6
    unit = style.money_unit(words, values)[1]
    panels = []
    for payer in payers:
        panel = draw(payer, room)
        panel.layer.append(_zero())
        panel.width, panel.height = room, heights[one_row]
        panel.title = style.wrapped(words.payer(payer), room, bold=True)
        panels.append(panel)
    chart = alt.ConcatChart(concat=panels, columns=columns, spacing=_BETWEEN, align="each")
    # Said once for all panels, as they are on one scale.
    chart.title = alt.TitleParams(
        sentence(unit), fontSize=style.SMALL, fontWeight="normal", color=style.SOFT, offset=4
    )
    return style.finish(words, chart)


def _zero() -> Any:
    import altair as alt

    return style.drawn([{"amount": 0}]).mark_rule(color=style.SOFT).encode(y=alt.Y("amount:Q"))


def chance_of_plus(result: Result, words: Words, width: int) -> alt.LayerChart:
    """Return the probability that the result cumulated to each year is positive, by purse."""
    assert result.uncertainty is not None
    payers = rows_of_purses(words)
    gutter = min(max(width * 0.24, 100), 160)
    labels = [
        style.wrapped(words.payer(payer), gutter - 8, style.SMALL, bold=True) for payer in payers
    ]
    room = style.inner(width) - _AXIS - gutter
    height = max(160.0 if len(payers) == 1 else 220.0, sum(map(_label_height, labels)))
    ends, layers = [], []
    chances = result.uncertainty.cumulated
    tips = {
        year: "\n".join(
            [
                str(year),
                *(
                    f"{words.payer(payer)}: {words.chance(chances[payer][year].p_positive)}"
                    for payer in payers
                    if not chances[payer][year].nothing
                ),
            ]
        )
        for year in words.case.years
    }
    for payer in payers:
        drawn = result.uncertainty.cumulated[payer]
        # Before a purse pays or gets anything it is neither in plus nor in minus.
        rows = [
            {"year": year, "chance": spread.p_positive, "payer": payer, "tip": tips[year]}
            for year, spread in drawn.items()
            if not spread.nothing
        ]
        ends.append(height * (1 - drawn[words.case.last_year].p_positive))
        layers.append(_chance_line(words, payer, rows, room))
    places = style.apart(ends, [_label_height(lines) for lines in labels], height)
    for payer, lines, place in zip(payers, labels, places, strict=True):
        layers.append(_end_label(style.text_colour(words, payer), lines, room + 6, place))
    layers.append(_as_wide_as(room + gutter))
    return style.finish(words, style.layered(layers, width=room, height=height))


def _as_wide_as(x: float) -> Any:
    """Return nothing to be seen, so that the chart reaches to `x` [px] in every type."""
    end = style.drawn([{}]).mark_rule(opacity=0)
    return end.encode(x=style.fixed("X", x), y=style.fixed("Y", 0), y2=style.fixed("Y2", 1))


def _label_height(lines: list[str]) -> float:
    return 14.0 * len(lines) + 4


def _chance_line(words: Words, payer: str, rows: list[dict[str, Any]], room: float) -> Any:
    shade = style.colour(words, payer)
    line = style.drawn(rows).mark_line(
        color=shade,
        strokeWidth=3.5 if payer == TOTAL else 2.5,
        strokeDash=style.dash(words, payer),
        point=_dots(words, shade, 36),
    )
    return line.encode(x=_years(words, room), y=_share(words))


def _end_label(shade: str, lines: list[str], x: float, y: float) -> Any:
    import altair as alt

    label = style.drawn([{"text": "\n".join(lines)}]).mark_text(
        align="left",
        baseline="middle",
        fontSize=style.SMALL,
        fontWeight="bold",
        fill=shade,
        lineBreak="\n",
        lineHeight=14,
        dy=-7 * (len(lines) - 1),
    )
    return label.encode(x=style.fixed("X", x), y=style.fixed("Y", y), text=alt.Text("text:N"))


def _share(words: Words) -> alt.Y:
    import altair as alt

    sign = words.say("\u00a0%", "%")
    axis = alt.Axis(
        title=None,
        labelExpr=f"format(datum.value * 100, '.0f') + '{sign}'",
        values=[0, 0.25, 0.5, 0.75, 1],
        minExtent=_AXIS,
        maxExtent=_AXIS,
    )
    return alt.Y("chance:Q", axis=axis, scale=alt.Scale(domain=[0, 1], nice=False))


def distribution(result: Result, words: Words, width: int) -> alt.LayerChart:
    """Return how the net result is distributed over the draws: share of draws in each bin."""
    import altair as alt

    room = style.inner(width)
    rows = bins(result)
    for row in rows:
        row["colour"] = style.BLUE if row["low"] >= 0 else style.ORANGE
        row["tip"] = _bin_told(words, row)
    ends = [rows[0]["low"], rows[-1]["high"], result.point.net_result, 0.0]
    scale = alt.Scale(domain=[min(ends), max(ends)], range=[18, room - 18], nice=False, zero=False)
    axis = style.money_axis(words, ends, max(room // 90, 2), grid=False, ticks=True)
    x = alt.X("low:Q", axis=axis, scale=scale)
    top = max(row["share"] for row in rows)
    share = alt.Y("share:Q", axis=None, scale=alt.Scale(domain=[0, top * 1.25], nice=False))
    bars = (
        style.drawn(rows)
        .mark_bar(stroke="white", strokeWidth=0.6)
        .encode(
            x=x,
            x2=alt.X2("high:Q"),
            y=share,
            y2=style.fixed("Y2", 0, "Datum"),
            color=style.own_colour(),
        )
    )

    def line(at: float, **mark: Any) -> Any:
        place = style.drawn([{"low": at, "share": 0, "top": top * 1.08}])
        return place.mark_rule(**mark).encode(x=x, y=share, y2=alt.Y2("top:Q"))

    lines = [
        line(0.0, color=style.SOFT),
        line(result.point.net_result, color=style.INK, strokeWidth=2, strokeDash=[5, 3]),
    ]
    layers = [bars, *lines, *_sides(result, words, room)]
    return style.finish(words, style.layered(layers, width=room, height=170))


def _bin_told(words: Words, row: dict[str, Any]) -> str:
    low, high = words.amounts([row["low"], row["high"]], words.precision(row["high"] - row["low"]))
    share = words.percent(row["share"], 1)
    return words.say(
        f"{low} til {high}\n{share} af trækningerne", f"{low} to {high}\n{share} of the draws"
    )


def _sides(result: Result, words: Words, room: float) -> list[Any]:
    import altair as alt

    assert result.uncertainty is not None
    plus = result.uncertainty.net_result.p_positive
    texts: list[tuple[str, float, float, Literal["left", "right"], str]] = [
        (words.say("Underskud", "Loss"), 1 - plus, 0.0, "left", "#8a5a00"),
        (words.say("Overskud", "Surplus"), plus, room, "right", style.BLUE),
    ]
    return [
        style.drawn([{"text": f"{name}: {words.chance(share)}"}])
        .mark_text(align=align, baseline="top", fontWeight="bold", fontSize=style.SMALL, fill=shade)
        .encode(x=style.fixed("X", at), y=style.fixed("Y", 0), text=alt.Text("text:N"))
        for name, share, at, align, shade in texts
    ]


def bins(result: Result) -> list[dict[str, Any]]:
    """Return the share of draws in bins of the net result, with an edge at 0 where it is inside.

    The outermost two in a thousand draws on each side are left out, so that the rest can be seen.
    """
    assert result.draws is not None
    net = result.draws.net_result
    low, high = (float(end) for end in np.quantile(net, [0.002, 0.998]))
    if high <= low:
        return [{"low": low - 0.5, "high": low + 0.5, "share": 1.0}]
    step = (high - low) / BINS
    edges = np.arange(np.floor(low / step), np.ceil(high / step) + 1) * step
    counts, _ = np.histogram(net, edges)
    return [
        {"low": float(edges[at]), "high": float(edges[at + 1]), "share": float(count) / len(net)}
        for at, count in enumerate(counts)
    ]


def flows_of(result: Result, payer: str) -> list[float]:
    """Return the discounted flows of a payer or the total by year [DKK]."""
    point = result.point
    by_year = point.by_year if payer == TOTAL else point.by_payer_year[payer]
    return list(by_year.values())
