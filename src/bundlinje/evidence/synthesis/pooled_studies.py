"""From studies of the knowledge base to what a new place can expect.

Studies of one measure are pooled on their own scale and converted at the baseline afterwards.
Where measures differ each is converted to a difference in success rate at the mean baseline
first, and the differences are pooled.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bundlinje.basics.errors import InputError, Problem, input_error
from bundlinje.basics.texts import Text
from bundlinje.evidence.effect_studies import EffectStudy
from bundlinje.evidence.synthesis.conversions import convert
from bundlinje.evidence.synthesis.formulas import CONVERSIONS, Measure
from bundlinje.evidence.synthesis.pooling import Formula, Interval, Method, Pooled, pool
from bundlinje.evidence.synthesis.prediction import PredictiveEffect, predictive_effect
from bundlinje.evidence.synthesis.score_grid import Event, baseline_mean
from bundlinje.evidence.synthesis.study_effects import StudyEffect, study_effect

if TYPE_CHECKING:
    from bundlinje.basics.distributions import Distribution
    from bundlinje.basics.texts import Language


@dataclass(frozen=True)
class PooledStudies:
    """Studies, their pooled effect, and the difference that a new place can expect.

    `measure` and `event` are what was pooled. `baseline` is the success rate without the
    intervention that the difference holds at, and `predicted` the difference; both are None where
    no baseline was given. `converted` says that every study was converted to a difference first.
    `tau` is the own assumption about the variation between places, where one was made.
    `left_out` are the known estimates of the same interventions and outcomes that are not among
    them, where that was looked up (`with_left_out`).
    """

    effects: tuple[StudyEffect, ...]
    measure: Measure
    event: Event
    pooled: Pooled
    baseline: float | None
    predicted: PredictiveEffect | None
    converted: bool
    tau: float | None
    warnings: tuple[Text, ...]
    left_out: tuple[EffectStudy, ...] = ()

    @property
    def studies(self) -> tuple[EffectStudy, ...]:
        """The studies, in the order given."""
        return tuple(effect.study for effect in self.effects)

    @property
    def ratio(self) -> bool:
        """Whether what was pooled are logarithms of ratios."""
        return CONVERSIONS[self.measure].ratio

    def natural(self, value: float) -> float:
        """Return a pooled value as it is printed: a ratio for a logarithm."""
        return math.exp(value) if self.ratio else value

    def summary(self, language: Language = "da") -> str:
        """Return the result as lines for a memo."""
        from bundlinje.evidence.synthesis.study_summaries import studies_summary

        return studies_summary(self, language)

    def __str__(self) -> str:
        return self.summary("da")


def pool_studies(
    studies: Sequence[EffectStudy],
    *,
    baseline: float | Distribution | None = None,
    method: Method = "reml",
    interval: Interval | None = None,
    prediction: Formula | None = None,
    tau: float | None = None,
    event: Event = "success",
) -> PooledStudies:
    """Pool studies and return what a new place can expect.

    Args:
        studies: Records that may be used as an effect, each once.
        baseline: Success rate without the intervention in the new place; needed where measures
            differ, and for the difference that a new place can expect. [share of people, 0–1]
        method: As in `pool`.
        interval: As in `pool`.
        prediction: As in `pool`.
        tau: Own assumption about the standard deviation between places; only after one study or a
            fixed effect, which give no estimate of it. [unit of what is pooled]
        event: What a study counts, where its record does not say which side is better.

    Raises:
        InputError: a study may not be used, or the choices do not go together.
    """
    from bundlinje.evidence.synthesis.study_warnings import study_warnings

    effects = _read(studies, event)
    kinds = {(effect.measure, effect.event) for effect in effects}
    mixed = len(kinds) > 1
    if mixed:
        effects = _as_differences(effects, baseline)
    measure, counted = effects[0].measure, effects[0].event
    if tau is not None and len(effects) > 1 and method != "fixed":
        raise input_error(
            "variationen mellem steder beregnes af studierne. Fjern tau; den er kun til ét studie "
            "eller en fast effekt.",
            "the variation between places is estimated from the studies. Remove tau; it is only "
            "for one study or a fixed effect.",
            key="tau",
        )
    pooled = pool(
        [effect.effect for effect in effects],
        [effect.standard_error for effect in effects],
        labels=[effect.study.reference for effect in effects],
        method=method,
        interval=interval,
        prediction=prediction,
    )
    predicted = None
    if baseline is not None:
        predicted = predictive_effect(pooled, measure, baseline=baseline, event=counted, tau=tau)
    found = PooledStudies(
        effects=effects,
        measure=measure,
        event=counted,
        pooled=pooled,
        baseline=None if baseline is None else baseline_mean(baseline),
        predicted=predicted,
        converted=mixed,
        tau=tau,
        warnings=(),
    )
    return replace(found, warnings=tuple(study_warnings(found)))


def _read(studies: Sequence[EffectStudy], event: Event) -> tuple[StudyEffect, ...]:
    """Return the effect of every study, or everything that is wrong with them in one go."""
    problems: list[Problem] = []
    effects: list[StudyEffect] = []
    for position, study in enumerate(studies):
        if study.reference in [earlier.reference for earlier in studies[:position]]:
            twice = Text("står to gange. Behold den ene.", "stands twice. Keep one.")
            problems += study.refused(twice).problems
            continue
        try:
            effects.append(study_effect(study, event))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return tuple(effects)


def _as_differences(
    effects: tuple[StudyEffect, ...], baseline: float | Distribution | None
) -> tuple[StudyEffect, ...]:
    if baseline is None:
        names = sorted({CONVERSIONS[effect.measure].name.en for effect in effects})
        danish = sorted({CONVERSIONS[effect.measure].name.da for effect in effects})
        raise input_error(
            f"studierne har forskellige effektmål ({', '.join(danish)}) og kan kun samles som "
            "forskelle i succesrate. Angiv succesraten uden indsatsen.",
            f"the studies have different measures ({', '.join(names)}) and can only be pooled as "
            "differences in success rate. Give the success rate without the intervention.",
            key="baseline",
        )
    return tuple(_as_difference(effect, baseline_mean(baseline)) for effect in effects)


def _as_difference(effect: StudyEffect, baseline: float) -> StudyEffect:
    if effect.measure == "difference":
        return effect
    value = math.exp(effect.effect) if CONVERSIONS[effect.measure].ratio else effect.effect
    found = convert(
        effect.measure, value, baseline=baseline, se=effect.standard_error, event=effect.event
    )
    assert found.sd is not None
    return replace(
        effect,
        measure="difference",
        event="success",
        effect=found.mean,
        standard_error=found.sd,
    )
