"""The application `knowledge`."""

from __future__ import annotations

from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    """Its tables are named after it."""

    name = "bundlinje.web.knowledge"
    label = "knowledge"
