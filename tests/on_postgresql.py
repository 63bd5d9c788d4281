"""Run the database tests again on PostgreSQL: a real server, started here and stopped at the end.

`python tests/on_postgresql.py PYTEST-ARGUMENTS…`. The server listens on a socket in a folder of its
own and never runs as root, which PostgreSQL refuses.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER = "bundlinje"


def programs() -> Path | None:
    """Return the folder of the newest PostgreSQL server's programs, or None."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda file: int(file.parts[-3]) if file.parts[-3].isdigit() else 0,
    )
    found = str(debian[-1]) if debian else shutil.which("initdb")
    return Path(found).parent if found else None


@contextmanager
def server(programs: Path) -> Iterator[str]:
    """Give the address of a new server's database while it runs."""
    folder = Path(tempfile.mkdtemp(prefix="bundlinje-pg-"))
    as_owner: list[str] = []
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        as_owner = ["runuser", "-u", "postgres", "--"]
    data = folder / "data"

    def run(program: str, *arguments: str) -> None:
        command = [*as_owner, str(programs / program), *arguments]
        done = subprocess.run(
            command, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"{program} failed: {done.stdout}")

    try:
        run(
            "initdb", f"--pgdata={data}", "--auth=trust", f"--username={USER}", "--encoding=UTF8",
            "--locale=C.UTF-8", "--no-sync",
        )  # fmt: skip
        # What a test acknowledges survives a kill of the application, not a power cut here.
        options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=200"
        log = f"--log={folder / 'log'}"
        run("pg_ctl", f"--pgdata={data}", log, "--wait", f"--options={options}", "start")
        try:
            run("createdb", f"--host={folder}", f"--username={USER}", USER)
            yield f"postgresql://{USER}@{str(folder).replace('/', '%2F')}/{USER}"
        finally:
            run("pg_ctl", f"--pgdata={data}", "--mode=immediate", "--wait", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main(arguments: list[str]) -> int:
    """Run pytest with the tests that a database matters to."""
    found = programs()
    if found is None:
        print("SKIPPED the tests on PostgreSQL: its server is not installed")
        return int(os.environ.get("BUNDLINJE_REQUIRE_ALL") == "1")
    with server(found) as address:
        environment = {**os.environ, "BUNDLINJE_TEST_DATABASE": address}
        command = [sys.executable, "-m", "pytest", "-m", "not once", *arguments]
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
