"""What the form of scenarios asks for, read and done on a copy of a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bundlinje.basics import formats
from bundlinje.basics.texts import Language, Text
from bundlinje.calculation.case import Case
from bundlinje.web.cases.form.number_text import NotANumberError, number_from, text_of
from bundlinje.web.cases.results import scenarios

Document = dict[Any, Any]


class NotChangedError(ValueError):
    """What was asked for cannot be done; says why, and which field of the form to change."""

    def __init__(self, message: Text, field: str) -> None:
        super().__init__(message.en)
        self.message = message
        self.field = field


#: The first field of each change.
FIELDS = {"senere": "aar", "omfang": "gange", "betaler": "andel"}


def first_typed(language: Language) -> dict[str, str]:
    """Return what stands in the form before anything is typed."""
    half = text_of(0.5, False, language)
    return {"aar": "1", "gange": half, "andel": text_of(0.5, True, language), "til": "stat"}


def changed_copy(case: Case, title: str, posted: Mapping[str, str], language: Language) -> Document:
    """Return a copy of a case's document with the change that was asked for, named after it.

    Raises:
        NotChangedError: it cannot be read, or would change nothing.
    """
    document: Document = dict(case.data)
    kind = posted.get("aendring", "")
    if kind == "senere":
        years = _number(posted, "aar", False, language)
        if not years.is_integer() or not 1 <= years <= scenarios.MOST_YEARS:
            raise NotChangedError(
                Text(f"Skriv et antal år fra 1 til {scenarios.MOST_YEARS}.",
                     f"Write a number of years from 1 to {scenarios.MOST_YEARS}."),
                "aar",
            )  # fmt: skip
        changed = scenarios.later(document, int(years))
        name = Text(f"{int(years)} år senere", f"{int(years)} years later")
    elif kind == "omfang":
        times = _number(posted, "gange", False, language)
        if not 0 < times <= scenarios.MOST_TIMES or times == 1:
            raise NotChangedError(
                Text("Skriv, hvor mange gange så mange deltagere: fx 2 eller 0,5.",
                     "Write how many times as many participants: 2 or 0.5, for instance."),
                "gange",
            )  # fmt: skip
        changed = scenarios.scaled(document, times)
        shown = formats.plain(times, language)
        name = Text(f"{shown} gange så mange", f"{shown} times as many")
    elif kind == "betaler":
        changed, name = _paid_instead(case, posted, language)
    else:
        raise NotChangedError(Text("Vælg en ændring.", "Choose a change."), "aar")
    return {**changed, "title": f"{title} – {name.to(language)}"}


def _paid_instead(
    case: Case, posted: Mapping[str, str], language: Language
) -> tuple[Document, Text]:
    share = _number(posted, "andel", True, language)
    giver, taker = posted.get("fra", ""), posted.get("til", "")
    if not 0 < share <= 1:
        raise NotChangedError(
            Text(
                "Skriv en andel over 0 % og højst 100 %.", "Write a share above 0%, at most 100%."
            ),
            "andel",
        )
    labels = {payer.id: payer.label.to(language) for payer in case.payers.values()}
    if giver not in scenarios.paying(case) or taker not in labels or giver == taker:
        raise NotChangedError(
            Text("Vælg to forskellige kasser.", "Choose two different purses."), "til"
        )
    part = formats.percent(share, language)
    name = Text(
        f"{part} flyttet fra {labels[giver]} til {labels[taker]}",
        f"{part} moved from {labels[giver]} to {labels[taker]}",
    )
    return scenarios.paid_instead(case, giver, taker, share), name


def _number(posted: Mapping[str, str], field: str, percent: bool, language: Language) -> float:
    try:
        value = number_from(posted.get(field, ""), percent, language)
    except NotANumberError as error:
        raise NotChangedError(error.message, field) from None
    if not isinstance(value, int | float):
        raise NotChangedError(Text("Skriv ét tal.", "Write one number."), field)
    return float(value)
