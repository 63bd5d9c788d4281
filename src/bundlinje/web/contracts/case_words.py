"""Numbers of the case that terms follow: in words, both ways, and what each is now."""

from __future__ import annotations

from typing import Any

from bundlinje.basics import formats
from bundlinje.basics.errors import InputError
from bundlinje.basics.texts import Language, Text
from bundlinje.calculation.case import Case
from bundlinje.calculation.inputs import inputs_of
from bundlinje.contracts.case_numbers import number

_RATES = {
    "with": Text(
        "sagens succesrate med indsatsen", "the case's success rate with the intervention"
    ),
    "without": Text(
        "sagens succesrate uden indsatsen", "the case's success rate without the intervention"
    ),
}
_PEOPLE = Text("sagens deltagere", "the case's participants")


def words_of(reference: str) -> Text:
    """Return what a number of the case is called; one without a name is written as a formula."""
    if reference == "participants":
        return _PEOPLE
    path, _, rate = reference.rpartition(".")
    if rate in _RATES and path == "effect":
        return _RATES[rate]
    if rate in _RATES and path.startswith("effects."):
        name = path.removeprefix("effects.")
        return Text(f"{_RATES[rate].da} ({name})", f"{_RATES[rate].en} ({name})")
    return Text(f"={reference}", f"={reference}")


def reference_in(text: str) -> str:
    """Return the number of the case that words in either language stand for, or nothing."""
    said = " ".join(text.split()).casefold()
    for name in ("participants", "effect.with", "effect.without"):
        if said in (words_of(name).da.casefold(), words_of(name).en.casefold()):
            return name
    path, _, name = said.removesuffix(")").partition(" (")
    if name:
        for rate, called in _RATES.items():
            if path in (called.da, called.en):
                return f"effects.{name}.{rate}"
    return ""


def references(case: Case | None) -> list[str]:
    """Return the numbers of a case that terms can follow by name."""
    if case is None:
        return []
    paths = [effect.path for effect in case.effects.values()]
    names = ["participants", *(f"{path}.{rate}" for path in paths for rate in _RATES)]
    return [name for name in names if _now(case, name) is not None]


def now(case: Case | None, value: Any, percent: bool, language: Language) -> str:
    """Return what a number that follows the case is now, in words; nothing for another."""
    if case is None or not isinstance(value, dict) or "ref" not in value:
        return ""
    found = _now(case, str(value["ref"]))
    if found is None:
        return ""
    times = value.get("times", 1)
    found *= float(times) if isinstance(times, int | float) else 1.0
    if percent:
        return formats.percent(found, language, 1)
    text = formats.number(found, language, 0 if found.is_integer() else 1)
    people = Text("deltagere", "participants").to(language)
    return f"{text} {people}" if value["ref"] == "participants" else text


def _now(case: Case, name: str) -> float | None:
    try:
        return float(number(case, inputs_of(case).at_means(), name)[0])
    except InputError:
        return None
