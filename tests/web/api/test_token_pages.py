"""The pages of tokens: made, shown once, withdrawn; by the keyboard too."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bundlinje.web.api.models import ApiToken
from bundlinje.web.audit.models import Event
from tests.web.api.conftest import Program, token_of
from tests.web.conftest import People, client_of, make_people
from tests.web.test_browser import DESKTOP, PHONE, Keyboard

PASSWORD = {"password": "x" * 14}
FORM = {"navn": "Budgetark", "rettighed": ["cases:read", "audit"], "dage": "90"}


@pytest.fixture
def fresh(ours: People) -> Client:
    """An editor who has just given the password."""
    client = client_of(ours.editor)
    assert client.post(reverse("account_reauthenticate"), PASSWORD).status_code == 302
    return client


def _shown(answer: Any) -> str:
    found = re.search(r"bundlinje_[\w-]{30,}", answer.content.decode())
    assert found is not None
    return found[0]


def test_a_token_is_shown_once_and_works(fresh: Client, ours: People) -> None:
    token = _shown(fresh.post(reverse("new-token"), FORM))
    listed = fresh.get(reverse("tokens")).content.decode()
    assert token not in listed and "Budgetark" in listed
    program = Program(token)
    assert program.get("/cases").status_code == 200
    assert program.ask("post", "/cases", {}).json()["type"] == "missing-scope"
    # The person is no administrator, and the scope makes no one that.
    assert program.get("/events").json()["type"] == "not-allowed"
    kept = ApiToken.objects.get()
    assert (kept.user, kept.organisation) == (ours.editor, ours.organisation)
    assert Event.objects.filter(action="token", which=str(kept.pk)).exists()
    fresh.post(reverse("withdraw-token", args=[kept.pk]))
    assert program.get("/cases").status_code == 401


def test_the_password_is_asked_for_first(ours: People) -> None:
    client = client_of(ours.editor)
    answer = client.post(reverse("new-token"), FORM)
    assert answer.status_code == 302 and answer.url.startswith("/konto/bekraeft/")
    assert not ApiToken.objects.exists()
    # Once it is given, the token is made as it was asked for.
    again = client.post(answer.url, PASSWORD)
    assert Program(_shown(again)).get("/me").json()["token"]["name"] == "Budgetark"


def test_someone_without_a_password_chooses_one_first(ours: People) -> None:
    ours.editor.set_unusable_password()
    ours.editor.save()
    client = client_of(ours.editor)
    assert client.post(reverse("new-token"), FORM).url == reverse("account_set_password")
    page = client.get(reverse("tokens")).content.decode()
    assert "Vælg først en adgangskode" in page and 'name="navn"' not in page


def test_whoever_signs_in_by_the_organisation_has_no_password_to_give(ours: People) -> None:
    from allauth.socialaccount.models import SocialAccount

    ours.editor.set_unusable_password()
    ours.editor.save()
    SocialAccount.objects.create(user=ours.editor, provider="vores", uid="x")
    client = client_of(ours.editor)
    assert "12 timer" in client.get(reverse("tokens")).content.decode()
    assert Program(_shown(client.post(reverse("new-token"), FORM))).get("/me").status_code == 200


@pytest.mark.parametrize(
    "wrong", [{"navn": " "}, {"navn": "x" * 81}, {"rettighed": []}, {"rettighed": ["all"]},
              {"dage": "9999"}, {"dage": ""}],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_made(wrong: dict[str, Any], fresh: Client) -> None:
    answer = fresh.post(reverse("new-token"), {**FORM, **wrong})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not ApiToken.objects.exists()


def test_only_ones_own_or_those_of_ones_organisation_are_seen_and_ended(
    ours: People, theirs: People
) -> None:
    for user in (ours.editor, ours.reader, theirs.reader):
        token_of(user)
    of_reader = ApiToken.objects.get(user=ours.reader)
    of_others = ApiToken.objects.get(user=theirs.reader)
    for user, token in (
        (ours.editor, of_reader), (ours.editor, of_others), (ours.administrator, of_others),
    ):  # fmt: skip
        address = reverse("withdraw-token", args=[token.pk])
        assert client_of(user).post(address).status_code == 404
    assert "reader@" not in client_of(ours.editor).get(reverse("tokens")).content.decode()
    assert "reader@" in client_of(ours.administrator).get(reverse("tokens")).content.decode()
    client_of(ours.administrator).post(reverse("withdraw-token", args=[of_reader.pk]))
    of_reader.refresh_from_db()
    assert of_reader.withdrawn is not None
    assert Event.objects.get(action="withdraw-token").who == ours.administrator


def test_so_many_tokens_can_be_made_in_an_hour(fresh: Client, ours: People) -> None:
    Event.objects.bulk_create(
        Event(who=ours.editor, action="token", what="token", which="x") for _ in range(20)
    )
    assert fresh.post(reverse("new-token"), FORM).status_code == 429


def test_the_list_of_operations_names_every_one(db: None) -> None:
    from bundlinje.web.api.description import description

    for language, word in (("da", "Rettighed"), ("en", "Scope")):
        said = Client().get(reverse("api"), headers={"Accept-Language": language}).content.decode()
        assert word in said
        # Where an address may break on a phone is no part of it.
        told = said.replace("<wbr>", "")
        assert all(path in told for path in description()["paths"])


@pytest.mark.once
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_token_is_made_by_the_keyboard(
    size: dict[str, int], browser: Any, live_server: Any, transactional_db: None
) -> None:
    people = make_people("Vores")
    context = browser.new_context(viewport=size, locale="da-DK")
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    keyboard = Keyboard(page)
    page.goto(live_server.url + "/konto/login/?next=/konto/noegler/")
    page.get_by_label("E-mailadresse").fill(people.editor.email)
    page.get_by_label("Adgangskode").fill("x" * 14)
    page.keyboard.press("Enter")
    page.wait_for_url(live_server.url + "/konto/noegler/")
    keyboard.types("Navn", "Budgetark")
    keyboard.goes_to("Ændre, oprette og slette sager")
    page.keyboard.press("Space")
    keyboard.opens("Lav nøglen")
    page.get_by_label("Adgangskode").fill("x" * 14)
    page.keyboard.press("Enter")
    page.wait_for_selector(".link-to-send")
    token = page.inner_text(".link-to-send")
    context.close()
    assert Program(token).get("/me").json()["token"]["scopes"] == ["cases:read", "cases:write"]
    assert not complaints
