"""LibreOffice without a window: workbooks recalculated from their formulas, all in one start."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

#: Recalculate every formula on loading, whatever values the file holds (0: always).
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def recalculated(files: Sequence[Path], folder: Path) -> dict[str, Path]:
    """Return the files as LibreOffice saves them after calculating everything anew."""
    return _converted(files, folder, "recalculated", "xlsx:Calc MS Excel 2007 XML")


def printed(files: Sequence[Path], folder: Path) -> dict[str, Path]:
    """Return the files as LibreOffice prints them to PDF."""
    return _converted(files, folder, "printed", "pdf")


def _converted(files: Sequence[Path], folder: Path, name: str, kind: str) -> dict[str, Path]:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        message = "soffice (LibreOffice Calc) is not installed"
        if os.environ.get("BUNDLINJE_REQUIRE_ALL") == "1":
            pytest.fail(message)
        pytest.skip(message)
    user = folder / "profile" / "user"
    user.mkdir(parents=True, exist_ok=True)
    (user / "registrymodifications.xcu").write_text(_PROFILE, "utf-8")
    target = folder / name
    command = [
        program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
        "--convert-to", kind, "--outdir", str(target),
    ]  # fmt: skip
    done = subprocess.run([*command, *map(str, files)], capture_output=True, timeout=300)
    ending = kind.partition(":")[0]
    found = {file.stem: target / f"{file.stem}.{ending}" for file in files}
    missing = [name for name, file in found.items() if not file.exists()]
    assert not missing, (missing, done.stderr.decode(errors="replace"))
    return found
