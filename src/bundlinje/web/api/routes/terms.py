"""The terms of a contract: read, changed by paths, whole or by a file, undone and done again."""

from __future__ import annotations

import copy
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from ninja import File, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from bundlinje.basics.errors import InputError, Problem
from bundlinje.basics.texts import Text
from bundlinje.contracts.contract_file import contract_from_data
from bundlinje.web.accounts.access import signed_in
from bundlinje.web.api.access import Token, limit, seat_of
from bundlinje.web.api.answers import PageNumber, answers
from bundlinje.web.api.changing import apply, as_kept
from bundlinje.web.api.problems import OneProblem, RefusedError, of_input, told
from bundlinje.web.api.routes.cases import (
    PAGE_LENGTH,
    HistoryAnswer,
    RevisionAnswer,
    revision_line,
    seen_revision,
)
from bundlinje.web.api.routes.changes import IF_MATCH, ChangesBody, DocumentBody, saved_or_refusal
from bundlinje.web.audit.log import log
from bundlinje.web.cases import store as documents
from bundlinje.web.contracts import files, store
from bundlinje.web.contracts.access import Act
from bundlinje.web.contracts.judging import judge
from bundlinje.web.contracts.models import Contract
from bundlinje.web.knowledge.base import base_of

router = Router(tags=["contracts"])
#: Lists of a contract that items are added to and taken from.
LISTS = ("metrics", "payments", "periods", "tranches")


class TermsAnswer(Schema):
    """The content of the contract file, and what is missing or wrong in it or in its case.

    `others` are those whose changes came in between the revision that was seen and this one.
    """

    revision: int
    document: dict[str, Any]
    changed_by: str
    can_undo: bool
    can_redo: bool
    problems: list[OneProblem]
    others: list[str] = Field(default_factory=list)


@router.get(
    "/contracts/{uuid:contract_id}/document",
    response=answers(TermsAnswer, 404),
    auth=Token("contracts:read"),
)
def read_terms(request: HttpRequest, contract_id: UUID, response: HttpResponse) -> dict[str, Any]:
    """Return the content of the contract file, which every party is asked to agree to."""
    return _whole(seat_of(request, contract_id).contract, response)


@router.patch(
    "/contracts/{uuid:contract_id}/document",
    response=answers(TermsAnswer, 404, 409, 413),
    auth=Token("contracts:write"),
)
def change_terms(
    request: HttpRequest,
    contract_id: UUID,
    body: ChangesBody,
    response: HttpResponse,
    if_match: str | None = IF_MATCH,
) -> dict[str, Any]:
    """Change a contract's terms by paths, until it has ended (the owner).

    Lists that items are added to are `metrics`, `payments`, `periods` and `tranches`. What others
    changed meanwhile is kept; a change that makes something wrong is refused.
    """
    contract = _changeable(request, contract_id)
    seen = seen_revision(request, contract, body.revision)
    changes = [(one.op, one.path, as_kept({"value": one.value})["value"]) for one in body.changes]

    def put(document: documents.Document) -> list[str]:
        before = copy.deepcopy(document)
        paths = [apply(document, *change, LISTS) for change in changes]
        if document == before:
            return []
        _refuse_new_problems(contract, before, document)
        return list(dict.fromkeys(paths))

    save = lambda: store.save(contract.id, signed_in(request), seen, put)  # noqa: E731
    return _saved(contract, response, save)


@router.put(
    "/contracts/{uuid:contract_id}/document",
    response=answers(TermsAnswer, 404, 409, 413),
    auth=Token("contracts:write"),
)
def replace_terms(
    request: HttpRequest,
    contract_id: UUID,
    body: DocumentBody,
    response: HttpResponse,
    if_match: str | None = IF_MATCH,
) -> dict[str, Any]:
    """Replace all the terms of a contract, of which the newest revision must have been seen."""
    contract = _changeable(request, contract_id)
    seen = seen_revision(request, contract, body.revision)
    document = as_kept(body.document)
    _refuse_new_problems(contract, store.newest(contract).document, document)
    return _replaced(request, contract, response, seen, document)


@router.post(
    "/contracts/{uuid:contract_id}/document/file",
    response=answers(TermsAnswer, 404, 409, 413),
    auth=Token("contracts:write"),
)
def upload_terms(
    request: HttpRequest,
    contract_id: UUID,
    response: HttpResponse,
    file: File[UploadedFile],
    if_match: str | None = IF_MATCH,
) -> dict[str, Any]:
    """Replace all the terms by a contract file without anything wrong, sent as a form's `file`.

    Of the terms, the revision in `If-Match`, or the newest, must be the newest.
    """
    contract = _changeable(request, contract_id)
    limit(request, "upload")
    newest = store.newest(contract).number
    seen = seen_revision(request, contract, None) if if_match else newest
    if (file.size or 0) > settings.LARGEST_UPLOAD:
        raise RefusedError(413)
    log(signed_in(request), "upload", "contract", contract.id, contract.organisation_id)
    try:
        document = files.read_terms(contract, str(file.name), file.read())
    except InputError as error:
        raise of_input(error) from None
    return _replaced(request, contract, response, seen, document)


@router.post(
    "/contracts/{uuid:contract_id}/undo",
    response=answers(TermsAnswer, 404, 409),
    auth=Token("contracts:write"),
)
def undo_terms(
    request: HttpRequest, contract_id: UUID, response: HttpResponse, if_match: str | None = IF_MATCH
) -> dict[str, Any]:
    """Undo the last change of the terms, if nobody else changed them since the revision seen."""
    return _stepped(request, contract_id, response, if_match, documents.undo)


@router.post(
    "/contracts/{uuid:contract_id}/redo",
    response=answers(TermsAnswer, 404, 409),
    auth=Token("contracts:write"),
)
def redo_terms(
    request: HttpRequest, contract_id: UUID, response: HttpResponse, if_match: str | None = IF_MATCH
) -> dict[str, Any]:
    """Take the last undoing of the terms back, if nobody else changed them since."""
    return _stepped(request, contract_id, response, if_match, documents.redo)


@router.get(
    "/contracts/{uuid:contract_id}/history",
    response=answers(HistoryAnswer, 404),
    auth=Token("contracts:read"),
)
def list_terms_history(
    request: HttpRequest, contract_id: UUID, page: PageNumber = 1
) -> dict[str, Any]:
    """List the changes of a contract's terms, the newest first."""
    contract = seat_of(request, contract_id).contract
    found = contract.revisions.order_by("-number").select_related("author")
    start = (page - 1) * PAGE_LENGTH
    items = [revision_line(one) for one in found[start : start + PAGE_LENGTH]]
    return {"items": items, "page": page, "page_length": PAGE_LENGTH, "total": found.count()}


@router.get(
    "/contracts/{uuid:contract_id}/history/{int:number}",
    response=answers(RevisionAnswer, 404),
    auth=Token("contracts:read"),
)
def read_terms_revision(request: HttpRequest, contract_id: UUID, number: int) -> dict[str, Any]:
    """Return what a contract's terms said after one of their changes."""
    contract = seat_of(request, contract_id).contract
    found = contract.revisions.filter(number=min(number, 2**31 - 1)).select_related("author")
    one = found.first()
    if one is None:
        raise Http404
    return {**revision_line(one), "document": one.document}


def _changeable(request: HttpRequest, contract_id: UUID) -> Contract:
    contract = seat_of(request, contract_id, Act.CHANGE).contract
    limit(request, "change")
    return contract


def _replaced(
    request: HttpRequest, contract: Contract, response: HttpResponse, seen: int, document: Any
) -> dict[str, Any]:
    who = signed_in(request)
    save = lambda: documents.replace(contract, who, seen, document, store.CONTRACTS)  # noqa: E731
    return _saved(contract, response, save)


def _stepped(
    request: HttpRequest,
    contract_id: UUID,
    response: HttpResponse,
    if_match: str | None,
    step: Any,
) -> dict[str, Any]:
    contract = _changeable(request, contract_id)
    newest = store.newest(contract).number
    seen = seen_revision(request, contract, None) if if_match else newest
    who = signed_in(request)
    return _saved(contract, response, lambda: step(contract.id, who, seen, store.CONTRACTS))


def _saved(contract: Contract, response: HttpResponse, save: Any) -> dict[str, Any]:
    return _whole(contract, response, saved_or_refusal(save).others)


def _whole(
    contract: Contract, response: HttpResponse, others: tuple[str, ...] = ()
) -> dict[str, Any]:
    last = store.newest(contract)
    response["ETag"] = f'"{last.number}"'
    return {
        "revision": last.number,
        "document": last.document,
        "changed_by": str(last.author or ""),
        "can_undo": last.undo_to is not None,
        "can_redo": last.redo_to is not None,
        "problems": told(judge(contract, last.document).problems),
        "others": list(others),
    }


def _refuse_new_problems(
    contract: Contract, before: documents.Document, after: documents.Document
) -> None:
    """Refuse a change that makes something wrong anywhere in the terms, as all hang together.

    Raises:
        RefusedError: it does; with what is wrong.
    """
    known = {(problem.key, problem.message.en) for problem in _problems(contract, before)}
    found = _problems(contract, after)
    wrong = [one for one in found if (one.key, one.message.en) not in known]
    if wrong:
        raise RefusedError(422, wrong[0].message, problems=told(wrong))


def _problems(contract: Contract, document: documents.Document) -> tuple[Problem, ...]:
    knowledge = base_of(contract.organisation_id).knowledge
    try:
        contract_from_data(document, "kontrakt", knowledge)
    except InputError as error:
        return error.problems
    return ()


def not_valued(contract_problems: tuple[Problem, ...]) -> RefusedError:
    """Return the refusal of what needs a contract that can be calculated."""
    return RefusedError(
        409,
        Text(
            "Vilkårene kan ikke regnes, som de er.", "The terms cannot be calculated as they are."
        ),
        "incomplete",
        told(contract_problems),
    )
