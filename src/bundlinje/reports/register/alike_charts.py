"""Whether the groups were alike: the balance of covariates, and the overlap of their chances."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bundlinje.reports import chart_style as style
from bundlinje.reports.register.chart_key import DARK_ORANGE, Mark, key
from bundlinje.reports.register.words import RegisterWords

if TYPE_CHECKING:
    import altair as alt

#: From this width names stand beside the rows [px].
COLUMNS_FROM = 600
#: Standardised differences beyond this are commonly called imbalance.
IMBALANCE = 0.1


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
    before = Mark(
        words.say("før vægtning", "before weighting"), DARK_ORANGE, "diamond", hollow=True
    )
    after = Mark(words.say("efter", "after"), style.BLUE)
    raw, weighted = base.mark_point(**before.look), base.mark_point(**after.look)
    names = [{"y": at, "text": text} for at, text in texts]
    labels = style.drawn(names).mark_text(align="left", baseline="middle", lineBreak="\n")
    layers = [
        vertical(0.0, [1, 0]), vertical(-IMBALANCE, [4, 3]), vertical(IMBALANCE, [4, 3]), links,
        *((raw.encode(x=x(), y=down()), weighted.encode(x=x("x2"), y=down())) if rows else ()),
        labels.encode(x=style.fixed("X", 0), y=down(), text=alt.Text("text:N")),
        *key((before, after), left, inner)[0],
    ]  # fmt: skip
    return style.finish(words, style.layered(layers, width=inner, height=height))


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
            values=[0, 0.25, 0.5, 0.75, 1],
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
        _corner(reached, style.BLUE, 8.0), _corner(others, DARK_ORANGE, height - 8),
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
