"""Numbers and dates as they are typed as text in Danish cells, where they can mean one thing only.

`1,500` may be a thousand and a half or fifteen hundred, and is left as it is for the reader to ask.
"""

from __future__ import annotations

import datetime
import re

_NUMBER = re.compile(r"([-−]?)(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?(\s?%)?")
_DATE = re.compile(r"(\d{1,2})([.-])\s?(\d{1,2})\2\s?(\d{4})")
_LIST = re.compile(r"\[[^\[\]]*\]")
_COMMA = re.compile(r"(?<![\w.,])([-−]?\d+),(\d+)(?![\w.,]*\d)")


def number_of(text: str) -> float | None:
    """Return the number that a text says with a decimal comma or %, or None where it is unclear."""
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return None
    sign, whole, decimals, percent = found.groups()
    groups = whole.count(".")
    if decimals is None and groups < 2 and percent is None:
        return None
    if decimals is None and groups == 1:
        return None
    if decimals is not None and len(decimals) == 3 and groups == 0 and whole != "0":
        return None
    value = float(f"{'-' if sign else ''}{whole.replace('.', '')}.{decimals or 0}")
    return value / 100 if percent else value


def date_of(text: str) -> str:
    """Return a date such as 1.3.2025 or 01-03-2025 as ISO, any other text as it is."""
    found = _DATE.fullmatch(text.strip())
    if found is None:
        return text
    try:
        return datetime.date(int(found[4]), int(found[3]), int(found[1])).isoformat()
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
