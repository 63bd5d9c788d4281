"""Results in a real browser: charts are drawn under the security policy, sliders answer."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from bundlinje.web.cases import store
from tests.web.conftest import People, example
from tests.web.test_browser import _sign_in, page, people

__all__ = ["page", "people"]


def _scroll_through(page: Any) -> None:
    """See the whole page, so that every chart is fetched."""
    for chart in page.locator(".chart-place").all():
        chart.scroll_into_view_if_needed()
        page.wait_for_function("e => e.classList.contains('drawn')", arg=chart.element_handle())


def _result_page(page: Any, live_server: Any, people: People) -> None:
    _sign_in(page, live_server, people.editor)
    page.goto(live_server.url + reverse("step", args=[people.case.id, "resultat"]))


def test_every_chart_is_drawn_as_wide_as_there_is_room(
    page: Any, live_server: Any, people: People
) -> None:
    _result_page(page, live_server, people)
    _scroll_through(page)
    charts = page.locator(".chart-place")
    assert charts.count() == 9
    for chart in charts.all():
        room = chart.bounding_box()["width"]
        drawn = chart.locator("svg").bounding_box()["width"]
        assert room - 60 < drawn <= room + 1
        assert chart.get_attribute("role") == "img"
    wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wider <= 0


def test_a_mark_says_what_it_shows(page: Any, live_server: Any, people: People) -> None:
    _result_page(page, live_server, people)
    chart = page.locator("#diagram-akkumuleret .chart-place")
    chart.scroll_into_view_if_needed()
    chart.locator("svg").wait_for()
    chart.evaluate("e => e.scrollIntoView({block: 'center'})")
    box = chart.locator("svg").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 70)
    page.wait_for_selector(".chart-tip:not([hidden])")
    assert "Kommune, 20" in page.inner_text(".chart-tip")


def test_a_slider_moves_the_result_and_can_be_set_back(
    page: Any, live_server: Any, people: People
) -> None:
    _result_page(page, live_server, people)
    before = page.locator("#panel .net").text_content()
    slider = page.locator(".slider input[type=range]").nth(1)
    slider.focus()
    with page.expect_response("**/proev/") as answer:
        for _ in range(6):
            page.keyboard.press("ArrowRight")
    assert answer.value.status == 200
    page.wait_for_selector("#panel .tried")
    assert page.locator("#panel .net").text_content() != before
    assert page.input_value("#tal-2") != "12 %"
    with page.expect_response("**/proev/"):
        page.click("[data-reset]")
    page.wait_for_selector("#panel .tried", state="detached")
    assert page.locator("#panel .net").text_content() == before
    assert page.input_value("#tal-2") == "12 %"
    assert store.newest(people.case).number == 1


def test_a_number_typed_moves_its_slider(page: Any, live_server: Any, people: People) -> None:
    _result_page(page, live_server, people)
    with page.expect_response("**/proev/"):
        page.fill("#tal-2", "18,5 %")
    assert float(page.locator(".slider input[type=range]").nth(1).input_value()) == pytest.approx(
        0.185, abs=0.002
    )


def test_a_scenario_and_a_ranking_from_the_list(
    page: Any, live_server: Any, people: People
) -> None:
    store.create(people.organisation, people.editor, example("psykose-opus"))
    _result_page(page, live_server, people)
    page.fill("#scenarie-gange", "2")
    page.click("form:has(#scenarie-gange) button")
    page.wait_for_selector("h1:has-text('Sammenligning')")
    _scroll_through(page)
    page.goto(live_server.url + reverse("cases"))
    for box in page.locator("input[name=sag]").all():
        box.check(force=True)
    page.click("text=Prioritér under et budget")
    page.fill("#budget", "3.000.000")
    page.click(".budget button")
    page.wait_for_selector(".answer:has-text('Inden for 3.000.000')")
    _scroll_through(page)


def test_without_javascript_pictures_stand_in_place(
    browser: Any, live_server: Any, people: People
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="da-DK")
    page = context.new_page()
    _result_page(page, live_server, people)
    picture = page.locator(".chart-place img").first
    picture.scroll_into_view_if_needed()
    answer = page.request.get(live_server.url + str(picture.get_attribute("src")))
    assert answer.headers["content-type"] == "image/svg+xml"
    page.fill("#tal-2", "18 %")
    page.click(".slider-actions .button-primary")
    assert page.locator("h1").count() == 1
    assert "ikke gemt" in page.content()
    context.close()
