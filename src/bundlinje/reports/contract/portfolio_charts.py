"""The chart of a fund's money over time: calls, returns, capital in use, what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bundlinje.basics.texts import Text
from bundlinje.contracts.portfolio_value import PortfolioValue
from bundlinje.reports import chart_style as style
from bundlinje.reports.amounts import AmountWords
from bundlinje.reports.contract.charts import money_axis, panels, span_axis
from bundlinje.reports.contract.positions import Span

if TYPE_CHECKING:
    import altair as alt

#: What is shown of the fund by quarter.
SERIES = {
    "in_use": Text("Kapital ude", "Capital in use"),
    "hand": Text("Øremærket tilbage", "Left of the earmark"),
    "calls": Text("Betales ud i kvartalet", "Paid out in the quarter"),
    "returns": Text("Får igen i kvartalet", "Gets back in the quarter"),
}
_SHADES = {"in_use": style.BLUE, "hand": "#009E73", "calls": style.ORANGE, "returns": "#56B4E9"}


def fund_over_time(words: AmountWords, value: PortfolioValue, width: int) -> alt.ConcatChart:
    """Return the fund's money by quarter with its fans, a panel for each figure [currency]."""
    import altair as alt

    spans = [Span(str(day.year), day) for day in value.quarters]
    found = {name: _rows(value, name) for name in SERIES}
    values = {
        name: [row[key] for row in rows for key in row if key != "at"]
        for name, rows in found.items()
    }

    def draw(name: str, room: float, beside: float) -> alt.LayerChart:
        x, y = span_axis(spans, room), money_axis(words, values[name], "amount", beside)
        layers: list[Any] = []
        shade = _SHADES[name]
        if value.draws:
            for low, high in (("p5", "p95"), ("p25", "p75")):
                area = alt.Chart().mark_area(color=shade, opacity=0.22, interpolate="step-after")
                ends = {"y": alt.Y(f"{low}:Q"), "y2": alt.Y2(f"{high}:Q")}
                layers.append(area.encode(x=x, **ends))
        line = alt.Chart().mark_line(color=shade, strokeWidth=2.5, interpolate="step-after")
        zero = style.drawn([{"amount": 0}]).mark_rule(color=style.SOFT)
        layers += [zero.encode(y=y), line.encode(x=x, y=y)]
        return alt.LayerChart(data=alt.InlineData(values=found[name]), layer=layers)

    titles = {name: text.to(words.language) for name, text in SERIES.items()}
    return panels(words, width, values, titles, draw)


def _rows(value: PortfolioValue, name: str) -> list[dict[str, Any]]:
    over = value.series[name]
    rows: list[dict[str, Any]] = []
    for at, amount in enumerate(over.point):
        row = {"at": at, "amount": amount}
        spread = over.spread(at)
        if spread is not None:
            row |= {"p5": spread.p5, "p25": spread.p25, "p75": spread.p75, "p95": spread.p95}
        rows.append(row)
    return rows
