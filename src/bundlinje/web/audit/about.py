"""What is held of one person, to be handed to them: without the names of others."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.utils import timezone

from bundlinje.basics.texts import Language, Text
from bundlinje.web.accounts.models import Organisation, User
from bundlinje.web.audit.held import Row
from bundlinje.web.audit.models import Event
from bundlinje.web.audit.reading import ACTIONS

HEADS = (
    Text("Tidspunkt", "Time"), Text("Hvem", "Who"), Text("Gjorde", "Did"), Text("Hvad", "What"),
    Text("Organisation", "Organisation"), Text("Formål", "Purpose"), Text("Indhold", "Content"),
)  # fmt: skip
_KINDS = {
    "case": Text("en sag", "a case"),
    "organisation": Text("organisationen", "the organisation"),
    "own-record": Text("en egen oplysning", "an own record"),
    "contract": Text("en kontrakt", "a contract"),
}


def noted_of(user: User, organisation: Organisation | None = None) -> Iterator[Event]:
    """Yield what a person did and what was done to them, the oldest first.

    With an organisation, only what happened there.
    """
    found = Event.objects.filter(Q(who=user) | Q(what="user", which=str(user.pk)))
    if organisation is not None:
        found = found.filter(organisation=organisation)
    return found.select_related("organisation").order_by("when", "id").iterator(1000)


def line(event: Event, user: User, language: Language) -> tuple[str, ...]:
    """Return one event in words; anyone else is a colleague without a name.

    A purpose that another wrote may name others too, and stays out.
    """
    own = event.who_id == user.pk
    who = Text("dig selv", "yourself") if own else Text("en anden", "someone else")
    of_person = event.what == "user" and event.which == str(user.pk)
    what = Text("din konto", "your account") if of_person else _KINDS.get(event.what, Text("", ""))
    return (
        f"{timezone.localtime(event.when):%Y-%m-%d %H:%M:%S}",
        who.to(language),
        ACTIONS.get(event.action, Text(event.action, event.action)).to(language),
        what.to(language),
        str(event.organisation or ""),
        event.purpose if own else "",
        "",
    )


def held_line(row: Row, language: Language) -> tuple[str, ...]:
    """Return something that is held of the person in words."""
    who = Text("dig selv", "yourself") if row.own else Text("en anden", "someone else")
    return (
        f"{timezone.localtime(row.when):%Y-%m-%d %H:%M:%S}" if row.when else "",
        who.to(language),
        row.did.to(language),
        row.what.to(language),
        str(row.organisation or ""),
        "",
        row.content,
    )
