"""Cases: the list, one case, and making, copying and removing."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import File, Router, Schema, Status
from ninja.files import UploadedFile

from bundlinje.calculation.case_file import case_from_data
from bundlinje.web.accounts.access import current_organisation, signed_in
from bundlinje.web.accounts.models import Role
from bundlinje.web.api.access import Token, case_of, limit, membership, today_year
from bundlinje.web.api.answers import Body, Page, PageNumber, Words, answers, page_of
from bundlinje.web.api.changing import as_kept
from bundlinje.web.api.documents import Documents
from bundlinje.web.api.problems import RefusedError
from bundlinje.web.api.revisions import DocumentAnswer
from bundlinje.web.audit.log import log
from bundlinje.web.cases import exchange, store
from bundlinje.web.cases.judging import judge
from bundlinje.web.cases.models import Case
from bundlinje.web.knowledge.base import base_of
from bundlinje.web.sharing.copying import copy_to
from bundlinje.web.sharing.differences import in_kroner
from bundlinje.web.sharing.models import May
from bundlinje.web.sharing.versions import CASES as NAMED

router = Router(tags=["cases"])


class CaseLine(Schema):
    """A case as it stands in a list; `net_result` is DKK, null while something is missing."""

    id: UUID
    title: str
    revision: int
    net_result: float | None
    created: datetime
    changed: datetime


class CasesAnswer(Page):
    """A page of cases, those changed last first."""

    items: list[CaseLine]


class CaseAnswer(DocumentAnswer, CaseLine):
    """A case: the content of its case file, and what is missing or wrong in it.

    `others` are those whose changes came in between the revision that was seen and this one.
    """


class NewCase(Body):
    """The content of a case file; left out, the case is empty."""

    document: dict[str, Any] | None = None


@router.get("/cases", response=answers(CasesAnswer), auth=Token("cases:read"))
def list_cases(request: HttpRequest, q: Words = "", page: PageNumber = 1) -> Any:
    """List the organisation's cases; `q` is searched for in their titles."""
    return page_of(store.listed(membership(request).organisation_id, q.strip()), page, line)


@router.post("/cases", response=answers(CaseAnswer, 413, status=201), auth=Token("cases:write"))
def create_case(request: HttpRequest, body: NewCase, response: HttpResponse) -> Any:
    """Begin a case: an empty one, or from the content of a case file, which must be right."""
    owner = current_organisation(request, Role.EDITOR)
    limit(request, "create")
    if body.document is None:
        document = exchange.empty(today_year())
    else:
        document = as_kept({"id": exchange.own_id(), **body.document})
        # What is wrong in it is told as a refusal.
        case_from_data(document, knowledge=base_of(owner.id).knowledge)
    return made(store.create(owner, signed_in(request), document), response)


@router.post(
    "/cases/file", response=answers(CaseAnswer, 413, status=201), auth=Token("cases:write")
)
def upload_case(request: HttpRequest, response: HttpResponse, file: File[UploadedFile]) -> Any:
    """Begin a case from a case file (YAML) or a workbook (.xlsx), sent as a form's `file`."""
    owner = current_organisation(request, Role.EDITOR)
    limit(request, "upload")
    limit(request, "create")
    if (file.size or 0) > settings.LARGEST_UPLOAD:
        raise RefusedError(413)
    log(signed_in(request), "upload", "organisation", owner.id, owner.id)
    document = exchange.read_file(str(file.name), file.read(), base_of(owner.id).knowledge)
    return made(store.create(owner, signed_in(request), document), response)


@router.get("/cases/{uuid:case_id}", response=answers(CaseAnswer, 404), auth=Token("cases:read"))
def read_case(request: HttpRequest, case_id: UUID, response: HttpResponse) -> Any:
    """Return a case with its document; the header `ETag` holds its revision."""
    return CASES.answer(case_of(request, case_id), response)


@router.delete(
    "/cases/{uuid:case_id}", response=answers(None, 404, status=204), auth=Token("cases:write")
)
def delete_case(request: HttpRequest, case_id: UUID) -> Status[None]:
    """Remove a case from the lists; its history is kept."""
    store.remove(case_of(request, case_id, May.OWN), signed_in(request))
    return Status(204, None)


@router.post(
    "/cases/{uuid:case_id}/copy",
    response=answers(CaseAnswer, 404, status=201),
    auth=Token("cases:write"),
)
def copy_case(request: HttpRequest, case_id: UUID, response: HttpResponse) -> Any:
    """Make a copy of a case."""
    case = case_of(request, case_id)
    owner = current_organisation(request, Role.EDITOR)
    limit(request, "create")
    return made(copy_to(owner, signed_in(request), store.newest(case)), response)


def line(case: Case) -> dict[str, Any]:
    """Return a case as it stands in a list."""
    return {name: getattr(case, name) for name in CaseLine.model_fields}


def made(case: Case, response: HttpResponse) -> Status[Any]:
    """Return the answer that a case was made, and where it is."""
    response["Location"] = f"/api/v1/cases/{case.id}"
    return Status(201, CASES.answer(case, response))


def _as_listed(case: Case) -> dict[str, Any]:
    case.refresh_from_db()
    return line(case)


CASES = Documents(
    store.CASES,
    ("costs", "consequences", "outcomes"),
    NAMED,
    read=lambda case, document: case_from_data(
        document, name="sag", knowledge=base_of(case.organisation_id).knowledge
    ),
    problems=lambda case, document: judge(document, case.organisation_id).problems,
    money=lambda case, before, after, language: in_kroner(
        before, after, case.organisation_id, language
    ),
    beside=_as_listed,
)
