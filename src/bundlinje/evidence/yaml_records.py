"""What the strict readers of the knowledge base's YAML files share."""

from __future__ import annotations

import datetime
from pathlib import Path

from bundlinje.basics.reading import Reader, Section
from bundlinje.basics.texts import Text
from bundlinje.basics.yaml_tree import Node, read_document


def open_record(path: Path, keys: list[str]) -> tuple[Reader, Section]:
    """Return the reader and the top section of a record's file.

    Raises:
        InputError: the file cannot be read or is not valid YAML.
    """
    document = read_document(path)
    reader = Reader(str(path))
    section = reader.section(document.root, "", keys)
    written = section.identifier("id")
    if "id" in section and written and written != path.stem:
        reader.report(
            section.get("id"),
            "id",
            f"fandt '{written}', ventede filens navn '{path.stem}'.",
            f"found '{written}', expected the file's name '{path.stem}'.",
        )
    section.need("id")
    return reader, section


def read_title(section: Section) -> Text:
    """Return the title of a section in both languages."""
    title = section.reader.section(section.need("title"), section.at("title"), ["da", "en"])
    return Text(title.text("da", required=True), title.text("en", required=True))


def read_date(section: Section, key: str) -> datetime.date | None:
    """Return a date, or None where the key is absent or null."""
    node = section.get(key)
    if node is None:
        return None
    if isinstance(node.value, str):
        try:
            return datetime.date.fromisoformat(node.value)
        except ValueError:
            pass
    section.reader.expected(
        node, section.at(key), "en dato som 2026-05-01", "a date such as 2026-05-01"
    )
    return None


def read_shares(reader: Reader, node: Node, path: str, payers: tuple[str, ...]) -> dict[str, float]:
    """Return shares by payer that sum to 1."""
    section = reader.section(node, path, payers)
    shares = {
        str(payer): reader.share(child, section.at(payer))
        for payer, child in reader.entries(section.node, path)
        if payer in payers
    }
    if isinstance(node.value, dict) and abs(sum(shares.values()) - 1) > 1e-9:
        total = f"{sum(shares.values()):.10g}"
        reader.report(
            node,
            path,
            f"andelene summer til {total}, ventede 1.",
            f"the shares sum to {total}, expected 1.",
        )
    return shares
