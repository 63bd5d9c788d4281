"""Any contract and any results are either refused with problems or settled; never anything else.

`make fuzz` runs these with many more and ever new examples.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from bundlinje.basics.errors import InputError
from bundlinje.contracts.check import check
from bundlinje.contracts.contract import Contract
from bundlinje.contracts.contract_file import contract_from_data, contract_from_text
from bundlinje.contracts.results_file import parse_results
from bundlinje.contracts.settlement import settle
from bundlinje.contracts.settlement_text import summary
from tests.contracts.test_capital_reading import RIGHT
from tests.mutations import mutated_bytes, mutated_data
from tests.oracle.random_contracts import random_contract, random_rows, to_csv

#: Far above what any of these takes; a hang is what it is to catch.
SECONDS = 20.0
SEEDS = st.integers(0, 2**32)


def refuse_or_settle(read: Callable[[], Contract], results: bytes) -> None:
    started = time.perf_counter()
    try:
        contract = read()
        for language in ("da", "en"):
            assert check(contract).summary(language)
        settlement = settle(contract, parse_results(results, contract))
        json.dumps(settlement.to_dict(), allow_nan=False)
        assert summary(settlement, "da")
        assert all(line.amount >= 0 for line in settlement.lines)
    except InputError as error:
        assert error.problems
        assert error.to("da")
        assert error.to("en")
    assert time.perf_counter() - started < SECONDS


@given(SEEDS)
def test_mutated_contracts(seed: int) -> None:
    rng = random.Random(seed)
    data = random_contract(rng)
    rows = to_csv(random_rows(rng, data))
    refuse_or_settle(lambda: contract_from_data(mutated_data(data, rng)), rows)


@given(SEEDS)
def test_mutated_results(seed: int) -> None:
    rng = random.Random(seed)
    data = random_contract(rng)
    rows = mutated_bytes(to_csv(random_rows(rng, data)), rng)
    refuse_or_settle(lambda: contract_from_data(data), rows)


@given(SEEDS)
def test_mutated_files_with_capital(seed: int) -> None:
    text = mutated_bytes(RIGHT.encode(), random.Random(seed)).decode("utf-8", "replace")
    refuse_or_settle(lambda: contract_from_text(text), b"period,metric,value\n2026,m,3\n")
