"""How amounts, shares and chances are written in a report, whatever it is about."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bundlinje.basics import formats
from bundlinje.basics.texts import Language, Text
from bundlinje.calculation.summaries import Distributed
from bundlinje.reports.content import Cell

NB = formats.NO_BREAK
#: Amounts are never written with more significant digits than this in running text.
MOST_DIGITS = 3
#: What is shown where there is no figure.
NONE = "–"


@dataclass(frozen=True)
class Scale:
    """The unit that amounts are written in: `divisor` [currency], `decimals` and its name."""

    divisor: float
    decimals: int
    unit: str


class AmountWords:
    """Writes numbers in one language and one currency."""

    language: Language

    @property
    def currency_code(self) -> str:
        """The currency, such as `DKK`."""
        raise NotImplementedError

    def say(self, da: str, en: str) -> str:
        """Return the text in the language of the report."""
        # The full stop of an abbreviation also ends the sentence.
        return Text(da, en).to(self.language).replace("kr..", "kr.")

    def stop(self, text: str) -> str:
        """Return text that ends with one full stop."""
        return text if text.endswith(".") else f"{text}."

    def number(self, value: float, decimals: int = 0) -> str:
        """Return a number."""
        return formats.number(value, self.language, decimals)

    def plain(self, value: float, digits: int = 4) -> str:
        """Return a number with at most `digits` significant digits."""
        return formats.plain(value, self.language, digits)

    def percent(self, share: float, decimals: int = 0) -> str:
        """Return a share as a percentage."""
        return formats.percent(share, self.language, decimals)

    def share(self, share: float) -> str:
        """Return a share as a percentage with the decimals that it has, at most two."""
        decimals = next((d for d in (0, 1) if abs(round(share, d + 2) - share) < 1e-9), 2)
        return self.percent(share, decimals)

    def chance(self, share: float) -> str:
        """Return a probability as a percentage that never claims certainty."""
        return formats.chance(share, self.language)

    @property
    def currency(self) -> str:
        """The unit of money as it is written."""
        danish = self.currency_code == "DKK" and self.language == "da"
        return "kr." if danish else self.currency_code

    def money(self, value: float, decimals: int = 0) -> str:
        """Return an amount to the krone."""
        return formats.money(value, self.currency_code, self.language, decimals)

    def scale(self, values: Sequence[float], precision: float) -> Scale:
        """Return the unit in which these amounts are written together."""
        largest = max((abs(value) for value in values), default=0.0)
        for least, digits, word in (
            (1e10, 9, self.say("mia.", "billion")),
            (999_500, 6, self.say("mio.", "million")),
        ):
            if largest >= least:
                decimals = max(0, min(2, round(digits - math.log10(precision))))
                return Scale(10.0**digits, decimals, f"{word}{NB}{self.currency}")
        return Scale(1.0, 0, self.currency)

    def amount(self, value: float, spread: float | None = None) -> str:
        """Return an amount rounded to what its spread (sd) allows."""
        return self.amounts([value], self.precision(value, spread))[0]

    def amounts(self, values: Sequence[float], precision: float) -> list[str]:
        """Return amounts in one common unit, rounded to `precision`."""
        scale = self.scale(values, precision)
        rounded = [round(value / precision) * precision for value in values]
        return [
            f"{self.number(value / scale.divisor, scale.decimals)}{NB}{scale.unit}"
            for value in rounded
        ]

    def interval(self, drawn: Distributed, precision: float) -> str:
        """Return the 90 % interval with its unit said once: `−1,2 til 15,1 mio. kr.`."""
        low, high = self.amounts([drawn.p5, drawn.p95], precision)
        return f"{low.split(NB, 1)[0]} {self.say('til', 'to')} {high}"

    def bare_amounts(self, values: Sequence[float], precision: float) -> list[str]:
        """Return amounts as `amounts` does, without the unit."""
        return [text.split(NB, 1)[0] for text in self.amounts(values, precision)]

    def precision(self, value: float, spread: float | None = None) -> float:
        """Return the power of ten that an amount is rounded to, from its spread or its size."""
        size = abs(value)
        by_digits = 10.0 ** (math.floor(math.log10(size)) - MOST_DIGITS + 1) if size >= 1 else 1.0
        allowed = 1.0 if spread is None else formats.precision_of(spread)
        # Never so coarse that the amount itself vanishes.
        coarsest = 10.0 ** math.floor(math.log10(size)) if size >= 1 else 1.0
        return max(min(max(by_digits, allowed), coarsest), 1.0)

    def money_cell(self, value: float | None) -> Cell:
        """Return an amount to the krone without its unit, which stands in the header."""
        return Cell(NONE) if value is None else Cell(self.number(value), value)

    def joined(self, parts: Sequence[str]) -> str:
        """Return parts as an enumeration: `a, b og c`."""
        if len(parts) < 2:
            return "".join(parts)
        return f"{', '.join(parts[:-1])} {self.say('og', 'and')} {parts[-1]}"
