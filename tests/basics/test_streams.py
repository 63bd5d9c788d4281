"""Streams of uniform numbers: even, independent, and the same however they are asked for."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from bundlinje.basics.streams import BLOCK_MULTIPLE, uniforms

MANY = 100_000


@pytest.mark.parametrize("name", ["effect.with", "costs.hf-team.amount", "", "æøå"])
def test_numbers_are_uniform(name: str) -> None:
    # Fixed seeds: chosen once, so a level of one in a thousand never fails by chance later.
    assert stats.kstest(uniforms(1, name, 0, MANY), "uniform").pvalue > 1e-3


def test_numbers_are_strictly_between_0_and_1_and_all_different() -> None:
    drawn = uniforms(7, "x", 0, MANY)
    assert drawn.min() > 0
    assert drawn.max() < 1
    assert len(np.unique(drawn)) == MANY


def test_neighbours_in_a_stream_are_unrelated() -> None:
    drawn = uniforms(1, "effect.with", 0, MANY)
    for step in (1, 2, 3, 4):
        assert abs(np.corrcoef(drawn[:-step], drawn[step:])[0, 1]) < 4 / MANY**0.5


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((1, "a"), (1, "b")),
        ((1, "a"), (2, "a")),
        ((1, "effect.with"), (1, "effect.without")),
        ((1, "1\na"), (11, "a")),
        ((11, "a"), (1, "1a")),
    ],
)
def test_streams_of_other_names_and_seeds_are_unrelated(
    first: tuple[int, str], second: tuple[int, str]
) -> None:
    a, b = uniforms(*first, 0, MANY), uniforms(*second, 0, MANY)
    assert not np.any(a == b)
    assert abs(np.corrcoef(a, b)[0, 1]) < 4 / MANY**0.5


@given(st.integers(0, 10**12), st.text(), st.integers(0, 10**6), st.integers(1, 50))
def test_a_block_is_a_part_of_the_stream(seed: int, name: str, block: int, count: int) -> None:
    name = name.encode("utf-8", "ignore").decode()
    start = block * BLOCK_MULTIPLE
    found = uniforms(seed, name, start, count)
    np.testing.assert_array_equal(found, uniforms(seed, name, start, count + 9)[:count])
    before = uniforms(seed, name, start - start % 64, start % 64 + count)
    np.testing.assert_array_equal(found, before[start % 64 :])


def test_a_block_must_start_where_the_generator_can() -> None:
    with pytest.raises(ValueError, match="multiple"):
        uniforms(1, "x", 3, 10)


def test_no_numbers() -> None:
    assert uniforms(1, "x", 0, 0).shape == (0,)


def test_far_into_the_stream() -> None:
    assert 0 < uniforms(1, "x", 4 * 10**15, 1)[0] < 1


def test_the_numbers_of_every_release_and_machine() -> None:
    # Pinned: another number here would change every published result.
    np.testing.assert_array_equal(uniforms(1, "effect.with", 0, 3), PINNED)
    code = "from bundlinje.basics.streams import uniforms; print(*uniforms(1, 'effect.with', 0, 3))"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert [float(number) for number in found.split()] == PINNED


PINNED = [0.7884843540965675, 0.3187990838639073, 0.13305844943385037]
