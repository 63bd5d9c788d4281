"""Numbers as people write them in files: certain, uncertain, or a reference to a named one."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from bundlinje.basics import distributions
from bundlinje.basics.distributions import CI95_WIDTH, Distribution
from bundlinje.basics.texts import Text


class Kind(Enum):
    """What a number stands for; decides its bounds and the family of its uncertainty."""

    RATE = "rate"  # also persistence and shares of people
    MONEY = "money"
    PEOPLE = "people"
    FACTOR = "factor"
    DIFFERENCE = "difference"
    QUANTITY = "quantity"

    @property
    def bounds(self) -> tuple[float, float]:
        """The smallest and the largest value allowed."""
        return _BOUNDS.get(self, (-math.inf, math.inf))

    @property
    def breadth(self) -> int:
        """How wide the family is: 0 beta (0–1), 1 gamma (above 0), 2 normal (any number)."""
        return _BREADTH[self]


_BOUNDS = {
    Kind.RATE: (0.0, 1.0),
    Kind.PEOPLE: (0.0, math.inf),
    Kind.DIFFERENCE: (-1.0, 1.0),
}
_BREADTH = {
    Kind.RATE: 0,
    Kind.MONEY: 1,
    Kind.PEOPLE: 1,
    Kind.FACTOR: 1,
    Kind.DIFFERENCE: 2,
    Kind.QUANTITY: 2,
}


@dataclass(frozen=True)
class Number:
    """One number of a case: its mean, and its distribution or reference where it is uncertain.

    A number that refers to another is `times` that one; `mean` is its own, already multiplied.
    """

    mean: float
    distribution: Distribution | None = None
    ref: str = ""
    times: float = 1.0

    @property
    def certain(self) -> bool:
        """Whether the number has no uncertainty of its own and refers to nothing."""
        return self.distribution is None and not self.ref


@dataclass(frozen=True)
class Spread:
    """An uncertain number as written, before its kind has decided the family.

    `interval` is the 95 % interval where one was stated; `make` builds the distribution of an
    explicit family, and is None where the family follows from the kind.
    """

    mean: float
    sd: float
    interval: tuple[float, float] | None = None
    make: Callable[[], Distribution] | None = None

    def distribution(self, kind: Kind) -> Distribution:
        """Return the distribution of a number of this kind.

        Raises:
            ImpossibleSpreadError: no distribution of the family has this mean and interval.
        """
        if self.make is not None:
            made = self.make()
            low, high = kind.bounds
            bounded = made.family in ("uniform", "pert")
            if bounded and (made.support[0] < low or made.support[1] > high):
                raise ImpossibleSpreadError(_outside(made.support, kind))
            return made
        if kind.breadth == 0:
            return self._rate()
        # Money may be negative, and a gamma may not: what can be negative is normal.
        if kind.breadth == 1 and not (kind is Kind.MONEY and self.mean <= 0):
            return self._positive()
        return distributions.normal(self.mean, self.sd)

    def _rate(self) -> Distribution:
        if self.interval and (self.interval[0] < 0 or self.interval[1] > 1):
            raise ImpossibleSpreadError(_outside(self.interval, Kind.RATE))
        try:
            return distributions.beta_from_moments(self.mean, self.sd)
        except ValueError:
            limit = math.sqrt(max(self.mean * (1 - self.mean), 0))
            raise ImpossibleSpreadError(
                Text(
                    f"en rate med middelværdi {self.mean:g} kan ikke have standardafvigelsen "
                    f"{self.sd:.4g}; den skal være under {limit:.4g}.",
                    f"a rate with mean {self.mean:g} cannot have standard deviation "
                    f"{self.sd:.4g}; it must be below {limit:.4g}.",
                )
            ) from None

    def _positive(self) -> Distribution:
        if self.interval and self.interval[0] < 0:
            raise ImpossibleSpreadError(
                Text(
                    f"intervallet begynder under 0 ({self.interval[0]:g}), men tallet kan ikke "
                    "være negativt. Ret intervallet, eller angiv fordelingen, fx {normal: […]}.",
                    f"the interval begins below 0 ({self.interval[0]:g}), but the number cannot "
                    "be negative. Correct it, or name the family, e.g. {normal: […]}.",
                )
            )
        try:
            return distributions.gamma(self.mean, self.sd)
        except ValueError:
            raise ImpossibleSpreadError(
                Text(
                    "middelværdien skal være over 0, når tallet er usikkert.",
                    "the mean must be above 0 when the number is uncertain.",
                )
            ) from None


class ImpossibleSpreadError(ValueError):
    """An interval or sd that no distribution of the family has; carries the explanation."""

    def __init__(self, message: Text) -> None:
        self.message = message
        super().__init__(message.en)


def spread_from_ci95(mean: float, low: float, high: float) -> Spread:
    """Return the spread with sd = (high − low) / 3.92 around the stated mean."""
    return Spread(mean, (high - low) / CI95_WIDTH, (low, high))


def _outside(interval: tuple[float, float], kind: Kind) -> Text:
    low, high = kind.bounds
    limit = f"{low:g}–{high:g}" if math.isfinite(high) else f"≥ {low:g}"
    return Text(
        f"intervallet {interval[0]:g} til {interval[1]:g} går ud over det mulige ({limit}).",
        f"the interval {interval[0]:g} to {interval[1]:g} goes beyond what is possible ({limit}).",
    )
