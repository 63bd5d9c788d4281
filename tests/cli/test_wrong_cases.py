"""Wrong case files: every fault is named with file, line, key and what to do, all in one go.

Each file in `fixtures/wrong_cases` has one kind of fault. It begins with what is expected of its
problems: `# expect: LINE: KEY: PART OF THE MESSAGE`.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from bundlinje.basics.errors import InputError
from bundlinje.calculation.case_file import case_from_text, read_case
from bundlinje.cli import main

FOLDER = Path(__file__).parents[1] / "fixtures" / "wrong_cases"
FILES = sorted(FOLDER.glob("*.yaml"))
_EXPECT = re.compile(r"# expect: (\d+): ([^:]*): (.*)")


class Expected(NamedTuple):
    line: int
    key: str
    fragment: str


#: Faults that bring others with them: see `test_one_mistake_is_one_problem`.
WITH_OTHERS = ("cohort_outside_horizon", "cost_is_a_text")


def expected_of(file: Path) -> list[Expected]:
    found = (_EXPECT.fullmatch(line) for line in file.read_text("utf-8").splitlines())
    return [Expected(int(match[1]), match[2], match[3]) for match in found if match]


def test_there_are_files_and_each_says_what_is_expected() -> None:
    assert len(FILES) > 100
    assert all(expected_of(file) for file in FILES)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_wrong_file(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["calculate", str(file), "--draws", "50"])
    printed = capsys.readouterr()
    assert status == 1
    assert printed.out == ""
    assert "Traceback" not in printed.err
    assert "Uventet" not in printed.err
    lines = printed.err.splitlines()
    for expected in expected_of(file):
        key = f" {expected.key}: " if expected.key else " "
        place = f"{file}:{expected.line}:{key}"
        assert any(line.startswith(place) and expected.fragment in line for line in lines), place
    if file.stem not in WITH_OTHERS:
        assert len(lines) == len(expected_of(file)), "one fault, one message"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_message_in_english(file: Path) -> None:
    with pytest.raises(InputError) as error:
        read_case(file)
    for problem in error.value.problems:
        assert problem.message.en
        assert problem.message.en != problem.message.da
        assert not re.search(r"\b(fandt|ventede|mangler|ukendt)\b", problem.message.en)


def test_a_file_with_eight_faults_names_all_eight(capsys: pytest.CaptureFixture[str]) -> None:
    file = FOLDER / "eight_faults.yaml"
    assert len(expected_of(file)) == 8
    assert main(["calculate", str(file)]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 8
    numbers = [int(line.removeprefix(f"{file}:").partition(":")[0]) for line in lines]
    assert numbers == sorted(numbers), "in the order of the file"


@pytest.mark.parametrize("name", ["eight_faults", "not_a_number", "tab_as_indent"])
def test_as_a_command_of_its_own(name: str) -> None:
    file = FOLDER / f"{name}.yaml"
    done = subprocess.run(
        [sys.executable, "-m", "bundlinje", "calculate", str(file), "--json"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == len(expected_of(file))


def test_compare_names_the_problems_of_every_file(capsys: pytest.CaptureFixture[str]) -> None:
    files = [FOLDER / "not_a_number.yaml", FOLDER / "rate_above_1.yaml"]
    assert main(["compare", *map(str, files)]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert [line.partition(":")[0] for line in printed.err.splitlines()] == [*map(str, files)]


RIGHT = """\
format: bundlinje.case/1
title: En sag
price_year: 2023
start_year: 2026
horizon: 5
participants:
  2026: 20
  2028: 10
effect: {difference: 0.3}
costs:
  - {id: team, kind: running, amount: 1, per: participant, paid_by: stat}
"""


def problems_after(old: str, new: str) -> list[tuple[int | None, str]]:
    assert RIGHT.count(old) == 1
    with pytest.raises(InputError) as error:
        case_from_text(RIGHT.replace(old, new))
    return [(problem.line, problem.key) for problem in error.value.problems]


def test_the_case_that_is_made_wrong_is_right() -> None:
    assert case_from_text(RIGHT).horizon == 5


@pytest.mark.parametrize("horizon", ["0", "151", "fem"])
def test_a_wrong_horizon_is_one_problem(horizon: str) -> None:
    assert problems_after("horizon: 5", f"horizon: {horizon}") == [(5, "horizon")]


def test_a_wrong_start_year_is_one_problem() -> None:
    assert problems_after("start_year: 2026", "start_year: 26") == [(4, "start_year")]


def test_a_cohort_outside_the_horizon_is_named_with_its_own_line() -> None:
    assert (8, "participants.2038") in problems_after("2028: 10", "2038: 10")


def test_a_cohort_outside_the_horizon_is_one_problem() -> None:
    assert len(problems_after("2028: 10", "2038: 10")) == 1


def test_an_entry_that_is_no_mapping_is_one_problem() -> None:
    assert len(problems_after("costs:\n", "costs:\n  - husleje\n")) == 1


def test_two_ids_that_are_numbers_are_not_the_same_id() -> None:
    second = "  - {id: 7, kind: setup, amount: 1, per: total, paid_by: stat}\n"
    found = problems_after("costs:\n", f"costs:\n{second}{second.replace('7', '8')}")
    assert found == [(11, "costs[1].id"), (12, "costs[2].id")]
