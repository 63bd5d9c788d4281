"""From costs to net result, step by step: what each item adds for the public purses together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Literal

from bundlinje.calculation.case import Cost
from bundlinje.calculation.result import Result
from bundlinje.reports import chart_style as style
from bundlinje.reports.row_frame import Frame, Rows
from bundlinje.reports.words import Words

if TYPE_CHECKING:
    import altair as alt

Part = Literal["costs", "displaced", "consequences"]

#: Steps of each part that are drawn one by one; where there are more, the rest are one step.
MOST: dict[Part, int] = {"costs": 4, "displaced": 3, "consequences": 6}


@dataclass(frozen=True)
class Step:
    """One step: what it adds [DKK, discounted, gains positive], and the items that it holds."""

    part: Part
    label: str
    amount: float
    items: tuple[str, ...]


def steps(result: Result, words: Words) -> list[Step]:
    """Return the steps from 0 to the net result; together they add up to it.

    Within costs, displaced costs and consequences the largest comes first and the small ones
    are one step at the end. Items that add nothing for the public purses together are left out.
    """
    parts: dict[Part, list[Step]] = {"costs": [], "displaced": [], "consequences": []}
    for item in result.case.items:
        amount = result.point.by_item[item.id]
        part: Part = "consequences"
        if isinstance(item, Cost):
            part = "displaced" if item.kind == "displaced" else "costs"
        if amount:
            parts[part].append(Step(part, item.label, amount, (item.id,)))
    return [step for part, found in parts.items() for step in _grouped(part, found, words)]


def _grouped(part: Part, found: Sequence[Step], words: Words) -> list[Step]:
    ordered = sorted(found, key=lambda step: -abs(step.amount))
    if len(ordered) <= MOST[part]:
        return ordered
    shown, rest = ordered[: MOST[part] - 1], ordered[MOST[part] - 1 :]
    name = {
        "costs": words.say("Øvrige udgifter", "Other costs"),
        "displaced": words.say("Øvrige fortrængte udgifter", "Other displaced costs"),
        "consequences": words.say("Øvrige konsekvenser", "Other consequences"),
    }[part]
    label = words.say(f"{name} ({len(rest)} poster)", f"{name} ({len(rest)} items)")
    amount = sum(step.amount for step in rest)
    return [*shown, Step(part, label, amount, tuple(step.items[0] for step in rest))]


def part_names(words: Words) -> dict[Part, str]:
    """Return what the parts are called."""
    return {
        "costs": words.say("Udgifter", "Costs"),
        "displaced": words.say("Fortrængte udgifter", "Displaced costs"),
        "consequences": words.say("Konsekvenser", "Consequences"),
    }


def waterfall(result: Result, words: Words, width: int) -> alt.LayerChart:
    """Return the steps from the costs to the net result of the public purses [DKK, discounted]."""
    width = style.inner(width)
    net = result.point.net_result
    found = steps(result, words)
    names = part_names(words)
    reached = [0.0, *accumulate(step.amount for step in found)]
    precision = words.precision(max((abs(value) for value in (*reached, net)), default=0.0))
    texts = words.amounts([*(step.amount for step in found), net], precision)
    rows = Rows(width)
    bars, ends = [], []
    for at, (step, text) in enumerate(zip(found, texts, strict=False)):
        if at == 0 or found[at - 1].part != step.part:
            rows.y += 6 if at else 0
            rows.head(names[step.part], bold=True)
        rows.head(step.label, text)
        y = rows.band(_BAND)
        shade = style.BLUE if step.amount > 0 else style.ORANGE
        start, end = reached[at], reached[at + 1]
        tip = f"{step.label}\n{text}"
        bars.append(
            {"y": y, "x": start, "x2": end, "colour": shade, "step": step.label, "tip": tip}
        )
        ends.append((y, end))
        rows.y += 4
    rows.y += 6
    rows.head(words.say("Nettoresultat", "Net result"), texts[-1], bold=True)
    y = rows.band(_BAND)
    tip = f"{words.say('Nettoresultat', 'Net result')}\n{texts[-1]}"
    bars.append({"y": y, "x": 0.0, "x2": net, "colour": style.INK, "step": "", "tip": tip})
    ends.append((y, net))
    frame = Frame(words, width, rows.y, [*reached, net], rows.bands, left=18, right=18)
    return frame.layer(frame.bars(bars, _THICK), *_links(frame, ends), *frame.heads(rows))


#: Height of a step, and how thick its bar is [px].
_BAND = 18.0
_THICK = 12


def _links(frame: Frame, ends: Sequence[tuple[float, float]]) -> list[alt.Chart]:
    """Return a short line under each bar and above the next, where the one ends and it begins."""
    tick = _BAND / 2
    rows = [
        {"x": end, "y": y, "y2": at, "colour": style.INK}
        for (here, end), (after, _) in pairwise(ends)
        for y, at in ((here - _THICK / 2, here + tick), (after - tick, after + _THICK / 2))
    ]
    return [frame.strokes(rows, strokeWidth=1.5)] if rows else []
