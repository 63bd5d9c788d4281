"""Sliders for the inputs that matter most: what each is, and the case with some of them moved."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bundlinje.basics.errors import InputError
from bundlinje.basics.texts import Language, Text
from bundlinje.calculation.case import Case, input_name
from bundlinje.calculation.fixed_inputs import fixed
from bundlinje.calculation.input_labels import input_label
from bundlinje.calculation.inputs import inputs_of
from bundlinje.calculation.result import Result
from bundlinje.web.cases.form.number_text import NotANumberError, number_from, text_of

Document = dict[Any, Any]

#: So many inputs get a slider.
MOST = 5
#: The least swing of the net result [DKK] for which a slider is worth its place.
SWING = 1.0
#: A slider goes from this quantile of its input to the other, in about so many steps.
ENDS = (0.05, 0.95)
STEPS = 100
_RATES = ("with", "without", "difference", "persistence")


@dataclass(frozen=True)
class Slider:
    """One input: `low`, `high`, `step` and `value` in its own unit, shares 0–1; texts as shown."""

    name: str
    label: Text
    percent: bool
    low: float
    high: float
    step: float
    value: float
    text: str
    low_text: str
    high_text: str
    about: Text

    @property
    def decimals(self) -> int:
        """The decimals that a step needs, of percentages where it is one."""
        step = self.step * (100 if self.percent else 1)
        return max(0, -math.floor(math.log10(step) + 1e-9))


@dataclass(frozen=True)
class Moved:
    """What was moved: values by input, as typed where it could not be read, and why."""

    values: dict[str, float]
    refused: tuple[Text, ...] = ()


def sliders(result: Result, language: Language) -> list[Slider]:
    """Return sliders for the inputs that move the net result most and can be set alone."""
    if result.uncertainty is None:
        return []
    case, inputs = result.case, inputs_of(result.case)
    found: list[Slider] = []
    for driver in result.uncertainty.drivers:
        if len(found) == MOST or driver.swing < SWING:
            break
        # With and without together are one driver of which each has a slider of its own.
        if driver.input not in inputs.names:
            continue
        mean = float(inputs.at_means()[driver.input][0, 0])
        if fixed(case, driver.input, mean) is None:
            continue
        ends = inputs.at_probabilities(driver.input, np.array(ENDS))[0]
        low, high = sorted(float(end) for end in ends)
        if high > low:
            found.append(_slider(case, driver.input, (low, mean, high), language))
    return found


def _slider(case: Case, name: str, place: tuple[float, float, float], language: Language) -> Slider:
    low, mean, high = place
    step = _round_step((high - low) / STEPS)
    percent = _is_rate(case, name)

    def text(value: float) -> str:
        return text_of(_clean(value), percent, language)

    first = math.floor(min(low, mean) / step + 1e-9) * step
    last = math.ceil(max(high, mean) / step - 1e-9) * step
    if percent:
        first, last = max(first, -1.0), min(last, 1.0)
    middle = round(mean / step) * step
    ends = _clean(first), _clean(last)
    return Slider(
        name, input_label(case, name), percent, *ends, _clean(step), _clean(middle),
        text(middle), text(ends[0]), text(ends[1]), _about(case, name),
    )  # fmt: skip


def _about(case: Case, name: str) -> Text:
    """Return what a record is the number of, with its unit; nothing for the case's own numbers."""
    record = case.records.get(name)
    if record is None:
        return Text("", "")
    title, summary = record.title, record.summary
    return Text(f"{title.da}: {summary.da}", f"{title.en}: {summary.en}")


def _round_step(rough: float) -> float:
    """Return 1, 2 or 5 times a power of ten, nearest below a step."""
    size = 10.0 ** math.floor(math.log10(rough))
    return max(by for by in (size, 2 * size, 5 * size) if by <= rough * (1 + 1e-9))


def _clean(value: float) -> float:
    rounded = float(f"{value:.10g}")
    return int(rounded) if rounded.is_integer() else rounded


def _is_rate(case: Case, name: str) -> bool:
    """Return whether an input is a share of people, wherever it stands."""
    uses = {
        series.path
        for series in case.series()
        if series.path == name
        or any(n.ref and input_name(n.ref) == name and n.times == 1 for n in series.numbers)
    }
    return bool(uses) and all(
        path == "completion" or path.rsplit(".", 1)[-1] in _RATES for path in uses
    )


def read_moved(
    offered: Sequence[Slider], names: Sequence[str], texts: Sequence[str], language: Language
) -> Moved:
    """Return which sliders were moved, and to what; what stands as offered was not."""
    by_name = {slider.name: slider for slider in offered}
    values: dict[str, float] = {}
    refused: list[Text] = []
    for name, text in zip(names, texts, strict=False):
        slider = by_name.get(name)
        if slider is None or text.strip() == slider.text:
            continue
        try:
            value = number_from(text, slider.percent, language)
        except NotANumberError as error:
            refused.append(error.message)
            continue
        if isinstance(value, int | float):
            values[name] = value
        else:
            refused.append(
                Text(f"{slider.label.da}: skriv ét tal.", f"{slider.label.en}: write one number.")
            )
    return Moved(values, tuple(refused))


def with_moved(case: Case, values: dict[str, float]) -> Case:
    """Return a case with inputs set to values, one after the other.

    Raises:
        InputError: a value is one that the case may not have.
    """
    for name, value in values.items():
        changes = fixed(case, name, value)
        if changes is not None:
            case = case.change(changes)
    return case


def moved_document(case: Case, values: dict[str, float], language: Language) -> Document:
    """Return the document of a case with inputs set, and a note on each about what it was.

    Raises:
        InputError: a value is one that the case may not have.
    """
    document: Document = dict(with_moved(case, values).data)
    notes = dict(document.get("notes") or {})
    means = inputs_of(case).at_means()
    for name, value in values.items():
        percent = _is_rate(case, name)
        mean = _clean(float(f"{means[name][0, 0]:.4g}"))
        now, before = (text_of(_clean(one), percent, language) for one in (value, mean))
        label = input_label(case, name).to(language)
        source = f" ({name})" if "/" in name else ""
        said = Text(
            f"{label} er sat til {now} for at prøve det; sagen regnede med {before}{source}.",
            f"{label} was set to {now} to try it; the case had {before}{source}.",
        ).to(language)
        place = _place(case, name)
        notes[place] = f"{notes[place]} {said}" if place in notes else said
    document["notes"] = notes
    return document


def _place(case: Case, name: str) -> str:
    """Return the item, effect or number that an input belongs to, as notes name it."""
    path = next(
        (
            series.path
            for series in case.series()
            if series.path == name
            or any(n.ref and input_name(n.ref) == name for n in series.numbers)
        ),
        name,
    )
    first, *rest = path.split(".")
    return first if first in ("effect", "participants", "completion") else f"{first}.{rest[0]}"


def problems_of(error: InputError) -> tuple[Text, ...]:
    """Return what is wrong, without the places in a file."""
    return tuple(problem.message for problem in error.problems)
