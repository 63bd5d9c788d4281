"""How a portfolio's amounts and chances are written in a report."""

from __future__ import annotations

from dataclasses import dataclass

from bundlinje.basics.texts import Language
from bundlinje.contracts.portfolio_file import Portfolio
from bundlinje.reports.amounts import AmountWords


@dataclass(frozen=True)
class PortfolioWords(AmountWords):
    """Writes the numbers of one portfolio in one language."""

    portfolio: Portfolio
    language: Language

    @property
    def currency_code(self) -> str:
        """The currency of the portfolio."""
        return self.portfolio.currency

    def sure(self, share: float) -> str:
        """Return a probability that is stated and may be certain."""
        return self.percent(share) if share in (0.0, 1.0) else self.chance(share)
