"""Documents in the database: compressed, their keys in their order."""

from __future__ import annotations

import json
import zlib
from typing import Any

from bundlinje.basics.json_documents import from_json


def packed(document: dict[str, Any]) -> bytes:
    """Return a document as few bytes."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode(), 6)


def unpacked(content: bytes) -> dict[str, Any]:
    """Return the document of `packed`; years are whole numbers again."""
    document: dict[str, Any] = from_json(zlib.decompress(content))
    return document
