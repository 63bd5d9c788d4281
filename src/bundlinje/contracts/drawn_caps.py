"""The caps of drawn lines in their order, and what earlier lines have used of each.

`cap_chain`, every draw at once. A cap per person is held against the number of people: each is
taken to have had the same.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from bundlinje.contracts.cents import whole_cents
from bundlinje.contracts.contract import Caps, Payment

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Mask = NDArray[np.bool_]


class DrawnCaps:
    """What has been paid so far, by everything that a cap can limit, shape (draws,). [0.01]"""

    def __init__(self, draws: int) -> None:
        self.draws = draws
        self.total = np.zeros(draws)
        self.personal = np.zeros(draws)  # what people have been paid for
        self.people = np.zeros(draws)  # the most people that any payment was for
        self.by_period: dict[str, Array] = {}
        self.by_payment: dict[str, Array] = {}
        self.bound: dict[str, Mask] = {}
        self.noting = True  # what a cap cuts of money that is never paid is not noted

    def note(self, name: str, bound: Mask) -> None:
        """Note in which draws a cap cut something."""
        if not self.noting:
            return
        self.bound[name] = self.bound.get(name, np.zeros(self.draws, dtype=bool)) | bound

    def paid(
        self, payment: Payment, caps: Caps, period: str, cents: Array, people: Array | None
    ) -> Array:
        """Return what is paid of a line.

        Args:
            payment: The payment as it stands in the period.
            caps: The contract's caps in the period.
            period: Id of the period.
            cents: The amount before caps. [0.01]
            people: How many people the payment was for to date; None where it is nobody's.
        """
        own, cap, zero = payment.id, payment.cap, np.zeros(self.draws)

        def limit(
            name: str, most: Fraction | None, used: Array, times: Array | None = None
        ) -> None:
            nonlocal cents
            if most is None:
                return
            whole = float(whole_cents(most)) * (1.0 if times is None else times)
            room = np.maximum(whole - used, 0.0)
            self.note(name, cents > room)
            cents = np.minimum(cents, room)

        of_payment = self.by_payment.get(own, zero)
        if people is not None:
            self.people = np.maximum(self.people, people)
            limit(f"payments.{own}.cap.per_person", cap.per_person, of_payment, np.floor(people))
        per_period = cap.by_period.get(period, cap.per_period)
        limit(f"payments.{own}.cap.per_period", per_period, zero)
        limit(f"payments.{own}.cap.amount", cap.amount, of_payment)
        if people is not None:
            limit("caps.per_person", caps.per_person, self.personal, np.floor(self.people))
        in_period = self.by_period.get(period, zero)
        limit("caps.per_period", caps.by_period.get(period, caps.per_period), in_period)
        limit("caps.total", caps.total, self.total)
        self.total = self.total + cents
        self.personal = self.personal + (cents if people is not None else 0.0)
        self.by_period[period] = in_period + cents
        self.by_payment[own] = of_payment + cents
        return cents
