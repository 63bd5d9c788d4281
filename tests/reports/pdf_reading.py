"""Read what a PDF says about itself: its tags, its metadata and its text."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader

#: A millimetre [pt].
MM = 72 / 25.4


@dataclass(frozen=True)
class Pdf:
    """A PDF that was written."""

    content: bytes

    @property
    def reader(self) -> PdfReader:
        return PdfReader(io.BytesIO(self.content))

    @property
    def catalog(self) -> Any:
        return self.reader.trailer["/Root"]

    @property
    def pages(self) -> int:
        return len(self.reader.pages)

    @property
    def xmp(self) -> str:
        return self.catalog["/Metadata"].get_object().get_data().decode("utf-8")

    @property
    def text(self) -> str:
        """The text of all pages on one line, without line breaks, hyphens and word joiners."""
        pages = "\n".join(page.extract_text() for page in self.reader.pages)
        return flat(re.sub(r"(?<=[a-zæøå])[-\u00ad\u2010]\n(?=[a-zæøå])", "", pages))

    def filled(self) -> list[float]:
        """Return how much of every page is in use, from the top margin to the lowest text. [1]"""
        top, bottom = (297 - 27) * MM, 25 * MM
        shares = []
        for page in self.reader.pages:
            lowest = [top]

            def seen(text: str, cm: Any, tm: Any, *__: Any, low: list[float] = lowest) -> None:
                y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
                if text.strip() and bottom - 1 <= y <= top:
                    low.append(y)

            page.extract_text(visitor_text=seen)
            shares.append((top - min(lowest)) / (top - bottom))
        return shares

    def tags(self) -> Iterator[tuple[str, Any]]:
        """Yield every element of the structure tree with its kind."""
        yield from _tags(self.catalog["/StructTreeRoot"])

    def kinds(self) -> set[str]:
        return {kind for kind, _ in self.tags()}


def _tags(node: Any) -> Iterator[tuple[str, Any]]:
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            yield from _tags(child)
    elif isinstance(node, dict):
        if "/S" in node:
            yield str(node["/S"]), node
        if "/K" in node:
            yield from _tags(node["/K"])


def flat(text: str) -> str:
    """Return text as it is compared: one space between words, no word joiners."""
    return re.sub(r"\s+", " ", text.replace("\u2060", "").replace("\u00ad", "")).strip()
