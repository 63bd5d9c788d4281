"""The report of a register study: says what was found, and shows nothing that is hidden."""

from __future__ import annotations

import argparse
import io
from pathlib import Path

import docx
import numpy as np
import pytest

from bundlinje.basics.texts import LANGUAGES, Language, Text
from bundlinje.cli import register_report as command
from bundlinje.register.result import (
    Balance,
    Before,
    Level,
    MethodFound,
    OverlapBin,
    Sensitivity,
    ServiceFound,
    StudyResult,
    result_file,
    write_result,
)
from bundlinje.reports.content import Chart
from bundlinje.reports.html import html
from bundlinje.reports.pdf import pdf
from bundlinje.reports.register import year_charts
from bundlinje.reports.register.answer import answer
from bundlinje.reports.register.report import register_report
from bundlinje.reports.register.words import RegisterWords
from bundlinje.reports.unbroken import unbroken
from bundlinje.reports.word import word
from tests.reports.pdf_reading import Pdf, flat

SERVICE = {"label": "Døgn på herberg", "table": "stays", "codes": ["h"], "measure": "days"}
DEFINITION = {
    "target_group": "Unge", "goal": "Bolig", "age": [18, 29], "years": 2, "cluster": "person",
    "time_zero": {"services": ["shelter"], "at": "start", "first": "2011-01-01",
                  "last": "2013-12-31"},
    "before": [{"services": ["shelter"], "window": [-730, 0], "at_least": None, "at_most": 0.0}],
    "conditions": [{"services": ["shelter"], "window": [0, 365], "at_least": None,
                    "at_most": 10.0}],
    "covariates": [{"name": "age", "kind": "column", "years": 0.0}],
    "death": True, "emigration": False, "age_limit": None,
    "method": {"estimand": "ate", "trim": 0.01, "outcome_model": "linear"},
    "suppression": {"minimum": 5, "dominance": 0.5},
    "register": {"covers": ["2008-01-01", "2019-12-31"], "tables": {},
                 "services": {"shelter": SERVICE}},
}  # fmt: skip


def made() -> StudyResult:
    """A study of two services and two years; the second service's last year is hidden."""
    mean = [-20.0, -10.0, 0.5, 0.0]
    sd = [2.0, 2.0, 1.0, 0.0]
    found = MethodFound(
        mean, sd, [m - 2 * s for m, s in zip(mean, sd, strict=True)],
        [m + 2 * s for m, s in zip(mean, sd, strict=True)],
        np.diag(np.square(sd)).tolist(), 1000, 1000, None,
    )  # fmt: skip
    levels = [
        Level(s, y, (400, 600), (100, 300), (11.0, 31.0)) for s in ("shelter", "other")
        for y in (1, 2)
    ]  # fmt: skip
    levels[3] = Level("other", 2, (None, None), (None, None), (None, None))
    return StudyResult(
        id="unge", title="Unge", target_group="Unge", goal="Bolig", register="Prøve",
        synthetic=True, sha256="a" * 64,
        frozen=[{"sha256": "a" * 64, "date": "2026-01-02", "reason": ""}], date="2026-01-03",
        software="0", engine="duckdb", definition=DEFINITION, years=2, starts_at_goal=True,
        estimand="ate", price_year=None,
        steps=[("begyndte", "started", 1003), ("uden shelter", "without shelter", None)],
        reached=400, not_reached=600, trimmed=None,
        services=[ServiceFound("shelter", "Døgn på herberg", "døgn", False),
                  ServiceFound("other", "Andet", "døgn", False)],
        levels=levels, main="doubly_robust",
        methods=dict.fromkeys(("raw", "adjusted", "weighted", "doubly_robust"), found),
        balance=[Balance("age", 24.0, 23.0, 0.2, 0.01), Balance("sex: X", None, None, None, None)],
        overlap=[OverlapBin(0.0, 0.5, 150, 350), OverlapBin(0.5, 1.0, 250, 250)],
        before=[Before("shelter", 1, -5.0, 1.0, 0.1, 0.5, True)],
        sensitivity=[Sensitivity("shelter", 1, 2.5, 2.0)], minimum=5,
        warnings=[Text("Syntetisk.", "Synthetic."), Text("Ikke virkning.", "No effect.")],
    )  # fmt: skip


def test_the_first_paragraph_says_what_was_found_and_what_it_is_not() -> None:
    text = answer(RegisterWords(made(), "da"))
    assert "15\u00a0døgn mindre af »Døgn på herberg«" in text
    assert "ikke nødvendigvis en virkning" in text
    assert "ingen af personerne findes" in text
    assert "For »Andet« kan der ikke ses en sikker forskel" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_hidden_is_a_dash_and_says_why(language: Language) -> None:
    report = register_report(made(), language)
    tables = {b.id: b for b in report.blocks if getattr(b, "id", "")}
    chart = next(b for b in report.blocks if isinstance(b, Chart) and "metoder" in b.table.id)
    assert [c.text for c in chart.table.rows[-1][1:]] == ["–"] * 4
    assert [c.text for c in tables["brug"].rows[-1][1:]] == ["–"] * 4
    assert "»Andet«" in chart.key if language == "da" else "“Andet”" in chart.key
    assert tables["vejen"].rows[1][1].text == "–"
    assert ("vises ikke" if language == "da" else "not shown") in html(report)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("length", ["full", "short"])
def test_pdf_is_accessible_and_word_says_the_same(language: Language, length: str) -> None:
    report = register_report(made(), language, length)  # type: ignore[arg-type]
    paper = Pdf(pdf(report))
    answered = answer(RegisterWords(made(), language))
    said = flat(unbroken(answered))
    assert "<pdfuaid:part>1</pdfuaid:part>" in paper.xmp
    assert said in paper.text
    texts = [p.text for p in docx.Document(io.BytesIO(word(report))).paragraphs]
    # Word has a hyphen of its own that does not break.
    assert flat(answered) in flat("\n".join(texts))
    if length == "short":
        assert paper.pages == 1


def test_the_command_writes_html_beside_the_study(tmp_path: Path) -> None:
    study = tmp_path / "unge.yaml"
    write_result(made(), result_file(study))
    parser = argparse.ArgumentParser()
    command.add_arguments(parser, "da")
    arguments = parser.parse_args([str(study)])
    arguments.language = "da"
    assert command.run(arguments) == 0
    assert "Hvem der sammenlignes" in (tmp_path / "unge.html").read_text("utf-8")


def test_no_line_bridges_a_hidden_year() -> None:
    points = [year_charts.Point(x, 0.0, 0.0, 0.0) for x in (0.9, 1.9, 3.9, 4.9)]
    assert year_charts.runs(points) == [0, 0, 1, 1]
    assert year_charts.runs([]) == []


def test_many_services_stand_in_figures_of_six() -> None:
    services = [ServiceFound(f"s{i}", f"S{i}", "døgn", False) for i in range(14)]
    assert [len(part) for part in year_charts.parts(services)] == [6, 6, 2]
    assert [year_charts.columns_of(n, 604) for n in (1, 2, 3, 4, 6)] == [1, 2, 3, 2, 3]
    assert year_charts.columns_of(6, 328) == 1
