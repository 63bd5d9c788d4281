"""Random contracts settle as the independent reference does, to the cent."""

from __future__ import annotations

import random

import pytest

from bundlinje.contracts.contract_file import contract_from_data
from bundlinje.contracts.results_file import parse_results
from bundlinje.contracts.settlement import settle
from tests.oracle import settlement as reference
from tests.oracle.random_contracts import random_contract, random_rows, to_csv


@pytest.mark.parametrize("block", range(10))
def test_lines_are_those_of_the_reference(block: int) -> None:
    compared = 0
    for seed in range(block * 40, block * 40 + 40):
        rng = random.Random(seed)
        data = random_contract(rng)
        rows = random_rows(rng, data)
        contract = contract_from_data(data)
        made = settle(contract, parse_results(to_csv(rows, danish=seed % 2 == 1), contract))
        lines = {(line.period, line.payment): line for line in made.lines}
        for right in reference.settle(data, rows):
            line = lines.pop((right["period"], right["payment"]), None)
            if line is None:
                assert right["before"] == 0, seed
                continue
            assert line.before_caps * 100 == right["before"], (seed, line)
            assert line.amount * 100 == right["amount"], (seed, line)
            assert {p: a * 100 for p, a in line.by_payer.items()} == right["by_payer"], (seed, line)
            compared += 1
        assert not lines, seed
    assert compared > 100
