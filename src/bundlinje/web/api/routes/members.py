"""Members and invitations, and what the organisation is called.

Links for a new password, and the demand for a second factor, are left to the browser: a token
that could make them would be a way past both.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status
from pydantic import Field

from bundlinje.basics.texts import Text
from bundlinje.web.accounts import links, members
from bundlinje.web.accounts.access import current_organisation, require_role, signed_in
from bundlinje.web.accounts.models import Invitation, Membership, OrganisationKind, Role
from bundlinje.web.api.access import Token, limit, membership
from bundlinje.web.api.answers import Body, RoleName, answers, role_name, role_named
from bundlinje.web.api.problems import RefusedError, invalid
from bundlinje.web.api.routes.me import OrganisationAnswer, organisation_answer

router = Router(tags=["members"])
Email = Annotated[str, Field(min_length=3, max_length=254, examples=["navn@kommune.example"])]


class MemberAnswer(Schema):
    """A member: `second_factor` says whether the person signs in in two steps."""

    id: int
    name: str
    email: str
    role: RoleName
    since: datetime
    second_factor: bool


class MemberBody(Body):
    """What a member's role is to be."""

    role: RoleName


class InvitationAnswer(Schema):
    """An invitation that is not used yet."""

    email: str
    role: RoleName
    expires: datetime


class InvitationBody(Body):
    """Who is invited, and to which role."""

    email: Email
    role: RoleName


class WithdrawBody(Body):
    """Whose invitation is withdrawn."""

    email: Email


class InvitedAnswer(Schema):
    """The link of an invitation, to be sent; it is not shown again."""

    email: str
    role: RoleName
    link: str


class OrganisationBody(Body):
    """What an organisation is called, which no other may be, and what kind it is."""

    name: Annotated[str, Field(min_length=1, max_length=members.MOST_OF_NAME)]
    kind: Annotated[OrganisationKind, Field(strict=False)]


@router.put("/organisation", response=answers(OrganisationAnswer, 409), auth=Token("members"))
def rename_organisation(request: HttpRequest, body: OrganisationBody) -> OrganisationAnswer:
    """Change the organisation's name and kind (administrators)."""
    owner = current_organisation(request, Role.ADMINISTRATOR)
    limit(request, "change")
    try:
        members.rename(owner, signed_in(request), body.name.strip(), body.kind)
    except members.TakenError:
        raise RefusedError(409, members.TAKEN) from None
    membership(request).organisation.refresh_from_db()
    return organisation_answer(request)


@router.get("/members", response=answers(list[MemberAnswer]), auth=Token("members"))
def list_members(request: HttpRequest) -> list[MemberAnswer]:
    """List the members of the organisation."""
    found = (
        Membership.objects.filter(organisation_id=membership(request).organisation_id)
        .select_related("user")
        .order_by("-role", "user__email")
    )
    return _answers(list(found))


@router.patch(
    "/members/{int:member}", response=answers(MemberAnswer, 404, 409), auth=Token("members")
)
def change_member(request: HttpRequest, member: int, body: MemberBody) -> MemberAnswer:
    """Change a member's role (administrators)."""
    found = _member(request, member)
    _set_role(request, found, role_named(body.role))
    return _answers([found])[0]


@router.delete(
    "/members/{int:member}", response=answers(None, 404, 409, status=204), auth=Token("members")
)
def remove_member(request: HttpRequest, member: int) -> Status[None]:
    """End a membership (administrators)."""
    _set_role(request, _member(request, member), None)
    return Status(204, None)


@router.get("/invitations", response=answers(list[InvitationAnswer]), auth=Token("members"))
def list_invitations(request: HttpRequest) -> list[InvitationAnswer]:
    """List the invitations that are not used yet (administrators)."""
    owner = current_organisation(request, Role.ADMINISTRATOR)
    return [
        InvitationAnswer(email=one.email, role=role_name(one.role), expires=one.expires)
        for one in Invitation.objects.filter(organisation=owner).order_by("email")
    ]


@router.post("/invitations", response=answers(InvitedAnswer, status=201), auth=Token("members"))
def invite(request: HttpRequest, body: InvitationBody) -> Status[InvitedAnswer]:
    """Invite someone (administrators); the link is shown once, to be sent."""
    owner = current_organisation(request, Role.ADMINISTRATOR)
    limit(request, "invite")
    email = body.email.strip()
    if not members.is_address(email):
        raise invalid(
            Text("Skriv en e-mailadresse.", "Write an e-mail address."), "email",
            Text("navn@kommune.example", "name@municipality.example"),
        )  # fmt: skip
    path = members.invite(owner, signed_in(request), email, role_named(body.role))
    link = request.build_absolute_uri(path)
    return Status(201, InvitedAnswer(email=email, role=body.role, link=link))


@router.post(
    "/invitations/withdraw", response=answers(None, 404, status=204), auth=Token("members")
)
def withdraw_invitation(request: HttpRequest, body: WithdrawBody) -> Status[None]:
    """Take an invitation back (administrators): its link no longer works."""
    owner = current_organisation(request, Role.ADMINISTRATOR)
    if not members.withdraw(owner, signed_in(request), body.email):
        raise Http404
    return Status(204, None)


def _member(request: HttpRequest, member: int) -> Membership:
    found: Membership = get_object_or_404(
        Membership.objects.select_related("user"), id=min(member, 2**63 - 1)
    )
    require_role(request.user, found.organisation_id, Role.ADMINISTRATOR)
    return found


def _set_role(request: HttpRequest, found: Membership, role: Role | None) -> None:
    try:
        members.set_role(found, signed_in(request), role)
    except members.LastAdministratorError:
        raise RefusedError(
            409,
            Text("Organisationen skal have mindst én administrator.",
                 "The organisation must have at least one administrator."),
            "last-administrator",
        ) from None  # fmt: skip


def _answers(found: list[Membership]) -> list[MemberAnswer]:
    protected = links.with_second_factor(found)
    return [
        MemberAnswer(
            id=one.pk,
            name=one.user.name,
            email=one.user.email,
            role=role_name(one.role),
            since=one.since,
            second_factor=one.user_id in protected,
        )
        for one in found
    ]
