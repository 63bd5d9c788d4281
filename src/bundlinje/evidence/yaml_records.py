"""What the strict readers of the knowledge base's YAML files share."""

from __future__ import annotations

import datetime
from pathlib import Path

from bundlinje.basics.reading import Reader, Section
from bundlinje.basics.texts import Text
from bundlinje.basics.yaml_tree import Document, Node, read_document


def open_record(path: Path, keys: list[str]) -> tuple[Reader, Section]:
    """Return the reader and the top section of a record's file.

    Raises:
        InputError: the file cannot be read or is not valid YAML.
    """
    return opened(read_document(path), path.stem, keys)


def opened(document: Document, name: str, keys: list[str]) -> tuple[Reader, Section]:
    """Return the reader and the top section of a record's document; `name` is what its id is."""
    reader = Reader(document.file)
    section = reader.section(document.root, "", keys)
    written = section.identifier("id")
    if "id" in section and written and written != name:
        reader.report(
            section.get("id"),
            "id",
            f"fandt '{written}', ventede filens navn '{name}'.",
            f"found '{written}', expected the file's name '{name}'.",
        )
    section.need("id")
    return reader, section


def read_title(section: Section) -> Text:
    """Return the title of a section in both languages."""
    title = needed(section, "title", ["da", "en"])
    return Text(title.text("da", required=True), title.text("en", required=True))


def needed(section: Section, key: str, keys: list[str]) -> Section:
    """Return the section of a required key; where it is missing that is said, and no more."""
    node = section.need(key)
    if node is None:
        return Section(section.reader, Node({}), section.at(key), broken=True)
    return section.reader.section(node, section.at(key), keys)


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
