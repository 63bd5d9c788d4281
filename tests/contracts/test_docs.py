"""What docs/contract-file.md shows works as it stands."""

from __future__ import annotations

import re
from pathlib import Path

from bundlinje.contracts import amendments, capital_reading, payment_reading
from bundlinje.contracts.check import check
from bundlinje.contracts.contract_file import contract_from_text
from bundlinje.contracts.results_file import parse_results
from bundlinje.contracts.settlement import settle
from bundlinje.contracts.traps import traps
from tests.contracts.small import contract_of

TEXT = (Path(__file__).parents[2] / "docs" / "contract-file.md").read_text("utf-8")


def block(kind: str) -> str:
    found = re.search(rf"```{kind}\n(.*?)```", TEXT, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_example_settles_as_it_is_told() -> None:
    contract = contract_from_text(block("yaml"))
    settlement = settle(contract, parse_results(block("csv").encode(), contract))
    assert settlement.total == 50_000
    assert settlement.by_payer == {"kommune": 40_000, "stat": 10_000}
    assert {trap.kind for trap in check(contract).traps} == {"cliff"}


def test_every_key_is_named() -> None:
    for key in (*payment_reading.KEYS, *capital_reading.KEYS, *amendments.KEYS):
        assert re.search(rf"[`, ]{key}[`,\s]", TEXT), key


def test_the_traps_that_are_found_are_named() -> None:
    contract = contract_of(
        {"metric": "rate", "rule": {"steps": [[0.1, 5], [1.2, 3]]}}, {"rule": {"unit": 1}},
        caps={"per_person": 5},
    )  # fmt: skip
    for trap in traps(contract):
        assert f"`{trap.kind}`" in TEXT
