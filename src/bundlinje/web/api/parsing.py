"""Read what a program sends, more strictly than JSON asks: what cannot be kept is refused."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

from bundlinje.basics.texts import Text
from bundlinje.web.api.problems import RefusedError


class StrictParser(Parser):
    """Refuses what is no JSON, twice the same key, NaN, and characters that are no text."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return what the body says.

        Raises:
            RefusedError: it is not JSON, or not sent as JSON.
        """
        if request.content_type != "application/json":
            raise RefusedError(
                415,
                Text("Send JSON: Content-Type: application/json.",
                     "Send JSON: Content-Type: application/json."),
            )  # fmt: skip
        return read_json(request.body)


def read_json(content: bytes) -> Any:
    """Return what JSON says.

    Raises:
        RefusedError: it is not JSON, or says what cannot be kept.
    """
    try:
        found = json.loads(content, parse_constant=_refused, object_pairs_hook=_once)
        # A text that is no text (half a character) shows only when it is written again.
        written = json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        why = error.args[0] if error.args and isinstance(error.args[0], Text) else None
        raise RefusedError(400, why) from None
    if b"\\u0000" in written:
        raise RefusedError(400, Text("Tegnet NUL kan ikke bruges.", "NUL cannot be used."))
    return found


def _refused(name: str) -> Any:
    raise ValueError(Text(f"{name} er ikke et tal.", f"{name} is no number."))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(Text("Den samme nøgle står to gange.", "The same key stands twice."))
    return found
