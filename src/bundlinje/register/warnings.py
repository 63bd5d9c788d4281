"""What a reader of a study must be told, worst first."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bundlinje.basics.formats import date
from bundlinje.basics.texts import Text

if TYPE_CHECKING:
    from bundlinje.register.design import Term
    from bundlinje.register.result import StudyResult
    from bundlinje.register.study import Study

#: Standardised differences above this are commonly called imbalance.
IMBALANCE = 0.1
FEW_CLUSTERS = 30
MUCH_TRIMMED = 0.1


def warnings_of(
    study: Study, result: StudyResult, *, converged: bool, left_out: Sequence[Term]
) -> list[Text]:
    """Return the warnings of a study's result."""
    found: list[Text] = []
    if result.synthetic:
        found.append(
            Text(
                "Registret er syntetisk: ingen af personerne findes. Resultatet er en øvelse og må "
                "ikke bruges til en beslutning.",
                "The register is synthetic: none of the people exist. The result is an exercise "
                "and must not be used for a decision.",
            )
        )
    found.append(
        Text(
            "Forskellen er ikke nødvendigvis en virkning. Studiet sammenligner dem, der nåede "
            "målet, med dem, der ikke gjorde, og kan kun tage højde for det, der er målt.",
            "The difference is not necessarily an effect. The study compares those who reached the "
            "goal with those who did not, and can only allow for what was measured.",
        )
    )
    if not converged:
        found.append(
            Text(
                "Chancen for at nå målet kunne ikke beregnes sikkert: baggrunden forudsiger målet "
                "næsten helt. Brug færre baggrundsoplysninger.",
                "The chance of reaching the goal could not be fitted: the background nearly tells "
                "the goal. Use fewer covariates.",
            )
        )
    total = result.reached + result.not_reached
    if result.trimmed is not None and result.trimmed > MUCH_TRIMMED * total:
        share = f"{100 * result.trimmed / total:.0f}"
        found.append(
            Text(
                f"{share} % har næsten ingen at blive sammenlignet med og er ude af de vægtede "
                "skøn, som derfor ikke gælder hele målgruppen.",
                f"{share} % have next to nobody to be compared with and are left out of the "
                "weighted estimates, which are therefore not for the whole target group.",
            )
        )
    uneven = [b.label for b in result.balance if b.after is not None and abs(b.after) > IMBALANCE]
    if uneven:
        listed = ", ".join(uneven)
        found.append(
            Text(
                f"Grupperne er stadig forskellige efter vægtning: {listed}.",
                f"The groups still differ after weighting: {listed}.",
            )
        )
    main = result.methods[result.main]
    if main.degrees is not None and main.clusters < FEW_CLUSTERS:
        found.append(
            Text(
                f"Kun {main.clusters} klynger: intervallerne er for smalle med så få.",
                f"Only {main.clusters} clusters: the intervals are too narrow with so few.",
            )
        )
    goal = {s for use in study.conditions for s in use.services}
    early = [s for s in study.services if s in goal and study.starts[0] < study.goal_known]
    if early:
        listed = ", ".join(study.register.services[s].label for s in early)
        found.append(
            Text(
                f"{listed} er en del af målet og følges, mens målet gøres op: forskellen i de år "
                "følger af, hvordan målet er beskrevet.",
                f"{listed} is part of the goal and is followed while the goal is measured: the "
                "difference in those years follows from how the goal is described.",
            )
        )
    if result.hidden.any():
        names = {s.id: s.label for s in result.services}
        listed = ", ".join(f"{names[v.service]} år {v.year}" for v in result.levels if v.hidden)
        english = ", ".join(f"{names[v.service]} year {v.year}" for v in result.levels if v.hidden)
        found.append(
            Text(
                f"Vises ikke, fordi for få personer brugte ydelsen: {listed}.",
                f"Not shown, since too few people used the service: {english}.",
            )
        )
    if left_out:
        listed = ", ".join(t.label.da for t in left_out)
        found.append(
            Text(
                f"Udeladt, fordi de andre oplysninger allerede fortæller det: {listed}.",
                f"Left out, since the others already tell it: {listed}.",
            )
        )
    changes = [f for f in result.frozen if f["reason"]]
    for change in changes:
        day = datetime.date.fromisoformat(change["date"])
        found.append(
            Text(
                f"Definitionen blev ændret {date(day)}: {change['reason']}",
                f"The definition was changed on {date(day, 'en')}: {change['reason']}",
            )
        )
    return found
