"""The two bottom lines against each other: the economy along x, an outcome for people along y.

The draws are joint, so that what makes both better at once shows as a slope.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bundlinje.calculation.case import Outcome
from bundlinje.calculation.result import Result
from bundlinje.reports import chart_style as style
from bundlinje.reports.words import NB, Words

if TYPE_CHECKING:
    import altair as alt
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

#: The draws that are shown, evenly spread over all of them.
SHOWN = 300
#: About as many numbers stand beside the plane.
_TICKS = 5
#: Room above and below the draws for a line of a quadrant's name [px].
_LINE = 15.0
_PLOT = 220


@dataclass(frozen=True)
class Quadrant:
    """One of the four: better or worse for people, and saving or costing money.

    `up` is where the outcome is on the better side (or the larger, where no side is better),
    `right` where the net result is above 0. `share` of the draws; None where nothing was drawn.
    """

    up: bool
    right: bool
    name: str
    share: float | None


def better(outcome: Outcome) -> int:
    """Return 1 where more of an outcome is better, −1 where less is, and 0 where it is not known.

    A success is what the intervention is for; what comes with it is therefore the better side.
    """
    if outcome.better:
        return 1 if outcome.better == "more" else -1
    if outcome.per != "success":
        return 0
    change = sum(number.mean for number in outcome.quantity.numbers)
    return int(np.sign(change * outcome.factor.numbers[0].mean))


def pairs(result: Result, outcome: Outcome) -> Array:
    """Return the net result [DKK] and the outcome [its unit] of every draw, shape (2, draws)."""
    if result.draws is None:
        return np.empty((2, 0))
    place = result.case.outcomes.index(outcome)
    return np.stack([result.draws.net_result, result.draws.outcomes[place]])


def thinned(drawn: Array) -> Array:
    """Return at most `SHOWN` of the draws, evenly spread; the same ones every time."""
    return drawn[:, :: max(-(-drawn.shape[1] // SHOWN), 1)]


def correlation(drawn: Array) -> float | None:
    """Return how the two go together, −1 to 1; None where either never varies."""
    if drawn.shape[1] < 2:
        return None
    apart = drawn - np.mean(drawn, axis=1, keepdims=True)
    spread = np.sqrt(np.mean(apart**2, axis=1))
    if np.any(spread <= 1e-12 * np.max(np.abs(drawn), axis=1)):
        return None
    return float(np.mean(apart[0] * apart[1]) / (spread[0] * spread[1]))


def quadrants(
    result: Result, words: Words, outcome: Outcome, shares: bool = True
) -> list[Quadrant]:
    """Return the four quadrants with the share of the draws in each; 0 counts as costs or worse."""
    side = better(outcome)
    net, people = pairs(result, outcome) if shares else np.empty((2, 0))
    found = []
    for up in (True, False):
        if side:
            first = (
                words.say("Bedre for borgerne", "Better for people")
                if up
                else words.say("Værre for borgerne", "Worse for people")
            )
        else:
            first = words.say("Tallet stiger", "The figure rises") if up else words.say(
                "Tallet falder", "The figure falls"
            )  # fmt: skip
        for right in (False, True):
            last = (
                words.say("sparer penge", "saves money")
                if right
                else words.say("koster penge", "costs money")
            )
            share = None
            if net.size:
                inside = ((people * (side or 1) > 0) == up) & ((net > 0) == right)
                share = float(inside.mean())
            found.append(Quadrant(up, right, f"{first}, {last}", share))
    return found


def two_bottom_lines(result: Result, words: Words, outcome: Outcome, width: int) -> alt.LayerChart:
    """Return the net result [DKK] against an outcome [its unit]: estimate, intervals and draws."""
    net, people = result.point.net_result, result.point.outcomes[outcome.id]
    cloud = thinned(pairs(result, outcome))
    xs, ys = [net, *cloud[0].tolist()], [people, *cloud[1].tolist()]
    spreads = None
    if result.uncertainty is not None:
        spreads = result.uncertainty.net_result, result.uncertainty.outcomes[outcome.id]
        xs += [spreads[0].p5, spreads[0].p95]
        ys += [spreads[1].p5, spreads[1].p95]
    plane = Plane(words, width, xs, ys, better(outcome) < 0, quadrants(result, words, outcome))
    layers = [
        plane.dots(cloud[:, cloud[0] <= 0], style.ORANGE),
        plane.dots(cloud[:, cloud[0] > 0], style.BLUE),
    ]
    if spreads is not None:
        layers.append(plane.cross(net, people, *spreads))
    tip = f"{words.say('Bedste skøn', 'Best estimate')}\n{told(words, outcome, net, people)}"
    layers.append(plane.point([{"x": net, "y": people, "colour": style.INK, "tip": tip}], 130))
    return plane.layer([layer for layer in layers if layer is not None], outcome_title(outcome))


def outcome_title(outcome: Outcome) -> str:
    """Return what an outcome is called with its unit: `WHO-5 (point)`."""
    return f"{outcome.label} ({outcome.unit})" if outcome.unit else outcome.label


def told(words: Words, outcome: Outcome, net: float, people: float) -> str:
    """Return a net result and an outcome in words, a line each."""
    money = f"{words.say('Nettoresultat', 'Net result')}: {words.amount(net)}"
    return f"{money}\n{outcome.label}: {words.plain(people, 3)} {outcome.unit}".rstrip()


@dataclass(frozen=True)
class Plane:
    """The plane of the two bottom lines, with 0 inside and the quadrants named at its corners."""

    words: Words
    width: int
    xs: Sequence[float]
    ys: Sequence[float]
    upside_down: bool
    quadrants: Sequence[Quadrant]

    @property
    def room(self) -> float:
        """The width of the plane [px]."""
        return style.inner(self.width) - self._beside - 6

    @property
    def _beside(self) -> float:
        """The room for the numbers of the outcome beside the plane [px]."""
        low, high = with_zero(self.ys)
        return style.axis_room(low, high, _TICKS)

    def _lines(self, quadrant: Quadrant) -> list[str]:
        text = quadrant.name
        if quadrant.share is not None:
            text += ": " + self.words.chance(quadrant.share).replace(" ", NB)
        people, money = text.split(", ", 1)
        return [
            line
            for part in (f"{people},", money)
            for line in style.wrapped(part, (self._beside + self.room) / 2 - 4, style.SMALL)
        ]

    def _margin(self, up: bool) -> float:
        lines = max(len(self._lines(q)) for q in self.quadrants if q.up == up)
        return _LINE * lines + 10

    @property
    def height(self) -> float:
        """The height of the plane with the names of the quadrants [px]."""
        return _PLOT + self._margin(True) + self._margin(False)

    def x(self, name: str = "x") -> alt.X:
        """Return the encoding of the net result along x."""
        import altair as alt

        axis = style.money_axis(
            self.words,
            self.xs,
            max(int(self.room // 90), 3),
            grid=False,
            ticks=True,
            domain=True,
            domainColor=style.LINE,
        )
        axis.title = f"{self.words.say('Nettoresultat', 'Net result')} ({axis.title})"
        scale = alt.Scale(
            domain=with_zero(self.xs), range=[10, self.room - 10], nice=False, zero=False
        )
        return alt.X(f"{name}:Q", axis=axis, scale=scale)

    def y(self, name: str = "y") -> alt.Y:
        """Return the encoding of the outcome along y."""
        import altair as alt

        axis = alt.Axis(
            title=None,
            grid=False,
            ticks=True,
            tickCount=_TICKS,
            labelExpr="format(datum.value, ',.6~f')",
            minExtent=self._beside,
            maxExtent=self._beside,
        )
        ends = [self.height - self._margin(False), self._margin(True)]
        scale = alt.Scale(
            domain=with_zero(self.ys),
            range=ends[::-1] if self.upside_down else ends,
            nice=False,
            zero=False,
        )
        return alt.Y(f"{name}:Q", axis=axis, scale=scale)

    def dots(self, cloud: Array, colour: str) -> Any:
        """Return the draws as round dots, which are one path and so take little room in a file."""
        if not cloud.size:
            return None
        # A gap after each, so that every line is as short as a dot; in the order of the rows.
        pairs = [{"x": x, "y": y} for x, y in cloud.T.tolist()]
        rows = [row for pair in pairs for row in (pair, {"x": None, "y": None})]
        line = style.drawn(rows).mark_line(
            color=colour, strokeWidth=4.2, strokeCap="round", opacity=0.6, order=None
        )
        return line.encode(**style.on_axes())

    def cross(self, x: float, y: float, across: Any, along: Any, colour: str = style.INK) -> Any:
        """Return the 90 % intervals in both directions through a point."""
        import altair as alt

        rows = [
            {"x": across.p5, "x2": across.p95, "y": y, "y2": y},
            {"x": x, "x2": x, "y": along.p5, "y2": along.p95},
        ]
        line = style.drawn(rows).mark_rule(strokeWidth=2, color=colour)
        return line.encode(**style.on_axes(), x2=alt.X2("x2:Q"), y2=alt.Y2("y2:Q"))

    def point(self, rows: list[dict[str, Any]], size: float) -> Any:
        """Return points with a white edge."""
        mark = style.drawn(rows).mark_point(
            filled=True, size=size, opacity=1, stroke="white", strokeWidth=1.5
        )
        return mark.encode(**style.on_axes(), color=style.own_colour())

    def layer(self, layers: Sequence[Any], title: str, below: Sequence[str] = ()) -> alt.LayerChart:
        """Return the layers in the plane, under a title and the lines `below` it."""
        heading: dict[str, Any] = {"text": style.wrapped(title, self.room, bold=True)}
        if below:
            heading["subtitle"] = list(below)
        chart = style.layered(
            [*self._zeros(), *layers, *self._names()],
            width=self.room,
            height=self.height,
            title=heading,
        )
        return style.finish(self.words, chart)

    def _zeros(self) -> list[Any]:
        """Return the lines at 0, which leave the names of the quadrants free."""
        import altair as alt

        low, high = with_zero(self.ys)
        upright = style.drawn([{"x": 0, "y": low, "y2": high}]).mark_rule(color=style.SOFT)
        flat = style.drawn([{"y": 0}]).mark_rule(color=style.SOFT)
        return [
            upright.encode(x=self.x(), y=self.y(), y2=alt.Y2("y2:Q")),
            flat.encode(y=alt.Y("y:Q")),
        ]

    def _names(self) -> list[Any]:
        import altair as alt

        found = []
        for quadrant in self.quadrants:
            mark = style.drawn([{"text": "\n".join(self._lines(quadrant))}]).mark_text(
                align="right" if quadrant.right else "left",
                baseline="top" if quadrant.up else "bottom",
                fontSize=style.SMALL,
                lineBreak="\n",
                lineHeight=_LINE,
                dy=0 if quadrant.up else -_LINE * (len(self._lines(quadrant)) - 1),
            )
            found.append(
                mark.encode(
                    x=style.fixed("X", self.room if quadrant.right else -self._beside),
                    y=style.fixed("Y", 2 if quadrant.up else self.height - 4),
                    text=alt.Text("text:N"),
                )
            )
        return found


def with_zero(values: Sequence[float]) -> list[float]:
    """Return a domain that holds the values and some room on both sides of 0."""
    low, high = min(0.0, *values), max(0.0, *values)
    if low == high:
        return [-1.0, 1.0]
    room = (high - low) * 0.06
    return [low - room, high + room]
