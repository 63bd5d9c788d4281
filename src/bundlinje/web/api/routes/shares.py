"""Who else sees a case: shares with people and organisations, and links that only read."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Router, Schema, Status
from pydantic import Field

from bundlinje.web.accounts.access import signed_in
from bundlinje.web.api.access import Token, case_of, limit
from bundlinje.web.api.answers import Body, Page, PageNumber, answers, page_of
from bundlinje.web.api.problems import invalid
from bundlinje.web.api.routes.cases import CaseLine, line
from bundlinje.web.cases.access import may, shared_with
from bundlinje.web.cases.models import Case
from bundlinje.web.sharing import links, shares
from bundlinje.web.sharing.models import May, Share, ShareLink

router = Router(tags=["sharing"])
LevelName = Literal["read", "comment", "edit"]


class ShareAnswer(Schema):
    """A share: with a person (an e-mail address) or an organisation (its name), and for what."""

    id: int
    receiver: str
    kind: Literal["person", "organisation"]
    level: LevelName
    shared_by: str
    since: datetime


class ShareBody(Body):
    """With whom a case is shared, and for what.

    `receiver` is the e-mail address of someone with an account, or an organisation's full name.
    """

    receiver: Annotated[str, Field(min_length=1, max_length=254)]
    level: LevelName


class LinkAnswer(Schema):
    """A reading link, without the link itself."""

    id: int
    made_by: str
    made: datetime
    expires: datetime
    works: bool


class NewLinkAnswer(LinkAnswer):
    """A reading link, to be sent; it is not shown again."""

    link: str


class LinkBody(Body):
    """For how many days a reading link works."""

    days: Literal[7, 30, 90]


class SharedCase(CaseLine):
    """A case that another organisation has shared, and what the person may do with it."""

    owner: str
    level: LevelName


class SharedCasesAnswer(Page):
    """A page of cases that were shared, those changed last first."""

    items: list[SharedCase]


@router.get("/shared-cases", response=answers(SharedCasesAnswer), auth=Token("cases:read"))
def list_shared_cases(request: HttpRequest, page: PageNumber = 1) -> dict[str, Any]:
    """List the cases that others have shared with the organisation."""
    who = signed_in(request)

    def shared(case: Case) -> dict[str, Any]:
        level = _level(may(who, case) or May.READ)
        return {**line(case), "owner": case.organisation.name, "level": level}

    return page_of(shared_with(who), page, shared)


@router.get(
    "/cases/{uuid:case_id}/shares",
    response=answers(list[ShareAnswer], 404),
    auth=Token("sharing"),
)
def list_shares(request: HttpRequest, case_id: UUID) -> list[dict[str, Any]]:
    """List with whom a case is shared, and for what."""
    case = case_of(request, case_id, May.OWN)
    found = case.shares.select_related("user", "organisation", "shared_by")
    return [_share(one) for one in found.order_by("since")]


@router.post(
    "/cases/{uuid:case_id}/shares",
    response=answers(ShareAnswer, 404, status=201),
    auth=Token("sharing"),
)
def share_case(request: HttpRequest, case_id: UUID, body: ShareBody) -> Status[dict[str, Any]]:
    """Share a case with a person or an organisation, or change for what it is shared."""
    case = case_of(request, case_id, May.OWN)
    limit(request, "share")
    limit(request, "share-unknown")
    level = May[body.level.upper()]
    made = shares.share_with(case, signed_in(request), body.receiver.strip(), level)
    if made is None:
        raise invalid(shares.UNKNOWN, "receiver")
    return Status(201, _share(made))


@router.delete(
    "/cases/{uuid:case_id}/shares/{int:share}",
    response=answers(None, 404, status=204),
    auth=Token("sharing"),
)
def stop_sharing(request: HttpRequest, case_id: UUID, share: int) -> Status[None]:
    """Stop sharing with one receiver; it holds at once."""
    case = case_of(request, case_id, May.OWN)
    found = Share.objects.filter(pk=min(share, 2**63 - 1), case=case).first()
    if found is None:
        raise Http404
    shares.stop_sharing(found, signed_in(request))
    return Status(204, None)


@router.get(
    "/cases/{uuid:case_id}/links", response=answers(list[LinkAnswer], 404), auth=Token("sharing")
)
def list_links(request: HttpRequest, case_id: UUID) -> list[dict[str, Any]]:
    """List the reading links of a case, without the links themselves."""
    case = case_of(request, case_id, May.OWN)
    return [_link(one) for one in case.links.select_related("made_by").order_by("-made")]


@router.post(
    "/cases/{uuid:case_id}/links",
    response=answers(NewLinkAnswer, 404, status=201),
    auth=Token("sharing"),
)
def make_link(request: HttpRequest, case_id: UUID, body: LinkBody) -> Status[dict[str, Any]]:
    """Make a link that shows a case's result to whoever has it; it is shown once."""
    case = case_of(request, case_id, May.OWN)
    limit(request, "make-link")
    made, token = links.make_link(case, signed_in(request), body.days)
    address = request.build_absolute_uri(reverse("shared-link", args=[token]))
    return Status(201, {**_link(made), "link": address})


@router.delete(
    "/cases/{uuid:case_id}/links/{int:link}",
    response=answers(None, 404, status=204),
    auth=Token("sharing"),
)
def withdraw_link(request: HttpRequest, case_id: UUID, link: int) -> Status[None]:
    """Stop a reading link at once."""
    case = case_of(request, case_id, May.OWN)
    found = ShareLink.objects.filter(pk=min(link, 2**63 - 1), case=case).first()
    if found is None:
        raise Http404
    links.withdraw(found, signed_in(request))
    return Status(204, None)


def _share(one: Share) -> dict[str, Any]:
    return {
        "id": one.pk,
        "receiver": one.user.email if one.user else str(one.organisation),
        "kind": "person" if one.user_id else "organisation",
        "level": _level(May(one.level)),
        "shared_by": str(one.shared_by or ""),
        "since": one.since,
    }


def _level(level: May) -> str:
    return level.name.lower()


def _link(one: ShareLink) -> dict[str, Any]:
    return {
        "id": one.pk,
        "made_by": str(one.made_by or ""),
        "made": one.made,
        "expires": one.expires,
        "works": not one.expired,
    }
