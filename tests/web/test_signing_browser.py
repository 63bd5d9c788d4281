"""Accounts in a real browser: every page of signing in, by keyboard where it is typed, with axe."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.urls import reverse

from bundlinje.web.accounts.links import invite, password_path, sign_in_token
from bundlinje.web.accounts.models import Role
from tests.web.conftest import make_people
from tests.web.test_accessible import _violations
from tests.web.test_browser import DESKTOP, PHONE

pytestmark = pytest.mark.once

PASSWORD = "x" * 14


class Looker:
    """Looks at each page it comes to: axe, width, and what the browser complains of."""

    def __init__(self, page: Any, base: str) -> None:
        self.page, self.base = page, base
        self.wrong: list[str] = []
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", self._console)

    def _console(self, message: Any) -> None:
        if message.type == "error":
            self.wrong.append(message.text)

    def look(self) -> None:
        self.page.wait_for_load_state()
        self.wrong += _violations(self.page)
        wider = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wider > 0:
            self.wrong.append(f"{self.page.url}: {wider} px wider than the screen")

    def goes(self, name: str, *args: Any) -> None:
        address = name if name.startswith("/") else reverse(name, args=args)
        self.page.goto(self.base + address)
        self.look()

    def sends(self, **typed: str) -> None:
        """Type in the fields of the page's form, send it with Enter, and look at the answer."""
        for name, text in typed.items():
            self.page.fill(f"main [name={name}]", text)
        with self.page.expect_navigation():
            self.page.press(f"main [name={name}]", "Enter")
        self.look()


@pytest.mark.parametrize(
    ("language", "size"), [("da", PHONE), ("en", DESKTOP)], ids=["da-phone", "en-desktop"]
)
def test_the_way_of_an_account(
    language: str, size: Any, browser: Any, live_server: Any, transactional_db: None
) -> None:
    people = make_people("Vores")
    context = browser.new_context(viewport=size)
    context.add_cookies([{"name": "sprog", "value": language, "url": live_server.url}])
    who = Looker(context.new_page(), live_server.url)
    for name in (
        "account_signup", "account_inactive", "account_reset_password",
        "account_reset_password_done", "account_reset_password_from_key_done",
    ):  # fmt: skip
        who.goes(name)
    # In by an invitation, out, in by a password.
    who.goes(
        "invitation", invite(people.organisation, "ny@vores.example", Role.EDITOR, people.editor)
    )
    who.sends(name="Ny", password=PASSWORD)
    assert who.page.inner_text("h1") in ("Overblik", "Overview")
    who.goes("account_logout")
    with who.page.expect_navigation():
        who.page.click("main button")
    who.look()
    who.goes("account_login")
    who.sends(login="administrator@vores.example", password="forkert")
    who.sends(login="administrator@vores.example", password=PASSWORD)
    assert who.page.inner_text("h1") in ("Overblik", "Overview")
    # Two steps: the code is shown as a picture, and then asked for.
    who.goes("mfa_index")
    who.page.click("main a.button")
    who.sends(password=PASSWORD)
    assert who.page.evaluate("document.querySelector('.qr').naturalWidth") > 0
    secret = who.page.inner_text(".link-to-send").strip()
    who.sends(code="000000")
    who.sends(code=format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    recovery = who.page.inner_text(".codes li >> nth=0").strip()
    for name in ("mfa_index", "mfa_deactivate_totp", "mfa_generate_recovery_codes"):
        who.goes(name)
    # What an administrator does.
    who.goes("organisation")
    who.page.click("[name=second_factor]")
    who.look()
    member = people.reader.memberships.get().id
    with who.page.expect_navigation():
        who.page.click(f"form[action='{reverse('password-link', args=[member])}'] button")
    who.look()
    who.goes("events")
    who.goes("account_change_password")
    who.sends(oldpassword="forkert", password1="kort", password2="andet")
    with who.page.expect_navigation():
        who.page.click("header form[action$='logout/'] button")
    # In with the second step; a link and a new password for another.
    who.goes("account_login")
    who.sends(login="administrator@vores.example", password=PASSWORD)
    who.sends(code=recovery)
    assert who.page.inner_text("h1") in ("Overblik", "Overview")
    context.clear_cookies()
    who.goes(password_path(people.reader))
    who.sends(password1=PASSWORD + "y", password2=PASSWORD + "y")
    who.goes("sign-in-link", sign_in_token(people.reader))
    with who.page.expect_navigation():
        who.page.click("main button")
    who.look()
    assert reverse("account_reauthenticate") in who.page.url, "the second factor is demanded"
    context.close()
    assert not who.wrong, "\n".join(who.wrong)
