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

pytestmark = pytest.mark.once

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
        lambda message: (
            complaints.append(f"{message.text} {message.location}")
            if message.type == "error"
            else None
        ),
    )
    yield page
    context.close()
    assert not complaints, "\n".join(complaints)


class Keyboard:
    """Does what a person at the keyboard does: Tab, type, Enter; no mouse."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def goes_to(self, name: str, most: int = 90) -> None:
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

    def presses(self, name: str) -> None:
        self.goes_to(name)
        self.page.keyboard.press("Enter")

    def opens(self, name: str) -> None:
        with self.page.expect_navigation():
            self.presses(name)


class Mouse:
    """Does what a person with a mouse or a finger does: click and type."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def types(self, name: str, text: str) -> None:
        fields = self.page.locator("input, textarea, select").and_(self.page.get_by_label(name))
        field = fields.first
        field.click()
        field.type(text)

    def presses(self, name: str) -> None:
        self.page.locator("a, button", has_text=name).filter(visible=True).first.click()

    def opens(self, name: str) -> None:
        with self.page.expect_navigation():
            self.presses(name)


#: What is pressed and filled in, in each language; the way is the same.
WORDS = {
    "da": {
        "sign in": "Log ind", "email": "E-mail", "password": "Adgangskode", "new": "Ny sag",
        "title": "Sagens navn", "group": "Målgruppe", "goal": "Hvad er en succes",
        "next": "Næste", "add cost": "Tilføj omkostning", "name": "Navn", "amount": "Beløb",
        "without": "Succesrate uden", "with": "Succesrate med",
        "add change": "Tilføj konsekvens", "unit": "Enhed", "year": "år 0",
        "price": "Enhedspris", "report": "Rapport (PDF)", "result": "Resultat",
    },
    "en": {
        "sign in": "Sign in", "email": "E-mail", "password": "Password", "new": "New case",
        "title": "Name of the case", "group": "Target group", "goal": "What is success",
        "next": "Next", "add cost": "Add cost", "name": "Name", "amount": "Amount",
        "without": "Success rate without the", "with": "Success rate with the",
        "add change": "Add consequence", "unit": "Unit", "year": "year 0",
        "price": "Unit price", "report": "Report (PDF)", "result": "Result",
    },
}  # fmt: skip
#: Amounts as they are written in each language.
TYPED = {
    "da": ("96.000 (80.000–115.000)", "35 %", "65 (55–75 %)", "1.800"),
    "en": ("96,000 (80,000–115,000)", "35%", "65 (55–75%)", "1,800"),
}


@pytest.mark.parametrize(
    ("person_of", "language", "page"),
    [
        (Keyboard, "da", DESKTOP),
        (Keyboard, "en", PHONE),
        (Mouse, "da", PHONE),
        (Mouse, "en", DESKTOP),
    ],
    indirect=["page"],
    ids=["keyboard-da-desktop", "keyboard-en-phone", "mouse-da-phone", "mouse-en-desktop"],
)
def test_from_an_empty_start_to_a_report(
    person_of: Any, language: str, page: Any, live_server: Any, people: People
) -> None:
    person, words, typed = person_of(page), WORDS[language], TYPED[language]
    page.context.add_cookies([{"name": "sprog", "value": language, "url": live_server.url}])

    page.goto(live_server.url + "/konto/login/")
    person.types(words["email"], people.editor.email)
    person.types(words["password"], "x" * 14)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    person.opens(words["new"])

    person.types(words["title"], "Bolig først")
    person.types(words["group"], "Unge uden bolig")
    person.types(words["goal"], "Egen bolig i et år")
    person.opens(words["next"])

    person.opens(words["add cost"])
    person.types(words["name"], "Bostøtte")
    person.types(words["amount"], typed[0])
    person.opens(words["next"])
    person.opens(words["next"])

    person.types("20", "20")
    person.opens(words["next"])

    person.types(words["without"], typed[1])
    person.types(words["with"], typed[2])
    person.opens(words["next"])

    person.opens(words["add change"])
    person.types(words["name"], "Døgn på herberg")
    person.types(words["unit"], "døgn")
    person.types(words["year"], "-90")
    person.opens(words["next"])

    person.types(words["price"], typed[3])
    person.opens(words["next"])
    person.opens(words["next"])

    assert page.locator("h1").inner_text().endswith(words["result"])
    with page.expect_download() as downloading:
        person.presses(words["report"])
    assert downloading.value.suggested_filename == "bolig-foerst.pdf"
    assert Path(downloading.value.path()).read_bytes().startswith(b"%PDF-")


def test_an_own_price_is_added_and_found_by_keyboard_alone(
    page: Any, live_server: Any, people: People
) -> None:
    _sign_in(page, live_server, people.editor)
    person = Keyboard(page)
    page.goto(live_server.url + "/viden/")
    person.opens("Jeres egne oplysninger")
    person.opens("Tilføj enhedspris")
    person.types("Navn", "Mentortime")
    person.types("Pris i kr.", "412,50")
    person.types("Enhed", "time")
    person.types("Prisår", "2023")
    person.types("Titel", "Regnskab 2023")
    person.types("Adresse", "https://intranet.example/regnskab")
    person.types("Hvorfor tilføjes den?", "Egen aftale.")
    person.opens("Gem")
    assert "venter på gennemsyn" in page.inner_text("main")
    record = people.organisation.own_records.get(name="egen-mentortime")

    # Someone else reviews it, by keyboard too.
    page.context.clear_cookies()
    _sign_in(page, live_server, people.administrator)
    page.goto(live_server.url + "/viden/egne/")
    person.opens("Venter på gennemsyn")
    person.types("Begrundelse", "Kilden er set, og tallet står der.")
    person.opens("Godkend")
    record.refresh_from_db()
    assert record.in_use
    assert page.locator("h1").inner_text() == "Mentortime"
    assert "412,5\u00a0kr. pr. time (2023)" in page.locator(".sheet-value").inner_text()

    page.goto(live_server.url + "/viden/")
    person.types("Søg i vidensdatabasen", "mentortime")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    person.opens("Mentortime")
    assert page.locator(".reference code").inner_text() == "=prices/egen-mentortime"


def test_a_case_takes_an_own_price_from_the_suggestions(
    page: Any, live_server: Any, people: People
) -> None:
    _sign_in(page, live_server, people.editor)
    page.goto(live_server.url + reverse("step", args=[people.case.id, "priser"]))
    finding = page.locator(".find").first
    finding.locator("summary").click()
    # What fits the field's own words is there before anything is typed.
    finding.locator(".suggestions").wait_for()
    finding.locator("input[name=q]").fill("døgn hos vores")
    suggestion = finding.locator(f"[data-reference='{people.own.reference}']")
    assert "Jeres egne" in suggestion.inner_text()
    with page.expect_response("**/ret/"):
        suggestion.click()
    price = store.newest(people.case).document["consequences"][0]["price"]
    assert price["ref"] == people.own.reference


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


def test_what_is_typed_while_the_page_still_loads_is_saved(
    page: Any, live_server: Any, people: People
) -> None:
    _sign_in(page, live_server, people.editor)
    waiting: list[Any] = []
    page.route("**/dkfds.min.js*", lambda route: waiting.append(route), times=1)
    address = live_server.url + reverse("step", args=[people.case.id, "effekt"])
    page.goto(address, wait_until="commit")
    field = page.locator("#felt-effect-without-v")
    field.fill("44 %")
    field.press("Tab")
    # Whoever goes on at once waits for it too.
    page.locator("a", has_text="Næste").click(no_wait_after=True)
    assert page.evaluate("document.readyState") != "complete"
    assert store.newest(people.case).document["effect"]["without"] == 0.53
    waiting[0].continue_()
    page.wait_for_url("**/konsekvenser/")
    assert store.newest(people.case).document["effect"]["without"] == 0.44


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
