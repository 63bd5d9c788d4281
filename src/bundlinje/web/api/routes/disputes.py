"""Disputes: that a party disagrees, noted beside what was settled; they change nothing of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from bundlinje.web.accounts.access import signed_in
from bundlinje.web.api.access import Token, acting, limit, seat_of
from bundlinje.web.api.answers import WHOLE, Body, answers
from bundlinje.web.api.problems import RefusedError, invalid
from bundlinje.web.contracts import disputes, settling
from bundlinje.web.contracts.access import Act
from bundlinje.web.contracts.models import Contract, Dispute, Settlement

router = Router(tags=["settlements"])
Said = Annotated[str, Field(min_length=1, max_length=disputes.LONGEST)]
Key = Annotated[int, Field(ge=1, le=2**63 - 1), WHOLE]


class NoteAnswer(Schema):
    """What someone said in a dispute; whether it was closed by that."""

    who: str
    organisation: str
    when: datetime
    text: str
    closes: bool


class DisputeAnswer(Schema):
    """A dispute with its notes; `settlement` is what it is about, null for the contract as such."""

    id: int
    open: bool
    settlement: int | None
    raised_for: str
    notes: list[NoteAnswer]


class DisputeBody(Body):
    """What a party disagrees with, without CPR numbers and names of people."""

    text: Said
    settlement: Key | None = None


class NoteBody(Body):
    """An answer in a dispute; `closes` ends it, for the organisation that raised it only."""

    text: Said
    closes: bool = False


@router.get(
    "/contracts/{uuid:contract_id}/disputes",
    response=answers(list[DisputeAnswer], 404),
    auth=Token("contracts:read"),
)
def list_disputes(request: HttpRequest, contract_id: UUID) -> list[dict[str, Any]]:
    """List a contract's disputes with their notes, open ones first."""
    return _listed(seat_of(request, contract_id).contract)


@router.post(
    "/contracts/{uuid:contract_id}/disputes",
    response=answers(DisputeAnswer, 404, 409, status=201),
    auth=Token("contracts:write"),
)
def raise_dispute(
    request: HttpRequest, contract_id: UUID, body: DisputeBody
) -> Status[dict[str, Any]]:
    """Note that a party disagrees (any party); settlements and the ledger stand as they are."""
    seat = seat_of(request, contract_id, Act.DISPUTE)
    limit(request, "dispute")
    settlement = None
    if body.settlement is not None:
        settlement = Settlement.objects.filter(contract=seat.contract, id=body.settlement).first()
        if settlement is None:
            raise Http404
    owner, who = acting(seat, Act.DISPUTE), signed_in(request)
    made = _noted(lambda: disputes.raise_one(seat.contract, settlement, who, owner, body.text))
    return Status(201, _whole(seat.contract, made.pk))


@router.post(
    "/contracts/{uuid:contract_id}/disputes/{int:dispute}/notes",
    response=answers(DisputeAnswer, 404, 409),
    auth=Token("contracts:write"),
)
def answer_dispute(
    request: HttpRequest, contract_id: UUID, dispute: int, body: NoteBody
) -> dict[str, Any]:
    """Answer in a dispute (any party), or close it."""
    seat = seat_of(request, contract_id, Act.DISPUTE)
    limit(request, "dispute")
    found = Dispute.objects.filter(contract=seat.contract, id=min(dispute, 2**63 - 1)).first()
    if found is None:
        raise Http404
    owner, who = acting(seat, Act.DISPUTE), signed_in(request)
    _noted(lambda: disputes.add_note(found, who, owner, body.text, body.closes))
    return _whole(seat.contract, found.pk)


def _noted(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except settling.RefusedError as error:
        if error.message is disputes.NO_TEXT:
            raise invalid(error.message, "text") from None
        raise RefusedError(409, error.message) from None


def _listed(contract: Contract) -> list[dict[str, Any]]:
    return [
        {
            "id": one["dispute"].pk,
            "open": one["dispute"].open,
            "settlement": one["dispute"].settlement_id,
            "raised_for": str(one["dispute"].raised_for or ""),
            "notes": [
                {
                    "who": str(note.who or ""),
                    "organisation": str(note.organisation or ""),
                    "when": note.when,
                    "text": note.text,
                    "closes": note.closes,
                }
                for note in one["notes"]
            ],
        }
        for one in disputes.listed(contract)
    ]


def _whole(contract: Contract, dispute: int) -> dict[str, Any]:
    return next(one for one in _listed(contract) if one["id"] == dispute)
