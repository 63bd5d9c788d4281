"""Signing in: passwords, links, the second factor, and pages that speak Danish."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.hashers import check_password, make_password
from django.core import mail
from django.test import Client
from django.urls import reverse

from bundlinje.web.accounts.links import invite, sign_in_token
from bundlinje.web.accounts.models import Membership, Role, User
from bundlinje.web.audit.models import Event
from tests.web.conftest import People, client_of

PASSWORD = "x" * 14
NEW = "en ny lang adgangskode"


def _sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> Any:
    data = {"login": email, "password": password, **more}
    return client.post(reverse("account_login"), data)


def _signed_in(client: Client) -> bool:
    return client.get(reverse("cases")).status_code == 200


def _code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def _activate(client: Client) -> str:
    """Switch two-step verification on, and return its secret."""
    asked = client.get(reverse("mfa_activate_totp"))
    assert asked.url.startswith(reverse("account_reauthenticate")), "it is asked who it is"
    page = client.post(asked.url, {"password": PASSWORD}, follow=True)
    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    secret: str = page.context["form"].secret
    answer = client.post(reverse("mfa_activate_totp"), {"code": _code(secret)})
    assert answer.status_code == 302
    return secret


def test_a_password_signs_in_and_a_wrong_one_does_not(ours: People) -> None:
    client = Client()
    wrong = _sign_in(client, ours.reader.email, "forkert kodeord")
    assert "adgangskoden er forkert" in wrong.content.decode()
    assert not _signed_in(client)
    assert _sign_in(client, ours.reader.email.upper()).url == "/"
    assert _signed_in(client)
    assert Event.objects.filter(action="sign-in", who=ours.reader).count() == 1
    failed = Event.objects.get(action="sign-in-failed")
    assert (failed.who, failed.which, failed.detail) == (None, "", {})


@pytest.mark.parametrize("elsewhere", ["https://ond.example/", "//ond.example", "javascript:x"])
def test_signing_in_and_out_leads_nowhere_else(ours: People, elsewhere: str) -> None:
    client = Client()
    assert _sign_in(client, ours.reader.email, next=elsewhere).url == "/"
    out = client.post(reverse("account_logout"), {"next": elsewhere})
    assert out.url == "/"
    again = client.post(reverse("language"), {"sprog": "en", "tilbage": elsewhere})
    assert again.url == "/"


def test_passwords_are_hashed_with_argon2(settings: Any, db: None) -> None:
    from bundlinje.web import settings as real

    settings.PASSWORD_HASHERS = real.PASSWORD_HASHERS
    user = User.objects.create_user("ny@vores.example", PASSWORD)
    assert user.password.startswith("argon2$argon2id$")
    assert user.check_password(PASSWORD)
    assert not user.check_password(PASSWORD + "x")
    older = make_password(PASSWORD, hasher="pbkdf2_sha256")
    renewed: list[str] = []
    assert check_password(PASSWORD, older, renewed.append)
    assert renewed, "an older hash is made anew at the next sign-in"


def test_a_short_or_common_password_is_refused(ours: People) -> None:
    client = Client()
    _sign_in(client, ours.reader.email)
    for bad in ("kort", "adgangskode", "password1234"):
        data = {"oldpassword": PASSWORD, "password1": bad, "password2": bad}
        answer = client.post(reverse("account_change_password"), data)
        assert answer.status_code == 200
        assert "form-error-message" in answer.content.decode()
    ours.reader.refresh_from_db()
    assert ours.reader.check_password(PASSWORD)


def test_a_new_password_ends_every_session(ours: People) -> None:
    here, there = Client(), Client()
    for client in (here, there):
        _sign_in(client, ours.reader.email)
    data = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert here.post(reverse("account_change_password"), data).status_code == 302
    assert not _signed_in(here)
    assert not _signed_in(there)
    assert _sign_in(here, ours.reader.email, NEW).url == "/"
    assert Event.objects.filter(action="password", who=ours.reader).exists()


def test_the_second_factor_is_asked_for_and_a_code_works_once(ours: People) -> None:
    client = Client()
    _sign_in(client, ours.reader.email)
    secret = _activate(client)
    client.post(reverse("account_logout"))

    answer = _sign_in(client, ours.reader.email)
    assert answer.url == reverse("mfa_authenticate")
    assert not _signed_in(client)
    assert "Forkert kode" in client.post(answer.url, {"code": "000000"}).content.decode()
    code = _code(secret)
    assert client.post(answer.url, {"code": code}).url == "/"
    assert _signed_in(client)

    other = Client()
    _sign_in(other, ours.reader.email)
    other.post(reverse("mfa_authenticate"), {"code": code})
    assert not _signed_in(other), "a code that was used does not work again"


def test_a_recovery_code_works_once(ours: People) -> None:
    client = Client()
    _sign_in(client, ours.reader.email)
    _activate(client)
    code = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"][0]
    for works in (True, False):
        other = Client()
        _sign_in(other, ours.reader.email)
        other.post(reverse("mfa_authenticate"), {"code": code})
        assert _signed_in(other) is works


def test_a_link_signs_in_once_and_asks_for_the_second_factor_too(ours: People) -> None:
    client = Client()
    address = reverse("sign-in-link", args=[sign_in_token(ours.reader)])
    assert client.get(address).status_code == 200
    assert client.get(address).status_code == 200, "looking at it does not use it up"
    assert client.post(address).url == "/"
    assert _signed_in(client)
    assert Client().post(address).status_code == 404
    _activate(client)
    other = Client()
    answer = other.post(reverse("sign-in-link", args=[sign_in_token(ours.reader)]))
    assert answer.url == reverse("mfa_authenticate")
    assert not _signed_in(other)


def test_without_a_password_one_chooses_it_before_a_second_factor(ours: People) -> None:
    user = ours.reader
    user.set_password(None)
    user.save()
    ours.organisation.second_factor = True
    ours.organisation.save()
    client = Client()
    client.post(reverse("sign-in-link", args=[sign_in_token(user)]))
    assert client.get(reverse("cases")).url == reverse("account_set_password")
    assert "Vælg først en adgangskode" in client.get(reverse("mfa_index")).content.decode()
    form = client.get(reverse("account_set_password"), follow=True)
    data = {"password1": NEW, "password2": NEW}
    assert client.post(form.redirect_chain[-1][0], data).status_code == 302
    assert _sign_in(Client(), user.email, NEW).url == "/"


def test_an_organisation_is_called_what_no_other_is(ours: People, theirs: People) -> None:
    client, address = client_of(ours.administrator), reverse("rename-organisation")
    for taken in (theirs.organisation.name.upper(), " ", "x" * 201):
        answer = client.post(address, {"navn": taken, "slags": "fond"})
        assert answer.status_code == 422
        assert "Vælg et andet" in answer.content.decode()
    client.post(address, {"navn": " Aarhus Kommune ", "slags": "kommune"})
    ours.organisation.refresh_from_db()
    assert ours.organisation.name == "Aarhus Kommune"
    assert Event.objects.get(action="rename").who == ours.administrator


def test_a_demand_for_a_second_factor_holds_until_it_is_set_up(ours: People) -> None:
    administrator = client_of(ours.administrator)
    administrator.post(reverse("demand-second-factor"), {"second_factor": "1"})
    client = Client()
    _sign_in(client, ours.reader.email)
    for name, args in (
        ("cases", []),
        ("case", [ours.case.id]),
        ("download", [ours.case.id, "yaml"]),
    ):
        answer = client.get(reverse(name, args=args))
        assert answer.status_code == 302
        assert answer.url == reverse("mfa_activate_totp")
    by_htmx = client.get(reverse("cases"), headers={"HX-Request": "true"})
    assert by_htmx["HX-Redirect"] == reverse("mfa_activate_totp")
    _activate(client)
    assert _signed_in(client)
    answer = client.post(reverse("mfa_deactivate_totp"))
    assert "Du kan ikke deaktivere" in answer.content.decode()
    administrator_too = client_of(ours.administrator)
    assert administrator_too.get(reverse("cases")).url == reverse("mfa_activate_totp")
    assert Event.objects.filter(action="demand-second-factor").count() == 1


def test_without_email_an_administrator_makes_a_link_for_a_new_password(ours: People) -> None:
    member = ours.reader.memberships.get().id
    page = client_of(ours.administrator).post(reverse("password-link", args=[member]))
    link = re.search(r"http://testserver(/konto/\S+?)<", page.content.decode())
    assert link is not None
    client = Client()
    first = client.get(link[1], follow=True)
    form_at = first.redirect_chain[-1][0]
    assert "Vælg en ny adgangskode" in first.content.decode()
    assert client.post(form_at, {"password1": NEW, "password2": NEW}).status_code == 302
    assert "Linket virker ikke" in Client().get(link[1], follow=True).content.decode()
    assert _sign_in(Client(), ours.reader.email, NEW).url == "/"
    assert Event.objects.filter(action="password-link", who=ours.administrator).count() == 1


def test_no_link_for_members_of_an_organisation_that_one_does_not_administer(
    ours: People, theirs: People
) -> None:
    both = Membership.objects.create(
        user=theirs.reader, organisation=ours.organisation, role=Role.READER
    )
    client = client_of(ours.administrator)
    assert client.post(reverse("password-link", args=[both.id])).status_code == 403
    itself = ours.administrator.memberships.get().id
    assert client.post(reverse("password-link", args=[itself])).status_code == 403


def test_a_forgotten_password_by_email(ours: People, settings: Any) -> None:
    settings.SENDS_EMAIL = True
    client = Client()
    answer = client.post(reverse("account_reset_password"), {"email": ours.reader.email})
    assert answer.url == reverse("account_reset_password_done")
    assert [message.to for message in mail.outbox] == [[ours.reader.email]]
    assert mail.outbox[0].subject == "Ny adgangskode til Bundlinje"
    assert "/konto/adgangskode/glemt/" in mail.outbox[0].body
    unknown = client.post(reverse("account_reset_password"), {"email": "ingen@vores.example"})
    assert unknown.url == answer.url, "who has an account is not told"
    assert len(mail.outbox) == 1


def test_without_email_the_page_says_whom_to_ask(db: None) -> None:
    page = Client().get(reverse("account_reset_password")).content.decode()
    assert "Bed en administrator" in page
    assert 'name="email"' not in page


def test_an_invitation_makes_an_account_and_another_person_cannot_use_it(
    ours: People, theirs: People
) -> None:
    token = invite(ours.organisation, "ny@vores.example", Role.EDITOR, ours.administrator)
    address = reverse("invitation", args=[token])
    short = Client().post(address, {"name": "Ny", "password": "kort"})
    assert short.status_code == 422
    client = Client()
    assert client.post(address, {"name": "Ny", "password": NEW}).status_code == 302
    assert _signed_in(client)
    assert Membership.objects.get(user__email="ny@vores.example").role == Role.EDITOR
    assert Client().get(address).status_code == 404
    token = invite(ours.organisation, theirs.reader.email, Role.READER, ours.administrator)
    stolen = client.post(reverse("invitation", args=[token]))
    assert stolen.url.startswith("/konto/login/")
    assert not theirs.reader.memberships.filter(organisation=ours.organisation).exists()


def test_an_invitation_taken_back_no_longer_works(ours: People) -> None:
    token = invite(ours.organisation, "ny@vores.example", Role.EDITOR, ours.administrator)
    client_of(ours.administrator).post(reverse("withdraw"), {"email": "ny@vores.example"})
    assert Client().get(reverse("invitation", args=[token])).status_code == 404


def test_nobody_signs_up(db: None) -> None:
    client = Client()
    assert "Konti oprettes ved invitation" in client.get("/konto/ny/").content.decode()
    data = {"email": "ny@vores.example", "password1": NEW, "password2": NEW}
    client.post("/konto/ny/", data)
    assert not User.objects.exists()


ACCOUNT_PAGES = (
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_reauthenticate",
    "account_change_password",
    "account_set_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_deactivate_totp",
    "mfa_reauthenticate",
    "mfa_authenticate",
)
#: Words of the library's own English texts.
_ENGLISH = re.compile(r"\b(the|your|password|sign|account|email|code|please)\b", re.I)


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_account_page_is_in_the_frame_and_the_language(ours: People, language: str) -> None:
    client = Client()
    client.cookies["sprog"] = language
    seen: list[str] = [_text(client.get(reverse(name), follow=True)) for name in ACCOUNT_PAGES]
    _sign_in(client, ours.reader.email)
    seen += [_text(client.get(reverse(name), follow=True)) for name in ACCOUNT_PAGES]
    _activate(client)
    seen += [_text(client.get(reverse(name), follow=True)) for name in ACCOUNT_PAGES]
    pending = Client()
    pending.cookies["sprog"] = language
    _sign_in(pending, ours.reader.email)
    seen.append(_text(pending.get(reverse("mfa_authenticate"))))
    for text in filter(None, seen):
        found = _ENGLISH.findall(text.replace("Sign out", "").replace("English", ""))
        assert bool(found) is (language == "en"), text


def _text(answer: Any) -> str:
    """Return what an account page says in its main part, without what people are called."""
    if answer.request["PATH_INFO"] in (reverse("front"), reverse("cases")):
        return ""
    page = answer.content.decode()
    # A page of the second factor is not there for those who have none: that too is a page.
    assert answer.status_code in (200, 404)
    assert '<main id="indhold"' in page
    assert not re.search(r"\sstyle=|<script(?![^>]*src=)", page), "the policy allows no code inside"
    main = page[page.index("<main") : page.index("</main>")]
    text = re.sub(r"<[^>]+>", " ", main)
    labels = " ".join(re.findall(r'(?:alt|aria-label|placeholder)="([^"]*)"', main))
    return re.sub(r"\S+@\S+", "", f"{text} {labels}")
