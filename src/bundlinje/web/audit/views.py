"""Who did what in an organisation, for its administrators."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bundlinje.web.accounts.access import current_organisation, require_role, signed_in
from bundlinje.web.accounts.models import Membership, Organisation, Role, User
from bundlinje.web.audit import about, reading
from bundlinje.web.audit.held import held_of
from bundlinje.web.audit.log import log
from bundlinje.web.audit.models import Event
from bundlinje.web.cases.models import Case
from bundlinje.web.language import current
from bundlinje.web.limits import limited
from bundlinje.web.templatetags.words import say

PAGE_LENGTH = 50


@login_required
@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """List who did what, the newest first, a page at a time."""
    owner = current_organisation(request, Role.ADMINISTRATOR)
    search = reading.search_of(request.GET.dict())
    number = request.GET.get("side", "1")
    page = max(int(number), 1) if number.isdecimal() and len(number) < 8 else 1
    start = (page - 1) * PAGE_LENGTH
    found = list(reading.events_of(owner, search)[start : start + PAGE_LENGTH + 1])
    asked = {key: value for key, value in request.GET.items() if key != "side" and value}
    context = {
        "organisation": owner,
        "lines": list(reading.lines(found[:PAGE_LENGTH], owner)),
        "search": search,
        "people": reading.people_of(owner).order_by("name", "email"),
        "cases": Case.objects.filter(organisation=owner).order_by("title"),
        "actions": reading.ACTIONS,
        "page": page,
        "more": len(found) > PAGE_LENGTH,
        "asked": urlencode(asked),
        "asked_pairs": asked.items(),
        "failed": reading.failed_sign_ins(30),
    }
    return render(request, "audit/events.html", context)


@login_required
@require_safe
@limited("download")
def download(request: HttpRequest) -> HttpResponse:
    """Return all that a search finds as a file for a spreadsheet."""
    owner = current_organisation(request, Role.ADMINISTRATOR)
    why = purpose_of(request)
    if not why:
        return redirect("events")
    log(request.user, "audit", "organisation", owner.id, owner.id, purpose=why)
    search = reading.search_of(request.GET.dict())
    rows = _rows(owner, reading.events_of(owner, search).iterator(1000))
    return _file(rows, "hvem-har-gjort-hvad.csv")


@login_required
@require_safe
@limited("download")
def about_me(request: HttpRequest) -> HttpResponse:
    """Return what is held of oneself, in every organisation, without who else did it."""
    user = signed_in(request)
    log(user, "audit-person", "user", user.pk)
    return _file(_about(user), "noteret-om-mig.csv")


@login_required
@require_safe
@limited("download")
def about_member(request: HttpRequest, member: int) -> HttpResponse:
    """Return what is held of a member in the organisation, without who else did it."""
    found = get_object_or_404(Membership.objects.select_related("user"), id=member)
    require_role(request.user, found.organisation_id, Role.ADMINISTRATOR)
    why = purpose_of(request)
    if not why:
        return redirect("organisation")
    log(request.user, "audit-person", "user", found.user_id, found.organisation_id, purpose=why)
    rows = _about(found.user, found.organisation)
    return _file(rows, "noteret-om-et-medlem.csv")


def purpose_of(request: HttpRequest) -> str:
    """Return why something is asked for; where that is not said, empty, and that it is needed."""
    asked = request.POST if request.method == "POST" else request.GET
    why = " ".join(asked.get("formaal", "").split())[:300]
    if len(why) < 5:
        messages.error(
            request,
            say("Skriv, hvad du skal bruge det til. Det noteres.",
                "Write what you need it for. It is noted."),
        )  # fmt: skip
        return ""
    return why


def _about(user: User, organisation: Organisation | None = None) -> Iterator[bytes]:
    """Yield the log of a person, and then all else that is held of them."""
    language = current()
    yield b"\xef\xbb\xbf" + _row(tuple(head.to(language) for head in about.HEADS))
    for event in about.noted_of(user, organisation):
        yield _row(about.line(event, user, language))
    for row in held_of(user, organisation):
        yield _row(about.held_line(row, language))


def _file(rows: Iterator[bytes], name: str) -> HttpResponse:
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _rows(owner: Organisation, found: Iterator[Event]) -> Iterator[bytes]:
    heads = (
        say("Tidspunkt", "Time"), say("Hvem", "Who"), say("Gjorde", "Did"),
        say("Hvad", "What"), say("Dele", "Parts"),
        say("Formål", "Purpose"),
    )  # fmt: skip
    language = current()
    yield b"\xef\xbb\xbf" + _row(heads)
    for some in _batches(found):
        for line in reading.lines(some, owner):
            when = f"{timezone.localtime(line.when):%Y-%m-%d %H:%M:%S}"
            yield _row((when, line.who, line.did.to(language), line.what, line.parts, line.purpose))


def _batches(found: Iterator[Event]) -> Iterator[list[Event]]:
    while some := list(islice(found, 500)):
        yield some


def _row(cells: tuple[str, ...]) -> bytes:
    """Return a row; a text that a spreadsheet would take for a formula is made plain text."""
    text = io.StringIO()
    safe = [
        f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell for cell in cells
    ]
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerow(safe)
    return text.getvalue().encode()
