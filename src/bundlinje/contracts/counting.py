"""What counts of a measured value: preconditions, counts per person, referrals, and counts.

The first part of the order of a line: value → `requires`, `count_per_person`, `referrals`,
`count`. Counts run over the contract's life and serve earlier periods first; within a period
need groups as listed in the rule, then people by pseudonym, then missing referrals.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from bundlinje.contracts.contract import Metric, Payment
from bundlinje.contracts.measuring import ZERO, Cell, Measurements, Window, exact_sum
from bundlinje.contracts.periods import natural_order
from bundlinje.contracts.rules import Unit


@dataclass
class CountLedger:
    """What has been counted so far towards the limits of one payment.

    `limits` is whether it has any, now or after an amendment; without them nothing is noted.
    """

    limits: bool = True
    total: Fraction = ZERO
    by_person: dict[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True)
class Counted:
    """What a rule is applied to.

    Attributes:
        cells: Counted values by person and need group.
        value: The measured value of the window; None where nothing was measured.
        total: The counted value as one number.
        referrals: The part of it that stands for missing referrals.
        bound: The limits that cut something.
    """

    cells: dict[Cell, Fraction]
    value: Fraction | None
    total: Fraction | None
    referrals: Fraction = ZERO
    bound: tuple[str, ...] = ()


def counted(
    found: Measurements,
    payment: Payment,
    metric: Metric,
    window: Window,
    final: bool,
    ledger: CountLedger,
) -> Counted:
    """Return what counts of a metric in a window, and note it in the ledger.

    Args:
        found: The results.
        payment: The payment as it stands in the window's last period.
        metric: Its metric.
        window: First and last period.
        final: Whether missing referrals are known: the window is one period, or the contract's
            last period is in it.
        ledger: What earlier windows have used of the limits.
    """
    value = found.value(metric.id, window)
    if not found.measured(metric.id, window):
        value = None
    eligible = None
    if payment.requires is not None:
        eligible = found.reached(payment.requires, window[1])
    if not metric.additive:
        return _averages(found, payment, metric, window, value, eligible)
    return _sums(found, payment, metric, window, value, eligible, final, ledger)


def _averages(
    found: Measurements,
    payment: Payment,
    metric: Metric,
    window: Window,
    value: Fraction | None,
    eligible: frozenset[str] | None,
) -> Counted:
    total = found.value(metric.id, window, eligible)
    if payment.per == "group":
        return Counted({} if total is None else {(None, None): total}, value, total)
    cells = {
        cell: amount
        for cell, amount in found.cells(metric.id, window).items()
        if eligible is None or cell[0] in eligible
    }
    return Counted(cells, value, total)


def _sums(
    found: Measurements,
    payment: Payment,
    metric: Metric,
    window: Window,
    value: Fraction | None,
    eligible: frozenset[str] | None,
    final: bool,
    ledger: CountLedger,
) -> Counted:
    cap, cells, bound = payment.cap, dict[Cell, Fraction](), dict[str, None]()

    def within(wanted: Fraction, limit: Fraction | None, used: Fraction, name: str) -> Fraction:
        if limit is None:
            return wanted
        room = limit - used if used else limit  # subtracting fractions takes time
        if wanted <= room:
            return wanted
        bound[name] = None
        return max(room, ZERO)

    def serve(cell: Cell, wanted: Fraction) -> Fraction:
        person, taken = cell[0], wanted
        if person is not None:
            used = ledger.by_person.get(person, ZERO)
            taken = within(taken, cap.count_per_person, used, "cap.count_per_person")
        taken = within(taken, cap.count, ledger.total, "cap.count")
        ledger.total += taken
        if person is not None:
            ledger.by_person[person] = used + taken if used else taken
        return taken

    for waiting in _in_turn(found, payment, metric, window):
        if not ledger.limits:
            cells = {c: v for c, v in waiting if eligible is None or c[0] in eligible}
            break
        for cell, wanted in waiting:
            if eligible is None or cell[0] in eligible:
                taken = serve(cell, wanted)
                cells[cell] = cells[cell] + taken if cell in cells else taken
    missing = ZERO
    if final:
        missing = serve((None, None), _missing_referrals(found, payment, window))
    if missing:
        cells[None, None] = cells.get((None, None), ZERO) + missing
    if value is None and not cells:
        return Counted({}, None, None)
    total = exact_sum(cells.values())
    return Counted(cells, value or ZERO, total, missing, tuple(bound))


def _in_turn(
    found: Measurements, payment: Payment, metric: Metric, window: Window
) -> Iterator[list[tuple[Cell, Fraction]]]:
    """Yield what is to be counted in the order in which limits serve it.

    Without limits nothing depends on the order, and the window is counted at once.
    """
    if payment.cap.count is None and payment.cap.count_per_person is None:
        yield list(found.cells(metric.id, window).items())
        return
    for place in range(window[0], window[1] + 1):
        yield in_order(found, payment, metric.id, place)


def in_order(
    found: Measurements, payment: Payment, metric: str, place: int
) -> list[tuple[Cell, Fraction]]:
    """Return the claims of a period in the order in which the limits of a payment serve them."""
    waiting = found.cells(metric, (place, place))
    return sorted(waiting.items(), key=lambda item: _order(payment, item[0]))


def _missing_referrals(found: Measurements, payment: Payment, window: Window) -> Fraction:
    """Return what the referrals below the guaranteed number count as; 0 where none are told."""
    referrals = payment.referrals
    if referrals is None or not found.measured(referrals.metric, window):
        return ZERO
    referred = found.value(referrals.metric, window) or ZERO
    return max(referrals.guaranteed - referred, ZERO) * referrals.counts_as


def _order(payment: Payment, cell: Cell) -> tuple[object, ...]:
    person, group = cell
    listed = list(payment.rule.by_group) if isinstance(payment.rule, Unit) else []
    place = listed.index(group) if group in listed else len(listed)
    return place, natural_order(group or ""), person is None, natural_order(person or "")
