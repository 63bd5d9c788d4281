"""Tokens of the people of two organisations, and a client for each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from tests.web.conftest import People, make_people


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


@contextmanager
def kept(blocker: Any) -> Iterator[tuple[People, People]]:
    """Keep two organisations for the tests of a module, which then need not make them anew.

    What one test changes is taken back; what was calculated of them stays in the process.
    """
    from bundlinje.web.contracts.store import newest

    with blocker.unblock():
        both = make_people("Vores"), make_people("Deres")
        for people in both:
            newest(people.contract)
    yield both
    with blocker.unblock():
        call_command("flush", verbosity=0, interactive=False)


def as_kept(people: People) -> Iterator[People]:
    """Yield people who are kept, as the database has them."""
    from bundlinje.web.cases import judging as cases
    from bundlinje.web.contracts import judging as contracts
    from bundlinje.web.knowledge import base

    found = {one.name: getattr(people, one.name) for one in fields(people)}
    fresh = People(**{name: type(row).objects.get(pk=row.pk) for name, row in found.items()})
    version = base.own_version(people.organisation.id)
    yield fresh
    if base.own_version(people.organisation.id) != version:
        # The number of the change is taken back too, and given to another.
        for calculated in (base._base, cases._judge, contracts._judge):
            calculated.cache_clear()


@pytest.fixture
def program(ours: People) -> Program:
    return Program(token_of(ours.editor))


@pytest.fixture
def chief(ours: People) -> Program:
    return Program(token_of(ours.administrator))
