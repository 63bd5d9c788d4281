"""The walk through in docs/register.md runs as it stands, and gives the figures that it says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from bundlinje.cli import main

DOCS = Path(__file__).parents[2] / "docs" / "register.md"


def test_from_data_to_net_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = DOCS.read_text("utf-8").split("## From data to net result")[1]
    block = re.search(r"```sh\n(.*?)```", text, re.S)
    assert block is not None
    monkeypatch.chdir(tmp_path)
    said = {}
    for line in block.group(1).splitlines():
        program, *arguments = shlex.split(line, comments=True)
        assert program == "bundlinje"
        assert main(arguments) == 0, line
        said[arguments[-1] if "case" in line else arguments[1]] = capsys.readouterr().out
    assert "−6,7 (−10,6 til −2,8)   rå −12,2" in said["estimate"]
    assert "(−10.6 to −2.8)" in text
    assert "−12.2" in text
    # As the docs say: −1.9 million (−2.2 to −1.6).
    result = said["case.html"].replace("\u00a0", " ")
    assert "Nettoresultat: −1.879.872 kr." in result
    assert "−2.156.939 kr." in result
    assert "−1.580.282 kr." in result
    assert (tmp_path / "study.html").exists()
    case = (tmp_path / "made" / "case.yaml").read_text("utf-8")
    shown = re.search(r"```yaml\n(.*?)```", text, re.S)
    assert shown is not None
    assert shown.group(1).strip() in case
