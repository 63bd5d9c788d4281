"""A server killed in the middle of saves loses nothing that it acknowledged."""

from __future__ import annotations

import http.client
import random
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg

from bundlinje.web.cases.packing import unpacked
from tests.web.processes import POSTGRESQL, Place, Server, free_port, place

#: Servers killed at the same time, and how often each: a hundred in all, fewer on PostgreSQL.
PLACES, KILLS = (3, 4) if POSTGRESQL else (4, 25)
TOKEN = "a" * 32

_SET_UP = f"""
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from bundlinje.web.accounts.models import Membership, Organisation, Role, User
from bundlinje.web.cases import exchange, store
serving.migrate()
owner = Organisation.objects.create(name="Vores", kind="kommune")
case = store.create(owner, None, exchange.empty(2026))
print(case.id)
for number in range({KILLS}):
    user = User.objects.create_user(f"redaktør{{number}}@vores.example")
    Membership.objects.create(user=user, organisation=owner, role=Role.EDITOR)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    print(session.session_key)
"""


@dataclass
class Saver:
    """Someone who saves one change after another until the server is gone."""

    port: int
    case: str
    session: str
    start: int
    acknowledged: list[int] = field(default_factory=list)
    began: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        number = self.start
        headers = {
            "Cookie": f"sessionid={self.session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            while True:
                # Each round is another person, who has seen what the one before saved.
                body = urlencode({"path": "title", "value": f"nr. {number}", "revision": 10**9})
                with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as to:
                    to.request("POST", f"/sager/{self.case}/ret/", body, headers)
                    answer = to.getresponse()
                    answer.read()
                    assert answer.status == 200, answer.status
                self.acknowledged.append(number)
                self.began.set()
                number += 1
        except (OSError, http.client.HTTPException):
            return
        finally:
            self.began.set()


def _read(where: Place, question: str) -> list[tuple[Any, ...]]:
    if where.database:
        with psycopg.connect(where.database) as there:
            return there.execute(question).fetchall()  # type: ignore[call-overload, no-any-return]
    with closing(sqlite3.connect(where.folder / "bundlinje.sqlite3")) as database:
        return database.execute(question).fetchall()


def _whole_history(where: Place) -> set[str]:
    """Return every title that the case has had, once its history is seen to be whole."""
    rows = _read(where, "SELECT number, packed, undo_to FROM cases_revision ORDER BY number")
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    titles = [str(unpacked(bytes(row[1]))["title"]) for row in rows]
    assert all(undo is None or 1 <= undo < number for number, _, undo in rows)
    newest = _read(where, "SELECT revision, title FROM cases_case")
    assert newest == [(len(rows), titles[-1] or "Ny sag")]
    noted = _read(where, "SELECT count(*) FROM audit_event WHERE action = 'change'")
    assert noted == [(len(rows) - 1,)], "each change is in the log, and only those"
    return set(titles)


def _kill_again_and_again(folder: Path, seed: int) -> int:
    chance, start, saved = random.Random(seed), 1, 0
    with place(folder) as where:
        case, *sessions = where.python(_SET_UP).split()
        for session in sessions:
            server = Server(where, free_port())
            server.wait(60)
            saver = Saver(server.port, case, session, start)
            saving = threading.Thread(target=saver.run)
            saving.start()
            saver.began.wait(30)
            time.sleep(chance.uniform(0, 0.15))
            server.kill()
            saving.join(30)
            assert saver.acknowledged, "nothing was saved before the server was killed"
            titles = _whole_history(where)
            assert titles >= {f"nr. {number}" for number in saver.acknowledged}
            start = saver.acknowledged[-1] + 2
            saved += len(saver.acknowledged)
    return saved


def test_kills_in_the_middle_of_saves_lose_nothing(tmp_path: Path) -> None:
    with ThreadPoolExecutor(PLACES) as pool:
        runs = [
            pool.submit(_kill_again_and_again, tmp_path / str(number), number)
            for number in range(PLACES)
        ]
        saved = [run.result() for run in runs]
    assert sum(saved) >= PLACES * KILLS
