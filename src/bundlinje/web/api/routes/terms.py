"""The terms of a contract: read, changed by paths, whole or by a file, undone and done again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import File, Router
from ninja.files import UploadedFile

from bundlinje.basics.errors import Problem
from bundlinje.basics.texts import Text
from bundlinje.contracts.contract_file import contract_from_data
from bundlinje.web.accounts.access import signed_in
from bundlinje.web.api.access import Token, limit, seat_of
from bundlinje.web.api.answers import PageNumber, answers
from bundlinje.web.api.documents import Documents, seen_revision
from bundlinje.web.api.problems import RefusedError, told
from bundlinje.web.api.revisions import (
    IF_MATCH,
    Asked,
    BackBody,
    ChangesBody,
    DifferenceAnswer,
    DocumentAnswer,
    DocumentBody,
    HistoryAnswer,
    RevisionAnswer,
    VersionsAnswer,
)
from bundlinje.web.audit.log import log
from bundlinje.web.contracts import files, store
from bundlinje.web.contracts.access import Act
from bundlinje.web.contracts.judging import judge, means_moved
from bundlinje.web.contracts.models import Contract
from bundlinje.web.contracts.term_words import NAMED
from bundlinje.web.knowledge.base import base_of

router = Router(tags=["contracts"])
TERMS = Documents(
    store.CONTRACTS,
    ("metrics", "payments", "periods", "tranches"),
    NAMED,
    read=lambda contract, document: contract_from_data(
        document, "kontrakt", base_of(contract.organisation_id).knowledge
    ),
    problems=lambda contract, document: judge(contract, document).problems,
    money=means_moved,
    hangs_together=True,
)


class TermsAnswer(DocumentAnswer):
    """The content of the contract file, and what is missing or wrong in it or in its case.

    `others` are those whose changes came in between the revision that was seen and this one.
    """


@router.get(
    "/contracts/{uuid:contract_id}/document",
    response=answers(TermsAnswer, 404),
    auth=Token("contracts:read"),
)
def read_terms(request: HttpRequest, contract_id: UUID, response: HttpResponse) -> Any:
    """Return the content of the contract file, which every party is asked to agree to."""
    return TERMS.answer(seat_of(request, contract_id).contract, response)


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
) -> Any:
    """Change a contract's terms by paths, until it has ended (the owner).

    Lists that items are added to are `metrics`, `payments`, `periods` and `tranches`. What others
    changed meanwhile is kept; a change that makes something wrong is refused.
    """
    return TERMS.change(request, _changeable(request, contract_id), body, response)


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
) -> Any:
    """Replace all the terms of a contract, of which the newest revision must have been seen."""
    return TERMS.replace(request, _changeable(request, contract_id), body, response)


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
) -> Any:
    """Replace all the terms by a contract file without anything wrong, sent as a form's `file`.

    Of the terms, the revision in `If-Match`, or the newest, must be the newest.
    """
    contract = _changeable(request, contract_id)
    limit(request, "upload")
    seen = seen_revision(request, contract, store.newest(contract).number)
    if (file.size or 0) > settings.LARGEST_UPLOAD:
        raise RefusedError(413)
    log(signed_in(request), "upload", "contract", contract.id, contract.organisation_id)
    document = files.read_terms(contract, str(file.name), file.read())
    return TERMS.put(request, contract, seen, document, response)


@router.post(
    "/contracts/{uuid:contract_id}/undo",
    response=answers(TermsAnswer, 404, 409),
    auth=Token("contracts:write"),
)
def undo_terms(
    request: HttpRequest, contract_id: UUID, response: HttpResponse, if_match: str | None = IF_MATCH
) -> Any:
    """Undo the last change of the terms, if nobody else changed them since the revision seen."""
    return TERMS.undo(request, _changeable(request, contract_id), response)


@router.post(
    "/contracts/{uuid:contract_id}/redo",
    response=answers(TermsAnswer, 404, 409),
    auth=Token("contracts:write"),
)
def redo_terms(
    request: HttpRequest, contract_id: UUID, response: HttpResponse, if_match: str | None = IF_MATCH
) -> Any:
    """Take the last undoing of the terms back, if nobody else changed them since."""
    return TERMS.redo(request, _changeable(request, contract_id), response)


@router.get(
    "/contracts/{uuid:contract_id}/history",
    response=answers(HistoryAnswer, 404),
    auth=Token("contracts:read"),
)
def list_terms_history(request: HttpRequest, contract_id: UUID, page: PageNumber = 1) -> Any:
    """List the changes of a contract's terms, the newest first."""
    return TERMS.history(seat_of(request, contract_id).contract, page)


@router.get(
    "/contracts/{uuid:contract_id}/history/{int:number}",
    response=answers(RevisionAnswer, 404),
    auth=Token("contracts:read"),
)
def read_terms_revision(request: HttpRequest, contract_id: UUID, number: int) -> Any:
    """Return what a contract's terms said after one of their changes."""
    return TERMS.revision(seat_of(request, contract_id).contract, number)


@router.get(
    "/contracts/{uuid:contract_id}/versions",
    response=answers(VersionsAnswer, 404),
    auth=Token("contracts:read"),
)
def list_terms_versions(
    request: HttpRequest, contract_id: UUID, before: Asked | None = None
) -> Any:
    """List who changed the terms and when, gathered by person and sitting, the newest first."""
    return TERMS.versions(seat_of(request, contract_id).contract, before)


@router.get(
    "/contracts/{uuid:contract_id}/difference",
    response=answers(DifferenceAnswer, 404),
    auth=Token("contracts:read"),
)
def read_terms_difference(
    request: HttpRequest, contract_id: UUID, first: Asked, second: Asked
) -> Any:
    """Return what differs between two revisions, and what each party ends with on average.

    In words; each party's mean is of the case as it is.
    """
    return TERMS.difference(seat_of(request, contract_id).contract, first, second)


@router.post(
    "/contracts/{uuid:contract_id}/go-back",
    response=answers(TermsAnswer, 404, 409),
    auth=Token("contracts:write"),
)
def go_back_in_terms(
    request: HttpRequest,
    contract_id: UUID,
    body: BackBody,
    response: HttpResponse,
    if_match: str | None = IF_MATCH,
) -> Any:
    """Bring earlier terms back as the newest (the owner); what is agreed to holds meanwhile.

    It can be undone, and is proposed to the parties as any other change.
    """
    return TERMS.go_back(request, _changeable(request, contract_id), body, response)


def _changeable(request: HttpRequest, contract_id: UUID) -> Contract:
    contract = seat_of(request, contract_id, Act.CHANGE).contract
    limit(request, "change")
    return contract


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
