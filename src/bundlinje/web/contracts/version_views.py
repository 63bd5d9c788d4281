"""The history of a contract: who changed what, what differs between versions, and back to one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from bundlinje.basics.texts import Language, Text
from bundlinje.web.accounts.access import signed_in
from bundlinje.web.cases import store as documents
from bundlinje.web.cases.pages import seen_revision
from bundlinje.web.contracts import store
from bundlinje.web.contracts.access import Act, seat_at
from bundlinje.web.contracts.distribution import means
from bundlinje.web.contracts.judging import judge
from bundlinje.web.contracts.models import Contract, Revision
from bundlinje.web.contracts.pages import frame
from bundlinje.web.contracts.term_words import NAMED, TermPlaces
from bundlinje.web.language import current
from bundlinje.web.limits import limited
from bundlinje.web.sharing.differences import Money, differences, money
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
        "money": moved(contract, first, second, current()),
        "money_words": Text(
            "Hvad hver part ender med i gennemsnit", "What each party ends with on average"
        ),
    }
    return render(request, "contracts/difference.html", page)


def moved(contract: Contract, first: Revision, second: Revision, language: Language) -> list[Money]:
    """Return each party's mean by two revisions, on the case as it is; nothing where one has none.

    A party that is in one of them only ends with nothing in the other.
    """
    judged = [judge(contract, one.document).valuation for one in (first, second)]
    if judged[0] is None or judged[1] is None:
        return []
    was, now = (means(one, language) for one in judged if one is not None)
    lines = []
    for key in dict.fromkeys([*was, *now]):
        label, _ = now.get(key) or was[key]
        before, after = (found.get(key, (label, 0.0))[1] for found in (was, now))
        lines.append(money(Text(label, label), before, after, language))
    return lines


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
