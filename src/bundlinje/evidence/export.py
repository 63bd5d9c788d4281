"""Every table as CSV, JSON and a Frictionless data package."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from bundlinje.basics.errors import input_error
from bundlinje.basics.files import write_text
from bundlinje.basics.version import __version__
from bundlinje.basics.yaml_writing import yaml_text
from bundlinje.evidence.kinds import KINDS, Kind
from bundlinje.evidence.knowledge import Knowledge
from bundlinje.evidence.record import Record
from bundlinje.evidence.schema import Column, columns, shares_text
from bundlinje.evidence.sheets import plain

#: Type of a field in a Frictionless table schema, by the type of our column.
_FRICTIONLESS = {
    "number": "number", "integer": "integer", "year": "year", "date": "date", "flag": "boolean",
}  # fmt: skip


def export(knowledge: Knowledge, folder: Path) -> list[Path]:
    """Write every table to a folder as CSV and JSON, described by `datapackage.json`.

    What lies in YAML (rules, target groups, indexes, schedules) is written as JSON, and also as
    it stands, so that the folder is a knowledge base that a case can be calculated under later.
    Returns the files written.

    Raises:
        InputError: a record is wrong, or the folder cannot be written to.
    """
    documents: dict[str, str] = {}
    resources: list[dict[str, Any]] = []
    for kind in KINDS.values():
        records = list(knowledge.all(kind.name))
        documents[f"{kind.name}.json"] = _json([_plain(record) for record in records])
        if kind.form == "table":
            documents[f"{kind.name}.csv"] = _csv(kind, records)
            resources.append(_resource(kind))
        else:
            resources.append(_json_resource(kind.name, kind.title.en))
    overlaps = [plain(overlap) for overlap in knowledge.overlaps()]
    documents["overlaps.json"] = _json(overlaps)
    resources.append(_json_resource("overlaps", "Records that count the same money"))
    documents["datapackage.json"] = _json(
        {
            "name": "bundlinje-knowledge",
            "title": "Bundlinje: what is known about social investments in Denmark",
            "version": __version__,
            "id": knowledge.version(),
            "profile": "data-package",
            "resources": resources,
        }
    )
    documents.update(_as_it_stands(knowledge))
    try:
        for name in documents:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise input_error(
            f"mappen kan ikke oprettes ({error.strerror}).",
            f"the folder cannot be made ({error.strerror}).",
            file=str(folder),
        ) from None
    for name, text in documents.items():
        write_text(folder / name, text)
    return [folder / name for name in documents]


def _as_it_stands(knowledge: Knowledge) -> dict[str, str]:
    """Return the files in YAML with what they name; where a record stands twice, the last one."""
    found: dict[str, str] = {}
    for folder in knowledge.folders:
        for kind in KINDS.values():
            if kind.form == "files":
                for path in sorted((folder / kind.path).glob("*.*")):
                    found[f"{kind.path}/{path.name}"] = path.read_text("utf-8")
    for name in ("target_groups.yaml", "overlaps.yaml"):
        files = [folder / name for folder in knowledge.folders if (folder / name).exists()]
        if len(files) == 1:
            found[name] = files[0].read_text("utf-8")
        elif files:
            found[name] = _merged(name.removesuffix(".yaml"), knowledge)
    return found


def _merged(name: str, knowledge: Knowledge) -> str:
    records = knowledge.overlaps() if name == "overlaps" else knowledge.all(name)
    entries = []
    for record in records:
        entry = {key: value for key, value in plain(record).items() if value not in ("", [], 0.0)}
        if "name" in entry:
            entry["title"] = entry.pop("name")
        entries.append(entry)
    return yaml_text({name: entries})


def cell(value: Any, column: Column) -> str:
    """Return a value as it stands in a cell of a table."""
    if value is None:
        return ""
    if column.type == "flag":
        return "true" if value else ""
    if column.type in ("codes", "countries"):
        return " ".join(value)
    if column.type == "shares":
        return shares_text(value)
    if column.type == "number":
        text = f"{value:.15g}"
        return text if "e" not in text else f"{value:.15f}".rstrip("0").rstrip(".")
    return str(value)


def _csv(kind: Kind, records: list[Record]) -> str:
    known = columns(kind.record)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(known)
    for record in records:
        writer.writerow([cell(getattr(record, name), column) for name, column in known.items()])
    return out.getvalue()


def _plain(record: Record) -> dict[str, Any]:
    return {"reference": record.reference, **plain(record)}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _resource(kind: Kind) -> dict[str, Any]:
    known = columns(kind.record)
    return {
        "name": kind.name.replace("_", "-"),
        "title": kind.title.en,
        "path": f"{kind.name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [_field(name, column) for name, column in known.items()],
            "primaryKey": "id",
            "missingValues": [""],
            "foreignKeys": [
                {
                    "fields": name,
                    "reference": {"resource": column.refers.replace("_", "-"), "fields": "id"},
                }
                for name, column in known.items()
                if column.type == "ref" and KINDS[column.refers].form == "table"
            ],
        },
    }


def _field(name: str, column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": name,
        "title": column.label.en,
        "type": _FRICTIONLESS.get(column.type, "string"),
    }
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.type == "flag":
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    if column.type == "address":
        field["format"] = "uri"
    if column.type == "code" and column.codes:
        constraints["enum"] = list(column.codes)
        shown = "; ".join(f"{code}: {label.en}" for code, label in column.codes.items())
        field["description"] = shown
    if column.type in ("number", "integer"):
        if column.low > -1e18:
            constraints["minimum"] = column.low
        if column.high < 1e18:
            constraints["maximum"] = column.high
    if constraints:
        field["constraints"] = constraints
    return field


def _json_resource(name: str, title: str) -> dict[str, Any]:
    return {
        "name": name.replace("_", "-"),
        "title": title,
        "path": f"{name}.json",
        "format": "json",
        "mediatype": "application/json",
        "encoding": "utf-8",
    }
