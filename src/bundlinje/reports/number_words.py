"""Assumed numbers in words: their value, how uncertain they are, and by which distribution."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from bundlinje.basics.distributions import CI95_WIDTH, Distribution
from bundlinje.basics.numbers import Number
from bundlinje.calculation.case import Persistence, input_name
from bundlinje.calculation.input_labels import input_label
from bundlinje.evidence.profiles import Profile, of_profile, record_of
from bundlinje.reports.words import NB, Words, to_spread

#: Between the ends of an interval, so that they stay on one line (word joiners around it).
NO_BREAK_DASH = "\u2060–\u2060"
#: Digits of a stated number that are shown.
DIGITS = 7


@dataclass(frozen=True)
class Unit:
    """What a number is written in: it is multiplied by `factor` and followed by `name`."""

    name: str = ""
    factor: float = 1.0


def percentage(words: Words) -> Unit:
    """Return the unit of rates and shares."""
    return Unit(words.say(f"{NB}%", "%"), 100.0)


def points(words: Words) -> Unit:
    """Return the unit of a difference between two rates."""
    return Unit(words.say(f"{NB}procentpoint", f"{NB}percentage points"), 100.0)


def money_unit(words: Words) -> Unit:
    """Return the unit of amounts."""
    return Unit(f"{NB}{words.currency}")


def number_words(words: Words, number: Number, unit: Unit = Unit()) -> str:
    """Return a number with its uncertainty: `0,30 (95 %-interval 0,10–0,50, normalfordelt)`."""
    value = value_words(words, number.mean, unit)
    if number.ref:
        return f"{value} ({_reference_words(words, number, unit)})"
    if number.distribution is None or number.distribution.sd == 0:
        return words.say(f"{value} (fast tal)", f"{value} (fixed)")
    return f"{value} ({spread_words(words, number.distribution, unit)})"


def _reference_words(words: Words, number: Number, unit: Unit) -> str:
    """Return what a number refers to: `2 × »Mentor, time« i vidensdatabasen`."""
    if of_profile([number]):
        return _profile_words(words, number)
    record = words.case.records.get(number.ref)
    known = input_label(words.case, input_name(number.ref)) if record is None else record.title
    label = known.to(words.language)
    times = "" if number.times == 1 else f"{words.plain(number.times, DIGITS)} × "
    if record is None:
        return words.say(f"{times}parameteren »{label}«", f"{times}parameter “{label}”")
    spread = words.case.parameters.get(number.ref)
    how = words.say("fast tal", "fixed")
    if spread is not None and number.times == 1:
        how = spread_words(words, spread, unit)
    elif spread is not None:
        how = words.say("usikkert tal, se nedenfor", "uncertain, see below")
    return words.say(
        f"{times}»{label}« i vidensdatabasen, {how}",
        f"{times}“{label}” in the knowledge base, {how}",
    )


def _profile_words(words: Words, number: Number) -> str:
    """Return the interval of a number of a use profile."""
    record = words.case.records[record_of(number.ref)]
    assert isinstance(record, Profile)
    id, _, year = number.ref.removeprefix(f"{record.reference}/").rpartition(".")
    service = record.service(id)
    sd = 0.0 if service is None else service.sd[int(year) - 1] or 0.0
    half = CI95_WIDTH / 2 * sd * abs(number.times)
    return interval_between(words, number.mean - half, number.mean + half, sd * abs(number.times))


def interval_between(words: Words, low: float, high: float, sd: float) -> str:
    """Return a 95 % interval whose ends are known, as exact as its sd calls for."""
    if sd == 0:
        return words.say("uden spredning", "without spread")
    interval = _joined(words, low, high, sd)
    return words.say(f"95 %-interval {interval}", f"95% interval {interval}")


def value_words(words: Words, value: float, unit: Unit = Unit()) -> str:
    """Return a value with its unit and as many decimals as it was stated with."""
    shown = round(value * unit.factor, 8)
    if unit == money_unit(words) and abs(shown) >= 1:
        # Whole kroner, or kroner and øre.
        return f"{words.number(shown, 0 if shown == round(shown) else 2)}{unit.name}"
    return f"{words.plain(shown, DIGITS)}{unit.name}"


def spread_words(words: Words, spread: Distribution, unit: Unit = Unit()) -> str:
    """Return how uncertain a number is."""
    if spread.family == "pert":
        low, mode, high = (value_words(words, v) for v in _pert(spread, unit.factor))
        return words.say(
            f"lavest {low}, mest sandsynligt {mode}, højest {high}; PERT-fordelt",
            f"lowest {low}, most likely {mode}, highest {high}; PERT distribution",
        )
    if spread.family == "uniform":
        low, high = (value_words(words, v * unit.factor) for v in spread.support)
        return words.say(f"ligefordelt mellem {low} og {high}", f"uniform from {low} to {high}")
    family = {
        "normal": words.say("normalfordelt", "normal distribution"),
        "lognormal": words.say("lognormalfordelt", "lognormal distribution"),
        "gamma": words.say("gammafordelt", "gamma distribution"),
        "beta": words.say("betafordelt", "beta distribution"),
    }[spread.family]
    interval = interval_words(words, spread, unit)
    return words.say(f"95 %-interval {interval}, {family}", f"95% interval {interval}, {family}")


def interval_words(words: Words, spread: Distribution, unit: Unit = Unit()) -> str:
    """Return the ends of the 95 % interval of a distribution."""
    low, high = (float(end) * unit.factor for end in spread.at_scores(np.array([-1.96, 1.96])))
    return _joined(words, low, high, spread.sd * unit.factor)


def _joined(words: Words, low: float, high: float, sd: float) -> str:
    ends = [words.number(*to_spread(end, sd)) for end in (low, high)]
    return words.say(" til ", " to ").join(ends) if low < 0 else NO_BREAK_DASH.join(ends)


def _pert(spread: Distribution, factor: float) -> tuple[float, float, float]:
    a, _, low, high = spread.parameters
    return low * factor, (low + (a - 1) * (high - low) / 4) * factor, high * factor


def series_words(words: Words, numbers: Sequence[Number], tail: str = "") -> str:
    """Return numbers by year of a profile: `år 0–2: −90 (fast tal); år 3: −30 (fast tal)`."""
    profile = of_profile(numbers)

    def write(number: Number) -> str:
        if profile and not number.ref:
            return words.say("udeladt, regnet som 0", "left out, counted as 0")
        return number_words(words, number)

    return _by_year(words, numbers, write, tail)


def _by_year(
    words: Words, numbers: Sequence[Number], write: Callable[[Number], str], tail: str
) -> str:
    if len(numbers) == 1 and not tail:
        return words.say(f"{write(numbers[0])}, én gang", f"{write(numbers[0])}, once")
    parts = []
    at = 0
    for number, group in groupby(numbers):
        count = len(list(group))
        span = str(at) if count == 1 else f"{at}–{at + count - 1}"
        each = words.say(" hvert år", " each year") if count > 1 else ""
        parts.append(f"{words.say('år', 'year')}{NB}{span}: {write(number)}{each}")
        at += count
    return "; ".join(parts) + tail


def persistence_words(words: Words, persistence: Persistence) -> str:
    """Return the persistence of the effect in words."""
    numbers = persistence.series.numbers
    unit = percentage(words)
    if not persistence.listed:
        number = numbers[0]
        if number.certain and number.mean == 1:
            return words.say(
                "hele effekten holder; et eventuelt fald ligger i konsekvenserne",
                "the whole effect lasts; any decline lies in the consequences",
            )
        return words.say(
            f"{number_words(words, number, unit)} er tilbage fra år til år",
            f"{number_words(words, number, unit)} is left from year to year",
        )
    tail = words.say(" og derefter det samme", " and the same thereafter")
    return _by_year(words, numbers, lambda number: _short(words, number, unit), tail)


def _short(words: Words, number: Number, unit: Unit) -> str:
    """Return a number whose certainty need not be said."""
    if number.certain:
        return value_words(words, number.mean, unit)
    return number_words(words, number, unit)
