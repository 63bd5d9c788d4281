"""A study's result as a record of the knowledge base, which a case refers to."""

from __future__ import annotations

import datetime

import numpy as np

from bundlinje.basics.texts import Text
from bundlinje.evidence.profiles import MethodEstimate, Profile, ServiceProfile, StudyOrigin
from bundlinje.register.result import MethodFound, StudyResult

#: An observational comparison, however well adjusted, is no more than this.
GRADE = "weak"
STATEMENT = Text(
    "Forskellen er kun en virkning af at nå målet, hvis alt, der både påvirker chancen for at nå "
    "målet og det senere forbrug, er blandt baggrundsoplysningerne.",
    "The difference is an effect of reaching the goal only if everything that moves both the "
    "chance of reaching it and later use is among the covariates.",
)


def record_of(result: StudyResult) -> Profile:
    """Return the record of a study. Years that are suppressed are left out of it."""
    main = result.methods[result.main]
    shown = ~result.hidden
    covariance = np.array(main.covariance)[np.ix_(shown, shown)]
    money = any(service.unit == "kr." for service in result.services)
    return Profile(
        id=result.id,
        name=Text(result.title, result.title),
        origin=StudyOrigin(
            register=result.register,
            study=result.sha256,
            date=datetime.date.fromisoformat(result.date),
            synthetic=result.synthetic,
        ),
        target_group_label=result.target_group,
        target_group="",
        goal=result.goal,
        reached=result.reached,
        not_reached=result.not_reached,
        method=result.main,
        estimand=result.estimand,
        degrees=main.degrees,
        causal=False,
        grade=GRADE,
        causal_statement=STATEMENT,
        price_year=result.price_year if money else None,
        first_year=1 if result.starts_at_goal else 0,
        services=tuple(_service(result, main, id) for id in range(len(result.services))),
        others={
            name: {
                service.id: MethodEstimate(
                    mean=_years(result, found.mean, i), sd=_years(result, found.sd, i)
                )
                for i, service in enumerate(result.services)
            }
            for name, found in result.methods.items()
            if name != result.main
        },
        covariance=tuple(tuple(float(v) for v in row) for row in covariance),
        # The record itself says that it is not causal, and that made people do not exist.
        said=tuple(result.warnings[2 if result.synthetic else 1 :]),
    )


def _service(result: StudyResult, main: MethodFound, number: int) -> ServiceProfile:
    service = result.services[number]
    return ServiceProfile(
        id=service.id,
        label=service.label,
        unit=service.unit,
        direction="income" if service.income else "expense",
        mean=_years(result, main.mean, number),
        sd=_years(result, main.sd, number),
        low=_years(result, main.low, number),
        high=_years(result, main.high, number),
    )


def _years(result: StudyResult, values: list[float], number: int) -> tuple[float | None, ...]:
    first = number * result.years
    hidden = result.hidden
    return tuple(None if hidden[i] else values[i] for i in range(first, first + result.years))
