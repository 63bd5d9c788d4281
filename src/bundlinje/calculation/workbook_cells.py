"""Read the cells of a workbook, refusing one that is built to eat memory."""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bundlinje.basics.errors import InputError, Problem, input_error
from bundlinje.basics.texts import Text
from bundlinje.basics.yaml_tree import cannot_read
from bundlinje.calculation.workbook_format import MARK

#: The file itself, and what it unpacks to. [bytes]
MAX_BYTES = 20_000_000
MAX_UNPACKED = 150_000_000
MAX_PARTS = 2_000
#: A sheet that is read may have so many rows, and a row so many cells.
MAX_ROWS = 20_000
MAX_COLUMNS = 1_500


@dataclass(frozen=True)
class Read:
    """One cell as it was read: its value, its formula where it has one, and its place."""

    value: Any
    formula: str
    place: str

    @property
    def empty(self) -> bool:
        """Whether nothing stands in the cell."""
        if isinstance(self.value, str):
            return not self.value.strip()
        return self.value is None and not self.formula


@dataclass(frozen=True)
class ReadSheet:
    """A sheet that Bundlinje made: its rows by number from 1, each with its cells by column."""

    name: str
    rows: dict[int, dict[int, Read]]


def read_sheets(path: Path) -> list[ReadSheet]:
    """Return the sheets of a workbook that hold inputs, in order.

    Raises:
        InputError: the file cannot be read, is too large, is no workbook, or has no such sheet.
    """
    name = str(path)
    content = _content(path)
    try:
        import openpyxl
    except ImportError:
        raise input_error(
            "regnearket kræver pakken openpyxl. Installer med: pip install 'bundlinje[all]'.",
            "the workbook needs the package openpyxl. Install with: pip install 'bundlinje[all]'.",
            file=name,
        ) from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            values = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            formulas = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
            try:
                found = [
                    _sheet(title, values[title], formulas[title], name)
                    for title in values.sheetnames
                    if _is_marked(values[title])
                ]
            finally:
                values.close()
                formulas.close()
    except InputError:
        raise
    except Exception:
        # openpyxl meets broken files with errors of every kind.
        raise _no_workbook(name) from None
    if not found:
        raise input_error(
            "regnearket har ingen ark, som Bundlinje har lavet. Begynd med bundlinje template "
            "case sag.xlsx, eller gem en rapport som .xlsx.",
            "the workbook has no sheet made by Bundlinje. Begin with bundlinje template case "
            "case.xlsx, or save a report as .xlsx.",
            file=name,
        )
    return found


def plain_rows(path: Path) -> list[list[Any]]:
    """Return the values of the first sheet of any workbook, row by row.

    Raises:
        InputError: the file cannot be read, is too large or is no workbook.
    """
    content = _content(path)
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            try:
                sheet = book.worksheets[0]
                sheet.reset_dimensions()
                rows: list[list[Any]] = []
                for row in sheet.iter_rows(values_only=True):
                    if len(rows) >= MAX_ROWS or len(row) > MAX_COLUMNS:
                        raise _too_large(str(path))
                    rows.append(list(row))
            finally:
                book.close()
    except InputError:
        raise
    except Exception:
        # openpyxl meets broken files with errors of every kind.
        raise _no_workbook(str(path)) from None
    return rows


def _content(path: Path) -> bytes:
    """Return the bytes of the file, once it is clear that unpacking them is safe."""
    name = str(path)
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise cannot_read(name, error) from None
    if len(content) > MAX_BYTES:
        raise _too_large(name)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise _too_large(name)
            for part in parts:
                with archive.open(part) as packed:
                    start = packed.read(2_000)
                # Entities are how a small file grows; no workbook program declares any.
                if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
                    raise _no_workbook(name)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error):
        raise _no_workbook(name) from None
    return content


def _is_marked(sheet: Any) -> bool:
    if not hasattr(sheet, "iter_rows"):
        return False  # a sheet that is a chart
    sheet.reset_dimensions()
    for row in sheet.iter_rows(max_row=1, values_only=True):
        return bool(row) and row[0] == MARK
    return False


def _sheet(title: str, values: Any, formulas: Any, file: str) -> ReadSheet:
    # The size that a sheet states of itself may be anything; rows are as long as their cells.
    values.reset_dimensions()
    formulas.reset_dimensions()
    rows: dict[int, dict[int, Read]] = {}
    pairs = zip(values.iter_rows(), formulas.iter_rows(), strict=True)
    for number, (shown, written) in enumerate(pairs, 1):
        if number > MAX_ROWS or len(shown) > MAX_COLUMNS:
            raise _too_large(file)
        found = dict(_cells(title, number, shown, written, file))
        if found:
            rows[number] = found
    return ReadSheet(title, rows)


def _cells(
    title: str, number: int, shown: Any, written: Any, file: str
) -> Iterator[tuple[int, Read]]:
    from openpyxl.utils import get_column_letter

    for col, (value, formula) in enumerate(zip(shown, written, strict=True)):
        if value.value is None and formula.value is None:
            continue
        place = f"{title}!{get_column_letter(col + 1)}{number}"
        text = str(formula.value) if formula.data_type == "f" else ""
        if value.data_type == "e":
            raise InputError([Problem(_ERROR_VALUE, file, place)])
        plain = value.value
        if isinstance(plain, datetime.datetime | datetime.date):
            plain = plain.isoformat()[:10]
        elif isinstance(plain, datetime.time | datetime.timedelta):
            plain = str(plain)
        elif isinstance(plain, str):
            # Characters that XML cannot hold are written by their number.
            plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), plain)
        yield col, Read(plain, text, place)


_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_ERROR_VALUE = Text(
    "cellen viser en fejlværdi. Ret formlen, eller skriv et tal.",
    "the cell shows an error value. Correct the formula or write a number.",
)


def _too_large(file: str) -> InputError:
    return input_error(
        f"regnearket er for stort (over {MAX_BYTES // 1_000_000} MB, {MAX_ROWS} rækker eller "
        f"{MAX_COLUMNS} kolonner, eller mere end {MAX_UNPACKED // 1_000_000} MB udpakket).",
        f"the workbook is too large (more than {MAX_BYTES // 1_000_000} MB, {MAX_ROWS} rows or "
        f"{MAX_COLUMNS} columns, or more than {MAX_UNPACKED // 1_000_000} MB unpacked).",
        file=file,
    )


def _no_workbook(file: str) -> InputError:
    return input_error(
        "filen kan ikke læses som et regneark (.xlsx). Er den beskyttet med adgangskode, eller "
        "er det et andet format? Gem den som .xlsx uden adgangskode.",
        "the file cannot be read as a workbook (.xlsx). Is it protected by a password, or another "
        "format? Save it as .xlsx without a password.",
        file=file,
    )
