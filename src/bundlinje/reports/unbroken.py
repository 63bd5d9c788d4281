"""What belongs together on one line: `§ 110`, `12 kr.`, `90 %-interval`, `1,9 mio. kr.`"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from bundlinje.basics.formats import NO_BREAK

T = TypeVar("T")

#: A hyphen at which no line ends.
NO_BREAK_HYPHEN = "\u2011"

_SPACES = re.compile(
    r"(?<=§) (?=\d)"  # § 110
    r"|(?<=§\s\d\d) (?=[a-z]\b)|(?<=§\s\d{3}) (?=[a-z]\b)"  # § 85 a
    r"|(?<=\d) (?=%|kr\.|mio\.|mia\.|pct\.)"  # 12 kr.
    r"|(?<=\bover) (?=\d)|(?<=\bunder) (?=\d)"  # over 99 %
    r"|(?<=mio\.) (?=kr\.)|(?<=mia\.) (?=kr\.)"
)
#: 90 %-interval, § 110-boform
_HYPHENS = re.compile(r"(?<=\d\s%)-(?=\w)|(?<=§\s\d\d)-(?=\w)|(?<=§\s\d{3})-(?=\w)")


def unbroken(value: T) -> T:
    """Return a report, or any part of it, in which no line ends where it should not."""
    return with_texts(value, _kept)


def _kept(text: str) -> str:
    return _HYPHENS.sub(NO_BREAK_HYPHEN, _SPACES.sub(NO_BREAK, text))


def with_texts(value: T, changed: Callable[[str], str]) -> T:
    """Return a report, or any part of it, with every text of it changed."""
    found: Any = value
    if isinstance(value, str):
        found = changed(value)
    elif isinstance(value, tuple):
        found = tuple(with_texts(part, changed) for part in value)
    elif is_dataclass(value) and not isinstance(value, type):
        parts = {f.name: with_texts(getattr(value, f.name), changed) for f in fields(value)}
        found = replace(value, **parts)
    return cast(T, found)
