"""A study's definition: who is followed from when, what success is, and what is compared."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from bundlinje.register.tables import Register

DAYS_A_YEAR = 365.25


def year_starts(day: int, years: int) -> list[int]:
    """Return where years begin, counted in days from `day`; one more entry than years. [days]

    Half days go to the even neighbour: 365.25 × 2 is 730.
    """
    return [day + round(DAYS_A_YEAR * k) for k in range(years + 1)]


def month(number: int) -> int:
    """Return the day on which a month begins, counted from time zero. [days]"""
    return round(DAYS_A_YEAR / 12 * number)


@dataclass(frozen=True)
class TimeZero:
    """When a person's clock starts: the first use of a service in a period.

    Attributes:
        services: The services whose first use counts.
        at: `start` of the use, or its `end`.
        first, last: The period, both days included.
    """

    services: tuple[str, ...]
    at: str
    first: datetime.date
    last: datetime.date


@dataclass(frozen=True)
class Use:
    """A bound on the use of services in a window from time zero.

    Attributes:
        services: Whose quantities are summed.
        window: First day and the day after the last, counted from time zero. [days]
        at_least, at_most: The bounds; one of them may be missing. [the services' unit]
    """

    services: tuple[str, ...]
    window: tuple[int, int]
    at_least: float | None = None
    at_most: float | None = None


@dataclass(frozen=True)
class Covariate:
    """Something known before time zero that the comparison is adjusted for.

    Attributes:
        name: A column of people, `age` or `year` (of time zero), or the service.
        kind: `column`, `use` (quantity) or `any` (1 where there was any).
        years: How far back the use is counted. [years]
    """

    name: str
    kind: str = "column"
    years: float = 0.0

    @property
    def key(self) -> str:
        """A name for its column."""
        return self.name if self.kind == "column" else f"{self.kind}_{self.name}_{self.years:g}"


@dataclass(frozen=True)
class Method:
    """How the difference is estimated.

    Attributes:
        estimand: `ate` (everyone in the target group), `att` (those who reached the goal) or
            `overlap` (those who could have gone either way).
        trim: People whose chance of reaching the goal is below this, or above one less this, are
            left out of the weighted estimates. [1]
        outcome_model: `linear`, or `two_part` (any use, and how much).
    """

    estimand: str = "ate"
    trim: float = 0.01
    outcome_model: str = "linear"


@dataclass(frozen=True)
class Suppression:
    """What may be shown of small groups.

    Attributes:
        minimum: Counts below this are not shown. [people]
        dominance: A total of which one person has more than this is not shown. [1]
    """

    minimum: int = 5
    dominance: float = 0.5


@dataclass(frozen=True)
class Study:
    """A study's definition, with the register that it is made on."""

    id: str
    title: str
    register: Register
    target_group: str
    time_zero: TimeZero
    age: tuple[int, int] | None
    before: tuple[Use, ...]
    goal: str
    conditions: tuple[Use, ...]
    starts_at_goal: bool
    years: int
    services: tuple[str, ...]
    covariates: tuple[Covariate, ...]
    death: bool
    emigration: bool
    age_limit: int | None
    cluster: str
    price_factors: Mapping[int, float]
    price_year: int | None
    method: Method
    suppression: Suppression
    file: str
    data: Any

    @property
    def goal_known(self) -> int:
        """The day on which it is known who reached the goal, from time zero. [days]"""
        return max(use.window[1] for use in self.conditions)

    @property
    def starts(self) -> list[int]:
        """Where the follow-up years begin, from time zero, and where the last ends. [days]"""
        return year_starts(self.goal_known if self.starts_at_goal else 0, self.years)

    def definition(self) -> dict[str, Any]:
        """Return all that decides the estimates, as plain values."""
        fields = asdict(replace(self, file="", data=None))
        fields["register"] = {
            "covers": [self.register.first.isoformat(), self.register.last.isoformat()],
            "prices": self.register.prices,
            "tables": self.register.data["tables"],
            "services": {k: self.register.data["services"][k] for k in sorted(self.used)},
        }
        del fields["file"], fields["data"], fields["title"]
        del fields["price_factors"]
        plain: dict[str, Any] = json.loads(json.dumps(fields, default=str, sort_keys=True))
        return plain

    @property
    def sha256(self) -> str:
        """The hash of the definition: titles, comments and line breaks do not change it."""
        text = json.dumps(self.definition(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def used(self) -> list[str]:
        """Every service that the study reads."""
        uses = [*self.before, *self.conditions]
        named = [
            *self.time_zero.services,
            *(service for use in uses for service in use.services),
            *self.services,
            *(c.name for c in self.covariates if c.kind != "column"),
        ]
        return list(dict.fromkeys(named))
