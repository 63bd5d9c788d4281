"""What charts of horizontal rows share: an axis of money, and a grid that keeps clear of text.

Every label stands on a line of its own above its bar, so that long names fit on any width; y is
therefore counted in pixels, and the grid is drawn only along the bars.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bundlinje.reports import chart_style as style
from bundlinje.reports.amounts import AmountWords

if TYPE_CHECKING:
    import altair as alt

#: Between a label and an amount on the same line [px].
GAP = 14
#: Vega thins out given ticks where they are more than it was asked for; these are never so many.
MANY = 99


@dataclass
class Rows:
    """The labels of a chart of rows, laid out from the top; `y` is where the next one begins [px].

    `bands` are the heights that bars take up, from and to [px].
    """

    width: float
    y: float = 0.0
    labels: list[dict[str, Any]] = field(default_factory=list)
    amounts: list[dict[str, Any]] = field(default_factory=list)
    bands: list[tuple[float, float]] = field(default_factory=list)

    def head(self, label: str, amount: str = "", bold: bool = False) -> None:
        """Add a line with a label and, at the right, an amount; below it where it is too long."""
        told = style.wrapped(amount, self.width - GAP, bold=bold) if amount else []
        room = self.width - (style.text_width(told[0], bold=bold) + GAP if told else 0)
        fits = style.text_width(label, bold=bold) <= room
        lines = [label] if fits else style.wrapped(label, self.width - GAP, bold=bold)
        self._lines(self.labels, lines, bold)
        if told and style.text_width(lines[-1], bold=bold) <= room:
            self.y -= style.LINE_HEIGHT
        self._lines(self.amounts, told, bold)

    def _lines(self, where: list[dict[str, Any]], lines: Sequence[str], bold: bool) -> None:
        for line in lines:
            weight = "bold" if bold else "normal"
            where.append({"y": self.y + style.LINE_HEIGHT / 2, "text": line, "weight": weight})
            self.y += style.LINE_HEIGHT

    def band(self, height: float) -> float:
        """Make room for a bar and return its middle [px]."""
        self.bands.append((self.y, self.y + height))
        self.y += height
        return self.y - height / 2


@dataclass(frozen=True)
class Frame:
    """The axes of a chart of rows: x [DKK] between two pixels, y in pixels from the top.

    `bands` are the heights [px] along which the grid and the line at 0 are drawn, and `grid` is
    whether there is more than that line. `axis` is whether the money is written below.
    """

    words: AmountWords
    width: int
    height: float
    values: Sequence[float]
    bands: Sequence[tuple[float, float]] = ()
    left: float = 0.0
    right: float = 0.0
    grid: bool = True
    axis: bool = True

    @property
    def _ticks(self) -> list[float]:
        room = self.width - self.left - self.right
        low, high = style.domain(self.values)
        return style.ticks(low, high, max(min(int(room // 65), 5), 2))

    def pixel(self, value: float) -> float:
        """Return where a value stands [px]."""
        low, high = style.domain(self.values)
        room = self.width - self.left - self.right
        return self.left + (value - low) / (high - low) * room

    def layer(self, *layers: Any) -> alt.LayerChart:
        """Return the layers on the axes, with the grid and the line at 0 beneath them."""
        low, high = style.domain(self.values)
        lines = [
            {"x": tick, "y": top, "y2": bottom, "colour": style.SOFT if tick == 0 else style.LINE}
            for tick in (*(self._ticks if self.grid else ()), 0.0)
            for top, bottom in self.bands
            if low <= tick <= high
        ]
        beneath = self.strokes(lines or [{"x": 0.0, "y": 0.0, "y2": 0.0}], strokeWidth=1)
        # Said once, for all layers.
        beneath.encoding.x, beneath.encoding.y = self._x(), self._y()
        chart = style.layered([beneath, *layers], width=self.width, height=self.height)
        return style.finish(self.words, chart)

    def _x(self) -> alt.X:
        import altair as alt

        return alt.X(
            "x:Q",
            axis=style.money_axis(
                self.words, self.values, MANY, values=self._ticks, grid=False, ticks=True
            )
            if self.axis
            else None,
            scale=alt.Scale(
                domain=style.domain(self.values),
                range=[self.left, self.width - self.right],
                nice=False,
                zero=False,
            ),
        )

    def _y(self) -> alt.Y:
        import altair as alt

        return alt.Y(
            "y:Q",
            axis=None,
            scale=alt.Scale(domain=[0, self.height], range=[0, self.height], nice=False),
        )

    def bars(self, rows: list[dict[str, Any]], thick: float, opacity: float = 1.0) -> Any:
        """Return bars from `x` to `x2` [DKK] in their own colours."""
        import altair as alt

        return (
            style.drawn(rows)
            .mark_rule(strokeWidth=thick, opacity=opacity)
            .encode(**style.on_axes(), x2=alt.X2("x2:Q"), color=style.own_colour())
        )

    def strokes(self, rows: list[dict[str, Any]], **mark: Any) -> Any:
        """Return lines down from `y` to `y2` [px] at `x` [DKK], in their own colours."""
        import altair as alt

        line = style.drawn(rows).mark_rule(**mark)
        return line.encode(**style.on_axes(), y2=alt.Y2("y2:Q"), color=style.own_colour())

    def text(self, rows: list[dict[str, Any]], at: float | None = None, **mark: Any) -> list[Any]:
        """Return texts at a pixel of x, or at each row's own x; none where there are no rows."""
        import altair as alt

        if not rows:
            return []
        shown = {"baseline": "middle", **mark}
        place = style.on_axes()
        if at is not None:
            place["x"] = style.fixed("X", at)
        return [
            style.drawn(part)
            .mark_text(**{**shown, "fontWeight": weight})
            .encode(**place, text=alt.Text("text:N"))
            for weight in ("normal", "bold")
            if (part := [row for row in rows if row.get("weight", "normal") == weight])
        ]

    def heads(self, rows: Rows) -> list[Any]:
        """Return the labels and amounts that stand above the bars."""
        return [
            *self.text(rows.labels, 0, align="left"),
            *self.text(rows.amounts, self.width, align="right"),
        ]
