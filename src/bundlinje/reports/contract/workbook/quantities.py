"""Quantities of a sheet: the text of a formula together with the amount it stands for.

Each operation makes both, so that a cell shows what its formula gives. Amounts are in the
contract's currency; whether they are the engine's is decided where the sheet is finished.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

#: Fractions of a cent below this are noise of binary numbers.
DIGITS = 6


@dataclass(frozen=True)
class Quantity:
    """A formula without `=`, and its value."""

    text: str
    value: float

    @property
    def nothing(self) -> bool:
        """Whether it is 0 whatever is changed in the sheet."""
        return self.text == "0"


NOTHING = Quantity("0", 0.0)


def total(plus: Sequence[Quantity], minus: Sequence[Quantity] = ()) -> Quantity:
    """Return a sum, less what is subtracted; what is always 0 is left out."""
    plus, minus = [q for q in plus if not q.nothing], [q for q in minus if not q.nothing]
    if len(plus) == 1 and not minus:
        return plus[0]
    if not plus and not minus:
        return NOTHING
    text = "+".join(q.text for q in plus) + "".join(f"-{q.text}" for q in minus)
    value = math.fsum([*(q.value for q in plus), *(-q.value for q in minus)])
    return Quantity(f"({text})", value)


def least(*parts: Quantity) -> Quantity:
    """Return the smallest of amounts that are 0 or more."""
    if any(q.nothing for q in parts):
        return NOTHING
    if len(parts) == 1:
        return parts[0]
    return Quantity(f"MIN({','.join(q.text for q in parts)})", min(q.value for q in parts))


def from_0(part: Quantity) -> Quantity:
    """Return an amount, or 0 where it is below."""
    return NOTHING if part.nothing else Quantity(f"MAX(0,{part.text})", max(0.0, part.value))


def whole(part: Quantity) -> Quantity:
    """Return an amount rounded down to whole cents, a hair's breadth below one counted as it."""
    slack = 1e-6
    return Quantity(
        f"INT({part.text}*100+0.000001)/100", math.floor(part.value * 100 + slack) / 100
    )


def divided(whole_sum: Quantity, exact: Sequence[Quantity]) -> list[Quantity]:
    """Return whole cents in proportion, the cents left over to the largest remainders.

    Args:
        whole_sum: What is divided.
        exact: The exact parts in cents, rounded to `DIGITS` decimals.
    """
    floors = "".join(f"-INT({part.text})" for part in exact)
    left = f"(ROUND({whole_sum.text}*100,0){floors})"
    over = round(whole_sum.value * 100) - sum(math.floor(part.value) for part in exact)
    rests = [f"ROUND({part.text}-INT({part.text}),{DIGITS})" for part in exact]
    values = [round(part.value - math.floor(part.value), DIGITS) for part in exact]
    found = []
    for at, part in enumerate(exact):
        ahead = [
            f"({rest}{'>=' if j < at else '>'}{rests[at]})"
            for j, rest in enumerate(rests)
            if j != at
        ]
        rank = sum(
            other >= values[at] if j < at else other > values[at]
            for j, other in enumerate(values)
            if j != at
        )
        cents = math.floor(part.value) + (1 if over > rank else 0)
        text = f"(INT({part.text})+IF({left}>({'+'.join(ahead) or '0'}),1,0))/100"
        found.append(Quantity(text, cents / 100))
    return found
