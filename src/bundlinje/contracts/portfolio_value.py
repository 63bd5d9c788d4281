"""What a portfolio means to its fund, as plain data."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bundlinje.basics.texts import Language, Text
from bundlinje.basics.version import __version__
from bundlinje.calculation.engine import DEFAULT_SEED
from bundlinje.calculation.summaries import Distributed, distributed
from bundlinje.contracts.portfolio_file import Portfolio

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from bundlinje.contracts.portfolio_cash import FundCash, MemberCash

    Array = NDArray[np.float64]

FORMAT = "bundlinje.portfolio_value/1"


@dataclass(frozen=True)
class Over:
    """A figure of the fund after each quarter: expected, and its draws (quarters, draws)."""

    point: tuple[float, ...]
    draws: Array | None = field(repr=False)

    def spread(self, at: int) -> Distributed | None:
        """Return how it is distributed after a quarter, where there are draws."""
        return None if self.draws is None else distributed(self.draws[at])


@dataclass(frozen=True)
class MemberValue:
    """What one contract means to the fund, weighted by the chance that it is signed. [currency]

    `share` is its part of the expected commitments and `worst` its part of the fund's mean loss
    in the worst 5 % of the draws, None where the fund loses nothing there. [1]
    """

    id: str
    title: str
    stage: str
    themes: tuple[str, ...]
    probability: float
    commitment: float
    calls: float
    returns: float
    gain: Distributed | None
    p_loss: float | None
    share: float
    worst: float | None


@dataclass(frozen=True)
class PortfolioValue:
    """A portfolio valued; amounts in its currency.

    Attributes:
        portfolio: The portfolio.
        quarters: The last day of every quarter from the first date to the last.
        point: The fund's money, every contract weighted by its probability.
        series: By quarter: calls, returns, in_use, hand, topped_up.
        members: The contracts.
        by_payer: The expected outcome payments by who pays them.
        by_theme: Each theme's part of the expected commitments; a contract with several counts in
            each, so that parts can sum to more than 1. [1]
        cash: The fund's money at the point, date by date.
        member_cash: The money in each contract at the point, as if it were signed.
        figures: How figures are distributed: calls, returns, gain, peak, lowest, topped_up, irr.
        p_loss: The chance that the fund gets back less than it pays. [1]
        p_short: The chance that the earmarked capital is not enough. [1]
        draws: The number of draws; 0 is the point only.
        seed: Of the draws.
        warnings: What to look out for.
    """

    portfolio: Portfolio
    quarters: tuple[datetime.date, ...]
    point: dict[str, float | None]
    series: dict[str, Over]
    members: tuple[MemberValue, ...]
    by_payer: dict[str, float]
    by_theme: dict[str, float]
    cash: FundCash = field(repr=False)
    member_cash: tuple[MemberCash, ...] = field(repr=False)
    figures: dict[str, Distributed | None]
    gain: Array | None = field(repr=False)
    p_loss: float | None = None
    p_short: float | None = None
    draws: int = 0
    seed: int = DEFAULT_SEED
    warnings: tuple[Text, ...] = ()

    @property
    def effective_number(self) -> float:
        """How many contracts of equal size would be as spread: one over the sum of squares."""
        return 1 / sum(m.share**2 for m in self.members) if self.members else 0.0

    def to_dict(self, language: Language = "da") -> dict[str, Any]:
        """Return the value as plain data for JSON."""
        portfolio = self.portfolio
        return {
            "format": FORMAT,
            "portfolio": {
                "id": portfolio.id, "title": portfolio.title, "sha256": portfolio.sha256,
            },
            "software": f"bundlinje {__version__}",
            "currency": portfolio.currency,
            "capital": portfolio.capital,
            "warnings": [warning.to(language) for warning in self.warnings],
            "point": {
                **self.point,
                "by_quarter": [
                    {"date": day.isoformat(),
                     **{name: over.point[at] for name, over in self.series.items()}}
                    for at, day in enumerate(self.quarters)
                ],
            },
            "contracts": [
                {**vars(m), "themes": list(m.themes),
                 "gain": None if m.gain is None else m.gain.to_dict()}
                for m in self.members
            ],
            "concentration": {
                "effective_number": self.effective_number, "by_payer": self.by_payer,
                "by_theme": self.by_theme,
            },
            "uncertainty": self._uncertainty(),
        }  # fmt: skip

    def _uncertainty(self) -> dict[str, Any] | None:
        if not self.draws:
            return None
        by_quarter = []
        for at, day in enumerate(self.quarters):
            spreads = {name: over.spread(at) for name, over in self.series.items()}
            by_quarter.append(
                {"date": day.isoformat(),
                 **{name: None if s is None else s.to_dict() for name, s in spreads.items()}}
            )  # fmt: skip
        return {
            "draws": self.draws,
            "seed": self.seed,
            **{n: None if f is None else f.to_dict() for n, f in self.figures.items()},
            "p_loss": self.p_loss,
            "p_short": self.p_short,
            "by_quarter": by_quarter,
        }
