"""The pages about the API: its description, for programs and for people, and one's tokens."""

from __future__ import annotations

from collections.abc import Iterator
from functools import wraps
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from bundlinje.basics.texts import Text
from bundlinje.web.accounts.access import current_membership
from bundlinje.web.accounts.models import Membership, User
from bundlinje.web.accounts.own_sign_in import uses_own_sign_in
from bundlinje.web.api import tokens
from bundlinje.web.api.danish import SUMMARIES
from bundlinje.web.api.description import METHODS, description
from bundlinje.web.api.scopes import SCOPES
from bundlinje.web.cases.form.paths import slug
from bundlinje.web.limits import View, limited
from bundlinje.web.templatetags.words import say

#: What the subjects of the API are called.
SUBJECTS = {
    "me": Text("Nøglen selv", "The token itself"),
    "cases": Text("Sager", "Cases"),
    "results": Text("Resultater og rapporter", "Results and reports"),
    "sharing": Text("Deling, kommentarer og vurdering", "Sharing, comments and reviews"),
    "library": Text("Biblioteket", "The library"),
    "contracts": Text("Kontrakter", "Contracts"),
    "settlements": Text("Resultater og afregning", "Outcomes and settlements"),
    "notices": Text("Varsler", "Notices"),
    "knowledge": Text("Vidensdatabasen", "The knowledge base"),
    "own records": Text("Jeres egne oplysninger", "Own records"),
    "members": Text("Medlemmer og invitationer", "Members and invitations"),
    "audit": Text("Hvem har gjort hvad, og data ud", "Who did what, and data out"),
}


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """Return the description of the API."""
    return JsonResponse(description(), json_dumps_params={"ensure_ascii": False})


@require_safe
def operations(request: HttpRequest) -> HttpResponse:
    """List what the API can do."""
    subjects: dict[str, list[dict[str, Any]]] = {tag: [] for tag in SUBJECTS}
    for one in _operations():
        subjects.setdefault(one["tag"], []).append(one)
    page = [
        (slug(tag), SUBJECTS.get(tag, Text(tag, tag)), found)
        for tag, found in subjects.items()
        if found
    ]
    return render(request, "api/operations.html", {"subjects": page, "scopes": SCOPES.items()})


def _operations() -> Iterator[dict[str, Any]]:
    for path, methods in description()["paths"].items():
        for method in METHODS:
            if method in methods:
                operation = methods[method]
                (needed, *open) = operation["security"]
                yield {
                    "tag": operation["tags"][0],
                    "parts": path.strip("/").split("/"),
                    "method": method.upper(),
                    "summary": Text(
                        SUMMARIES[operation["operationId"]], operation["summary"].replace("`", "")
                    ),
                    "scope": "".join(needed["Token"]),
                    "open": bool(open),
                }


def _has_own_sign_in(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and uses_own_sign_in(request.user)


def _can_make(request: HttpRequest) -> bool:
    """Return whether the person has a password to give, or an account system that vouches."""
    user = request.user
    return isinstance(user, User) and (user.has_usable_password() or uses_own_sign_in(user))


def _with_password(view: View) -> View:
    """Send someone who has only signed in by a link to choose a password, which is asked for."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not _can_make(request):
            return redirect("account_set_password")
        return view(request, *args, **kwargs)

    return checked


@login_required
@require_safe
@never_cache
def listing(request: HttpRequest) -> HttpResponse:
    """List one's tokens for the organisation that one acts for; administrators see all."""
    mine = current_membership(request)
    if mine is None:
        return render(request, "accounts/no_organisation.html")
    return _page(request, mine)


def _page(request: HttpRequest, mine: Membership, status: int = 200, **more: Any) -> HttpResponse:
    found = tokens.seen_by(mine)
    page = {
        "mine": mine,
        "own": [one for one in found if one.user_id == mine.user_id],
        "others": [one for one in found if one.user_id != mine.user_id],
        "can_make": _can_make(request),
        "own_sign_in": _has_own_sign_in(request),
        "scopes": SCOPES.items(),
        "lasts": tokens.LASTS,
        "typed": {"days": str(tokens.LASTS[1]), "scopes": ["cases:read"]},
    }
    return render(request, "api/tokens.html", {**page, **more}, status=status)


@login_required
@require_POST
@never_cache
@limited("token")
@_with_password
@reauthentication_required(enabled=lambda request: not _has_own_sign_in(request))
def new(request: HttpRequest) -> HttpResponse:
    """Make a token, which is shown once; the password is asked for first."""
    mine = current_membership(request)
    if mine is None:
        raise Http404
    name = " ".join(request.POST.get("navn", "").split())
    scopes = [scope for scope in request.POST.getlist("rettighed") if scope in SCOPES]
    days = request.POST.get("dage", "")
    problem = None
    if not 0 < len(name) <= tokens.LONGEST_NAME:
        problem = Text("Skriv et navn på højst 80 tegn.", "Write a name of at most 80 characters.")
    elif not scopes:
        problem = Text("Vælg mindst én rettighed.", "Choose at least one scope.")
    elif days not in map(str, tokens.LASTS):
        problem = Text("Vælg, hvor længe nøglen gælder.", "Choose how long the token lasts.")
    if problem is not None:
        typed = {"name": name, "scopes": scopes, "days": days}
        return _page(request, mine, 422, problem=problem, typed=typed)
    token, made = tokens.make(mine, name, scopes, int(days))
    return _page(request, mine, token=token, made=made)


@login_required
@require_POST
def withdraw(request: HttpRequest, token: int) -> HttpResponse:
    """End a token: one's own, or as an administrator any of the organisation's."""
    mine = current_membership(request)
    found = [] if mine is None else [one for one in tokens.seen_by(mine) if one.pk == token]
    if not found:
        raise Http404
    assert isinstance(request.user, User)
    tokens.withdraw(found[0], request.user)
    messages.success(request, say("Nøglen gælder ikke længere.", "The token no longer works."))
    return redirect("tokens")
