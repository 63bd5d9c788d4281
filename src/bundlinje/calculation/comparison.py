"""Cases side by side on common draws, and their difference in every draw."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bundlinje.basics.errors import input_error
from bundlinje.basics.formats import chance, number
from bundlinje.basics.texts import LANGUAGES, Language, Text
from bundlinje.calculation.case import Case
from bundlinje.calculation.engine import DEFAULT_DRAWS, DEFAULT_SEED, calculate
from bundlinje.calculation.input_labels import input_label
from bundlinje.calculation.inputs import inputs_of
from bundlinje.calculation.invented import invented_people
from bundlinje.calculation.result import Result
from bundlinje.calculation.summaries import Distributed, distributed
from bundlinje.calculation.summary import table
from bundlinje.calculation.tables import ADDS_UP

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FORMAT = "bundlinje.comparison/1"


@dataclass(frozen=True)
class Difference:
    """A case's result less the first case's [DKK, discounted].

    `point` is the difference at the means; the distributions are None where nothing was drawn.
    """

    point: float
    point_by_payer: Mapping[str, float]
    net_result: Distributed | None
    by_payer: Mapping[str, Distributed]

    def to_dict(self) -> dict[str, Any]:
        """Return the difference as the JSON document holds it; a point value has no spread."""
        if self.net_result is None:
            return {
                "net_result": {"mean": self.point},
                "by_payer": {payer: {"mean": v} for payer, v in self.point_by_payer.items()},
            }
        return {
            "net_result": {"point": self.point, **self.net_result.to_dict()},
            "by_payer": {
                payer: {"point": self.point_by_payer[payer], **drawn.to_dict()}
                for payer, drawn in self.by_payer.items()
            },
        }


@dataclass(frozen=True)
class Comparison:
    """Results of several cases and each one's difference from the first, by name."""

    results: tuple[Result, ...]
    names: tuple[str, ...]
    differences: Mapping[str, Difference]
    warnings: tuple[Text, ...]

    def to_dict(self, language: Language = "da") -> dict[str, Any]:
        """Return the comparison as the JSON document `bundlinje.comparison/1` holds it."""
        return {
            "format": FORMAT,
            "warnings": [warning.to(language) for warning in self.warnings],
            "cases": [result.to_dict(language) for result in self.results],
            "difference": {name: d.to_dict() for name, d in self.differences.items()},
        }

    def to_json(self, language: Language = "da") -> str:
        """Return the JSON document as text."""
        return json.dumps(self.to_dict(language), ensure_ascii=False, allow_nan=False)

    def summary(self, language: Language = "da") -> str:
        """Return the comparison as a table in text."""
        first = self.results[0]
        payers = [p for p in first.case.public_payers if any(
            r.point.by_payer.get(p) for r in self.results)]  # fmt: skip
        header = [
            Text("Sag", "Case").to(language),
            Text("Nettoresultat", "Net result").to(language),
            *(first.case.payers[payer].label.to(language) for payer in payers),
            Text("Chance for bedre end den første", "Chance of better than the first").to(language),
        ]
        rows = [header]
        for name, result in zip(self.names, self.results, strict=True):
            difference = self.differences.get(name)
            better = "–"
            if difference is not None and difference.net_result is not None:
                better = _chance_of_better(difference.net_result, language)
            rows.append(
                [
                    f"{result.case.title} ({name})",
                    number(result.point.net_result, language),
                    *(number(result.point.by_payer.get(p, 0.0), language) for p in payers),
                    better,
                ]
            )
        notes = [f"  - {warning.to(language)}" for warning in self.warnings]
        return "\n".join([table(rows), *notes])

    def __str__(self) -> str:
        return self.summary()


def compare(
    cases: Sequence[Case],
    draws: int = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
    chance: bool = False,
) -> Comparison:
    """Return cases side by side; inputs of the same name share their draws.

    Raises:
        InputError: fewer than two cases, or cases in different currencies.
    """
    if len(cases) < 2:
        raise input_error("der skal mindst to sager til.", "at least two cases are needed.")
    currencies = sorted({case.currency for case in cases})
    if len(currencies) > 1:
        found = ", ".join(currencies)
        raise input_error(
            f"sagerne er i forskellig valuta ({found}) og kan ikke trækkes fra hinanden.",
            f"the cases are in different currencies ({found}) and cannot be subtracted.",
            key="currency",
        )
    results = tuple(calculate(case, draws, seed, chance) for case in cases)
    names = _names(cases)
    differences = {
        name: _difference(results[0], result)
        for name, result in zip(names[1:], results[1:], strict=True)
    }
    return Comparison(results, names, differences, comparability(cases))


def _chance_of_better(drawn: Distributed, language: Language) -> str:
    if drawn.sd == 0 and drawn.mean == 0:
        return Text("ens", "the same").to(language)
    return chance(drawn.p_positive, language)


def _difference(first: Result, other: Result) -> Difference:
    payers = list(dict.fromkeys([*first.case.payers, *other.case.payers]))
    point = {
        payer: other.point.by_payer.get(payer, 0.0) - first.point.by_payer.get(payer, 0.0)
        for payer in payers
    }
    net = other.point.net_result - first.point.net_result
    if first.draws is None or other.draws is None:
        return Difference(net, point, None, {})
    by_payer = {}
    for payer in payers:
        rows = [
            result.draws.by_payer[list(result.case.payers).index(payer)]
            if result.draws is not None and payer in result.case.payers
            else 0.0 * first.draws.net_result
            for result in (first, other)
        ]
        by_payer[payer] = distributed(in_every_draw(rows[1], rows[0]))
    drawn = distributed(in_every_draw(other.draws.net_result, first.draws.net_result))
    return Difference(net, point, drawn, by_payer)


def in_every_draw(other: Array, first: Array) -> Array:
    """Return `other` less `first` in every draw; 0 where only rounding tells the two apart."""
    difference = other - first
    same = np.abs(difference) <= ADDS_UP * (np.abs(other) + np.abs(first))
    return np.where(same, 0.0, difference)


def _names(cases: Sequence[Case]) -> tuple[str, ...]:
    """Return the cases' ids, with a number where several share one."""
    count = Counter(case.id for case in cases)
    seen: Counter[str] = Counter()
    names = []
    for case in cases:
        seen[case.id] += 1
        again = count[case.id] > 1 and seen[case.id] > 1
        names.append(f"{case.id}#{seen[case.id]}" if again else case.id)
    return tuple(names)


def comparability(cases: Sequence[Case]) -> tuple[Text, ...]:
    """Return what keeps cases from being held against each other without further ado."""
    said = [invented_people(case) for case in cases]
    found = list(dict.fromkeys(text for text in said if text is not None))
    checks: list[tuple[Text, set[Any]]] = [
        (Text("prisniveau", "price years"), {case.price_year for case in cases}),
        (Text("startår", "start years"), {case.start_year for case in cases}),
        (Text("horisont", "horizons"), {case.horizon for case in cases}),
        (Text("diskontering", "discounting"), {case.discounting for case in cases}),
    ]
    for what, values in checks:
        if len(values) > 1:
            found.append(
                Text(
                    f"Sagerne har forskellig {what.da} og er ikke umiddelbart sammenlignelige.",
                    f"The cases have different {what.en} and are not directly comparable.",
                )
            )
    found += _drawn_apart(cases)
    return tuple(found)


def _drawn_apart(cases: Sequence[Case]) -> list[Text]:
    """Say where inputs that are written alike are drawn apart, and how to have them together."""
    first = cases[0]
    apart: dict[str, None] = {}
    for other in cases[1:]:
        if other.intervention == first.intervention:
            continue
        alike = {i.name: i for i in inputs_of(other).single}
        for own in inputs_of(first).single:
            same = alike.get(own.name)
            if same and same.stream != own.stream and same.distributions == own.distributions:
                apart[own.name] = None
    if not apart:
        return []
    da, en = (
        ", ".join(input_label(first, name).to(language) for name in apart) for language in LANGUAGES
    )
    return [
        Text(
            f"Tal, der står ens i sagerne, er trukket hver for sig, fordi sagerne har hver sin "
            f"intervention: {da}. Er det den samme indsats i to udgaver, så skriv samme "
            "intervention i dem; ellers ser forskellen mere usikker ud, end den er.",
            f"Figures written alike in the cases are drawn apart, because the cases have an "
            f"intervention each: {en}. If it is one intervention in two variants, write the same "
            "intervention in them; otherwise the difference looks less certain than it is.",
        )
    ]
