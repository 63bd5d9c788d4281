"""The panel beside the form: the net result now, how it moved, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bundlinje.basics import formats
from bundlinje.basics.texts import Language, Text
from bundlinje.calculation.result import Result
from bundlinje.reports.words import Words
from bundlinje.web.cases.form.fields import Field, Section
from bundlinje.web.cases.form.steps import BY_SLUG, field_at, step_of
from bundlinje.web.cases.form.wording import Said
from bundlinje.web.cases.judging import Judged


@dataclass(frozen=True)
class Line:
    """One purse: its name, its net result and its bar, from `start` over `width` [%]."""

    label: str
    amount: str
    negative: bool
    start: float
    width: float


@dataclass(frozen=True)
class Missing:
    """How many answers are missing and what is wrong, and the step where it is put right."""

    step: str
    step_title: Text
    count: int
    wrong: tuple[Text, ...]


@dataclass(frozen=True)
class Doubt:
    """What is most likely wrong in a case with a result: where it stands, and what is said."""

    step: str
    place: str
    name: str
    text: str


@dataclass(frozen=True)
class Panel:
    """What the panel shows; without a result, only what is missing."""

    net: str = ""
    negative: bool = False
    interval: str = ""
    chance: str = ""
    moved: str = ""
    moved_down: bool = False
    lines: tuple[Line, ...] = ()
    missing: tuple[Missing, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def panel(
    judged: Judged, document: dict[Any, Any], before: float | None, language: Language
) -> Panel:
    """Return the panel of a document; `before` the net result before the last change [DKK]."""
    if judged.result is None:
        return Panel(missing=_missing(judged, document))
    result = judged.result
    drawn = result.uncertainty
    net = result.point.net_result
    doubts = tuple(_doubts(judged, document, language))
    spread = None if drawn is None else drawn.net_result.sd
    # As the page of the result does.
    amounts = Words(result, language)
    step = amounts.precision(net, spread)

    def rounded(amount: float) -> str:
        return formats.money(round(amount / step) * step, result.case.currency, language)

    if drawn is None:
        return Panel(net=rounded(net), negative=net < 0, doubts=doubts)

    # No finer than a change can be told; the sum of the draws is known no better than `step`.
    moved = 0.0 if before is None else _significant(net - before)
    sign = "+" if moved > 0 else ""
    low, high = rounded(drawn.net_result.p5), rounded(drawn.net_result.p95)
    return Panel(
        net=rounded(net),
        negative=net < 0,
        interval=Text(f"mellem {low} og {high}".removesuffix("."), f"between {low} and {high}").to(
            language
        ),
        chance=formats.chance(drawn.net_result.p_positive, language),
        moved=f"{sign}{formats.money(moved, result.case.currency, language)}"
        if abs(moved) >= 0.5
        else "",
        moved_down=moved < 0,
        lines=_lines(result, amounts, spread, language),
        doubts=doubts,
    )


def _doubts(judged: Judged, document: dict[Any, Any], language: Language) -> Iterator[Doubt]:
    for remark in judged.remarks:
        if judged.result is None or remark not in judged.result.case.doubts:
            continue
        step = step_of(remark.about, document)
        found = field_at(remark.about, document)
        place = "felt-" + remark.about.replace(".", "-") if found else ""
        yield Doubt(step, place, _name(found, step, language), judged.said(remark, language))


def _name(found: tuple[Section, Field] | None, step: str, language: Language) -> str:
    """Return what a place is called: its item and field, or else its step."""
    if found is None:
        return BY_SLUG[step].title.to(language)
    section, label = found[0], found[1].label.to(language)
    title = section.title.to(language)
    return f"{title}, {label[:1].lower()}{label[1:]}" if section.path else label


def _significant(amount: float) -> float:
    """Return an amount with its three first digits."""
    return float(f"{amount:.3g}")


def _lines(
    result: Result, words: Words, spread: float | None, language: Language
) -> tuple[Line, ...]:
    def rounded(amount: float) -> float:
        step = words.precision(amount, spread)
        return round(amount / step) * step

    payers = {name: payer for name, payer in result.case.payers.items() if payer.public}
    amounts = {name: result.point.by_payer.get(name, 0.0) for name in payers}
    low, high = min(0.0, *amounts.values()), max(0.0, *amounts.values())
    span = (high - low) or 1.0
    return tuple(
        Line(
            payer.label.to(language),
            formats.money(rounded(amounts[name]), result.case.currency, language),
            amounts[name] < 0,
            100 * (min(amounts[name], 0.0) - low) / span,
            100 * abs(amounts[name]) / span,
        )
        for name, payer in payers.items()
        if amounts[name]
    )


def _missing(judged: Judged, document: dict[Any, Any]) -> tuple[Missing, ...]:
    by_step: dict[str, list[Said]] = {}
    for problem in judged.problems:
        by_step.setdefault(step_of(problem.key, document), []).append(problem)
    return tuple(
        Missing(
            slug,
            step.title,
            sum(one.missing for one in by_step[slug]),
            tuple(dict.fromkeys(one.message for one in by_step[slug] if not one.missing)),
        )
        for slug, step in BY_SLUG.items()
        if slug in by_step
    )
