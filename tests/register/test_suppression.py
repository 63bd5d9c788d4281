"""No small group can be read out of what is shown."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from bundlinje.register.result import OverlapBin
from bundlinje.register.suppression import hide_level, hide_steps, merge_bins

MINIMUM = 5


@given(st.lists(st.integers(0, 12), min_size=1, max_size=8), st.integers(20, 40))
def test_steps_never_show_a_small_drop(drops: list[int], start: int) -> None:
    counts = [start + sum(drops)]
    for drop in drops:
        counts.append(counts[-1] - drop)
    shown = hide_steps(counts, MINIMUM)
    assert len(shown) == len(counts)
    assert shown[-1] == counts[-1]
    seen = [n for n in shown if n is not None]
    for before, after in itertools.pairwise(seen):
        assert before == after or before - after >= MINIMUM
    assert all(n is None or n == count for n, count in zip(shown, counts, strict=True))


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=20))
def test_bins_keep_everyone_and_show_no_small_group(counts: list[tuple[int, int]]) -> None:
    bins = [OverlapBin(i / 20, (i + 1) / 20, a, b) for i, (a, b) in enumerate(counts)]
    merged = merge_bins(bins, MINIMUM)
    for one in merged:
        assert not 0 < one.reached < MINIMUM
        assert not 0 < one.not_reached < MINIMUM
    if merged:
        assert sum(b.reached for b in merged) == sum(a for a, _ in counts)
        assert sum(b.not_reached for b in merged) == sum(b for _, b in counts)
        assert merged[0].low == 0.0
        assert all(a.high == b.low for a, b in itertools.pairwise(merged))


def test_few_users_and_one_who_has_most() -> None:
    assert hide_level((100, 100), (4, 50), (0.3, 0.1), MINIMUM, 0.5)
    assert hide_level((100, 4), (50, 4), (0.1, 0.3), MINIMUM, 0.5)
    assert hide_level((100, 100), (50, 50), (0.1, 0.6), MINIMUM, 0.5)
    assert not hide_level((100, 100), (0, 50), (0.0, 0.1), MINIMUM, 0.5)
    assert not hide_level((100, 100), (5, 50), (0.5, 0.1), MINIMUM, 0.5)
