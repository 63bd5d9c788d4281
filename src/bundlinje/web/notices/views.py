"""What waits for a person and what has happened, on one page; and which e-mails they want."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bundlinje.basics.texts import Text
from bundlinje.web.accounts.access import current_membership, signed_in
from bundlinje.web.accounts.models import Role
from bundlinje.web.cases import store
from bundlinje.web.contracts.access import contracts_of
from bundlinje.web.notices import told
from bundlinje.web.notices.choosing import choices_of, choose
from bundlinje.web.notices.models import Notice
from bundlinje.web.notices.seeing import mark_read, notices_of, waiting_for
from bundlinje.web.templatetags.words import say

PAGE_LENGTH = 50
#: So many of each are shown on the front page.
FEW = 5


@dataclass(frozen=True)
class Shown:
    """A notice in words."""

    notice: Notice
    says: Text
    title: str


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show what waits for one, and what has happened, a page at a time."""
    user = signed_in(request)
    number = request.GET.get("side", "1")
    page = max(int(number), 1) if number.isdecimal() and len(number) < 8 else 1
    start = (page - 1) * PAGE_LENGTH
    found = shown(notices_of(user)[start : start + PAGE_LENGTH + 1])
    return render(
        request,
        "notices/list.html",
        {
            "waiting": waiting_for(user) if page == 1 else [],
            "notices": found[:PAGE_LENGTH],
            "page": page,
            "more": len(found) > PAGE_LENGTH,
        },
    )


def front_page(request: HttpRequest) -> HttpResponse:
    """Show a signed-in person what waits, what is new, and what was changed last."""
    user, membership = signed_in(request), current_membership(request)
    unread = shown(notices_of(user).filter(read=None)[: FEW + 1])
    owner = None if membership is None else membership.organisation_id
    page: dict[str, Any] = {
        "waiting": waiting_for(user),
        "notices": unread[:FEW],
        "more": len(unread) > FEW,
        "cases": store.listed(owner, "")[:FEW],
        "contracts": [] if membership is None else contracts_of(membership.organisation)[:FEW],
        "edits": membership is not None and membership.role >= Role.EDITOR,
    }
    return render(request, "notices/front.html", page)


def shown(found: Iterable[Notice]) -> list[Shown]:
    """Return notices in words."""
    return [Shown(one, told.words_of(one), told.title_of(one)) for one in found]


@login_required
@require_POST
def open_notice(request: HttpRequest, notice: int) -> HttpResponse:
    """Go to what a notice is about; it has been read then."""
    visible = notices_of(signed_in(request))
    found = get_object_or_404(visible, pk=notice)
    mark_read(visible.filter(pk=notice))
    return redirect(told.address_of(found))


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Say that one has read of all that has happened."""
    mark_read(notices_of(signed_in(request)))
    return redirect("notices")


@login_required
@require_http_methods(["GET", "POST"])
def mail_choices(request: HttpRequest) -> HttpResponse:
    """Choose what one gets e-mail about."""
    user = signed_in(request)
    if request.method == "POST":
        choose(user, request.POST.getlist("om"))
        messages.success(request, say("Dit valg er gemt.", "Your choice is saved."))
        return redirect("mail-choices")
    return render(request, "notices/mail_choices.html", {"topics": choices_of(user)})
