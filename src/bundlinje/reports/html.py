"""The report as one self-contained HTML file: no network, no scripts, readable on a phone."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from bundlinje.basics.files import write_text
from bundlinje.basics.texts import Language, Text
from bundlinje.calculation.result import Result
from bundlinje.reports.calculation_report import calculation_report
from bundlinje.reports.content import Chart, Length, Report, Table
from bundlinje.reports.svg import NARROW, WIDE, inline_svg, svgs
from bundlinje.reports.unbroken import unbroken

if TYPE_CHECKING:
    from jinja2 import Environment

_TEXTS = {
    "skip": Text("Spring til indholdet", "Skip to the content"),
    "contents": Text("Indhold", "Contents"),
    "numbers": Text("Vis tallene i en tabel", "Show the numbers in a table"),
    "sources": Text("Kilder", "Sources"),
    "accessed": Text("set", "read"),
    "table": Text("Tabel", "Table"),
}


def write_html(
    result: Result, path: Path, language: Language = "da", length: Length = "full"
) -> None:
    """Write the report of a result as HTML, whole or not at all.

    Raises:
        InputError: the file cannot be written.
    """
    write_text(path, html(calculation_report(result, language, length)))


def html(report: Report) -> str:
    """Return a report as one HTML document that needs nothing else."""
    report = unbroken(report)
    widths = {"wide": WIDE, "narrow": NARROW}
    charts = [block for block in report.blocks if isinstance(block, Chart)]
    tables = {replace(block, id="") for block in report.blocks if isinstance(block, Table)}
    drawn = svgs(charts, tuple(widths.values()))
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            report=report,
            text={key: text.to(report.language) for key, text in _TEXTS.items()},
            svg=lambda chart, width: inline_svg(chart, width, drawn[chart.id, width]),
            widths=widths,
            # Numbers that stand in the text are not folded away under the chart as well.
            told={chart.id for chart in charts if replace(chart.table, id="") in tables},
        )
    )


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("bundlinje.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
