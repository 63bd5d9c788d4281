"""Every estimate and its uncertainty against R: lm, sandwich, and numerically stacked equations."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bundlinje.register.engine import Engine
from bundlinje.register.estimates import (
    Estimate,
    adjusted,
    doubly_robust,
    raw,
    weighted,
    with_chance,
)
from tests.register.panels import columns, panel

HERE = Path(__file__).parent
PINNED: dict[str, dict[str, float]] = json.loads((HERE / "peer_results.json").read_text("utf-8"))
#: Solving the same equations another way; numDeriv's derivatives hold some nine digits.
MEAN: dict[str, Any] = {"rel": 1e-9, "abs": 1e-10}
SD: dict[str, Any] = {"rel": 1e-7}


def _same(estimate: Estimate, name: str) -> None:
    for k in (1, 2):
        peer = PINNED[f"{name}_{k}"]
        assert estimate.mean[k - 1] == pytest.approx(peer["mean"], **MEAN), name
        assert estimate.sd[k - 1] == pytest.approx(peer["sd"], **SD), name


def test_raw_difference(duckdb: Engine, tmp_path: Path) -> None:
    _same(raw(panel(duckdb, tmp_path, columns(), clustered=False)), "raw_hc1")


@pytest.mark.parametrize("clustered", [False, True])
def test_regression(duckdb: Engine, tmp_path: Path, clustered: bool) -> None:
    found = adjusted(panel(duckdb, tmp_path, columns(), clustered=clustered))
    _same(found, "adjusted_cluster" if clustered else "adjusted_hc1")


@pytest.mark.parametrize("clustered", [False, True])
@pytest.mark.parametrize("estimand", ["ate", "att", "overlap"])
def test_weighted_and_doubly_robust(
    duckdb: Engine, tmp_path: Path, estimand: str, clustered: bool
) -> None:
    kept, chance, trimmed = with_chance(panel(duckdb, tmp_path, columns(), clustered=clustered), 0)
    assert chance.converged
    assert trimmed == 0
    by = "cluster" if clustered else "person"
    _same(weighted(kept, chance, estimand), f"weighted_{estimand}_{by}")
    _same(doubly_robust(kept, chance, estimand), f"doubly_robust_{estimand}_{by}")


def test_weights_taken_as_known(duckdb: Engine, tmp_path: Path) -> None:
    kept, chance, _ = with_chance(panel(duckdb, tmp_path, columns(), clustered=False), 0)
    _same(weighted(kept, chance, "ate", known_weights=True), "known_weights")


def test_r_still_says_the_same(tmp_path: Path) -> None:
    program = shutil.which("Rscript")
    check = "library(sandwich); library(numDeriv)"
    if (
        not program
        or subprocess.run([program, "-e", check], capture_output=True, check=False).returncode
    ):
        message = "R is not installed (Debian: r-cran-sandwich, r-cran-numderiv)"
        if os.environ.get("BUNDLINJE_REQUIRE_ALL") == "1":
            pytest.fail(message)
        pytest.skip(message)
    made = columns()
    file = tmp_path / "panel.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(made)
        writer.writerows(zip(*(map(repr, map(float, v)) for v in made.values()), strict=True))
    out = tmp_path / "peer.json"
    script = str(HERE / "make_peer_results.R")
    subprocess.run([program, "--vanilla", script, str(file), str(out)], check=True)
    live = json.loads(out.read_text("utf-8"))
    assert live.keys() == PINNED.keys()
    for name, peer in live.items():
        assert peer["mean"] == pytest.approx(PINNED[name]["mean"], rel=1e-9), name
        assert peer["sd"] == pytest.approx(PINNED[name]["sd"], rel=1e-7), name
