"""Read tables of records strictly: every problem in one go, each cell only when it is asked for."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from bundlinje.basics.errors import InputError, Problem, nearest
from bundlinje.basics.texts import Text
from bundlinje.evidence.record import Record
from bundlinje.evidence.schema import WrongCell, columns

R = TypeVar("R", bound=Record)

#: No table is larger than this; a longer one is split.
MAX_BYTES = 20_000_000

#: A cell that a spreadsheet takes for a formula, once the table is exported; numbers are none.
_FORMULA = re.compile(r"(?![-+]?[\d.,]+(?:e[-+]?\d+)?$)[=+\-@].*", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True)
class Row:
    """One line of a table as it stands in the file."""

    line: int
    cells: list[str]


class Table(Generic[R]):
    """A table whose rows become records when they are asked for.

    Args:
        content: The bytes of a CSV file: UTF-8, comma, first line the column names.
        file: Name of the file in messages.
        record: The data class of the table's records.

    Raises:
        InputError: not UTF-8, unknown or missing columns, rows of the wrong length.
    """

    def __init__(self, content: bytes, file: str, record: type[R]) -> None:
        self.file = file
        self.record = record
        #: Problems of the file as a whole that do not stop it from being read: ids used twice.
        self.problems: list[Problem] = []
        lines = csv.reader(io.StringIO(_decoded(content, file), newline=""), strict=True)
        try:
            self.names = [name.strip() for name in next(lines, [])]
            self._check_names()
            self.rows = self._rows(lines)
        except csv.Error as error:
            raise InputError(
                [
                    self._problem(
                        lines.line_num,
                        "",
                        f"linjen kan ikke læses som CSV ({error}). Se efter anførselstegn.",
                        f"the line cannot be read as CSV ({error}). Check the quotes.",
                    )
                ]
            ) from None

    def __contains__(self, id: str) -> bool:
        return id in self.rows

    def __len__(self) -> int:
        return len(self.rows)

    def get(self, id: str) -> R:
        """Return the record with this id, which must be in the table.

        Raises:
            InputError: its cells are wrong.
        """
        problems: list[Problem] = []
        values = self.values(self.rows[id], problems)
        if problems:
            raise InputError(problems)
        return self.record(**values)

    def all(self) -> Iterator[R]:
        """Yield every record, in the order of the file."""
        for id in self.rows:
            yield self.get(id)

    def values(self, row: Row, problems: list[Problem]) -> dict[str, Any]:
        """Return the values of a row; add what is wrong with its cells to `problems`."""
        found: dict[str, Any] = {}
        known = columns(self.record)
        for name, cell in zip(self.names, row.cells, strict=True):
            if _FORMULA.fullmatch(cell.strip()):
                problems.append(
                    self._problem(
                        row.line,
                        name,
                        f"begynder med '{cell.strip()[0]}', som et regneark læser som en formel. "
                        "Begynd med et bogstav eller et tal.",
                        f"begins with '{cell.strip()[0]}', which a spreadsheet reads as a formula. "
                        "Begin with a letter or a digit.",
                    )
                )
                continue
            try:
                found[name] = known[name].read(cell.strip())
            except WrongCell as wrong:
                shown = cell if len(cell) <= 60 else cell[:57] + "…"
                problems.append(
                    self._problem(
                        row.line,
                        name,
                        f"fandt '{shown}', ventede {wrong.expected.da}.",
                        f"found '{shown}', expected {wrong.expected.en}.",
                    )
                )
        return found

    def _check_names(self) -> None:
        known = columns(self.record)
        problems = []
        for position, name in enumerate(self.names):
            if name not in known:
                hint = nearest(name, known)
                problems.append(
                    self._problem(
                        1, name, f"ukendt kolonne. {hint.da}", f"unknown column. {hint.en}"
                    )
                )
            elif name in self.names[:position]:
                da = "kolonnen står to gange. Behold den ene."
                problems.append(self._problem(1, name, da, "the column stands twice. Keep one."))
        problems += [
            self._problem(
                1, name, "kolonnen mangler. Tilføj den.", "the column is missing. Add it."
            )
            for name, column in known.items()
            if column.required and name not in self.names
        ]
        if problems:
            raise InputError(problems)

    def _rows(self, lines: Any) -> dict[str, Row]:
        rows: dict[str, Row] = {}
        problems = []
        place = self.names.index("id")
        before = 1
        for cells in lines:
            line, before = before + 1, lines.line_num
            if not cells:
                continue
            if len(cells) != len(self.names):
                problems.append(
                    self._problem(
                        line,
                        "",
                        f"fandt {len(cells)} felter, ventede {len(self.names)}. "
                        "Sæt anførselstegn om tekst med komma.",
                        f"found {len(cells)} fields, expected {len(self.names)}. "
                        "Quote texts with commas.",
                    )
                )
                continue
            id = cells[place].strip()
            if id in rows:
                self.problems.append(
                    self._problem(
                        line,
                        "id",
                        f"'{id}' står to gange; først i linje {rows[id].line}. Behold den ene.",
                        f"'{id}' stands twice; first on line {rows[id].line}. Keep one.",
                    )
                )
                continue
            rows[id] = Row(line, cells)
        if problems:
            raise InputError(problems)
        return rows

    def _problem(self, line: int, key: str, da: str, en: str) -> Problem:
        return Problem(Text(da, en), self.file, line, key)


def _decoded(content: bytes, file: str) -> str:
    if len(content) > MAX_BYTES:
        raise InputError(
            [
                Problem(
                    Text(
                        f"filen er større end {MAX_BYTES // 1_000_000} MB. Del den op.",
                        f"the file is larger than {MAX_BYTES // 1_000_000} MB. Split it.",
                    ),
                    file,
                )
            ]
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(
            [
                Problem(
                    Text(
                        "filen er ikke gemt som UTF-8. Gem den igen med tegnsættet UTF-8.",
                        "the file is not UTF-8. Save it again with the encoding UTF-8.",
                    ),
                    file,
                    line,
                )
            ]
        ) from None
