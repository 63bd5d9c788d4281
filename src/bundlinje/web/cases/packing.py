"""Documents in the database: compressed, their keys in their order."""

from __future__ import annotations

import json
import re
import zlib
from typing import Any

_WHOLE = re.compile(r"0|[1-9]\d{0,8}", re.ASCII)


def packed(document: dict[str, Any]) -> bytes:
    """Return a document as few bytes."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode(), 6)


def unpacked(content: bytes) -> dict[str, Any]:
    """Return the document of `packed`; years are whole numbers again."""
    document: dict[str, Any] = json.loads(zlib.decompress(content), object_hook=_with_years)
    return document


def _with_years(mapping: dict[str, Any]) -> dict[Any, Any]:
    """Return a mapping whose keys are whole numbers where they say one: JSON has texts only."""
    return {whole_key(key): value for key, value in mapping.items()}


def whole_key(key: str) -> int | str:
    """Return a key as a whole number where it is written as one, as a year is."""
    return int(key) if _WHOLE.fullmatch(key) else key
