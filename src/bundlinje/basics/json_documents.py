"""Documents of case files as JSON, which has no whole numbers as keys."""

from __future__ import annotations

import json
import re
from typing import Any

_WHOLE = re.compile(r"0|[1-9]\d{0,8}", re.ASCII)


def whole_key(key: str) -> int | str:
    """Return a key as a whole number where it is written as one, as a year is."""
    return int(key) if _WHOLE.fullmatch(key) else key


def from_json(text: str | bytes) -> Any:
    """Return what JSON says, with the years of a document as whole numbers again."""
    return json.loads(text, object_hook=_with_years)


def _with_years(mapping: dict[str, Any]) -> dict[Any, Any]:
    return {whole_key(key): value for key, value in mapping.items()}
