"""An organisation's own sign-in, against a real OpenID Connect provider."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from bundlinje.cli import main
from bundlinje.web.accounts import links
from bundlinje.web.accounts.models import Membership, Organisation, OwnSignIn, Role, User
from bundlinje.web.accounts.own_sign_in import END, role_of
from bundlinje.web.accounts.sealing import seal, unseal
from bundlinje.web.audit.models import Event
from tests.web import provider as real
from tests.web.conftest import People, make_people

BACK = "http://testserver/konto/eget-login/vores/svar/"


@pytest.fixture(scope="module")
def issuer() -> Iterator[real.Provider]:
    if not Path(real.PROGRAM).exists():
        if os.environ.get("BUNDLINJE_REQUIRE_ALL"):
            pytest.fail("glewlwyd is not installed")
        pytest.skip("glewlwyd is not installed")
    with real.provider() as running:
        running.allow(BACK)
        for name, roles in (
            ("anna", ["redaktoer"]), ("bo", ["noget-andet"]), ("carla", ["laeser", "chef"]),
            ("ditte", ["laeser"]), ("erik", ["laeser"]), ("fie", ["laeser"]), ("gry", ["laeser"]),
        ):  # fmt: skip
            running.add_person(name, roles)
        yield running


def set_up(issuer: str, tmp_path: Path, *more: str) -> int:
    secret = tmp_path / "hemmelighed"
    secret.write_text(real.SECRET + "\n")
    return main(
        ["organisation", "sign-in", "Vores", "--issuer", issuer, "--client", real.CLIENT,
         "--secret-file", str(secret), "--reader", "laeser", "--editor", "redaktoer",
         "--administrator", "chef", *more]
    )  # fmt: skip


@pytest.fixture
def ours(db: None, issuer: real.Provider, tmp_path: Path) -> People:
    people = make_people("Vores")
    assert set_up(issuer.issuer, tmp_path) == 0
    return people


def comes(issuer: real.Provider, name: str, browser: Client | None = None) -> Any:
    """Go the whole way through the provider as a browser does, and return the last answer."""
    browser = browser or Client()
    away = browser.get("/konto/eget-login/vores/")
    assert away.status_code == 302, away.content.decode()
    session = requests.Session()
    login = session.get(away["location"], timeout=10)
    asked = dict(parse_qsl(urlsplit(login.url).query))
    person = {"username": name, "password": real.PASSWORD}
    assert session.post(f"{issuer.address}/api/auth/", json=person, timeout=10).ok
    grant = {"scope": " ".join(real.SCOPES)}
    session.put(f"{issuer.address}/api/auth/grant/{real.CLIENT}", json=grant, timeout=10)
    answer = session.get(asked["callback_url"] + "&g_continue", allow_redirects=False, timeout=10)
    back = urlsplit(answer.headers["location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == BACK
    return browser.get(f"{back.path}?{back.query}")


def test_a_person_comes_in_with_the_role_that_the_organisation_says(
    ours: People, issuer: real.Provider
) -> None:
    browser = Client()
    assert comes(issuer, "anna", browser).status_code == 302

    anna = User.objects.get(email="anna@vores.example")
    assert Membership.objects.get(user=anna).role == Role.EDITOR
    assert str(anna) == "Anna"
    assert not anna.has_usable_password()
    assert browser.get("/sager/").status_code == 200
    assert SocialAccount.objects.get(user=anna).extra_data == {}
    assert Event.objects.filter(who=anna, action="join", organisation=ours.organisation).exists()


def test_the_highest_of_several_roles_counts(ours: People, issuer: real.Provider) -> None:
    comes(issuer, "carla")
    assert Membership.objects.get(user__email="carla@vores.example").role == Role.ADMINISTRATOR


def test_without_a_role_nobody_comes_in(ours: People, issuer: real.Provider) -> None:
    browser = Client()
    answer = comes(issuer, "bo", browser)
    assert answer.status_code == 403
    assert "ingen rolle" in answer.content.decode()
    assert not User.objects.filter(email="bo@vores.example").exists()
    assert browser.get("/sager/").status_code == 302


def test_the_role_follows_and_ends_with_what_the_organisation_says(
    ours: People, issuer: real.Provider
) -> None:
    comes(issuer, "ditte")
    ditte = User.objects.get(email="ditte@vores.example")
    assert ditte.memberships.get().role == Role.READER

    issuer.set_roles("ditte", ["redaktoer"])
    comes(issuer, "ditte")
    assert ditte.memberships.get().role == Role.EDITOR

    issuer.set_roles("ditte", [])
    assert comes(issuer, "ditte").status_code == 403
    assert not ditte.memberships.exists()
    assert Event.objects.filter(action="remove-member", which=str(ditte.pk)).exists()


def test_a_member_with_that_address_keeps_the_account(ours: People, issuer: real.Provider) -> None:
    erik = User.objects.create_user("erik@vores.example", "x" * 14)
    Membership.objects.create(user=erik, organisation=ours.organisation, role=Role.EDITOR)
    comes(issuer, "erik")
    assert User.objects.filter(email="erik@vores.example").count() == 1
    assert erik.memberships.get().role == Role.READER


def test_one_organisation_opens_no_door_to_another(ours: People, issuer: real.Provider) -> None:
    other = Organisation.objects.create(name="Deres", kind="fond")
    fie = User.objects.create_user("fie@vores.example", "x" * 14)
    Membership.objects.create(user=fie, organisation=other, role=Role.EDITOR)
    browser = Client()
    assert comes(issuer, "fie", browser).status_code == 403
    assert browser.get("/sager/").status_code == 302
    # Nor later, when the one who signed in has become a member elsewhere.
    comes(issuer, "anna")
    anna = User.objects.get(email="anna@vores.example")
    Membership.objects.create(user=anna, organisation=other, role=Role.EDITOR)
    assert comes(issuer, "anna").status_code == 403


def test_an_account_of_nobody_is_not_taken_over(ours: People, issuer: real.Provider) -> None:
    User.objects.create_user("gry@vores.example", "x" * 14)
    assert comes(issuer, "gry").status_code == 403


def test_the_password_is_no_way_round(ours: People, issuer: real.Provider) -> None:
    comes(issuer, "anna")
    anna = User.objects.get(email="anna@vores.example")
    anna.set_password("x" * 14)
    anna.save()
    browser = Client()
    answer = browser.post("/konto/login/", {"login": anna.email, "password": "x" * 14})
    assert answer.status_code == 403
    link = f"/konto/ind/{links.sign_in_token(anna)}/"
    assert browser.post(link).status_code == 403
    assert browser.get("/sager/").status_code == 302


def test_an_invitation_elsewhere_is_refused(ours: People, issuer: real.Provider) -> None:
    browser = Client()
    comes(issuer, "anna", browser)
    other = Organisation.objects.create(name="Deres", kind="fond")
    token = links.invite(other, "anna@vores.example", Role.EDITOR, None)
    answer = browser.post(f"/konto/invitation/{token}/")
    assert answer.status_code == 409
    assert "eget login" in answer.content.decode()
    assert not other.memberships.exists()


def test_a_second_factor_is_the_business_of_the_own_sign_in(
    ours: People, issuer: real.Provider
) -> None:
    ours.organisation.second_factor = True
    ours.organisation.save()
    browser = Client()
    comes(issuer, "anna", browser)
    assert browser.get("/sager/").status_code == 200


def test_an_answer_to_another_browsers_question_is_refused(
    ours: People, issuer: real.Provider
) -> None:
    first, second = Client(), Client()
    second.get("/konto/eget-login/vores/")
    answer = comes(issuer, "anna", first)
    assert answer.status_code == 302
    replay = second.get("/konto/eget-login/vores/svar/?code=opdigtet&state=opdigtet")
    assert replay.status_code == 403
    assert second.get("/sager/").status_code == 302


def test_an_issuer_that_does_not_answer_is_told(db: None, tmp_path: Path) -> None:
    make_people("Vores")
    assert set_up("http://localhost:9", tmp_path) == 0
    answer = Client().get("/konto/eget-login/vores/")
    assert answer.status_code == 403
    assert "svarede ikke" in answer.content.decode()
    assert Client().get("/konto/eget-login/ukendt/").status_code == 404


def test_who_starts_too_often_waits(db: None, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"own-sign-in": "2/10m/ip"}
    browser = Client()
    said = [browser.get("/konto/eget-login/ukendt/").status_code for _ in range(3)]
    assert said == [404, 404, 429]


def test_the_page_of_sign_in_offers_it(ours: People) -> None:
    assert "/konto/eget-login/vores/" in Client().get("/konto/login/").content.decode()


def test_the_secret_is_sealed(ours: People) -> None:
    kept = OwnSignIn.objects.get().secret
    assert real.SECRET not in kept
    assert unseal(kept) == real.SECRET
    with pytest.raises(ValueError, match="not sealed"):
        unseal("x" + seal("noget"))


def test_after_a_lost_key_no_code_and_no_sign_in_opens(ours: People, settings: Any) -> None:
    from allauth.mfa.adapter import get_adapter
    from allauth.mfa.totp.internal.auth import (
        TOTP,
        format_hotp_value,
        hotp_value,
        yield_hotp_counters_from_time,
    )

    totp = TOTP.activate(ours.editor, "JBSWY3DPEHPK3PXP")
    code = format_hotp_value(hotp_value("JBSWY3DPEHPK3PXP", next(yield_hotp_counters_from_time())))
    settings.SECRET_KEY, old = "en-anden-noegle", settings.SECRET_KEY
    assert get_adapter().decrypt(totp.instance.data["secret"]) != "JBSWY3DPEHPK3PXP"
    assert not totp.validate_code(code)
    assert Client().get("/konto/eget-login/vores/").status_code == 403

    settings.SECRET_KEY_FALLBACKS = [old]
    assert totp.validate_code(code)


def test_it_can_be_switched_off(ours: People, issuer: real.Provider) -> None:
    comes(issuer, "anna")
    assert main(["organisation", "sign-in", "Vores", "--remove"]) == 0
    assert Client().get("/konto/eget-login/vores/").status_code == 404
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--issuer", "http://login.example"], "https://"),
        (["--secret-file", "findes-ikke"], "findes-ikke"),
        (["--client", ""], "--client"),
    ],
)
def test_a_wrong_setting_is_refused(
    db: None, tmp_path: Path, capsys: Any, more: list[str], said: str
) -> None:
    make_people("Vores")
    assert set_up("https://login.example", tmp_path, *more) == 1
    assert said in capsys.readouterr().err
    assert not OwnSignIn.objects.exists()


@pytest.mark.parametrize(
    ("claim", "told", "role"),
    [
        ("roles", {"roles": ["a"]}, Role.READER),
        ("roles", {"roles": "b"}, Role.EDITOR),
        ("roles", {"roles": ["a", "b"]}, Role.EDITOR),
        ("roles", {}, None),
        ("realm.roles", {"realm": {"roles": ["b"]}}, Role.EDITOR),
        ("realm.roles", {"realm.roles": ["a"]}, Role.READER),
        ("realm.roles", {"realm": "b"}, None),
    ],
)
def test_a_role_is_read_from_what_is_claimed(
    claim: str, told: dict[str, Any], role: Role | None
) -> None:
    setup = OwnSignIn(claim=claim, values={"READER": ["a"], "EDITOR": ["b"]})
    assert role_of(told, setup) == role


def test_signing_out_signs_out_of_the_providers_session_too(
    ours: People, issuer: real.Provider
) -> None:
    browser = Client()
    comes(issuer, "anna", browser)
    answer = browser.post("/konto/logout/")
    assert answer.status_code == 200
    assert "_auth_user_id" not in browser.session
    refresh = answer["Refresh"]
    away = refresh.removeprefix("0; url=")
    asked = dict(parse_qsl(urlsplit(away).query))
    assert away.startswith(f"{issuer.issuer}/end_session?")
    assert asked["post_logout_redirect_uri"] == real.FRONT
    assert asked["id_token_hint"].count(".") == 2
    # The provider knows the token, and may send the person back here.
    goes = requests.get(away, allow_redirects=False, timeout=10)
    assert goes.status_code == 302, goes.text
    then = dict(parse_qsl(urlsplit(goes.headers["location"]).query))
    assert then["prompt"] == "end_session"
    assert then["callback_url"] == real.FRONT
    assert then["client_id"] == real.CLIENT


def test_where_the_provider_has_no_page_for_it_one_is_told(
    ours: People, issuer: real.Provider
) -> None:
    browser = Client()
    comes(issuer, "anna", browser)
    session = browser.session
    ended = json.loads(unseal(session[END]))
    session[END] = seal(json.dumps({**ended, "address": ""}))
    session.save()
    answer = browser.post("/konto/logout/")
    assert "stadig logget ind hos Vores" in answer.content.decode()
    assert "Refresh" not in answer


def test_who_signed_in_with_a_password_just_signs_out(ours: People) -> None:
    browser = Client()
    browser.force_login(ours.reader)
    assert browser.post("/konto/logout/").status_code == 302
