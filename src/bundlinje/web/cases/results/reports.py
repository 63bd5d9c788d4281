"""The report of a document, kept for as long as it is looked at."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from bundlinje.basics.texts import Language
from bundlinje.reports.calculation_report import calculation_report
from bundlinje.reports.content import Report
from bundlinje.web.cases.judging import judge
from bundlinje.web.cases.packing import packed, unpacked

#: Reports kept in each process, for the charts that a page asks for one by one.
KEPT = 32


def report_of(document: dict[Any, Any], language: Language) -> Report | None:
    """Return the report of a document as it stands, or None where it has no result."""
    return _report(packed(document), language)


@lru_cache(maxsize=KEPT)
def _report(content: bytes, language: Language) -> Report | None:
    result = judge(unpacked(content)).result
    return None if result is None else calculation_report(result, language)
