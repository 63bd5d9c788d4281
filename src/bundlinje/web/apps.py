"""The application itself, for its templates and static files."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates, static files and words shared by every page."""

    name = "bundlinje.web"
    label = "web"
