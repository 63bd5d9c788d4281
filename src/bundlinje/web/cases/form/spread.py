"""The small editor of an uncertain number: what is asked for each form, and its picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from bundlinje.basics.distributions import Distribution
from bundlinje.basics.errors import InputError
from bundlinje.basics.numbers import Kind as NumberKind
from bundlinje.basics.reading import Reader
from bundlinje.basics.texts import Language, Text
from bundlinje.basics.yaml_tree import tree_of
from bundlinje.web.cases.form.number_text import FAMILIES, NotANumberError, number_from, text_of

#: Width and height of the picture [px].
WIDTH, HEIGHT = 320, 90
_POINTS = 121


@dataclass(frozen=True)
class Form:
    """One way to state a number, and the parts that it asks for."""

    name: str
    title: Text
    help: Text
    parts: tuple[tuple[str, Text], ...]


_MEAN = ("mean", Text("Bedste bud", "Best estimate"))
FORMS = (
    Form("certain", Text("Kendt præcist", "Known exactly"), Text("", ""),
         (("mean", Text("Tal", "Number")),)),
    Form("ci95", Text("Bedste bud og 95 %-interval", "Best estimate and 95% interval"),
         Text("Når kilden viser et interval.", "When the source shows an interval."),
         (_MEAN, ("low", Text("Fra", "From")), ("high", Text("Til", "To")))),
    Form("pert", Text("Lavest, mest sandsynligt, højest", "Lowest, most likely, highest"),
         Text("Når fagfolk skønner.", "When experts judge."),
         (("low", Text("Lavest", "Lowest")), ("mode", Text("Mest sandsynligt", "Most likely")),
          ("high", Text("Højest", "Highest")))),
    Form("sd", Text("Bedste bud og spredning", "Best estimate and spread"),
         Text("Spredning er standardafvigelsen.", "Spread is the standard deviation."),
         (_MEAN, ("sd", Text("Spredning", "Spread")))),
    Form("uniform", Text("Hvor som helst mellem to tal", "Anywhere between two numbers"),
         Text("", ""), (("low", Text("Fra", "From")), ("high", Text("Til", "To")))),
)  # fmt: skip
_BY_NAME = {form.name: form for form in FORMS}


@dataclass(frozen=True)
class Editor:
    """The editor as shown: the form chosen, what stands in its parts, and what it makes.

    `text` is the number as it is typed in a field; `problem` says why there is none yet.
    """

    form: Form
    parts: tuple[tuple[str, Text, str], ...]
    text: str = ""
    problem: Text | None = None
    outline: str = ""
    marks: tuple[tuple[str, float], ...] = ()
    facts: tuple[tuple[Text, str], ...] = ()


def form_of(value: Any) -> str:
    """Return which form states a number of a case."""
    if not isinstance(value, dict):
        return "certain"
    for name, key in (("ci95", "ci95"), ("sd", "sd"), ("pert", "mode"), ("uniform", "uniform")):
        if key in value:
            return name
    return "certain"


def parts_of(value: Any, percent: bool, language: Language) -> dict[str, str]:
    """Return what stands in every part of every form for a number of a case."""

    def one(number: Any) -> str:
        return text_of(number, percent, language)

    if not isinstance(value, dict):
        return {"mean": one(value), "mode": one(value)}
    if "ref" in value or any(family in value for family in FAMILIES if family != "uniform"):
        return {}
    low, high = value.get("ci95") or value.get("uniform") or (value.get("low"), value.get("high"))
    middle = value.get("mean", value.get("mode"))
    found = {"mean": middle, "mode": middle, "low": low, "high": high, "sd": value.get("sd")}
    return {name: one(number) for name, number in found.items()}


def editor(
    name: str, typed: Mapping[str, str], percent: bool, kind: NumberKind, language: Language
) -> Editor:
    """Return the editor with what was typed in its parts, and the number that this makes."""
    form = _BY_NAME.get(name, FORMS[0])
    parts = tuple((part, label, typed.get(part, "")) for part, label in form.parts)
    if not all(text.strip() for _, _, text in parts):
        return Editor(form, parts)
    try:
        numbers = [number_from(text, percent, language) for _, _, text in parts]
    except NotANumberError as error:
        return Editor(form, parts, problem=error.message)
    value = _value(form.name, numbers)
    try:
        distribution = _distribution(value, kind)
    except InputError as error:
        return Editor(form, parts, problem=error.problems[0].message)
    text = text_of(value, percent, language)
    if distribution is None or distribution.sd == 0:
        return Editor(form, parts, text)
    return Editor(form, parts, text, None, *_picture(distribution, percent, language))


def _value(name: str, numbers: list[Any]) -> Any:
    if name == "ci95":
        return {"mean": numbers[0], "ci95": numbers[1:]}
    if name == "pert":
        return dict(zip(("low", "mode", "high"), numbers, strict=True))
    if name == "sd":
        return dict(zip(("mean", "sd"), numbers, strict=True))
    return {"uniform": numbers} if name == "uniform" else numbers[0]


def _distribution(value: Any, kind: NumberKind) -> Distribution | None:
    reader = Reader()
    number = reader.number(tree_of(value), "", kind)
    reader.finish()
    return number.distribution


def _picture(
    distribution: Distribution, percent: bool, language: Language
) -> tuple[str, tuple[tuple[str, float], ...], tuple[tuple[Text, str], ...]]:
    """Return the outline of the density, where its marks stand, and what they say."""
    chances = np.linspace(0.001, 0.999, 1001)
    values = distribution.quantile(chances)
    grid = np.linspace(values[0], values[-1], _POINTS)
    below = np.interp(grid, values, chances)
    density = np.gradient(below, grid)
    across = (grid - grid[0]) / (grid[-1] - grid[0]) * WIDTH
    up = HEIGHT - density / density.max() * (HEIGHT - 4)
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(across, up, strict=True))
    low, high = (float(v) for v in distribution.quantile(np.array([0.05, 0.95])))
    marks = {"low": low, "mean": distribution.mean, "high": high}
    places = tuple(
        (name, float((value - grid[0]) / (grid[-1] - grid[0]) * WIDTH))
        for name, value in marks.items()
    )

    def one(number: float) -> str:
        return text_of(float(f"{number:.3g}"), percent, language)

    facts = (
        (Text("Middelværdi", "Mean"), one(distribution.mean)),
        (Text("Med 90 % sandsynlighed mellem", "With 90% probability between"),
         Text(f"{one(low)} og {one(high)}", f"{one(low)} and {one(high)}").to(language)),
    )  # fmt: skip
    return f"0,{HEIGHT} {points} {WIDTH},{HEIGHT}", places, facts
