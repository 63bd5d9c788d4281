"""Keep small groups and single persons out of what is shown."""

from __future__ import annotations

from collections.abc import Sequence

from bundlinje.register.result import OverlapBin


def hide_level(
    people: tuple[int, int],
    users: tuple[int, int],
    largest: tuple[float, float],
    minimum: int,
    dominance: float,
) -> bool:
    """Return whether a pair of groups' use must be hidden, the both of them.

    Both are, since the estimate and one group's mean give the other's.

    Args:
        people: How many are followed in each group.
        users: How many used the service at all.
        largest: The largest person's share of each group's total. [1]
        minimum: The fewest that may be shown. [people]
        dominance: The most that one person may have of a total. [1]
    """
    few = any(n < minimum for n in people) or any(0 < n < minimum for n in users)
    one = any(n > 0 and share > dominance for n, share in zip(users, largest, strict=True))
    return few or one


def hide_steps(counts: Sequence[int], minimum: int) -> list[int | None]:
    """Return counts that fall step by step, without those that would show a small drop.

    A count that is fewer than `minimum` below the last one shown is hidden, unless it is the same;
    the last count is always shown, so what stands before it is hidden where it is near.
    """
    shown: list[int | None] = []
    last = None
    for count in counts:
        small = last is not None and 0 < last - count < minimum
        shown.append(None if small else count)
        if not small:
            last = count
    if not shown or shown[-1] is not None:
        return shown
    shown[-1] = counts[-1]
    for i in range(len(shown) - 2, -1, -1):
        value = shown[i]
        if value is None:
            continue
        if 0 < value - counts[-1] < minimum:
            shown[i] = None
            continue
        break
    return shown


def merge_bins(bins: Sequence[OverlapBin], minimum: int) -> list[OverlapBin]:
    """Return bins joined with their neighbours until none shows a small group.

    A group of 0 in a bin may stand: that nobody had such a chance says nothing of anyone.
    """
    merged: list[OverlapBin] = []
    for one in bins:
        if merged and _small(merged[-1], minimum):
            merged[-1] = _join(merged[-1], one)
        else:
            merged.append(one)
    while len(merged) > 1 and _small(merged[-1], minimum):
        last = merged.pop()
        merged[-1] = _join(merged[-1], last)
    return merged if not (len(merged) == 1 and _small(merged[0], minimum)) else []


def _small(one: OverlapBin, minimum: int) -> bool:
    return any(0 < n < minimum for n in (one.reached, one.not_reached))


def _join(a: OverlapBin, b: OverlapBin) -> OverlapBin:
    return OverlapBin(a.low, b.high, a.reached + b.reached, a.not_reached + b.not_reached)
