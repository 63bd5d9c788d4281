"""Sums that must fit: parts against their bundle, arms against their difference."""

from __future__ import annotations

from collections.abc import Iterator

from bundlinje.basics.errors import Problem
from bundlinje.basics.texts import Text
from bundlinje.evidence.effect_studies import EffectStudy
from bundlinje.evidence.knowledge import Knowledge
from bundlinje.evidence.record import Record

#: Printed percentages are rounded to whole numbers, so two of them may be 0.01 off in sum.
ARM_TOLERANCE = 0.0101


def sums_that_do_not_fit(knowledge: Knowledge) -> Iterator[Problem]:
    """Yield what does not add up, in a knowledge base whose records are right one by one."""
    yield from _bundles(knowledge)
    for study in knowledge.all("effect_studies"):
        assert isinstance(study, EffectStudy)
        for key, message in _arms(study):
            file, line = knowledge.place(study.reference)
            yield Problem(message, file, line, f"{study.reference}.{key}")


def amount_of(record: Record) -> float | None:
    """Return the number of a record, whichever field it stands in."""
    found = getattr(record, "amount", None)
    return found if found is not None else getattr(record, "value", None)


def _bundles(knowledge: Knowledge) -> Iterator[Problem]:
    for file, overlap in knowledge.overlap_files():
        if not overlap.weights:
            continue
        whole = amount_of(knowledge.lookup(overlap.bundle))
        parts = [amount_of(knowledge.lookup(part)) for part in overlap.parts]
        if whole is None or any(part is None for part in parts):
            continue
        total = sum(
            weight * (part or 0.0) for weight, part in zip(overlap.weights, parts, strict=True)
        )
        if abs(total - whole) > overlap.tolerance * abs(whole) + 1e-6:
            yield Problem(
                Text(
                    f"delene giver {total:.12g}, men {overlap.bundle} er {whole:.12g}.",
                    f"the parts make {total:.12g}, but {overlap.bundle} is {whole:.12g}.",
                ),
                str(file),
                None,
                overlap.id,
            )


def _arms(study: EffectStudy) -> Iterator[tuple[str, Text]]:
    if study.difference is not None and study.value is not None:
        yield from _unless(
            "difference", abs(study.difference - study.value / 100) < 1e-9,
            f"er {study.difference:g}, men værdien er {study.value:g} procentpoint.",
            f"is {study.difference:g}, but the value is {study.value:g} percentage points.",
        )  # fmt: skip
    if study.difference is not None and None not in (study.p_with, study.p_without):
        gap = (study.p_with or 0.0) - (study.p_without or 0.0)
        yield from _unless(
            "p_with", abs(gap - study.difference) < ARM_TOLERANCE,
            f"armene giver {gap:g}, men forskellen er {study.difference:g}.",
            f"the arms make {gap:g}, but the difference is {study.difference:g}.",
        )  # fmt: skip
    if study.n is not None and None not in (study.n_with, study.n_without):
        both = (study.n_with or 0) + (study.n_without or 0)
        yield from _unless(
            "n", both <= study.n,
            f"armene har {both} personer, men studiet {study.n}.",
            f"the arms hold {both} people, but the study {study.n}.",
        )  # fmt: skip
    for arm in ("with", "without"):
        events, n, p = (getattr(study, f"{name}_{arm}") for name in ("events", "n", "p"))
        if None not in (events, n, p):
            yield from _unless(
                f"events_{arm}", abs(events / n - p) < 0.001,
                f"{events} af {n} er {events / n:.4f}, men andelen er {p:g}.",
                f"{events} of {n} is {events / n:.4f}, but the share is {p:g}.",
            )  # fmt: skip


def _unless(key: str, fits: bool, da: str, en: str) -> Iterator[tuple[str, Text]]:
    if not fits:
        yield key, Text(da, en)
