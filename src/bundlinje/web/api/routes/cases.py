"""Cases: the list, one case, its history, and making, copying and removing."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from ninja import File, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from bundlinje.basics.errors import InputError
from bundlinje.basics.texts import Text
from bundlinje.web.accounts.access import current_organisation, signed_in
from bundlinje.web.accounts.models import Role
from bundlinje.web.api.access import (
    Token,
    case_of,
    limit,
    membership,
    today_year,
)
from bundlinje.web.api.answers import Body, Number, Page, PageNumber, Words, answers
from bundlinje.web.api.changing import read_whole
from bundlinje.web.api.problems import OneProblem, RefusedError, of_input, told
from bundlinje.web.audit.log import log
from bundlinje.web.cases import exchange, store
from bundlinje.web.cases.judging import judge
from bundlinje.web.cases.models import Case
from bundlinje.web.knowledge.base import base_of
from bundlinje.web.sharing.copying import copy_to
from bundlinje.web.sharing.models import May
from bundlinje.web.templatetags.words import say

router = Router(tags=["cases"])
PAGE_LENGTH = 50


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


class CaseAnswer(CaseLine):
    """A case: the content of its case file, and what is missing or wrong in it.

    `others` are those whose changes came in between the revision that was seen and this one.
    """

    document: dict[str, Any]
    changed_by: str
    can_undo: bool
    can_redo: bool
    problems: list[OneProblem]
    others: list[str] = Field(default_factory=list)


class NewCase(Body):
    """The content of a case file; left out, the case is empty."""

    document: dict[str, Any] | None = None


class RevisionLine(Schema):
    """One change of a case, with the paths that it touched."""

    number: int
    when: datetime
    who: str
    paths: list[str]


class HistoryAnswer(Page):
    """A page of the changes of a case, the newest first."""

    items: list[RevisionLine]


class RevisionAnswer(RevisionLine):
    """One change, and the whole document after it."""

    document: dict[str, Any]


@router.get("/cases", response=answers(CasesAnswer), auth=Token("cases:read"))
def list_cases(request: HttpRequest, q: Words = "", page: PageNumber = 1) -> Any:
    """List the organisation's cases; `q` is searched for in their titles."""
    found = store.listed(membership(request).organisation_id, q.strip())
    start = (page - 1) * PAGE_LENGTH
    items = [line(case) for case in found[start : start + PAGE_LENGTH]]
    return {"items": items, "page": page, "page_length": PAGE_LENGTH, "total": found.count()}


@router.post("/cases", response=answers(CaseAnswer, 413, status=201), auth=Token("cases:write"))
def create_case(request: HttpRequest, body: NewCase, response: HttpResponse) -> Any:
    """Begin a case: an empty one, or from the content of a case file, which must be right."""
    owner = current_organisation(request, Role.EDITOR)
    limit(request, "create")
    if body.document is None:
        document = exchange.empty(today_year())
    else:
        document = read_whole({"id": exchange.own_id(), **body.document}, owner.id)
    return _made(store.create(owner, signed_in(request), document), response)


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
    try:
        document = exchange.read_file(str(file.name), file.read(), base_of(owner.id).knowledge)
    except InputError as error:
        raise of_input(error) from None
    return _made(store.create(owner, signed_in(request), document), response)


@router.get("/cases/{uuid:case_id}", response=answers(CaseAnswer, 404), auth=Token("cases:read"))
def read_case(request: HttpRequest, case_id: UUID, response: HttpResponse) -> Any:
    """Return a case with its document; the header `ETag` holds its revision."""
    return whole(case_of(request, case_id), response)


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
    return _made(copy_to(owner, signed_in(request), store.newest(case)), response)


@router.get(
    "/cases/{uuid:case_id}/history",
    response=answers(HistoryAnswer, 404),
    auth=Token("cases:read"),
)
def list_history(request: HttpRequest, case_id: UUID, page: PageNumber = 1) -> Any:
    """List the changes of a case, the newest first."""
    found = (
        case_of(request, case_id, May.COMMENT)
        .revisions.order_by("-number")
        .select_related("author")
    )
    start = (page - 1) * PAGE_LENGTH
    items = [revision_line(one) for one in found[start : start + PAGE_LENGTH]]
    return {"items": items, "page": page, "page_length": PAGE_LENGTH, "total": found.count()}


@router.get(
    "/cases/{uuid:case_id}/history/{int:number}",
    response=answers(RevisionAnswer, 404),
    auth=Token("cases:read"),
)
def read_revision(request: HttpRequest, case_id: UUID, number: int) -> Any:
    """Return what a case said after one of its changes."""
    case = case_of(request, case_id, May.COMMENT)
    found = case.revisions.filter(number=min(number, 2**31 - 1)).select_related("author").first()
    if found is None:
        raise Http404
    return {**revision_line(found), "document": found.document}


def line(case: Case) -> dict[str, Any]:
    """Return a case as it stands in a list."""
    return {name: getattr(case, name) for name in CaseLine.model_fields}


def revision_line(revision: Any) -> dict[str, Any]:
    """Return one change of a case."""
    return {
        "number": revision.number,
        "when": revision.when,
        "who": str(revision.author or ""),
        "paths": [str(path) for path in revision.paths],
    }


def whole(case: Case, response: HttpResponse, others: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return a case with its document as it is now, and tag the answer with its revision."""
    case.refresh_from_db()
    last = store.newest(case)
    response["ETag"] = f'"{last.number}"'
    return {
        **line(case),
        "revision": last.number,
        "document": last.document,
        "changed_by": str(last.author or ""),
        "can_undo": last.undo_to is not None,
        "can_redo": last.redo_to is not None,
        "problems": told(judge(last.document, case.organisation_id).problems),
        "others": list(others),
    }


def seen_revision(request: HttpRequest, case: Any, given: Number | None) -> int:
    """Return the revision that a change was made from: of the header `If-Match`, or of the body.

    Raises:
        RefusedError: it is not said, or there is no such revision yet.
    """
    tag = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    seen = int(tag) if tag.isascii() and tag.isdigit() and len(tag) < 10 else None
    seen = given if seen is None and not tag else seen
    if seen is None or seen > store.newest(case).number:
        raise RefusedError(
            422,
            Text("Sig, hvilken revision du har set: revision eller If-Match.",
                 "Say which revision you saw: revision or If-Match."),
            problems=[
                OneProblem(what=say("Ukendt revision.", "Unknown revision."), where="revision")
            ],
        )  # fmt: skip
    return seen


def _made(case: Case, response: HttpResponse) -> Status[Any]:
    response["Location"] = f"/api/v1/cases/{case.id}"
    return Status(201, whole(case, response))
