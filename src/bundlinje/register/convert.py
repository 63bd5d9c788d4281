"""Stata and SAS files as Parquet, in parts that fit in memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bundlinje.basics.errors import input_error
from bundlinje.register.tables import TableMap

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
    read: Any = {
        ".dta": pyreadstat.read_dta,
        ".sas7bdat": pyreadstat.read_sas7bdat,
        ".xpt": pyreadstat.read_xport,
    }[file.suffix]
    unfinished = place.with_suffix(".part")
    try:
        _, meta = read(str(file), metadataonly=True)
        types = pa.schema([(name, _type(meta, name)) for name in meta.column_names])
        with pq.ParquetWriter(unfinished, types) as writer:
            for frame, _ in pyreadstat.read_file_in_chunks(read, str(file), chunksize=ROWS_A_PART):
                part = pa.Table.from_pandas(frame[meta.column_names], preserve_index=False)
                writer.write_table(part.cast(types))
    except (pyreadstat.ReadstatError, pa.ArrowInvalid, OSError) as error:
        unfinished.unlink(missing_ok=True)
        # The message may hold a value of a row: only its kind is told.
        raise input_error(
            f"filen kan ikke læses ({type(error).__name__}). Se efter, om den er hel, eller gem "
            "den som Parquet eller CSV.",
            f"the file cannot be read ({type(error).__name__}). See whether it is whole, or save "
            "it as Parquet or CSV.",
            file=str(file),
        ) from None
    unfinished.rename(place)
    return [place]


def _type(meta: Any, name: str) -> Any:
    """Return a column's type, from the file's own description: a part may have no value of it."""
    import pyarrow as pa

    shown = str(meta.original_variable_types.get(name) or "").upper()
    if shown.startswith(("%TC", "DATETIME")):
        return pa.timestamp("us")
    if shown.startswith(("%TD", "%D", "DATE", "DDMMYY", "YYMMDD", "MMDDYY")):
        return pa.date32()
    kind = str(meta.readstat_variable_types.get(name))
    if kind.startswith("int"):
        return pa.int64()
    return pa.string() if kind == "string" else pa.float64()
