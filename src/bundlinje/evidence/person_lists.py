"""Read a list of people's use before and after, which must not tell who they are.

CSV in UTF-8: commas and decimal points, or semicolons and decimal commas as Danish Excel writes
it. Columns `before` and `after` (or `før` and `efter`), and `person` with a running number of
one's own if wanted. Other columns are refused, so that no more about people is passed on than
what is counted.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from bundlinje.basics.errors import InputError, Problem
from bundlinje.basics.texts import Text

#: No list is larger than this. [bytes]
MAX_BYTES = 5_000_000
#: Problems that are listed.
_MOST = 20

#: A Danish civil registration number: ten digits, or six and four.
_CPR = re.compile(r"(?<!\d)\d{6}[- ]?\d{4}(?!\d)")
#: What stands for a person is no CPR number in another dress: `010190–1234`, or without its first
#: 0, which a spreadsheet takes away.
_DIGITS_OF_CPR = re.compile(r"\d{9,}")
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?")
# In a Danish file a point would be a thousands separator, and is refused.
_DANISH_NUMBER = re.compile(r"[0-9]{1,9}(,[0-9]{1,6})?")
_NAMES = {"før": "before", "efter": "after"}
_COLUMNS = ("person", "before", "after")


def read_person_list(path: Path) -> tuple[list[float], list[float]]:
    """Return each person's use before and after, in the order of the file. [units]

    Raises:
        InputError: the file cannot be read, names people by CPR number, or has wrong cells.
    """
    text = _text(path)
    lines = text.splitlines()
    for number, written in enumerate(lines, 1):
        if _CPR.search(written):
            raise _cpr(path, number)
    danish = bool(lines) and ";" in lines[0]
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if danish else ",")
        rows = list(reader)
    except csv.Error as error:
        raise InputError(
            [
                _problem(
                    path, reader.line_num, "",
                    f"linjen kan ikke læses som CSV ({error}).",
                    f"the line cannot be read as CSV ({error}).",
                )
            ]
        ) from None  # fmt: skip
    names = [_NAMES.get(name.strip().lower(), name.strip().lower()) for name in (rows or [[]])[0]]
    problems = _wrong_names(path, names)
    if problems:
        raise InputError(problems)
    seen: dict[str, int] = {}
    use: tuple[list[float], list[float]] = ([], [])
    for line, cells in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(names):
            problems.append(
                _problem(
                    path, line, "",
                    f"fandt {len(cells)} felter, ventede {len(names)}.",
                    f"found {len(cells)} fields, expected {len(names)}.",
                )
            )  # fmt: skip
            continue
        row = dict(zip(names, (cell.strip() for cell in cells), strict=True))
        person = row.get("person", "")
        if _DIGITS_OF_CPR.search(re.sub(r"[\W_]", "", person)):
            raise _cpr(path, line)
        if person and person in seen:
            problems.append(
                _problem(
                    path, line, "person",
                    f"personen står også i linje {seen[person]}. Læg linjerne sammen.",
                    f"the person also stands on line {seen[person]}. Add the lines up.",
                )
            )  # fmt: skip
        seen.setdefault(person, line)
        for column, values in zip(("before", "after"), use, strict=True):
            if (_DANISH_NUMBER if danish else _NUMBER).fullmatch(row[column]):
                values.append(float(row[column].replace(",", ".")))
                continue
            problems.append(
                _problem(
                    path, line, column,
                    f"fandt '{row[column][:40]}', ventede et tal fra 0 og op uden "
                    "tusindtalsskille. Skriv 0 for den, der intet har brugt.",
                    f"found '{row[column][:40]}', expected a number from 0 up without "
                    "thousands separator. Write 0 for one who used nothing.",
                )
            )  # fmt: skip
    if problems:
        raise InputError(problems[:_MOST])
    return use


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(
                [_problem(path, 0, "", "filen er større end 5 MB.", "the file is above 5 MB.")]
            )
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(
            [
                _problem(
                    path, 0, "",
                    f"listen kan ikke læses ({error.strerror}). Tjek stien under file.",
                    f"the list cannot be read ({error.strerror}). Check the path under file.",
                )
            ]
        ) from None  # fmt: skip
    except UnicodeDecodeError:
        raise InputError(
            [
                _problem(
                    path, 0, "",
                    "filen er ikke gemt som UTF-8. Gem den igen med tegnsættet UTF-8.",
                    "the file is not UTF-8. Save it again with the encoding UTF-8.",
                )
            ]
        ) from None  # fmt: skip


def _wrong_names(path: Path, names: list[str]) -> list[Problem]:
    expected = "person (valgfri), før, efter", "person (optional), before, after"
    wrong = [name for name in names if name not in _COLUMNS]
    missing = [name for name in ("before", "after") if name not in names]
    if not wrong and not missing and len(set(names)) == len(names):
        return []
    return [
        _problem(
            path, 1, "",
            f"fandt kolonnerne {', '.join(names)}, ventede {expected[0]}. Andre oplysninger om "
            "borgerne skal ikke med.",
            f"found the columns {', '.join(names)}, expected {expected[1]}. Nothing else about "
            "people is to be passed on.",
        )
    ]  # fmt: skip


def _cpr(path: Path, line: int) -> InputError:
    return InputError(
        [
            _problem(
                path, line, "",
                "linjen ser ud til at indeholde et CPR-nummer. Intet er læst. Beregningen skal "
                "ikke vide, hvem borgerne er: erstat CPR-numrene med løbenumre, og slet filen med "
                "CPR-numre, hvis den ikke skal bruges til andet.",
                "the line seems to hold a CPR number. Nothing was read. The calculation need not "
                "know who people are: replace the CPR numbers with running numbers, and delete "
                "the file with CPR numbers if it serves no other purpose.",
            )
        ]
    )  # fmt: skip


def _problem(path: Path, line: int, key: str, da: str, en: str) -> Problem:
    return Problem(Text(da, en), str(path), line or None, key)
