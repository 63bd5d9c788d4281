"""Stata files and SAS transport files are read as they were written.

SAS's own files (.sas7bdat) cannot be written here: their path is that of transport files but for
the reading function.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from bundlinje.basics.errors import InputError
from bundlinje.register import convert
from bundlinje.register.check_columns import looks_like_cpr
from bundlinje.register.convert import parquet_files
from bundlinje.register.engine import Engine
from bundlinje.register.tables import TableMap

DAY = datetime.date(2012, 5, 31)


def table(file: Path) -> TableMap:
    return TableMap("stays", "spells", file, {"person": "id"})


def stata(path: Path, frame: pd.DataFrame) -> Path:
    pyreadstat.write_dta(frame, str(path), variable_format={"slut": "%td"})
    return path


def transport(path: Path, frame: pd.DataFrame) -> Path:
    pyreadstat.write_xport(
        frame, str(path), file_format_version=8, variable_format={"slut": "DATE9."}
    )
    return path


@pytest.mark.parametrize(("write", "name"), [(stata, "a.dta"), (transport, "a.xpt")])
def test_what_was_written_is_read(
    write: Callable[[Path, pd.DataFrame], Path], name: str,
    duckdb: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    # The first part has no end, and no code: its types come from the file's description.
    monkeypatch.setattr(convert, "ROWS_A_PART", 2)
    frame = pd.DataFrame(
        {
            "id": [1, 2, 3, 4],
            "kode": ["", "", "Ærø", "a"],
            "kr": [1.5, None, 2.0, -3.25],
            "slut": pd.Series([None, None, DAY, DAY], dtype=object),
        }
    )
    files = parquet_files(table(write(tmp_path / name, frame)), duckdb.folder)
    assert [f.suffix for f in files] == [".parquet"]
    found = duckdb.read(files).order_by("id").to_pyarrow().to_pylist()
    assert [row["id"] for row in found] == [1, 2, 3, 4]
    assert [row["slut"] for row in found] == [None, None, DAY, DAY]
    assert [row["kr"] for row in found] == [1.5, None, 2.0, -3.25]
    assert found[2]["kode"] == "Ærø"


def test_cpr_numbers_are_known_as_the_floating_numbers_of_sas(
    duckdb: Engine, tmp_path: Path
) -> None:
    born = [f"{day:02d}{month:02d}75" for day in range(1, 29) for month in range(1, 13)]
    frame = pd.DataFrame({"id": [float(f"{date}0001") for date in born]})
    files = parquet_files(table(transport(tmp_path / "a.xpt", frame)), duckdb.folder)
    found = looks_like_cpr(duckdb, table(tmp_path / "a.xpt"), duckdb.read(files))
    assert found is not None


def test_it_is_converted_once(duckdb: Engine, tmp_path: Path) -> None:
    file = stata(tmp_path / "a.dta", pd.DataFrame({"id": [1], "slut": [DAY]}))
    first = parquet_files(table(file), duckdb.folder)
    changed = first[0].stat().st_mtime_ns
    assert parquet_files(table(file), duckdb.folder) == first
    assert first[0].stat().st_mtime_ns == changed


@pytest.mark.parametrize("name", ["a.dta", "a.sas7bdat", "a.xpt"])
def test_what_is_no_such_file_is_refused(duckdb: Engine, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"nothing of the kind")
    with pytest.raises(InputError, match="cannot be read"):
        parquet_files(table(tmp_path / name), duckdb.folder)
    assert list(duckdb.folder.glob("*.part")) == []
