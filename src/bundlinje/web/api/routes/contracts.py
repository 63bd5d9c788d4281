"""Contracts that the organisation owns or has a part in, read; they are changed in the browser."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from bundlinje.web.accounts.access import signed_in
from bundlinje.web.api.access import Token, membership
from bundlinje.web.api.answers import Page, PageNumber, answers
from bundlinje.web.contracts import store
from bundlinje.web.contracts.access import Act, contracts_of, seat_at
from bundlinje.web.contracts.models import Contract

router = Router(tags=["contracts"])
PAGE_LENGTH = 50


class ContractLine(Schema):
    """A contract as it stands in a list; `owner` is the organisation that writes its terms."""

    id: UUID
    title: str
    owner: str
    stage: str
    revision: int
    changed: datetime


class ContractsAnswer(Page):
    """A page of contracts, those changed last first."""

    items: list[ContractLine]


class PartyAnswer(Schema):
    """An organisation's part: payer, provider, investor or intermediary."""

    organisation: str
    part: str


class ContractAnswer(ContractLine):
    """A contract with its parties, and what the person may do with it."""

    parties: list[PartyAnswer]
    may: list[str]


class TermsAnswer(Schema):
    """The content of the contract file."""

    revision: int
    document: dict[str, Any]


@router.get("/contracts", response=answers(ContractsAnswer), auth=Token("contracts:read"))
def list_contracts(request: HttpRequest, page: PageNumber = 1) -> dict[str, Any]:
    """List the contracts that the organisation owns or has a part in."""
    found = contracts_of(membership(request).organisation)
    start = (page - 1) * PAGE_LENGTH
    items = [_line(one) for one in found[start : start + PAGE_LENGTH]]
    return {"items": items, "page": page, "page_length": PAGE_LENGTH, "total": found.count()}


@router.get(
    "/contracts/{uuid:contract_id}",
    response=answers(ContractAnswer, 404),
    auth=Token("contracts:read"),
)
def read_contract(request: HttpRequest, contract_id: UUID) -> dict[str, Any]:
    """Return a contract with its parties, and what the person may do with it."""
    seat = seat_at(signed_in(request), contract_id)
    parties = seat.contract.parties.select_related("organisation").order_by("id")
    return {
        **_line(seat.contract),
        "parties": [{"organisation": str(one.organisation), "part": one.part} for one in parties],
        "may": [name for name, allowed in seat.rights.items() if allowed],
    }


@router.get(
    "/contracts/{uuid:contract_id}/document",
    response=answers(TermsAnswer, 404),
    auth=Token("contracts:read"),
)
def read_terms(request: HttpRequest, contract_id: UUID, response: HttpResponse) -> dict[str, Any]:
    """Return the content of the contract file (the owner)."""
    newest = store.newest(seat_at(signed_in(request), contract_id, Act.FILES).contract)
    response["ETag"] = f'"{newest.number}"'
    return {"revision": newest.number, "document": newest.document}


def _line(one: Contract) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "owner": str(one.organisation),
        "stage": one.stage,
        "revision": one.revision,
        "changed": one.changed,
    }
