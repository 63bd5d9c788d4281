"""The marks of a register study's charts, and the key that says above a chart what they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bundlinje.reports import chart_style as style

if TYPE_CHECKING:
    import altair as alt

#: Orange that is dark enough to be read on white, and in grey.
DARK_ORANGE = "#8a5a00"
#: Room for one line of a key [px].
LINE = 18


@dataclass(frozen=True)
class Mark:
    """A kind of mark: its name, colour and shape; a hollow one is filled with white."""

    name: str
    shade: str
    shape: str = "circle"
    hollow: bool = False

    @property
    def look(self) -> dict[str, Any]:
        """How a point of it is drawn."""
        return {
            "shape": self.shape, "filled": True, "size": 50, "opacity": 1, "strokeWidth": 1.6,
            "fill": "white" if self.hollow else self.shade, "stroke": self.shade,
        }  # fmt: skip


def key(marks: Sequence[Mark], left: float, width: float) -> tuple[list[Any], float]:
    """Return the layers of a key from `left` to `width`, and how high they are [px]."""
    import altair as alt

    layers: list[Any] = []
    x, y = left, 8.0
    for mark in marks:
        wide = 16 + style.text_width(mark.name, style.SMALL, bold=True) + 18
        if x > left and x + wide - 18 > width:
            x, y = left, y + LINE
        one = style.drawn([{"text": mark.name}])
        name = one.mark_text(
            align="left", baseline="middle", fontSize=style.SMALL, fontWeight="bold",
            fill=mark.shade,
        )  # fmt: skip
        point = one.mark_point(**mark.look)
        layers.append(point.encode(x=style.fixed("X", x + 5), y=style.fixed("Y", y)))
        at = {"x": style.fixed("X", x + 16), "y": style.fixed("Y", y)}
        layers.append(name.encode(**at, text=alt.Text("text:N")))
        x += wide
    return layers, y + 10


def key_above(marks: Sequence[Mark], chart: Any, left: float, right: float) -> alt.VConcatChart:
    """Return a chart with the key of its marks above it.

    `left` and `right` are the chart's edges seen from the inside of its first panel's axis [px].
    """
    import altair as alt

    layers, height = key(marks, left, right)
    # Nothing to be seen, so that the key is as wide as the chart in every type.
    edge = style.drawn([{}]).mark_rule(opacity=0)
    layers.append(
        edge.encode(x=style.fixed("X", right), y=style.fixed("Y", 0), y2=style.fixed("Y2", 1))
    )
    above = style.layered(layers, width=right, height=height)
    return alt.VConcatChart(vconcat=[above, chart], spacing=6, bounds="full", align="none")
