"""Forest and funnel plot of pooled studies, and the section that shows them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from bundlinje.basics.texts import Language
from bundlinje.calculation.result import Result
from bundlinje.evidence.knowledge import shared
from bundlinje.evidence.synthesis.plot_rows import forest_rows
from bundlinje.evidence.synthesis.pooled_studies import PooledStudies, pool_studies
from bundlinje.reports import study_charts
from bundlinje.reports.calculation_report import calculation_report
from bundlinje.reports.content import Chart
from bundlinje.reports.html import html
from bundlinje.reports.study_blocks import forest_chart, funnel_chart, meaning
from bundlinje.reports.study_report import study_report
from bundlinje.reports.study_words import StudyWords
from bundlinje.reports.svg import inline_svg
from bundlinje.reports.unbroken import unbroken
from tests.evidence.synthesis.records import NORDIC, made_up, measured, study

HAZARDS = ("effects/tta_dk_selvfors_m2", "effects/tta_dk_selvfors_m3")


def differences() -> PooledStudies:
    return pool_studies([study(reference) for reference in NORDIC], baseline=0.15)


def ratios() -> PooledStudies:
    return pool_studies([study(reference) for reference in HAZARDS], baseline=0.3)


def disagreeing() -> PooledStudies:
    return pool_studies(
        [
            made_up("a"),
            made_up("b", difference=-0.1, difference_low=-0.2, difference_high=0.0),
            made_up("c", difference=0.4, difference_low=0.3, difference_high=0.5),
            made_up("d", difference=0.1, difference_low=0.0, difference_high=0.2),
        ],
        baseline=0.3,
    )


def single() -> PooledStudies:
    return pool_studies([made_up("a")], baseline=0.3, tau=0.05)


def standardised() -> PooledStudies:
    return pool_studies([measured(n, "cohens_d", 0.3, 0.1, 0.5) for n in "ab"], baseline=0.3)


MADE = (differences, ratios, disagreeing, single, standardised)


@pytest.mark.parametrize("make", MADE, ids=lambda make: make.__name__)
@pytest.mark.parametrize("width", [328, 752])
@pytest.mark.parametrize("language", ["da", "en"])
def test_every_chart_follows_the_schema(
    make: Callable[[], PooledStudies], width: int, language: Language
) -> None:
    words = StudyWords(make(), language)
    for draw in (study_charts.forest, study_charts.funnel):
        spec = draw(words, width).to_dict(validate=True)
        assert spec["config"]["locale"]["number"]["decimal"] == ("," if language == "da" else ".")


def rows(chart: Any) -> list[dict[str, Any]]:
    return [row for values in chart.to_dict()["datasets"].values() for row in values]


@pytest.mark.parametrize("make", MADE, ids=lambda make: make.__name__)
def test_the_forest_plot_holds_the_studies_and_their_weights(
    make: Callable[[], PooledStudies],
) -> None:
    found = make()
    drawn = rows(study_charts.forest(StudyWords(found, "da"), 752))
    squares = {row["study"]: row for row in drawn if "size" in row}
    assert [squares[label]["x"] for label in found.pooled.labels] == list(found.pooled.effects)
    heaviest = max(found.pooled.weights)
    for label, weight in zip(found.pooled.labels, found.pooled.weights, strict=True):
        assert squares[label]["size"] == pytest.approx(max(260 * weight / heaviest, 14))
    diamond = [row["x"] for row in drawn if row.get("mean")]
    assert diamond[1] == found.pooled.mean


def test_an_interval_beyond_the_chart_ends_in_an_arrow() -> None:
    drawn = rows(study_charts.forest(StudyWords(ratios(), "da"), 752))
    beyond = [row["beyond"] for row in drawn if "beyond" in row]
    assert beyond == ["low", "low", "high", "high"]  # the mean and the new place
    inside = rows(study_charts.forest(StudyWords(differences(), "da"), 752))
    assert not any("beyond" in row for row in inside)


def test_the_shrunken_effects_are_shown_where_they_say_something() -> None:
    shown = rows(study_charts.forest(StudyWords(disagreeing(), "da"), 752))
    expected = [row["predicted"] for row in forest_rows(disagreeing().pooled)[:4]]
    assert [row["x"] for row in shown if "predicted" in row] == expected
    none = rows(study_charts.forest(StudyWords(differences(), "da"), 752))
    assert not any("predicted" in row for row in none)


def test_the_funnel_has_its_limits_at_196_standard_errors() -> None:
    found = disagreeing()
    drawn = rows(study_charts.funnel(StudyWords(found, "da"), 752))
    corners = [row for row in drawn if "order" in row]
    low, top, high = corners
    assert top["standard_error"] == 0
    assert (high["effect"] - low["effect"]) / 2 == pytest.approx(
        1.959964 * high["standard_error"], rel=1e-5
    )
    points = [row for row in drawn if "outside" in row]
    assert [row["text"] for row in points] == ["1", "2", "3", "4"]


@pytest.mark.parametrize("make", MADE, ids=lambda make: make.__name__)
def test_the_charts_are_drawn_with_their_words(make: Callable[[], PooledStudies]) -> None:
    words = StudyWords(make(), "da")
    for chart in (forest_chart(words), funnel_chart(words)):
        for width in (328, 752):
            text = str(inline_svg(chart, width))
            assert "<title" in text and "<desc" in text and "NaN" not in text
        assert chart.table.rows and chart.key and chart.description
    assert all(text.endswith(".") for text in meaning(words))


def test_the_table_gives_ratios_as_ratios() -> None:
    found = ratios()
    table = forest_chart(StudyWords(found, "da")).table
    assert table.rows[0][1].raw == pytest.approx(1.32)
    assert table.rows[0][1].text == "1,32"
    assert table.rows[2][1].raw == pytest.approx(math.exp(found.pooled.mean))


def test_the_words_do_not_lend_an_effect_to_studies_that_say_too_little() -> None:
    said = " ".join(meaning(StudyWords(ratios(), "da")))
    assert "bærer det ikke et tal" in said and "procentpoint flere" not in said


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_page_holds_studies_sources_and_reservations(language: Language) -> None:
    found = differences()
    page = study_report(found, shared(), language)
    text = html(page)
    for reference in NORDIC:
        assert reference in text
    for warning in found.warnings:
        assert warning.to(language)[:40] in text
    ids = [section.id for section in page.sections]
    assert ids == ["studierne", "uenighed", "tragt", "forbehold", "kilder"]


def test_a_case_with_studies_says_what_its_effect_rests_on(
    small: dict[str, Any], calculated: Callable[..., Result]
) -> None:
    small["effect"] = {"goal": "Job", "without": 0.15, "studies": {"pool": list(NORDIC)}}
    report = calculation_report(calculated(small, 50))
    (section,) = [section for section in report.sections if section.id == "studier"]
    assert section.title == "Hvad effekten bygger på"
    (chart,) = [block for block in section.blocks if isinstance(block, Chart)]
    assert chart.id == "skovdiagram-1"
    text = html(report)
    assert "»Effekt«: Kun 3 studier" in text
    mean = "38,2 procentpoint (95 %-interval 15,3 til 61,1 procentpoint, normalfordelt)"
    assert unbroken(mean) in text
    assert "3 studier (tilfældige effekter, REML); hvad et nyt sted kan forvente" in text


def test_a_case_without_studies_has_no_such_section(
    small: dict[str, Any], calculated: Callable[..., Result]
) -> None:
    ids = [section.id for section in calculation_report(calculated(small, 0)).sections]
    assert "studier" not in ids
