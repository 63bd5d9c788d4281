"""Results of a contract: uploaded whole, or refused with every wrong row; never half."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from ninja import File, Router, Schema, Status
from ninja.files import UploadedFile

from bundlinje.basics.errors import InputError
from bundlinje.contracts.contract import Contract as Terms
from bundlinje.web.accounts.access import signed_in
from bundlinje.web.api.access import (
    Token,
    acting,
    limit,
    may_see_lines,
    require_lines,
    require_why,
    seat_of,
)
from bundlinje.web.api.answers import answers, file_answer
from bundlinje.web.api.problems import RefusedError, of_input
from bundlinje.web.api.routes.organisation import PurposeBody, purpose_of
from bundlinje.web.api.routes.terms import not_valued
from bundlinje.web.audit.log import log
from bundlinje.web.contracts import files, results, tables
from bundlinje.web.contracts.access import Act
from bundlinje.web.contracts.consent import in_force
from bundlinje.web.contracts.judging import contract_at
from bundlinje.web.contracts.looking import say_why
from bundlinje.web.contracts.models import Contract, Results
from bundlinje.web.language import current

router = Router(tags=["settlements"])


class ResultsUploaded(Schema):
    """Results that were uploaded: `sha256` is that of the file.

    `has_rows` says whether the rows are still kept; they are erased when newer ones have come.
    """

    number: int
    rows: int
    last_period: str
    sha256: str
    who: str
    when: datetime
    has_rows: bool


@router.get(
    "/contracts/{uuid:contract_id}/results/template",
    response=answers(None, 404, 409),
    auth=Token("contracts:results"),
    openapi_extra=file_answer("text/csv"),
)
def results_template(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Return an empty results file to fill in; its columns follow from the terms."""
    seat = seat_of(request, contract_id, Act.RESULTS)
    limit(request, "download")
    content = tables.results_form(_terms(seat.contract), current())
    log(signed_in(request), "download", "contract", contract_id, acting(seat, Act.RESULTS).id,
        kind="skema")  # fmt: skip
    return files.answer(f"resultater {seat.contract.title}", "csv", content)


@router.get(
    "/contracts/{uuid:contract_id}/results",
    response=answers(ResultsUploaded, 404),
    auth=Token("contracts:results"),
)
def read_results(request: HttpRequest, contract_id: UUID) -> dict[str, Any]:
    """Return what is known of the results that were uploaded last, without their rows."""
    return _answer(_newest(require_lines(request, contract_id).contract))


@router.post(
    "/contracts/{uuid:contract_id}/results",
    response=answers(ResultsUploaded, 404, 413, status=201),
    auth=Token("contracts:results"),
)
def upload_results(
    request: HttpRequest, contract_id: UUID, file: File[UploadedFile]
) -> Status[dict[str, Any]]:
    """Read all results to date from CSV or a workbook, sent as a form's `file`.

    Every wrong row is told, and then nothing is kept; so is anything like a CPR number.
    """
    seat = seat_of(request, contract_id, Act.RESULTS)
    limit(request, "upload")
    if (file.size or 0) > settings.LARGEST_UPLOAD:
        raise RefusedError(413)
    owner, content = acting(seat, Act.RESULTS), file.read()
    log(signed_in(request), "upload", "contract", contract_id, owner.id)
    try:
        terms = contract_at(seat.contract, in_force(seat.contract))
        read = results.read_file(str(file.name), content, terms)
    except InputError as error:
        raise of_input(error) from None
    made = results.keep(seat.contract, read, content, signed_in(request), owner, terms)
    return Status(201, _answer(made))


@router.post(
    "/contracts/{uuid:contract_id}/purpose",
    response=answers(None, 404, status=204),
    auth=Token("contracts:read"),
)
def say_purpose(request: HttpRequest, contract_id: UUID, body: PurposeBody) -> Status[None]:
    """Say why one looks at lines and rows about people, which is noted; it lasts the day out."""
    seat = may_see_lines(request, contract_id)
    say_why(seat, signed_in(request), purpose_of(body))
    return Status(204, None)


@router.get(
    "/contracts/{uuid:contract_id}/results/rows",
    response=answers(None, 404, 409),
    auth=Token("contracts:results"),
    openapi_extra=file_answer("text/csv"),
)
def results_rows(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Return the rows that were uploaded last as CSV, while they are kept."""
    seat = seat_of(request, contract_id, Act.RESULTS)
    require_why(request, seat)
    limit(request, "download")
    newest = _newest(seat.contract)
    try:
        read = results.rows_of(newest, _terms(seat.contract))
    except InputError as error:
        raise not_valued(error.problems) from None
    if read is None:
        raise Http404
    log(signed_in(request), "download", "contract", contract_id, acting(seat, Act.RESULTS).id,
        kind="rows")  # fmt: skip
    content = tables.rows_file(read, current())
    return files.answer(f"resultater {seat.contract.title}", "csv", content)


def _newest(contract: Contract) -> Results:
    found: Results | None = (
        contract.results.order_by("-number").select_related("uploaded_by").first()
    )
    if found is None:
        raise Http404
    return found


def _terms(contract: Contract) -> Terms:
    try:
        return contract_at(contract, in_force(contract))
    except InputError as error:
        raise not_valued(error.problems) from None


def _answer(one: Results) -> dict[str, Any]:
    return {
        "number": one.number,
        "rows": one.rows,
        "last_period": one.last_period,
        "sha256": one.digest,
        "who": str(one.uploaded_by or ""),
        "when": one.when,
        "has_rows": bool(one.packed),
    }
