"""Whose request it is: the person of a token, in the one organisation that the token is for.

What the person may do there is decided where it is for the pages: by `require_role`, which a
person who acts by a token cannot get past for another organisation. A cookie counts for nothing
here, so that no other site can make a browser change anything.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.core.internal import ratelimit
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from bundlinje.basics.texts import Text
from bundlinje.web.accounts.access import membership_in, signed_in
from bundlinje.web.accounts.models import Membership, Organisation, Role, User
from bundlinje.web.accounts.second_factor import lacks
from bundlinje.web.api import tokens
from bundlinje.web.api.models import ApiToken
from bundlinje.web.api.problems import RefusedError, invalid
from bundlinje.web.cases.access import case_for
from bundlinje.web.cases.models import Case
from bundlinje.web.contracts.access import Act, Seat, seat_at
from bundlinje.web.contracts.consent import ENDED
from bundlinje.web.contracts.looking import must_say_why
from bundlinje.web.contracts.models import Stage
from bundlinje.web.limits import too_often
from bundlinje.web.sharing.models import May

#: Requests that a token may make in a minute of the clock.
MOST = 600
#: What a token needs one of to see lines of settlements, which may be about few people.
LINE_SCOPES = frozenset({"contracts:results", "contracts:approve"})
SAY_WHY = Text(
    "Skriv først i dag, hvad du skal bruge rækkerne til: POST /contracts/{id}/purpose.",
    "First say today what you need the rows for: POST /contracts/{id}/purpose.",
)


class Token(HttpBearer):
    """Takes requests with a token that has a scope; `open` ones without any token too."""

    openapi_description = "En adgangsnøgle fra /konto/noegler/ · A token from /konto/noegler/"

    def __init__(self, scope: str = "", open: bool = False) -> None:
        super().__init__()
        self.scope = scope
        self.open = open

    def __call__(self, request: HttpRequest) -> Any:
        """Return whose request it is; the person and membership stand on the request then.

        Raises:
            RefusedError: there is no token that works, or it may not do this.
        """
        # Whoever a cookie names is not who asks.
        request.user = AnonymousUser()
        if not (self.open and "Authorization" not in request.headers):
            if super().__call__(request) is None:
                raise RefusedError(401, headers={"WWW-Authenticate": 'Bearer realm="Bundlinje"'})
        elif not ratelimit.consume(request, app="allauth.account", action="api", limit_get=True):
            raise too_fast(60)
        refuse_unknown_queries(request)
        return request.user

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """Return the person of a token; None if it does not work."""
        found = tokens.find(token.strip())
        if found is None:
            return None
        user: User = found.user
        membership = membership_in(user, found.organisation_id)
        if membership is None:
            return None
        user.acts_by, user.acts_for = found.pk, found.organisation_id
        wait = tokens.count_use(found, MOST)
        if wait is not None:
            raise too_fast(wait)
        if lacks(user):
            raise RefusedError(
                403,
                Text("Din organisation kræver totrinsbekræftelse. Slå den til i browseren.",
                     "Your organisation demands two-step verification. Switch it on in a browser."),
                "second-factor",
            )  # fmt: skip
        if tokens.must_sign_in_again(user):
            raise RefusedError(
                403,
                Text("Log ind i browseren igen: jeres eget login afgør, om du stadig har adgang.",
                     "Sign in in a browser again: your organisation's sign-in decides whether you "
                     "still have access."),
                "sign-in-again",
            )  # fmt: skip
        if self.scope and self.scope not in found.scopes:
            raise missing_scope(self.scope)
        request.user = user
        request._membership = membership
        request.token = found
        return user


def missing_scope(scope: str) -> RefusedError:
    """Return the refusal of a token that may not do this."""
    return RefusedError(
        403,
        Text(f"Adgangsnøglen har ikke rettigheden {scope}.", f"The token lacks the scope {scope}."),
        "missing-scope",
    )


def refuse_unknown_queries(request: HttpRequest) -> None:
    """Refuse a query with names that the operation does not know, or with NUL.

    Raises:
        RefusedError: there are some.
    """
    from bundlinje.web.api.description import known_queries, plain_path

    assert request.resolver_match is not None
    path = plain_path(request.resolver_match.route)
    known = known_queries().get((path, str(request.method).lower()), frozenset())
    unknown = [name for name in request.GET if name not in known]
    if unknown:
        expected = ", ".join(sorted(known))
        what = Text("Ukendt felt.", "Unknown field.")
        raise invalid(what, unknown[0], Text(expected, expected))
    for name, values in request.GET.lists():
        if any("\0" in value for value in values):
            raise invalid(Text("Tegnet NUL kan ikke bruges.", "NUL cannot be used."), name)


def too_fast(seconds: int) -> RefusedError:
    """Return the refusal of what went too fast, and when to try again."""
    return RefusedError(429, headers={"Retry-After": str(seconds)})


def limit(request: HttpRequest, action: str) -> None:
    """Refuse what the person has done too often, in the browser and by tokens together.

    Raises:
        RefusedError: it is too soon.
    """
    wait = too_often(signed_in(request), action)
    if wait is not None:
        raise too_fast(int(wait.total_seconds()))


def limit_open(request: HttpRequest, action: str) -> None:
    """Refuse an address that has read what needs no token too often, there and in the browser.

    Raises:
        RefusedError: it is too soon.
    """
    if not ratelimit.consume(request, app="allauth.account", action=action, limit_get=True):
        raise too_fast(600)


def token_of(request: HttpRequest) -> ApiToken:
    """Return the token that the request came with."""
    found: ApiToken = request.token
    return found


def membership(request: HttpRequest) -> Membership:
    """Return the membership that the person acts by."""
    found: Membership = request._membership
    return found


def case_of(request: HttpRequest, case_id: UUID, need: May | Role = May.READ) -> Case:
    """Return a case that the person may use so.

    Raises:
        Http404: no such case, or neither of the token's organisation nor shared with it.
        PermissionDenied: the person may less.
    """
    return case_for(signed_in(request), case_id, need)


def seat_of(request: HttpRequest, contract_id: UUID, act: Act = Act.SEE) -> Seat:
    """Return the place at a contract of someone who may do something with it.

    Raises:
        Http404: no such contract, or the token's organisation is no party of it.
        PermissionDenied: the organisation's parts and the person's role do not allow it.
        RefusedError: it has ended, and its terms stay.
    """
    if act is Act.CHANGE:
        seat = seat_at(signed_in(request), contract_id, Act.STAGE)
        if seat.contract.stage == Stage.ENDED:
            raise RefusedError(409, ENDED, "ended")
    return seat_at(signed_in(request), contract_id, act)


def acting(seat: Seat, act: Act) -> Organisation:
    """Return the organisation that the person does something for, who may do it."""
    found = seat.acting_for(act)
    assert found is not None, "the seat was given for the act"
    return found


def sees_lines(request: HttpRequest, seat: Seat) -> bool:
    """Return whether the person sees the lines of settlements, and the token is for that."""
    return seat.may(Act.LINES) and not LINE_SCOPES.isdisjoint(token_of(request).scopes)


def require_lines(request: HttpRequest, contract_id: UUID) -> Seat:
    """Return the place at a contract of someone who sees the lines of its settlements.

    Raises:
        Http404: no such contract, or the token's organisation is no party of it.
        PermissionDenied: the person sees sums only.
        RefusedError: the token is not for lines, or the person has not said today why.
    """
    seat = may_see_lines(request, contract_id)
    require_why(request, seat)
    return seat


def may_see_lines(request: HttpRequest, contract_id: UUID) -> Seat:
    """Return the place at a contract of someone who sees lines once they have said why.

    Raises:
        Http404: no such contract, or the token's organisation is no party of it.
        PermissionDenied: the person sees sums only.
        RefusedError: the token is not for lines.
    """
    seat = seat_at(signed_in(request), contract_id, Act.LINES)
    if not sees_lines(request, seat):
        raise missing_scope("contracts:results")
    return seat


def require_why(request: HttpRequest, seat: Seat) -> None:
    """Refuse rows about people and lines to someone who has not said today what they are for.

    Raises:
        RefusedError: the person has not, here or in the browser.
    """
    if must_say_why(seat, signed_in(request)):
        raise RefusedError(403, SAY_WHY, "say-why")


def today_year() -> int:
    """Return the year that it is here."""
    return timezone.localdate().year
