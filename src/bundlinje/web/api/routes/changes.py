"""Changes of a case: by paths, whole, undone and done again; and every one that was made."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from bundlinje.web.api.access import Token, case_of, limit
from bundlinje.web.api.answers import PageNumber, answers
from bundlinje.web.api.revisions import (
    IF_MATCH,
    ChangesBody,
    DocumentBody,
    HistoryAnswer,
    RevisionAnswer,
)
from bundlinje.web.api.routes.cases import CASES, CaseAnswer
from bundlinje.web.cases.models import Case
from bundlinje.web.sharing.models import May

router = Router(tags=["cases"])


@router.patch(
    "/cases/{uuid:case_id}/document",
    response=answers(CaseAnswer, 404, 409, 413),
    auth=Token("cases:write"),
)
def change_case(
    request: HttpRequest,
    case_id: UUID,
    body: ChangesBody,
    response: HttpResponse,
    if_match: str | None = IF_MATCH,
) -> Any:
    """Change a case by paths.

    What others changed since the revision that was seen is kept; where it is the same that is
    changed, nothing is saved. A change that makes something wrong is refused.
    """
    return CASES.change(request, writable(request, case_id), body, response)


@router.put(
    "/cases/{uuid:case_id}/document",
    response=answers(CaseAnswer, 404, 409, 413),
    auth=Token("cases:write"),
)
def replace_case(
    request: HttpRequest,
    case_id: UUID,
    body: DocumentBody,
    response: HttpResponse,
    if_match: str | None = IF_MATCH,
) -> Any:
    """Replace the whole document of a case, of which the newest revision must have been seen."""
    return CASES.replace(request, writable(request, case_id), body, response)


@router.post(
    "/cases/{uuid:case_id}/undo",
    response=answers(CaseAnswer, 404, 409),
    auth=Token("cases:write"),
)
def undo(
    request: HttpRequest, case_id: UUID, response: HttpResponse, if_match: str | None = IF_MATCH
) -> Any:
    """Undo the last change, if nobody else has changed the case since the revision seen."""
    return CASES.undo(request, writable(request, case_id), response)


@router.post(
    "/cases/{uuid:case_id}/redo",
    response=answers(CaseAnswer, 404, 409),
    auth=Token("cases:write"),
)
def redo(
    request: HttpRequest, case_id: UUID, response: HttpResponse, if_match: str | None = IF_MATCH
) -> Any:
    """Take the last undoing back, if nobody else has changed the case since the revision seen."""
    return CASES.redo(request, writable(request, case_id), response)


@router.get(
    "/cases/{uuid:case_id}/history",
    response=answers(HistoryAnswer, 404),
    auth=Token("cases:read"),
)
def list_history(request: HttpRequest, case_id: UUID, page: PageNumber = 1) -> Any:
    """List the changes of a case, the newest first."""
    return CASES.history(case_of(request, case_id, May.COMMENT), page)


@router.get(
    "/cases/{uuid:case_id}/history/{int:number}",
    response=answers(RevisionAnswer, 404),
    auth=Token("cases:read"),
)
def read_revision(request: HttpRequest, case_id: UUID, number: int) -> Any:
    """Return what a case said after one of its changes."""
    return CASES.revision(case_of(request, case_id, May.COMMENT), number)


def writable(request: HttpRequest, case_id: UUID) -> Case:
    """Return a case that the person may change, and has not changed too often.

    Raises:
        Http404: no such case, or neither of the token's organisation nor shared with it.
        PermissionDenied: the person may not change it.
        RefusedError: it is too soon.
    """
    case = case_of(request, case_id, May.EDIT)
    limit(request, "change")
    return case
