"""Who did what, for administrators."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from bundlinje.web.accounts.access import current_organisation
from bundlinje.web.accounts.models import Role
from bundlinje.web.api.access import Token
from bundlinje.web.api.answers import Number, Page, PageNumber, answers
from bundlinje.web.audit import reading
from bundlinje.web.audit.views import PAGE_LENGTH
from bundlinje.web.language import current

router = Router(tags=["audit"])


class EventAnswer(Schema):
    """One thing that someone did: the codes of the log, and the same in words."""

    when: datetime
    who: str
    action: str
    what: str
    which: str
    token: int | None
    did: str
    name: str
    parts: str


class EventsAnswer(Page):
    """A page of what was done, the newest first."""

    items: list[EventAnswer]


@router.get("/events", response=answers(EventsAnswer), auth=Token("audit"))
def list_events(
    request: HttpRequest,
    who: Number | None = None,
    action: Annotated[str, Field(max_length=40)] = "",
    case: UUID | None = None,
    first: date | None = None,
    last: date | None = None,
    page: PageNumber = 1,
) -> Any:
    """List who did what in the organisation (administrators), the newest first."""
    owner = current_organisation(request, Role.ADMINISTRATOR)
    wanted = reading.Search(who, action, case, _possible(first), _possible(last))
    found = reading.events_of(owner, wanted)
    start = (page - 1) * PAGE_LENGTH
    events = list(found[start : start + PAGE_LENGTH])
    items = [
        EventAnswer(
            when=line.when,
            who=line.who,
            action=event.action,
            what=event.what,
            which=event.which,
            token=event.detail.get("token"),
            did=line.did.to(current()),
            name=line.what,
            parts=line.parts,
        )
        for event, line in zip(events, reading.lines(events, owner), strict=True)
    ]
    return EventsAnswer(items=items, page=page, page_length=PAGE_LENGTH, total=found.count())


def _possible(day: date | None) -> date | None:
    """Return a day that has a midnight in every time zone, or None."""
    return day if day is None or 1900 < day.year < 9999 else None
