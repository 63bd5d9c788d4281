"""Own records that are read from a file: added, and replaced by a newer one."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from bundlinje.basics.errors import InputError, Problem, input_error
from bundlinje.basics.texts import Text
from bundlinje.web.accounts.access import signed_in
from bundlinje.web.accounts.models import Organisation
from bundlinje.web.knowledge import own_files, own_store
from bundlinje.web.knowledge.base import base_of
from bundlinje.web.knowledge.models import OwnRecord
from bundlinje.web.knowledge.own_forms import Row
from bundlinje.web.knowledge.own_history import told
from bundlinje.web.knowledge.own_pages import used_by
from bundlinje.web.language import current


def new(request: HttpRequest, owner: Organisation, added: Text) -> HttpResponse:
    """Add an own record from a file, to be accepted by someone else."""
    if request.method != "POST":
        return _form(request)
    try:
        typed = _typed(request)
        name = own_store.new_name(owner.id, own_files.KIND, base_of(owner.id).knowledge, typed)
        row = _checked(typed, name)
    except InputError as error:
        return _form(request, problems=error.problems)
    made = own_store.add(owner, signed_in(request), own_files.KIND, row, {}, _reason(request))
    messages.success(request, added.to(current()))
    return redirect("own-review", made.id)


def edit(
    request: HttpRequest, found: OwnRecord, seen: int, added: Text, conflict: Text
) -> HttpResponse:
    """Propose a newer file for an own record, seen as its change `seen`."""
    if request.method != "POST":
        return _form(request, found)
    try:
        row = _checked(_typed(request), found.name)
        own_store.change(found, signed_in(request), seen, row, {}, _reason(request))
    except InputError as error:
        return _form(request, found, error.problems)
    except own_store.ChangedMeanwhileError:
        return _form(request, found, [Problem(conflict)], 409)
    messages.success(request, added.to(current()))
    return redirect("own-review", found.id)


def _typed(request: HttpRequest) -> Row:
    """Return what was uploaded and why.

    Raises:
        InputError: the file is missing or wrong, or the reason is missing.
    """
    file = request.FILES.get("fil")
    if file is None:
        raise input_error("Vælg en fil først.", "Choose a file first.")
    if not _reason(request):
        raise input_error("Skriv en begrundelse.", "Write a reason.")
    return own_files.typed_row(file.read(), str(file.name))


def _checked(typed: Row, name: str) -> Row:
    row = own_files.named(typed, name)
    if faults := own_store.faults(own_files.KIND, row, {}):
        raise InputError(faults)
    return row


def _reason(request: HttpRequest) -> str:
    return " ".join(request.POST.get("begrundelse", "").split())[:2000]


def _form(
    request: HttpRequest,
    found: OwnRecord | None = None,
    problems: Sequence[Problem] = (),
    status: int = 422,
) -> HttpResponse:
    page = {
        "title": own_files.TITLE,
        "own": found,
        **used_by(found),
        "problems": [
            Problem(one.message, line=one.line, key=one.key).to(current()) for one in problems
        ],
        "reason": _reason(request),
        "seen": 0 if found is None else own_store.newest_change(found),
        "changes": [] if found is None else told(found, current()),
    }
    return render(request, "knowledge/own_file.html", page, status=status if problems else 200)
