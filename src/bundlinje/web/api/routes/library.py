"""The library of released cases, open to all; releasing one's own, and what came of it."""

from __future__ import annotations

import datetime as dates
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from bundlinje.basics.texts import Text
from bundlinje.calculation.result import Result
from bundlinje.web.accounts.access import current_organisation, signed_in
from bundlinje.web.accounts.models import Role
from bundlinje.web.api.access import Token, case_of, limit, limit_open
from bundlinje.web.api.answers import Body, Day, Page, PageNumber, Words, answers, page_of
from bundlinje.web.api.problems import invalid
from bundlinje.web.api.routes.cases import CaseAnswer, made
from bundlinje.web.api.routes.results import ResultAnswer, result_or_refusal
from bundlinje.web.cases import store
from bundlinje.web.cases.judging import judge
from bundlinje.web.cases.models import Case
from bundlinje.web.language import current
from bundlinje.web.sharing import library
from bundlinje.web.sharing.copying import copy_to
from bundlinje.web.sharing.models import Actual, May, Release

router = Router(tags=["library"])


class ReleaseLine(Schema):
    """A released case as it stands in the library; `net_result` is DKK."""

    id: UUID
    title: str
    summary: str
    organisation: str
    net_result: float
    example: bool
    released: datetime


class LibraryAnswer(Page):
    """A page of released cases, the newest first and examples last."""

    items: list[ReleaseLine]


class ActualAnswer(Schema):
    """What really came of something, in the unit of what was expected, and from where."""

    id: int
    value: float
    source: str
    date: dates.date


class HeldAnswer(Schema):
    """What a case expects, with its 90 % interval, and what came of it, the newest first."""

    of: str
    label: str
    unit: str
    expected: float
    low: float | None
    high: float | None
    actuals: list[ActualAnswer]


class ReleasedCase(ReleaseLine):
    """A released case: what its released version gives, and what really came of it."""

    result: ResultAnswer
    held: list[HeldAnswer]


class ReleasingAnswer(Schema):
    """Whether a case is released, and what it expects beside what was noted of it.

    `held` is empty while the case has no result.
    """

    released: ReleaseLine | None
    revision: int | None
    held: list[HeldAnswer]


class ReleaseBody(Body):
    """That a case is released.

    `everyone_may_read` confirms that everyone may read it and that it is not about single persons.
    """

    everyone_may_read: Literal[True]
    summary: Annotated[str, Field(max_length=library.LONGEST_SUMMARY)] = ""


class ActualBody(Body):
    """What came of something (`of` as the release says), its source, and of which day."""

    of: Annotated[str, Field(max_length=100)]
    value: Annotated[float, Field(allow_inf_nan=False)]
    source: Annotated[str, Field(min_length=1, max_length=300)]
    date: Day


@router.get("/library", response=answers(LibraryAnswer), auth=Token("cases:read", open=True))
def list_library(request: HttpRequest, q: Words = "", page: PageNumber = 1) -> dict[str, Any]:
    """List the released cases; `q` is searched for in titles and summaries."""
    limit_open(request, "open-case")
    return page_of(library.released_cases(q.strip()), page, _line)


@router.get(
    "/library/{uuid:release}",
    response=answers(ReleasedCase, 404),
    auth=Token("cases:read", open=True),
)
def read_released(request: HttpRequest, release: UUID) -> dict[str, Any]:
    """Return what the released version of a case gives, and what really came of it."""
    limit_open(request, "open-case")
    found, result = _released(release)
    held = library.held(found.case, result)
    return {
        **_line(found),
        "result": result.to_dict(current()),
        "held": [_held(one) for one in held if one.actuals],
    }


@router.post(
    "/library/{uuid:release}/copy",
    response=answers(CaseAnswer, 404, status=201),
    auth=Token("cases:write"),
)
def copy_released(request: HttpRequest, release: UUID, response: HttpResponse) -> Status[Any]:
    """Copy a released case to the organisation; records of the owner's own do not come along."""
    owner = current_organisation(request, Role.EDITOR)
    limit(request, "create")
    found, _ = _released(release)
    return made(copy_to(owner, signed_in(request), found.of), response)


@router.get(
    "/cases/{uuid:case_id}/release",
    response=answers(ReleasingAnswer, 404),
    auth=Token("sharing"),
)
def read_release(request: HttpRequest, case_id: UUID) -> dict[str, Any]:
    """Return whether a case is released, and what it expects beside what came of it."""
    return _releasing(case_of(request, case_id, May.OWN))


@router.put(
    "/cases/{uuid:case_id}/release",
    response=answers(ReleasingAnswer, 404, 409),
    auth=Token("sharing"),
)
def release_case(request: HttpRequest, case_id: UUID, body: ReleaseBody) -> dict[str, Any]:
    """Let everyone read a case as it is now; an earlier release of it is replaced."""
    case = case_of(request, case_id, May.OWN)
    limit(request, "release")
    library.release(case, signed_in(request), result_or_refusal(case), body.summary.strip())
    return _releasing(case)


@router.delete(
    "/cases/{uuid:case_id}/release",
    response=answers(None, 404, status=204),
    auth=Token("sharing"),
)
def withdraw_release(request: HttpRequest, case_id: UUID) -> Status[None]:
    """Take a case out of the library at once."""
    if not library.withdraw(case_of(request, case_id, May.OWN), signed_in(request)):
        raise Http404
    return Status(204, None)


@router.post(
    "/cases/{uuid:case_id}/actuals",
    response=answers(ReleasingAnswer, 404, 409, status=201),
    auth=Token("sharing"),
)
def note_actual(request: HttpRequest, case_id: UUID, body: ActualBody) -> Status[dict[str, Any]]:
    """Note what really came of something that a case expects; a count of 1 to 4 is refused."""
    case = case_of(request, case_id, May.OWN)
    limit(request, "actual")
    choices = {one.key: one for one in library.expectations(result_or_refusal(case))}
    if body.of not in choices:
        listed = ", ".join(choices)
        raise invalid(_NOT_EXPECTED, "of", Text(listed, listed))
    try:
        library.note_actual(
            case, signed_in(request), choices[body.of], body.value, body.source.strip(), body.date
        )
    except library.WrongActualError as error:
        raise invalid(error.message) from None
    return Status(201, _releasing(case))


@router.delete(
    "/cases/{uuid:case_id}/actuals/{int:actual}",
    response=answers(None, 404, status=204),
    auth=Token("sharing"),
)
def remove_actual(request: HttpRequest, case_id: UUID, actual: int) -> Status[None]:
    """Take a noted figure away."""
    case = case_of(request, case_id, May.OWN)
    limit(request, "change")
    found = Actual.objects.filter(pk=min(actual, 2**63 - 1), case=case).first()
    if found is None:
        raise Http404
    library.take_away(found, signed_in(request))
    return Status(204, None)


_NOT_EXPECTED = Text("Det venter sagen ikke noget om.", "The case expects nothing of that.")


def _released(release: UUID) -> tuple[Release, Result]:
    found = library.released(release)
    if found is None:
        raise Http404
    return found


def _releasing(case: Case) -> dict[str, Any]:
    released = Release.objects.filter(case=case).select_related("case__organisation").first()
    result = judge(store.newest(case).document, case.organisation_id).result
    return {
        "released": None if released is None else _line(released),
        "revision": None if released is None else released.revision,
        "held": [] if result is None else [_held(one) for one in library.held(case, result)],
    }


def _line(one: Release) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "summary": one.summary,
        "organisation": one.case.organisation.name,
        "net_result": one.net_result,
        "example": one.example,
        "released": one.when,
    }


def _held(one: library.Held) -> dict[str, Any]:
    expected = one.expected
    return {
        "of": expected.key,
        "label": expected.label.to(current()),
        "unit": expected.unit,
        "expected": expected.value,
        "low": expected.low,
        "high": expected.high,
        "actuals": [
            {"id": actual.pk, "value": actual.value, "source": actual.source, "date": actual.date}
            for actual in one.actuals
        ],
    }
