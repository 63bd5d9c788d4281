"""Cases that everyone may read: released, withdrawn, and held against what really came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from bundlinje.basics.texts import Text
from bundlinje.calculation.result import Result
from bundlinje.calculation.summaries import Distributed
from bundlinje.web.accounts.models import User
from bundlinje.web.audit.log import log
from bundlinje.web.cases.judging import judge
from bundlinje.web.cases.models import Case
from bundlinje.web.sharing.models import Actual, Release

#: A count of fewer people than this could tell who they are.
FEWEST = 5
LONGEST_SUMMARY = 600
_PEOPLE = ("borger", "person", "people", "unge", "børn", "barn", "famili", "deltager", "young")


@dataclass(frozen=True)
class Expected:
    """One figure that a case expects: its key, its unit, its mean and its 90 % interval."""

    key: str
    label: Text
    unit: str
    value: float
    low: float | None = None
    high: float | None = None

    @property
    def money(self) -> bool:
        """Whether it is an amount [DKK]."""
        return self.unit == "kr."

    @property
    def counts_people(self) -> bool:
        """Whether it counts persons."""
        return any(word in self.unit.lower() for word in _PEOPLE)


@dataclass(frozen=True)
class Held:
    """What was expected, and what really came of it, the newest first."""

    expected: Expected
    actuals: tuple[Actual, ...]


def expectations(result: Result) -> Iterator[Expected]:
    """Yield what a case expects that can be held against what comes."""
    point, drawn = result.point, result.uncertainty
    yield Expected("costs", Text("Omkostninger i alt", "Costs in all"), "kr.", abs(point.costs))
    yield Expected(
        "net", Text("Nettoresultat for de offentlige kasser", "Net result for the public purses"),
        "kr.", point.net_result, *_interval(None if drawn is None else drawn.net_result),
    )  # fmt: skip
    for outcome in result.case.outcomes:
        spread = None if drawn is None else drawn.outcomes.get(outcome.id)
        yield Expected(
            f"outcomes/{outcome.id}", Text(outcome.label, outcome.label), outcome.unit,
            point.outcomes[outcome.id], *_interval(spread),
        )  # fmt: skip


def _interval(spread: Distributed | None) -> tuple[float | None, float | None]:
    return (None, None) if spread is None else (spread.p5, spread.p95)


def held(case: Case, result: Result) -> list[Held]:
    """Return what a result expects beside what was noted of it."""
    noted = list(case.actuals.all())
    return [
        Held(one, tuple(actual for actual in noted if actual.of == one.key))
        for one in expectations(result)
    ]


def release(
    case: Case, who: User | None, result: Result, summary: str, example: bool = False
) -> Release:
    """Let everyone read a case as it is now; an earlier release is replaced."""
    made: Release
    with transaction.atomic():
        made, _ = Release.objects.update_or_create(
            case=case,
            defaults={
                "revision": case.revision,
                "title": case.title,
                "summary": summary,
                "net_result": result.point.net_result,
                "example": example,
                "released_by": who,
            },
        )
        log(who, "release", "case", case.id, case.organisation_id, revision=case.revision)
    return made


def withdraw(case: Case, who: User) -> bool:
    """Take a case out of the library at once; whether it was there."""
    with transaction.atomic():
        gone, _ = Release.objects.filter(case=case).delete()
        if gone:
            log(who, "unrelease", "case", case.id, case.organisation_id)
    return bool(gone)


def released_cases(words: str = "") -> QuerySet[Release]:
    """Return the releases whose title or summary has these words, examples last."""
    found = Release.objects.filter(case__removed=None).select_related("case__organisation")
    if words:
        found = found.filter(Q(title__icontains=words) | Q(summary__icontains=words))
    listed: QuerySet[Release] = found.order_by("example", "-when", "title")
    return listed


def released(release: UUID) -> tuple[Release, Result] | None:
    """Return a release and what its revision gives; None where there is nothing to show.

    There is none where a record of the owner's own has gone since.
    """
    found = (
        Release.objects.filter(id=release, case__removed=None)
        .select_related("case__organisation")
        .first()
    )
    if found is None:
        return None
    result = judge(found.of.document, found.case.organisation_id).result
    return None if result is None else (found, result)


class WrongActualError(Exception):
    """A figure that cannot be noted; says why."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


def note_actual(
    case: Case, who: User, of: Expected, value: float | None, source: str, when: date | None
) -> Actual:
    """Note what really came of something that a case expects, in its unit.

    Raises:
        WrongActualError: something is missing, lies ahead, or tells of few people.
    """
    problem = _wrong(of, value, source, when)
    if problem is not None:
        raise WrongActualError(problem)
    with transaction.atomic():
        made: Actual = Actual.objects.create(
            case=case, of=of.key, value=value, source=source, date=when, noted_by=who
        )
        log(who, "actual", "case", case.id, case.organisation_id, actual=made.pk)
    return made


def take_away(actual: Actual, who: User) -> None:
    """Take a noted figure away."""
    case = actual.case
    with transaction.atomic():
        log(who, "actual", "case", case.id, case.organisation_id, actual=actual.pk)
        actual.delete()


def _wrong(of: Expected, value: float | None, source: str, when: date | None) -> Text | None:
    if value is None:
        return Text("Skriv ét tal.", "Write one number.")
    if of.counts_people and 0 < value < FEWEST:
        return Text(
            f"Færre end {FEWEST} personer vises ikke, da de kan genkendes.",
            f"Fewer than {FEWEST} persons are not shown, as they could be recognised.",
        )
    if not source or len(source) > 300:
        return Text("Skriv kilden, højst 300 tegn.", "Write the source, at most 300 characters.")
    if when is None or when > timezone.localdate():
        return Text("Skriv en dato, der har været.", "Write a date that has been.")
    return None
