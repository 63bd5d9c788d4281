"""Two application servers on one database behind a real nginx, set up as the documentation says.

The servers share nothing but the database and the secret key, as on machines of their own; on
SQLite they share the folder too, which holds the database.
"""

from __future__ import annotations

import datetime
import os
import re
import shutil
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import urllib3
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.web.processes import Place, Server, free_port, place
from tests.web.test_killed import TOKEN, read

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/sbin:" + os.environ.get("PATH", ""))
NAME = "bundlinje.kommune.example"
DOCS = Path(__file__).parents[2] / "docs" / "deployment.md"
SETTINGS = {
    "BUNDLINJE_HOSTS": NAME,
    "BUNDLINJE_HTTPS": "1",
    "BUNDLINJE_BEHIND_PROXY": "1",
    "BUNDLINJE_SECRET_KEY": "en-nøgle-for-prøver-" * 3,
}
_SET_UP = """
from bundlinje.web.accounts.links import sign_in_token
from bundlinje.web.accounts.models import Membership, Organisation, Role, User
from bundlinje.web.cases import exchange, store
serving.migrate()
owner = Organisation.objects.create(name="Vores", kind="kommune")
user = User.objects.create_user("redaktør@vores.example")
Membership.objects.create(user=user, organisation=owner, role=Role.EDITOR)
print(store.create(owner, user, exchange.empty(2026)).id, sign_in_token(user))
"""


def _certificate(folder: Path) -> tuple[Path, Path]:
    """Write a certificate for the name, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name)
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    certificate, secret = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate, secret


def _written(servers: list[Server], port: int, certificate: Path, key: Path) -> str:
    """Return the two blocks of the documentation, with the addresses of this test."""
    several, one = sorted(
        re.findall(r"```nginx\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL),
        key=lambda block: "upstream" not in block,
    )
    for server, address in zip(servers, re.findall(r"server (\S+);", several), strict=True):
        several = several.replace(address, f"127.0.0.1:{server.port}")
    given = f"127.0.0.1:{port} ssl;\nssl_certificate {certificate};\nssl_certificate_key {key};"
    return several + one.replace("443 ssl;", given).replace("127.0.0.1:8000", "bundlinje")


@dataclass
class Proxy:
    """A running nginx, and someone who talks to it and keeps cookies."""

    port: int
    certificate: Path
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.pool = urllib3.HTTPSConnectionPool(
            "127.0.0.1", self.port, ca_certs=str(self.certificate), server_hostname=NAME,
            assert_hostname=NAME, retries=False, maxsize=1,
        )  # fmt: skip

    def ask(self, method: str, address: str, body: Any = None, **headers: str) -> Any:
        """Return the answer to a request, as a browser sends it."""
        cookies = {"csrftoken": TOKEN, **self.cookies}
        sent = {
            "Host": NAME, "Origin": f"https://{NAME}", "X-CSRFToken": cookies["csrftoken"],
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()), **headers,
        }  # fmt: skip
        answer = self.pool.request(method, address, body=body, headers=sent, redirect=False)
        for line in answer.headers.getlist("Set-Cookie"):
            assert "secure" in line.lower(), "a cookie would be sent over plain HTTP"
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer


@contextmanager
def _nginx(folder: Path, servers: list[Server]) -> Iterator[Proxy]:
    assert NGINX is not None
    folder.mkdir()
    port = free_port()
    certificate, key = _certificate(folder)
    user = "user root;" if os.geteuid() == 0 else ""
    temporary = "\n".join(
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"{user} daemon off; pid {folder}/pid; error_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{ access_log off;\n{temporary}\n"
        f"{_written(servers, port, certificate, key)} }}\n",
        encoding="utf-8",
    )
    log = folder / "error.log"
    running = subprocess.Popen(
        [NGINX, "-p", str(folder), "-e", str(log), "-c", str(folder / "nginx.conf")],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        proxy = Proxy(port, certificate)
        for _ in range(200):
            try:
                proxy.ask("GET", "/sundhed/")
                break
            except urllib3.exceptions.HTTPError:
                assert running.poll() is None, log.read_text() if log.exists() else "no nginx"
                time.sleep(0.05)
        yield proxy
    finally:
        running.terminate()
        running.wait(20)


@pytest.fixture
def there(tmp_path: Path) -> Iterator[tuple[Place, list[Server], Proxy, str, str]]:
    """Two servers behind nginx, with a case and a link that signs its editor in."""
    if NGINX is None:
        if os.environ.get("BUNDLINJE_REQUIRE_ALL") == "1":
            pytest.fail("nginx is not installed")
        pytest.skip("nginx is not installed")
    with place(tmp_path / "one") as first:
        first.more.update(SETTINGS)
        other = tmp_path / "other" if first.database else first.folder
        other.mkdir(exist_ok=True)
        case, link = first.python(_SET_UP).split()
        places = [first, Place(other, first.database, dict(first.more))]
        servers = [Server(where, free_port()) for where in places]
        try:
            for server in servers:
                server.wait(60)
            with _nginx(tmp_path / "nginx", servers) as proxy:
                yield first, servers, proxy, case, link
        finally:
            for server in servers:
                server.stop()


def test_two_servers_behind_nginx_are_one(
    there: tuple[Place, list[Server], Proxy, str, str],
) -> None:
    where, servers, proxy, case, link = there
    front = proxy.ask("GET", "/konto/login/")
    assert front.status == 200
    assert "max-age" in front.headers["Strict-Transport-Security"]
    style = re.search(r'href="?(/static/[^" >]+\.css)', front.data.decode())
    assert style is not None
    assert "public" in proxy.ask("GET", style[1]).headers["Cache-Control"]
    # Who signs in at one server is signed in at the other.
    assert proxy.ask("POST", f"/konto/ind/{link}/").status == 302
    assert {proxy.ask("GET", f"/sager/{case}/maal/").status for _ in range(6)} == {200}
    # What is saved at one is changed at the other.
    _save(proxy, case, "0")
    for number in range(1, 8):
        _save(proxy, case, str(number))
    assert read(where, "SELECT revision, title FROM cases_case") == [(9, "nr. 7")]
    # What is too large never reaches a server.
    large = proxy.ask("POST", "/sager/hent-ind/", b"x" * 6_500_000)
    assert large.status == 413
    # One goes away in the middle of work, and the other carries on.
    servers[0].kill()
    _wait_until_gone(servers[0].port)
    for number in range(8, 14):
        _save(proxy, case, str(number))
    assert read(where, "SELECT revision, title FROM cases_case") == [(15, "nr. 13")]


def test_attempts_are_counted_over_servers_by_the_address_that_nginx_saw(
    there: tuple[Place, list[Server], Proxy, str, str],
) -> None:
    proxy = there[2]
    answers = Counter(
        proxy.ask("POST", f"/konto/ind/gaet-{n}/", **{"X-Forwarded-For": f"192.0.2.{n}"}).status
        for n in range(30)
    )
    assert answers == {404: 20, 429: 10}


def _wait_until_gone(port: int) -> None:
    """Wait until nothing listens: what was on its way to a killed server is answered with 502."""
    for _ in range(400):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.05)
    raise AssertionError("the killed server still listens")


def _save(proxy: Proxy, case: str, number: str) -> None:
    said = {"path": "title", "value": f"nr. {number}", "revision": 10**9}
    answer = proxy.ask("POST", f"/sager/{case}/ret/", urlencode(said))
    assert answer.status == 200, answer.status
