"""An organisation's own records: the list, the form, and taking one out of use."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bundlinje.basics.texts import Text
from bundlinje.evidence.kinds import BY_PREFIX, KINDS
from bundlinje.web.accounts.access import current_membership, current_organisation
from bundlinje.web.accounts.models import Role, User
from bundlinje.web.knowledge import own_store
from bundlinje.web.knowledge.access import own_record_for
from bundlinje.web.knowledge.base import base_of
from bundlinje.web.knowledge.models import OwnRecord
from bundlinje.web.knowledge.own_forms import FORMS, first_row
from bundlinje.web.knowledge.own_history import told
from bundlinje.web.knowledge.own_pages import Posted, fields_of, posted_of, row_of
from bundlinje.web.language import current
from bundlinje.web.limits import limited
from bundlinje.web.templatetags.words import say

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
    listed = [
        {
            "own": one,
            "kind": KINDS[one.kind].title,
            "record": base.knowledge.lookup(one.reference)
            if one.reference in base.knowledge
            else None,
        }
        for one in records
    ]
    page = {
        "listed": listed,
        "forms": FORMS.values(),
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
            made = own_store.add(owner, _user(request), kind, row, source, posted.reason)
            messages.success(request, say("Oplysningen er tilføjet.", "The record was added."))
            return redirect("record", *made.reference.split("/"))
    return _form(request, kind, posted, elsewhere=elsewhere, status=422)


@login_required
@require_http_methods(["GET", "POST"])
@limited("change")
def edit(request: HttpRequest, record: int) -> HttpResponse:
    """Change an own record; one that was withdrawn is in use again."""
    found = own_record_for(request.user, record, Role.EDITOR)
    form, kind = FORMS[found.kind], found.kind
    if request.method != "POST":
        typed = own_store.typed(kind, found.row)
        return _form(request, kind, Posted(typed, dict(found.source), ""), found)
    posted = posted_of(form, request.POST, current())
    elsewhere: list[Text] = []
    if not posted.errors:
        row = {"id": found.name, **own_store.completed(kind, posted.row)}
        source = {"id": found.source["id"], **posted.source}
        row["source"] = source["id"]
        elsewhere = posted.add(own_store.faults(kind, row, source))
        if not posted.errors and not elsewhere:
            try:
                own_store.change(found, _user(request), _seen(request), row, source, posted.reason)
            except own_store.ChangedMeanwhileError:
                return _form(request, kind, posted, found, [CONFLICT], 409)
            messages.success(request, say("Oplysningen er gemt.", "The record was saved."))
            return redirect("record", *found.reference.split("/"))
    return _form(request, kind, posted, found, elsewhere, 422)


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
        own_store.withdraw(found, _user(request), _seen(request), reason)
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
        "seen": 0 if found is None else own_store.newest_change(found),
        "changes": [] if found is None else told(found, current()),
    }
    return render(request, "knowledge/own_form.html", page, status=status)


def _seen(request: HttpRequest) -> int:
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isdecimal() and len(seen) < 18 else 0


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
