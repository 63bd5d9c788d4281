"""Price levels: convert an amount from one year's prices to another's by a named index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class PriceIndex:
    """A yearly price index. `own_years` are years that the user added, not the source."""

    name: str
    values: Mapping[int, float]
    own_years: frozenset[int] = field(default=frozenset())

    def factor(self, from_year: int, to_year: int) -> float:
        """Return what an amount in prices of `from_year` is multiplied by to reach `to_year`. [1]

        Raises:
            KeyError: the index lacks one of the years; its argument is that year.
        """
        if from_year == to_year:
            return 1.0
        for year in (from_year, to_year):
            if year not in self.values:
                raise KeyError(year)
        return self.values[to_year] / self.values[from_year]

    def covered(self) -> str:
        """Return the years that the index covers, as text."""
        years = sorted(self.values)
        return f"{years[0]}–{years[-1]}" if years else "–"
