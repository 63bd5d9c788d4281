"""What a WSGI server runs."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bundlinje.web.settings")

application = get_wsgi_application()

# The knowledge base and every page's code are read before the first request, once for all workers
# that are forked, so that nobody waits for it.
from django.urls import get_resolver  # noqa: E402

from bundlinje.web.knowledge.base import shared_base  # noqa: E402

shared_base()
_ = get_resolver().url_patterns
