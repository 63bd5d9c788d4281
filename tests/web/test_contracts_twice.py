"""Two server processes are asked for the same at once: one settlement stands, approved once."""

from __future__ import annotations

import threading
from pathlib import Path

import requests

from tests.web.processes import POSTGRESQL, Place, Server, free_port, place
from tests.web.test_killed import _SET_UP, TOKEN, _settlements, read

#: So many times the same is asked of both at once.
ROUNDS = 4 if POSTGRESQL else 8
HEAD = "period,metric,value\r\n"


def _post(server: Server, session: str, address: str, file: str = "") -> int:
    answer = requests.post(
        f"http://127.0.0.1:{server.port}/kontrakter/{address}",
        files={"fil": ("r.csv", HEAD + file)} if file else None,
        headers={"X-CSRFToken": TOKEN},
        cookies={"sessionid": session, "csrftoken": TOKEN},
        allow_redirects=False,
        timeout=60,
    )
    return answer.status_code


def _at_once(servers: list[Server], sessions: list[str], address: str) -> None:
    """Ask both servers the same at the same moment, by two people."""
    ready = threading.Barrier(2)
    answers: list[int] = []

    def ask(server: Server, session: str) -> None:
        ready.wait(30)
        answers.append(_post(server, session, address))

    asking = [
        threading.Thread(target=ask, args=pair) for pair in zip(servers, sessions, strict=True)
    ]
    for one in asking:
        one.start()
    for one in asking:
        one.join(90)
    assert answers == [302, 302], answers


def _stand(where: Place) -> list[str]:
    """Return how the settlements stand, in order, once the ledger and the log are seen whole."""
    return [status for _, status in sorted(_settlements(where).items())]


def test_two_processes_end_with_one_settlement_and_one_approval(tmp_path: Path) -> None:
    with place(tmp_path / "x") as where:
        contract, *sessions = where.python(_SET_UP.format(people=5, cases=0)).split()
        servers: list[Server] = []
        try:
            for _ in range(2):
                servers.append(Server(where, free_port()))
                servers[-1].wait(60)
            for at in range(1, ROUNDS + 1):
                upload = f"{contract}/resultater/hent-ind/"
                row = f"2027-H2,resultat-6,{at}\r\n"
                assert _post(servers[0], sessions[0], upload, row) == 302
                _at_once(servers, sessions[1:3], f"{contract}/afregning/indsend/")
                assert _stand(where) == ["approved"] * (at - 1) + ["submitted"]
                address = f"{contract}/afregning/{max(_settlements(where))}/godkend/"
                _at_once(servers, sessions[3:5], address)
                assert _stand(where) == ["approved"] * at
        finally:
            for server in servers:
                server.stop()
        entries = read(where, "SELECT count(*) FROM contracts_ledgerentry")
        assert entries == [(ROUNDS,)]
