"""The parties of a contract: seen by all of them, invited and removed by its owner."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bundlinje.web.accounts.access import (
    current_membership,
    require_role,
    signed_in,
)
from bundlinje.web.accounts.models import Membership, Role
from bundlinje.web.contracts import consent, parties, store
from bundlinje.web.contracts.access import Act, Seat, seat_at
from bundlinje.web.contracts.models import PART_NAMES, Part, PartyInvitation
from bundlinje.web.contracts.pages import frame
from bundlinje.web.contracts.refusing import RefusedError
from bundlinje.web.language import current
from bundlinje.web.limits import limited
from bundlinje.web.notices import seeing
from bundlinje.web.templatetags.words import say, words


@login_required
@require_safe
def parties_page(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Show who has which part in the contract."""
    return _page(request, seat_at(request.user, contract_id))


def _page(request: HttpRequest, seat: Seat, status: int = 200, **more: object) -> HttpResponse:
    contract = seat.contract
    document = store.newest(contract).document
    page = {
        **frame(seat, "contract-parties"),
        "bound": consent.bound(contract),
        "parties": contract.parties.select_related("organisation").order_by("id"),
        "invitations": contract.invitations.order_by("expires"),
        "parts": [(part.value, name) for part, name in PART_NAMES.items()],
        "names": store.party_names(document, current()),
    }
    return render(request, "contracts/parties.html", {**page, **more}, status=status)


@login_required
@require_POST
@limited("invite-party")
@limited("share-unknown")
def invite(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Make an invitation to take a part; the link is shown once, to be sent."""
    seat = seat_at(request.user, contract_id, Act.INVITE)
    part = request.POST.get("part", "")
    if part not in list(Part):
        raise Http404
    names = store.party_names(store.newest(seat.contract).document)
    name, typed = request.POST.get("navn", ""), request.POST.get("organisation", "").strip()
    try:
        organisation = parties.addressee(seat.contract, typed, signed_in(request))
    except RefusedError as error:
        return _page(request, seat, 422, problem=words(error.message), typed=typed)
    token = parties.invite(
        seat.contract, part, name if name in names else "", signed_in(request), organisation
    )
    link = request.build_absolute_uri(reverse("party-invitation", args=[token]))
    return _page(request, seat, link=link)


@login_required
@require_POST
@limited("invite-party")
def rename(request: HttpRequest, contract_id: UUID, party: int) -> HttpResponse:
    """Say what an organisation is called in the contract."""
    seat = seat_at(request.user, contract_id, Act.INVITE)
    name = request.POST.get("navn", "")
    if name and name not in store.party_names(store.newest(seat.contract).document):
        raise Http404
    parties.rename(seat.contract, party, name, signed_in(request))
    return redirect("contract-parties", contract_id)


@login_required
@require_POST
@limited("invite-party")
def remove(request: HttpRequest, contract_id: UUID, party: int) -> HttpResponse:
    """Take an organisation's part away."""
    seat = seat_at(request.user, contract_id, Act.INVITE)
    try:
        parties.remove(seat.contract, party, signed_in(request))
    except RefusedError as error:
        messages.error(request, words(error.message))
    return redirect("contract-parties", contract_id)


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
@limited("join-contract")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Take a part for the organisation that one acts for."""
    return _invitation(request, parties.invitation_of(token), current_membership(request))


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
@limited("join-contract")
def own_invitation(request: HttpRequest, addressed: int) -> HttpResponse:
    """Take a part that an organisation one administers was invited to by name."""
    found = get_object_or_404(
        seeing.addressed().select_related("invitation__contract__organisation"), pk=addressed
    )
    mine = require_role(request.user, found.organisation_id, Role.ADMINISTRATOR)
    return _invitation(request, found.invitation, mine)


def _invitation(
    request: HttpRequest, found: PartyInvitation | None, membership: Membership | None
) -> HttpResponse:
    if found is None:
        return render(request, "accounts/link_too_old.html", status=404)
    if request.method == "POST":
        if membership is None:
            raise Http404
        owner = membership.organisation_id
        organisation = require_role(request.user, owner, Role.ADMINISTRATOR).organisation
        if not parties.accept(found, organisation, signed_in(request)):
            return render(request, "accounts/link_too_old.html", status=404)
        messages.success(
            request,
            say(f"{organisation.name} er nu part i kontrakten.",
                f"{organisation.name} is now a party to the contract."),
        )  # fmt: skip
        agreeing = found.contract.proposed is not None
        return redirect("contract-agreement" if agreeing else "contract", found.contract_id)
    page = {
        "invitation": found,
        "organisation": None if membership is None else membership.organisation,
        "administers": membership is not None and membership.role >= Role.ADMINISTRATOR,
    }
    return render(request, "contracts/invitation.html", page)
