"""The language of the page that is being made."""

from __future__ import annotations

from django.utils.translation import get_language

from bundlinje.basics.texts import Language


def current() -> Language:
    """Return the language of the request."""
    return "en" if (get_language() or "da").startswith("en") else "da"
