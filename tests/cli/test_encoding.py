"""What is written to a pipe is UTF-8 on every system."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.small_cases import EXAMPLE_FILES


def test_a_pipe_gets_utf8_where_the_system_has_another_encoding() -> None:
    case = str(EXAMPLE_FILES[0])
    command = [sys.executable, "-m", "bundlinje", "calculate", case, "--draws", "0"]
    done = subprocess.run(
        command, capture_output=True, env={**os.environ, "PYTHONIOENCODING": "cp1252"}
    )
    assert done.returncode == 0, done.stderr
    assert "\N{MINUS SIGN}" in done.stdout.decode("utf-8")
