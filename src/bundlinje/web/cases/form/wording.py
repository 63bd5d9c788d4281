"""What is wrong with a case, said in the words of the form and beside the field it concerns.

The calculation speaks of the case file: its keys, and numbers as they stand there. In the form
nobody sees those.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bundlinje.basics.errors import Problem
from bundlinje.basics.texts import Text
from bundlinje.web.cases.form.number_text import text_of
from bundlinje.web.cases.form.paths import value_at

_NUMBER = r"-?\d+(?:\.\d+)?"
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
    key, message = problem.key, problem.message
    if message.da.startswith("angiv enten with"):
        given = [k for k in ("with", "difference", "studies") if value_at(document, f"{key}.{k}")]
        if given:
            return Said(f"{key}.difference", _ONE_EFFECT)
        return Said(f"{key}.difference", _NO_EFFECT, missing=True)
    if re.match(r"mangler\. Tilføj nøglen|fandt (''|intet),|fandt ingenting,", message.da):
        return Said(key, _EMPTY, missing=True)
    if key.startswith("costs.") and key.endswith(".price_year") and not value_at(document, key):
        # The price year came with a record, so what is wrong is said at the amount.
        key = key.removesuffix("price_year") + "amount"
    return Said(key, Text(_worded(message.da, "da"), _worded(message.en, "en")))


def _worded(message: str, language: str) -> str:
    for pattern, words in _RULES[language]:
        if found := re.search(pattern, message):
            return words(found)
    for words_of_files in (r" ?(Ligger den i jeres egen mappe\? )?Skriv --folder MAPPE\.",):
        message = re.sub(words_of_files, "", message)
    return message[:1].upper() + message[1:]


def _plain(number: str) -> str:
    return text_of(float(number), language="da") if "." in number else text_of(int(number))


def _share(number: str, language: Any) -> str:
    return text_of(round(float(number), 10), True, language)


_Rule = tuple[str, Callable[[re.Match[str]], str]]
_RULES: dict[str, tuple[_Rule, ...]] = {
    "da": (
        (r"low ≤ mode ≤ high", lambda _: _ORDER.da),
        (rf"et interval omkring (?:middelværdien )?({_NUMBER})",
         lambda m: f"Intervallet skal gå fra under til over {_plain(m[1])}."),
        (r"ventede et tal fra 0 til 1\b", lambda _: "Skriv en andel fra 0 % til 100 %."),
        (r"ventede et tal fra -1 til 1\b", lambda _: "Skriv en forskel fra -100 % til 100 %."),
        (rf"andelene giver ({_NUMBER}) i alt, ikke ({_NUMBER})",
         lambda m: f"Andelene giver {_share(m[1], 'da')} i alt, ikke {_share(m[2], 'da')}."),
        (r"året (\d+) ligger uden for beregningens år (\S+)\.",
         lambda m: f"{m[1]} ligger uden for de år, der regnes på ({m[2]}). Ret året her, eller "
         "første år og antal år under »Målgruppe og mål«."),
        (r"har ikke året (\d+) \(det dækker (\d+)–(\d+)\)\. Beløbet er i (\d+)",
         lambda m: f"Prisindekset går til {m[3]}, så beløbet i {m[4]}-priser kan ikke regnes om. "
         "Skriv et skøn under »Målgruppe og mål«: Prisindeks efter det sidste år. Eller skriv "
         "beløbet selv i sagens prisniveau."),
        (r"^fandt .*?, ventede (.*)$", lambda m: f"Skriv {m[1]}"),
    ),
    "en": (
        (r"low ≤ mode ≤ high", lambda _: _ORDER.en),
        (rf"an interval around (?:the mean )?({_NUMBER})",
         lambda m: f"The interval must go from below to above {m[1]}."),
        (r"expected a number from 0 to 1\b", lambda _: "Write a share from 0% to 100%."),
        (r"expected a number from -1 to 1\b", lambda _: "Write a difference from -100% to 100%."),
        (rf"the shares sum to ({_NUMBER}), not ({_NUMBER})",
         lambda m: f"The shares sum to {_share(m[1], 'en')}, not {_share(m[2], 'en')}."),
        (r"the year (\d+) is outside the years calculated, (\S+)\.",
         lambda m: f"{m[1]} is outside the years calculated ({m[2]}). Change it here, or the first "
         "year and number of years under 'Target group and goal'."),
        (r"lacks the year (\d+) \(it covers (\d+)–(\d+)\)\. The amount is in prices of (\d+)",
         lambda m: f"The price index ends in {m[3]}, so an amount in prices of {m[4]} cannot be "
         "converted. Write an estimate under 'Target group and goal': Price index after its last "
         "year. Or write the amount yourself at the price level of the case."),
        (r"^found .*?, expected (.*)$", lambda m: f"Write {m[1]}"),
    ),
}  # fmt: skip
