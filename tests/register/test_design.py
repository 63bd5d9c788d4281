"""The covariates as columns: what is missing, small, or told already."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bundlinje.register.design import MISSING, OTHER, Design, make_design
from bundlinje.register.engine import Engine

PEOPLE = 1000


def _design(engine: Engine, folder: Path, **columns: object) -> Design:
    file = folder / "people.parquet"
    reached = np.arange(PEOPLE) % 2
    pq.write_table(pa.table({"reached": reached, **columns}), file)
    return make_design(engine, engine.read([file]), list(columns))


def _column(design: Design, engine: Engine, place: int) -> np.ndarray:
    rows = engine.rows(design.table.select(v=design.table[f"z_{place}"]))
    return np.array([row["v"] for row in rows])


def test_a_number_has_mean_0_and_spread_1(duckdb: Engine, tmp_path: Path) -> None:
    design = _design(duckdb, tmp_path, age=np.linspace(18, 30, PEOPLE))
    values = _column(design, duckdb, 1)
    assert values.mean() == pytest.approx(0, abs=1e-12)
    assert values.std() == pytest.approx(1)


def test_a_missing_number_is_put_at_the_mean_and_marked(duckdb: Engine, tmp_path: Path) -> None:
    numbers = [None if i < 100 else float(i) for i in range(PEOPLE)]
    design = _design(duckdb, tmp_path, wage=pa.array(numbers, pa.float64()))
    assert [term.missing for term in design.terms] == [False, True]
    values, marked = _column(design, duckdb, 1), _column(design, duckdb, 2)
    assert np.sum(values == 0.0) == 100
    assert np.array_equal(values == 0.0, marked > 0)


def test_small_categories_share_a_column_and_the_largest_has_none(
    duckdb: Engine, tmp_path: Path
) -> None:
    kinds = ["a"] * 600 + ["b"] * 300 + [None] * 80 + ["c"] * 12 + ["d"] * 8
    design = _design(duckdb, tmp_path, kind=pa.array(kinds))
    assert [term.category for term in design.terms] == ["b", MISSING, OTHER]
    shared = _column(design, duckdb, 3)
    assert np.sum(shared > 0) == 20


def test_what_others_tell_is_left_out_and_named(duckdb: Engine, tmp_path: Path) -> None:
    a = np.random.default_rng(1).normal(size=PEOPLE)
    b = np.random.default_rng(2).normal(size=PEOPLE)
    design = _design(duckdb, tmp_path, a=a, b=b, both=a + 2 * b, same=np.ones(PEOPLE))
    assert [term.column for term in design.terms] == ["a", "b"]
    assert [term.column for term in design.left_out] == ["both"]
