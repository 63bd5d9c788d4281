"""Results to report on, and a browser that is skipped by name where there is none."""

from __future__ import annotations

import copy
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import yaml

from bundlinje.calculation.case_file import case_from_data, case_from_text
from bundlinje.calculation.engine import calculate
from bundlinje.calculation.result import Result

EXAMPLES = ("loesladte-uden-tilbagefald", "ips-job", "hjemloeshed-housing-first")
DRAWS = 500

#: A case of one purse, small enough to be read here: each test changes what it is about.
SMALL: dict[str, Any] = {
    "format": "bundlinje.case/1",
    "id": "lille",
    "title": "En lille sag",
    "price_year": 2023,
    "start_year": 2026,
    "horizon": 4,
    "participants": {2026: 10},
    "effect": {
        "goal": "Job",
        "without": 0.3,
        "with": {"mean": 0.6, "ci95": [0.5, 0.7]},
        "evidence": ["effects/ips_dk_30m"],
    },
    "costs": [
        {
            "id": "team",
            "label": "Team",
            "kind": "running",
            "amount": 10000,
            "per": "participant",
            "paid_by": "kommune",
        }
    ],
    "consequences": [
        {
            "id": "ydelse",
            "label": "Ydelse",
            "unit": "uge",
            "quantity": [-20, -20, -20],
            "price": {"amount": 3000, "price_year": 2023},
            "paid_by": "kommune",
            "evidence": ["effects/ips_dk_30m"],
        }
    ],
}


def example_text(name: str) -> str:
    return (resources.files("bundlinje") / "examples" / f"{name}.yaml").read_text("utf-8")


@pytest.fixture(scope="session")
def examples() -> dict[str, Result]:
    return {name: calculate(case_from_text(example_text(name), name), DRAWS) for name in EXAMPLES}


@pytest.fixture(params=EXAMPLES)
def example(request: pytest.FixtureRequest, examples: dict[str, Result]) -> Result:
    return examples[request.param]


@pytest.fixture
def small() -> dict[str, Any]:
    return copy.deepcopy(SMALL)


@pytest.fixture
def calculated() -> Callable[..., Result]:
    def calculate_case(data: dict[str, Any], draws: int = DRAWS) -> Result:
        return calculate(case_from_data(data, "sag"), draws)

    return calculate_case


@pytest.fixture(scope="session")
def many() -> Result:
    """Six purses with long names, thirty years, and texts that try to break out of the page."""
    data = yaml.safe_load(example_text("hjemloeshed-housing-first"))
    data["sources"] = {"kilde": {"title": "En kilde", "accessed": "2026-11-22"}}
    data["effect"]["evidence"].append("kilde")
    data["horizon"] = 30
    data["title"] = "<script>window.broken = 1</script> & en lang titel"
    data["payers"] |= {
        "a-kasse": {"label": "Arbejdsløshedskassen for langvarigt ledige i hovedstadsområdet"},
        "fond": {"label": '<b>Fond</b> "x" {{7*7}}'},
        "selskab": {"label": "Forsyningsselskab"},
    }
    data["costs"][0]["paid_by"] = {
        "kommune/social": 0.3, "stat": 0.3, "fond": 0.2, "a-kasse": 0.1, "selskab": 0.1,
    }  # fmt: skip
    data["consequences"][0] |= {
        "label": "Døgn </title></svg><img src=x onerror='window.broken = 1'>"
        " specialpædagogiskkonsulentbistandsundersøgelsesforløb",
        "paid_by": {"kommune/social": 0.5, "stat": 0.3, "region": 0.2},
        "then": "hold",
    }
    data["sources"]["kilde"]["url"] = "javascript:window.broken=1"
    return calculate(case_from_data(data, "mange"), DRAWS)


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    from bundlinje.reports.html import write_html

    def write(result: Result, language: Any = "da") -> Path:
        path = tmp_path / f"{result.case.id}-{language}.html"
        write_html(result, path, language)
        return path

    return write
