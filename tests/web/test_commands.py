"""What those who run the application do from the command line."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator

import pytest

from tests.web.processes import Place, place


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with place(tmp_path_factory.mktemp("used")) as where:
        yield where.filled()


@pytest.mark.once
def test_an_organisation_is_added_with_an_invitation(used: Place) -> None:
    done = used.bundlinje(
        "organisation", "add", "Fonden", "--kind", "fond", "--administrator", "chef@fond.example",
        "--address", "https://bundlinje.example",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "https://bundlinje.example/konto/invitation/" in done.stdout
    twice = used.bundlinje("organisation", "add", "Fonden", "--administrator", "a@b.example")
    assert twice.returncode == 1
    wrong = used.bundlinje("organisation", "add", "Ny", "--administrator", "ikke en adresse")
    assert "ventede en e-mailadresse" in wrong.stderr
    assert (
        used.bundlinje("organisation", "list").stdout.splitlines()[0]
        == "Fonden (Fond): 0 medlemmer, 0 sager"
    )


_PERSON = """
from allauth.mfa.models import Authenticator
from bundlinje.web.accounts.models import Membership, Organisation, Role, User
from bundlinje.web.cases.models import Revision
user = User.objects.create_user("ny@vores.example", "x" * 14)
Membership.objects.create(user=user, organisation=Organisation.objects.first(), role=Role.EDITOR)
Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
Revision.objects.update(author=user)
"""
_LEFT = """
from allauth.mfa.models import Authenticator
from bundlinje.web.accounts.models import User
from bundlinje.web.cases.models import Revision
people = User.objects.filter(email="ny@vores.example").count()
print(people, Authenticator.objects.count(), Revision.objects.filter(author=None).count() > 0)
"""


_NOTED = """
from bundlinje.web.audit.models import Event
noted = Event.objects.filter(what="user", who=None).exclude(organisation=None)
print(*sorted(noted.values_list("action", flat=True)))
"""


@pytest.mark.once
def test_someone_locked_out_is_helped_and_an_account_is_deleted(used: Place) -> None:
    used.python(_PERSON)
    link = used.bundlinje("account", "link", "Ny@vores.example", "--language", "en")
    assert re.search(r"http://127.0.0.1:8000/konto/adgangskode/glemt/\w+-\S+/\n", link.stdout)
    assert used.bundlinje("account", "unlock", "ny@vores.example").returncode == 0
    assert used.python(_LEFT).split() == ["1", "0", "False"]
    assert used.bundlinje("account", "delete", "ny@vores.example").returncode == 0
    assert used.python(_LEFT).split() == ["0", "0", "True"]
    assert used.python(_NOTED).split() == ["delete", "password-link", "second-factor-off"]
    gone = used.bundlinje("account", "delete", "ny@vores.example")
    assert gone.returncode == 1
    assert "ingen konto" in gone.stderr


@pytest.mark.once
def test_a_port_that_is_taken_is_said(used: Place) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = used.bundlinje("serve", "--port", port)
    assert done.returncode == 1
    assert f"port {port}: den er optaget" in done.stderr
