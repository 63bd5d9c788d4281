"""The same study on DuckDB and on Spark gives the same figures."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bundlinje.register.engine import Engine
from bundlinje.register.result import StudyResult
from bundlinje.register.run import estimate_study
from bundlinje.register.study_file import read_study
from bundlinje.register.synthetic import make_register

DAY = datetime.date(2026, 1, 15)
#: Every kind of table: spells, events, weeks, years.
SERVICES = "[shelter, gp, cash_benefit, wage]"


def _numbers(tree: Any, place: str = "") -> list[tuple[str, Any]]:
    if isinstance(tree, dict):
        return [n for key, part in tree.items() for n in _numbers(part, f"{place}/{key}")]
    if isinstance(tree, list | tuple):
        return [n for i, part in enumerate(tree) for n in _numbers(part, f"{place}/{i}")]
    return [(place, tree)]


@pytest.fixture(scope="module")
def study_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("register")
    make_register(folder, 8000, seed=4)
    study = (folder / "study.yaml").read_text("utf-8")
    lines = [
        f"services: {SERVICES}" if line.startswith("services:") else line
        for line in study.splitlines()
    ]
    text = "\n".join(lines).replace("years: 5, starts", "years: 2, starts")
    (folder / "study.yaml").write_text(text + "\n", "utf-8")
    return folder


def _estimate(folder: Path, engine: Engine) -> StudyResult:
    return estimate_study(read_study(folder / "study.yaml"), engine, DAY)


def test_duckdb_and_spark_agree(study_folder: Path, duckdb: Engine, spark: Engine) -> None:
    one = _estimate(study_folder, duckdb)
    other = _estimate(study_folder, spark)
    assert one.engine == "duckdb"
    assert other.engine == "spark"
    for name, found in one.methods.items():
        peer = other.methods[name]
        # Both hold ten digits: 1e-9 of each column's scale.
        scale = np.maximum(np.abs(found.mean), found.sd)
        assert np.all(np.abs(np.subtract(found.mean, peer.mean)) <= 1e-9 * scale), name
        of_scale = np.outer(found.sd, found.sd)
        gap = np.abs(np.subtract(found.covariance, peer.covariance))
        assert np.all(gap <= 1e-9 * of_scale), name
    for part in ("steps", "levels", "balance", "overlap", "before", "sensitivity"):
        mine = _numbers([vars(p) if hasattr(p, "__dict__") else p for p in getattr(one, part)])
        theirs = _numbers([vars(p) if hasattr(p, "__dict__") else p for p in getattr(other, part)])
        for (place, a), (_, b) in zip(mine, theirs, strict=True):
            same = a == pytest.approx(b, rel=1e-9, abs=1e-9) if isinstance(a, float) else a == b
            assert same, (part, place, a, b)
    assert [w.da for w in one.warnings] == [w.da for w in other.warnings]
