"""A server killed in the middle of its work loses nothing that it acknowledged, and halves nothing.

Two people change cases, and two others upload results, submit settlements and approve them, all at
once and without a pause, until every process of the server is killed. Then the database is read and
the server started again.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg

from bundlinje.web.cases.packing import unpacked
from bundlinje.web.contracts.settling import START, digest_of
from tests.web.processes import POSTGRESQL, Place, Server, free_port, place

#: How often in all, or as often as is asked for: a server takes seconds to start.
KILLS = int(os.environ.get("BUNDLINJE_KILLS", "12" if POSTGRESQL else "24"))
#: Servers that work and are killed side by side, and how often before they begin anew.
PLACES, MOST = 4, 25
TOKEN = "a" * 32
_CASES, _PEOPLE = 2, 4

_SET_UP = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from bundlinje.web.accounts.models import Membership, Organisation, Role, User
from bundlinje.web.cases import exchange, store as cases
from datetime import date
from bundlinje.web.contracts import consent, store
from bundlinje.web.contracts.starting import first_terms
from bundlinje.calculation.case_file import case_from_data
from bundlinje.basics.yaml_tree import read_document
serving.migrate()
owner = Organisation.objects.create(name="Vores", kind="kommune")
document = read_document(serving.EXAMPLES / "loesladte-uden-tilbagefald.yaml").root.plain()
people = []
for number in range({people}):
    user = User.objects.create_user(f"p{{number}}@vores.example")
    Membership.objects.create(user=user, organisation=owner, role=Role.EDITOR)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    people.append((user, session.session_key))
case = cases.create(owner, people[0][0], document)
terms = first_terms("senior-junior", case_from_data(document))
for payment in terms["payments"]:
    payment["rule"] = {{"unit": 1000}}
    payment.pop("cap", None)
terms.pop("caps"), terms.pop("terms")
contract = store.create(owner, people[0][0], case, terms)
consent.propose(contract.id, 1, people[0][0])
consent.agree(contract.id, 1, people[0][0], owner)
contract.refresh_from_db()
for signer in consent.consent_to(contract, 1).missing:
    consent.agree_on_paper(contract.id, 1, people[0][0], signer.name, date(2026, 11, 2))
print(contract.id)
for _ in range({cases}):
    print(cases.create(owner, None, exchange.empty(2026)).id)
for _, key in people:
    print(key)
"""


class GoneError(Exception):
    """The server is."""


@dataclass
class Worker:
    """Somebody who works without a pause until the server is gone."""

    port: int
    began: threading.Event = field(default_factory=threading.Event, kw_only=True)

    def run(self) -> None:
        try:
            while True:
                self.work()
        except GoneError:
            return
        finally:
            self.began.set()

    def work(self) -> None:
        raise NotImplementedError

    def post(self, session: str, address: str, body: str, kind: str = "") -> int:
        """Return the status that a form sent as someone is answered with."""
        headers = {
            "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Content-Type": kind or "application/x-www-form-urlencoded",
        }
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as to:
                to.request("POST", address, body, headers)
                answer = to.getresponse()
                answer.read()
                return answer.status
        except (OSError, http.client.HTTPException) as error:
            raise GoneError from error


@dataclass
class Saver(Worker):
    """Someone who saves one change of a case after another."""

    case: str
    session: str
    number: int
    saved: list[int] = field(default_factory=list)

    def work(self) -> None:
        # Each round is another person, who has seen what the one before saved.
        said = {"path": "title", "value": f"nr. {self.number}", "revision": 10**9}
        status = self.post(self.session, f"/sager/{self.case}/ret/", urlencode(said))
        assert status == 200, status
        self.saved.append(self.number)
        self.began.set()
        self.number += 1


@dataclass
class Settler(Worker):
    """Two people who read results, submit a settlement and approve it, again and again."""

    contract: str
    sessions: tuple[str, str]
    value: int
    where: Place
    submitted: list[int] = field(default_factory=list)
    approved: list[int] = field(default_factory=list)

    def work(self) -> None:
        first, second = self.sessions
        self.value += 1
        rows = (
            '--x\r\nContent-Disposition: form-data; name="fil"; filename="r.csv"\r\n\r\n'
            f"period,metric,value\r\n2027-H2,resultat-6,{self.value}\r\n\r\n--x--\r\n"
        )
        self._send(first, "resultater/hent-ind/", rows, "multipart/form-data; boundary=x")
        self._send(first, "afregning/indsend/")
        waiting = read(self.where, "SELECT id FROM contracts_settlement WHERE status = 'submitted'")
        if waiting:
            standing = int(waiting[0][0])
            self.submitted.append(standing)
            self._send(second, f"afregning/{standing}/godkend/")
            self.approved.append(standing)
            self.began.set()

    def _send(self, session: str, address: str, body: str = "", kind: str = "") -> None:
        status = self.post(session, f"/kontrakter/{self.contract}/{address}", body, kind)
        assert status == 302, (address, status)


def read(where: Place, question: str) -> list[tuple[Any, ...]]:
    """Return the rows that a place's database answers a question with."""
    if where.database:
        with psycopg.connect(where.database) as there:
            return there.execute(question).fetchall()  # type: ignore[call-overload, no-any-return]
    with closing(sqlite3.connect(where.folder / "bundlinje.sqlite3")) as database:
        return database.execute(question).fetchall()


def _titles(where: Place, case: str) -> set[str]:
    """Return every title that a case has had, once its history is seen to be whole."""
    # SQLite keeps the number of a case without its hyphens.
    same = f"replace(CAST(case_id AS text), '-', '') = '{case.replace('-', '')}'"
    rows = read(
        where, f"SELECT number, packed, undo_to FROM cases_revision WHERE {same} ORDER BY number"
    )
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    titles = [str(unpacked(bytes(row[1]))["title"]) for row in rows]
    assert all(undo is None or 1 <= undo < number for number, _, undo in rows)
    newest = read(
        where, f"SELECT revision, title FROM cases_case WHERE {same.replace('case_id', 'id')}"
    )
    assert newest == [(len(rows), titles[-1] or "Ny sag")]
    return set(titles)


def _settlements(where: Place) -> dict[int, str]:
    """Return where each settlement stands, once the ledger is seen to be whole."""
    settlements = read(
        where, "SELECT id, number, status, due FROM contracts_settlement ORDER BY id"
    )
    entries = read(
        where,
        "SELECT number, settlement_id, line, amount, digest FROM contracts_ledgerentry "
        "ORDER BY number",
    )
    digest, sums = START, dict[int, Decimal]()
    for at, (number, settlement, line, amount, said) in enumerate(entries, 1):
        plain = json.loads(line) if isinstance(line, str) else line
        digest = digest_of(digest, at, plain)
        assert (number, said) == (at, digest)
        sums[settlement] = sums.get(settlement, Decimal(0)) + Decimal(str(amount))
    approved = [row for row in settlements if row[2] == "approved"]
    assert [row[1] for row in approved] == list(range(1, len(approved) + 1))
    assert {row[0]: Decimal(str(row[3])) for row in approved} == sums
    assert len([row for row in settlements if row[2] == "submitted"]) <= 1
    _noted(where, {"submit": len(settlements), "approve": len(approved)})
    return {row[0]: row[2] for row in settlements}


def _noted(where: Place, expected: dict[str, int]) -> None:
    """Check that each thing done is in the log, and only those."""
    for action, count in expected.items():
        assert read(where, f"SELECT count(*) FROM audit_event WHERE action = '{action}'") == [
            (count,)
        ], action


def _kill_again_and_again(folder: Path, seed: int, kills: int) -> Counter[str]:
    """Work and kill so many times in a place of its own; return what was acknowledged there."""
    chance, done, value = random.Random(seed), Counter[str](), 0
    start = [1] * _CASES
    with place(folder) as where:
        set_up = _SET_UP.format(people=_PEOPLE * kills, cases=_CASES)
        contract, *rest = where.python(set_up).split()
        cases, sessions = rest[:_CASES], rest[_CASES:]
        for _ in range(kills):
            # New people each time: how much one person may change in a while is limited.
            one, two, *savers = (sessions.pop() for _ in range(_PEOPLE))
            server = Server(where, free_port())
            server.wait(60)
            settler = Settler(server.port, contract, (one, two), value, where)
            saving = [
                Saver(server.port, case, session, at)
                for case, session, at in zip(cases, savers, start, strict=True)
            ]
            _until_killed(server, [settler, *saving], chance.uniform(0, 0.3))
            stands = _settlements(where)
            assert all(id in stands for id in settler.submitted)
            assert all(stands[id] == "approved" for id in settler.approved)
            changes = 0
            for case, saver in zip(cases, saving, strict=True):
                titles = _titles(where, case)
                assert titles >= {f"nr. {number}" for number in saver.saved}
                changes += len(titles) - 1
            value, start = settler.value + 1, [saver.number + 1 for saver in saving]
            done.update(
                kills=1,
                saves=sum(len(saver.saved) for saver in saving),
                settlements=len(settler.submitted),
                approvals=len(settler.approved),
            )
        _noted(where, {"change": changes})
    return done


def _until_killed(server: Server, workers: list[Worker], seconds: float) -> None:
    """Let people work until each has done something and some time more has gone; kill it."""
    with ThreadPoolExecutor(len(workers)) as pool:
        running = [pool.submit(worker.run) for worker in workers]
        try:
            assert all(worker.began.wait(60) for worker in workers), "nothing was done in a minute"
            time.sleep(seconds)
        finally:
            server.kill()
        for run in running:
            run.result(60)


def _shares() -> Iterator[int]:
    """Yield how many kills each new place takes."""
    left = KILLS
    each = min(MOST, -(-KILLS // PLACES))
    while left > 0:
        yield min(each, left)
        left -= each


def test_kills_in_the_middle_of_work_lose_nothing(tmp_path: Path) -> None:
    with ThreadPoolExecutor(PLACES) as pool:
        runs = [
            pool.submit(_kill_again_and_again, tmp_path / str(number), number, kills)
            for number, kills in enumerate(_shares())
        ]
        done = sum((run.result() for run in runs), Counter[str]())
    print(dict(done))
    assert done["kills"] == KILLS
    assert min(done["saves"], done["settlements"], done["approvals"]) >= KILLS
