"""The columns of the sheet of sharing, and what stands in each on every date."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bundlinje.reports.contract.workbook.quantities import (
    DIGITS,
    NOTHING,
    Quantity,
    divided,
    total,
)
from bundlinje.reports.workbook.cells import Sheet

#: The first row of dates, as on the sheet of cash.
FIRST = 4


@dataclass
class Columns:
    """The columns made so far by key; a key is filled on each date from left to right."""

    sheet: Sheet
    place: int = 0  # the date that is being filled
    at: dict[str, int] = field(default_factory=dict)
    filled: dict[str, dict[int, Quantity]] = field(default_factory=dict)

    @property
    def row(self) -> int:
        """The row of the date."""
        return FIRST + self.place

    def column(self, key: str, head: str, hidden: bool = False) -> int:
        """Return the column of a key, made where it is new."""
        if key not in self.at:
            col = len(self.at) + 1
            self.at[key] = col
            self.sheet.text(FIRST - 1, col, head, "header")
            self.sheet.widths[col] = 14
            if hidden:
                self.sheet.hidden_columns.add(col)
        return self.at[key]

    def put(
        self,
        key: str,
        head: str,
        quantity: Quantity,
        cents: bool = True,
        hidden: bool = False,
    ) -> Quantity:
        """Put a quantity on the date and return its cell; `cents` rounds it to them."""
        col = self.column(key, head, hidden)
        assert (self.row, col) not in self.sheet.cells, key  # two keys may not be the same
        if quantity.nothing:
            self.sheet.put(self.row, col, 0.0, "number")
            return NOTHING
        value = round(quantity.value, 2) + 0.0 if cents else quantity.value
        text = f"ROUND({quantity.text},2)" if cents else quantity.text
        self.sheet.formula(self.row, col, text, value, "number")
        made = Quantity(self.sheet.at(self.row, col), value)
        self.filled.setdefault(key, {})[self.place] = made
        return made

    def given(self, key: str, head: str, value: float) -> Quantity:
        """Put a value that may be changed, and return its cell."""
        col = self.column(key, head)
        self.sheet.put(self.row, col, value, "input_money")
        return Quantity(self.sheet.at(self.row, col), value)

    def before(self, key: str) -> Quantity:
        """Return the sum of a key over the dates before this one."""
        filled = self.filled.get(key, {})
        earlier = [quantity.value for place, quantity in filled.items() if place < self.place]
        if not earlier or key not in self.at:
            return NOTHING
        cells = self.sheet.in_column(self.at[key], FIRST, self.row - 1)
        return Quantity(f"SUM({cells})", round(sum(earlier), 2))

    def shared(
        self,
        key: str,
        head: Callable[[int], str],
        amount: Quantity,
        weights: Sequence[Quantity],
    ) -> list[Quantity]:
        """Put an amount divided in proportion to weights, and return the parts.

        Args:
            key: What the columns are called by; each has its place behind.
            head: The heading of the part in a place.
            amount: What is divided; one receiver alone gets all of it.
            weights: By receiver; all 0 gives nothing.
        """
        if len(weights) == 1:
            return [self.put(f"{key}/0", head(0), amount)]
        whole = self.put(f"{key}/weights", head(0), total(weights), cents=False, hidden=True)
        exact = []
        for k, weight in enumerate(weights):
            part = NOTHING
            if not (amount.nothing or whole.nothing or weight.nothing):
                text = f"{amount.text}*100*{weight.text}/{whole.text}"
                value = amount.value * 100 * weight.value / whole.value if whole.value else 0.0
                part = Quantity(
                    f"IF({whole.text}=0,0,ROUND({text},{DIGITS}))", round(value, DIGITS)
                )
            exact.append(self.put(f"{key}/{k}/exact", head(k), part, cents=False, hidden=True))
        if amount.nothing or whole.nothing:
            return [self.put(f"{key}/{k}", head(k), NOTHING) for k in range(len(weights))]
        parts = divided(amount, exact)
        return [self.put(f"{key}/{k}", head(k), part) for k, part in enumerate(parts)]
