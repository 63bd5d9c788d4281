"""Any bytes either make a tree or are refused with a problem, and quickly."""

from __future__ import annotations

import random
import time

from hypothesis import given
from hypothesis import strategies as st

from bundlinje.basics.errors import InputError
from bundlinje.basics.yaml_tree import MAX_NODES, Node, parse_document
from tests.mutations import mutated_bytes
from tests.small_cases import EXAMPLE_FILES

EXAMPLES = [file.read_bytes() for file in EXAMPLE_FILES]
#: Far above what any of these takes; a hang is what it is to catch.
SECONDS = 10.0

#: What YAML is made of, so that random texts come close to being YAML.
PIECES = st.sampled_from(
    ["a", "b: ", ": ", "- ", "\n", "\n  ", "\n    ", "[", "]", "{", "}", ", ", "&x ", "*x", "!",
     "!!", "? ", "'", '"', "|", ">", "#", "---", "...", "%", "~", "1", "1e9", ".nan", "\t", "\\",
     "<<: ", "é", "\u2028", "\x00", "\ufeff"]
)  # fmt: skip


def parse(content: bytes) -> None:
    lines = len(content.decode("utf-8", "replace").splitlines()) + 1
    started = time.perf_counter()
    try:
        document = parse_document(content, "fuzz")
    except InputError as error:
        assert error.problems
        assert error.to("da")
        for problem in error.problems:
            assert problem.line is None or 1 <= problem.line <= lines + 1
    else:
        assert isinstance(document.root, Node)
        assert document.root.size <= MAX_NODES + 1
        document.root.plain()
    assert time.perf_counter() - started < SECONDS


@given(st.binary(max_size=300))
def test_random_bytes(content: bytes) -> None:
    parse(content)


@given(st.lists(PIECES, max_size=60))
def test_texts_that_are_nearly_yaml(pieces: list[str]) -> None:
    parse("".join(pieces).encode())


@given(st.integers(0, 2**32), st.integers(0, len(EXAMPLES) - 1))
def test_examples_with_a_few_bytes_changed(seed: int, example: int) -> None:
    parse(mutated_bytes(EXAMPLES[example], random.Random(seed)))
