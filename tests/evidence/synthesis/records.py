"""Effect studies made up for tests, from a real record with some fields changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bundlinje.evidence.effect_studies import EffectStudy
from bundlinje.evidence.knowledge import lookup

#: Nordic trials with a difference in employment whose uncertainty was read.
NORDIC = ("effects/ips_se_18m", "effects/ies_se_12m", "effects/seed_no_12m")


def study(reference: str) -> EffectStudy:
    found = lookup(reference)
    assert isinstance(found, EffectStudy)
    return found


def made_up(id: str, **fields: Any) -> EffectStudy:
    """A Danish risk difference of 0.2 with the interval 0.1–0.3, but for the fields given."""
    plain: dict[str, Any] = {
        "id": id, "difference": 0.2, "difference_low": 0.1, "difference_high": 0.3,
        "value": 20.0, "ci_low": 10.0, "ci_high": 30.0, "p_with": 0.5, "p_without": 0.3,
        "n": None, "n_with": None, "n_without": None, "countries": ("DK",), "source": f"kilde-{id}",
        "follow_up_months": 12.0, "direction": "mixed",
    }  # fmt: skip
    return replace(study("effects/ips_se_18m"), **{**plain, **fields})


def measured(id: str, measure: str, value: float, low: float, high: float, **more: Any) -> Any:
    """A study of another measure, with its interval."""
    return made_up(
        id, measure=measure, model_use="after_conversion", value=value, ci_low=low, ci_high=high,
        difference=None, difference_low=None, difference_high=None, **more,
    )  # fmt: skip
