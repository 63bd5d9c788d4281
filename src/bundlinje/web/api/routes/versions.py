"""Versions of a case: by whom and when, what differs between two, and back to one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from bundlinje.web.api.access import Token, case_of
from bundlinje.web.api.answers import answers
from bundlinje.web.api.revisions import (
    IF_MATCH,
    Asked,
    BackBody,
    DifferenceAnswer,
    VersionsAnswer,
)
from bundlinje.web.api.routes.cases import CASES, CaseAnswer
from bundlinje.web.api.routes.changes import writable
from bundlinje.web.sharing.models import May

router = Router(tags=["sharing"])


@router.get(
    "/cases/{uuid:case_id}/versions",
    response=answers(VersionsAnswer, 404),
    auth=Token("cases:read"),
)
def list_versions(request: HttpRequest, case_id: UUID, before: Asked | None = None) -> Any:
    """List who changed what and when, gathered by person and sitting, the newest first."""
    return CASES.versions(case_of(request, case_id, May.COMMENT), before)


@router.get(
    "/cases/{uuid:case_id}/difference",
    response=answers(DifferenceAnswer, 404),
    auth=Token("cases:read"),
)
def read_difference(request: HttpRequest, case_id: UUID, first: Asked, second: Asked) -> Any:
    """Return what differs between two revisions of a case, in words and in kroner."""
    return CASES.difference(case_of(request, case_id, May.COMMENT), first, second)


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
) -> Any:
    """Bring an earlier version back as the newest one, which can be undone."""
    return CASES.go_back(request, writable(request, case_id), body, response)
