"""Setting one input at a value gives the result that the drivers report for it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bundlinje.basics.yaml_tree import read_document
from bundlinje.calculation.case import Case
from bundlinje.calculation.case_file import case_from_data
from bundlinje.calculation.engine import calculate
from bundlinje.calculation.fixed_inputs import fixed
from bundlinje.calculation.inputs import inputs_of

EXAMPLES = sorted((Path(__file__).parents[2] / "src/bundlinje/examples").glob("*.yaml"))
#: Drawn jointly with each other, so that one cannot be set alone.
JOINT = {"parameters.nætter-år-1", "parameters.nætter-år-2"}


def _case(file: Path) -> Case:
    return case_from_data(read_document(file).root.plain(), name=file.stem)


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_an_input_set_at_its_quantiles_gives_the_ends_of_its_bar(file: Path) -> None:
    case = _case(file)
    drawn = calculate(case, 500).uncertainty
    assert drawn is not None
    ends = {driver.input: (driver.low, driver.high) for driver in drawn.drivers}
    inputs = inputs_of(case)
    for name in inputs.names:
        values = inputs.at_probabilities(name, np.array([0.05, 0.95]))[0].tolist()
        for value, end in zip(values, ends[name], strict=True):
            changes = fixed(case, name, value)
            assert (changes is None) == (name in JOINT)
            if changes is None:
                continue
            changed = case.change(changes)
            assert name not in inputs_of(changed).names
            assert calculate(changed, 0).point.net_result == pytest.approx(end, abs=1e-3)


def test_numbers_that_move_together_do_so_when_one_is_set() -> None:
    file = next(file for file in EXAMPLES if file.stem == "ips-job")
    path = "consequences.kontanthjaelp.quantity"
    case = _case(file).change({path: [{"mean": -20, "sd": 2}, -15, {"mean": -10, "sd": 4}]})
    changes = fixed(case, path, -22.0)
    assert changes is not None
    first, second, third = changes[path]
    assert (first, second) == (-22, -15)
    assert third == pytest.approx(-14, abs=1e-6), "one sd below its mean, as the first is"


def test_what_is_no_input_cannot_be_set() -> None:
    case = _case(EXAMPLES[0])
    assert fixed(case, "effect.nothing", 1.0) is None
