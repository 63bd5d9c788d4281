"""What is wrong with a case, said in the words of the form and beside the field it concerns.

The calculation speaks of the case file: its keys, and numbers as they stand there. In the form
nobody sees those.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bundlinje.basics.errors import Fault, Problem
from bundlinje.basics.plain_reading import between
from bundlinje.basics.texts import LANGUAGES, Text
from bundlinje.web.cases.form.number_text import text_of
from bundlinje.web.cases.form.paths import value_at

_EMPTY = Text("Skal udfyldes.", "Must be filled in.")
_ORDER = Text(
    "Skriv dem i rækkefølge: lavest < mest sandsynligt < højest.",
    "Write them in order: lowest < most likely < highest.",
)
_ONE_EFFECT = Text(
    "Udfyld enten succesraten med indsatsen eller effekten, ikke begge.",
    "Fill in either the success rate with the intervention or the effect, not both.",
)
_NO_EFFECT = Text(
    "Udfyld succesraten med indsatsen eller effekten.",
    "Fill in the success rate with the intervention or the effect.",
)


@dataclass(frozen=True)
class Said:
    """One thing that stands in the way of a result, at the path of the field that shows it.

    `missing` where nothing is wrong yet: an answer is only lacking.
    """

    key: str
    message: Text
    missing: bool = False


def said(problem: Problem, document: dict[Any, Any]) -> Said:
    """Return a problem of a document as the form says it."""
    key = problem.key
    if problem.kind is Fault.ONE_EFFECT:
        given = [k for k in ("with", "difference", "studies") if value_at(document, f"{key}.{k}")]
        if given:
            return Said(f"{key}.difference", _ONE_EFFECT)
        return Said(f"{key}.difference", _NO_EFFECT, missing=True)
    if problem.kind in (Fault.MISSING, Fault.EMPTY):
        return Said(key, _EMPTY, missing=True)
    if key.startswith("costs.") and key.endswith(".price_year") and not value_at(document, key):
        # The price year came with a record, so what is wrong is said at the amount.
        key = key.removesuffix("price_year") + "amount"
    words = _WORDS.get(problem.kind)
    message = problem.message if words is None else words(*problem.facts)
    return Said(key, Text(*(text[:1].upper() + text[1:] for text in message)))


def _shown(number: float, percent: bool = False) -> Text:
    whole = float(number).is_integer() and not percent
    rounded = int(number) if whole else round(float(number), 10)
    return Text(*(text_of(rounded, percent, language) for language in LANGUAGES))


def _not_around(mean: float) -> Text:
    shown = _shown(mean)
    return Text(
        f"Intervallet skal gå fra under til over {shown.da}.",
        f"The interval must go from below to above {shown.en}.",
    )


def _out_of_bounds(low: float, high: float) -> Text:
    if (low, high) == (0, 1):
        return Text("Skriv en andel fra 0 % til 100 %.", "Write a share from 0% to 100%.")
    if (low, high) == (-1, 1):
        return Text(
            "Skriv en forskel fra -100 % til 100 %.", "Write a difference from -100% to 100%."
        )
    expected = between(low, high)
    return Text(f"Skriv {expected[0]}.", f"Write {expected[1]}.")


def _wrong_sum(found: float, total: float) -> Text:
    (found_da, found_en), (total_da, total_en) = _shown(found, True), _shown(total, True)
    return Text(
        f"Andelene giver {found_da} i alt, ikke {total_da}.",
        f"The shares sum to {found_en}, not {total_en}.",
    )


def _rule_needs(key: str) -> Text:
    name = {
        "baseline": Text("Niveau uden succes", "Level without success"),
        "baseline_weeks": Text(
            "Uger på ydelse ved gennemførelsen", "Weeks on benefit at completion"
        ),
    }[key]
    return Text(
        f"Udfyld »{name.da}« under »Flere valg«. Reglen for, hvem der betaler, deler efter det.",
        f"Fill in '{name.en}' under 'More options'. The rule of who pays splits by it.",
    )


def _year_outside(year: int, first: int, last: int) -> Text:
    return Text(
        f"{year} ligger uden for de år, der regnes på ({first}–{last}). Ret året her, eller første "
        "år og antal år under »Målgruppe og mål«.",
        f"{year} is outside the years calculated ({first}–{last}). Change it here, or the first "
        "year and number of years under 'Target group and goal'.",
    )


def _index_lacks_year(last: int | None, year: int, level: int) -> Text:
    if last is None:
        return Text(
            f"Sagen har intet prisindeks, så beløbet i {year}-priser kan ikke regnes om.",
            f"The case has no price index, so an amount in prices of {year} cannot be converted.",
        )
    to = Text(f" til {level}-priser", f" to prices of {level}") if year <= last else Text("", "")
    return Text(
        f"Prisindekset går til {last}, så beløbet i {year}-priser kan ikke regnes om{to.da}. "
        "Skriv et skøn under »Målgruppe og mål«: Prisindeks efter det sidste år. Eller skriv "
        "beløbet selv i sagens prisniveau.",
        f"The price index ends in {last}, so an amount in prices of {year} cannot be "
        f"converted{to.en}. Write an estimate under 'Target group and goal': Price index after its "
        "last year. Or write the amount yourself at the price level of the case.",
    )


#: What each kind of problem is called in the form, from its facts.
_WORDS: Mapping[Fault, Callable[..., Text]] = {
    Fault.UNEXPECTED: lambda what: Text(f"Skriv {what.da}", f"Write {what.en}"),
    Fault.OUT_OF_BOUNDS: _out_of_bounds,
    Fault.NOT_AROUND: _not_around,
    Fault.OUT_OF_ORDER: lambda: _ORDER,
    Fault.WRONG_SUM: _wrong_sum,
    Fault.YEAR_OUTSIDE: _year_outside,
    Fault.INDEX_LACKS_YEAR: _index_lacks_year,
    Fault.NO_RECORD: lambda what: what,
    Fault.RULE_NEEDS: _rule_needs,
}
