"""axe finds nothing on any page, wide and narrow, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse

from bundlinje.web.cases import exchange, store
from bundlinje.web.cases.form.steps import BY_SLUG, RESULT
from bundlinje.web.knowledge import own_store
from bundlinje.web.notices.models import Notice
from tests.web.conftest import People, example, make_people
from tests.web.test_browser import DESKTOP, PHONE

pytestmark = pytest.mark.once


def _signed_in(context: Any, live_server: Any, user: Any) -> None:
    client = Client()
    client.force_login(user)
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])


def _addresses(people: People) -> Iterator[str]:
    case = people.case.id
    for slug in (*BY_SLUG, RESULT):
        yield reverse("step", args=[case, slug])
    empty = store.create(people.organisation, people.editor, exchange.empty(2026))
    for slug in ("maal", "omkostninger", RESULT):
        yield reverse("step", args=[empty.id, slug])
    yield reverse("cases")
    yield reverse("cases") + "?q=findes-ikke"
    other = store.create(people.organisation, people.editor, example("psykose-opus"))
    together = f"?sag={case}&sag={other.id}"
    yield reverse("compare") + together
    yield reverse("ranking") + together + "&budget=1000000"
    yield reverse("organisation")
    yield reverse("tokens")
    yield reverse("front")
    yield reverse("mail-choices")
    own_store.change(
        people.own, people.editor, own_store.newest_change(people.own), people.own.row,
        people.own.source, "Igen.",
    )  # fmt: skip
    Notice.objects.create(user=people.administrator, kind="comment", case=people.case, times=2)
    yield reverse("notices")
    yield reverse("front")
    yield reverse("own-counts", args=[case, "kontanthjaelp"])
    yield "/findes-ikke/"
    yield f"/viden/{people.own.reference}/"
    yield reverse("own-records")
    yield reverse("own-edit", args=[people.own.id])
    yield reverse("own-review", args=[people.own.id])
    yield reverse("own-new", args=["effect_studies"])
    yield reverse("own-new", args=["profiles"])


_OUTSIDE = (
    "/", "/konto/login/", "/konto/ind/ukendt/", "/konto/invitation/ukendt/", "/viden/",
    "/bibliotek/", "/delt/ukendt/", "/viden/?q=herberg", "/viden/kort/",
    "/viden/effects/ips_dk_30m/",
    "/viden/rates/kontanthj_30plus_andre_2023/", "/viden/prices/findes-ikke/", "/api/",
)  # fmt: skip


def _violations(page: Any) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{page.url}: {one['id']}: {one['help']}: {node['html'][:150]}"
        for one in found
        for node in one["nodes"][:3]
    ]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("language", ["da", "en"])
def test_axe_finds_nothing(
    size: dict[str, int],
    language: str,
    browser: Any,
    live_server: Any,
    transactional_db: None,
) -> None:
    people = make_people("Vores")
    context = browser.new_context(viewport=size)
    context.add_cookies([{"name": "sprog", "value": language, "url": live_server.url}])
    page = context.new_page()
    wrong: list[str] = []
    for address in _OUTSIDE:
        page.goto(live_server.url + address)
        wrong += _violations(page)
    _signed_in(context, live_server, people.administrator)
    for address in _addresses(people):
        page.goto(live_server.url + address)
        wrong += _violations(page)
        wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wider > 0:
            wrong.append(f"{page.url}: {wider} px wider than the screen")
    page.goto(live_server.url + reverse("step", args=[people.case.id, "effekt"]))
    page.click("#felt-effect-without button")
    page.select_option(".spread select", "ci95")
    page.wait_for_selector(".spread input[name=low]")
    wrong += _violations(page)
    page.fill("#felt-effect-without-v", "mange")
    page.press("#felt-effect-without-v", "Tab")
    page.wait_for_selector(".form-error-message")
    wrong += _violations(page)
    context.close()
    assert not wrong, "\n".join(wrong)
