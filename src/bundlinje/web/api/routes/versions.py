"""Versions of a case: by whom and when, what differs between two, and back to one."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from bundlinje.basics.texts import Text
from bundlinje.web.accounts.access import signed_in
from bundlinje.web.api.access import Token, case_of, limit
from bundlinje.web.api.answers import Body, Number, answers
from bundlinje.web.api.problems import RefusedError, of_conflict
from bundlinje.web.api.routes.cases import CaseAnswer, seen_revision, whole
from bundlinje.web.api.routes.changes import IF_MATCH
from bundlinje.web.cases import store
from bundlinje.web.cases.models import Case, Revision
from bundlinje.web.language import current
from bundlinje.web.sharing.differences import differences, in_kroner
from bundlinje.web.sharing.models import May
from bundlinje.web.sharing.versions import history

router = Router(tags=["sharing"])
Asked = Annotated[int, Field(ge=1, le=2**31 - 1)]


class GoAnswer(Schema):
    """What one person changed in one go: the revisions `first` to `last`.

    `changed` names what in words; `more` is how many things are not named.
    """

    who: str
    begun: datetime
    ended: datetime
    first: int
    last: int
    changed: list[str]
    more: int


class VersionsAnswer(Schema):
    """Goes, the newest first; where there are more, `before` is what to ask for next."""

    items: list[GoAnswer]
    before: int | None


class DifferenceLine(Schema):
    """One thing that differs, in words; `item` says that a whole item was added or removed."""

    what: str
    before: str
    after: str
    item: str


class MoneyLine(Schema):
    """An amount before and after, in words."""

    what: str
    before: str
    after: str
    change: str


class DifferenceAnswer(Schema):
    """What differs between two revisions, in words and in kroner for each public purse.

    Both are calculated with today's knowledge base and rules; `money` is empty where one of them
    has no result.
    """

    first: int
    second: int
    differences: list[DifferenceLine]
    money: list[MoneyLine]


class BackBody(Body):
    """The revision to go back to, and the newest one, which must have been seen."""

    number: Number
    revision: Number | None = None


@router.get(
    "/cases/{uuid:case_id}/versions",
    response=answers(VersionsAnswer, 404),
    auth=Token("cases:read"),
)
def list_versions(
    request: HttpRequest, case_id: UUID, before: Asked | None = None
) -> dict[str, Any]:
    """List who changed what and when, gathered by person and sitting, the newest first."""
    goes, older = history(case_of(request, case_id, May.COMMENT), before)
    return {
        "items": [
            {
                "who": one.author,
                "begun": one.begun,
                "ended": one.ended,
                "first": one.first,
                "last": one.last,
                "changed": [text.to(current()) for text in one.changed],
                "more": one.more,
            }
            for one in goes
        ],
        "before": older,
    }


@router.get(
    "/cases/{uuid:case_id}/difference",
    response=answers(DifferenceAnswer, 404),
    auth=Token("cases:read"),
)
def read_difference(
    request: HttpRequest, case_id: UUID, first: Asked, second: Asked
) -> dict[str, Any]:
    """Return what differs between two revisions of a case, in words and in kroner."""
    case = case_of(request, case_id, May.COMMENT)
    before, after = _revision(case, first).document, _revision(case, second).document
    language = current()
    return {
        "first": first,
        "second": second,
        "differences": [
            {
                "what": one.what.to(language),
                "before": one.before,
                "after": one.after,
                "item": "" if one.item is None else one.item.to(language),
            }
            for one in differences(before, after, language)
        ],
        "money": [
            {
                "what": one.what.to(language),
                "before": one.before,
                "after": one.after,
                "change": one.change,
            }
            for one in in_kroner(before, after, case.organisation_id, language)
        ],
    }


@router.post(
    "/cases/{uuid:case_id}/go-back",
    response=answers(CaseAnswer, 404, 409),
    auth=Token("cases:write"),
)
def go_back(
    request: HttpRequest,
    case_id: UUID,
    body: BackBody,
    response: HttpResponse,
    if_match: str | None = IF_MATCH,
) -> dict[str, Any]:
    """Bring an earlier version back as the newest one, which can be undone."""
    case = case_of(request, case_id, May.EDIT)
    limit(request, "change")
    number = _revision(case, body.number).number
    seen = seen_revision(request, case, body.revision)
    try:
        saved = store.go_back(case.id, signed_in(request), seen, number)
    except store.ConflictError as error:
        raise of_conflict(error) from None
    if saved is None:
        raise RefusedError(
            409, Text("Sagen siger allerede det.", "The case says so already."), "nothing-to-do"
        )
    return whole(case, response, saved.others)


def _revision(case: Case, number: int) -> Revision:
    found: Revision | None = case.revisions.filter(number=number).first()
    if found is None:
        raise Http404
    return found
