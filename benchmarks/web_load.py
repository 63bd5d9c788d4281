"""How the server bears many people at once, and a database with many cases in it.

The real server runs beside it, on SQLite or (`--postgresql`) on a PostgreSQL server started for
it. `--people` editors each change one number of their own copy of an example case every `--every`
seconds, for `--minutes`; each change is saved and answered with the new result of 10,000 draws.
`--cases` puts so many cases in the organisation's list first, which is then asked for too: its
first page, a search, and page 500. The people and the server share this machine's cores. Prints
one line of JSON: times in milliseconds.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests import on_postgresql
from tests.web import processes

TOKEN = "a" * 32
_PEOPLE = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from bundlinje.basics.yaml_tree import read_document
from bundlinje.web.accounts.models import Membership, Organisation, Role, User
from bundlinje.web.cases import store
serving.migrate()
owner = Organisation.objects.create(name="Vores", kind="kommune")
examples = [read_document(file).root.plain() for file in serving.examples()]
for number in range({people}):
    user = User.objects.create_user(f"redaktoer{{number}}@vores.example")
    Membership.objects.create(user=user, organisation=owner, role=Role.EDITOR)
    document = examples[number % len(examples)]
    case = store.create(owner, user, document)
    effect = document.get("effect")
    path = "effect.without" if effect else f"effects.{{document['effects'][0]['id']}}.without"
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    print(case.id, session.session_key, path)
"""
_CASES = """
from django.utils import timezone
from datetime import timedelta
from bundlinje.web.accounts.models import Organisation
from bundlinje.web.cases.models import Case, Revision, shared_version
owner, now = Organisation.objects.get(), timezone.now()
packed = Revision.objects.order_by("id")[0].packed
towns = ("Aarhus", "Odense", "Aalborg", "Esbjerg", "Randers", "Horsens", "Kolding", "Vejle")
for start in range(0, {cases}, 5000):
    made = Case.objects.bulk_create(
        Case(organisation=owner, title=f"Indsats {{number}} i {{towns[number % 8]}}", revision=1,
             net_result=number * 10.0, chance=0.5, judged_with=shared_version())
        for number in range(start, min(start + 5000, {cases}))
    )
    Revision.objects.bulk_create(Revision(case=case, number=1, packed=packed) for case in made)
    for number, case in enumerate(made):
        case.changed = now - timedelta(days=1, minutes=start + number)
    Case.objects.bulk_update(made, ["changed"], batch_size=500)
"""


@dataclass
class Person:
    """Someone who changes one number now and then."""

    port: int
    case: str
    session: str
    path: str
    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def ask(self, method: str, address: str, body: str | None = None) -> tuple[float, str]:
        """Return how long an answer took [s] and what it said; what went wrong is kept."""
        headers = {
            "Cookie": f"sessionid={self.session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        start, text = time.perf_counter(), ""
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as to:
                to.request(method, address, body, headers)
                answer = to.getresponse()
                text = answer.read().decode()
                if answer.status != 200:
                    self.wrong.append(f"{answer.status} {address}")
        except OSError as error:
            self.wrong.append(repr(error))
        return time.perf_counter() - start, text

    def work(self, first: float, every: float, until: float) -> None:
        """Change the number every so often [s], from a moment to another [monotonic s]."""
        at, chance = first, random.Random(self.case)
        while at < until:
            time.sleep(max(at - time.monotonic(), 0.0))
            value = f"{chance.uniform(10, 30):.3f} %".replace(".", ",")
            body = urlencode({"path": self.path, "value": value, "revision": 10**9})
            took, text = self.ask("POST", f"/sager/{self.case}/ret/", body)
            self.seconds.append(took)
            if "purses" not in text:
                self.wrong.append(f"no result: {text[:80]}")
            at += every


@contextlib.contextmanager
def database(postgresql: bool) -> Iterator[None]:
    """Let what follows run on PostgreSQL, or as it is on SQLite."""
    if not postgresql:
        yield
        return
    found = on_postgresql.programs()
    if found is None:
        raise SystemExit("PostgreSQL's server is not installed")
    with on_postgresql.server(found) as address:
        processes.POSTGRESQL = address
        yield


def spread(seconds: list[float]) -> dict[str, float]:
    """Return how long things took [ms]."""
    return {
        "count": len(seconds),
        "median_ms": round(1000 * statistics.median(seconds), 1),
        "p95_ms": round(1000 * statistics.quantiles(seconds, n=20)[-1], 1),
        "slowest_ms": round(1000 * max(seconds), 1),
    }


def main() -> None:
    """Fill a database, start the server, let the people work, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--every", type=float, default=5.0)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--postgresql", action="store_true")
    given = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        database(given.postgresql),
        processes.place(Path(folder) / "data") as where,
    ):
        made = where.python(_PEOPLE.format(people=given.people)).split()
        if given.cases:
            where.python(_CASES.format(cases=given.cases))
        server = processes.Server(where, processes.free_port())
        try:
            server.wait(60)
            people = [
                Person(server.port, *made[3 * one : 3 * one + 3]) for one in range(given.people)
            ]
            result = {"database": "PostgreSQL" if given.postgresql else "SQLite"} | run(
                people, given.every, given.minutes, given.cases
            )
        finally:
            server.kill()
    print(json.dumps({**result, "cores": os.cpu_count()}, ensure_ascii=False))


def run(people: list[Person], every: float, minutes: float, cases: int) -> dict[str, object]:
    """Let the people work, and then ask for lists."""
    for person in people[: 2 * (os.cpu_count() or 2)]:
        person.ask("GET", f"/sager/{person.case}/effekt/")
    begin = time.monotonic() + 1
    threads = [
        threading.Thread(
            target=person.work,
            args=(begin + number * every / len(people), every, begin + 60 * minutes),
        )
        for number, person in enumerate(people)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found: dict[str, object] = {
        "people": len(people),
        "minutes": minutes,
        "changes": spread([second for person in people for second in person.seconds]),
    }
    if cases:
        found["cases"] = cases
        for name, address in (
            ("list", "/sager/"), ("search", "/sager/?q=odense"), ("page_500", "/sager/?side=500"),
        ):  # fmt: skip
            people[0].ask("GET", address)
            found[name] = spread([people[0].ask("GET", address)[0] for _ in range(40)])
    found["errors"] = [wrong for person in people for wrong in person.wrong][:10]
    return found


if __name__ == "__main__":
    main()
