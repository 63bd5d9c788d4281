"""The 13 trials of the BCG vaccine against tuberculosis.

Data: Colditz et al. (1994), JAMA 271, 698–702, in the 2×2 tables as R's metafor ships them
(dat.bcg). Results: as printed for metafor, effects are log risk ratios. The prediction interval
uses normal quantiles.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from bundlinje.evidence.synthesis.effect_sizes import log_risk_ratio
from bundlinje.evidence.synthesis.heterogeneity import generalised_q
from bundlinje.evidence.synthesis.pooling import Pooled, pool

# Vaccinated: tuberculosis, none; not vaccinated: tuberculosis, none.
TRIALS = {
    "Aronson 1948": (4, 119, 11, 128),
    "Ferguson & Simes 1949": (6, 300, 29, 274),
    "Rosenthal et al. 1960": (3, 228, 11, 209),
    "Hart & Sutherland 1977": (62, 13536, 248, 12619),
    "Frimodt-Moller et al. 1973": (33, 5036, 47, 5761),
    "Stein & Aronson 1953": (180, 1361, 372, 1079),
    "Vandiviere et al. 1973": (8, 2537, 10, 619),
    "TPT Madras 1980": (505, 87886, 499, 87892),
    "Coetzee & Berjak 1968": (29, 7470, 45, 7232),
    "Rosenthal et al. 1961": (17, 1699, 65, 1600),
    "Comstock et al. 1974": (186, 50448, 141, 27197),
    "Comstock & Webster 1969": (5, 2493, 3, 2338),
    "Comstock et al. 1976": (27, 16886, 29, 17825),
}
# Half a unit of the last printed digit: six decimals, I² in per cent and Q with three.
SIX = 0.5000001e-6
THREE = 0.5000001e-3


def _pool(**options: str) -> Pooled:
    cases1, well1, cases0, well0 = (list(column) for column in zip(*TRIALS.values(), strict=True))
    effects, errors = log_risk_ratio(
        cases1,
        [sick + well for sick, well in zip(cases1, well1, strict=True)],
        cases0,
        [sick + well for sick, well in zip(cases0, well0, strict=True)],
    )
    return pool(effects, errors, labels=list(TRIALS), **options)  # type: ignore[arg-type]


def test_the_table_is_that_of_metafor() -> None:
    peer = json.loads((Path(__file__).parent / "peer_results.json").read_text("utf-8"))
    data = peer["sets"]["bcg"]["data"]
    for index, (sick1, well1, sick0, well0) in enumerate(TRIALS.values()):
        assert data["successes1"][index] == sick1
        assert data["n1"][index] == sick1 + well1
        assert data["successes0"][index] == sick0
        assert data["n0"][index] == sick0 + well0


def test_fixed_effect() -> None:
    assert _pool(method="fixed").mean == pytest.approx(-0.430285, abs=SIX)


def test_dersimonian_laird() -> None:
    pooled = _pool(method="dersimonian-laird")
    assert pooled.mean == pytest.approx(-0.714117, abs=SIX)
    assert pooled.tau2 == pytest.approx(0.308760, abs=SIX)


def test_reml() -> None:
    pooled = _pool(method="reml", interval="normal")
    assert pooled.mean == pytest.approx(-0.714532, abs=SIX)
    assert pooled.tau2 == pytest.approx(0.313243, abs=SIX)
    assert pooled.se == pytest.approx(0.179782, abs=SIX)
    assert pooled.heterogeneity is not None
    assert 100 * pooled.heterogeneity.i2 == pytest.approx(92.221, abs=THREE)
    assert pooled.heterogeneity.q == pytest.approx(152.233, abs=THREE)


def test_paule_mandel() -> None:
    """The printed 0.318094 is where metafor stops by default, within 1.22e-4 of the root.

    The estimator is defined by Q(tau²) = 12, and Q(0.318094) = 11.9993. The root, in 40-digit
    arithmetic and from metafor with a tight tolerance, is 0.3180684522.
    """
    pooled = _pool(method="paule-mandel")
    effects, errors = np.array(pooled.effects), np.array(pooled.standard_errors)
    assert generalised_q(effects, errors**2, 0.318094) == pytest.approx(11.9993, abs=1e-4)
    assert generalised_q(effects, errors**2, pooled.tau2) == pytest.approx(12, rel=1e-12)
    assert pooled.tau2 == pytest.approx(0.3180684522050, rel=1e-12)
    assert pooled.tau2 == pytest.approx(0.318094, abs=float(np.finfo(float).eps ** 0.25))


def test_knapp_hartung() -> None:
    pooled = _pool(method="reml", interval="hartung-knapp")
    assert pooled.se == pytest.approx(0.180792, abs=SIX)
    assert pooled.low == pytest.approx(-1.108444, abs=SIX)
    assert pooled.high == pytest.approx(-0.320621, abs=SIX)


def test_prediction_interval_with_normal_quantiles() -> None:
    prediction = _pool(method="reml", interval="normal").prediction
    assert prediction is not None
    assert prediction.formula == "normal"
    assert prediction.low == pytest.approx(-1.866692, abs=SIX)
    assert prediction.high == pytest.approx(0.437628, abs=SIX)
