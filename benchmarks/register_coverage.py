"""Do the intervals cover the truth? Many made registers, each with its own seed.

A slow study, run by hand: `python benchmarks/register_coverage.py SEEDS PEOPLE`. Its result is
written in docs/register.md. Each seed draws a target group and its municipalities anew, estimates
every service and year, and counts how often the 95 % interval holds the expected true effect.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from bundlinje.register.engine import connect
from bundlinje.register.estimates import adjusted, doubly_robust, raw, weighted, with_chance
from bundlinje.register.panel import Panel
from bundlinje.register.synthetic import Cohort, draw_cohort
from bundlinje.register.synthetic.model import FOLLOW_UP, SERVICES, Design
from bundlinje.register.synthetic.truth import expected

METHODS = ("raw", "adjusted", "weighted", "doubly_robust")


def panel_columns(cohort: Cohort) -> dict[str, npt.NDArray[np.float64]]:
    """Return the analysis columns of a cohort in which everyone is followed to the end."""
    x = cohort.x
    found = {"z_0": np.ones(cohort.people), "reached": cohort.success.astype(float)}
    found |= {f"z_{i}": (v - v.mean()) / v.std() for i, v in enumerate(x, 1)}
    found["place"] = cohort.place.astype(float)
    found["w"] = np.ones(cohort.people)
    drawn = cohort.drawn
    for s in range(len(SERVICES)):
        for year in range(FOLLOW_UP):
            found[f"y_{s}_{year}"] = drawn[s, year].astype(float)
    return found


def main(seeds: int, people: int, heterogeneous: bool) -> None:
    """Print bias, coverage and the ratio of stated to real uncertainty by method."""
    outcomes = [(s, y) for s in range(len(SERVICES)) for y in range(FOLLOW_UP)]
    truth = expected(Design(seed=1, heterogeneous=heterogeneous))["ate"].reshape(-1)
    means = {m: np.zeros((seeds, len(outcomes))) for m in METHODS}
    spread = {m: np.zeros((seeds, len(outcomes))) for m in METHODS}
    inside = {m: np.zeros((seeds, len(outcomes)), dtype=bool) for m in METHODS}
    with tempfile.TemporaryDirectory() as folder:
        engine = connect("duckdb", Path(folder) / "work")
        for seed in range(seeds):
            cohort = draw_cohort(people, seed + 1, heterogeneous=heterogeneous)
            file = Path(folder) / f"{seed}.parquet"
            pq.write_table(pa.table(panel_columns(cohort)), file)
            design = ["z_0", *(f"z_{i}" for i in range(1, len(cohort.x) + 1))]
            panel = Panel(
                engine, engine.read([file]), design, "reached",
                [(f"y_{s}_{y}", "w") for s, y in outcomes], "place",
            )  # fmt: skip
            kept, chance, _ = with_chance(panel, 0.0)
            for found in (
                raw(panel), adjusted(panel), weighted(kept, chance, "ate"),
                doubly_robust(kept, chance, "ate"),
            ):  # fmt: skip
                low, high = found.interval()
                means[found.method][seed] = found.mean
                spread[found.method][seed] = found.sd
                inside[found.method][seed] = (low <= truth) & (truth <= high)
            file.unlink()
            if seed % 25 == 24:
                print(seed + 1, file=sys.stderr, flush=True)
    print(f"{seeds} registers of {people} people in the target group, 98 municipalities")
    print("method         bias/effect  coverage  lowest-highest by outcome  stated/real sd")
    use = np.abs(truth) > 0
    for m in METHODS:
        bias = np.mean((means[m].mean(0) - truth)[use] / truth[use])
        cover = inside[m].mean(0)
        ratio = np.mean(spread[m].mean(0) / means[m].std(0, ddof=1))
        print(
            f"{m:14} {bias:10.1%} {cover.mean():9.1%}   {cover.min():.1%}-{cover.max():.1%}"
            f"{'':12}{ratio:.2f}"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), "heterogeneous" in sys.argv)
