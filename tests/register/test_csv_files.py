"""CSV in the ways people save it is the same table on both engines."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

from bundlinje.basics.errors import InputError
from bundlinje.register.engine import Engine

DANISH = (
    "id;navn;dato;beløb;kode;antal;død\r\n"
    "1;Ærø;31-05-2012;1.234,50;0730;3;\r\n"
    '2;"a;b";1-6-2013;-2,5;12;;\r\n'
)
READ = [
    {
        "id": 1, "navn": "Ærø", "dato": datetime.date(2012, 5, 31), "beløb": 1234.5,
        "kode": "0730", "antal": 3, "død": None,
    },
    {
        "id": 2, "navn": "a;b", "dato": datetime.date(2013, 6, 1), "beløb": -2.5,
        "kode": "12", "antal": None, "død": None,
    },
]  # fmt: skip
ENGLISH = 'id,navn,dato,beløb\n1,Ærø,2012-05-31,1234.5\n2,"a,""b",2013-06-01,2\n'


def rows(engine: Engine, *files: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = engine.read(files).to_pyarrow().to_pylist()
    return sorted(found, key=lambda row: str(row.get("id")))


def written(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "latin-1"])
def test_danish_csv(duckdb: Engine, tmp_path: Path, encoding: str) -> None:
    assert rows(duckdb, written(tmp_path, "a.csv", DANISH, encoding)) == READ


def test_english_csv(duckdb: Engine, tmp_path: Path) -> None:
    found = rows(duckdb, written(tmp_path, "a.csv", ENGLISH))
    assert [row["beløb"] for row in found] == [1234.5, 2.0]
    assert found[1]["navn"] == 'a,"b'


def test_spark_reads_the_same(spark: Engine, tmp_path: Path) -> None:
    assert rows(spark, written(tmp_path, "a.csv", DANISH, "utf-8-sig")) == READ
    assert rows(spark, written(tmp_path, "b.csv", DANISH, "latin-1")) == READ


def test_a_point_among_semicolons_is_a_thousand(duckdb: Engine, tmp_path: Path) -> None:
    file = written(tmp_path, "a.csv", "id;n\n1;1.234\n2;12.000\n")
    assert [row["n"] for row in rows(duckdb, file)] == [1234.0, 12000.0]


def test_what_comes_after_the_sample_counts_too(duckdb: Engine, tmp_path: Path) -> None:
    body = "".join(f"{i};{i}\n" for i in range(5000))
    file = written(tmp_path, "a.csv", f"id;kode\n{body}5000;A12\n")
    assert {row["kode"] for row in rows(duckdb, file)} >= {"0", "4999", "A12"}


def test_a_date_that_is_not_there_keeps_the_column_as_text(duckdb: Engine, tmp_path: Path) -> None:
    file = written(tmp_path, "a.csv", "id;d\n1;31-05-2012\n2;31-06-2012\n")
    assert [row["d"] for row in rows(duckdb, file)] == ["31-05-2012", "31-06-2012"]


def test_several_files_are_one_table(duckdb: Engine, tmp_path: Path) -> None:
    files = [written(tmp_path, f"{i}.csv", f"id;n\n{i};{i},5\n") for i in range(3)]
    assert [row["n"] for row in rows(duckdb, *files)] == [0.5, 1.5, 2.5]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "no column names"),
        ("id;id\n1;2\n", "stands twice"),
        ("id;;n\n1;2;3\n", "has no name"),
        ("id;n\n1;2;3;4\n", "cannot be read"),
    ],
)
def test_a_csv_that_is_refused(duckdb: Engine, tmp_path: Path, text: str, part: str) -> None:
    with pytest.raises(InputError, match=part):
        rows(duckdb, written(tmp_path, "a.csv", text))


def test_files_of_different_form_are_refused(duckdb: Engine, tmp_path: Path) -> None:
    files = [written(tmp_path, "a.csv", "id;n\n1;2\n"), written(tmp_path, "b.csv", "id,n\n1,2\n")]
    with pytest.raises(InputError, match="other columns"):
        rows(duckdb, *files)


def test_a_parquet_file_that_is_none_is_refused(duckdb: Engine, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        duckdb.read([written(tmp_path, "a.parquet", "id;n\n")])


def test_the_message_holds_nothing_of_a_row(duckdb: Engine, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        rows(duckdb, written(tmp_path, "a.csv", "id;n\na;b\nhemmelig;2;3;4\n"))
    assert "hemmelig" not in error.value.to("da")
