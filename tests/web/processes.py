"""The application as its users run it: commands and a server in processes of their own."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from bundlinje.web.serving import command

POSTGRESQL = os.environ.get("BUNDLINJE_TEST_DATABASE", "")


@dataclass
class Place:
    """A data folder and a database of its own, of the kind that the tests run on."""

    folder: Path
    database: str = ""
    more: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        # What the tests in this process are told of Django is no part of how it is run.
        left = {key: value for key, value in os.environ.items() if not key.startswith("DJANGO_")}
        here = {"BUNDLINJE_DATA": str(self.folder), "BUNDLINJE_DATABASE": self.database}
        return {**left, **here, **self.more}

    def bundlinje(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        said = [sys.executable, "-m", "bundlinje", *arguments]
        return subprocess.run(
            said, env=self.environment, capture_output=True, text=True, check=False
        )

    def python(self, code: str) -> str:
        """Return what a script prints that has the application loaded."""
        ready = "from bundlinje.web import serving; serving.set_up()\n"
        script = [sys.executable, "-c", ready + code]
        done = subprocess.run(
            script, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"status {done.returncode}: {done.stderr}"
        return done.stdout

    def filled(self) -> Place:
        """Make the tables, the first organisation and the examples."""
        self.python("serving.prepare('da')")
        return self


@contextmanager
def place(folder: Path, like: Place | None = None) -> Iterator[Place]:
    """Give a new place, empty or like another; on PostgreSQL its database is dropped at the end."""
    if like is None:
        folder.mkdir(parents=True, exist_ok=True)
    else:
        shutil.copytree(like.folder, folder)
    if not POSTGRESQL:
        yield Place(folder)
        return
    name = f"place_{secrets.token_hex(6)}"
    template = "template1" if like is None else urlsplit(like.database).path[1:]
    with psycopg.connect(POSTGRESQL, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield Place(folder, POSTGRESQL.removesuffix(urlsplit(POSTGRESQL).path) + f"/{name}")
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """A server in a process group of its own."""

    def __init__(self, where: Place, port: int) -> None:
        self.port = port
        self.process: subprocess.Popen[Any] = subprocess.Popen(
            command("127.0.0.1", port),
            env=where.environment, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def wait(self, seconds: float = 30) -> None:
        """Wait until the server answers that it and its database are up."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/sundhed/", timeout=5):
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                assert self.process.poll() is None, "the server has stopped"
                time.sleep(0.02)
        raise AssertionError("the server does not answer")

    def kill(self) -> None:
        """End every process of the server at once, without warning."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()
