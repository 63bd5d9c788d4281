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
from bundlinje.reports.chart_style import BOLD_LETTER, LETTER
from bundlinje.reports.content import Chart, Column, Length, Report, Table
from bundlinje.reports.svg import NARROW, WIDE, inline_svg, svgs
from bundlinje.reports.unbroken import unbroken

if TYPE_CHECKING:
    from jinja2 import Environment

#: Room for a table on a phone of 360 px, its type, the room between two columns and the least
#: width of the names of the rows [px].
PHONE, TYPE, GAP, NAMES = 328.0, 13.5, 5.0, 62.0

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
            as_list=as_list,
        )
    )


def as_list(table: Table) -> str:
    """Return how a table is shown on a phone: a list of texts or of numbers, or as it is."""
    columns = table.columns
    if len(columns) > 2 and all(column.align == "left" for column in columns):
        return "texts"
    needed = [_needed(table, at) for at in range(len(columns))]
    whole = max(needed[0], NAMES) + sum(needed[1:]) + GAP * (len(needed) - 1)
    return "numbers" if whole > PHONE else ""


def _needed(table: Table, at: int) -> float:
    """Return the least width of a column [px]: numbers do not break, texts between words."""
    column = table.columns[at]
    header = [*column.header.split(" "), f"({column.unit})" if column.unit else ""]
    plain = _parts(column, [row[at].text for row in table.rows])
    bold = _parts(column, [] if table.footer is None else [table.footer[at].text])
    return TYPE * max(
        LETTER * max(map(len, plain), default=0), BOLD_LETTER * max(map(len, [*header, *bold]))
    )


def _parts(column: Column, cells: list[str]) -> list[str]:
    """Return what of the texts of a column does not break."""
    return [p for text in cells for p in ([text] if column.align == "right" else text.split(" "))]


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
