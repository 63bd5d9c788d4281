"""What every answer carries, what is refused, and what never lands in the log."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import Client
from django.urls import reverse

from bundlinje.web import limits
from bundlinje.web.accounts.links import sign_in_token
from bundlinje.web.audit.models import Event
from bundlinje.web.database import database_of
from bundlinje.web.email import email_of
from bundlinje.web.logs import JsonLines
from bundlinje.web.middleware import page_name
from tests.web.conftest import People, client_of
from tests.web.processes import Place

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def _answers(people: People) -> Iterator[tuple[str, Any]]:
    """Yield an answer of every sort: pages, files, refusals and errors."""
    client, nobody = client_of(people.administrator), Client(raise_request_exception=False)
    case = people.case.id
    for name, args in (
        ("front", []), ("cases", []), ("step", [case, "effekt"]), ("organisation", []),
        ("events", []), ("events-file", []), ("download", [case, "yaml"]),
        ("download", [case, "xlsx"]), ("health", []), ("account_login", []),
    ):  # fmt: skip
        yield name, client.get(reverse(name, args=args), follow=True)
    yield "static", nobody.get("/static/bundlinje/bundlinje.css")
    yield "no static", nobody.get("/static/findes-ikke.css")
    yield "not found", client.get("/findes/ikke/")
    yield "not a member", nobody.get(reverse("cases"))
    yield "not allowed", client_of(people.reader).post(reverse("new-case"))
    yield "no token", Client(enforce_csrf_checks=True).post(reverse("language"))
    yield "wrong host", nobody.get("/", headers={"Host": "ond.example"})
    yield "too large", nobody.post(reverse("upload-case"), {"fil": io.BytesIO(b"x" * 6_000_000)})


def _close(answer: Any) -> None:
    """Close the file of an answer, and not the connection that the test works on."""
    request_finished.disconnect(close_old_connections)
    answer.close()
    request_finished.connect(close_old_connections)


def test_every_answer_carries_every_header(ours: People) -> None:
    seen = set()
    for name, answer in _answers(ours):
        for header, value in HEADERS.items():
            assert answer.get(header) == value, (name, header)
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy, name
        assert "unsafe" not in policy
        assert "camera=()" in answer["Permissions-Policy"]
        public = answer.status_code == 200 and name == "static"
        kept = answer["Cache-Control"]
        assert ("max-age" in kept and "public" in kept) if public else "no-store" in kept, name
        seen.add(answer.status_code)
        _close(answer)
    assert {200, 302, 400, 403, 404, 413} <= seen


def test_a_failure_is_a_plain_page_with_every_header(
    ours: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bundlinje.web.cases import views

    monkeypatch.setattr(views, "store", None)
    client = client_of(ours.editor)
    client.raise_request_exception = False
    answer = client.get(reverse("cases") + "?q=mor")
    assert answer.status_code == 500
    assert "Der gik noget galt" in answer.content.decode()
    assert "Traceback" not in answer.content.decode()
    assert all(answer.get(header) == value for header, value in HEADERS.items())


@pytest.mark.once
def test_django_finds_nothing_to_warn_of_behind_https(tmp_path: Any) -> None:
    where = Place(tmp_path, more={"BUNDLINJE_HTTPS": "1", "BUNDLINJE_HOSTS": "bundlinje.example"})
    where.python(
        "from django.core.management import call_command\n"
        "call_command('check', deploy=True, fail_level='WARNING')"
    )
    said = where.python(
        "from django.conf import settings as s\n"
        "from django.test import Client\n"
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY)\n"
        "c = Client(headers={'host': 'bundlinje.example'})\n"
        "print(c.get('/').headers['Location'])\n"
        "print(c.get('/sundhed/').status_code)\n"
        "print(c.get('/', secure=True).headers['Strict-Transport-Security'])"
    )
    assert said.splitlines() == [
        "True True True",
        "https://bundlinje.example/",
        "200",
        "max-age=31536000; includeSubDomains",
    ]


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(ours: People) -> None:
    client = Client()
    client.get(reverse("account_login"))
    data = {"login": ours.reader.email, "password": "x" * 14}
    client.post(reverse("account_login"), data)
    for name in ("sessionid", "csrftoken"):
        assert client.cookies[name]["httponly"]
        assert client.cookies[name]["samesite"] == "Lax"


def test_a_form_without_its_token_is_refused_in_words() -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse("language"))
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Siden var blevet for gammel" in page
    assert 'lang="da"' in page


@pytest.mark.once
def test_only_the_owner_reads_the_data_folder(tmp_path: Any) -> None:
    where = Place(tmp_path / "data")
    where.filled()
    key = (where.folder / "secret-key").read_text()
    assert len(key) > 60
    assert where.folder.stat().st_mode & 0o077 == 0
    assert (where.folder / "secret-key").stat().st_mode & 0o077 == 0
    where.python("")
    assert (where.folder / "secret-key").read_text() == key
    assert sorted(file.name for file in where.folder.iterdir() if "-" in file.name) == [
        "secret-key"
    ]


# Uploads


def _upload(client: Client, name: str, content: bytes) -> Any:
    return client.post(reverse("upload-case"), {"fil": SimpleUploadedFile(name, content)})


def test_a_file_that_is_too_large_is_refused_in_words(editor: Client, ours: People) -> None:
    answer = _upload(editor, "sag.yaml", b"#" * 5_600_000)
    assert answer.status_code == 413
    assert "Filen er for stor" in answer.content.decode()
    assert ours.organisation.cases.count() == 1


def _bomb() -> bytes:
    import zipfile

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 300_000_000)
    return packed.getvalue()


@pytest.mark.parametrize("kind", ["bomb", "nested", "image", "text", "bytes"])
def test_what_is_no_case_is_refused_in_words(kind: str, editor: Client, ours: People) -> None:
    aliases = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9))
    name, content = {
        "bomb": ("sag.xlsx", _bomb()),
        "nested": ("sag.yaml", f"a0: &a0 [x]\n{aliases}\n".encode()),
        "image": ("sag.yaml", b"\x89PNG\r\n\x1a\n" + bytes(range(256))),
        "text": ("sag.xlsx", b"ikke et regneark"),
        "bytes": ("sag.exe", b"MZ\x00\x01"),
    }[kind]
    answer = _upload(editor, name, content)
    assert answer.status_code == 422, answer.content.decode()[:2000]
    assert ours.organisation.cases.count() == 1
    assert Event.objects.filter(action="upload", who=ours.editor).count() == 1


# Limits


@pytest.mark.parametrize(
    ("action", "name", "args"),
    [
        ("upload", "upload-case", []),
        ("create", "new-case", []),
        ("change", "change", ["case"]),
        ("download", "download", ["case", "yaml"]),
        ("invite", "invite", []),
    ],
)
def test_too_much_of_one_thing_is_refused_for_a_while(
    action: str, name: str, args: list[str], ours: People
) -> None:
    most = limits.LIMITS[action][0]
    address = reverse(name, args=[ours.case.id if one == "case" else one for one in args])
    client = client_of(ours.administrator)
    use = client.get if action == "download" else client.post
    one = {"who": ours.administrator, "action": action, "what": "case", "which": "x"}
    Event.objects.bulk_create(Event(**one) for _ in range(most - 1))
    data = {"path": "title", "value": "Ny", "revision": "9", "email": "a@b.example", "role": "1"}
    assert use(address, data).status_code != 429
    if action == "upload":
        # Without a file nothing is read and nothing counts.
        _upload(client, "sag.yaml", b"x")
    refused = use(address, data)
    assert refused.status_code == 429
    assert "Det gik lidt for hurtigt" in refused.content.decode()
    assert int(refused["Retry-After"]) > 0
    other = client_of(ours.editor)
    assert (other.get if action == "download" else other.post)(address, data).status_code != 429
    Event.objects.all().update(when="2020-01-01T00:00Z")
    assert use(address, data).status_code != 429


def test_guessing_a_password_is_stopped(ours: People) -> None:
    client = Client()
    data = {"login": ours.reader.email, "password": "forkert"}
    pages = [client.post(reverse("account_login"), data) for _ in range(7)]
    assert "for mange" in pages[-1].content.decode()
    right = client.post(reverse("account_login"), {**data, "password": "x" * 14})
    assert right.status_code == 200, "the right one is not let in either, for a while"
    assert Event.objects.filter(action="sign-in-failed").count() >= 5


def test_guessing_at_many_accounts_is_stopped(db: None) -> None:
    client = Client()
    for number in range(31):
        data = {"login": f"{number}@vores.example", "password": "forkert"}
        answer = client.post(reverse("account_login"), data)
    assert answer.status_code == 429
    assert "Det gik lidt for hurtigt" in answer.content.decode()


def test_guessing_a_link_is_stopped(ours: People) -> None:
    client = Client()
    addresses = [reverse("sign-in-link", args=[f"gættet-{number}"]) for number in range(21)]
    answers = [client.post(address).status_code for address in addresses]
    assert answers == [404] * 20 + [429]
    assert client.get(addresses[0]).status_code == 200


# The log

TYPED = "HEMMELIGT-1234567-hos-borger"


@pytest.fixture
def log_lines() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def test_nothing_that_someone_typed_lands_in_the_log(
    ours: People, log_lines: io.StringIO, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ACCESS_LOG = True
    client = client_of(ours.editor)
    client.raise_request_exception = False
    token = sign_in_token(ours.reader)
    change = {"path": "title", "value": TYPED, "revision": 1}
    client.post(reverse("change", args=[ours.case.id]), change)
    client.post(reverse("change", args=[ours.case.id]), {**change, "path": TYPED})
    client.get(reverse("cases"), {"q": TYPED})
    client.get(f"/{TYPED}/")
    client.get("/", headers={"Host": TYPED})
    client.get("/", headers={"User-Agent": TYPED, "Referer": f"http://{TYPED}/"})
    _upload(client, f"{TYPED}.yaml", TYPED.encode())
    Client().post(reverse("sign-in-link", args=[token]))
    Client().post(reverse("sign-in-link", args=[TYPED]))
    Client().post(reverse("account_login"), {"login": ours.reader.email, "password": TYPED})
    Client().post(reverse("account_login"), {"login": f"{TYPED}@x.example", "password": TYPED})
    Client(enforce_csrf_checks=True).post(reverse("language"), {"tilbage": TYPED})

    from bundlinje.web.cases import store

    def broken(*_: Any, **__: Any) -> None:
        raise ValueError(f"{TYPED} {ours.reader.email}")

    monkeypatch.setattr(store, "save", broken)
    assert client.post(reverse("change", args=[ours.case.id]), change).status_code == 500
    text = log_lines.getvalue()
    lines = [json.loads(line) for line in text.splitlines()]
    assert len(lines) > 12
    assert not re.search(r"HEMMELIGT|1234567|@|example", text), text
    assert token not in text
    failure = next(line for line in lines if line.get("error") == "ValueError")
    assert (failure["method"], failure["page"], failure["status"]) == ("POST", "change", 500)
    assert failure["at"].startswith("tests.web.test_safety:")
    requests = [line for line in lines if line["logger"] == "bundlinje.web.access"]
    assert {"time", "level", "method", "page", "status", "milliseconds"} <= set(requests[0])


@pytest.mark.once
def test_the_servers_own_log_quotes_no_address(caplog: pytest.LogCaptureFixture) -> None:
    record = logging.LogRecord(
        "gunicorn.error", logging.ERROR, __file__, 1, "Error handling request %s",
        (f"/konto/ind/{TYPED}/",), None,
    )  # fmt: skip
    line = json.loads(JsonLines().format(record))
    assert line["event"] == "Error handling request %s"
    assert TYPED not in json.dumps(line)


def test_the_page_of_a_log_line_is_a_name(rf: Any) -> None:
    assert page_name(rf.get("/konto/ind/token/")) == ""


# Health


@pytest.mark.once
def test_health_tells_of_a_dead_database(tmp_path: Any) -> None:
    dead = Place(tmp_path, database="postgresql://nobody@127.0.0.1:9/none")
    said = dead.python(
        "from django.test import Client\n"
        "c = Client(headers={'host': 'localhost'}, raise_request_exception=False)\n"
        "answer = c.get('/sundhed/')\n"
        "print(answer.status_code, answer.json()['database'])\n"
        "page = c.post('/konto/login/', {'login': 'a@b.example', 'password': 'x'})\n"
        "print(page.status_code, 'Der gik noget galt' in page.content.decode())"
    )
    assert said.splitlines() == ["503 down", "500 True"]


def test_health_is_up(db: None) -> None:
    assert Client().get(reverse("health")).json()["status"] == "ok"


# Settings


@pytest.mark.once
@pytest.mark.parametrize(
    ("address", "tls", "ssl", "port"),
    [
        ("smtp://bruger:k%40de@post.example:2525", True, False, 2525),
        ("smtp://localhost", False, False, 587),
        ("smtps://bruger:kode@post.example", False, True, 465),
    ],
)
def test_the_server_of_email(address: str, tls: bool, ssl: bool, port: int) -> None:
    found = email_of(address)
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"], found["EMAIL_PORT"]) == (tls, ssl, port)


@pytest.mark.once
@pytest.mark.parametrize("address", ["post.example", "http://post.example", "smtp://:99999999/"])
def test_a_wrong_server_of_email_is_refused_without_its_password(address: str) -> None:
    with pytest.raises(ValueError, match="BUNDLINJE_EMAIL") as error:
        email_of(address)
    assert address not in str(error.value)


@pytest.mark.once
@pytest.mark.parametrize(
    ("address", "host", "port"),
    [
        ("postgresql://b:k%40@db.example:5433/navn", "db.example", "5433"),
        ("postgresql://b@%2Fvar%2FRun/navn", "/var/Run", ""),
        ("postgresql://b@[::1]:5432/navn", "::1", "5432"),
        ("postgresql:///navn", "", ""),
    ],
)
def test_the_place_of_a_database(address: str, host: str, port: str, tmp_path: Any) -> None:
    found = database_of(address, tmp_path)
    assert (found["HOST"], found["PORT"], found["NAME"]) == (host, port, "navn")


@pytest.mark.once
def test_no_check_of_django_fails(db: None) -> None:
    call_command("check", fail_level="WARNING")


@pytest.mark.once
def test_every_rule_of_a_style_sheet_is_closed() -> None:
    for sheet in (Path(__file__).parents[2] / "src/bundlinje/web/static/bundlinje").glob("*.css"):
        text = sheet.read_text()
        assert text.count("{") == text.count("}"), f"{sheet.name}: what follows would be ignored"
