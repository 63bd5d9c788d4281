"""What the documentation shows must work as it stands."""

from __future__ import annotations

import re
from pathlib import Path

from bundlinje.calculation.case_file import case_from_text
from bundlinje.calculation.engine import calculate

DOCS = Path(__file__).parent.parent / "docs"


def smallest_case() -> str:
    found = re.search(r"```yaml\n(.*?)```", (DOCS / "case-file.md").read_text("utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


def test_the_smallest_case_of_the_documentation_is_a_case() -> None:
    case = case_from_text(smallest_case())
    assert case.warnings == () or all("herberg" not in warning.en for warning in case.warnings)
    assert calculate(case, 100).point.costs > 0


def test_an_amount_with_a_danish_thousands_point_is_doubted() -> None:
    written = smallest_case().replace("amount: 96000", "amount: 96.000")
    warnings = [warning.da for warning in case_from_text(written).warnings]
    assert any("96.000 er læst som 96" in warning for warning in warnings)


def test_own_index_years_on_another_base_are_doubted() -> None:
    index = "price_index: {name: dk-net-price, extend: {2024: 105}}\nhorizon: 5"
    written = smallest_case().replace("horizon: 5", index)
    warnings = [warning.da for warning in case_from_text(written).warnings]
    assert any("samme basisår" in warning for warning in warnings)


def test_every_setting_of_the_web_application_is_documented() -> None:
    name = re.compile(r"BUNDLINJE_[A-Z_]+")
    source = DOCS.parent / "src" / "bundlinje" / "web"
    used = {
        found for file in source.rglob("*.py") for found in name.findall(file.read_text("utf-8"))
    }
    assert used == set(name.findall((DOCS / "web.md").read_text("utf-8")))
