"""Calculate a case: the point result, the draws, and what must be said about them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bundlinje.basics.errors import input_error
from bundlinje.basics.formats import MINUS
from bundlinje.basics.texts import Text
from bundlinje.basics.threads import single_threaded_algebra
from bundlinje.basics.version import __version__
from bundlinje.calculation.case import Case
from bundlinje.calculation.input_labels import input_label
from bundlinje.calculation.inputs import inputs_of
from bundlinje.calculation.model import Model
from bundlinje.calculation.point import point_result
from bundlinje.calculation.result import Result, Uncertainty
from bundlinje.calculation.uncertainty import Block, Progress, draw

DEFAULT_DRAWS = 10_000
DEFAULT_SEED = 1
MAX_DRAWS = 10_000_000
#: The mean of the draws is compared with the point result when it is further off than this many
#: standard errors and this share of the spread.
_NOTABLE_ERRORS = 4.0
_NOTABLE_SHARE = 0.05


def calculate(
    case: Case,
    draws: int = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
    chance: bool = False,
    progress: Progress | None = None,
    keep: Callable[[Block], None] | None = None,
) -> Result:
    """Return what a case costs and gives, for every account and year.

    `draws` 0 gives the point result only. `chance` draws the number of successes among the actual
    people too. `progress` is called with the draws done, `keep` with every block of draws.

    Raises:
        InputError: `draws` is not from 0 to 10,000,000.
    """
    if not 0 <= draws <= MAX_DRAWS:
        raise input_error(
            f"fandt {draws}, ventede et antal trækninger fra 0 til {MAX_DRAWS}.",
            f"found {draws}, expected a number of draws from 0 to {MAX_DRAWS}.",
            key="draws",
        )
    model = Model.of(case)
    inputs = inputs_of(case)
    point, reasons = point_result(case, model, inputs)
    warnings = [*case.warnings, *reasons]
    drawn = None
    if draws:
        with single_threaded_algebra():
            drawn = draw(case, model, inputs, draws, seed, chance, progress, keep)
        for name, count in drawn.clipped.items():
            warnings.append(_clipped(input_label(case, name), count, draws))
        warnings += _mean_differs(point.net_result, drawn.uncertainty)
    return Result(
        case=case,
        point=point,
        uncertainty=None if drawn is None else drawn.uncertainty,
        draws=None if drawn is None else drawn.draws,
        warnings=tuple(warnings),
        conventions=conventions(case, chance),
        software=f"bundlinje {__version__}",
        knowledge_base=case.knowledge.version(),
        rule_date=case.rule_date if case.rules else None,
    )


def conventions(case: Case, chance: bool = False) -> dict[str, Any]:
    """Return the conventions that a result rests on, as data."""
    discounting = case.discounting
    return {
        "currency": case.currency,
        "price_year": case.price_year,
        "price_index": case.price_index or None,
        "own_index_years": list(case.own_index_years),
        "years": [case.start_year, case.last_year],
        "prices": "fixed",
        "discounting": {
            "schedule": discounting.schedule or None,
            "steps": [list(step) for step in discounting.steps],
            "offset": discounting.offset,
            "outcomes": [list(step) for step in discounting.outcome_steps],
        },
        "chance": chance,
        "rules": [rule.rule for rule in case.rules],
        "left_out": ["equalisation", "block grants", "wider economy", "net tax factor"],
    }


def _clipped(label: Text, count: int, draws: int) -> Text:
    da, en = ((_whole(count, mark), _whole(draws, mark)) for mark in ".,")
    values = Text("værdi", "value was") if count == 1 else Text("værdier", "values were")
    return Text(
        f"{label.da}: {da[0]} {values.da} i {da[1]} trækninger lå uden for det mulige og er "
        "sat til grænsen.",
        f"{label.en}: {en[0]} {values.en} outside what is possible, in {en[1]} draws, and set to "
        "the limit.",
    )


def _mean_differs(point: float, uncertainty: Uncertainty) -> list[Text]:
    net = uncertainty.net_result
    difference = net.mean - point
    error = net.sd / uncertainty.draws**0.5
    if abs(difference) <= max(_NOTABLE_ERRORS * error, _NOTABLE_SHARE * net.sd):
        return []
    return [
        Text(
            f"Gennemsnittet af trækningerne ({_whole(net.mean, '.')}) afviger fra "
            f"punktresultatet ({_whole(point, '.')}), fordi usikre tal ganges med hinanden, "
            "løftes i potens eller stopper ved en grænse.",
            f"The mean of the draws ({_whole(net.mean, ',')}) differs from the point result "
            f"({_whole(point, ',')}), because uncertain numbers are multiplied, raised to powers "
            "or stopped at a limit.",
        )
    ]


def _whole(amount: float, separator: str) -> str:
    # Not `basics.formats`: a warning alone should not load the locale data.
    return f"{round(amount):,}".replace(",", separator).replace("-", MINUS)
