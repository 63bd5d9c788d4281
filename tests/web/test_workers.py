"""Limits hold over the workers of a real server, and nobody gives himself another address."""

from __future__ import annotations

import http.client
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from tests.web.processes import Place, Server, free_port

TOKEN = "b" * 32


def _guess(port: int, number: int, address: str) -> int:
    headers = {"Cookie": f"csrftoken={TOKEN}", "X-CSRFToken": TOKEN, "X-Forwarded-For": address}
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as to:
        to.request("POST", f"/konto/ind/gaet-{number}/", "", headers)
        answer = to.getresponse()
        answer.read()
        return answer.status


@pytest.mark.once
@pytest.mark.parametrize(
    ("proxy", "answers"),
    [("", {404: 20, 429: 10}), ("1", {404: 30})],
    ids=["without a proxy a claimed address counts for nothing", "a proxy says whose it is"],
)
def test_guesses_are_counted_over_all_workers(
    proxy: str, answers: dict[int, int], tmp_path: Path
) -> None:
    where = Place(tmp_path, more={"BUNDLINJE_BEHIND_PROXY": proxy})
    where.python("serving.migrate()")
    server = Server(where, free_port())
    try:
        server.wait()
        found = Counter(_guess(server.port, n, f"192.0.2.{n % 3}") for n in range(30))
    finally:
        server.stop()
    assert dict(found) == answers
