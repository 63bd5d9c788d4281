"""Wrong register and study files: each fault is named with line, key and what to do.

Each file in `fixtures/wrong_registers` has one fault and begins with what is expected of its
problems: `# expect: LINE: KEY: PART OF THE MESSAGE`.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bundlinje.basics.errors import InputError
from bundlinje.register.register_file import read_register
from bundlinje.register.study_file import read_study

FOLDER = Path(__file__).parents[1] / "fixtures" / "wrong_registers"
FILES = sorted(FOLDER.glob("*.yaml"))
_EXPECT = re.compile(r"# expect: (\d+): ([^:]*): (.*)")


def problems_of(file: Path) -> InputError:
    with pytest.raises(InputError) as error:
        read_study(file) if file.stem.startswith("study_") else read_register(file)
    return error.value


def test_the_right_ones_are_right() -> None:
    assert read_study(FOLDER / "right" / "study.yaml").register.title == "Lille"
    assert len(FILES) > 60


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_wrong_file(file: Path) -> None:
    lines = file.read_text("utf-8").splitlines()
    expected = [m.groups() for m in map(_EXPECT.fullmatch, lines) if m]
    found = problems_of(file).problems
    assert expected
    assert len(found) == len(expected), "one fault, one message"
    for line, key, fragment in expected:
        assert any(
            (p.line, p.key) == (int(line), key) and fragment in p.message.da for p in found
        ), (line, key, fragment)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_message_in_english(file: Path) -> None:
    for problem in problems_of(file).problems:
        assert problem.message.en != problem.message.da
        assert not re.search(r"\b(fandt|ventede|mangler|ukendt)\b", problem.message.en)
