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
from bundlinje.web.api.answers import Body, Number, answers
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
from bundlinje.web.contracts.models import Contract, Party, PartyInvitation
from bundlinje.web.contracts.refusing import RefusedError
from bundlinje.web.notices.seeing import addressed_to

router = Router(tags=["contracts"])
Name = Annotated[str, Field(max_length=100)]


class PartyInvited(Schema):
    """An invitation to take a part that is not used yet, and which organisation it names."""

    part: PartName
    name: str
    organisation: str
    expires: datetime


class PartyInvitedAnswer(PartyInvited):
    """An invitation with its link, to be sent; it is not shown again and works once."""

    link: str


class PartyInvitationBody(Body):
    """The part that an organisation is invited to, and its id among the terms' `parties`.

    Where `organisation` is the full name of one here, the invitation waits for its administrators
    too, who then need no link.
    """

    part: PartName
    name: Name = ""
    organisation: Annotated[str, Field(max_length=200, examples=["Eksempel Kommune"])] = ""


class PartyNameBody(Body):
    """Which of the terms' own `parties` an organisation is; empty for none."""

    name: Name


class JoinBody(Body):
    """The link of an invitation or its last part alone; or, of one that waits, `invitation`."""

    link: Annotated[str, Field(min_length=1, max_length=500)] | None = None
    invitation: Number | None = None


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
    found = contract.invitations.select_related("addressed__organisation").order_by("expires")
    return [PartyInvited(**_invited(one)) for one in found]


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
    limit(request, "share-unknown")
    _check_name(contract, body.name)
    who = signed_in(request)
    try:
        organisation = parties.addressee(contract, body.organisation, who)
    except RefusedError as error:
        raise invalid(error.message, "organisation") from None
    token = parties.invite(contract, body.part, body.name, who, organisation)
    made = parties.invitation_of(token)
    assert made is not None, "it was made now"
    link = request.build_absolute_uri(reverse("party-invitation", args=[token]))
    answer = PartyInvitedAnswer(**_invited(made), link=link)
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
    response=answers(None, 404, 409, status=204),
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
    found = _invitation(request, body)
    if found is None or not parties.accept(found, owner, signed_in(request)):
        raise Http404
    return whole(seat_of(request, found.contract_id))


def _invitation(request: HttpRequest, body: JoinBody) -> PartyInvitation | None:
    if (body.link is None) == (body.invitation is None):
        raise invalid(Text("Send enten link eller invitation.", "Send a link or an invitation."),
                      "link")  # fmt: skip
    if body.link is not None:
        return parties.invitation_of(body.link.rstrip("/").rpartition("/")[2])
    waits = addressed_to(signed_in(request)).filter(pk=body.invitation)
    found = waits.select_related("invitation__contract__organisation").first()
    return None if found is None else found.invitation


def _invited(one: PartyInvitation) -> dict[str, Any]:
    to = getattr(one, "addressed", None)
    return {
        "part": one.part,
        "name": one.name,
        "organisation": "" if to is None else str(to.organisation),
        "expires": one.expires,
    }


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
