"""The history of a contract: who changed what, what differs between versions, and back to one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from bundlinje.basics.texts import Text
from bundlinje.web.accounts.access import signed_in
from bundlinje.web.cases import store as documents
from bundlinje.web.cases.pages import seen_revision
from bundlinje.web.contracts import store
from bundlinje.web.contracts.access import Act, seat_at
from bundlinje.web.contracts.judging import means_moved
from bundlinje.web.contracts.pages import frame
from bundlinje.web.contracts.term_words import NAMED, TermPlaces
from bundlinje.web.language import current
from bundlinje.web.limits import limited
from bundlinje.web.sharing.differences import differences
from bundlinje.web.sharing.versions import history
from bundlinje.web.templatetags.words import say


@login_required
@require_safe
def versions(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Show who changed what and when."""
    seat = seat_at(request.user, contract_id)
    contract = seat.contract
    below = request.GET.get("foer", "")
    goes, older = history(contract, int(below) if below.isdecimal() else None, NAMED)
    page = {
        **frame(seat, "contract-versions"),
        "goes": goes,
        "older": older,
        "newest": contract.revision,
        "difference_at": reverse("contract-difference", args=[contract.id]),
    }
    return render(request, "contracts/versions.html", page)


@login_required
@require_safe
def difference(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Show what differs between two versions, and what each party's mean moved by."""
    seat = seat_at(request.user, contract_id)
    contract = seat.contract
    first = store.revision_of(contract, request.GET.get("fra", ""))
    second = store.revision_of(contract, request.GET.get("til", ""))
    page = {
        **frame(seat, "contract-versions"),
        "first": first,
        "second": second,
        "differences": differences(first.document, second.document, current(), TermPlaces),
        "money": means_moved(contract, first.document, second.document, current()),
        "money_words": Text(
            "Hvad hver part ender med i gennemsnit", "What each party ends with on average"
        ),
    }
    return render(request, "contracts/difference.html", page)


@login_required
@require_POST
@limited("change")
def go_back(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Bring an earlier version back as the newest one."""
    seat = seat_at(request.user, contract_id, Act.CHANGE)
    number = store.revision_of(seat.contract, request.POST.get("til", "")).number
    try:
        documents.go_back(
            contract_id, signed_in(request), seen_revision(request), number, store.CONTRACTS
        )
    except documents.ConflictError:
        messages.error(
            request,
            say("En anden har lige ændret vilkårene. Se efter, og prøv igen.",
                "Someone else has just changed the terms. Look, and try again."),
        )  # fmt: skip
        return redirect("contract-versions", contract_id)
    messages.success(
        request,
        say(f"Vilkårene er som version {number} igen. Det kan fortrydes.",
            f"The terms are as version {number} again. It can be undone."),
    )  # fmt: skip
    return redirect("contract-versions", contract_id)
