"""Quantities that are a service of a use profile: grey cells by year, and where they come from.

The numbers are no input: the formulas read them, and the profile gives them anew when the workbook
is read back. What the case leaves to the profile is written out, since the formulas need it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bundlinje.calculation import workbook_format as form
from bundlinje.calculation.case import Change, Consequence
from bundlinje.evidence.profiles import of_profile
from bundlinje.reports.workbook.cells import Sheet

#: The longest text that a formula may hold in Excel.
_MOST = 255


@dataclass(frozen=True)
class ProfileRow:
    """One quantity of a profile: addresses of its cells by year and of its reference."""

    cells: str
    reference: str
    numbers: tuple[float, ...]
    text: str

    def wrong(self) -> str:
        """Return a formula for how many cells differ from the profile, 0 without a reference."""
        known = ",".join(map(repr, self.numbers))
        differ = f"SUMPRODUCT(--(ABS({self.cells}-{{{known}}})>1E-9))"
        quoted = self.text.replace('"', '""')
        if len(quoted) <= _MOST:
            differ = f'IF(EXACT({self.reference},"{quoted}"),{differ},1)'
        return f'IF({self.reference}="",0,{differ})'


def follow_profile(data: dict[str, Any], change: Change, price_year: int) -> None:
    """Write out in the data of an item what it leaves to its profile.

    `price_year` is that of the case, which the formulas take where a row states none.
    """
    if not of_profile(change.quantity.numbers):
        return
    data.setdefault("label", change.label)
    data.setdefault("unit", change.unit)
    data.setdefault("lag", change.lag)
    if not isinstance(change, Consequence):
        return
    data.setdefault("direction", change.direction)
    # An amount in kroner needs no price, and is in the prices of the profile.
    price = data.setdefault("price", 1)
    if not isinstance(price, dict):
        price = data["price"] = {"amount": price}
    if change.price.price_year != price_year:
        price.setdefault("price_year", change.price.price_year)


def put_profile(
    sheet: Sheet, row: int, cells: Sequence[int], spread: int, written: Any, change: Change
) -> ProfileRow:
    """Put the numbers of a profile in grey cells, and their reference in the cell beside them."""
    numbers = tuple(number.mean for number in change.quantity.numbers)
    for col in cells:
        sheet.put(row, col, None, "given")
    for col, number in zip(cells, numbers, strict=False):
        sheet.put(row, col, number, "given")
    text = form.map_text(written)
    sheet.text(row, spread, text, "structure")
    every = sheet.in_row(row, cells[0], cells[len(cells) - 1])
    more = (0.0,) * (len(cells) - len(numbers))
    return ProfileRow(every, sheet.at(row, spread), (*numbers, *more), text)
