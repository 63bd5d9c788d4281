"""The page of a result: the report as HTML, its charts one by one, and its files."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bundlinje.reports.content import Chart
from bundlinje.reports.unbroken import unbroken
from bundlinje.web.cases import exchange, store
from bundlinje.web.cases.pages import stands
from bundlinje.web.cases.results.reports import report_of
from tests.web.conftest import People, example

#: Pages and numbers, which the kind of database does not matter to.
pytestmark = pytest.mark.once


def _page(client: Client, people: People) -> str:
    return client.get(reverse("step", args=[people.case.id, "resultat"])).content.decode()


def _charts(people: People) -> list[Chart]:
    result = stands(people.case).judged.result
    assert result is not None
    return [block for block in report_of(result, "da").blocks if isinstance(block, Chart)]


def test_the_answer_comes_first_and_every_section_is_there(reader: Client, ours: People) -> None:
    page = _page(reader, ours)
    answer = page.index('class="told answer"')
    assert "Det er usikkert, om indsatsen giver de offentlige kasser overskud" in page[answer:]
    places = [page.index(f'id="{id}"') for id in ("kasser", "aar", "usikkerhed", "borgerne")]
    assert [answer, *places] == sorted([answer, *places])
    for words in ("Beskæftigelsesforvaltningen", "Balancepunkt", "Kontanthjælp", "bloktilskud"):
        assert words in page
    assert "style=" not in page, "the content security policy allows no style in a page"


def test_it_follows_the_language(reader: Client, ours: People) -> None:
    reader.cookies["sprog"] = "en"
    page = _page(reader, ours)
    assert "It is uncertain whether the intervention" in page
    assert "Show the numbers in a table" in page


def test_each_chart_has_a_title_a_description_its_table_and_an_address(
    reader: Client, ours: People
) -> None:
    page = _page(reader, ours)
    for chart in _charts(ours):
        assert f'id="diagram-{chart.id}-t"' in page
        place = f"/sager/{ours.case.id}/diagram/{chart.id}/?"
        assert f'data-chart="{place}"' in page
        assert f'<noscript><img src="{place}som=svg"' in page
        assert unbroken(chart.table.caption) in page


@pytest.mark.parametrize("width", [300, 752])
def test_charts_are_drawn_at_the_width_asked_for_and_marks_say_what_they_show(
    reader: Client, ours: People, width: int
) -> None:
    for chart in _charts(ours):
        address = reverse("chart", args=[ours.case.id, chart.id])
        answer = reader.get(address, {"bredde": width})
        spec = answer.json()
        assert spec["$schema"].startswith("https://vega.github.io/schema/vega-lite/")
        assert '"field":"tip"' in answer.content.decode(), chart.id
        panels = spec.get("concat", [spec])
        assert max(panel["width"] for panel in panels) <= width
        assert spec["config"]["locale"]["number"]["decimal"] == ","


def test_every_tip_is_in_the_rows_that_it_is_read_from(reader: Client, ours: People) -> None:
    def told(spec: dict[str, Any], above: dict[str, Any], sets: dict[str, Any]) -> int:
        data = spec.get("data") or above
        below = sum(told(s, data, sets) for s in (*spec.get("layer", ()), *spec.get("concat", ())))
        if "tooltip" not in spec.get("encoding", {}):
            return below
        rows = sets.get(data.get("name", ""), data.get("values"))
        assert rows
        assert all(row["tip"] for row in rows)
        return below + 1

    for chart in _charts(ours):
        spec = reader.get(reverse("chart", args=[ours.case.id, chart.id])).json()
        assert told(spec, {}, spec.get("datasets", {})) > 0, chart.id


def test_a_chart_is_a_picture_too(reader: Client, ours: People) -> None:
    address = reverse("chart", args=[ours.case.id, "vandfald"])
    answer = reader.get(address, {"som": "svg"})
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.content.startswith(b"<svg")
    assert reader.get(reverse("chart", args=[ours.case.id, "findes-ikke"])).status_code == 404
    wide = reader.get(address, {"bredde": "99999"}).json()
    assert wide["width"] <= 900


def test_a_case_without_a_result_says_what_is_missing(editor: Client, ours: People) -> None:
    case = store.create(ours.organisation, ours.editor, exchange.empty(2026))
    page = editor.get(reverse("step", args=[case.id, "resultat"])).content.decode()
    assert "svar mangler" in page
    assert "chart-place" not in page
    assert editor.get(reverse("chart", args=[case.id, "vandfald"])).status_code == 404


def test_texts_of_a_case_are_never_markup(editor: Client, ours: People) -> None:
    document = example()
    document["title"] = document["description"] = "<script>window.broken = 1</script>"
    document["costs"][0]["label"] = "<img src=x onerror=alert(1)>"
    case = store.create(ours.organisation, ours.editor, document)
    page = editor.get(reverse("step", args=[case.id, "resultat"])).content.decode()
    assert "<script>window" not in page
    assert "<img src=x" not in page


@pytest.mark.parametrize("kind", ["html", "json", "xlsx", "yaml", "pdf-kort"])
def test_every_file_is_offered_and_comes(reader: Client, ours: People, kind: str) -> None:
    address = reverse("download", args=[ours.case.id, kind])
    assert f'href="{address}"' in _page(reader, ours)
    answer = reader.get(address)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    if kind == "json":
        assert json.loads(answer.content)["format"] == "bundlinje.result/1"
