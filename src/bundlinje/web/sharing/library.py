"""Cases that everyone may read: released, withdrawn, and held against what really came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bundlinje.basics.texts import Text
from bundlinje.calculation.result import Result
from bundlinje.calculation.summaries import Distributed
from bundlinje.web.accounts.models import User
from bundlinje.web.audit.log import log
from bundlinje.web.cases.models import Case
from bundlinje.web.sharing.models import Actual, Release

#: A count of fewer people than this could tell who they are.
FEWEST = 5
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
