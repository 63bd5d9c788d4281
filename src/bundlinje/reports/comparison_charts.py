"""Several cases in one chart: the net result by purse, and the two bottom lines of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from string import ascii_uppercase
from typing import TYPE_CHECKING, Any

from bundlinje.basics.errors import input_error
from bundlinje.basics.texts import Language
from bundlinje.calculation.case import Outcome
from bundlinje.calculation.comparison import Comparison
from bundlinje.calculation.result import Result
from bundlinje.reports import chart_style as style
from bundlinje.reports.bottom_lines import Plane, better, outcome_title, quadrants, told
from bundlinje.reports.row_charts import dots, net_of, spread_of
from bundlinje.reports.row_frame import Frame, Rows
from bundlinje.reports.words import Words

if TYPE_CHECKING:
    import altair as alt

#: Room for the name of a scenario [px].
NAMES = 34
#: From this width on names and amounts stand beside the bars [px].
_BESIDE = 500
#: Height of a row with its text beside it and above it, and room between two purses [px].
ROW, LOW, APART = 22, 18, 10
_COLOURS = (style.BLUE, "#D55E00", "#009E73", "#CC79A7", "#8a6d00", "#7b4ea3", style.INK)


def common_outcome(results: Sequence[Result]) -> Outcome:
    """Return the first outcome of the first case that every case has, in the same unit.

    Raises:
        InputError: there is none.
    """
    known = [{(o.id, o.unit) for o in result.case.outcomes} for result in results]
    for outcome in results[0].case.outcomes:
        if all((outcome.id, outcome.unit) in others for others in known):
            return outcome
    raise input_error(
        "sagerne har intet resultat for borgerne til fælles; giv det samme id og enhed i dem alle.",
        "the cases have no outcome in common; give it the same id and unit in all of them.",
        key="outcomes",
    )


def compared_bottom_lines(comparison: Comparison, language: Language, width: int) -> alt.LayerChart:
    """Return the net result [DKK] against an outcome [its unit] of every case, marked by letter.

    Raises:
        InputError: the cases have no outcome in common, or are more than there are letters.
    """
    import altair as alt

    if len(comparison.results) > len(ascii_uppercase):
        raise input_error(
            f"højst {len(ascii_uppercase)} sager kan vises i ét diagram.",
            f"at most {len(ascii_uppercase)} cases can be shown in one chart.",
        )
    outcome = common_outcome(comparison.results)
    words = Words(comparison.results[0], language)
    rows, crosses = [], []
    xs: list[float] = []
    ys: list[float] = []
    for at, result in enumerate(comparison.results):
        shade = _COLOURS[at % len(_COLOURS)]
        point = {"x": result.point.net_result, "y": result.point.outcomes[outcome.id]}
        letter = ascii_uppercase[at]
        tip = f"{letter}: {result.case.title}\n{told(words, outcome, point['x'], point['y'])}"
        rows.append({**point, "colour": shade, "text": letter, "tip": tip})
        xs.append(point["x"])
        ys.append(point["y"])
        if result.uncertainty is not None:
            across, along = result.uncertainty.net_result, result.uncertainty.outcomes[outcome.id]
            crosses.append((point["x"], point["y"], across, along, shade))
            xs += [across.p5, across.p95]
            ys += [along.p5, along.p95]
    named = quadrants(comparison.results[0], words, outcome, shares=False)
    plane = Plane(words, width, xs, ys, better(outcome) < 0, named)
    letters = style.drawn(rows).mark_text(
        fill="white", fontWeight="bold", fontSize=style.SMALL, baseline="middle"
    )
    layers = [
        *(plane.cross(*cross) for cross in crosses),
        plane.point(rows, 330),
        letters.encode(**style.on_axes(), text=alt.Text("text:N")),
    ]
    cases = [
        line
        for row, name, result in zip(rows, comparison.names, comparison.results, strict=True)
        for line in style.wrapped(
            f"{row['text']}: {result.case.title} ({name})", style.inner(width) - 4, style.SMALL
        )
    ]
    return plane.layer(layers, outcome_title(outcome), cases)


def net_result_by_scenario(
    scenarios: Sequence[tuple[str, Result]], payers: Mapping[str, str], words: Words, width: int
) -> alt.LayerChart:
    """Return the net result of each purse in each scenario, with its 90 % interval [DKK].

    `scenarios` are short names with their results, and `payers` ids with their names; a payer
    that a scenario lacks has no row.
    """
    width = style.inner(width)
    beside = width >= _BESIDE
    rows = Rows(width)
    names, amounts, bars, points = [], [], [], []
    values: list[float] = [0.0]
    for payer, label in payers.items():
        rows.head(label, bold=True)
        shade = style.colour_among(payer, list(payers))
        for name, result in scenarios:
            if payer != "total" and payer not in result.case.payers:
                continue
            net, spread = net_of(result, payer), spread_of(result, payer)
            amount = shown(words, net, spread)
            if not beside:
                rows.head(name, amount)
            y = rows.band(ROW if beside else LOW)
            if beside:
                names.append({"y": y, "text": name})
                amounts.append({"y": y, "text": amount})
            tip = f"{name}: {result.case.title}\n{label}: {amount}"
            row = {"y": y, "colour": shade, "tip": tip}
            points.append({**row, "x": net})
            values.append(net)
            if spread is not None:
                bars.append({**row, "x": spread.p5, "x2": spread.p95})
                values += [spread.p5, spread.p95]
        rows.y += APART
    right = max(style.text_width(str(row["text"])) for row in amounts) + 18 if beside else 18
    frame = Frame(
        words, width, rows.y, values, rows.bands, left=NAMES if beside else 18, right=right
    )
    return frame.layer(
        *([frame.bars(bars, 10, 0.45)] if bars else []),
        dots(points),
        *frame.heads(rows),
        *frame.text(names, 12, align="left"),
        *frame.text(amounts, width, align="right"),
    )


def shown(words: Words, net: float, spread: Any) -> str:
    """Return an amount with its 90 % interval: `−0,5 mio. kr. (−1,4 til 0,3)`."""
    if spread is None or spread.sd == 0:
        return words.amount(net)
    precision = words.precision(net, spread.sd)
    values = [net, spread.p5, spread.p95]
    _, low, high = words.bare_amounts(values, precision)
    return f"{words.amounts(values, precision)[0]} ({low} {words.say('til', 'to')} {high})"
