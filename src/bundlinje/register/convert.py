"""Stata and SAS files as Parquet, in parts that fit in memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bundlinje.register.register_file import TableMap

ROWS_A_PART = 200_000


def parquet_files(table: TableMap, folder: Path) -> list[Path]:
    """Return the table's files, those of Stata and SAS as Parquet kept in `folder`.

    Raises:
        InputError: pyreadstat is not installed.
    """
    files: list[Path] = []
    for file in table.files():
        files += [file] if file.suffix in (".parquet", ".csv") else _converted(file, folder)
    return files


def _converted(file: Path, folder: Path) -> list[Path]:
    import pyarrow as pa
    import pyarrow.parquet as pq
    import pyreadstat

    stat = file.stat()
    place = folder / f"{file.stem}-{stat.st_size}-{int(stat.st_mtime)}.parquet"
    if place.exists():
        return [place]
    read: Any = pyreadstat.read_dta if file.suffix == ".dta" else pyreadstat.read_sas7bdat
    unfinished = place.with_suffix(".part")
    writer: Any = None
    for frame, _ in pyreadstat.read_file_in_chunks(read, str(file), chunksize=ROWS_A_PART):
        part = pa.Table.from_pandas(frame, preserve_index=False)
        writer = writer or pq.ParquetWriter(unfinished, part.schema)
        writer.write_table(part.cast(writer.schema))
    if writer is not None:
        writer.close()
    unfinished.rename(place)
    return [place]
