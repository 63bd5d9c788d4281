"""E-mails are sent after the request, tried again when the server is away, and never lost."""

from __future__ import annotations

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from bundlinje.web.notices import outbox
from bundlinje.web.notices.models import Mail, Notice
from tests.web.conftest import People, client_of, make_people
from tests.web.processes import Server, free_port, place
from tests.web.test_killed import TOKEN
from tests.web.test_notices import share

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def both(transactional_db: None, settings: Any) -> tuple[People, People]:
    people = make_people("Vores"), make_people("Deres")
    settings.SENDS_EMAIL = True
    settings.ADDRESS = "https://bundlinje.example"
    return people


def test_it_is_sent_when_the_request_is_answered_and_tells_nothing(
    both: tuple[People, People],
) -> None:
    ours, theirs = both
    share(ours, theirs.editor.email)
    [sent] = mail.outbox
    assert sent.to == [theirs.editor.email]
    assert sent.subject == "Bundlinje: En sag er delt med dig"
    assert "https://bundlinje.example/varsler/" in sent.body
    whole = sent.subject + sent.body
    for secret in (ours.case.title, str(ours.case.id), ours.editor.email, "Vores"):
        assert secret not in whole
    assert not Mail.objects.exists()


def test_a_second_thing_of_the_kind_is_not_mailed_before_the_first_is_read(
    both: tuple[People, People],
) -> None:
    ours, theirs = both
    for _ in range(2):
        share(ours, theirs.editor.email)
        client = client_of(ours.editor)
        share_id = ours.case.shares.get().pk
        client.post(reverse("unshare", args=[ours.case.id, share_id]))
    share(ours, theirs.editor.email)
    assert len(mail.outbox) == 1
    Notice.objects.update(read=timezone.now())
    client_of(ours.editor).post(reverse("unshare", args=[ours.case.id, ours.case.shares.get().pk]))
    share(ours, theirs.editor.email)
    assert len(mail.outbox) == 2


def test_what_was_read_or_taken_back_meanwhile_is_not_mailed(
    both: tuple[People, People], settings: Any
) -> None:
    ours, theirs = both
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    share(ours, theirs.editor.email)
    assert Mail.objects.count() == 1
    ours.case.shares.all().delete()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Mail.objects.update(due=timezone.now())
    assert outbox.send() == 0
    assert not Mail.objects.exists()


def test_a_server_that_is_away_fails_no_request_and_is_tried_again(
    both: tuple[People, People], settings: Any, caplog: Any
) -> None:
    ours, theirs = both
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    share(ours, theirs.editor.email)
    left = Mail.objects.get()
    assert (left.tries, left.due > timezone.now()) == (1, True)
    assert [one.message for one in caplog.records if one.name == "bundlinje.web.mail"] == [
        "mail server does not answer"
    ]
    assert outbox.send() == 0, "not before it is due"
    Mail.objects.update(due=timezone.now())
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert outbox.send() == 1
    assert not Mail.objects.exists()


def test_it_is_given_up_in_the_end(both: tuple[People, People], settings: Any) -> None:
    ours, theirs = both
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    share(ours, theirs.editor.email)
    waits = timedelta()
    for tries in range(1, outbox.TRIES):
        now = timezone.now()
        waits += outbox.wait_from(now, tries) - now
        Mail.objects.update(due=now)
        outbox.send()
    assert not Mail.objects.exists()
    assert timedelta(days=1) < waits < timedelta(days=3)


def test_one_that_another_process_sends_is_left_to_it(both: tuple[People, People]) -> None:
    ours, theirs = both
    Notice.objects.create(user=theirs.editor, kind="shared", case=ours.case)
    Mail.objects.create(user=theirs.editor, kind="shared", case=ours.case)
    taken = outbox._taken()
    assert taken is not None
    assert outbox._taken() is None
    # The process was killed: when its time is over, another sends it.
    share(ours, theirs.editor.email)
    Mail.objects.update(due=timezone.now())
    assert outbox.send() == 1


class _Post(socketserver.StreamRequestHandler):
    """A mail server that keeps what it gets."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            word = line.strip().upper()
            if word.startswith(b"DATA"):
                self.wfile.write(b"354 go on\r\n")
                text = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    text += part
                self.server.got.append(text.decode())  # type: ignore[attr-defined]
            self.wfile.write(b"221 bye\r\n" if word.startswith(b"QUIT") else b"250 ok\r\n")
            if word.startswith(b"QUIT"):
                return


@contextmanager
def post_office(port: int) -> Iterator[list[str]]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", port), _Post) as server:
        server.got = got = []  # type: ignore[attr-defined]
        server.daemon_threads = True
        running = threading.Thread(target=server.serve_forever)
        running.start()
        try:
            yield got
        finally:
            server.shutdown()
            running.join()


_TWO = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import transaction
from bundlinje.web.accounts.models import User
from bundlinje.web.cases.models import Case
from bundlinje.web.notices import telling
from bundlinje.web.sharing.models import Share
first, case = User.objects.get(), Case.objects.first()
other = User.objects.create_user("anna@example.org")
"""
_SHARE = """
with transaction.atomic():
    share = Share.objects.create(case=case, user=other, level=1)
    telling.shared(share, first)
"""
_SESSION = """
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY] = str(first.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = first.get_session_auth_hash()
session.save()
print(session.session_key, case.id)
"""


def test_a_process_that_ends_once_it_was_written_loses_no_mail(tmp_path: Path) -> None:
    port = free_port()
    with place(tmp_path / "x") as where:
        where.more["BUNDLINJE_EMAIL"] = f"smtp://127.0.0.1:{port}"
        where.more["BUNDLINJE_ADDRESS"] = "https://bundlinje.example"
        where.filled().python(_TWO + _SHARE)
        with post_office(port) as got:
            assert "1 mails" in where.bundlinje("tidy").stdout
            assert "0 mails" in where.bundlinje("tidy").stdout
        [text] = got
        assert "To: anna@example.org" in text
        assert "https://bundlinje.example/varsler/" in text


def test_a_running_server_sends_after_it_has_answered(tmp_path: Path) -> None:
    port = free_port()
    with place(tmp_path / "x") as where, post_office(port) as got:
        where.more["BUNDLINJE_EMAIL"] = f"smtp://127.0.0.1:{port}"
        session, case = where.filled().python(_TWO + _SESSION).split()
        server = Server(where, free_port())
        try:
            server.wait(60)
            answer = requests.post(
                f"http://127.0.0.1:{server.port}/sager/{case}/deling/del/",
                {"hvem": "anna@example.org", "niveau": "1"},
                headers={"X-CSRFToken": TOKEN},
                cookies={"sessionid": session, "csrftoken": TOKEN},
                allow_redirects=False,
                timeout=20,
            )
            assert answer.status_code == 302
            until = time.monotonic() + 20
            while not got and time.monotonic() < until:
                time.sleep(0.05)
        finally:
            server.stop()
        assert ["To: anna@example.org" in text for text in got] == [True]
