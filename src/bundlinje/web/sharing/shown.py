"""What pages show that others than the owner read: the report alone."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from bundlinje.calculation.result import Result
from bundlinje.web.cases.results.report_page import page_of
from bundlinje.web.cases.results.reports import report_of
from bundlinje.web.cases.results.result_page import FOLDED
from bundlinje.web.language import current


def report_context(result: Result | None, chart_address: str) -> dict[str, Any]:
    """Return the report of a result; `chart_address` is that of a chart called `x`."""
    if result is None:
        return {"result": None}
    return {
        "result": result,
        **page_of(report_of(result, current()), FOLDED),
        "charts_at": chart_address.removesuffix("x/"),
    }


def not_listed(response: HttpResponse) -> HttpResponse:
    """Return an answer that search engines are asked to leave out."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    # The address is the key: it is not told to any page that is gone to from here.
    response["Referrer-Policy"] = "no-referrer"
    return response
