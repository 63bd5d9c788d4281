"""The parties' consent: the owner proposes terms, each party agrees, and paper is noted."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from bundlinje.basics.texts import Text
from bundlinje.web.accounts.access import signed_in
from bundlinje.web.accounts.models import Organisation
from bundlinje.web.cases.pages import seen_revision
from bundlinje.web.contracts import consent, store
from bundlinje.web.contracts.access import Act, Seat, seat_at
from bundlinje.web.contracts.models import Contract, Stage
from bundlinje.web.contracts.refusing import RefusedError
from bundlinje.web.contracts.settling import last_approved
from bundlinje.web.limits import limited
from bundlinje.web.templatetags.words import say, words


def consent_page(seat: Seat) -> dict[str, Any]:
    """Return where consent stands: what holds, what is proposed, and who has yet to agree."""
    contract = seat.contract
    shown = contract.proposed or contract.agreed
    found = None if shown is None else consent.consent_to(contract, shown)
    ended = contract.stage == Stage.ENDED
    waits = found is not None and contract.proposed != contract.agreed and not ended
    signers = found.signers if found and waits else ()
    agreed = {signer.organisation: noted is not None for signer, _, noted in signers}
    mine = [one for one in seat.all_for(Act.AGREE) if one.id in agreed]
    return {
        "consent": found,
        "waits": waits,
        "agrees_for": [one for one in mine if not agreed[one.id]],
        "takes_back_for": [one for one in mine if agreed[one.id]],
        "invited": set(
            contract.invitations.filter(expires__gt=timezone.now()).values_list("name", flat=True)
        ),
        "drafted": shown is None or _says_else(contract, shown),
        "amendable": _periods(contract) if contract.agreed else [],
    }


def _says_else(contract: Contract, shown: int) -> bool:
    """Return whether the newest terms say something else than a revision."""
    if contract.revision == shown:
        return False
    listed = contract.revisions.filter(number__in=(shown, contract.revision))
    first, second = (one.document for one in listed)
    return bool(first != second)


def _periods(contract: Contract) -> list[tuple[str, Text | str, bool]]:
    """Return from when a change can hold; chosen is the first period that is not settled."""
    listed = store.newest(contract).document.get("periods") or ()
    names = [str(one["id"]) for one in listed if isinstance(one, dict) and "id" in one]
    last = last_approved(contract)
    after = names.index(last.period) + 1 if last is not None and last.period in names else 0
    chosen = names[after] if after < len(names) else ""
    return [("", FROM_THE_START, not chosen), *((one, one, one == chosen) for one in names)]


FROM_THE_START = Text(
    "kontraktens begyndelse (det, der er betalt, regnes om)",
    "the beginning of the contract (what was paid is calculated again)",
)


@login_required
@require_POST
@limited("propose")
def propose(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Ask the parties to agree to the newest terms."""
    seat_at(request.user, contract_id, Act.CHANGE)
    return _answer(
        request,
        contract_id,
        lambda: consent.propose(
            contract_id,
            seen_revision(request),
            signed_in(request),
            request.POST.get("fra", ""),
        ),
        Text("Parterne kan nu sige ja til vilkårene.", "The parties can now agree to the terms."),
    )


@login_required
@require_POST
@limited("agree")
def agree(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Agree to the proposed terms for an organisation."""
    organisation = _acting(request, contract_id)
    return _answer(
        request,
        contract_id,
        lambda: consent.agree(
            contract_id, seen_revision(request), signed_in(request), organisation
        ),
        Text(f"{organisation.name} har sagt ja til vilkårene.",
             f"{organisation.name} has agreed to the terms."),
    )  # fmt: skip


@login_required
@require_POST
@limited("take-back")
def take_back(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Take an organisation's yes to the proposed terms back."""
    organisation = _acting(request, contract_id)

    def act() -> bool:
        who = signed_in(request)
        consent.take_back(contract_id, seen_revision(request), who, organisation)
        return False

    done = Text(f"{organisation.name} har taget sit ja tilbage.",
                f"{organisation.name} has taken its yes back.")  # fmt: skip
    return _answer(request, contract_id, act, done)


def _acting(request: HttpRequest, contract_id: UUID) -> Organisation:
    """Return the organisation that is asked for, if the person may agree for it."""
    seat = seat_at(request.user, contract_id, Act.AGREE)
    asked = request.POST.get("organisation", "")
    for one in seat.all_for(Act.AGREE):
        if str(one.id) == asked:
            return one
    raise Http404


@login_required
@require_POST
@limited("agree-on-paper")
def paper(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Note that a party that is not here signed on paper."""
    seat_at(request.user, contract_id, Act.PAPER)
    try:
        day = datetime.date.fromisoformat(request.POST.get("dato", ""))
    except ValueError:
        messages.error(request, say("Skriv datoen på papiret.", "Give the date on the paper."))
        return redirect("contract-agreement", contract_id)
    name = request.POST.get("navn", "")
    return _answer(
        request,
        contract_id,
        lambda: consent.agree_on_paper(
            contract_id, seen_revision(request), signed_in(request), name, day
        ),
        Text("Underskriften på papir er noteret.", "The signature on paper is noted."),
    )


def _answer(
    request: HttpRequest, contract_id: UUID, act: Callable[[], bool | int], done: Text
) -> HttpResponse:
    try:
        holds = act()
    except RefusedError as error:
        messages.error(request, words(error.message))
    else:
        all_agree = Text("Alle har sagt ja: vilkårene gælder nu.", "All agreed: the terms hold.")
        messages.success(request, words(all_agree if holds is True else done))
    return redirect("contract-agreement", contract_id)
