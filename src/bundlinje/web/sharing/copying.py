"""Copies of a case in one's own organisation, with where they came from."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest

from bundlinje.web.accounts.models import Organisation, User
from bundlinje.web.cases import store
from bundlinje.web.cases.judging import judge
from bundlinje.web.cases.models import Case, Revision
from bundlinje.web.sharing.models import Origin
from bundlinje.web.templatetags.words import say


def copy_to(owner: Organisation, who: User, revision: Revision) -> Case:
    """Return a copy of one revision of a case, owned by `owner`."""
    source = revision.case
    document = revision.document
    title = str(document.get("title") or source.title)
    document["title"] = say(f"{title} (kopi)", f"{title} (copy)")
    with transaction.atomic():
        made = store.create(owner, who, document)
        Origin.objects.create(
            case=made,
            source=source,
            title=title[:300],
            organisation=source.organisation.name,
            revision=revision.number,
        )
    return made


def tell_of_copy(request: HttpRequest, made: Case, revision: Revision) -> None:
    """Say that a copy was made, and that records of the source's owner are not in it."""
    text = say(f"Kopien hedder {made.title}.", f"The copy is called {made.title}.")
    before = judge(revision.document, revision.case.organisation_id).result
    if before is not None and made.net_result is None:
        text += " " + say(
            "Den, der ejer sagen, brugte egne tal, som ikke følger med. De skal udfyldes.",
            "The owner used records of their own that do not come along. They must be filled in.",
        )
    messages.success(request, text)
