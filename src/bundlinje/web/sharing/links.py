"""Links that show the result of a case without signing in."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from bundlinje.web.accounts.links import digest
from bundlinje.web.accounts.models import User
from bundlinje.web.audit.log import log
from bundlinje.web.cases.models import Case
from bundlinje.web.sharing.models import ShareLink

#: For how long a link can be made to last [days].
LASTS = (7, 30, 90)


def make_link(case: Case, author: User, days: int) -> tuple[ShareLink, str]:
    """Return a new link to a case and its token, which is kept nowhere."""
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        link = ShareLink.objects.create(
            digest=digest(token), case=case, made_by=author,
            expires=timezone.now() + timedelta(days=days),
        )  # fmt: skip
        detail = {"link": link.pk, "days": days}
        log(author, "make-link", "case", case.id, case.organisation_id, **detail)
    return link, token


def withdraw(link: ShareLink, who: User) -> None:
    """Stop a link at once."""
    case = link.case
    with transaction.atomic():
        log(who, "withdraw-link", "case", case.id, case.organisation_id, link=link.pk)
        link.delete()


def case_of(token: str) -> ShareLink | None:
    """Return the link of a token, with its case; None if unknown, withdrawn, expired or removed."""
    found: ShareLink | None = (
        ShareLink.objects.filter(
            digest=digest(token), expires__gt=timezone.now(), case__removed=None
        )
        .select_related("case__organisation")
        .first()
    )
    return found
