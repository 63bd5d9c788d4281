"""Charts of horizontal rows: the net result by purse, who pays and who gains, what drives it.

How rows are laid out is in `row_frame`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from bundlinje.calculation.input_labels import input_label
from bundlinje.calculation.inputs import inputs_of
from bundlinje.calculation.point import TOTAL
from bundlinje.calculation.result import Result
from bundlinje.reports import chart_style as style
from bundlinje.reports.row_frame import Frame, Rows
from bundlinje.reports.words import NB, Words, sentence, to_spread

if TYPE_CHECKING:
    import altair as alt

#: The drivers that are drawn.
DRIVERS_DRAWN = 8
#: The least swing [DKK] of a driver that is drawn.
SWING = 0.5


def net_result_by_purse(result: Result, words: Words, width: int) -> alt.LayerChart:
    """Return the net result of each purse and the total, with its 90 % interval [DKK]."""
    width = style.inner(width)
    rows = Rows(width)
    bars, points, values = [], [], []
    for payer in rows_of_purses(words):
        net = net_of(result, payer)
        spread = spread_of(result, payer)
        shown = _with_interval(words, net, spread)
        rows.head(words.payer(payer), shown, bold=True)
        base = {"colour": style.colour(words, payer), "payer": payer, "y": rows.band(20)}
        base["tip"] = f"{words.payer(payer)}\n{shown}"
        if spread is not None:
            bars.append({**base, "x": spread.p5, "x2": spread.p95})
            values += [spread.p5, spread.p95]
        points.append({**base, "x": net})
        values.append(net)
        rows.y += 10
    frame = Frame(words, width, rows.y, values, rows.bands, left=18, right=18)
    return frame.layer(
        *([frame.bars(bars, 10, 0.45)] if bars else []),
        dots(points),
        *frame.heads(rows),
    )


def dots(points: list[dict[str, Any]]) -> Any:
    """Return best estimates as dots with a white edge, in their own colours."""
    return (
        style.drawn(points)
        .mark_point(filled=True, size=110, opacity=1, stroke="white", strokeWidth=1.5)
        .encode(**style.on_axes(), color=style.own_colour())
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
    rows = Rows(width)
    bars, labels, amounts, values = [], [], [], []
    for payer in words.payers_in_play:
        pocket = result.point.wrong_pocket[payer]
        rows.head(words.payer(payer), bold=True)
        flows = (-pocket.puts_in, pocket.gets, pocket.net_result)
        colours = (style.ORANGE, style.BLUE, style.INK)
        for name, flow, shade in zip(names, flows, colours, strict=True):
            y = rows.band(21)
            tip = f"{words.payer(payer)}\n{name}: {words.amount(flow)}"
            bar = {"y": y, "x": 0.0, "x2": flow, "colour": shade, "payer": payer, "tip": tip}
            bars.append(bar)
            labels.append({"y": y, "text": name})
            amounts.append({"y": y, "text": words.amount(flow, words.spread(payer))})
            values.append(flow)
        rows.y += 10
    frame = Frame(
        words,
        width,
        rows.y,
        values,
        rows.bands,
        left=_room(labels),
        right=_room(amounts),
    )
    return frame.layer(
        frame.bars(bars, 13),
        *frame.heads(rows),
        *frame.text(labels, 0, align="left"),
        *frame.text(amounts, width, align="right"),
    )


def _room(texts: list[dict[str, Any]], size: int = style.TEXT) -> float:
    """Return the room that texts at the side of the bars need, with air [px]."""
    return max(style.text_width(row["text"], size) for row in texts) + 12


def drivers(result: Result, words: Words, width: int) -> alt.LayerChart:
    """Return the net result with each input low and high, the others at their means [DKK]."""
    assert result.uncertainty is not None
    width = style.inner(width)
    net = result.point.net_result
    first, *others = result.uncertainty.drivers[:DRIVERS_DRAWN]
    shown = [first, *(driver for driver in others if driver.swing >= SWING)]
    values = [net, *(end for driver in shown for end in (driver.low, driver.high))]
    precision = words.precision(max(values, key=abs), result.uncertainty.net_result.sd)
    texts = dict(zip(values, words.bare_amounts(values, precision), strict=True))
    rows = Rows(width)
    bars: list[dict[str, Any]] = []
    for driver in shown:
        rows.head(driver_label(words, driver.input))
        rows.y += 2
        for end, shade, name in (
            (driver.low, style.ORANGE, words.say("lav", "low")),
            (driver.high, style.BLUE, words.say("høj", "high")),
        ):
            row = {"y": rows.band(13), "x": net, "x2": end, "colour": shade, "input": driver.input}
            tip = f"{driver_label(words, driver.input)}\n{name}: {words.amount(end)}"
            bars.append({**row, "text": f"{name}: {texts[end]}", "tip": tip})
        rows.y += 9
    room = _room(bars, style.SMALL)
    frame = Frame(words, width, rows.y, values, left=room, right=room, grid=False)
    taken = {bar["input"] for bar in bars if _over_zero(frame, bar, room)}
    free = [band for band, bar in zip(rows.bands, bars, strict=True) if bar["input"] not in taken]
    best = [{"x": net, "y": top, "y2": bottom, "colour": style.INK} for top, bottom in rows.bands]
    ends = [{"y": bar["y"], "x": bar["x2"], "text": bar["text"]} for bar in bars]
    return replace(frame, bands=free).layer(
        frame.bars(bars, 11),
        frame.strokes(best, strokeWidth=1.5),
        *frame.heads(rows),
        *frame.text([e for e in ends if e["x"] < net], align="right", dx=-5, fontSize=style.SMALL),
        *frame.text([e for e in ends if e["x"] >= net], align="left", dx=5, fontSize=style.SMALL),
    )


def _over_zero(frame: Frame, bar: dict[str, Any], room: float) -> bool:
    """Return whether the amount beyond a bar stands where the line at 0 would be drawn."""
    away = frame.pixel(0) - frame.pixel(bar["x2"])
    return 0 <= (-away if bar["x2"] < bar["x"] else away) < room


def driver_label(words: Words, name: str) -> str:
    """Return what an input is called, with its low and high value: `Effekt (0,16 / 0,60)`."""
    label = sentence(input_label(words.case, name).to(words.language))
    ends = low_and_high(words, name)
    return label if ends is None else f"{label} ({ends[0]}{NB}/{NB}{ends[1]})"


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
    rates = ("with", "without", "difference", "studies", "persistence")
    if name == "completion" or name.split(".")[-1] in rates:
        ends = [words.number(*to_spread(100 * end, 100 * spread)) for end in (low, high)]
        points = name.endswith(("difference", "studies"))
        unit = words.say(" procentpoint", " points") if points else words.say(" %", "%")
        return ends[0], ends[1] + unit.replace(" ", NB)
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
