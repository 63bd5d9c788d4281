"""Numbers, amounts and dates as people write them in Danish and English.

Danish: `1.234.567,50 kr.`, `12,5 %`, `1. maj 2026`.
"""

from __future__ import annotations

import datetime
import decimal
from functools import cache
from typing import TYPE_CHECKING

from bundlinje.basics.texts import Language

if TYPE_CHECKING:
    from babel import Locale

#: Between a number and its unit, so that they stay on one line.
NO_BREAK = "\u00a0"
MINUS = "\u2212"


@cache
def _locale(language: Language) -> Locale:
    from babel import Locale

    return Locale("da" if language == "da" else "en", None if language == "da" else "GB")


def number(value: float, language: Language = "da", decimals: int = 0) -> str:
    """Return a number with thousands separators and a fixed number of decimals."""
    from babel.numbers import format_decimal

    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    with decimal.localcontext() as context:
        # All digits of the largest number there is; the usual 28 would be an error.
        context.prec = 400
        # Adding 0 turns −0.0 into 0.
        shown = format_decimal(
            round(value, decimals) + 0.0, format=pattern, locale=_locale(language)
        )
    return shown.replace("-", MINUS)


def plain(value: float, language: Language = "da", digits: int = 4) -> str:
    """Return a number with no more decimals than `digits` significant digits call for."""
    if value == 0 or abs(value) >= 10**digits:
        return number(value, language)
    text = f"{value:.{digits}g}"
    return number(value, language, len(text.partition(".")[2]) if "e" not in text else digits)


def money(value: float, currency: str = "DKK", language: Language = "da", decimals: int = 0) -> str:
    """Return an amount with its currency."""
    unit = "kr." if currency == "DKK" and language == "da" else currency
    return f"{number(value, language, decimals)}{NO_BREAK}{unit}"


def percent(share: float, language: Language = "da", decimals: int = 0) -> str:
    """Return a share as a percentage."""
    shown = number(share * 100, language, decimals)
    return f"{shown}{NO_BREAK}%" if language == "da" else f"{shown}%"


def chance(share: float, language: Language = "da") -> str:
    """Return a probability as a percentage that never claims certainty."""
    if share >= 0.995:
        return ("over 99 %", "over 99%")[language == "en"].replace(" %", NO_BREAK + "%")
    if share <= 0.005:
        return ("under 1 %", "under 1%")[language == "en"].replace(" %", NO_BREAK + "%")
    return percent(share, language)


def date(day: datetime.date, language: Language = "da") -> str:
    """Return a date with the month's name."""
    from babel.dates import format_date

    return format_date(day, format="long", locale=_locale(language))


def country(code: str, language: Language = "da") -> str:
    """Return the name of a country by its two-letter code; the code itself if it is unknown."""
    return str(_locale(language).territories.get(code, code))


def precision_of(spread: float) -> float:
    """Return the power of ten to round to, so that a figure shows no more than its spread allows.

    A tenth of the spread decides: 7,421,000 ± 4,300,000 is shown to the nearest 100,000.
    """
    return float(10 ** max(int(_log10(max(spread, 1.0)) // 1) - 1, 0))


def decimals_of(spread: float) -> int:
    """Return the decimals that show two digits of a spread; none where it is 10 or more."""
    return 0 if spread <= 0 else max(0, 1 - int(_log10(spread) // 1))


def _log10(value: float) -> float:
    import math

    return math.log10(value)
