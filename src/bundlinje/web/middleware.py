"""What holds for every answer: its headers, how much may be sent, and the access log."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import resolve, reverse_lazy

from bundlinje.web.views import health, too_large

Answer = Callable[[HttpRequest], HttpResponse]

_HEADERS = {
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_access = logging.getLogger("bundlinje.web.access")


def headers(get_response: Answer) -> Answer:
    """Give every answer the headers that no library sets; what is not public is never kept."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in _HEADERS.items():
            response.setdefault(name, value)
        # Static files say themselves how long they may be kept.
        response.setdefault("Cache-Control", "no-store")
        return response

    return answer


def watched(get_response: Answer) -> Answer:
    """Answer whether it is up to whoever asks, also by an address that is no name of the site."""
    asked = reverse_lazy("health")

    def answer(request: HttpRequest) -> HttpResponse:
        return health(request) if request.path == asked else get_response(request)

    return answer


def sizes(get_response: Answer) -> Answer:
    """Refuse a request that sends more than the largest upload, before it is read."""
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE

    def answer(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        sent = int(length) if length.isdigit() else 0
        if sent <= most:
            return get_response(request)
        # A browser shows the answer only once it could send: take in what is not absurd.
        left = min(sent, 10 * most)
        while left > 0 and (part := request.read(min(left, 65536))):
            left -= len(part)
        return too_large(request)

    return answer


def access(get_response: Answer) -> Answer:
    """Log each request: its method, which page, the status and how long it took [ms]."""

    def answer(request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = get_response(request)
        if settings.ACCESS_LOG:
            facts = {
                "method": request.method,
                "page": page_name(request),
                "status": response.status_code,
                "milliseconds": round((time.perf_counter() - started) * 1000),
            }
            _access.info("request", extra={"facts": facts})
        return response

    return answer


def page_name(request: HttpRequest) -> str:
    """Return the name of the page: never its address, which can hold a token."""
    match = getattr(request, "resolver_match", None)
    return "" if match is None else str(match.view_name)


def land_on_pages(get_response: Answer) -> Answer:
    """Send whoever comes to an address that only takes what a form sends to the page above it.

    One comes there by loading a page again, or from sign-in. The page decides itself who may see
    it, so nothing is told by being sent there. Programs are told that the method is wrong.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        looks = request.method in ("GET", "HEAD") and not request.path.startswith("/api/")
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or not looks:
            return response
        return HttpResponseRedirect(_above(request.path))

    return answer


def _above(path: str) -> str:
    """Return the nearest address above one that there is."""
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] + "/"
        try:
            resolve(path)
        except Http404:
            continue
        break
    return path
