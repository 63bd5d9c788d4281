"""Documents in the database: compressed, their keys in their order."""

from __future__ import annotations

import json
import zlib
from typing import Any


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
    return {int(key) if key.isdigit() else key: value for key, value in mapping.items()}
