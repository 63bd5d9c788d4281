"""Small panels of made people, as the estimates take them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from bundlinje.register.engine import Engine
from bundlinje.register.panel import Panel

DESIGN = ["z_0", "z_1", "z_2", "z_3"]


def columns(people: int = 400, seed: int = 3) -> dict[str, npt.NDArray[np.float64]]:
    """Return a panel of two years: the second is not followed whole by everyone."""
    random = np.random.default_rng(seed)
    z = random.normal(size=(people, 3))
    chance = 1 / (1 + np.exp(-(0.2 + 0.5 * z[:, 0] - 0.4 * z[:, 1])))
    reached = (random.random(people) < chance).astype(float)
    place = random.integers(0, 20, people).astype(float)
    shared = random.normal(size=20)[place.astype(int)]
    found = {"z_0": np.ones(people), "reached": reached, "cluster": place}
    found |= {f"z_{i + 1}": z[:, i] for i in range(3)}
    for year in (1, 2):
        used = random.random(people) < 1 / (1 + np.exp(-(z[:, 0] + shared)))
        amount = random.gamma(2.0, 10.0, people) * (1 + 0.3 * (z[:, 1] > 0))
        found[f"y_{year}"] = np.round(used * amount * (1 - 0.3 * reached), 6)
        seen = np.ones(people) if year == 1 else np.clip(random.uniform(0.1, 1.8, people), 0, 1)
        found[f"w_{year}"] = np.round(seen, 6)
    return found


def panel(
    engine: Engine, folder: Path, found: dict[str, npt.NDArray[np.float64]], *, clustered: bool
) -> Panel:
    """Return the panel on an engine."""
    file = folder / "panel.parquet"
    pq.write_table(pa.table(found), file)
    return Panel(
        engine,
        engine.read([file]),
        DESIGN,
        "reached",
        [("y_1", "w_1"), ("y_2", "w_2")],
        "cluster" if clustered else None,
    )
