"""The whole way in a real browser: from an empty start to a downloaded report."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bundlinje.web.cases import store
from tests.web.conftest import People, make_people

# Playwright runs a loop of its own in this thread; Django would refuse its database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture
def people(transactional_db: None) -> People:
    return make_people("Vores")


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def page(request: Any, browser: Any) -> Iterator[Any]:
    """An empty browser; whatever it complains of fails the test."""
    context = browser.new_context(viewport=request.param, locale="da-DK", accept_downloads=True)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    yield page
    context.close()
    assert complaints == []


class Person:
    """Does what a person at the keyboard does: Tab, type, Enter; no mouse."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def goes_to(self, name: str, most: int = 80) -> None:
        """Press Tab until what is called `name` has the focus."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            label = self.page.evaluate(
                """() => {
                  const e = document.activeElement;
                  if (!e || e === document.body) return "";
                  const labels = e.labels ? [...e.labels].map((l) => l.innerText) : [];
                  const said = [e.getAttribute("aria-label"), ...labels, e.innerText];
                  return said.filter(Boolean).join(" ");
                }"""
            )
            if name in label:
                return
        raise AssertionError(f"Tab never came to {name!r}:\n{self.page.inner_text('main')}")

    def types(self, name: str, text: str) -> None:
        self.goes_to(name)
        self.page.keyboard.type(text)

    def opens(self, name: str) -> None:
        self.goes_to(name)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


def test_from_an_empty_start_to_a_report_by_keyboard_alone(
    page: Any, live_server: Any, people: People
) -> None:
    person = Person(page)
    page.goto(live_server.url)
    person.opens("Log ind")
    person.types("E-mail", people.editor.email)
    person.types("Adgangskode", "x" * 14)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    person.opens("Ny sag")

    person.types("Sagens navn", "Bolig først")
    person.types("Målgruppe", "Unge uden bolig")
    person.types("Hvad er en succes", "Egen bolig i et år")
    person.opens("Næste")

    person.opens("Tilføj omkostning")
    person.types("Navn", "Bostøtte")
    person.types("Beløb", "96.000 (80.000–115.000)")
    person.opens("Næste")
    person.opens("Næste")

    person.types("20", "20")
    person.opens("Næste")

    person.types("Succesrate uden", "35 %")
    person.types("Succesrate med", "65 (55–75 %)")
    person.opens("Næste")

    person.opens("Tilføj konsekvens")
    person.types("Navn", "Døgn på herberg")
    person.types("Enhed", "døgn")
    person.types("år 0", "-90")
    person.opens("Næste")

    person.types("Enhedspris", "1.800")
    person.opens("Næste")
    page.wait_for_load_state()
    person.opens("Næste")

    assert page.locator("h1").inner_text().endswith("Resultat")
    person.goes_to("Rapport (PDF)")
    with page.expect_download() as downloading:
        page.keyboard.press("Enter")
    assert downloading.value.suggested_filename == "bolig-foerst.pdf"
    assert Path(downloading.value.path()).read_bytes().startswith(b"%PDF-")


def _sign_in(page: Any, live_server: Any, user: Any) -> None:
    client = Client()
    client.force_login(user)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    page.context.add_cookies([{**cookie, "url": live_server.url}])


def test_whoever_goes_on_at_once_loses_nothing(page: Any, live_server: Any, people: People) -> None:
    _sign_in(page, live_server, people.editor)
    page.route("**/ret/", lambda route: (time.sleep(0.5), route.continue_()))
    page.goto(live_server.url + reverse("step", args=[people.case.id, "effekt"]))
    page.fill("#felt-effect-without-v", "44 %")
    with page.expect_navigation():
        page.click("text=Næste")
    assert store.newest(people.case).document["effect"]["without"] == 0.44
    assert page.locator("h1").inner_text().endswith("Konsekvenser")


def test_what_could_not_be_saved_is_said_and_saved_later(
    browser: Any, live_server: Any, people: People
) -> None:
    context = browser.new_context(viewport=DESKTOP, locale="da-DK")
    page = context.new_page()
    _sign_in(page, live_server, people.editor)
    page.goto(live_server.url + reverse("step", args=[people.case.id, "effekt"]))
    context.set_offline(True)
    page.fill("#felt-effect-without-v", "44 %")
    page.press("#felt-effect-without-v", "Tab")
    page.wait_for_selector(".not-saved")
    assert "Ikke gemt" in page.inner_text("#historie")
    context.set_offline(False)
    page.wait_for_selector("#historie .saved:not(.not-saved) >> text=Gemt")
    page.wait_for_selector("#revision[value='2']", state="attached")
    assert page.input_value("#felt-effect-without-v") == "44 %"
    assert store.newest(people.case).document["effect"]["without"] == 0.44
    context.close()


def test_whoever_was_signed_out_is_told(browser: Any, live_server: Any, people: People) -> None:
    context = browser.new_context(viewport=DESKTOP, locale="da-DK")
    page = context.new_page()
    _sign_in(page, live_server, people.editor)
    page.goto(live_server.url + reverse("step", args=[people.case.id, "effekt"]))
    context.clear_cookies(name="sessionid")
    page.fill("#felt-effect-without-v", "44 %")
    page.press("#felt-effect-without-v", "Tab")
    page.wait_for_selector(".not-saved")
    assert "Du er logget ud" in page.inner_text("#historie")
    assert page.input_value("#felt-effect-without-v") == "44 %"
    assert store.newest(people.case).document["effect"]["without"] == 0.53
    context.close()


def test_a_row_of_a_spreadsheet_is_pasted(page: Any, live_server: Any, people: People) -> None:
    _sign_in(page, live_server, people.editor)
    page.goto(live_server.url + reverse("step", args=[people.case.id, "konsekvenser"]))
    place = "#felt-consequences-kontanthjaelp-quantity"
    page.evaluate(
        """(place) => {
          const data = new DataTransfer();
          data.setData("text/plain", "-20\\t-18,5\\t-10\\t-5\\n");
          const input = document.querySelector(place + " input.form-input");
          const how = {clipboardData: data, bubbles: true, cancelable: true};
          input.dispatchEvent(new ClipboardEvent("paste", how));
        }""",
        place,
    )
    page.wait_for_selector("#historie >> text=Gemt")
    page.wait_for_selector("#revision[value='2']", state="attached")
    quantity = store.newest(people.case).document["consequences"][0]["quantity"]
    assert quantity == [-20, -18.5, -10, -5]


def test_a_price_is_found_in_the_knowledge_base(
    page: Any, live_server: Any, people: People
) -> None:
    _sign_in(page, live_server, people.editor)
    page.goto(live_server.url + reverse("step", args=[people.case.id, "priser"]))
    cell = page.locator(".field-cell", has=page.locator("#felt-consequences-loen-price"))
    cell.locator("details.find summary").click()
    cell.locator("input[type=search]").fill("herberg døgn")
    cell.locator("[data-reference='prices/herberg110_doegn']").click()
    page.wait_for_selector("#revision[value='2']", state="attached")
    price = store.newest(people.case).document["consequences"][1]["price"]
    assert price == {"ref": "prices/herberg110_doegn"}
    assert "Herberg/forsorgshjem § 110" in cell.inner_text()
