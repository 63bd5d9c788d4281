"""The API, put together: a router for each subject, one way of reading, one of refusing.

A new subject is a file in `routes` with a `router`, and a line in `ROUTERS`.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer

from bundlinje.basics.errors import InputError
from bundlinje.basics.version import __version__
from bundlinje.web.api.parsing import StrictParser
from bundlinje.web.api.problems import RefusedError, of_conflict, of_input, of_request
from bundlinje.web.api.routes import (
    cases,
    changes,
    comments,
    consent,
    contracts,
    disputes,
    events,
    knowledge,
    ledger,
    library,
    me,
    members,
    notices,
    organisation,
    outcomes,
    own_records,
    parties,
    portfolio,
    results,
    reviews,
    settlements,
    shares,
    terms,
    together,
    versions,
    worth,
)
from bundlinje.web.cases.store import ConflictError
from bundlinje.web.contracts import refusing

ROUTERS = (
    me.router,
    cases.router,
    changes.router,
    results.router,
    together.router,
    versions.router,
    shares.router,
    comments.router,
    reviews.router,
    library.router,
    contracts.router,
    parties.router,
    terms.router,
    consent.router,
    worth.router,
    portfolio.router,
    outcomes.router,
    settlements.router,
    ledger.router,
    disputes.router,
    notices.router,
    knowledge.router,
    own_records.router,
    members.router,
    events.router,
    organisation.router,
)

DESCRIPTION = (
    "Everything that a person can do in Bundlinje, for programs. Send a token made in the browser "
    "(`/konto/noegler/`) as `Authorization: Bearer bundlinje_…`; the knowledge base and the "
    "library need none. "
    "`Accept-Language: da` or `en` chooses the language of texts. Money is DKK. Every refusal is "
    "an object of `application/problem+json`."
)


class Readable(JSONRenderer):
    """Writes Danish letters as they are."""

    json_dumps_params = {"ensure_ascii": False}  # noqa: RUF012


api = NinjaAPI(
    title="Bundlinje",
    version=__version__,
    description=DESCRIPTION,
    urls_namespace="api-1",
    openapi_url=None,
    docs_url=None,
    parser=StrictParser(),
    renderer=Readable(),
)
for router in ROUTERS:
    api.add_router("", router)


@api.exception_handler(RefusedError)
def _refused(request: HttpRequest, error: RefusedError) -> HttpResponse:
    return error.answer()


@api.exception_handler(InputError)
def _input(request: HttpRequest, error: InputError) -> HttpResponse:
    return of_input(error).answer()


@api.exception_handler(ConflictError)
def _conflict(request: HttpRequest, error: ConflictError) -> HttpResponse:
    return of_conflict(error).answer()


@api.exception_handler(refusing.RefusedError)
def _not_agreed(request: HttpRequest, error: refusing.RefusedError) -> HttpResponse:
    return RefusedError(409, error.message, "consent").answer()


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return of_request(error.errors).answer()


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Any) -> HttpResponse:
    return RefusedError(404).answer()


@api.exception_handler(PermissionDenied)
def _not_allowed(request: HttpRequest, error: Any) -> HttpResponse:
    return RefusedError(403).answer()


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    # The library hides why the body could not be read behind an error of its own.
    why = error.__cause__ or error.__context__
    return (why if isinstance(why, RefusedError) else RefusedError(error.status_code)).answer()
