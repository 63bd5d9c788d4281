"""Numbers and dates as they are typed as text in Danish cells, where they can mean one thing only.

`1,500` may be a thousand and a half or fifteen hundred, and is left as it is for the reader to ask.
"""

from __future__ import annotations

import datetime
import re

_NUMBER = re.compile(r"([-−]?)(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?\s?(%|kr\.?)?")
_MONTHS = {
    month: number
    for names in (
        "januar februar marts april maj juni juli august september oktober november december",
        "january february march april may june july august september october november december",
    )
    for number, month in enumerate(names.split(), 1)
}
_IN_WORDS = re.compile(r"(\d{1,2})\.? ([a-z]+) (\d{4})", re.IGNORECASE)
_DATE = re.compile(r"(\d{1,2})([.-])\s?(\d{1,2})\2\s?(\d{4})")
_LIST = re.compile(r"\[[^\[\]]*\]")
_COMMA = re.compile(r"(?<![\w.,])([-−]?\d+),(\d+)(?![\w.,]*\d)")


def number_of(text: str) -> float | None:
    """Return the number that a text says, with a decimal comma, % or kr.; None where unclear."""
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return None
    sign, whole, decimals, unit = found.groups()
    groups = whole.count(".")
    # An amount in kroner has no point but between thousands.
    if decimals is None and groups == 1 and not (unit or "").startswith("kr"):
        return None
    if decimals is not None and len(decimals) == 3 and groups == 0 and whole != "0":
        return None
    value = float(f"{'-' if sign else ''}{whole.replace('.', '')}.{decimals or 0}")
    return value / 100 if unit == "%" else value


def ambiguous(text: str) -> tuple[str, str] | None:
    """Return the two numbers that a text such as `1.500` or `1,500` may mean, else None."""
    found = re.fullmatch(r"([-−]?\d{1,3})[.,](\d{3})", text.strip())
    return None if found is None else (f"{found[1]}{found[2]}", f"{found[1]},{found[2]}")


def date_of(text: str) -> str:
    """Return a date such as 1.3.2025 or 1. marts 2025 as ISO, any other text as it is."""
    if found := _DATE.fullmatch(text.strip()):
        day, month, year = found[1], found[3], found[4]
    elif (found := _IN_WORDS.fullmatch(text.strip())) and found[2].lower() in _MONTHS:
        day, month, year = found[1], str(_MONTHS[found[2].lower()]), found[3]
    else:
        return text
    try:
        return datetime.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return text


def with_points(spread: str) -> str:
    """Return an uncertainty with decimal points: `ci95: [0,4; 0,6]` as `ci95: [0.4, 0.6]`.

    Within brackets a comma is a decimal comma where `;` or `, ` separates the numbers.
    """

    def listed(found: re.Match[str]) -> str:
        text = found[0]
        if ";" in text:
            return _points(text).replace(";", ",")
        return _points(text) if ", " in text else text

    parts, end = [], 0
    for found in _LIST.finditer(spread):
        parts += [_points(spread[end : found.start()]), listed(found)]
        end = found.end()
    return "".join([*parts, _points(spread[end:])])


def _points(text: str) -> str:
    return _COMMA.sub(r"\1.\2", text)
