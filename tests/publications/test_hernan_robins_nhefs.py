"""Hernán and Robins, Causal Inference: What If (2020), chapters 11–13: weight gain of quitters.

NHEFS, 1,566 smokers with weight in 1971 and 1982, as the package `causaldata` ships it. The book
(chapter 12.2) states the unadjusted difference 2.5 kg and the difference under inverse probability
weights 3.4 kg (95 % interval 2.4–4.5), its program 3.441 (2.411–4.470); chapter 13.3 the
standardised difference 3.5 kg, 3.517 in its program. The weights are treated as known there.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bundlinje.register.engine import Engine
from bundlinje.register.estimates import doubly_robust, raw, weighted, with_chance
from bundlinje.register.panel import Panel, Wanted, product_sums
from tests.register.conftest import duckdb as duckdb

NUMBERS = ("age", "smokeintensity", "smokeyrs", "wt71")
CATEGORIES = ("education", "exercise", "active")
#: The figures are printed with three decimals.
PRINTED = 0.0005


def _data() -> dict[str, npt.NDArray[np.float64]]:
    from causaldata import nhefs_complete

    data = nhefs_complete.load_pandas().data
    assert len(data) == 1566
    z: list[npt.NDArray[np.float64]] = [
        data["sex"].astype(float).to_numpy(),
        data["race"].astype(float).to_numpy(),
    ]
    for name in NUMBERS:
        value = data[name].astype(float).to_numpy()
        z += [value, value**2]
    for name in CATEGORIES:
        value = data[name].astype(str)
        z += [(value == level).astype(float).to_numpy() for level in sorted(value.unique())[1:]]
    found = {"z_0": np.ones(len(data))}
    # Scaled, which changes no estimate: squares of ages are large.
    found |= {f"z_{i}": (v - v.mean()) / v.std() for i, v in enumerate(z, 1)}
    found["reached"] = data["qsmk"].astype(float).to_numpy()
    found["gain"] = data["wt82_71"].astype(float).to_numpy()
    found["w"] = np.ones(len(data))
    found["intensity"] = data["smokeintensity"].astype(float).to_numpy()
    return found


@pytest.fixture
def nhefs(duckdb: Engine, tmp_path: Path) -> Panel:
    made = _data()
    made["quit"] = made["reached"]
    made["quit_intensity"] = made["reached"] * made["intensity"]
    file = tmp_path / "nhefs.parquet"
    pq.write_table(pa.table(made), file)
    design = [name for name in made if name.startswith("z_")]
    return Panel(duckdb, duckdb.read([file]), design, "reached", [("gain", "w")])


def test_unadjusted(nhefs: Panel) -> None:
    assert raw(nhefs).mean[0] == pytest.approx(2.541, abs=PRINTED)


def test_inverse_probability_weights(nhefs: Panel) -> None:
    kept, chance, _ = with_chance(nhefs, 0)
    found = weighted(kept, chance, "ate", known_weights=True)
    assert found.mean[0] == pytest.approx(3.441, abs=PRINTED)
    low, high = found.interval()
    assert (low[0], high[0]) == pytest.approx((2.411, 4.470), abs=PRINTED)


def test_standardised(nhefs: Panel) -> None:
    """The book's outcome model: quitting, its product with intensity, and the covariates."""
    table = nhefs.table
    design = [*nhefs.design, "quit", "quit_intensity"]
    panel = Panel(nhefs.engine, table, design, "reached", nhefs.outcomes)
    (sums,) = product_sums(panel, [Wanted(table["z_0"], squares=True, slopes=True)])
    slopes = np.linalg.solve(sums.zz[0], sums.zy[0])
    intensity = nhefs.engine.rows(table.aggregate(m=table["intensity"].mean()))[0]["m"]
    assert slopes[-2] + slopes[-1] * intensity == pytest.approx(3.517, abs=PRINTED)


def test_doubly_robust_is_near_both(nhefs: Panel) -> None:
    """The book prints no doubly robust figure for this model: it must lie near the other two."""
    kept, chance, _ = with_chance(nhefs, 0)
    found = doubly_robust(kept, chance, "ate")
    assert found.mean[0] == pytest.approx(3.44, abs=0.15)
    assert 0.9 < found.sd[0] / weighted(kept, chance, "ate").sd[0] < 1.1
