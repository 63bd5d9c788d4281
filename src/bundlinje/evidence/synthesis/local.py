"""A consequence from a municipality's own counts: use before and after, with honest intervals.

The change is the mean over people of yearly use after less yearly use before; with a comparison
group its change is subtracted (difference in differences). Its standard error is

- from the standard deviation of the change between people where that is known. It holds however
  use is spread (counts with a few heavy users, nights in long stays), because it is measured;
- else from the counts, as if use were Poisson with its variance multiplied by an overdispersion
  factor φ: φ·before / (people·years)² and the same after. φ has no safe default and must be
  stated. Where a unit is one independent event (a visit to the emergency room) it is near 1;
  where units come in stays of length L (nights in a shelter) it is E[L²] / E[L], at least the
  mean length. Before and after are taken as independent, which makes the interval too wide
  rather than too narrow when the same people stay heavy users.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from bundlinje.basics.errors import input_error
from bundlinje.basics.texts import Text
from bundlinje.evidence.synthesis import checks
from bundlinje.evidence.synthesis.quantiles import (
    normal_quantile,
    t_quantile,
    upper_probability,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bundlinje.basics.texts import Language

Design = Literal["before-after", "difference-in-differences"]

#: What each design can carry; `causal_grade` in the words of the effect studies.
GRADES: dict[Design, tuple[str, Text]] = {
    "before-after": (
        "nej (ingen kontrolgruppe)",
        Text(
            "før–efter uden sammenligningsgruppe: ingen årsagsvirkning kan læses af tallet",
            "before–after without comparison group: no causal effect can be read from it",
        ),
    ),
    "difference-in-differences": (
        "svag (ikke randomiseret)",
        Text(
            "før–efter med sammenligningsgruppe: svagt kvasieksperiment, som holder, hvis "
            "grupperne ellers ville have udviklet sig ens",
            "before–after with comparison group: weak quasi-experiment, which holds if the groups "
            "would otherwise have developed alike",
        ),
    ),
}
_FEW_PEOPLE = 30
_UNLIKE = 1.5


@dataclass(frozen=True)
class GroupUse:
    """A group's use of one service before and after.

    `before` and `after` are the group's total [units] over `years_before` and `years_after`
    [years per person]; `sd_change` the standard deviation between people of the yearly change
    [units/year]; `overdispersion` φ above, used where `sd_change` is not known.
    """

    people: int
    before: float
    after: float
    years_before: float = 1.0
    years_after: float = 1.0
    sd_change: float | None = None
    overdispersion: float | None = None

    @property
    def rate_before(self) -> float:
        """Use per person and year before. [units/year]"""
        return self.before / (self.people * self.years_before)

    @property
    def change(self) -> float:
        """Mean change per person. [units/year]"""
        return self.after / (self.people * self.years_after) - self.rate_before


@dataclass(frozen=True)
class LocalConsequence:
    """An own estimate of a consequence, per participant and year. [units/year]

    `sd` is that of the normal distribution whose interval is `low`–`high`, so that a case shows
    the same interval. `causal_grade` is what the design earns.
    """

    design: Design
    unit: str
    people: int
    comparison_people: int
    mean: float
    sd: float
    low: float
    high: float
    level: float
    basis: Text
    warnings: tuple[Text, ...]

    @property
    def causal_grade(self) -> str:
        """The grade that the design earns."""
        return GRADES[self.design][0]

    def quantity(self) -> dict[str, float]:
        """Return the change as a case file writes an uncertain number."""
        return {"mean": self.mean, "sd": self.sd}

    def note(self, language: Language = "da") -> str:
        """Return what the number is, what it builds on, and what it can carry."""
        from bundlinje.evidence.synthesis.summaries import local_note

        return local_note(self, language)

    def as_dict(self) -> dict[str, Any]:
        """Return plain data: the quantity of a consequence per participant, grade and note."""
        return {
            "quantity": self.quantity(),
            "per": "participant",
            "unit": self.unit,
            "interval": [self.low, self.high],
            "own_estimate": True,
            "design": self.design,
            "causal_grade": self.causal_grade,
            "note": self.note("da"),
        }

    def __str__(self) -> str:
        return self.note("da")


def use_by_person(
    before: Sequence[float],
    after: Sequence[float],
    *,
    years_before: float = 1.0,
    years_after: float = 1.0,
) -> GroupUse:
    """Return a group's use from a list of people, with the spread of their changes.

    Args:
        before: Use of each person in the period before. [units]
        after: Use of the same people in the same order after. [units]
        years_before: Length of the period before. [years]
        years_after: Length of the period after. [years]
    """
    if len(before) != len(after):
        raise input_error(
            f"{len(before)} personer før og {len(after)} efter: de samme personer skal stå i "
            "begge lister, også de uden forbrug.",
            f"{len(before)} people before and {len(after)} after: the same people must stand in "
            "both lists, those without use too.",
            key="after",
        )
    first = np.array([_use(value, f"before[{i}]") for i, value in enumerate(before)])
    last = np.array([_use(value, f"after[{i}]") for i, value in enumerate(after)])
    if first.size < 2:
        raise input_error(
            "mindst 2 personer er nødvendige for at se, hvor forskellige de er.",
            "at least 2 people are needed to see how different they are.",
            key="before",
        )
    years = (
        checks.positive(years_before, "years_before"),
        checks.positive(years_after, "years_after"),
    )
    return GroupUse(
        people=first.size,
        before=float(first.sum()),
        after=float(last.sum()),
        years_before=years[0],
        years_after=years[1],
        sd_change=float(np.std(last / years[1] - first / years[0], ddof=1)),
    )


def local_consequence(
    group: GroupUse,
    comparison: GroupUse | None = None,
    *,
    unit: str,
    level: float = 0.95,
) -> LocalConsequence:
    """Return the change in use per participant and year, as an own estimate.

    Args:
        group: Use by the people who took part.
        comparison: Use by similar people who did not, in the same periods; None if there are none.
        unit: What is counted, e.g. `døgn`.
        level: Of the interval. [0–1]
    """
    groups = [group] if comparison is None else [group, comparison]
    for used, key in zip(groups, ("group", "comparison"), strict=False):
        _checked(used, key)
    variances = [_variance(used) for used in groups]
    se = math.sqrt(sum(variances))
    half = _quantile(groups, variances, level) * se
    mean = group.change - (comparison.change if comparison else 0.0)
    return LocalConsequence(
        design="difference-in-differences" if comparison else "before-after",
        unit=unit,
        people=group.people,
        comparison_people=comparison.people if comparison else 0,
        mean=mean,
        sd=half / normal_quantile(upper_probability(level)),
        low=mean - half,
        high=mean + half,
        level=level,
        basis=_basis(groups),
        warnings=_warnings(group, comparison),
    )


def _variance(group: GroupUse) -> float:
    """Return the variance of a group's mean change. [(units/year)²]"""
    if group.sd_change is not None:
        return group.sd_change**2 / group.people
    # No use at all in a period is not certainty: it counts as one unit.
    after = max(group.after, 1.0) / (group.people * group.years_after) ** 2
    before = max(group.before, 1.0) / (group.people * group.years_before) ** 2
    return checks.positive(group.overdispersion, "overdispersion") * (after + before)


def _quantile(groups: list[GroupUse], variances: list[float], level: float) -> float:
    """Return the interval's quantile: t with Welch's degrees of freedom where sds are known."""
    upper = upper_probability(level)
    if any(group.sd_change is None for group in groups) or sum(variances) == 0:
        return normal_quantile(upper)
    parts = zip(groups, variances, strict=True)
    df = sum(variances) ** 2 / sum(part**2 / (group.people - 1) for group, part in parts)
    return t_quantile(upper, df)


def _checked(group: GroupUse, key: str) -> None:
    checks.positive(group.people, f"{key}.people")
    checks.positive(group.years_before, f"{key}.years_before")
    checks.positive(group.years_after, f"{key}.years_after")
    _use(group.before, f"{key}.before")
    _use(group.after, f"{key}.after")
    if group.sd_change is not None:
        if group.people < 2 or not group.sd_change >= 0 or math.isinf(group.sd_change):
            raise input_error(
                "en spredning mellem personer kræver mindst 2 personer og et tal fra 0 og op.",
                "a spread between people needs at least 2 people and a number from 0 up.",
                key=f"{key}.sd_change",
            )
    elif group.overdispersion is None:
        raise input_error(
            "der mangler et mål for, hvor ujævnt forbruget falder: angiv sd_change (spredningen "
            "af ændringen mellem personer), brug use_by_person, eller angiv overdispersion: 1 "
            "for enkeltstående hændelser, mindst den gennemsnitlige varighed for døgn i ophold.",
            "it is not said how unevenly use falls: give sd_change (the spread of the change "
            "between people), use use_by_person, or give overdispersion: 1 for single events, at "
            "least the mean length for nights in stays.",
            key=f"{key}.overdispersion",
        )
    elif checks.positive(group.overdispersion, f"{key}.overdispersion") < 1:
        raise input_error(
            "overdispersion skal være mindst 1; mindre ville love mere, end tællinger kan.",
            "overdispersion must be at least 1; less would promise more than counts can.",
            key=f"{key}.overdispersion",
        )


def _use(value: float, key: str) -> float:
    number = checks.estimate(value, key)
    if number < 0:
        raise input_error(
            f"forbruget {number:g} skal være 0 eller mere.",
            f"the use {number:g} must be 0 or more.",
            key=key,
        )
    return number


def _basis(groups: list[GroupUse]) -> Text:
    if all(group.sd_change is not None for group in groups):
        return Text(
            "spredningen mellem personer, t-fraktiler", "the spread between people, t quantiles"
        )
    factors = sorted({group.overdispersion or 0 for group in groups if group.sd_change is None})
    shown = ", ".join(f"{factor:g}" for factor in factors)
    return Text(
        f"Poisson med overspredning {shown.replace('.', ',')}",
        f"Poisson with overdispersion {shown}",
    )


def _warnings(group: GroupUse, comparison: GroupUse | None) -> tuple[Text, ...]:
    warnings: list[Text] = []
    if min(group.people, comparison.people if comparison else group.people) < _FEW_PEOPLE:
        warnings.append(
            Text(
                f"Under {_FEW_PEOPLE} personer: nogle få kan afgøre tallet.",
                f"Fewer than {_FEW_PEOPLE} people: a few can decide the number.",
            )
        )
    if comparison is None:
        warnings.append(
            Text(
                "Folk henvises ofte, når det går værst, og ville til dels have fået det bedre af "
                "sig selv; faldet er derfor et loft over virkningen snarere end virkningen.",
                "People are often referred when things are worst and would partly have improved "
                "by themselves; the fall is a ceiling on the effect rather than the effect.",
            )
        )
    elif not _alike(group.rate_before, comparison.rate_before):
        warnings.append(
            Text(
                "Grupperne brugte ikke lige meget før; så er det svært at tro, at de ellers ville "
                "have udviklet sig ens.",
                "The groups did not use alike before; it is then hard to believe that they would "
                "otherwise have developed alike.",
            )
        )
    return tuple(warnings)


def _alike(first: float, second: float) -> bool:
    return max(first, second) <= _UNLIKE * min(first, second)
