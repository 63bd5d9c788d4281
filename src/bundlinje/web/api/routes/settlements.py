"""Settlements of a contract: submitted by one person, decided by another, and the ledger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router, Schema, Status
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
from bundlinje.web.audit.log import log
from bundlinje.web.cases.exchange import TYPES
from bundlinje.web.contracts import disputes, files, models, results, settling, tables
from bundlinje.web.contracts.access import Act
from bundlinje.web.contracts.looking import must_say_why
from bundlinje.web.contracts.models import Contract, Settlement
from bundlinje.web.language import current

router = Router(tags=["settlements"])
FileKind = Literal["pdf", "xlsx"]


class SumOfPayment(Schema):
    """What was approved for one payment [currency]; `people` is null where it is not known."""

    payment: str
    people: float | None
    amount: float


class SumAnswer(Schema):
    """What was approved over some settlements together, so many that no group is small."""

    first: str
    last: str
    amount: float
    payments: list[SumOfPayment]


class SettlementLine(Schema):
    """A settlement, and for those who see lines what it owes [currency] and who did what.

    `due` is what is new in it, `total` everything to date, `terms` the revision of the contract
    that it was made of.
    """

    id: int
    period: str
    status: Literal["submitted", "approved", "rejected"]
    corrects: bool | None = None
    due: float | None = None
    total: float | None = None
    terms: int | None = None
    submitted_by: str | None = None
    submitted: datetime | None = None
    decided_by: str | None = None
    decided: datetime | None = None
    reason: str | None = None


class SettlementsAnswer(Schema):
    """Settlements, the newest first, and what was approved as sums of no small group.

    `held_back` says that there is more, of groups that are still too small to be told of;
    `asks_why` that amounts are left out until the person has said today what they are for.
    """

    settlements: list[SettlementLine]
    asks_why: bool
    sums: list[SumAnswer]
    held_back: bool


class NewLine(Schema):
    """One line that is to be paid [currency]; `corrects` names a period that was paid before."""

    period: str
    date: str | None
    payment: str
    name: str
    metric: str
    value: float | None
    counted: float | None
    before_caps: float
    less: float
    amount: float
    by_payer: dict[str, float]
    capped_by: list[str]
    corrects: str = ""
    fallback: bool = False
    people: float | None


class SettlementAnswer(SettlementLine):
    """A settlement with the lines that are new in it, and whether the person may decide it."""

    lines: list[NewLine]
    may_decide: bool


class DraftAnswer(Schema):
    """What the newest results give on top of what was approved [currency]; nothing is saved."""

    period: str
    corrects: bool
    due: float
    total: float
    terms: int
    lines: list[NewLine]
    warnings: list[str]


class RejectBody(Body):
    """Why a settlement is rejected, without CPR numbers and names of people."""

    reason: Annotated[str, Field(min_length=1, max_length=1000)]


class EntryAnswer(Schema):
    """A line of the ledger: `digest` is made of the entry and the digest before it."""

    number: int
    when: datetime
    period: str
    payment: str
    name: str
    corrects: str
    amount: float
    submitted_by: str
    approved_by: str
    digest: str


class LedgerAnswer(Schema):
    """What was approved for payment: `entries` are null for those who see sums only.

    `holds` says whether every entry is as it was added, none missing, and sums as approved.
    """

    holds: bool
    entries: list[EntryAnswer] | None
    sums: list[SumAnswer]
    held_back: bool


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
    listed = [_line(one, lines) for one in found.order_by("-submitted", "-id")]
    return {"settlements": listed, "asks_why": asks_why, **_sums(seat.contract)}


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
        "lines": _lines(contract, made.new),
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


@router.get(
    "/contracts/{uuid:contract_id}/ledger",
    response=answers(LedgerAnswer, 404),
    auth=Token("contracts:read"),
)
def read_ledger(request: HttpRequest, contract_id: UUID) -> dict[str, Any]:
    """Return what was approved for payment: line by line, or as sums of no small group."""
    seat = seat_of(request, contract_id)
    contract = seat.contract
    entries = None
    if sees_lines(request, seat):
        names = tables.payment_names(contract)
        entries = [
            {
                "number": one.number,
                "when": one.when,
                "period": one.line["period"],
                "payment": one.line["payment"],
                "name": names.get(one.line["payment"], one.line["payment"]),
                "corrects": one.line.get("corrects", ""),
                "amount": float(one.amount),
                "submitted_by": str(one.settlement.submitted_by or ""),
                "approved_by": str(one.settlement.decided_by or ""),
                "digest": one.digest,
            }
            for one in contract.ledger.order_by("number").select_related(
                "settlement__submitted_by", "settlement__decided_by"
            )
        ]
    return {"holds": settling.ledger_holds(contract), "entries": entries, **_sums(contract)}


@router.get(
    "/contracts/{uuid:contract_id}/ledger/file",
    response=answers(None, 404),
    auth=Token("contracts:read"),
    openapi_extra=file_answer("text/csv"),
)
def ledger_file(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Return the ledger as CSV, as much of it as the person and the token may see."""
    seat = seat_of(request, contract_id)
    limit(request, "download")
    content = tables.ledger_file(seat.contract, sees_lines(request, seat), current())
    log(signed_in(request), "download", "contract", contract_id, acting(seat, Act.SEE).id,
        kind="hovedbog")  # fmt: skip
    return files.answer(f"hovedbog {seat.contract.title}", "csv", content)


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
        **_line(one, True),
        "lines": _lines(contract, one.document["new"]),
        "may_decide": waits and settling.may_decide(one, signed_in(request)),
    }


def _line(one: Settlement, lines: bool) -> dict[str, Any]:
    found = {"id": one.pk, "period": one.period, "status": one.status}
    if not lines:
        return found
    return {
        **found,
        "corrects": one.corrects,
        "due": float(one.due),
        "total": float(one.total),
        "terms": one.terms,
        "submitted_by": str(one.submitted_by or ""),
        "submitted": one.submitted,
        "decided_by": str(one.decided_by or ""),
        "decided": one.decided,
        "reason": one.reason,
    }


def _lines(contract: Contract, lines: Any) -> list[dict[str, Any]]:
    names = tables.payment_names(contract)
    return [{**line, "name": names.get(line["payment"], line["payment"])} for line in lines]


def _sums(contract: Contract) -> dict[str, Any]:
    found, held = tables.approved_sums(contract)
    return {
        "sums": [
            {
                "first": one.first,
                "last": one.last,
                "amount": float(one.amount),
                "payments": [
                    {"payment": name, "people": people, "amount": float(amount)}
                    for name, people, amount in payments
                ],
            }
            for one, payments in found
        ],
        "held_back": held,
    }
