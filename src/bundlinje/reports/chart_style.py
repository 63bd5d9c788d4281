"""What all charts share: colours, type, the axis of money, and labels that are never cut off.

Colours are those of Okabe and Ito, which people with colour-blindness can tell apart; nothing is
said by colour alone, so that charts can be printed in grey.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from bundlinje.basics.formats import MINUS
from bundlinje.calculation.point import TOTAL
from bundlinje.reports.words import NB, Words

if TYPE_CHECKING:
    import altair as alt

T = TypeVar("T")


class Says(Protocol):
    """Whatever writes in the language of a report."""

    def say(self, da: str, en: str) -> str:
        """Return the text in the language of the report."""
        ...


INK = "#1b1f24"
SOFT = "#57606a"
LINE = "#d8dde3"
BLUE = "#0072B2"
ORANGE = "#E69F00"
FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif"
TEXT = 13
SMALL = 12
LINE_HEIGHT = 16
#: Room around a chart [px].
PADDING = 4
#: The mean width of a letter as a share of the size of the type, in the widest type that a reader
#: without Arial is likely to see (DejaVu Sans).
LETTER = 0.6
BOLD_LETTER = 0.67
#: Stands for a space that does not break while text is wrapped.
_KEPT = "\ue000"

_BY_PAYER = {
    TOTAL: INK,
    "kommune": BLUE,
    "region": "#D55E00",
    "stat": "#009E73",
    "borger": ORANGE,
    "andre": "#8c8c8c",
}
_OTHERS = ("#CC79A7", "#56B4E9", "#8a6d00", "#7b4ea3")
_AS_TEXT = {
    "#D55E00": "#b04a00",
    "#009E73": "#00735a",
    ORANGE: "#8a5a00",
    "#8c8c8c": "#666666",
    "#CC79A7": "#9c3f73",
    "#56B4E9": "#1d6fa3",
}
_DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [10, 4], [4, 2, 1, 2])


def colour(words: Words, payer: str) -> str:
    """Return the fixed colour of a payer."""
    if payer in _BY_PAYER:
        return _BY_PAYER[payer]
    others = [other for other in words.case.payers if other not in _BY_PAYER]
    return _OTHERS[others.index(payer) % len(_OTHERS)]


def text_colour(words: Words, payer: str) -> str:
    """Return the colour of a payer as text: dark enough to be read on white, and in grey."""
    return _AS_TEXT.get(colour(words, payer), colour(words, payer))


def dash(words: Words, payer: str) -> list[int]:
    """Return the fixed dash of a payer's line; the total's is unbroken."""
    order = [TOTAL, *words.case.payers]
    return list(_DASHES[order.index(payer) % len(_DASHES)])


def own_colour() -> alt.Color:
    """Return the encoding of a colour that each row brings with it."""
    import altair as alt

    return alt.Color("colour:N", scale=None, legend=None)


def text_width(text: str, size: int = TEXT, bold: bool = False) -> float:
    """Return how wide a line of text is at most, by and large [px]."""
    return len(text) * size * (BOLD_LETTER if bold else LETTER)


def wrapped(text: str, width: float, size: int = TEXT, bold: bool = False) -> list[str]:
    """Return text in lines that fit in `width` [px] at type of `size` [px]."""
    letters = max(int(width / (size * (BOLD_LETTER if bold else LETTER))), 6)
    # Only at plain spaces: a number and its unit stay together.
    kept = text.replace("§ ", f"§{NB}").replace(NB, _KEPT)
    parts = textwrap.wrap(kept, letters, break_long_words=True)
    return [part.replace(_KEPT, NB) for part in parts] or [""]


def inner(width: int) -> int:
    """Return the width inside the padding [px]."""
    return width - 2 * PADDING


def drawn(rows: list[dict[str, Any]]) -> alt.Chart:
    """Return a chart of these rows, still without marks."""
    import altair as alt

    return alt.Chart(alt.InlineData(values=rows))


def on_axes() -> dict[str, Any]:
    """Return the encoding of `x` and `y` on axes that another layer says."""
    import altair as alt

    # The classes, and not short texts, which Altair checks against every possible channel.
    return {"x": alt.X("x:Q"), "y": alt.Y("y:Q")}


def fixed(channel: str, value: float | str, kind: str = "Value") -> Any:
    """Return the same value for every row in a channel; for X and Y it is a place [px]."""
    import altair as alt

    # The class itself, and not `alt.value`, which Altair checks against every possible channel.
    return getattr(alt, f"{channel}{kind}")(value)


def layered(layers: Sequence[Any], **size: Any) -> alt.LayerChart:
    """Return layers on top of each other, the first at the back."""
    import altair as alt

    return alt.LayerChart(layer=list(layers), **size)


def finish(words: Says, chart: T) -> T:
    """Return a chart with the common type, lines and the number format of its language."""
    configured: Any = chart
    # Set in place: `configure` would copy the whole chart first.
    configured.config = {
        "font": FONT,
        "background": "white",
        "padding": PADDING,
        "locale": {
            "number": {
                "decimal": words.say(",", "."),
                "thousands": words.say(".", ","),
                "grouping": [3],
                "currency": ["", ""],
                "minus": MINUS,
            }
        },
        "view": {"stroke": None},
        "axis": {
            "labelFont": FONT,
            "labelFontSize": SMALL,
            "labelColor": SOFT,
            "titleFont": FONT,
            "titleFontSize": SMALL,
            "titleFontWeight": "normal",
            "titleColor": SOFT,
            "gridColor": LINE,
            "domain": False,
            "ticks": False,
            "labelPadding": 5,
        },
        "text": {"font": FONT, "fontSize": TEXT, "fill": INK, "lineHeight": LINE_HEIGHT},
        "title": {
            "font": FONT,
            "fontSize": TEXT,
            "fontWeight": "bold",
            "anchor": "start",
            "color": INK,
            "offset": 6,
            "subtitleFont": FONT,
            "subtitleFontSize": SMALL,
            "subtitleColor": INK,
            "subtitleLineHeight": LINE_HEIGHT,
            "subtitlePadding": 5,
        },
    }
    return chart


def money_unit(words: Words, values: Sequence[float]) -> tuple[float, str]:
    """Return the divisor and the name of the unit that fits these amounts."""
    largest = max((abs(value) for value in values), default=0.0)
    if largest >= 1e10:
        return 1e9, f"{words.say('mia.', 'billion')}{NB}{words.currency}"
    if largest >= 999_500:
        return 1e6, f"{words.say('mio.', 'million')}{NB}{words.currency}"
    if largest >= 20_000:
        return 1e3, f"{words.number(1000)}{NB}{words.currency}"
    return 1.0, words.currency


def money_axis(words: Words, amounts: Sequence[float], count: int, **more: Any) -> alt.Axis:
    """Return an axis of money in the unit that fits the amounts, with about `count` ticks."""
    import altair as alt

    divisor, unit = money_unit(words, amounts)
    expression = f"format(datum.value / {divisor:g}, ',.3~f')"
    options = {"title": unit, "labelExpr": expression, "tickCount": count, "labelFlush": False}
    return alt.Axis(**{**options, **more})


def axis_room(low: float, high: float, count: int, divisor: float = 1.0) -> float:
    """Return the room that the numbers of an upright axis need beside it, with air [px]."""
    numbers = [f"{tick / divisor:,.6f}" for tick in ticks(low, high, count)]
    texts = [text.rstrip("0").rstrip(".") if "." in text else text for text in numbers]
    return math.ceil(max(text_width(text, SMALL) for text in texts)) + 12.0


def domain(values: Sequence[float], margin: float = 0.04) -> list[float]:
    """Return a domain that holds 0 and every value, with a margin."""
    low, high = min(0.0, *values), max(0.0, *values)
    if low == high:
        return [-1.0, 1.0]
    room = (high - low) * margin
    return [low - room if low < 0 else 0.0, high + room if high > 0 else 0.0]


def ticks(low: float, high: float, count: int) -> list[float]:
    """Return round values from `low` to `high`, 0 among them where it is inside: about `count`."""
    rough = (high - low) / max(count, 1)
    size = 10.0 ** math.floor(math.log10(rough))
    step = min((size * by for by in (1, 2, 5, 10)), key=lambda step: abs(math.log(step / rough)))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    # Divided rather than multiplied, where the step is below 1: 3 / 10 is 0.3, 3 * 0.1 is not.
    return [at * step if step >= 1 else at / round(1 / step) for at in range(first, last + 1)]


def year_ticks(years: Sequence[int], width: float) -> list[int]:
    """Return the years that are labelled, so that their labels do not touch."""
    step = max(-(-len(years) * 40 // max(int(width), 1)), 1)
    return list(years[::step])


def apart(positions: Sequence[float], sizes: Sequence[float], height: float) -> list[float]:
    """Return the middles of labels of these sizes, moved as little as needed not to touch.

    They stand in the order of `positions`, between 0 and `height`, which must hold them all.
    """
    order = sorted(range(len(positions)), key=lambda at: positions[at])
    result = [0.0] * len(positions)
    free, below = 0.0, sum(sizes)
    for at in order:
        top = max(free, min(positions[at] - sizes[at] / 2, height - below))
        result[at] = top + sizes[at] / 2
        free, below = top + sizes[at], below - sizes[at]
    return result
