"""What looks like a CPR number is kept nowhere: not in files, not in what people write."""

from __future__ import annotations

import re

from bundlinje.basics.texts import Text

#: A day (60 more in a number that was made for want of one), a month, a year and four digits.
_CPR = re.compile(r"(?<!\d)(?:[06][1-9]|[1278]\d|[39][01])(?:0[1-9]|1[0-2])\d\d[- ]?\d{4}(?!\d)")
#: What is said of a text that holds one, without repeating it.
NO_CPR = Text(
    "Noget i teksten ligner et CPR-nummer. Intet er gemt. Skriv ikke om enkelte borgere.",
    "Something in the text looks like a CPR number. Nothing is saved. Do not write about single "
    "people.",
)


def looks_like_cpr(text: str) -> bool:
    """Return whether a text holds what looks like a CPR number, wherever it stands."""
    return _CPR.search(text) is not None
