"""The caps of a line in their order, and what earlier lines have used of each.

The payment's per_person, per_period and amount, then the contract's per_person, per_period and
total. Lines come by period and then as payments are listed, so each cap serves earlier periods
first; what a cap cuts is lost, and only what is paid uses a cap up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from bundlinje.contracts.cents import apportioned, whole_cents
from bundlinje.contracts.contract import Caps, Payment
from bundlinje.contracts.periods import natural_order


@dataclass
class CapChain:
    """What has been paid so far, by everything that a cap can limit. [0.01]"""

    total: int = 0
    by_period: dict[str, int] = field(default_factory=dict)
    by_payment: dict[str, int] = field(default_factory=dict)
    by_person: dict[str, int] = field(default_factory=dict)
    by_payment_person: dict[tuple[str, str], int] = field(default_factory=dict)

    def paid(
        self,
        payment: Payment,
        caps: Caps,
        period: str,
        cents: int,
        people: dict[str, Fraction],
    ) -> tuple[int, tuple[tuple[str, int], ...]]:
        """Return what is paid of a line, and what each cap that bound cut of it.

        Args:
            payment: The payment as it stands in the period.
            caps: The contract's caps in the period.
            period: Id of the period.
            cents: The amount before caps. [0.01]
            people: Weights of the people it is for; an empty pseudonym is the part that is
                nobody's, and no people at all means that all of it is.
        """
        cuts: list[tuple[str, int]] = []
        shares = _divided(cents, people)

        def limit_people(name: str, limit: Fraction | None, used: dict[str, int]) -> None:
            nonlocal shares
            if limit is None:
                return
            room = whole_cents(limit)
            kept = {
                person: amount if not person else min(amount, max(room - used.get(person, 0), 0))
                for person, amount in shares.items()
            }
            note(name, sum(shares.values()) - sum(kept.values()))
            shares = kept

        def limit_line(name: str, limit: Fraction | None, used: int) -> None:
            nonlocal shares
            if limit is None:
                return
            before = sum(shares.values())
            room = max(whole_cents(limit) - used, 0)
            if before > room:
                note(name, before - room)
                shares = _divided(room, {p: Fraction(amount) for p, amount in shares.items()})

        def note(name: str, cut: int) -> None:
            if cut > 0:
                cuts.append((name, cut))

        own, cap = payment.id, payment.cap
        of_payment = {p: self.by_payment_person.get((own, p), 0) for p in shares}
        limit_people("cap.per_person", cap.per_person, of_payment)
        limit_line("cap.per_period", cap.by_period.get(period, cap.per_period), 0)
        limit_line("cap.amount", cap.amount, self.by_payment.get(own, 0))
        limit_people("caps.per_person", caps.per_person, self.by_person)
        in_period = self.by_period.get(period, 0)
        limit_line("caps.per_period", caps.by_period.get(period, caps.per_period), in_period)
        limit_line("caps.total", caps.total, self.total)
        self._note(own, period, shares)
        return sum(shares.values()), tuple(cuts)

    def _note(self, payment: str, period: str, shares: dict[str, int]) -> None:
        amount = sum(shares.values())
        self.total += amount
        self.by_period[period] = self.by_period.get(period, 0) + amount
        self.by_payment[payment] = self.by_payment.get(payment, 0) + amount
        for person, part in shares.items():
            self.by_person[person] = self.by_person.get(person, 0) + part
            key = (payment, person)
            self.by_payment_person[key] = self.by_payment_person.get(key, 0) + part


def _divided(cents: int, people: dict[str, Fraction]) -> dict[str, int]:
    """Return cents divided by weight, in the order of pseudonyms."""
    if not any(people.values()):
        return {"": cents}
    order = sorted(people, key=natural_order)
    return dict(zip(order, apportioned(cents, [people[p] for p in order]), strict=True))
