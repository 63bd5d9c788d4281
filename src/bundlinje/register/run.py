"""Make a study: the people, the estimates, and what tells how far they can be trusted."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from bundlinje.basics.errors import input_error
from bundlinje.basics.texts import LANGUAGES, Text
from bundlinje.basics.version import __version__
from bundlinje.register.check_columns import check_columns, looks_like_cpr
from bundlinje.register.cohort import Step, build, outcomes
from bundlinje.register.design import make_design
from bundlinje.register.engine import Engine, Progress
from bundlinje.register.estimates import (
    Estimate,
    adjusted,
    doubly_robust,
    raw,
    weighted,
    with_chance,
)
from bundlinje.register.frozen import frozen
from bundlinje.register.levels import use_levels
from bundlinje.register.panel import Array, Panel
from bundlinje.register.result import (
    MethodFound,
    ServiceFound,
    StudyResult,
)
from bundlinje.register.study import Study
from bundlinje.register.suppression import hide_steps
from bundlinje.register.trust import balance, before, overlap, sensitivity
from bundlinje.register.two_part import doubly_robust_two_part
from bundlinje.register.uses import raw as table_of
from bundlinje.register.warnings import warnings_of

MAIN = "doubly_robust"


def work_folder(study: Study, engine: str) -> Path:
    """Return the folder of a study's unfinished work, named by its definition, data and engine."""
    register = study.register
    digest = hashlib.sha256(f"{study.sha256} {engine}".encode())
    for table in (register.people, *register.tables.values()):
        for file in table.files():
            stat = file.stat()
            digest.update(f"{file.name} {stat.st_size} {stat.st_mtime_ns}".encode())
    name = f"{study.id}-{digest.hexdigest()[:16]}"
    return Path(study.file).parent / ".bundlinje-register" / name


def estimate_study(
    study: Study, engine: Engine, day: datetime.date, progress: Progress | None = None
) -> StudyResult:
    """Estimate a study whose definition is frozen.

    Args:
        study: The study.
        engine: Where to work; finished steps in its folder are used again.
        day: The day of the estimate.
        progress: Told what is being done.

    Raises:
        InputError: people look like CPR numbers, a column of theirs is missing or of the wrong
            type, nobody or everybody reached the goal, or too few people.
    """
    tell = progress or (lambda _: None)
    _check_people(study, engine)
    tell(Text("Finder målgruppen og tæller ydelser", "Finding the people and counting use"))
    people, steps = build(engine, study)
    reached, not_reached = _groups(engine, people)
    _check_groups(study, reached, not_reached)
    tell(Text("Gør sammenligningen klar", "Making the comparison ready"))
    named = [
        f"c_{c.name}" if c.kind == "column" and c.name != "age" else
        ("age" if c.kind == "column" else f"x_{c.key}".replace(".", "_"))
        for c in study.covariates
    ]  # fmt: skip
    design = make_design(engine, people, named)
    found = outcomes(study)
    panel = Panel(
        engine, design.table, design.columns, "reached",
        [(o.column, o.weight) for o in found],
        None if study.cluster == "person" else f"c_{study.cluster}",
    )  # fmt: skip
    tell(Text("Beregner forskelle", "Estimating differences"))
    levels, spread = use_levels(study, panel)
    estimates = [raw(panel), adjusted(panel)]
    tell(Text("Vægter", "Weighting"))
    kept, chance, trimmed = with_chance(panel, study.method.trim)
    target = study.method.estimand
    robust = doubly_robust_two_part if study.method.outcome_model == "two_part" else doubly_robust
    estimates += [weighted(kept, chance, target), robust(kept, chance, target)]
    tell(Text("Efterprøver sammenligningen", "Testing the comparison"))
    minimum = study.suppression.minimum
    methods = {e.method: _found(e) for e in estimates}
    alike = balance(study, panel, kept, design)
    chances = overlap(kept, minimum)
    earlier = before(study, panel, kept, chance)
    result = StudyResult(
        id=study.id,
        title=study.title,
        target_group=study.target_group,
        goal=study.goal,
        register=study.register.title,
        synthetic=study.register.synthetic,
        sha256=study.sha256,
        frozen=[{"sha256": f.sha256, "date": f.date, "reason": f.reason} for f in frozen(study)],
        date=day.isoformat(),
        software=__version__,
        engine=engine.name,
        definition=study.definition(),
        years=study.years,
        starts_at_goal=study.starts_at_goal,
        estimand=study.method.estimand,
        price_year=study.price_year,
        steps=_shown(steps, minimum),
        reached=reached,
        not_reached=not_reached,
        trimmed=None if 0 < trimmed < minimum else trimmed,
        services=[
            ServiceFound(s.id, s.label, s.unit, s.income)
            for s in (study.register.services[id] for id in study.services)
        ],
        levels=levels,
        methods=methods,
        main=MAIN,
        balance=alike,
        overlap=chances,
        before=earlier,
        sensitivity=sensitivity(study, estimates[-1], spread),
        minimum=minimum,
    )
    result.warnings.extend(
        warnings_of(study, result, converged=chance.converged, left_out=design.left_out)
    )
    return without_hidden(result)


def _check_people(study: Study, engine: Engine) -> None:
    people = study.register.people
    table = table_of(engine, people)
    cpr = looks_like_cpr(engine, people, table)
    for found in [cpr] if cpr is not None else check_columns(people, table, None):
        da, en = (f"{found.what.to(x)} {found.do.to(x)}" for x in LANGUAGES)
        raise input_error(da, en, file=str(people.pattern))


def without_hidden(result: StudyResult) -> StudyResult:
    """Return the result with nothing left of the outcomes that are suppressed."""
    hidden = result.hidden
    if not hidden.any():
        return result
    methods = {}
    for name, m in result.methods.items():
        lists: dict[str, Any] = {
            key: [
                0.0 if hide else value for value, hide in zip(getattr(m, key), hidden, strict=True)
            ]
            for key in ("mean", "sd", "low", "high")
        }
        keep = ~hidden
        covariance = np.array(m.covariance) * keep[:, None] * keep[None, :]
        methods[name] = replace(m, covariance=covariance.tolist(), **lists)
    gone = {(level.service, level.year) for level in result.levels if level.hidden}
    return replace(
        result,
        methods=methods,
        sensitivity=[s for s in result.sensitivity if (s.service, s.year) not in gone],
    )


def _groups(engine: Engine, people: Any) -> tuple[int, int]:
    row = engine.rows(people.aggregate(n=people.count(), d=people["reached"].sum()))[0]
    reached = int(row["d"] or 0)
    return reached, int(row["n"]) - reached


def _check_groups(study: Study, reached: int, not_reached: int) -> None:
    least = max(study.suppression.minimum, 20)
    if min(reached, not_reached) >= least:
        return
    raise input_error(
        f"der er for få at sammenligne: hver gruppe skal have mindst {least} personer. Udvid "
        "perioden eller målgruppen, eller se efter, om målet er beskrevet rigtigt.",
        f"there are too few to compare: each group needs at least {least} people. Widen the period "
        "or the target group, or see whether the goal is described right.",
        file=study.file,
        key="goal",
    )


def _found(e: Estimate) -> MethodFound:
    low, high = e.interval()
    return MethodFound(
        mean=_plain(e.mean), sd=_plain(e.sd), low=_plain(low), high=_plain(high),
        covariance=[_plain(row) for row in e.covariance],
        people=e.people, clusters=e.clusters,
        degrees=None if np.isinf(e.degrees) else float(e.degrees),
    )  # fmt: skip


def _plain(values: Array) -> list[float]:
    """Return numbers with ten digits: sums over many rows differ in the last ones by chance."""
    return [float(f"{value:.10g}") + 0.0 for value in values]


def _shown(steps: list[Step], minimum: int) -> list[tuple[str, str, int | None]]:
    left = hide_steps([s.left for s in steps], minimum)
    return [(s.rule.da, s.rule.en, n) for s, n in zip(steps, left, strict=True)]
