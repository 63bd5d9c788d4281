"""Against R's metafor, on the data sets it ships: log risk and odds ratios, risk differences, SMD.

`peer_results.json` is pinned with the versions that made it (`make_peer_results.R`); where R is
installed the script is run again and must still say the same.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bundlinje.evidence.synthesis import effect_sizes
from bundlinje.evidence.synthesis.plot_rows import shrunken_effects
from bundlinje.evidence.synthesis.pooling import Pooled, pool

HERE = Path(__file__).parent
PINNED: dict[str, Any] = json.loads((HERE / "peer_results.json").read_text("utf-8"))
METHODS = ("fixed", "dersimonian-laird", "reml", "paule-mandel")
# Closed formulas agree to the digits of floating point, which sums in another order.
CLOSED = {"rel": 1e-11, "abs": 1e-13}
# tau² and its interval are found by iterations that stop at 1e-14, metafor's by another road than
# ours, and reach the other numbers through the weights. Measured: at most 3e-12 relative.
ITERATED = {"rel": 1e-10, "abs": 1e-12}
EFFECTS = {
    "RR": effect_sizes.log_risk_ratio,
    "OR": effect_sizes.log_odds_ratio,
    "RD": effect_sizes.rate_difference,
    "SMD": effect_sizes.standardised_mean_difference,
}


def _effects(peer: dict[str, Any]) -> tuple[list[float], list[float]]:
    values, errors = EFFECTS[peer["measure"]](**peer["data"])
    return values.tolist(), errors.tolist()


def _pooled(peer: dict[str, Any], method: str, **options: str) -> Pooled:
    return pool(*_effects(peer), method=method, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", PINNED["sets"])
def test_effect_of_every_study(name: str) -> None:
    peer = PINNED["sets"][name]
    values, errors = _effects(peer)
    assert values == pytest.approx(peer["effects"], **CLOSED)
    assert np.square(errors).tolist() == pytest.approx(peer["variances"], **CLOSED)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", PINNED["sets"])
def test_mean_weights_and_disagreement(name: str, method: str) -> None:
    peer = PINNED["sets"][name]
    expected = peer["methods"][method]
    pooled = _pooled(peer, method, interval="normal")
    found = pooled.heterogeneity
    assert found is not None
    for key in ("mean", "se", "low", "high", "tau2"):
        assert getattr(pooled, key) == pytest.approx(expected[key], **ITERATED), key
    for key in ("q", "p_value", "i2", "h2"):
        assert getattr(found, key) == pytest.approx(expected[key], **ITERATED), key
    assert list(pooled.weights) == pytest.approx(expected["weights"], **ITERATED)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", PINNED["sets"])
@pytest.mark.parametrize(
    ("interval", "test"), [("hartung-knapp", "knha"), ("hartung-knapp-modified", "adhoc")]
)
def test_hartung_knapp(name: str, method: str, interval: str, test: str) -> None:
    peer = PINNED["sets"][name]
    expected = peer["methods"][method][test]
    pooled = _pooled(peer, method, interval=interval)
    assert [pooled.se, pooled.low, pooled.high] == pytest.approx(
        [expected["se"], expected["low"], expected["high"]], **ITERATED
    )
    if method != "fixed":
        assert pooled.prediction is not None
        assert pooled.prediction.formula == "t, k-1"
        assert [pooled.prediction.low, pooled.prediction.high] == pytest.approx(
            expected["prediction"], **ITERATED
        )


@pytest.mark.parametrize("method", METHODS[1:])
@pytest.mark.parametrize("name", PINNED["sets"])
@pytest.mark.parametrize(
    ("formula", "key"), [("normal", "prediction"), ("t, k-2", "prediction_k2")]
)
def test_prediction_interval(name: str, method: str, formula: str, key: str) -> None:
    peer = PINNED["sets"][name]
    pooled = _pooled(peer, method, interval="normal", prediction=formula)
    assert pooled.prediction is not None
    assert [pooled.prediction.low, pooled.prediction.high] == pytest.approx(
        peer["methods"][method][key], **ITERATED
    )


@pytest.mark.parametrize("method", METHODS[1:])
@pytest.mark.parametrize("name", PINNED["sets"])
def test_q_profile_and_shrunken_effects(name: str, method: str) -> None:
    peer = PINNED["sets"][name]
    expected = peer["methods"][method]
    pooled = _pooled(peer, method, interval="normal")
    assert pooled.heterogeneity is not None
    assert pooled.heterogeneity.tau2_interval == pytest.approx(
        expected["tau2_interval"], **ITERATED
    )
    assert list(shrunken_effects(pooled)) == pytest.approx(expected["shrunken"], **ITERATED)


def test_r_still_says_the_same() -> None:
    program = shutil.which("Rscript")
    installed = (
        program
        and not subprocess.run(
            [program, "-e", "library(metafor)"], capture_output=True, check=False
        ).returncode
    )
    if not (program and installed):
        message = "R with metafor is not installed (Debian: r-cran-metafor)"
        if os.environ.get("BUNDLINJE_REQUIRE_ALL") == "1":
            pytest.fail(message)
        pytest.skip(message)
    run = subprocess.run(
        [program, "--vanilla", str(HERE / "make_peer_results.R")],
        capture_output=True,
        check=True,
        text=True,
        encoding="utf-8",
    )
    live = dict(_numbers(json.loads(run.stdout)["sets"]))
    pinned = dict(_numbers(PINNED["sets"]))
    assert live.keys() == pinned.keys()
    for place, number in live.items():
        assert number == pytest.approx(pinned[place], **ITERATED), place


def _numbers(tree: Any, place: str = "") -> list[tuple[str, float]]:
    """Return every number of the tree with its place."""
    if isinstance(tree, dict):
        return [found for key, part in tree.items() for found in _numbers(part, f"{place}/{key}")]
    if isinstance(tree, list):
        return [
            found for index, part in enumerate(tree) for found in _numbers(part, f"{place}/{index}")
        ]
    return [(place, tree)] if isinstance(tree, int | float) else []
