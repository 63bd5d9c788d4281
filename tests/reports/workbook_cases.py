"""Cases that together use every key of a case that a workbook must calculate and bring back."""

from __future__ import annotations

import copy
from importlib import resources
from typing import Any

#: Several effects with their own people, lists, transfers, indexes, cut-off, text like formulas.
MANY: dict[str, Any] = {
    "format": "bundlinje.case/1",
    "id": "mange-dele",
    "title": "=HYPERLINK(\"http://x\") og + - @ i titlen",
    "description": "-2+3\nanden linje",
    "target_group": "@gruppe",
    "intervention": "indsats-x",
    "price_year": 2022,
    "start_year": 2024,
    "horizon": 6,
    "discounting": {
        "steps": [[0, 0.035], [3, 0.025], [5, 0.015]],
        "offset": 0.5,
        "outcomes": {"rate": 0.01},
    },
    "budget": {"first_year": 2025, "price_growth": 0.021},
    "price_index": {"name": "dk-net-price", "extend": {2024: 118.7, 2025: 121.35}},
    "payers": {
        "kommune": {"label": "=Kommunen", "departments": {"social": "Social, børn", "job": "Job"}},
        "fond": {"label": "En fond", "public": False},
        "nabo": "Nabokommunen",
    },
    "participants": {2024: {"mean": 40, "sd": 4}, 2026: 25},
    "completion": {"mean": 0.8, "ci95": [0.7, 0.9]},
    "effects": {
        "bolig": {
            "goal": "Egen bolig – og ro: et år",
            "without": {"beta": [30, 70]},
            "with": {"mean": 0.55, "ci95": [0.45, 0.65]},
            "persistence": [0.9, {"mean": 0.8, "sd": 0.05}, 0.7],
            "evidence": ["kilde; med semikolon", "b"],
        },
        "job": {
            "difference": {"ref": "virkning"},
            "persistence": {"mean": 0.9, "sd": 0.03},
            "participants": {2025: {"uniform": [8, 12]}, 2027: 9},
        },
        "misbrug": {"without": 0.2, "difference": -0.05},
    },
    "parameters": {
        "timeløn": {"low": 250, "mode": 300, "high": 410},
        "virkning": {"mean": 0.12, "sd": 0.04},
        "fast": 1.25,
    },
    "joint": [{"names": ["a", "b"], "mean": [-20.5, -9.25], "cov": [[4.0, 1.5], [1.5, 2.0]]}],
    "costs": [
        {"id": "start", "kind": "setup", "label": "=1+1", "amount": 250000, "per": "total",
         "years": [2024, 2025, 2027], "price_year": 2019, "growth": 0.01,
         "paid_by": {"stat": "1/3", "kommune/social": "2/3"}},
        {"id": "aar", "kind": "running", "amount": {"mean": 30000.5, "sd": 2000}, "per": "year",
         "years": [2024, 2026], "paid_by": "fond", "evidence": ["b"]},
        {"id": "plads", "kind": "running", "amount": {"ref": "timeløn"}, "per": "participant",
         "paid_by": {"region": 0.25, "kommune/job": 0.75}, "price_year": 2024},
        {"id": "starter", "kind": "running", "amount": {"gamma": [1200, 100]}, "per": "starter",
         "paid_by": "nabo", "growth": -0.02},
        {"id": "ellers", "kind": "displaced", "amount": 4000, "per": "participant",
         "paid_by": "kommune/social"},
    ],
    "consequences": [
        {"id": "herberg", "label": "Døgn på herberg (§ 110)", "unit": "døgn", "effect": "bolig",
         "quantity": [-90, {"mean": -60, "sd": 9}, -30.5, -20, -10], "lag": 1,
         "price": {"amount": {"lognormal": [1507, 150]}, "price_year": 2023, "growth": 0.005},
         "paid_by": {"kommune/social": 0.65, "stat": 0.35}, "realisable": [0.3, "1/2", 0.8],
         "counts": ["x", "y"], "evidence": ["b"]},
        {"id": "hold", "unit": "år", "effect": "bolig", "quantity": {"mean": -0.4, "sd": 0.1},
         "then": "hold", "until": 3, "factor": {"mean": 0.7, "sd": 0.1},
         "persistence": {"mean": 0.95, "sd": 0.01}, "realisable": 0.6,
         "price": {"amount": 100000, "index": {2022: 101.5, 2017: 93.25}, "price_year": 2017},
         "paid_by": "kommune/social"},
        {"id": "skat", "direction": "income", "unit": "kr.", "effect": "job",
         "quantity": [{"ref": "a"}, {"ref": "b"}, 3], "then": "hold", "per": "participant",
         "persistence": [1, 0.5], "factor": {"ref": "fast"},
         "price": {"amount": -100.25}, "paid_by": {"stat": 0.4, "kommune/job": 0.6}},
        {"id": "ydelse", "unit": "uger", "effect": "job", "quantity": [-20, -20, -20, -20, -20],
         "price": {"amount": 3100}, "paid_by": {"kommune/job": 1, "borger": -1},
         "transfer": True},
        {"id": "tab", "unit": "stk", "effect": "misbrug", "quantity": -2, "lag": 0,
         "price": 900, "paid_by": "region/psykiatri", "realisable": [0.5]},
    ],
    "outcomes": [
        {"id": "who5", "label": "WHO-5", "unit": "point", "quantity": [10, 8], "effect": "bolig",
         "valuation": {"amount": 500, "price_year": 2020, "source": "egen, skøn"}},
        {"id": "dage", "unit": "dage", "quantity": [{"ref": "a"}], "effect": "job",
         "per": "participant", "then": "hold"},
    ],
    "sources": {"b": {"title": "+Kilde", "url": "https://example.org/a?b=1", "note": "-note"},
                "kilde; med semikolon": {"title": "To"}},
    "notes": {"effects.bolig": "=note", "costs.start": "Egen antagelse: 3 · 4",
              "parameters.timeløn": "-1", "consequences": "@alle", "participants": "Et skøn"},
}  # fmt: skip

#: Brackets in money with a pool, a distribution of levels and two cohorts; a ladder; cut-off.
POOLS: dict[str, Any] = {
    "format": "bundlinje.case/1",
    "id": "puljer",
    "title": "Puljer og trapper",
    "price_year": 2022,
    "start_year": 2022,
    "horizon": 4,
    "participants": {2022: 3, 2024: {"mean": 2, "sd": 0.2}},
    "effect": {"without": 0.3, "difference": {"mean": 0.25, "sd": 0.05}, "persistence": 0.9},
    "costs": [{"id": "team", "kind": "running", "amount": 90000, "per": "participant",
               "paid_by": "kommune"}],
    "consequences": [
        {"id": "anbragt", "unit": "døgn", "quantity": [-120, {"mean": -90, "sd": 9}, -30],
         "then": "hold", "price": {"amount": 5200, "price_year": 2021, "growth": 0.02},
         "paid_by": {"rule": "refund/central-refund-adults", "to": {"kommune": "kommune/social"}},
         "baseline": [[0.25, 100], [0.5, 220], [0.25, 365]], "pool": "dyre", "realisable": [0.5]},
        {"id": "stoette", "unit": "timer", "quantity": [100, 50],
         "factor": {"mean": 1.1, "sd": 0.1}, "price": {"amount": 700},
         "baseline": [500, 900, 1000], "pool": "dyre",
         "paid_by": {"rule": "refund/central-refund-adults", "to": {"kommune": "kommune/social"}}},
        {"id": "kontanthjaelp", "unit": "uger", "quantity": [-10, -26, -26], "then": "hold",
         "until": 4, "price": {"amount": 3000}, "baseline": [40, 45], "baseline_weeks": 15,
         "paid_by": {"rule": "refund/benefit-ladder"}, "realisable": [0.4, 0.8]},
        {"id": "dagpenge", "unit": "uger", "quantity": [-8, -20, -20, -20], "lag": 1,
         "per": "participant", "price": {"amount": 4000}, "baseline_weeks": 2,
         "paid_by": {"rule": "refund/benefit-ladder"}},
        {"id": "flad", "unit": "døgn", "quantity": -5, "price": {"amount": 500}, "baseline": 60,
         "paid_by": {"rule": "refund/shelter-110"}},
    ],
}  # fmt: skip

#: Brackets in units, pooled, under a rule of two steps.
BRACKETS: dict[str, Any] = {
    "format": "bundlinje.case/1",
    "id": "graenser",
    "title": "Grænser i døgn",
    "price_year": 2023,
    "start_year": 2026,
    "horizon": 5,
    "discounting": {"rate": 0.03},
    "participants": {2026: 10, 2027: 12},
    "effect": {"difference": {"mean": 0.3, "sd": 0.05}},
    "costs": [{"id": "team", "kind": "running", "amount": 20000, "per": "participant",
               "paid_by": {"rule": "refund/support-85a"}}],
    "consequences": [
        {"id": "herberg", "unit": "døgn", "quantity": [-60, -40, -20, -10, -5, -5],
         "price": {"ref": "prices/herberg110_doegn"}, "paid_by": {"rule": "refund/shelter-110"},
         "baseline": [[0.5, 60], [0.5, 200]], "pool": "natten", "realisable": [0.5, 1]},
        {"id": "flere", "unit": "døgn", "quantity": [10, 10], "then": "hold", "pool": "natten",
         "price": {"amount": 1200}, "paid_by": {"rule": "refund/shelter-110"}, "baseline": 15},
    ],
}  # fmt: skip

#: One effect pooled from studies, and one stated, with settings that have no cell of their own.
STUDIES: dict[str, Any] = {
    "format": "bundlinje.case/1",
    "id": "studier",
    "title": "En effekt samlet af studier",
    "price_year": 2023,
    "start_year": 2026,
    "horizon": 4,
    "participants": {2026: 20, 2027: 10},
    "effects": {
        "job": {
            "goal": "Job",
            "without": {"mean": 0.15, "sd": 0.02},
            "studies": {
                "pool": ["effects/ips_se_18m", "effects/ies_se_12m", "effects/seed_no_12m"],
                "interval": "normal",
                "method": "paule-mandel",
            },
            "persistence": 0.9,
        },
        "bolig": {"without": 0.3, "with": {"mean": 0.5, "sd": 0.05}},
    },
    "costs": [{"id": "team", "kind": "running", "amount": 60000, "per": "participant",
               "paid_by": "kommune"}],
    "consequences": [
        {"id": "ydelse", "unit": "uge", "effect": "job", "quantity": [-10, -20, -20],
         "price": 3000, "paid_by": {"kommune": 0.5, "stat": 0.5}},
        {"id": "herberg", "unit": "døgn", "effect": "bolig", "quantity": [-30],
         "price": 1500, "paid_by": "kommune"},
    ],
}  # fmt: skip

#: Every case with the date of its rules.
CASES: dict[str, tuple[dict[str, Any], str | None]] = {
    "mange-dele": (MANY, None),
    "puljer": (POOLS, "2022-06-01"),
    "graenser": (BRACKETS, "2026-05-01"),
    "studier": (STUDIES, None),
}


def case_data(name: str) -> dict[str, Any]:
    """Return a copy of a case's data that may be changed."""
    return copy.deepcopy(CASES[name][0])


_FOLDER = resources.files("bundlinje") / "examples"
#: The examples that ship with Bundlinje, by name.
EXAMPLES = tuple(
    sorted(file.name[:-5] for file in _FOLDER.iterdir() if file.name.endswith(".yaml"))
)


def example(name: str) -> str:
    """Return the text of an example."""
    return (_FOLDER / f"{name}.yaml").read_text("utf-8")
