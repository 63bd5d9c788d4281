"""The schema of a table of records: declared once, as the fields of the record's data class.

Every field is made by `column`, which says what a cell may hold. Reading, checking, export and
the readable sheet all follow that one declaration.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bundlinje.basics.errors import nearest
from bundlinje.basics.texts import Text
from bundlinje.evidence.codes import PAYERS, CodeList

ColumnType = Literal[
    "text", "id", "number", "integer", "year", "date", "flag", "code", "codes", "ref", "shares",
    "address", "countries",
]  # fmt: skip

_ID = re.compile(r"[^\W_][\w-]*", re.UNICODE)
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_DANISH_NUMBER = re.compile(r"-?[0-9.]*[0-9],[0-9]+")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_SHARE_TOLERANCE = 1e-9


class WrongCell(ValueError):  # noqa: N818
    """A cell does not hold what its column asks for; the message says what was expected."""

    def __init__(self, da: str, en: str) -> None:
        super().__init__(en)
        self.expected = Text(da, en)


@dataclass(frozen=True)
class Column:
    """What the cells of a column may hold, and what they mean."""

    type: ColumnType
    label: Text
    required: bool = False
    codes: CodeList | None = None
    #: Kind of record that the cell names.
    refers: str = ""
    low: float = -1e18
    high: float = 1e18

    def read(self, cell: str) -> Any:
        """Return the value of a cell.

        Raises:
            WrongCell: the cell does not hold what the column asks for.
        """
        if not cell:
            if self.required:
                raise WrongCell("en værdi; kolonnen er påkrævet", "a value; the column is required")
            return EMPTY[self.type]
        return _READERS[self.type](cell, self)


#: What an empty cell stands for, by type.
EMPTY: Mapping[ColumnType, Any] = {
    "text": "", "id": "", "number": None, "integer": None, "year": None, "date": None,
    "flag": False, "code": "", "codes": (), "ref": "", "shares": {}, "address": "",
    "countries": (),
}  # fmt: skip


def column(
    type: ColumnType,
    label: Text,
    *,
    required: bool = False,
    codes: CodeList | None = None,
    refers: str = "",
    low: float = -1e18,
    high: float = 1e18,
) -> Any:
    """Return a data class field that is a column of a table.

    Args:
        type: What a cell holds.
        label: Name of the column for people.
        required: An empty cell is an error.
        codes: Allowed values of `code` and `codes`.
        refers: Kind of record that a `ref` names.
        low: Smallest number allowed.
        high: Largest number allowed.
    """
    metadata = {"column": Column(type, label, required, codes, refers, low, high)}
    if required:
        return dataclasses.field(metadata=metadata)
    if type == "shares":
        return dataclasses.field(default_factory=dict, metadata=metadata)
    return dataclasses.field(default=EMPTY[type], metadata=metadata)


def columns(record: Any) -> dict[str, Column]:
    """Return the columns of the table of a record's data class, in their order."""
    if record not in _COLUMNS:
        _COLUMNS[record] = {
            field.name: field.metadata["column"]
            for field in dataclasses.fields(record)
            if "column" in field.metadata
        }
    return _COLUMNS[record]


_COLUMNS: dict[Any, dict[str, Column]] = {}


def shares_text(shares: Mapping[str, float]) -> str:
    """Return payer shares as they stand in a cell: `kommune 0.5 stat 0.5`."""
    return " ".join(f"{payer} {share:.10g}" for payer, share in shares.items())


def _text(cell: str, column: Column) -> str:
    return cell


def _id(cell: str, column: Column) -> str:
    if not _ID.fullmatch(cell) or len(cell) > 100:
        raise WrongCell(
            "et id af bogstaver, tal, - og _ (højst 100 tegn)",
            "an id of letters, digits, - and _ (at most 100)",
        )
    return cell


def _number(cell: str, column: Column) -> float:
    if not _NUMBER.fullmatch(cell):
        hint = _DANISH_NUMBER.fullmatch(cell) is not None
        raise WrongCell(
            "et tal med punktum som decimaltegn" if hint else "et tal",
            "a number with a point as decimal sign" if hint else "a number",
        )
    value = float(cell)
    if not column.low <= value <= column.high:
        raise WrongCell(
            f"et tal fra {column.low:g} til {column.high:g}",
            f"a number from {column.low:g} to {column.high:g}",
        )
    return value


def _integer(cell: str, column: Column) -> int:
    value = _number(cell, column)
    if not value.is_integer():
        raise WrongCell("et helt tal", "a whole number")
    return int(value)


def _year(cell: str, column: Column) -> int:
    if not re.fullmatch(r"[12][0-9]{3}", cell):
        raise WrongCell("et årstal", "a year")
    return int(cell)


def _date(cell: str, column: Column) -> datetime.date:
    try:
        if _DATE.fullmatch(cell):
            return datetime.date.fromisoformat(cell)
    except ValueError:
        pass
    raise WrongCell("en dato som 2026-05-01", "a date such as 2026-05-01")


def _flag(cell: str, column: Column) -> bool:
    if cell not in ("true", "false"):
        raise WrongCell("true, false eller ingenting", "true, false or nothing")
    return cell == "true"


def _code(cell: str, column: Column) -> str:
    assert column.codes is not None
    if cell not in column.codes:
        hint = nearest(cell, column.codes)
        raise WrongCell(f"en kode. {hint.da}", f"a code. {hint.en}")
    return cell


def _codes(cell: str, column: Column) -> tuple[str, ...]:
    return tuple(_code(part, column) for part in cell.split())


def _countries(cell: str, column: Column) -> tuple[str, ...]:
    parts = tuple(cell.split())
    if not all(_COUNTRY.fullmatch(part) for part in parts):
        raise WrongCell("landekoder som DK eller US CA", "country codes such as DK or US CA")
    return parts


def _address(cell: str, column: Column) -> str:
    if not re.fullmatch(r"https?://[^\s]+", cell):
        raise WrongCell(
            "en adresse, der begynder med https://", "an address that begins with https://"
        )
    return cell


def _shares(cell: str, column: Column) -> dict[str, float]:
    parts = cell.split()
    expected = WrongCell(
        "andele, der summer til 1, som 'kommune 0.5 stat 0.5'",
        "shares that sum to 1, such as 'kommune 0.5 stat 0.5'",
    )
    if len(parts) % 2:
        raise expected
    shares: dict[str, float] = {}
    for payer, share in zip(parts[::2], parts[1::2], strict=True):
        if payer not in PAYERS or payer in shares or not _NUMBER.fullmatch(share):
            raise expected
        shares[payer] = float(share)
    if abs(sum(shares.values()) - 1) > _SHARE_TOLERANCE or min(shares.values()) < 0:
        raise expected
    return shares


_READERS: Mapping[ColumnType, Callable[[str, Column], Any]] = {
    "text": _text, "id": _id, "number": _number, "integer": _integer, "year": _year,
    "date": _date, "flag": _flag, "code": _code, "codes": _codes, "ref": _id,
    "shares": _shares, "address": _address, "countries": _countries,
}  # fmt: skip
