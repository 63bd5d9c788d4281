"""What follows a change without the page being loaded again, and what is small until it is used."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from bundlinje.web.cases import exchange, store
from bundlinje.web.cases.form.paths import add_item
from tests.web.conftest import People
from tests.web.test_browser import DESKTOP, _sign_in, page, people

__all__ = ["page", "people"]

pytestmark = pytest.mark.once


def test_headings_the_title_and_the_steps_follow_what_is_typed(
    page: Any, live_server: Any, people: People
) -> None:
    document = exchange.empty(2026)
    path = add_item(document, "costs", {"label": "", "kind": "running", "per": "participant"})
    case = store.create(people.organisation, people.editor, document)
    _sign_in(page, live_server, people.editor)
    page.goto(live_server.url + reverse("step", args=[case.id, "omkostninger"]))
    assert page.locator(".section-head h2").inner_text() == "Uden navn"
    lacks = page.locator("#trin a[aria-current] .lacks")
    assert lacks.inner_text() == "3 mangler"
    field = "#felt-" + path.replace(".", "-") + "-label-v"
    page.fill(field, "Ledelse")
    page.press(field, "Tab")
    page.locator(".section-head h2", has_text="Ledelse").wait_for()
    page.locator("#trin a[aria-current] .lacks", has_text="2 mangler").wait_for()
    assert page.locator(".section-head button").inner_text().split() == ["Fjern", "Ledelse"]
    page.goto(live_server.url + reverse("step", args=[case.id, "maal"]))
    page.fill("#felt-title-v", "Et nyt navn")
    page.press("#felt-title-v", "Tab")
    page.locator(".case-title", has_text="Et nyt navn").wait_for()
    assert page.title() == "Målgruppe og mål – Et nyt navn – Bundlinje"


def test_a_comment_is_a_sign_until_there_is_one_to_read(
    page: Any, live_server: Any, people: People
) -> None:
    _sign_in(page, live_server, people.editor)
    page.goto(live_server.url + reverse("step", args=[people.case.id, "effekt"]))
    summary = page.locator(".field-cell .remarks > summary").first
    box = summary.bounding_box()
    assert max(box["width"], box["height"]) < 48
    assert min(box["width"], box["height"]) >= 24, "large enough to touch"
    summary.focus()
    page.keyboard.press("Enter")
    place = page.locator(".remarks[open]").first
    place.locator("textarea").fill("Er tallet fra jer selv?")
    place.locator("button", has_text="Kommentér").click()
    place.locator(".comment-text").wait_for()
    page.reload()
    first = page.locator(".field-cell .remarks > summary").first
    assert "Kommentarer (1)" in first.inner_text()
    assert first.bounding_box()["width"] > 100, "what there is to read is said plainly"


def test_a_file_is_chosen_in_the_language_of_the_page(
    page: Any, live_server: Any, people: People
) -> None:
    _sign_in(page, live_server, people.editor)
    page.goto(live_server.url + reverse("cases"))
    pick = page.locator(".file-pick")
    assert pick.inner_text().split("\n") == ["Vælg fil", "Ingen fil valgt"]
    page.set_input_files(
        "#fil", {"name": "sag.yaml", "mimeType": "text/yaml", "buffer": b"format: x"}
    )
    assert "sag.yaml" in pick.inner_text()
    page.focus("#fil")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Hent ind"


def test_what_is_wrong_in_a_what_if_copy_has_the_focus(
    browser: Any, live_server: Any, people: People
) -> None:
    # A browser of its own: the console notes that the answer is a refusal.
    page = browser.new_context(viewport=DESKTOP, locale="da-DK").new_page()
    _sign_in(page, live_server, people.editor)
    page.goto(live_server.url + reverse("step", args=[people.case.id, "resultat"]))
    page.fill("#scenarie-gange", "1")
    with page.expect_navigation():
        page.click("form:has(#scenarie-gange) button")
    page.locator("#scenarie-gange-e").wait_for()
    assert page.evaluate("document.activeElement.id") == "scenarie-gange"
    assert page.input_value("#scenarie-gange") == "1"
    page.goto(page.url)
    assert page.url.endswith(f"/{people.case.id}/resultat/")
    page.context.close()
