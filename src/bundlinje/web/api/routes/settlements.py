"""Settlements of a contract: submitted by one person, decided by another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router, Status
from pydantic import Field

from bundlinje.basics.errors import InputError
from bundlinje.web.accounts.access import signed_in
from bundlinje.web.api.access import (
    Token,
    acting,
    limit,
    require_lines,
    require_why,
    seat_of,
    sees_lines,
)
from bundlinje.web.api.answers import Body, answers, file_answer
from bundlinje.web.api.problems import RefusedError, invalid
from bundlinje.web.api.routes.terms import not_valued
from bundlinje.web.api.settled import (
    DraftAnswer,
    SettlementAnswer,
    SettlementsAnswer,
    line,
    lines_of,
    sums,
)
from bundlinje.web.audit.log import log
from bundlinje.web.cases.exchange import TYPES
from bundlinje.web.contracts import disputes, files, models, results, settling
from bundlinje.web.contracts.access import Act
from bundlinje.web.contracts.looking import must_say_why
from bundlinje.web.contracts.models import Contract, Settlement
from bundlinje.web.language import current

router = Router(tags=["settlements"])
FileKind = Literal["pdf", "xlsx"]


class RejectBody(Body):
    """Why a settlement is rejected, without CPR numbers and names of people."""

    reason: Annotated[str, Field(min_length=1, max_length=1000)]


@router.get(
    "/contracts/{uuid:contract_id}/settlements",
    response=answers(SettlementsAnswer, 404),
    auth=Token("contracts:read"),
)
def list_settlements(request: HttpRequest, contract_id: UUID) -> dict[str, Any]:
    """List a contract's settlements; amounts of each to those who see lines, sums to all."""
    seat = seat_of(request, contract_id)
    asks_why = sees_lines(request, seat) and must_say_why(seat, signed_in(request))
    lines = sees_lines(request, seat) and not asks_why
    found = seat.contract.settlements.select_related("submitted_by", "decided_by")
    if not lines:
        found = found.exclude(status=models.Status.REJECTED.value)
    listed = [line(one, lines) for one in found.order_by("-submitted", "-id")]
    return {"settlements": listed, "asks_why": asks_why, **sums(seat.contract)}


@router.get(
    "/contracts/{uuid:contract_id}/settlements/draft",
    response=answers(DraftAnswer, 404, 409),
    auth=Token("contracts:results"),
)
def read_draft(request: HttpRequest, contract_id: UUID) -> dict[str, Any]:
    """Return what the newest results give, as it would be submitted; 404 without any."""
    contract = require_lines(request, contract_id).contract
    try:
        made = settling.draft(contract)
    except InputError as error:
        raise not_valued(error.problems) from None
    if made is None:
        raise Http404
    return {
        "period": made.period,
        "corrects": made.corrects,
        "due": float(made.settled.due),
        "total": float(made.settled.total),
        "terms": made.terms,
        "lines": lines_of(contract, made.new),
        "warnings": [warning.to(current()) for warning in made.settled.warnings],
    }


@router.post(
    "/contracts/{uuid:contract_id}/settlements",
    response=answers(SettlementAnswer, 404, 409, status=201),
    auth=Token("contracts:results"),
)
def submit_settlement(request: HttpRequest, contract_id: UUID) -> Status[dict[str, Any]]:
    """Submit what the newest results give, for another person to approve."""
    seat = seat_of(request, contract_id, Act.RESULTS)
    require_why(request, seat)
    limit(request, "submit")
    who, owner = signed_in(request), acting(seat, Act.RESULTS)
    made = _settled(lambda: settling.submit(seat.contract, who, owner))
    return Status(201, _whole(request, seat.contract, made.pk))


@router.get(
    "/contracts/{uuid:contract_id}/settlements/{int:settlement}",
    response=answers(SettlementAnswer, 404),
    auth=Token("contracts:read"),
)
def read_settlement(request: HttpRequest, contract_id: UUID, settlement: int) -> dict[str, Any]:
    """Return a settlement with its new lines, to those who see lines."""
    return _whole(request, require_lines(request, contract_id).contract, settlement)


@router.post(
    "/contracts/{uuid:contract_id}/settlements/{int:settlement}/approve",
    response=answers(SettlementAnswer, 404, 409),
    auth=Token("contracts:approve"),
)
def approve_settlement(request: HttpRequest, contract_id: UUID, settlement: int) -> dict[str, Any]:
    """Approve a settlement that another person submitted: its lines are added to the ledger."""
    seat = seat_of(request, contract_id, Act.APPROVE)
    require_why(request, seat)
    limit(request, "submit")
    who, owner = signed_in(request), acting(seat, Act.APPROVE)
    found = _one(seat.contract, settlement)
    _settled(lambda: settling.approve(contract_id, found.pk, who, owner))
    return _whole(request, seat.contract, found.pk)


@router.post(
    "/contracts/{uuid:contract_id}/settlements/{int:settlement}/reject",
    response=answers(SettlementAnswer, 404, 409),
    auth=Token("contracts:approve"),
)
def reject_settlement(
    request: HttpRequest, contract_id: UUID, settlement: int, body: RejectBody
) -> dict[str, Any]:
    """Reject a settlement that another person submitted; another can then be submitted."""
    seat = seat_of(request, contract_id, Act.APPROVE)
    require_why(request, seat)
    limit(request, "submit")
    who, owner, reason = signed_in(request), acting(seat, Act.APPROVE), body.reason.strip()
    found = _one(seat.contract, settlement)
    if not reason or results.looks_like_cpr(reason):
        raise invalid(disputes.NO_TEXT, "reason")
    _settled(lambda: settling.reject(contract_id, found.pk, who, owner, reason))
    return _whole(request, seat.contract, found.pk)


@router.get(
    "/contracts/{uuid:contract_id}/settlements/files/{kind}",
    response=answers(None, 404, 409),
    auth=Token("contracts:results"),
    openapi_extra=file_answer(*(TYPES[kind] for kind, _ in files.SETTLEMENT_FILES)),
)
def settlement_file(request: HttpRequest, contract_id: UUID, kind: FileKind) -> HttpResponse:
    """Return the report or workbook of the settlement that waits or would be submitted."""
    from bundlinje.reports.contract.writing import write_settlement

    seat = seat_of(request, contract_id, Act.RESULTS)
    require_why(request, seat)
    limit(request, "download")
    try:
        settled = settling.standing(seat.contract)
    except InputError as error:
        raise not_valued(error.problems) from None
    if settled is None:
        raise Http404
    content = files.written(kind, lambda path: write_settlement(settled, path, current()))
    log(signed_in(request), "download", "contract", contract_id, acting(seat, Act.RESULTS).id,
        kind=kind)  # fmt: skip
    return files.answer(f"afregning {seat.contract.title}", kind, content)


def _settled(act: Callable[[], Any]) -> Any:
    """Do what the pages do, and tell why it is not done as the API tells it."""
    try:
        return act()
    except settling.RefusedError as error:
        if error.message is settling.TWO_PEOPLE:
            raise RefusedError(403, error.message, "own-settlement") from None
        raise RefusedError(409, error.message) from None
    except InputError as error:
        raise not_valued(error.problems) from None


def _one(contract: Contract, settlement: int) -> Settlement:
    found = contract.settlements.filter(pk=min(settlement, 2**63 - 1))
    one: Settlement | None = found.select_related("submitted_by", "decided_by", "results").first()
    if one is None:
        raise Http404
    return one


def _whole(request: HttpRequest, contract: Contract, settlement: int) -> dict[str, Any]:
    one = _one(contract, settlement)
    waits = one.status == models.Status.SUBMITTED.value
    return {
        **line(one, True),
        "lines": lines_of(contract, one.document["new"]),
        "may_decide": waits and settling.may_decide(one, signed_in(request)),
    }
