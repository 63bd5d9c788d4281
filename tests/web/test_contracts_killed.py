"""A server killed in the middle of settlements loses none that it acknowledged, nor halves any."""

from __future__ import annotations

import http.client
import json
import os
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlencode

from bundlinje.web.contracts.settling import START, digest_of
from tests.web.processes import POSTGRESQL, Place, Server, free_port, place
from tests.web.test_killed import TOKEN, _read

#: Servers killed at the same time, and how often in all: twenty, or as many as are asked for.
PLACES = 2
KILLS = int(os.environ.get("BUNDLINJE_KILLS", "8" if POSTGRESQL else "20")) // PLACES

_SET_UP = f"""
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from bundlinje.web.accounts.models import Membership, Organisation, Role, User
from bundlinje.web.cases import store as cases
from bundlinje.web.cases.packing import unpacked
from bundlinje.web.contracts import store
from bundlinje.web.contracts.starting import first_terms
from bundlinje.calculation.case_file import case_from_data
from bundlinje.basics.yaml_tree import read_document
serving.migrate()
owner = Organisation.objects.create(name="Vores", kind="kommune")
document = read_document(serving.EXAMPLES / "loesladte-uden-tilbagefald.yaml").root.plain()
people = []
def new(number):
    user = User.objects.create_user(f"p{{number}}@vores.example")
    Membership.objects.create(user=user, organisation=owner, role=Role.EDITOR)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return user, session.session_key
made = [new(number) for number in range({KILLS * 2})]
case = cases.create(owner, made[0][0], document)
terms = first_terms("senior-junior", case_from_data(document))
for payment in terms["payments"]:
    payment["rule"] = {{"unit": 1000}}
    payment.pop("cap", None)
terms.pop("caps"), terms.pop("terms")
contract = store.create(owner, made[0][0], case, terms)
print(contract.id)
for _, key in made:
    print(key)
"""


@dataclass
class Settler:
    """Two people who read results, submit and approve again and again until the server is gone."""

    port: int
    contract: str
    sessions: tuple[str, str]
    count: int
    where: Place
    submitted: list[int] = field(default_factory=list)
    approved: list[int] = field(default_factory=list)
    began: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        try:
            while True:
                self.count += 1
                self._results()
                self._post(self.sessions[0], "afregning/indsend/")
                standing = self._waiting()
                if standing is not None:
                    self.submitted.append(standing)
                    self._post(self.sessions[1], f"afregning/{standing}/godkend/")
                    self.approved.append(standing)
                    self.began.set()
        except (OSError, http.client.HTTPException):
            return
        finally:
            self.began.set()

    def _waiting(self) -> int | None:
        found = _read(self.where, "SELECT id FROM contracts_settlement WHERE status = 'submitted'")
        return int(found[0][0]) if found else None

    def _results(self) -> None:
        body = (
            '--x\r\nContent-Disposition: form-data; name="fil"; filename="r.csv"\r\n\r\n'
            f"period,metric,value\r\n2027-H2,resultat-6,{self.count}\r\n\r\n--x--\r\n"
        )
        self._send(
            self.sessions[0], "resultater/hent-ind/", body, "multipart/form-data; boundary=x"
        )

    def _post(self, session: str, address: str) -> None:
        self._send(session, address, urlencode({}), "application/x-www-form-urlencoded")

    def _send(self, session: str, address: str, body: str, kind: str) -> None:
        headers = {
            "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Content-Type": kind,
        }
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as to:
            to.request("POST", f"/kontrakter/{self.contract}/{address}", body, headers)
            answer = to.getresponse()
            answer.read()
            assert answer.status == 302, (address, answer.status)


def _whole(where: Place) -> dict[int, str]:
    """Return where each settlement stands, once the ledger is seen to be whole."""
    settlements = _read(
        where, "SELECT id, number, status, due FROM contracts_settlement ORDER BY id"
    )
    entries = _read(
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
    for action, least in (("submit", len(settlements)), ("approve", len(approved))):
        noted = _read(where, f"SELECT count(*) FROM audit_event WHERE action = '{action}'")
        assert noted == [(least,)], "each is in the log, and only those"
    return {row[0]: row[2] for row in settlements}


def _kill_again_and_again(folder: Path, seed: int) -> int:
    chance, count, done = random.Random(seed), 0, 0
    with place(folder) as where:
        contract, *sessions = where.python(_SET_UP).split()
        for at in range(KILLS):
            server = Server(where, free_port())
            server.wait(60)
            pair = (sessions[2 * at], sessions[2 * at + 1])
            settler = Settler(server.port, contract, pair, count, where)
            settling = threading.Thread(target=settler.run)
            settling.start()
            settler.began.wait(30)
            time.sleep(chance.uniform(0, 0.3))
            server.kill()
            settling.join(30)
            assert settler.approved, "nothing was approved before the server was killed"
            stands = _whole(where)
            assert all(id in stands for id in settler.submitted)
            assert all(stands[id] == "approved" for id in settler.approved)
            count, done = settler.count + 1, done + len(settler.approved)
    return done


def test_kills_in_the_middle_of_settlements_lose_nothing(tmp_path: Path) -> None:
    with ThreadPoolExecutor(PLACES) as pool:
        runs = [
            pool.submit(_kill_again_and_again, tmp_path / str(number), number)
            for number in range(PLACES)
        ]
        assert sum(run.result() for run in runs) >= PLACES * KILLS
