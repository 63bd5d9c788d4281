"""Expected outcomes as results, so that `settlement` can settle them exactly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from bundlinje.contracts.contract import Contract
from bundlinje.contracts.outcomes import Outlook, expected_periods
from bundlinje.contracts.results_file import Results, Row

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def expected_results(
    contract: Contract, expected: Mapping[str, Outlook], without: bool = False
) -> Results:
    """Return results that show what is expected, at the means.

    Where a payment is settled person by person each success is another person's only one, and
    those who reach one metric first are the same who reach another first; the last one may be a
    part of a person.

    Args:
        contract: The contract.
        expected: What each metric is expected to show, one draw.
        without: Take the rates without the intervention, where they are told.
    """
    periods = expected_periods(contract)
    personal = any(
        version.needs_person(payment, contract.metrics[payment.metric])
        for version in contract.versions
        for payment in version.payments
    )
    rows: list[Row] = []
    for id, outlook in expected.items():
        rate = outlook.without if without and outlook.without is not None else outlook.rate
        share = _exact(rate)
        people = Fraction(1) if outlook.people is None else _exact(outlook.people)
        so_far = Fraction(0)
        for period, part in zip(periods, outlook.shares, strict=True):
            if not part:
                continue
            if not contract.metrics[id].additive:
                rows.append(Row(period.id, id, share, None, part, None, 0))
                continue
            value = people * share * part
            if not personal or not outlook.by_chance:
                rows.append(Row(period.id, id, value, None, Fraction(1), None, 0))
                continue
            for person, amount in _persons(so_far, so_far + value):
                rows.append(Row(period.id, id, amount, person, Fraction(1), None, 0))
            so_far += value
    return Results(tuple(rows), periods)


def _exact(number: Array) -> Fraction:
    return Fraction(repr(float(number[0])))


def _persons(start: Fraction, end: Fraction) -> Iterator[tuple[str, Fraction]]:
    """Yield people number `start` … `end` with the part of each that falls between the two."""
    first = int(start)
    while first < end:
        part = min(end, Fraction(first + 1)) - max(start, Fraction(first))
        yield f"{first + 1}", part
        first += 1
