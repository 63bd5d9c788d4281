"""What the engine counts of a made register is what the benchmark's pandas counts of it."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from bundlinje.register.engine import Engine
from bundlinje.register.run import estimate_study
from bundlinje.register.study_file import read_study
from bundlinje.register.synthetic import make_register

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "register_pandas.py"


def test_every_window(tmp_path: Path, duckdb: Engine) -> None:
    folder = tmp_path / "made"
    make_register(folder, 5000, seed=3)
    estimate_study(read_study(folder / "study.yaml"), duckdb, datetime.date(2026, 1, 15))
    counted = pq.read_table(duckdb.folder / "uses").to_pandas()
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(folder)], capture_output=True, text=True, check=True
    )
    means = json.loads(done.stdout)
    assert len(means) > 80
    for column, mean in means.items():
        # The same sums in another order.
        assert counted[column].mean() == pytest.approx(mean, rel=1e-9, abs=1e-12), column
