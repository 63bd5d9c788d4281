"""Own counts as a consequence record with its source, added to an own folder of records."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from bundlinje.basics.errors import InputError, Problem, input_error
from bundlinje.basics.files import whole_file
from bundlinje.basics.formats import number
from bundlinje.basics.texts import Text
from bundlinje.evidence.consequences import ConsequenceEstimate
from bundlinje.evidence.kinds import KINDS
from bundlinje.evidence.knowledge import Knowledge
from bundlinje.evidence.local_counts import LocalCounts
from bundlinje.evidence.record import Record
from bundlinje.evidence.registers import SourceRecord
from bundlinje.evidence.schema import columns
from bundlinje.evidence.synthesis.local import GRADES, Design
from bundlinje.evidence.tables import Table

#: The code of `codes.CAUSAL_GRADES` that a design earns.
GRADE_CODES: Mapping[Design, str] = {"before-after": "none", "difference-in-differences": "weak"}

Row = dict[str, str]


def as_rows(counts: LocalCounts, knowledge: Knowledge) -> tuple[Row, Row]:
    """Return the row of `consequences.csv` and that of `sources.csv`, by column."""
    found = counts.estimate
    group = knowledge.lookup(f"target_groups/{counts.target_group}")
    compared = "ingen sammenligningsgruppe"
    if found.comparison_people:
        compared = f"{number(found.comparison_people)} borgere uden indsatsen"
    consequence = {
        "id": counts.id,
        "title_da": counts.title,
        "target_group": counts.target_group,
        "target_group_da": counts.target_group_text,
        "target_group_en": group.title.en,
        "outcome": counts.outcome,
        "estimate_kind": "own_estimate",
        "causal_grade": GRADE_CODES[found.design],
        "measure": "difference",
        "value": _decimal(found.mean),
        "ci_low": _decimal(found.low),
        "ci_high": _decimal(found.high),
        "unit": counts.unit,
        "per": "person_year",
        "unit_text": f"{counts.unit_text} pr. deltager pr. år",
        "positive_means": "more_use",
        "comparison": compared,
        "period": counts.period,
        "design_text": GRADES[found.design][1].da,
        "countries": "DK",
        "source": counts.source_id,
        "note": found.note("da").replace("\n", " "),
    }
    source = {
        "id": counts.source_id,
        "title_text": counts.source_title,
        "url": counts.source_url,
        "accessed": counts.accessed.isoformat(),
        "note": counts.source_note,
    }
    return consequence, source


def add_to_folder(counts: LocalCounts, folder: Path) -> list[Path]:
    """Add the record and its source to an own folder; return the files that were written.

    Both files are written, or neither. A source that is already there with the same title and
    address is used as it is.

    Raises:
        InputError: the id is taken, the source is another, or the folder cannot be written to.
    """
    knowledge = Knowledge([folder]) if folder.exists() else Knowledge()
    consequence, source = as_rows(counts, knowledge)
    consequence["source"] = source["id"] = _source_id(knowledge, folder, source)
    _must_be_new(knowledge, f"consequences/{counts.id}", folder)
    tables: list[tuple[Path, str]] = [
        (
            folder / KINDS["consequences"].path,
            _with_row(folder, knowledge, ConsequenceEstimate, consequence),
        )
    ]
    if not _known_source(knowledge, source):
        tables.append(
            (
                folder / KINDS["sources"].path,
                _with_row(folder, knowledge, SourceRecord, source),
            )
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise input_error(
            f"mappen kan ikke laves ({error.strerror}).",
            f"the folder cannot be made ({error.strerror}).",
            file=str(folder),
        ) from None
    with ExitStack() as stack:
        for path, text in tables:
            stack.enter_context(whole_file(path)).write_text(text, "utf-8", newline="")
    return [path for path, _ in tables]


def _must_be_new(knowledge: Knowledge, reference: str, folder: Path) -> None:
    if reference not in knowledge:
        return
    place, line = knowledge.place(reference)
    raise InputError(
        [
            Problem(
                Text(
                    f"{reference} findes allerede ({place}, linje {line}). Intet er skrevet. Vælg "
                    "et andet id, eller slet rækken først, hvis den skal erstattes.",
                    f"{reference} already exists ({place}, line {line}). Nothing was written. "
                    "Choose another id, or delete the row first if it is to be replaced.",
                ),
                str(folder),
                key="id",
            )
        ]
    )


def _source_id(knowledge: Knowledge, folder: Path, source: Row) -> str:
    """Return the id of the folder's source of the same title and address, else the row's own."""
    table = knowledge.table("sources", folder) if folder in knowledge.folders else None
    for known in table.all() if table is not None else ():
        if (known.title_text, known.url) == (source["title_text"], source["url"]):
            return str(known.id)
    return source["id"]


def _known_source(knowledge: Knowledge, source: Row) -> bool:
    reference = f"sources/{source['id']}"
    if reference not in knowledge:
        return False
    known = knowledge.lookup(reference)
    assert isinstance(known, SourceRecord)
    if (known.title_text, known.url) != (source["title_text"], source["url"]):
        raise known.refused(
            Text(
                "findes allerede med en anden titel eller adresse. Intet er skrevet. Giv kilden "
                "et andet id (source: {id: …}).",
                "already exists with another title or address. Nothing was written. Give the "
                "source another id (source: {id: …}).",
            )
        )
    return True


def _with_row(folder: Path, knowledge: Knowledge, record: type[Record], row: Row) -> str:
    """Return the text of a table with a row at its end, checked as it will be read.

    Columns that the table lacks and the row needs are added to it.
    """
    kind = next(kind for kind in KINDS.values() if kind.record is record)
    path = folder / kind.path
    table = knowledge.table(kind.name, folder) if path.exists() else None
    if table is not None and table.problems:
        raise InputError(table.problems)
    names = list(columns(record)) if table is None else list(table.names)
    names += [name for name, cell in row.items() if cell and name not in names]
    old = [] if table is None else [known.cells for known in table.rows.values()]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([*cells, *[""] * (len(names) - len(cells))] for cells in old)
    writer.writerow([row.get(name, "") for name in names])
    text = out.getvalue()
    Table(text.encode(), str(path), record).get(row["id"])
    return text


def _decimal(value: float) -> str:
    """Return a number as a cell holds it: plain decimals, six significant digits."""
    from decimal import Decimal

    return format(Decimal(f"{value:.6g}"), "f")
