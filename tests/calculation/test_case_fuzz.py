"""Any case either is refused with problems, or calculates; never anything else, and quickly.

`make fuzz` runs these with many more and ever new examples.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable

from hypothesis import example, given
from hypothesis import strategies as st

from bundlinje.basics.errors import InputError
from bundlinje.basics.yaml_tree import parse_document
from bundlinje.calculation.case import Case
from bundlinje.calculation.case_file import case_from_data, case_from_text
from bundlinje.calculation.engine import calculate
from bundlinje.calculation.summary import summary
from tests.mutations import mutated_bytes, mutated_data
from tests.oracle.random_cases import random_case
from tests.small_cases import EXAMPLE_FILES

CONTENTS = [file.read_bytes() for file in EXAMPLE_FILES]
DATA = [parse_document(content, "eksempel").root.plain() for content in CONTENTS]
#: Far above what any of these takes; a hang is what it is to catch.
SECONDS = 20.0

seeds = st.integers(0, 2**32)
examples = st.integers(0, len(CONTENTS) - 1)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
odd_data = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


def refuse_or_calculate(read: Callable[[], Case]) -> None:
    started = time.perf_counter()
    try:
        case = read()
    except InputError as error:
        assert error.problems
        assert error.to("da")
        assert error.to("en")
    else:
        for draws in (0, 50):
            result = calculate(case, draws)
            json.loads(result.to_json(), parse_constant=refuse_constant)
            assert summary(result)
    assert time.perf_counter() - started < SECONDS


def refuse_constant(name: str) -> float:
    raise AssertionError(f"{name} is not JSON")


@given(seeds, examples)
def test_examples_with_a_few_bytes_changed(seed: int, number: int) -> None:
    content = mutated_bytes(CONTENTS[number], random.Random(seed))
    refuse_or_calculate(lambda: case_from_text(content.decode("utf-8", "replace")))


@given(seeds, examples)
def test_examples_with_a_few_values_changed(seed: int, number: int) -> None:
    data = mutated_data(DATA[number], random.Random(seed))
    refuse_or_calculate(lambda: case_from_data(data))


@given(seeds)
def test_random_cases_with_a_few_values_changed(seed: int) -> None:
    rng = random.Random(seed)
    data = mutated_data(random_case(rng), rng)
    refuse_or_calculate(lambda: case_from_data(data))


@given(odd_data)
@example([])
@example(None)
@example({"format": "bundlinje.case/1"})
def test_data_that_is_no_case_at_all(data: object) -> None:
    refuse_or_calculate(lambda: case_from_data(data))  # type: ignore[arg-type]
