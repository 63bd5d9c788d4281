"""Why someone looks at rows about people: written once a day for each contract, and noted."""

from __future__ import annotations

from datetime import datetime, time

from django.utils import timezone

from bundlinje.web.accounts.models import User
from bundlinje.web.audit.log import log
from bundlinje.web.audit.models import Event
from bundlinje.web.contracts.access import Act, Seat

#: The action of the log, with its purpose.
ACTION = "look-at-rows"


def must_say_why(seat: Seat, user: User) -> bool:
    """Return whether a person may see rows about people, but has not said today why.

    Whoever sees sums only is not asked, nor anybody while there are no rows.
    """
    return seat.may(Act.LINES) and seat.contract.results.exists() and not _said(seat, user)


def say_why(seat: Seat, user: User, purpose: str) -> None:
    """Note why a person looks at the rows today."""
    organisation = seat.acting_for(Act.LINES)
    assert organisation is not None, "the seat was given for it"
    log(user, ACTION, "contract", seat.contract.id, organisation.id, purpose=purpose)


def _said(seat: Seat, user: User) -> bool:
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(), time()))
    which = {"what": "contract", "which": str(seat.contract.id)}
    said = Event.objects.filter(who=user, action=ACTION, when__gte=midnight, **which)
    return bool(said.exists())
