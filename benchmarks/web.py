"""How long the server takes to save one changed number and answer with the new result.

The real server runs beside it with a data folder of its own. Every example case is changed many
times, one change after another, each to a number that was not calculated before; the time is that
of the whole HTTP request on this machine, 10,000 draws included. Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import http.cookiejar
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

#: From one change to the next [s].
PACE = 0.3
COMMAND = Path(sys.executable).parent / "bundlinje"


class Browser:
    """Keeps cookies and sends forms, as a browser does."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, path: str) -> str:
        """Return a page."""
        text: str = self.opener.open(urllib.parse.urljoin(self.address, path)).read().decode()
        return text

    def post(self, address: str, token: str, **data: str) -> str:
        """Send a form and return the page that answers."""
        body = urllib.parse.urlencode({**data, "csrfmiddlewaretoken": token}).encode()
        text: str = (
            self.opener.open(urllib.parse.urljoin(self.address, address), body).read().decode()
        )
        return text


def token_of(page: str) -> str:
    """Return the token that a page's forms carry."""
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def measure(browser: Browser, rounds: int) -> dict[str, list[float]]:
    """Return the seconds of every change, by case."""
    listing = browser.get("/sager/")
    cases = re.findall(r'href="/sager/([0-9a-f-]{36})/">([^<]+)<', listing)
    seconds: dict[str, list[float]] = {}
    for case, title in cases:
        page = browser.get(f"/sager/{case}/effekt/")
        token = token_of(page)
        revision = re.search(r'id="revision" name="revision" value="(\d+)"', page)
        assert revision is not None
        path = re.search(r'name="path" value="(effect[^"]*\.without)"', page)
        assert path is not None
        times = []
        for number in range(rounds):
            value = f"{20 + number * 0.37:.2f} %".replace(".", ",")
            start = time.perf_counter()
            answer = browser.post(
                f"/sager/{case}/ret/", token, path=path[1], value=value, revision="999999"
            )
            times.append(time.perf_counter() - start)
            # One person may make so many changes a minute.
            time.sleep(max(PACE - times[-1], 0.0))
            assert "purses" in answer, answer[:500]
        seconds[title] = times
    return seconds


def main() -> None:
    """Start the server, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        server = subprocess.Popen(
            [str(COMMAND), "serve", "--port", str(port)],
            env={**os.environ, "BUNDLINJE_DATA": folder},
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            assert server.stdout is not None
            said = ""
            while "/konto/ind/" not in said:
                said = server.stdout.readline()
            link = re.search(r"http\S+", said)
            assert link is not None
            browser = Browser(f"http://127.0.0.1:{port}/")
            path = urllib.parse.urlsplit(link[0]).path
            for _ in range(60):
                try:
                    page = browser.get(path)
                    break
                except OSError:
                    time.sleep(0.5)
            browser.post(path, token_of(page))
            seconds = measure(browser, rounds)
        finally:
            os.killpg(server.pid, 15)
            server.wait()
    every = [second for times in seconds.values() for second in times]
    cuts = statistics.quantiles(every, n=20)
    by_case = {name: statistics.quantiles(times, n=20)[-1] for name, times in seconds.items()}
    result = {
        "changes": len(every),
        "median_ms": 1000 * statistics.median(every),
        "p95_ms": 1000 * cuts[-1],
        "slowest_ms": 1000 * max(every),
        "p95_ms_by_case": {name: round(1000 * value) for name, value in by_case.items()},
    }
    print(json.dumps(result, ensure_ascii=False))


if __name__ == "__main__":
    main()
