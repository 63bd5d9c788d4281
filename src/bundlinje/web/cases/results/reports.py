"""Reports, kept for as long as they are looked at: a page asks for its charts one by one."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence

from bundlinje.basics.texts import Language
from bundlinje.calculation.result import Result
from bundlinje.reports.calculation_report import calculation_report
from bundlinje.reports.content import Report

#: Reports kept in each process.
KEPT = 32

_kept: OrderedDict[tuple[object, ...], tuple[tuple[Result, ...], Report]] = OrderedDict()


def report_of(result: Result, language: Language) -> Report:
    """Return the report of a result."""
    return kept("result", [result], language, lambda: calculation_report(result, language))


def kept(
    question: str, results: Sequence[Result], language: Language, make: Callable[[], Report]
) -> Report:
    """Return a report of results that are themselves kept, made the first time it is asked for."""
    key = (question, language, *map(id, results))
    found = _kept.get(key)
    if found is None:
        # The results stay as long as the report, so that no other gets their place in memory.
        found = _kept[key] = tuple(results), make()
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found[1]
