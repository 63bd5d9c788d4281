"""Own counts of a service before and after, as typed in the browser, and what they give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from bundlinje.basics.errors import InputError
from bundlinje.basics.formats import decimals_of
from bundlinje.basics.texts import Language, Text
from bundlinje.evidence.local_counts import FEWEST_PEOPLE
from bundlinje.evidence.synthesis.local import GroupUse, LocalConsequence, local_consequence
from bundlinje.web.cases.form.number_text import NotANumberError, number_from


@dataclass(frozen=True)
class OwnCounts:
    """What is typed, as texts."""

    people: str = ""
    before: str = ""
    after: str = ""
    years_before: str = "1"
    years_after: str = "1"
    sd_change: str = ""
    overdispersion: str = ""
    comparison_people: str = ""
    comparison_before: str = ""
    comparison_after: str = ""
    comparison_sd_change: str = ""

    @classmethod
    def of(cls, posted: Mapping[str, Any]) -> OwnCounts:
        """Return what was posted; what was not is as at first."""
        names = [field.name for field in fields(cls)]
        return cls(**{name: str(posted[name]).strip() for name in names if name in posted})


@dataclass(frozen=True)
class ReadCounts:
    """The estimate, or what is wrong with each field."""

    estimate: LocalConsequence | None
    problems: Mapping[str, Text]


def read_counts(typed: OwnCounts, unit: str, language: Language) -> ReadCounts:
    """Return the change per participant and year that own counts give. [`unit`/year]"""
    problems: dict[str, Text] = {}
    numbers: dict[str, float] = {}
    for field in fields(OwnCounts):
        text = getattr(typed, field.name)
        try:
            value = number_from(text, False, language)
        except NotANumberError as error:
            problems[field.name] = error.message
            continue
        if isinstance(value, int | float) and value >= 0:
            numbers[field.name] = value
        elif text:
            problems[field.name] = Text("Skriv et tal fra 0 og op.", "Write a number from 0.")
    several = any(name.startswith("comparison_") for name in numbers)
    groups = ("", "comparison_") if several else ("",)
    needed = ["years_before", "years_after"]
    needed += [f"{group}{name}" for group in groups for name in ("people", "before", "after")]
    for name in needed:
        if name not in numbers and name not in problems:
            problems[name] = Text("Skal udfyldes.", "Must be filled in.")
    if "overdispersion" not in numbers and not problems:
        for group in groups:
            if f"{group}sd_change" not in numbers:
                problems[f"{group}sd_change"] = Text(
                    "Skriv enten spredningen mellem borgerne eller, hvor meget der bruges i træk.",
                    "Write either the spread between people or how much is used in a row.",
                )
    for name in ("people", "comparison_people"):
        if name in numbers and numbers[name] < FEWEST_PEOPLE:
            problems[name] = Text(
                f"Mindst {FEWEST_PEOPLE} borgere, ellers kan nogen genkendes.",
                f"At least {FEWEST_PEOPLE} people, or someone could be recognised.",
            )
    if problems:
        return ReadCounts(None, problems)
    try:
        estimate = local_consequence(
            _group(numbers, ""),
            _group(numbers, "comparison_") if several else None,
            unit=unit or Text("enheder", "units").to(language),
        )
    except InputError as error:
        return ReadCounts(None, {"people": error.problems[0].message})
    return ReadCounts(estimate, {})


def _group(numbers: Mapping[str, float], prefix: str) -> GroupUse:
    return GroupUse(
        people=int(numbers[f"{prefix}people"]),
        before=numbers[f"{prefix}before"],
        after=numbers[f"{prefix}after"],
        years_before=numbers["years_before"],
        years_after=numbers["years_after"],
        sd_change=numbers.get(f"{prefix}sd_change"),
        overdispersion=numbers.get("overdispersion"),
    )


def counted(estimate: LocalConsequence) -> dict[str, float]:
    """Return the change as a case writes it, with the digits that its spread allows."""
    decimals = decimals_of(estimate.sd)
    return {
        key: float(f"{value:.2g}") if key == "sd" else round(value, decimals)
        for key, value in estimate.quantity().items()
    }
