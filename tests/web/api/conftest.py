"""Tokens of the people of two organisations, and a client for each."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from tests.web.conftest import People


def token_of(user: Any, *scopes: str, days: int = 30) -> str:
    """Return a new token of a member of one organisation, with every scope or those named."""
    from bundlinje.web.api import tokens
    from bundlinje.web.api.scopes import SCOPES

    token, _ = tokens.make(user.memberships.get(), "Prøve", scopes or SCOPES, days)
    return token


class Program:
    """Sends requests as a program does, with a token or without."""

    def __init__(self, token: str = "", language: str = "da") -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.headers = {"Accept-Language": language}
        if token:
            self.headers["Authorization"] = f"Bearer {token}"

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        return self.client.generic(
            method.upper(),
            "/api/v1" + path,
            b"" if body is None else json.dumps(body).encode(),
            content_type="application/json",
            headers={**self.headers, **{k.replace("_", "-"): v for k, v in headers.items()}},
        )

    def send(self, path: str, name: str, content: bytes, **headers: str) -> Any:
        """Send a file as a form's `file`."""
        sent = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        return self.client.generic(
            "POST", "/api/v1" + path, sent.encode() + content + b"\r\n--x--\r\n",
            content_type="multipart/form-data; boundary=x",
            headers={**self.headers, **{k.replace("_", "-"): v for k, v in headers.items()}},
        )  # fmt: skip

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("get", path, **headers)


@pytest.fixture
def program(ours: People) -> Program:
    return Program(token_of(ours.editor))


@pytest.fixture
def chief(ours: People) -> Program:
    return Program(token_of(ours.administrator))
