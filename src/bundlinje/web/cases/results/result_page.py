"""What the page of a case's result shows: the report, the sliders, the scenarios, the files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from bundlinje.basics.texts import Language, Text
from bundlinje.calculation.result import Result
from bundlinje.web.cases.results.changes import first_typed
from bundlinje.web.cases.results.report_page import page_of
from bundlinje.web.cases.results.reports import report_of
from bundlinje.web.cases.results.scenarios import paying
from bundlinje.web.cases.results.sliders import sliders

#: The sections that only some read in full.
FOLDED = ("forudsaetninger", "regnemaade", "forbehold")
#: The files of a result: kind, what it is, and what it is good for.
FILES = (
    ("pdf", Text("Rapport (PDF)", "Report (PDF)"),
     Text("Det hele, til at sende og gemme", "Everything, to send and keep")),
    ("pdf-kort", Text("Én side (PDF)", "One page (PDF)"),
     Text("Til udvalget eller dagsordenen", "For the committee or the agenda")),
    ("docx", Text("Rapport (Word)", "Report (Word)"),
     Text("Til at skrive videre i", "To go on writing in")),
    ("html", Text("Rapport (webside)", "Report (web page)"),
     Text("Én fil, der kan åbnes uden net", "One file that opens without a network")),
    ("xlsx", Text("Regneark (Excel)", "Workbook (Excel)"),
     Text("Alle tal med formler; kan hentes ind igen",
          "Every figure with its formula; can be read back")),
    ("yaml", Text("Sagsfil", "Case file"),
     Text("Det, sagen siger; kan hentes ind igen", "What the case says; can be read back")),
    ("json", Text("Resultat (JSON)", "Result (JSON)"),
     Text("Alle tal til andre programmer", "Every figure for other programs")),
)  # fmt: skip


def result_page(
    page: Mapping[str, Any], language: Language, typed: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return what the page of a result shows besides what the page of every step does.

    `typed` is what stands in the form of changes.
    """
    result: Result | None = page["result"]
    if result is None:
        return {}
    case = page["case"]
    return {
        **page_of(report_of(result, language), FOLDED),
        "charts_at": reverse("chart", args=[case.id, "x"]).removesuffix("x/"),
        "sliders": sliders(result, language),
        "files": FILES,
        "givers": [(name, result.case.payers[name].label) for name in paying(result.case)],
        "typed": {**first_typed(language), **(typed or {})},
        "takers": [(name, payer.label) for name, payer in result.case.payers.items()],
    }
