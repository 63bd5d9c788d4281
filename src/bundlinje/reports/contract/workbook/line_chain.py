"""The chain from what counts to what is paid, step by step, as the sheet of lines calculates it.

The same numbers as the settlement's. A line that the chain does not reproduce, because it is a
correction or rests on more than it follows, is `given`: the sheet then shows the settlement's own
figures for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from bundlinje.contracts.cents import apportioned, rounded_cents, whole_cents
from bundlinje.contracts.contract import Caps, Payment, Version
from bundlinje.contracts.periods import natural_order
from bundlinje.contracts.rules import Rule, Unit, indexed, rule_amount
from bundlinje.contracts.settlement_lines import Explanation, Line, Settlement

ZERO = Fraction(0)
#: Earlier lines that an amended rule is applied to again; a formula for more would be too long.
MOST_EARLIER = 12


@dataclass(frozen=True)
class Own:
    """One person's part of a line, as the fields of `Step` with the same names."""

    person: str
    counted: Fraction
    given: Fraction = ZERO
    best: Fraction = ZERO
    earned: Fraction = ZERO
    less: Fraction = ZERO
    reached: Fraction = ZERO


@dataclass(frozen=True)
class Step:
    """One line with every step of its chain; amounts in the contract's currency.

    Attributes:
        line: The line of the settlement.
        payment: Its payment as it stood in the period.
        version: The terms of the period.
        before: The place of the payment's line before it where this one goes on from it, else −1.
        live: Whether the chain gives what the settlement does; the rest is 0 where it does not.
        rule: The rule that was used.
        given: What the rule gives for what counts, at its own price level.
        best: The most it gave before.
        factor: What is earned is multiplied by. [1]
        earned: What is earned to date (or in the period), before netting.
        less: What is netted off it.
        met: Whether the conditions are met.
        reached: What is given to date, unrounded.
        cut_before: What the payment's cap per person cut.
        cut_after: What the contract's cap per person cut.
        after_own: What the payment's own caps leave.
        earlier: Places of the lines whose counts an amended rule is applied to again.
        people: Each person's part, where the payment is per person; the figures are their sums.
    """

    line: Line
    payment: Payment
    version: Version
    before: int = -1
    live: bool = False
    rule: Rule | None = None
    given: Fraction = ZERO
    best: Fraction = ZERO
    factor: Fraction = Fraction(1)
    earned: Fraction = ZERO
    less: Fraction = ZERO
    met: bool = True
    reached: Fraction = ZERO
    cut_before: Decimal = Decimal(0)
    cut_after: Decimal = Decimal(0)
    after_own: Decimal = Decimal(0)
    earlier: tuple[int, ...] = ()
    people: tuple[Own, ...] = ()


@dataclass
class _Paid:
    """What was paid by the lines before. [0.01]"""

    total: int = 0
    by_period: dict[str, int] = field(default_factory=dict)
    by_payment: dict[str, int] = field(default_factory=dict)

    def add(self, line: Line) -> None:
        cents = int(line.amount * 100)
        self.total += cents
        self.by_period[line.period] = self.by_period.get(line.period, 0) + cents
        self.by_payment[line.payment] = self.by_payment.get(line.payment, 0) + cents


def chain(settlement: Settlement) -> tuple[Step, ...]:
    """Return every line of a settlement with its steps."""
    steps: list[Step] = []
    latest: dict[str, int] = {}
    paid = _Paid()
    for place, line in enumerate(settlement.lines):
        version = settlement.contract.version_at(line.period)
        payment = next(p for p in version.payments if p.id == line.payment)
        before = latest.get(line.payment, -1)
        step = _earned(line, payment, version, before, steps)
        if step is not None:
            step = _capped(step, paid)
        steps.append(step or Step(line, payment, version))
        if line.counted is not None:  # what was not measured gives nothing to go on from
            latest[line.payment] = place
        paid.add(line)
    return tuple(steps)


def _earned(
    line: Line, payment: Payment, version: Version, before: int, steps: list[Step]
) -> Step | None:
    """Return a line's steps before caps; None where the chain does not reproduce them."""
    why = line.explanation
    if why is None or line.corrects or line.counted is None:
        return None
    to_date = why.over == "contract" and not line.fallback
    last = steps[before] if to_date and before >= 0 else None
    if last is not None and not last.live:
        return None
    made = Step(line, payment, version, before if last is not None else -1, True, why.rule)
    made = replace(made, factor=why.factor if indexed(why.rule) else Fraction(1))
    found = (_by_person if payment.per == "person" else _for_all)(made, why, last, steps)
    if found is None:
        return None
    start = ZERO if last is None else last.reached
    cents = rounded_cents(found.reached) - rounded_cents(start)
    return found if cents == int(line.before_caps * 100) else None


def _for_all(made: Step, why: Explanation, last: Step | None, steps: Sequence[Step]) -> Step | None:
    """Return the steps of a line for the group as a whole."""
    line = made.line
    assert line.counted is not None
    grouped = isinstance(why.rule, Unit) and bool(why.rule.by_group)
    earlier: tuple[int, ...] = ()
    if last is not None and last.rule != why.rule:
        earlier = _lines_before(made, steps)
        if grouped or len(earlier) > MOST_EARLIER:
            return None
    if isinstance(why.rule, Unit) and why.rule.by_group:
        if sum(why.groups.values()) != line.counted:  # missing referrals are in no group
            return None
        given = sum((why.rule.by_group[g] * count for g, count in why.groups.items()), ZERO)
    else:
        given = rule_amount(why.rule, line.counted)
    if earlier:
        counts = [steps[place].line.counted for place in earlier]
        best = max([ZERO, *(rule_amount(why.rule, c) for c in counts if c is not None)])
    else:
        best = ZERO if last is None else max(last.best, last.given)
    earned = (ZERO if last is None else last.earned) + max(given - best, ZERO) * made.factor
    reached = ZERO if why.unmet else earned - min(max(why.less, ZERO), earned)
    reached = max(ZERO if last is None else last.reached, reached)
    return replace(
        made, given=given, best=best, earned=earned, less=why.less, met=not why.unmet,
        reached=reached, earlier=earlier,
    )  # fmt: skip


def _lines_before(made: Step, steps: Sequence[Step]) -> tuple[int, ...]:
    """Return the places of the payment's earlier lines, the oldest first."""
    places, place = [], made.before
    while place >= 0:
        places.append(place)
        place = steps[place].before
    return tuple(reversed(places))


def _by_person(
    made: Step, why: Explanation, last: Step | None, steps: Sequence[Step]
) -> Step | None:
    """Return the steps of a line per person, with those of each; None where a rule was amended."""
    before = {own.person: own for own in last.people} if last is not None else {}
    if isinstance(why.rule, Unit) and why.rule.by_group:
        return None
    if not why.people or not before.keys() <= why.people.keys():
        return None
    if last is not None and last.rule != why.rule:
        return None
    people = []
    for person in sorted(why.people, key=natural_order):
        counted, less = why.people[person]
        was = before.get(person, Own(person, ZERO))
        given, best = rule_amount(why.rule, counted), max(was.best, was.given)
        earned = was.earned + max(given - best, ZERO) * made.factor
        reached = ZERO if why.unmet else earned - min(max(less, ZERO), earned)
        reached = max(was.reached, reached)
        people.append(Own(person, counted, given, best, earned, less, reached))

    def total(name: str) -> Fraction:
        return sum((getattr(own, name) for own in people), ZERO)

    return replace(
        made, given=total("given"), best=total("best"), earned=total("earned"),
        less=total("less"), met=not why.unmet, reached=total("reached"), people=tuple(people),
    )  # fmt: skip


def _capped(step: Step, paid: _Paid) -> Step | None:
    line, cap, caps = step.line, step.payment.cap, step.version.caps
    assert line.explanation is not None
    cuts: Mapping[str, Decimal] = dict(line.explanation.cuts)
    own = int(cuts.get("cap.per_person", Decimal(0)) * 100)
    after = int(cuts.get("caps.per_person", Decimal(0)) * 100)
    cents = int(line.before_caps * 100) - own
    limits = own_limits(step)
    if limits[0] is not None:
        cents = min(cents, whole_cents(limits[0]))
    if cap.amount is not None:
        cents = min(cents, max(whole_cents(cap.amount) - paid.by_payment.get(line.payment, 0), 0))
    left = cents
    cents -= after
    per_period = period_limit(caps, line.period)
    if per_period is not None:
        cents = min(cents, max(whole_cents(per_period) - paid.by_period.get(line.period, 0), 0))
    if caps.total is not None:
        cents = min(cents, max(whole_cents(caps.total) - paid.total, 0))
    parts = apportioned(cents, list(step.version.shares(step.payment).values()))
    if cents != int(line.amount * 100) or parts != [int(a * 100) for a in line.by_payer.values()]:
        return None
    return replace(
        step,
        cut_before=Decimal(own) / 100,
        cut_after=Decimal(after) / 100,
        after_own=Decimal(left) / 100,
    )


def own_limits(step: Step) -> tuple[Fraction | None, Fraction | None]:
    """Return the payment's limit in the line's period, and over the contract."""
    cap = step.payment.cap
    return cap.by_period.get(step.line.period, cap.per_period), cap.amount


def period_limit(caps: Caps, period: str) -> Fraction | None:
    """Return the contract's limit in a period."""
    return caps.by_period.get(period, caps.per_period)
