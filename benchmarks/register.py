"""Estimate a made register beside its limits: DuckDB's scan of the same files, and pandas.

Each is a process of its own on the same files, and prints nothing but what it measured:

- `bundlinje register estimate`, all of it: from the files to the record;
- `bundlinje register check`;
- DuckDB reading every column once, and nothing more: no estimate can be faster;
- pandas (`register_pandas.py`) counting the same use in the same windows, without an estimate.

One line of JSON a size. `python benchmarks/register.py --people 1000000 10000000 --no-pandas`
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

BENCHMARKS = Path(__file__).resolve().parent
COMMAND = Path(sys.executable).parent / "bundlinje"
TABLES = ("people", "stays", "contacts", "benefits", "income")
_MAKE = """
import sys
from bundlinje.register.synthetic import make_register
make_register(sys.argv[1], int(sys.argv[2]), cohort=float(sys.argv[3]))
"""
#: Reads every column of every table; a sum, or a comparison where there is nothing to add up.
_SCAN = """
import sys, duckdb
for name in sys.argv[2:]:
    files = f"{sys.argv[1]}/{name}-*.parquet"
    columns = duckdb.sql(f"DESCRIBE SELECT * FROM read_parquet('{files}')").fetchall()
    parts = []
    for column, kind, *_ in columns:
        if kind == "DATE":
            parts.append(f"count(*) FILTER (\\"{column}\\" > DATE '2012-01-01')")
        elif kind == "VARCHAR":
            parts.append(f"count(*) FILTER (\\"{column}\\" > 'm')")
        else:
            parts.append(f"sum(\\"{column}\\")")
    duckdb.sql(f"SELECT {', '.join(parts)} FROM read_parquet('{files}')").fetchall()
"""
_ROWS = """
import sys, glob
import pyarrow.parquet as pq
print(sum(pq.ParquetFile(f).metadata.num_rows for f in glob.glob(sys.argv[1] + "/*.parquet")))
"""


def main() -> None:
    """Measure each size asked for, and print a line of JSON for it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--share", type=float, default=0.1, help="in the target group (0.1)")
    parser.add_argument("--memory", default="3GB", help="that DuckDB may use (3GB)")
    parser.add_argument("--no-pandas", action="store_true")
    parser.add_argument("--no-check", action="store_true")
    parser.add_argument("--folder", type=Path, help="where the register is made, and removed")
    asked = parser.parse_args()
    for people in asked.people:
        print(json.dumps(measure(people, asked)), flush=True)


def measure(people: int, asked: argparse.Namespace) -> dict[str, Any]:
    """Make a register of so many people, measure everything on it, and remove it."""
    folder = Path(tempfile.mkdtemp(prefix="register-", dir=asked.folder))
    try:
        made = _timed([sys.executable, "-c", _MAKE, folder, people, asked.share])
        rows = subprocess.run([sys.executable, "-c", _ROWS, str(folder)], check=True,
                              capture_output=True, text=True)  # fmt: skip
        line: dict[str, Any] = {
            "people": people,
            "target_group": round(people * asked.share),
            "rows": int(rows.stdout),
            "bytes": sum(f.stat().st_size for f in folder.glob("*.parquet")),
            "make_seconds": made["seconds"],
        }
        line["scan"] = _timed([sys.executable, "-c", _SCAN, folder, *TABLES])
        study = folder / "study.yaml"
        line["estimate"] = _timed(
            [COMMAND, "register", "estimate", study, "--memory", asked.memory], parts=True
        )
        if not asked.no_check:
            line["check"] = _timed([COMMAND, "register", "check", study, "--memory", asked.memory])
        if not asked.no_pandas:
            line["pandas"] = _timed([sys.executable, BENCHMARKS / "register_pandas.py", folder])
        return line
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _timed(command: Sequence[object], *, parts: bool = False) -> dict[str, Any]:
    """Return the time and the peak memory of a process; `parts`: the time of what it announced.

    This process imports next to nothing: what it holds counts as its children's.
    """
    start = time.perf_counter()
    running = subprocess.Popen(
        [str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    told: list[tuple[float, str]] = []

    def listen() -> None:
        assert running.stderr is not None
        for line in running.stderr:
            told.append((time.perf_counter() - start, line.strip()))

    listener = threading.Thread(target=listen)
    listener.start()
    _, status, used = os.wait4(running.pid, 0)
    seconds = time.perf_counter() - start
    listener.join()
    if status:
        raise SystemExit(f"{command[0]} failed: {[text for _, text in told][-3:]}")
    running.returncode = 0
    unit = 1 if sys.platform == "darwin" else 1024
    found: dict[str, Any] = {
        "seconds": seconds,
        "cpu_seconds": used.ru_utime + used.ru_stime,
        "peak_gib": used.ru_maxrss * unit / 2**30,
    }
    if parts:
        ends = [at for at, _ in told[1:]] + [seconds]
        found["parts"] = {text: end - at for (at, text), end in zip(told, ends, strict=True)}
    return found


if __name__ == "__main__":
    main()
