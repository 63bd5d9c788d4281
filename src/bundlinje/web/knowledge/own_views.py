"""An organisation's own records: the list, the form, and taking one out of use."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bundlinje.basics.texts import Text
from bundlinje.evidence.kinds import BY_PREFIX, KINDS
from bundlinje.web.accounts.access import (
    current_membership,
    current_organisation,
    membership_in,
    signed_in,
)
from bundlinje.web.accounts.models import Role
from bundlinje.web.knowledge import own_file_views, own_files, own_store
from bundlinje.web.knowledge.access import own_record_for
from bundlinje.web.knowledge.base import base_of
from bundlinje.web.knowledge.models import OwnChange, OwnRecord, Step
from bundlinje.web.knowledge.own_forms import FORMS, first_row
from bundlinje.web.knowledge.own_history import proposed, told
from bundlinje.web.knowledge.own_pages import Posted, fields_of, posted_of, row_of, used_by
from bundlinje.web.language import current
from bundlinje.web.limits import limited
from bundlinje.web.templatetags.words import say

ADDED = Text(
    "Oplysningen er gemt. Den kan bruges, når en anden har set den igennem.",
    "The record was saved. It can be used when someone else has reviewed it.",
)
OWN_PROPOSAL = Text(
    "Du har selv foreslået det. En anden skal se det igennem.",
    "You proposed it yourself. Someone else must review it.",
)
CONFLICT = Text(
    "En anden har ændret oplysningen, siden du åbnede den. Intet er gemt. Hent siden igen.",
    "Someone else has changed the record since you opened it. Nothing was saved. Reload the page.",
)


@login_required
@require_safe
def own_records(request: HttpRequest) -> HttpResponse:
    """List the organisation's own records, those in use first."""
    membership = current_membership(request)
    if membership is None:
        return render(request, "accounts/no_organisation.html")
    base = base_of(membership.organisation_id)
    records = OwnRecord.objects.filter(organisation_id=membership.organisation_id).order_by(
        "withdrawn", "kind", "name"
    )
    newest = OwnChange.objects.filter(record=OuterRef("pk")).order_by("-id")
    records = records.annotate(step=Subquery(newest.values("step")[:1]))
    listed = [
        {
            "own": one,
            "kind": KINDS[one.kind].title,
            "waits": one.step == Step.PROPOSED,
            "record": base.knowledge.lookup(one.reference)
            if one.reference in base.knowledge
            else None,
        }
        for one in records
    ]
    page = {
        "listed": listed,
        "forms": [
            *((form.kind, form.title) for form in FORMS.values()),
            (own_files.KIND, own_files.TITLE),
        ],
        "edits": membership.role >= Role.EDITOR,
        "organisation": membership.organisation,
    }
    return render(request, "knowledge/own_list.html", page)


@login_required
@require_http_methods(["GET", "POST"])
@limited("change")
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Add an own record of a kind; `?fra=` begins from another record's values."""
    owner = current_organisation(request, Role.EDITOR)
    if kind == own_files.KIND:
        return own_file_views.new(request, owner, ADDED)
    if kind not in FORMS:
        raise Http404
    knowledge = base_of(owner.id).knowledge
    if request.method != "POST":
        row, source = first_row(FORMS[kind]), {"accessed": timezone.localdate().isoformat()}
        begin = request.GET.get("fra", "")
        if begin in knowledge and BY_PREFIX[begin.partition("/")[0]].name == kind:
            row = own_store.typed(kind, row_of(knowledge.lookup(begin), FORMS[kind]))
        return _form(request, kind, Posted(row, source, ""))
    posted = posted_of(FORMS[kind], request.POST, current())
    elsewhere: list[Text] = []
    if not posted.errors:
        row = own_store.completed(kind, posted.row)
        row = {"id": own_store.new_name(owner.id, kind, knowledge, row), **row}
        source = {"id": f"{row['id']}-kilde", **posted.source}
        row["source"] = source["id"]
        elsewhere = posted.add(own_store.faults(kind, row, source))
        if not posted.errors and not elsewhere:
            made = own_store.add(owner, signed_in(request), kind, row, source, posted.reason)
            messages.success(request, ADDED.to(current()))
            return redirect("own-review", made.id)
    return _form(request, kind, posted, elsewhere=elsewhere, status=422)


@login_required
@require_http_methods(["GET", "POST"])
@limited("change")
def edit(request: HttpRequest, record: int) -> HttpResponse:
    """Propose a change of an own record; also of one that was withdrawn."""
    found = own_record_for(request.user, record, Role.EDITOR)
    if found.kind == own_files.KIND:
        return own_file_views.edit(request, found, _seen(request), ADDED, CONFLICT)
    form, kind = FORMS[found.kind], found.kind
    if request.method != "POST":
        newest = own_store.proposal_of(found) or found
        typed = own_store.typed(kind, newest.row)
        return _form(request, kind, Posted(typed, dict(newest.source), ""), found)
    posted = posted_of(form, request.POST, current())
    elsewhere: list[Text] = []
    if not posted.errors:
        row = {"id": found.name, **own_store.completed(kind, posted.row)}
        source = {"id": found.source["id"], **posted.source}
        row["source"] = source["id"]
        elsewhere = posted.add(own_store.faults(kind, row, source))
        if not posted.errors and not elsewhere:
            try:
                own_store.change(
                    found, signed_in(request), _seen(request), row, source, posted.reason
                )
            except own_store.ChangedMeanwhileError:
                return _form(request, kind, posted, found, [CONFLICT], 409)
            messages.success(request, ADDED.to(current()))
            return redirect("own-review", found.id)
    return _form(request, kind, posted, found, elsewhere, 422)


@login_required
@require_http_methods(["GET", "POST"])
@limited("change")
def review(request: HttpRequest, record: int) -> HttpResponse:
    """Show what is proposed of an own record, and take it into use or refuse it."""
    role = Role.READER if request.method == "GET" else Role.EDITOR
    found = own_record_for(request.user, record, role)
    if request.method != "POST":
        return _review_page(request, found)
    accepted = request.POST.get("svar") == "godkend"
    reason = " ".join(request.POST.get("begrundelse", "").split())[:2000]
    if not reason or request.POST.get("svar") not in ("godkend", "afvis"):
        why = Text("Skriv en begrundelse.", "Write a reason.")
        return _review_page(request, found, why, 422)
    try:
        own_store.review(found, signed_in(request), _seen(request), accepted, reason)
    except own_store.ChangedMeanwhileError:
        return _review_page(request, found, CONFLICT, 409)
    except own_store.OwnProposalError:
        return _review_page(request, found, OWN_PROPOSAL, 403)
    if not accepted:
        messages.success(request, say("Forslaget er afvist.", "The proposal was refused."))
        return redirect("own-records")
    messages.success(request, say("Oplysningen er i brug.", "The record is in use."))
    return redirect("record", *found.reference.split("/"))


def _review_page(
    request: HttpRequest, found: OwnRecord, why: Text | None = None, status: int = 200
) -> HttpResponse:
    proposal = own_store.proposal_of(found)
    membership = membership_in(request.user, found.organisation_id)
    page = {
        "own": found,
        "kind": KINDS[found.kind].title,
        "proposal": proposal,
        "differences": () if proposal is None else proposed(found, proposal, current()),
        "mine": proposal is not None and proposal.who_id == request.user.pk,
        "edits": membership is not None and membership.role >= Role.EDITOR,
        "seen": own_store.newest_change(found),
        "why": why,
        "changes": told(found, current()),
    }
    return render(request, "knowledge/own_review.html", page, status=status)


@login_required
@require_POST
@limited("change")
def withdraw(request: HttpRequest, record: int) -> HttpResponse:
    """Take an own record out of use, with a reason; what it said is kept."""
    found = own_record_for(request.user, record, Role.EDITOR)
    reason = " ".join(request.POST.get("begrundelse", "").split())[:2000]
    if not reason:
        messages.error(request, say("Skriv en begrundelse.", "Write a reason."))
        return redirect("own-edit", found.id)
    try:
        own_store.withdraw(found, signed_in(request), _seen(request), reason)
    except own_store.ChangedMeanwhileError:
        messages.error(request, CONFLICT.to(current()))
        return redirect("own-edit", found.id)
    messages.success(
        request,
        say("Oplysningen er trukket tilbage. Sager, der bruger den, mangler nu et tal.",
            "The record was withdrawn. Cases that use it now lack a number."),
    )  # fmt: skip
    return redirect("own-records")


def _form(
    request: HttpRequest,
    kind: str,
    posted: Posted,
    found: OwnRecord | None = None,
    elsewhere: list[Text] | None = None,
    status: int = 200,
) -> HttpResponse:
    form = FORMS[kind]
    fields, source = fields_of(form, posted.row, posted.source, posted.errors, current())
    page: dict[str, Any] = {
        "form": form,
        "fields": [one for one in fields if not one.rare],
        "rare": [one for one in fields if one.rare],
        "rare_wrong": any(one.error for one in fields if one.rare),
        "source": source,
        "reason": posted.reason,
        "reason_error": posted.errors.get("begrundelse"),
        "elsewhere": elsewhere or [],
        "wrong": len(posted.errors),
        "own": found,
        **used_by(found),
        "seen": 0 if found is None else own_store.newest_change(found),
        "changes": [] if found is None else told(found, current()),
    }
    return render(request, "knowledge/own_form.html", page, status=status)


def _seen(request: HttpRequest) -> int:
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isdecimal() and len(seen) < 18 else 0
