"""From a case to the ledger in a real browser, by keyboard and by mouse, wide and narrow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse

from bundlinje.web.contracts import consent, disputes, store
from bundlinje.web.contracts.models import Contract, LedgerEntry
from tests.web.conftest import client_of, example, make_people
from tests.web.contract_steps import csv_of, make_table, rows, says_why, submit, upload
from tests.web.test_browser import DESKTOP, PHONE, Keyboard, Mouse

pytestmark = pytest.mark.once


@pytest.fixture
def page(request: Any, browser: Any) -> Iterator[Any]:
    """An empty browser; whatever it complains of fails the test, save a file that is refused."""
    context = browser.new_context(viewport=request.param, locale="da-DK")
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    yield page
    context.close()
    assert not [said for said in complaints if "422" not in said], "\n".join(complaints)


def _sign_in(page: Any, live_server: Any, user: Any) -> None:
    client = Client()
    client.force_login(user)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])


@pytest.mark.parametrize(
    ("person_of", "page"),
    [(Keyboard, DESKTOP), (Keyboard, PHONE), (Mouse, DESKTOP), (Mouse, PHONE)],
    ids=["keyboard-desktop", "keyboard-phone", "mouse-desktop", "mouse-phone"],
    indirect=["page"],
)
def test_from_a_case_to_the_ledger(
    person_of: Any, page: Any, live_server: Any, transactional_db: None, tmp_path: Path
) -> None:
    from bundlinje.web.cases import store as cases

    people = make_people("Vores")
    case = cases.create(people.organisation, people.editor, example("loesladte-uden-tilbagefald"))
    person = person_of(page)
    _sign_in(page, live_server, people.editor)
    page.goto(live_server.url + reverse("contracts"))
    person.opens("Ny kontrakt")
    page.select_option("#sag", str(case.id))
    page.check("#s-senior-junior", force=True)
    person.opens("Lav kontrakten")
    contract = Contract.objects.get()
    net = page.inner_text("#panel")
    assert "Banken" in net and "risiko for tab" in net

    # A term is changed: what the parties end with moves.
    price = page.locator("#felt-payments-resultat-6-rule-marginal input[name=c1]").nth(1)
    price.click()
    price.fill("60.000")
    with page.expect_response(lambda answer: answer.url.endswith("/ret/")):
        price.press("Tab")
    page.wait_for_function("(old) => document.querySelector('#panel').innerText !== old", arg=net)
    page.wait_for_selector("#historie button:not([disabled]):has-text('Fortryd')")

    # A guarantee is taken out by its button, and the page is not loaded again for it.
    button = page.locator("#felt-guarantees button[name=fjern]")
    button.focus()
    button.press("Enter")
    button.wait_for(state="detached")
    page.wait_for_selector("#historie button:not([disabled]):has-text('Fortryd')")
    assert "guarantees" not in store.newest(contract).document

    # The parties agree to exactly this: the owner here, the others on paper.
    page.reload()
    person.opens("Aftale")
    person.opens("Bed parterne om at sige ja")
    person.opens("Sig ja til vilkårene for Vores")
    while page.locator("form.paper").count():
        page.locator("form.paper input[type=date]").first.fill("2026-11-02")
        page.locator("form.paper button").first.click()
        page.wait_for_load_state()
    assert "Alle har sagt ja" in page.inner_text("main")

    # Results with an error, mended. The form is long: from the top again.
    page.reload()
    person.opens("Resultater")
    wrong = tmp_path / "forkert.csv"
    wrong.write_bytes(csv_of(rows(26), "2027-H2,resultat-6,mange,b99\n"))
    page.set_input_files("#fil", str(wrong))
    person.opens("Hent ind")
    assert "forkert.csv:28" in page.inner_text("main")
    assert not contract.results.exists()
    wrong.write_bytes(csv_of(rows(26)))
    page.set_input_files("#fil", str(wrong))
    person.opens("Hent ind")
    page.fill("#formaal", "Månedens afregning")
    person.opens("Vis resultaterne")
    assert "360.000,00" in page.inner_text("main"), "six at 60,000"
    person.opens("Indsend afregningen")
    assert "godkendes af en anden" in page.inner_text("main")

    # Another person approves, and it stands in the ledger.
    _sign_in(page, live_server, people.administrator)
    page.reload()
    page.fill("#formaal", "Månedens afregning")
    person.opens("Vis resultaterne")
    person.opens("Godkend til betaling")
    person.opens("Hovedbog")
    said = page.inner_text("main")
    assert "360.000,00" in said and "Kontrolsummen passer" in said
    assert LedgerEntry.objects.get().amount == 360_000


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
    size: dict[str, int], language: str, browser: Any, live_server: Any, transactional_db: None
) -> None:
    table = make_table()
    contract = table.contract
    settlement = table.settle(csv_of(rows(26)))
    disputes.raise_one(
        contract, settlement, table.fund.editor, table.fund.organisation, "Vi er uenige."
    )
    upload(
        client_of(table.provider.editor), contract, csv_of(rows(25), rows(6, "2028-H1", start=40))
    )
    wrong: list[str] = []
    context = browser.new_context(viewport=size)
    context.add_cookies([{"name": "sprog", "value": language, "url": live_server.url}])
    page = context.new_page()

    def look(user: Any, *addresses: str) -> None:
        _sign_in(page, live_server, user)
        for address in addresses:
            page.goto(live_server.url + address)
            wrong.extend(_violations(page))
            wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            if wider > 0:
                wrong.append(f"{page.url}: {wider} px wider than the screen")

    ours = [
        reverse(name, args=[contract.id])
        for name in (
            "contract", "contract-agreement", "contract-value", "contract-results",
            "contract-ledger", "contract-parties", "contract-versions",
        )
    ]  # fmt: skip
    owner = table.payer.administrator
    look(owner, reverse("contracts"), reverse("new-contract"), reverse("portfolio"), *ours)
    says_why(client_of(owner), contract)
    page.goto(live_server.url + ours[3])
    page.set_input_files(
        "#fil", {"name": "r.csv", "mimeType": "text/csv", "buffer": csv_of("x,y,z,1\n")}
    )
    page.locator("form.upload button").click()
    page.wait_for_selector("#fejl")
    wrong += _violations(page)
    submit(client_of(table.provider.editor), contract)
    look(owner, ours[3])
    # A proposal that some have agreed to, and its difference to what holds.
    document = store.newest(contract).document
    document["caps"]["per_period"] = 900_000
    store.replace(contract.id, table.payer.editor, 999, document)
    contract.refresh_from_db()
    compared = f"?fra={contract.agreed}&til={contract.revision}"
    look(owner, ours[1], reverse("contract-difference", args=[contract.id]) + compared)
    revision = consent.propose(contract.id, contract.revision, table.payer.editor, "2028-H2")
    consent.agree(contract.id, revision, table.fund.editor, table.fund.organisation)
    look(owner, ours[0], ours[1])
    look(table.provider.editor, ours[1])
    look(table.fund.editor, ours[1])
    look(table.fund.administrator, reverse("portfolio"), ours[0], ours[3], ours[4])
    context.close()
    assert not wrong, "\n".join(wrong)
