"""Who asks, and for which organisation."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from bundlinje.web.api.access import Token, membership, token_of
from bundlinje.web.api.answers import RoleName, answers, role_name

router = Router(tags=["me"])


class OrganisationAnswer(Schema):
    """An organisation, and the person's role in it; `closes` is when it is to be deleted."""

    id: UUID
    name: str
    kind: str
    role: RoleName
    demands_second_factor: bool
    closes: datetime | None


class TokenAnswer(Schema):
    """The token that the request came with."""

    id: int
    name: str
    scopes: list[str]
    expires: datetime


class MeAnswer(Schema):
    """The person of the token, what the token may do, and for whom."""

    name: str
    email: str
    organisation: OrganisationAnswer
    token: TokenAnswer


@router.get("/me", response=answers(MeAnswer), auth=Token())
def me(request: HttpRequest) -> MeAnswer:
    """Return who the token belongs to, what it may do, and for which organisation."""
    mine, token = membership(request), token_of(request)
    return MeAnswer(
        name=mine.user.name,
        email=mine.user.email,
        organisation=organisation_answer(request),
        token=TokenAnswer(id=token.pk, name=token.name, scopes=token.scopes, expires=token.expires),
    )


@router.get("/organisations", response=answers(list[OrganisationAnswer]), auth=Token())
def organisations(request: HttpRequest) -> list[OrganisationAnswer]:
    """List the organisations that the token reaches: the one that it was made for."""
    return [organisation_answer(request)]


def organisation_answer(request: HttpRequest) -> OrganisationAnswer:
    """Return the organisation that the token is for."""
    mine = membership(request)
    owner = mine.organisation
    return OrganisationAnswer(
        id=owner.id,
        name=owner.name,
        kind=owner.kind,
        role=role_name(mine.role),
        demands_second_factor=owner.second_factor,
        closes=owner.closes,
    )
