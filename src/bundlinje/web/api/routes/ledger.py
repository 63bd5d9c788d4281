"""The ledger of a contract: what was approved for payment, line by line or as sums."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from bundlinje.web.accounts.access import signed_in
from bundlinje.web.api.access import Token, acting, limit, seat_of, sees_lines
from bundlinje.web.api.answers import answers, file_answer
from bundlinje.web.api.settled import SumAnswer, sums
from bundlinje.web.audit.log import log
from bundlinje.web.contracts import files, settling, tables
from bundlinje.web.contracts.access import Act
from bundlinje.web.language import current

router = Router(tags=["settlements"])


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
    return {"holds": settling.ledger_holds(contract), "entries": entries, **sums(contract)}


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
