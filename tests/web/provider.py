"""A real OpenID Connect provider on this machine: Glewlwyd, as Debian packages it."""

from __future__ import annotations

import gzip
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

PROGRAM = "/usr/bin/glewlwyd"
_SCHEMA = Path("/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3")
SCOPES = ["openid", "profile", "email"]
CLIENT, SECRET = "bundlinje", "en-hemmelighed-for-proever"
#: Where the provider may send a person who has signed out.
FRONT = "http://testserver/"
PASSWORD = "et-langt-kodeord-1"

_CONFIGURATION = """
port={port}
bind_address="127.0.0.1"
external_url="http://localhost:{port}"
login_url="login.html"
api_prefix="api"
log_mode="file"
log_level="WARNING"
log_file="{folder}/log"
cookie_secure=0
session_expiration=2419200
session_key="GLEWLWYD2_SESSION_ID"
admin_session_authentication="cookie"
login_api_enabled=true
admin_scope="g_admin"
profile_scope="g_profile"
static_files_path="/usr/share/glewlwyd/webapp"
user_module_path="/usr/lib/glewlwyd/user"
client_module_path="/usr/lib/glewlwyd/client"
user_auth_scheme_module_path="/usr/lib/glewlwyd/scheme"
plugin_module_path="/usr/lib/glewlwyd/plugin"
hash_algorithm = "SHA512"
database = {{ type = "sqlite3"; path = "{folder}/database"; }};
static_files_mime_types = (
  {{ extension = ".html"; mime_type = "text/html"; }},
  {{ extension = ".css"; mime_type = "text/css"; }},
  {{ extension = ".js"; mime_type = "application/javascript"; }},
  {{ extension = ".json"; mime_type = "application/json"; }}
);
"""


@dataclass
class Provider:
    """A running provider, and what an administrator of it may do."""

    address: str
    session: requests.Session

    @property
    def issuer(self) -> str:
        """Where its OpenID Connect answers."""
        return f"{self.address}/api/oidc"

    def ask(self, method: str, path: str, body: Any) -> Any:
        """Ask as administrator."""
        answer = self.session.request(method, f"{self.address}/api{path}", json=body, timeout=10)
        assert answer.ok, (path, answer.status_code, answer.text)
        return answer

    def add_person(self, name: str, roles: list[str], email: str | None = None) -> None:
        """Add a person who may sign in."""
        self.ask("POST", "/user/", {
            "username": name, "name": name.title(), "password": PASSWORD, "enabled": True,
            "email": email or f"{name}@vores.example", "roles": roles, "scope": SCOPES,
        })  # fmt: skip

    def set_roles(self, name: str, roles: list[str]) -> None:
        """Say which roles a person has."""
        known = self.session.get(f"{self.address}/api/user/{name}", timeout=10).json()
        self.ask("PUT", f"/user/{name}", {**known, "roles": roles})

    def allow(self, back: str) -> None:
        """Register the application, which answers are sent back to at `back`."""
        self.ask("POST", "/client/", {
            "client_id": CLIENT, "name": "Bundlinje", "confidential": True, "enabled": True,
            "client_secret": SECRET, "redirect_uri": [back], "authorization_type": ["code"],
            "scope": [], "token_endpoint_auth_method": ["client_secret_post"],
            "post_logout_redirect_uris": [FRONT],
        })  # fmt: skip


@contextmanager
def provider() -> Iterator[Provider]:
    """Give a provider while it runs."""
    folder = Path(tempfile.mkdtemp(prefix="bundlinje-provider-"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    _make_database(folder / "database")
    (folder / "configuration").write_text(_CONFIGURATION.format(port=port, folder=folder))
    with (folder / "out").open("wb") as out:
        running = subprocess.Popen(
            [PROGRAM, f"--config-file={folder}/configuration"],
            stdin=subprocess.DEVNULL, stdout=out, stderr=out,
        )  # fmt: skip
    try:
        yield _set_up(f"http://localhost:{port}", running, folder)
    finally:
        running.terminate()
        running.wait(20)
        shutil.rmtree(folder)


def _make_database(file: Path) -> None:
    text = _SCHEMA.read_bytes()
    plain = gzip.decompress(text) if text[:2] == b"\x1f\x8b" else text
    database = sqlite3.connect(file)
    database.executescript(plain.decode())
    database.commit()
    database.close()


def _set_up(address: str, running: subprocess.Popen[bytes], folder: Path) -> Provider:
    found = Provider(address, requests.Session())
    until = time.monotonic() + 30
    while True:
        try:
            found.session.get(f"{address}/config", timeout=2)
            break
        except requests.ConnectionError:
            if running.poll() is not None or time.monotonic() > until:
                raise AssertionError((folder / "out").read_text()) from None
            time.sleep(0.1)
    found.ask("POST", "/auth/", {"username": "admin", "password": "password"})
    for scope in SCOPES[1:]:
        found.ask("POST", "/scope/", {
            "name": scope, "display_name": scope, "password_required": False, "scheme": {},
        })  # fmt: skip
    modules = found.session.get(f"{address}/api/mod/user", timeout=10).json()
    for module in modules:
        module["parameters"]["data-format"]["roles"] = {
            "multiple": True, "read": True, "write": True,
            "profile-read": False, "profile-write": False,
        }  # fmt: skip
        found.ask("PUT", f"/mod/user/{module['name']}", module)
        found.session.put(f"{address}/api/mod/user/{module['name']}/reset", timeout=10)
    for module in found.session.get(f"{address}/api/mod/client", timeout=10).json():
        module["parameters"]["data-format"]["post_logout_redirect_uris"] = {
            "multiple": True, "read": True, "write": True,
        }  # fmt: skip
        found.ask("PUT", f"/mod/client/{module['name']}", module)
        found.session.put(f"{address}/api/mod/client/{module['name']}/reset", timeout=10)
    key = rsa.generate_private_key(65537, 2048)
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()
    public = (
        key.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )
    found.ask("POST", "/mod/plugin/", {
        "module": "oidc", "name": "oidc", "display_name": "OpenID Connect",
        "parameters": {
            "iss": f"{address}/api/oidc", "jwt-type": "rsa", "jwt-key-size": "256",
            "key": secret, "cert": public, "access-token-duration": 3600,
            "refresh-token-duration": 1209600, "code-duration": 600,
            "refresh-token-rolling": True, "allow-non-oidc": False,
            "auth-type-code-enabled": True, "auth-type-token-enabled": False,
            "auth-type-id-token-enabled": True, "auth-type-password-enabled": False,
            "auth-type-client-enabled": False, "auth-type-device-enabled": False,
            "auth-type-refresh-enabled": False, "subject-type": "public",
            "pkce-allowed": True, "pkce-required": True, "pkce-method-plain-allowed": False,
            "session-management-allowed": True, "session-cookie-name": "GLEWLWYD2_OIDC_SESSION",
            "session-cookie-expiration": 2419200, "back-channel-logout-allowed": False,
            "front-channel-logout-allowed": False,
            "jwks-show": True, "jwks-x5c": [], "scope": [], "additional-parameters": [],
            "claims": [{
                "name": "roles", "user-property": "roles", "type": "string", "mandatory": True,
                "on-demand": False, "scope": [],
            }],
            "name-claim": "mandatory", "email-claim": "mandatory", "scope-claim": "no",
            "address-claim": {"type": "no"},
        },
    })  # fmt: skip
    return found
