"""Share, comment and review in a real browser, by keyboard; axe on every page of it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from bundlinje.web.sharing.checklist import QUESTIONS
from bundlinje.web.sharing.library import release
from bundlinje.web.sharing.models import Actual, Comment, Review, Share
from tests.web.conftest import People, make_people
from tests.web.test_accessible import _signed_in, _violations
from tests.web.test_browser import DESKTOP, PHONE, Keyboard

pytestmark = pytest.mark.once
#: Pictures of the pages are kept in this folder, where one is named.
PICTURES = os.environ.get("BUNDLINJE_TEST_PICTURES", "")


def _look(page: Any, name: str) -> list[str]:
    """Return what is wrong with a page for axe, or that it is wider than the screen."""
    size = page.viewport_size["width"]
    if PICTURES:
        Path(PICTURES).mkdir(exist_ok=True)
        page.screenshot(path=f"{PICTURES}/{name}-{size}.png", full_page=True)
    wrong = _violations(page)
    wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [*wrong, f"{name}: {wider} px too wide"] if wider > 0 else wrong


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_share_comment_and_review_by_keyboard(
    size: dict[str, int], browser: Any, live_server: Any, transactional_db: None
) -> None:
    ours, theirs = make_people("Vores"), make_people("Deres")
    wrong: list[str] = []

    def at(name: str, *more: Any) -> str:
        return str(live_server.url + reverse(name, args=[ours.case.id, *more]))

    def opened(user: Any) -> tuple[Any, Any, Keyboard]:
        context = browser.new_context(viewport=size, locale="da-DK")
        _signed_in(context, live_server, user)
        page = context.new_page()
        return context, page, Keyboard(page)

    context, page, keyboard = opened(ours.editor)
    page.goto(at("step", "omkostninger"))
    keyboard.opens("Del")
    keyboard.types("Hvem?", theirs.reader.email)
    keyboard.goes_to("Hvad må de?")
    page.keyboard.press("ArrowDown")
    keyboard.opens("Del sagen")
    assert Share.objects.get().level == 2
    keyboard.opens("Lav et læselink")
    wrong += _look(page, "del")
    address = page.inner_text(".link-to-send")
    context.close()

    context, page, keyboard = opened(theirs.reader)
    page.goto(live_server.url + reverse("cases"))
    wrong += _look(page, "liste")
    keyboard.opens(ours.case.title)
    page.goto(at("step", "omkostninger"))
    keyboard.presses("Kommentér")
    page.wait_for_selector(".remarks[open] textarea")
    keyboard.types("Ny kommentar", "Er pension med?")
    keyboard.presses("Kommentér")
    page.wait_for_selector(".remarks[open] .comment-text")
    assert Comment.objects.get().path.startswith("costs.")
    assert "Kommentarer (1)" in page.inner_text(".remarks[open] summary")
    assert page.input_value(".remarks[open] form:last-of-type textarea") == ""
    keyboard.presses("Svar")
    keyboard.types("Dit svar", "Ja, den er.")
    keyboard.presses("Send svar")
    page.wait_for_selector(".answers .comment-text")
    wrong += _look(page, "kommentar")
    page.goto(at("comments"))
    wrong += _look(page, "kommentarer")

    page.goto(at("review"))
    for question in QUESTIONS:
        keyboard.goes_to("I orden")
        page.keyboard.press("Space")
        assert page.is_checked(f"#svar-{question.key}-ja")
    keyboard.goes_to("Anbefales")
    page.keyboard.press("Space")
    keyboard.types("Begrundelse", "Tallene holder, når plads lukkes.")
    wrong += _look(page, "vurdering")
    keyboard.opens("Afgiv vurdering")
    assert Review.objects.get().verdict == "anbefales"
    wrong += _look(page, "vurderet")
    context.close()

    context, page, keyboard = opened(ours.editor)
    page.goto(at("step", "maal"))
    page.fill("#felt-title-v", "Job med støtte")
    page.press("#felt-title-v", "Tab")
    page.wait_for_selector("#revision[value='2']", state="attached")
    for name, address_of in {
        "sag": at("step", "maal"), "historik": at("versions"),
        "forskel": at("difference") + "?fra=1&til=2", "udgiv": at("releasing"),
        "vurderinger": at("review"),
    }.items():  # fmt: skip
        page.goto(address_of)
        wrong += _look(page, name)
    context.close()

    from bundlinje.web.cases.pages import stands

    ours.case.refresh_from_db()
    result = stands(ours.case).judged.result
    assert result is not None
    made = release(ours.case, ours.editor, result, "Fast job med støtte til unge.")
    Actual.objects.create(
        case=ours.case, of="net", value=250_000, source="Regnskab 2025", date="2026-01-31"
    )
    context = browser.new_context(viewport=size, locale="da-DK")
    page = context.new_page()
    for name, address_of in {
        "link": address, "bibliotek": live_server.url + reverse("library"),
        "udgivet": live_server.url + reverse("library-case", args=[made.id]),
        "ukendt-link": live_server.url + "/delt/ukendt/",
    }.items():  # fmt: skip
        page.goto(address_of)
        wrong += _look(page, name)
    context.close()
    assert not wrong, "\n".join(wrong)


def test_pages_of_an_owner_with_much_said(
    browser: Any, live_server: Any, transactional_db: None
) -> None:
    ours: People = make_people("Vores")
    for text in ("Kort", "Lang " * 200, "ord" * 120):
        Comment.objects.create(
            case=ours.case, path="title", text=text, author=ours.reader, revision=1
        )
    context = browser.new_context(viewport=PHONE, locale="en-GB")
    _signed_in(context, live_server, ours.administrator)
    page = context.new_page()
    page.goto(live_server.url + reverse("comments", args=[ours.case.id]))
    assert not _look(page, "meget")
    context.close()
