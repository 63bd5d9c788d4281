"""The parties of a contract: invited, named and removed by its owner, and becoming one."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Router, Schema, Status
from pydantic import Field

from bundlinje.basics.texts import Text
from bundlinje.web.accounts.access import current_organisation, signed_in
from bundlinje.web.accounts.models import Role
from bundlinje.web.api.access import Token, limit, seat_of
from bundlinje.web.api.answers import Body, answers
from bundlinje.web.api.problems import invalid
from bundlinje.web.api.routes.contracts import (
    ContractAnswer,
    PartName,
    PartyAnswer,
    party_answer,
    whole,
)
from bundlinje.web.contracts import parties, store
from bundlinje.web.contracts.access import Act
from bundlinje.web.contracts.models import Contract, Party

router = Router(tags=["contracts"])
Name = Annotated[str, Field(max_length=100)]


class PartyInvited(Schema):
    """An invitation to take a part that is not used yet."""

    part: PartName
    name: str
    expires: datetime


class PartyInvitedAnswer(PartyInvited):
    """An invitation with its link, to be sent; it is not shown again and works once."""

    link: str


class PartyInvitationBody(Body):
    """The part that an organisation is invited to, and its id among the terms' `parties`."""

    part: PartName
    name: Name = ""


class PartyNameBody(Body):
    """Which of the terms' own `parties` an organisation is; empty for none."""

    name: Name


class JoinBody(Body):
    """The link of an invitation, or its last part alone."""

    link: Annotated[str, Field(min_length=1, max_length=500)]


@router.get(
    "/contracts/{uuid:contract_id}/parties",
    response=answers(list[PartyAnswer], 404),
    auth=Token("contracts:read"),
)
def list_parties(request: HttpRequest, contract_id: UUID) -> list[dict[str, Any]]:
    """List who has which part in a contract."""
    found: list[dict[str, Any]] = whole(seat_of(request, contract_id))["parties"]
    return found


@router.get(
    "/contracts/{uuid:contract_id}/invitations",
    response=answers(list[PartyInvited], 404),
    auth=Token("contracts:read"),
)
def list_party_invitations(request: HttpRequest, contract_id: UUID) -> list[PartyInvited]:
    """List the invitations to take a part that are not used yet (the owner's administrators)."""
    contract = seat_of(request, contract_id, Act.INVITE).contract
    return [
        PartyInvited(part=one.part, name=one.name, expires=one.expires)
        for one in contract.invitations.order_by("expires")
    ]


@router.post(
    "/contracts/{uuid:contract_id}/invitations",
    response=answers(PartyInvitedAnswer, 404, status=201),
    auth=Token("contracts:write"),
)
def invite_party(
    request: HttpRequest, contract_id: UUID, body: PartyInvitationBody
) -> Status[PartyInvitedAnswer]:
    """Invite an organisation to take a part (the owner's administrators); the link is shown once.

    It is taken by an administrator there within 14 days.
    """
    contract = seat_of(request, contract_id, Act.INVITE).contract
    limit(request, "invite-party")
    _check_name(contract, body.name)
    token = parties.invite(contract, body.part, body.name, signed_in(request))
    made = parties.invitation_of(token)
    assert made is not None, "it was made now"
    link = request.build_absolute_uri(reverse("party-invitation", args=[token]))
    answer = PartyInvitedAnswer(part=body.part, name=body.name, expires=made.expires, link=link)
    return Status(201, answer)


@router.patch(
    "/contracts/{uuid:contract_id}/parties/{int:party}",
    response=answers(PartyAnswer, 404),
    auth=Token("contracts:write"),
)
def name_party(
    request: HttpRequest, contract_id: UUID, party: int, body: PartyNameBody
) -> dict[str, Any]:
    """Say which of the terms' own parties an organisation is (the owner's administrators)."""
    contract = seat_of(request, contract_id, Act.INVITE).contract
    limit(request, "invite-party")
    found = _party(contract, party)
    _check_name(contract, body.name)
    parties.rename(contract, found.pk, body.name, signed_in(request))
    found.refresh_from_db()
    return party_answer(found)


@router.delete(
    "/contracts/{uuid:contract_id}/parties/{int:party}",
    response=answers(None, 404, status=204),
    auth=Token("contracts:write"),
)
def remove_party(request: HttpRequest, contract_id: UUID, party: int) -> Status[None]:
    """Take a part away (the owner's administrators); what the organisation did stands."""
    contract = seat_of(request, contract_id, Act.INVITE).contract
    limit(request, "invite-party")
    parties.remove(contract, _party(contract, party).pk, signed_in(request))
    return Status(204, None)


@router.post(
    "/contracts/join", response=answers(ContractAnswer, 404), auth=Token("contracts:write")
)
def join_contract(request: HttpRequest, body: JoinBody) -> dict[str, Any]:
    """Take the part that the organisation was invited to (its administrators)."""
    owner = current_organisation(request, Role.ADMINISTRATOR)
    limit(request, "join-contract")
    found = parties.invitation_of(body.link.rstrip("/").rpartition("/")[2])
    if found is None or not parties.accept(found, owner, signed_in(request)):
        raise Http404
    return whole(seat_of(request, found.contract_id))


def _party(contract: Contract, party: int) -> Party:
    found = contract.parties.filter(pk=min(party, 2**63 - 1)).select_related("organisation")
    one: Party | None = found.first()
    if one is None:
        raise Http404
    return one


def _check_name(contract: Contract, name: str) -> None:
    names = store.party_names(store.newest(contract).document)
    if name and name not in names:
        listed = ", ".join(names)
        raise invalid(
            Text("Kontrakten har ingen part med det navn.", "The contract has no such party."),
            "name", Text(listed, listed),
        )  # fmt: skip
