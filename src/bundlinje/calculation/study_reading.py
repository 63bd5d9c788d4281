"""Read `effect.studies`: studies that are pooled to the effect of a case."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from bundlinje.basics.distributions import Distribution
from bundlinje.basics.errors import InputError
from bundlinje.basics.numbers import ImpossibleSpreadError, Kind, Number, Spread
from bundlinje.basics.reading import Reader, Section, join
from bundlinje.basics.texts import Text
from bundlinje.calculation.case import Series
from bundlinje.evidence.effect_studies import EffectStudy

if TYPE_CHECKING:
    from bundlinje.evidence.synthesis.pooled_studies import PooledStudies

#: Studies in one pool; more is a systematic review, which is done with other tools.
MAX_STUDIES = 100


def read_studies(
    effect: Section,
    without: Series | None,
    find: Callable[[str], EffectStudy],
    known: Iterable[EffectStudy],
) -> PooledStudies | None:
    """Return the pooled studies of an effect, or None where anything was wrong and reported.

    Args:
        effect: The section of the effect.
        without: Success rate without the intervention, as read.
        find: Returns a study by its reference, or raises `InputError`.
        known: The studies that could have been chosen; those left out are named.
    """
    # scipy's part of the statistics takes time to load, and few cases pool studies.
    from bundlinje.evidence.synthesis.pooled_studies import pool_studies
    from bundlinje.evidence.synthesis.pooling import FORMULAS, INTERVALS, METHODS
    from bundlinje.evidence.synthesis.study_warnings import (
        says_too_little,
        too_little,
        with_left_out,
    )

    reader, path = effect.reader, effect.at("studies")
    before = reader.found
    section = reader.section(
        effect.get("studies"), path,
        ("pool", "method", "interval", "prediction", "tau", "event"),
    )  # fmt: skip
    studies = _studies(section, find)
    method = section.choice("method", METHODS, "reml")
    interval = section.choice("interval", INTERVALS, INTERVALS[0]) if "interval" in section else ""
    formula = section.choice("prediction", FORMULAS, "normal") if "prediction" in section else ""
    tau = section.plain("tau", 0.0, 0.0) if "tau" in section else None
    event = section.choice("event", ("success", "failure"), "success")
    if without is None:
        reader.report(
            effect.node, effect.at("without"),
            "mangler. Angiv succesraten uden indsatsen; effekten beregnes ved den.",
            "is missing. Give the success rate without the intervention; the effect is calculated "
            "at it.",
        )  # fmt: skip
    if reader.found > before or without is None:
        return None
    try:
        found = pool_studies(
            studies,
            baseline=_baseline(reader, without.numbers[0]),
            method=method,  # type: ignore[arg-type]
            interval=interval or None,  # type: ignore[arg-type]
            prediction=formula or None,  # type: ignore[arg-type]
            tau=tau,
            event=event,  # type: ignore[arg-type]
        )
    except InputError as error:
        for problem in error.problems:
            key = f"{problem.key}: " if "/" in problem.key else ""
            place = effect.at("without") if problem.key == "baseline" else section.path
            reader.report(
                section.node, join(place, problem.key) if problem.key in section else place,
                f"{key}{problem.message.da}", f"{key}{problem.message.en}",
            )  # fmt: skip
        return None
    if found.predicted is not None and says_too_little(found.predicted):
        why = too_little(found.predicted)
        reader.report(section.node, section.at("pool"), why.da, why.en)
        return None
    return with_left_out(found, known)


def difference_of(studies: PooledStudies, path: str) -> Series:
    """Return what a new place can expect as the difference of an effect."""
    assert studies.predicted is not None
    expected = studies.predicted.distribution
    return Series(path, (Number(expected.mean, expected),))


def warnings_of(studies: PooledStudies, path: str) -> list[Text]:
    """Return the warnings about pooled studies, with their place."""
    return [Text(f"{path}: {w.da}", f"{path}: {w.en}") for w in studies.warnings]


def _studies(section: Section, find: Callable[[str], EffectStudy]) -> list[EffectStudy]:
    reader, path = section.reader, section.at("pool")
    nodes = reader.items(section.need("pool"), path, MAX_STUDIES)
    if "pool" in section and not nodes:
        reader.expected(
            section.need("pool") or section.node, path, "mindst ét studie", "at least one study"
        )
    studies = []
    for node in nodes:
        before = reader.found
        reference = reader.text(node, path)
        if reader.found > before:
            continue
        try:
            studies.append(find(reference))
        except InputError as error:
            reader.refuse(node, path, reference, error)
    return studies


def _baseline(reader: Reader, number: Number) -> float | Distribution:
    """Return the rate without the intervention with its uncertainty, named numbers too."""
    if number.distribution is not None:
        return number.distribution
    named = reader.named.get(number.ref)
    if isinstance(named, Spread):
        try:
            return named.distribution(Kind.RATE)
        except ImpossibleSpreadError:
            # Reported where the named number is settled.
            return number.mean
    return number.mean
