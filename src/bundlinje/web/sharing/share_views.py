"""Share a case with people and organisations, and by links that only read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from bundlinje.web.accounts.access import signed_in
from bundlinje.web.accounts.members import named
from bundlinje.web.accounts.models import Organisation, User
from bundlinje.web.audit.log import log, log_look
from bundlinje.web.cases.access import case_for
from bundlinje.web.cases.models import Case
from bundlinje.web.cases.pages import stands
from bundlinje.web.cases.results.report_page import chart_answer
from bundlinje.web.cases.results.reports import report_of
from bundlinje.web.language import current
from bundlinje.web.limits import limited, limited_open
from bundlinje.web.notices import telling
from bundlinje.web.sharing.around import around
from bundlinje.web.sharing.links import LASTS, case_of
from bundlinje.web.sharing.links import make_link as new_link_to
from bundlinje.web.sharing.models import LEVELS, May, Share, ShareLink
from bundlinje.web.sharing.shown import not_listed, report_context
from bundlinje.web.templatetags.words import say


@login_required
@require_safe
def sharing(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show with whom a case is shared, and by which links."""
    return _page(request, case_for(request.user, case_id, May.OWN))


def _page(request: HttpRequest, case: Case, status: int = 200, **more: Any) -> HttpResponse:
    shares = case.shares.select_related("user", "organisation", "shared_by").order_by("since")
    page = {
        "case": case,
        "here": "sharing",
        **around(case, May.OWN),
        "shares": shares,
        "links": case.links.select_related("made_by").order_by("-made"),
        "levels": [(level.value, name) for level, name in LEVELS.items()],
        "lasts": LASTS,
        **more,
    }
    return render(request, "sharing/sharing.html", page, status=status)


@login_required
@require_POST
@limited("share")
@limited("share-unknown")
def share(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Share a case with a person or an organisation, or change for what it is shared."""
    case = case_for(request.user, case_id, May.OWN)
    typed, asked = request.POST.get("hvem", "").strip(), request.POST.get("niveau", "")
    level = May(int(asked)) if asked in {str(level.value) for level in LEVELS} else May.READ
    receiver = _receiver(typed, case)
    if receiver is None:
        log(request.user, "share-unknown", "case", case.id, case.organisation_id)
        problem = say(
            "Sagen kan ikke deles med det navn eller den adresse. Skriv e-mailadressen på en, der "
            "har en konto her, eller en anden organisations fulde navn. Andre kan få et link.",
            "The case cannot be shared with this name or address. Write the e-mail address of "
            "someone with an account here, or another organisation's full name. Others can get a "
            "link.",
        )
        return _page(request, case, 422, problem=problem, typed=typed, level=level.value)
    with transaction.atomic():
        kind = "user" if isinstance(receiver, User) else "organisation"
        made, new = Share.objects.update_or_create(
            case=case,
            **{kind: receiver},
            defaults={"level": level, "shared_by": signed_in(request)},
        )
        if new:
            telling.shared(made, signed_in(request))
        detail = {"to": str(receiver.pk), "receiver": kind, "level": level.name}
        log(request.user, "share", "case", case.id, case.organisation_id, **detail)
    messages.success(
        request, say(f"Sagen er delt med {receiver}.", f"The case is shared with {receiver}.")
    )
    return redirect("sharing", case.id)


def _receiver(typed: str, case: Case) -> User | Organisation | None:
    """Return whom a case can be shared with by what was typed; not who can see it already."""
    if "@" in typed:
        person: User | None = User.objects.filter(email=typed.lower(), is_active=True).first()
        mine = case.organisation.memberships
        return None if person is None or mine.filter(user=person).exists() else person
    return named(typed, but=case.organisation_id)


@login_required
@require_POST
def unshare(request: HttpRequest, case_id: UUID, share: int) -> HttpResponse:
    """Stop sharing with one receiver; it holds from the next page."""
    case = case_for(request.user, case_id, May.OWN)
    found = get_object_or_404(Share, pk=share, case=case)
    with transaction.atomic():
        kind = "user" if found.user_id else "organisation"
        to = str(found.user_id or found.organisation_id)
        log(request.user, "unshare", "case", case.id, case.organisation_id, to=to, receiver=kind)
        found.delete()
    messages.success(request, say("Sagen deles ikke længere.", "The case is no longer shared."))
    return redirect("sharing", case.id)


@login_required
@require_POST
@limited("make-link")
def new_link(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Make a link that shows the result to whoever has it, and show it once."""
    case = case_for(request.user, case_id, May.OWN)
    asked = request.POST.get("dage", "")
    days = int(asked) if asked in map(str, LASTS) else LASTS[0]
    with transaction.atomic():
        made, token = new_link_to(case, signed_in(request), days)
        detail = {"link": made.pk, "days": days}
        log(request.user, "make-link", "case", case.id, case.organisation_id, **detail)
    address = request.build_absolute_uri(reverse("shared-link", args=[token]))
    return _page(request, case, address=address, made=made)


@login_required
@require_POST
def withdraw_link(request: HttpRequest, case_id: UUID, link: int) -> HttpResponse:
    """Stop a link at once."""
    case = case_for(request.user, case_id, May.OWN)
    found = get_object_or_404(ShareLink, pk=link, case=case)
    with transaction.atomic():
        log(request.user, "withdraw-link", "case", case.id, case.organisation_id, link=found.pk)
        found.delete()
    messages.success(request, say("Linket virker ikke længere.", "The link no longer works."))
    return redirect("sharing", case.id)


@require_safe
@limited_open("open-case", reads=True)
def shared_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show the result of the case that a link is to; nothing else of it or of others."""
    link = case_of(token)
    if link is None:
        return not_listed(render(request, "sharing/no_link.html", status=404))
    log_look(AnonymousUser(), "case", link.case_id, link.case.organisation_id, "open-link")
    now = stands(link.case)
    page = {
        "case": link.case,
        "expires": link.expires,
        "revision": now.revision,
        **report_context(now.judged.result, reverse("shared-link-chart", args=[token, "x"])),
    }
    return not_listed(render(request, "sharing/shared_case.html", page))


@require_safe
@limited_open("open-case", reads=True)
def shared_link_chart(request: HttpRequest, token: str, name: str) -> HttpResponse:
    """Return one chart of the result that a link is to."""
    link = case_of(token)
    result = None if link is None else stands(link.case).judged.result
    if result is None:
        raise Http404
    return not_listed(chart_answer(request, report_of(result, current()), name))
