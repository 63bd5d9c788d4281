"""Pages that belong to no single subject: the front, the language, errors, health."""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from bundlinje.basics.texts import LANGUAGES
from bundlinje.basics.version import __version__
from bundlinje.web.language import current
from bundlinje.web.notices.views import front_page


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Show what Bundlinje is, or what waits for a signed-in person."""
    if request.user.is_authenticated:
        return front_page(request)
    return render(request, "front.html")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Change the language of the pages and go back to the one that asked."""
    chosen, back = request.POST.get("sprog", ""), request.POST.get("tilbage", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    response = redirect(back if safe else "front")
    if chosen in LANGUAGES:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, max_age=365 * 24 * 3600, samesite="Lax",
            secure=settings.HTTPS,
        )  # fmt: skip
    return response


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Send browsers that ask by the old name to the icon."""
    return redirect(static("bundlinje/icon.svg"), permanent=True)


@require_safe
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """Say whether the application and its database answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        return JsonResponse({"status": "down", "database": "down"}, status=503)
    return JsonResponse({"status": "ok", "database": "ok", "version": __version__})


def wrong_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that what was sent cannot be read; it may be so wrong that no one is signed in."""
    return _plain("400.html", 400)


def too_large(request: HttpRequest) -> HttpResponse:
    """Say that what was sent is too large; no one is signed in yet where this is found."""
    return _plain("413.html", 413)


def too_many(request: HttpRequest) -> HttpResponse:
    """Say that it went too fast."""
    return render(request, "429.html", status=429)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is no such page."""
    return render(request, "404.html", status=404)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the person's role does not allow it."""
    return render(request, "403.html", status=403)


def failed(request: HttpRequest) -> HttpResponse:
    """Say that something went wrong here, even if it is the database."""
    return _plain("500.html", 500)


def _plain(template: str, status: int) -> HttpResponse:
    """Return a page that asks neither the database nor who is signed in."""
    page = render_to_string(template, {"language": current(), "version": __version__})
    return HttpResponse(page, status=status)
