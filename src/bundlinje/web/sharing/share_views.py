"""Share a case with people and organisations, and by links that only read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from bundlinje.web.accounts.access import signed_in
from bundlinje.web.audit.log import log_look
from bundlinje.web.cases.access import case_for
from bundlinje.web.cases.models import Case
from bundlinje.web.cases.pages import stands
from bundlinje.web.cases.results.report_page import chart_answer
from bundlinje.web.cases.results.reports import report_of
from bundlinje.web.language import current
from bundlinje.web.limits import limited, limited_open
from bundlinje.web.sharing.around import around
from bundlinje.web.sharing.links import LASTS, case_of, make_link, withdraw
from bundlinje.web.sharing.models import LEVELS, May, Share, ShareLink
from bundlinje.web.sharing.shares import UNKNOWN, share_with, stop_sharing
from bundlinje.web.sharing.shown import not_listed, report_context
from bundlinje.web.templatetags.words import say, words


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
    made = share_with(case, signed_in(request), typed, level)
    if made is None:
        return _page(request, case, 422, problem=words(UNKNOWN), typed=typed, level=level.value)
    receiver = made.user or made.organisation
    messages.success(
        request, say(f"Sagen er delt med {receiver}.", f"The case is shared with {receiver}.")
    )
    return redirect("sharing", case.id)


@login_required
@require_POST
def unshare(request: HttpRequest, case_id: UUID, share: int) -> HttpResponse:
    """Stop sharing with one receiver; it holds from the next page."""
    case = case_for(request.user, case_id, May.OWN)
    found = get_object_or_404(Share, pk=share, case=case)
    stop_sharing(found, signed_in(request))
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
    made, token = make_link(case, signed_in(request), days)
    address = request.build_absolute_uri(reverse("shared-link", args=[token]))
    return _page(request, case, address=address, made=made)


@login_required
@require_POST
def withdraw_link(request: HttpRequest, case_id: UUID, link: int) -> HttpResponse:
    """Stop a link at once."""
    case = case_for(request.user, case_id, May.OWN)
    found = get_object_or_404(ShareLink, pk=link, case=case)
    withdraw(found, signed_in(request))
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
