"""The history of a case: who changed what, what differs between two versions, and back to one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from bundlinje.web.accounts.access import signed_in
from bundlinje.web.cases import store
from bundlinje.web.cases.access import case_for, may
from bundlinje.web.cases.models import Case, Revision
from bundlinje.web.cases.pages import seen_revision
from bundlinje.web.language import current
from bundlinje.web.limits import limited
from bundlinje.web.sharing.around import around
from bundlinje.web.sharing.differences import differences, in_kroner
from bundlinje.web.sharing.models import May
from bundlinje.web.sharing.versions import history
from bundlinje.web.templatetags.words import say


@login_required
@require_safe
def versions(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show who changed what and when."""
    case = case_for(request.user, case_id, May.COMMENT)
    goes, older = history(case, _number(request.GET.get("foer", "")))
    allowed = may(request.user, case) or May.READ
    page = {
        "case": case,
        "goes": goes,
        "older": older,
        "edits": allowed >= May.EDIT,
        "here": "versions",
        **around(case, allowed),
    }
    return render(request, "sharing/versions.html", page)


@login_required
@require_safe
def difference(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show what differs between two versions, in words and in kroner."""
    case = case_for(request.user, case_id, May.COMMENT)
    first = _revision(case, request.GET.get("fra", ""))
    second = _revision(case, request.GET.get("til", ""))
    allowed = may(request.user, case) or May.READ
    before, after = first.document, second.document
    page = {
        "case": case,
        "first": first,
        "second": second,
        "differences": differences(before, after, current()),
        "money": in_kroner(before, after, case.organisation_id, current()),
        "edits": allowed >= May.EDIT,
        "here": "versions",
        **around(case, allowed),
    }
    return render(request, "sharing/difference.html", page)


@login_required
@require_POST
@limited("change")
def go_back(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Bring an earlier version back as the newest one."""
    case = case_for(request.user, case_id, May.EDIT)
    number = _revision(case, request.POST.get("til", "")).number
    try:
        saved = store.go_back(case.id, signed_in(request), seen_revision(request), number)
    except store.ConflictError:
        messages.error(
            request,
            say("En anden har lige ændret sagen. Se efter, og prøv igen.",
                "Someone else has just changed the case. Look, and try again."),
        )  # fmt: skip
        return redirect("versions", case.id)
    if saved is None:
        messages.success(request, say("Sagen siger allerede det.", "The case says so already."))
    else:
        messages.success(
            request,
            say(f"Sagen er som version {number} igen. Det kan fortrydes.",
                f"The case is as version {number} again. It can be undone."),
        )  # fmt: skip
    return redirect("versions", case.id)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 9 else None


def _revision(case: Case, text: str) -> Revision:
    found: Revision | None = (
        case.revisions.filter(number=_number(text) or 0).select_related("author").first()
    )
    if found is None:
        raise Http404
    return found
