"""What waits for the person of a token and what has happened, in the token's organisation."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status
from pydantic import Field

from bundlinje.web.accounts.access import signed_in
from bundlinje.web.api.access import Token
from bundlinje.web.api.answers import Body, Page, PageNumber, answers, page_of
from bundlinje.web.language import current
from bundlinje.web.notices import told
from bundlinje.web.notices.choosing import choices_of, choose
from bundlinje.web.notices.kinds import Kind
from bundlinje.web.notices.models import Notice
from bundlinje.web.notices.seeing import mark_read, notices_of, waiting_for

router = Router(tags=["notices"])
TopicName = Literal[
    "record-waits", "settlement-waits", "terms-wait", "invited", "shared", "shared-with-us",
    "answer", "comment", "verdict", "reviewed", "decided", "signed", "agreed", "dispute",
]  # fmt: skip


class AboutAnswer(Schema):
    """What happened or is asked for, to what, and the page where it stands.

    One of `case_id`, `contract_id` and `record_id` says what it is about.
    """

    kind: Kind
    says: Annotated[str, Field(examples=["Godkend eller afvis en afregning"])]
    title: Annotated[str, Field(examples=["Resultatkontrakt: Løsladte"])]
    page: str
    case_id: UUID | None = None
    contract_id: UUID | None = None
    record_id: int | None = None


class WaitingAnswer(AboutAnswer):
    """Something that waits for the person to act; it follows from the state of things.

    Of an invitation to a contract, which is not seen before it is taken, `invitation` is what
    `/contracts/join` takes.
    """

    since: datetime | None
    invitation: int | None = None


class NoticeAnswer(AboutAnswer):
    """Something that has happened `times` times; `read` is when the person said so, or null."""

    id: int
    times: int
    when: datetime
    read: datetime | None


class NoticesAnswer(Page):
    """A page of what has happened, the newest first."""

    items: list[NoticeAnswer]


class TopicAnswer(Schema):
    """A topic of e-mails, and whether the person gets them."""

    topic: TopicName
    title: str
    wanted: bool


class MailAnswer(Schema):
    """The topics of e-mails; `sends` says whether this server sends any."""

    sends: bool
    topics: list[TopicAnswer]


class MailBody(Body):
    """Every topic that the person wants e-mails of; of the others there come none."""

    wanted: Annotated[
        list[TopicName], Field(max_length=50, examples=[["settlement-waits", "terms-wait"]])
    ]


@router.get("/notices/waiting", response=answers(list[WaitingAnswer]), auth=Token("notices"))
def list_waiting(request: HttpRequest) -> list[dict[str, Any]]:
    """List what waits for the person in the token's organisation, the oldest first."""
    return [
        {
            "kind": one.kind,
            "says": one.asks.to(current()),
            "title": one.title,
            "page": request.build_absolute_uri(one.address),
            "since": one.since,
            **one.about,
        }
        for one in waiting_for(signed_in(request))
    ]


@router.get("/notices", response=answers(NoticesAnswer), auth=Token("notices"))
def list_notices(request: HttpRequest, unread: bool = False, page: PageNumber = 1) -> Any:
    """List what has happened, the newest first, as far as the token's organisation may see it."""
    found = notices_of(signed_in(request))
    found = found.filter(read=None) if unread else found
    return page_of(found, page, lambda one: _notice(request, one))


@router.post(
    "/notices/{int:notice}/read", response=answers(NoticeAnswer, 404), auth=Token("notices")
)
def read_notice(request: HttpRequest, notice: int) -> dict[str, Any]:
    """Say that the person has read a notice; when it was first read stays."""
    found = notices_of(signed_in(request)).filter(pk=min(notice, 2**63 - 1))
    mark_read(found)
    return _notice(request, get_object_or_404(found))


@router.post("/notices/read", response=answers(None, status=204), auth=Token("notices"))
def read_all_notices(request: HttpRequest) -> Status[None]:
    """Say that the person has read all that the token's organisation may see."""
    mark_read(notices_of(signed_in(request)))
    return Status(204, None)


@router.get("/notices/mail", response=answers(MailAnswer), auth=Token("notices"))
def read_mail_choices(request: HttpRequest) -> dict[str, Any]:
    """Return what the person gets e-mail about, whichever organisation it is in."""
    return _choices(request)


@router.put("/notices/mail", response=answers(MailAnswer), auth=Token("notices"))
def choose_mail(request: HttpRequest, body: MailBody) -> dict[str, Any]:
    """Choose what the person gets e-mail about, whichever organisation it is in."""
    choose(signed_in(request), body.wanted)
    return _choices(request)


def _notice(request: HttpRequest, one: Notice) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "says": told.words_of(one).to(current()),
        "title": told.title_of(one),
        "page": request.build_absolute_uri(told.address_of(one)),
        "id": one.pk,
        "times": one.times,
        "when": one.when,
        "read": one.read,
        **one.about,
    }


def _choices(request: HttpRequest) -> dict[str, Any]:
    topics = [
        {"topic": topic.name, "title": topic.title.to(current()), "wanted": wanted}
        for topic, wanted in choices_of(signed_in(request))
    ]
    return {"sends": settings.SENDS_EMAIL, "topics": topics}
