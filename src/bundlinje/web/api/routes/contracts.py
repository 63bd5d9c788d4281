"""Contracts: the list, one contract, a new one from a template, its stage, and removing it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router, Schema, Status

from bundlinje.contracts.starting_points import STRUCTURES
from bundlinje.web.accounts.access import current_organisation, signed_in
from bundlinje.web.accounts.models import Role
from bundlinje.web.api.access import Token, case_of, limit, membership, seat_of
from bundlinje.web.api.answers import Body, Id, Page, PageNumber, answers, page_of
from bundlinje.web.api.problems import RefusedError
from bundlinje.web.api.routes.results import result_or_refusal
from bundlinje.web.contracts import consent, store
from bundlinje.web.contracts.access import Act, Seat, contracts_of
from bundlinje.web.contracts.models import Contract, Stage
from bundlinje.web.contracts.starting import first_terms
from bundlinje.web.language import current

router = Router(tags=["contracts"])
StageName = Literal["idea", "negotiated", "signed", "running", "ended"]
PartName = Literal["payer", "provider", "investor", "intermediary"]
TemplateName = Literal[
    "direct", "one-investor", "senior-junior", "state-co-payer", "municipal-fund",
    "private-borrower",
]  # fmt: skip


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
    """An organisation's part; `name` is its id among the parties of the contract's terms."""

    id: int
    organisation: str
    part: PartName
    name: str


class ContractAnswer(ContractLine):
    """A contract with its parties, and what the person may do with it."""

    parties: list[PartyAnswer]
    may: list[str]


class TemplateAnswer(Schema):
    """A template that a contract can begin with."""

    template: TemplateName
    what: str


class NewContract(Body):
    """The case that a contract is built on, which must have a result, and its template."""

    case_id: Id
    template: TemplateName


class StageBody(Body):
    """How far a contract has come; it is signed when all parties have agreed, and not set so."""

    stage: StageName


@router.get("/contracts", response=answers(ContractsAnswer), auth=Token("contracts:read"))
def list_contracts(request: HttpRequest, page: PageNumber = 1) -> dict[str, Any]:
    """List the contracts that the organisation owns or has a part in."""
    return page_of(contracts_of(membership(request).organisation), page, line)


@router.get(
    "/contracts/templates", response=answers(list[TemplateAnswer]), auth=Token("contracts:read")
)
def list_templates(request: HttpRequest) -> list[dict[str, str]]:
    """List the templates that a contract can begin with."""
    return [{"template": name, "what": what.to(current())} for name, what in STRUCTURES.items()]


@router.post(
    "/contracts",
    response=answers(ContractAnswer, 404, 409, status=201),
    auth=Token("contracts:write"),
)
def create_contract(request: HttpRequest, body: NewContract, response: HttpResponse) -> Any:
    """Begin a contract from a template, with what one of the organisation's cases gives."""
    owner = current_organisation(request, Role.EDITOR)
    limit(request, "create")
    case = case_of(request, body.case_id)
    if case.organisation_id != owner.id:
        raise Http404
    document = first_terms(body.template, result_or_refusal(case).case)
    made = store.create(owner, signed_in(request), case, document)
    response["Location"] = f"/api/v1/contracts/{made.id}"
    return Status(201, whole(seat_of(request, made.id)))


@router.get(
    "/contracts/{uuid:contract_id}",
    response=answers(ContractAnswer, 404),
    auth=Token("contracts:read"),
)
def read_contract(request: HttpRequest, contract_id: UUID) -> dict[str, Any]:
    """Return a contract with its parties, and what the person may do with it."""
    return whole(seat_of(request, contract_id))


@router.put(
    "/contracts/{uuid:contract_id}/stage",
    response=answers(ContractAnswer, 404, 409),
    auth=Token("contracts:write"),
)
def set_stage(request: HttpRequest, contract_id: UUID, body: StageBody) -> dict[str, Any]:
    """Say how far a contract has come (the owner)."""
    seat = seat_of(request, contract_id, Act.STAGE)
    limit(request, "change")
    consent.set_stage(seat.contract, signed_in(request), Stage(body.stage))
    return whole(seat)


@router.delete(
    "/contracts/{uuid:contract_id}",
    response=answers(None, 404, 409, status=204),
    auth=Token("contracts:write"),
)
def delete_contract(request: HttpRequest, contract_id: UUID) -> Status[None]:
    """Remove a contract from the lists (the owner); one that has settlements stays."""
    try:
        store.remove(seat_of(request, contract_id, Act.STAGE).contract, signed_in(request))
    except store.SettledError as error:
        raise RefusedError(409, error.message, "settled") from None
    return Status(204, None)


def line(one: Contract) -> dict[str, Any]:
    """Return a contract as it stands in a list."""
    return {
        "id": one.id,
        "title": one.title,
        "owner": str(one.organisation),
        "stage": one.stage,
        "revision": one.revision,
        "changed": one.changed,
    }


def whole(seat: Seat) -> dict[str, Any]:
    """Return a contract with its parties, as someone sees it."""
    parties = seat.contract.parties.select_related("organisation").order_by("id")
    return {
        **line(seat.contract),
        "parties": [party_answer(one) for one in parties],
        "may": [name for name, allowed in seat.rights.items() if allowed],
    }


def party_answer(one: Any) -> dict[str, Any]:
    """Return one party of a contract."""
    return {
        "id": one.pk,
        "organisation": str(one.organisation),
        "part": one.part,
        "name": one.name,
    }
