"""Charts of horizontal rows: the net result by purse, who pays and who gains, what drives it.

Every label stands on a line of its own above its row, so that long names fit on any width; y is
therefore counted in pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bundlinje.calculation.input_labels import input_label
from bundlinje.calculation.inputs import inputs_of
from bundlinje.calculation.point import TOTAL
from bundlinje.calculation.result import Result
from bundlinje.reports import chart_style as style
from bundlinje.reports.words import Words, sentence, to_spread

if TYPE_CHECKING:
    import altair as alt

#: The drivers that are drawn.
DRIVERS_DRAWN = 8


@dataclass(frozen=True)
class _Frame:
    """The axes of a chart of rows: x [DKK] between two pixels, y in pixels from the top."""

    words: Words
    width: int
    height: float
    values: Sequence[float]
    left: float = 0.0
    right: float = 0.0

    def x(self, field: str = "x") -> alt.X:
        import altair as alt

        room = self.width - self.left - self.right
        return alt.X(
            f"{field}:Q",
            axis=style.money_axis(self.words, self.values, max(int(room // 90), 2)),
            scale=alt.Scale(
                domain=style.domain(self.values),
                range=[self.left, self.width - self.right],
                nice=False,
                zero=False,
            ),
        )

    def y(self) -> alt.Y:
        import altair as alt

        return alt.Y(
            "y:Q",
            axis=None,
            scale=alt.Scale(domain=[0, self.height], range=[0, self.height], nice=False),
        )

    def layer(self, *layers: Any) -> alt.LayerChart:
        """Return the layers with a line at 0 beneath them."""
        zero = style.drawn([{"x": 0}]).mark_rule(color=style.SOFT).encode(x=self.x())
        chart = style.layered([zero, *layers], width=self.width, height=self.height)
        return style.finish(self.words, chart)

    def bars(self, rows: list[dict[str, Any]], thick: float, opacity: float = 1.0) -> Any:
        """Return bars from `x` to `x2` [DKK] in their own colours."""
        import altair as alt

        return (
            style.drawn(rows)
            .mark_rule(strokeWidth=thick, opacity=opacity)
            .encode(x=self.x(), x2=alt.X2("x2:Q"), y=self.y(), color=own_colour())
        )

    def dashed(self, row: dict[str, Any]) -> Any:
        """Return a dashed line down from `y` to `y2` at `x`."""
        import altair as alt

        line = style.drawn([row]).mark_rule(color=style.INK, strokeDash=[4, 3])
        return line.encode(x=self.x(), y=self.y(), y2=alt.Y2("y2:Q"))

    def text(self, rows: list[dict[str, Any]], at: float | None = None, **mark: Any) -> list[Any]:
        """Return texts at a pixel of x, or at each row's own x, clear of the lines behind."""
        import altair as alt

        shown = {"baseline": "middle", "lineBreak": "\n", **mark}
        place = self.x() if at is None else style.fixed("X", at)
        chart = style.drawn(rows).encode(x=place, y=self.y(), text=alt.Text("text:N"))
        halo = chart.mark_text(**{**shown, "stroke": "white", "strokeWidth": 4, "fill": "white"})
        return [halo, chart.mark_text(**shown)]


def own_colour() -> alt.Color:
    """Return the encoding of a colour that each row brings with it."""
    import altair as alt

    return alt.Color("colour:N", scale=None, legend=None)


def net_result_by_purse(result: Result, words: Words, width: int) -> alt.LayerChart:
    """Return the net result of each purse and the total, with its 90 % interval [DKK]."""
    width = style.inner(width)
    drawn = result.uncertainty
    bars, points, labels, amounts, values = [], [], [], [], []
    y = 0.0
    for payer in rows_of_purses(words):
        net = net_of(result, payer)
        spread = spread_of(result, payer)
        text = _with_interval(words, net, spread)
        lines = style.wrapped(words.payer(payer), width * 0.38)
        base = {"colour": style.colour(words, payer), "payer": payer}
        labels.append({"y": y + 10, "text": "\n".join(lines)})
        amounts.append({"y": y + 10, "text": text})
        y += style.LINE_HEIGHT * len(lines) + 12
        if spread is not None:
            bars.append({**base, "y": y, "x": spread.p5, "x2": spread.p95})
            values += [spread.p5, spread.p95]
        points.append({**base, "y": y, "x": net})
        values.append(net)
        y += 24
    frame = _Frame(words, width, y, values, left=18, right=18)
    dots = _dots(frame, points)
    layers = [frame.bars(bars, 10, 0.45)] if drawn is not None else []
    return frame.layer(
        *layers,
        dots,
        *frame.text(labels, 0, align="left", fontWeight="bold"),
        *frame.text(amounts, width, align="right"),
    )


def _dots(frame: _Frame, points: list[dict[str, Any]]) -> Any:

    return (
        style.drawn(points)
        .mark_point(filled=True, size=110, opacity=1, stroke="white", strokeWidth=1.5)
        .encode(x=frame.x(), y=frame.y(), color=own_colour())
    )


def _with_interval(words: Words, net: float, spread: Any) -> str:
    if spread is None or spread.sd == 0:
        return words.amount(net)
    values = [net, spread.p5, spread.p95]
    precision = words.precision(net, spread.sd)
    _, low, high = words.bare_amounts(values, precision)
    return f"{words.amounts(values, precision)[0]} ({low} {words.say('til', 'to')} {high})"


def who_pays_who_gains(result: Result, words: Words, width: int) -> alt.LayerChart:
    """Return what each purse puts in, gets and ends with [DKK, discounted]."""
    width = style.inner(width)
    names = (
        words.say("Lægger ud", "Puts in"),
        words.say("Får", "Gets"),
        words.say("Ender med", "Ends with"),
    )
    bars, heads, labels, amounts, values = [], [], [], [], []
    y = 0.0
    for payer in words.payers_in_play:
        pocket = result.point.wrong_pocket[payer]
        lines = style.wrapped(words.payer(payer), width)
        heads.append({"y": y + 10, "text": "\n".join(lines)})
        y += style.LINE_HEIGHT * len(lines) + 12
        flows = (-pocket.puts_in, pocket.gets, pocket.net_result)
        colours = (style.ORANGE, style.BLUE, style.INK)
        for name, flow, shade in zip(names, flows, colours, strict=True):
            bars.append({"y": y, "x": 0.0, "x2": flow, "colour": shade, "payer": payer})
            labels.append({"y": y, "text": name})
            amounts.append({"y": y, "text": words.amount(flow)})
            values.append(flow)
            y += 21
        y += 10
    frame = _Frame(words, width, y, values, left=78, right=92)
    return frame.layer(
        frame.bars(bars, 13),
        *frame.text(heads, 0, align="left", fontWeight="bold"),
        *frame.text(labels, 0, align="left"),
        *frame.text(amounts, width, align="right"),
    )


def drivers(result: Result, words: Words, width: int) -> alt.LayerChart:
    """Return the net result with each input low and high, the others at their means [DKK]."""
    assert result.uncertainty is not None
    width = style.inner(width)
    net = result.point.net_result
    shown = result.uncertainty.drivers[:DRIVERS_DRAWN]
    values = [net, *(end for driver in shown for end in (driver.low, driver.high))]
    precision = words.precision(max(values, key=abs), result.uncertainty.net_result.sd)
    texts = dict(zip(values, words.bare_amounts(values, precision), strict=True))
    keys = [
        ("low", style.ORANGE, words.say("Lav værdi", "Low value")),
        ("high", style.BLUE, words.say("Høj værdi", "High value")),
    ]
    legend = [
        {"y": 10.0, "text": text, "colour": shade, "at": 18 if key == "low" else 118}
        for key, shade, text in keys
    ]
    bars, labels = [], []
    left: list[dict[str, Any]] = []
    right: list[dict[str, Any]] = []
    y = 34.0
    for driver in shown:
        lines = style.wrapped(driver_label(words, driver.input), width)
        labels.append({"y": y, "text": "\n".join(lines)})
        y += style.LINE_HEIGHT * len(lines) + 4
        for key, shade, _ in keys:
            end = driver.low if key == "low" else driver.high
            row = {"y": y, "colour": shade, "input": driver.input}
            bars.append({**row, "x": net, "x2": end})
            side = left if end < net else right
            side.append({"y": y, "x": end, "text": texts[end]})
            y += 13
        y += 9
    frame = _Frame(words, width, y, values, left=58, right=58)
    best = {"x": net, "y": 24, "y2": y}
    return frame.layer(
        frame.dashed(best),
        *_legend(legend, frame),
        frame.bars(bars, 11),
        *frame.text(labels, 0, align="left"),
        *frame.text(left, align="right", dx=-5, fontSize=style.SMALL),
        *frame.text(right, align="left", dx=5, fontSize=style.SMALL),
    )


def _legend(rows: list[dict[str, Any]], frame: _Frame) -> list[Any]:

    layers: list[Any] = []
    for row in rows:
        square = style.drawn([row]).mark_point(
            shape="square", filled=True, size=120, fill=row["colour"], opacity=1
        )
        layers += frame.text([row], row["at"], align="left", fontWeight="bold")
        layers.append(square.encode(x=style.fixed("X", row["at"] - 12), y=frame.y()))
    return layers


def driver_label(words: Words, name: str) -> str:
    """Return what an input is called, with its low and high value: `Effekt (0,16 / 0,60)`."""
    label = sentence(input_label(words.case, name).to(words.language))
    ends = low_and_high(words, name)
    return label if ends is None else f"{label} ({ends[0]} / {ends[1]})"


def low_and_high(words: Words, name: str) -> tuple[str, str] | None:
    """Return an input's 5 % and 95 % quantile in words; None where it is several numbers."""
    inputs = inputs_of(words.case)
    if name not in inputs.names:
        return None
    values = inputs.at_probabilities(name, np.array([0.05, 0.95]))
    if len(values) != 1:
        return None
    low, high = (float(value) for value in values[0])
    spread = high - low
    return words.number(*to_spread(low, spread)), words.number(*to_spread(high, spread))


def rows_of_purses(words: Words) -> list[str]:
    """Return the purses in play, and the total where there is more than one."""
    purses = list(words.payers_in_play)
    return [*purses, TOTAL] if len(purses) != 1 else purses


def net_of(result: Result, payer: str) -> float:
    """Return the net result of a payer or the total [DKK]."""
    return result.point.net_result if payer == TOTAL else result.point.by_payer[payer]


def spread_of(result: Result, payer: str) -> Any:
    """Return how the net result of a payer or the total is distributed, if that is known."""
    if result.uncertainty is None:
        return None
    drawn = result.uncertainty
    return drawn.net_result if payer == TOTAL else drawn.by_payer[payer]
