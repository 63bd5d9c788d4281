"""Results that are uploaded: read whole or refused, and no more of them kept than is needed."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import json
import re
import tempfile
import zlib
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.db import transaction

from bundlinje.basics.errors import InputError, Problem
from bundlinje.basics.texts import Language, Text
from bundlinje.contracts.contract import Contract as Terms
from bundlinje.contracts.indigo import FORMULA_SIGNS
from bundlinje.contracts.results_file import COLUMNS, Row, parse_results, results_of
from bundlinje.contracts.results_file import Results as Read
from bundlinje.contracts.template import template
from bundlinje.web.accounts.models import Organisation, User
from bundlinje.web.audit.log import log
from bundlinje.web.contracts.models import Contract, Results, Status
from bundlinje.web.cpr import looks_like_cpr as looks_like_cpr


def read_file(name: str, content: bytes, terms: Terms) -> Read:
    """Return the results of an uploaded CSV file or workbook.

    Raises:
        InputError: it cannot be read, rows are wrong, or something looks like a CPR number; every
            problem with its row and column.
    """
    if Path(name).suffix.lower() == ".xlsx":
        content = _as_csv(name, content)
    problems = list(_cpr(name, content))
    if problems:
        # Nothing else is said of the file, as it would be quoted.
        raise InputError(problems)
    read = parse_results(content, terms, name)
    if not read.rows:
        raise InputError(
            [Problem(Text("filen har ingen resultater.", "the file has no outcomes."), name)]
        )
    return read


def _cpr(name: str, content: bytes) -> Iterable[Problem]:
    """Yield the cells that hold what looks like a CPR number, by row and column."""
    text = content.decode("utf-8-sig", errors="replace")
    mark = ";" if ";" in text.partition("\n")[0] else ","
    names: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        cells = [cell.strip(' "\t') for cell in line.split(mark)]
        names = names or [cell.lower() for cell in cells]
        for at, cell in enumerate(cells):
            # A number of ten digits may be an amount.
            amount = at < len(names) and names[at] in ("value", "weight") and cell.isdigit()
            if looks_like_cpr(cell) and not amount:
                yield _cpr_problem(name, number, at + 1)


def _cpr_problem(name: str, line: int, column: int) -> Problem:
    return Problem(
        Text(
            f"kolonne {column} ligner et CPR-nummer. Intet af filen er gemt. Brug løbenumre eller "
            "andre pseudonymer; nøglen bliver hos jer.",
            f"column {column} looks like a CPR number. Nothing of the file was kept. Use running "
            "numbers or other pseudonyms; the key stays with you.",
        ),
        name,
        line,
    )


def _as_csv(name: str, content: bytes) -> bytes:
    """Return the first sheet of a workbook as CSV, row by row as it stands there."""
    from bundlinje.calculation.workbook_cells import plain_rows

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "resultater.xlsx"
        file.write_bytes(content)
        try:
            rows = plain_rows(file)
        except InputError as error:
            raise InputError([Problem(p.message, name) for p in error.problems]) from None
    while rows and not any(cell is not None for cell in rows[0]):
        rows.pop(0)
    width = max(
        (at for row in rows for at, cell in enumerate(row, 1) if cell is not None), default=0
    )
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    for row in rows:
        writer.writerow([_written(cell) for cell in (*row, *[None] * width)[:width]])
    return stream.getvalue().encode()


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def keep(
    contract: Contract,
    read: Read,
    content: bytes,
    who: User,
    organisation: Organisation,
    terms: Terms,
) -> Results:
    """Keep results in place of those before; rows that nothing waits on are taken away.

    A pseudonym or a group is kept only where the contract's payments need one.
    """
    needed = set(template(terms, () if terms.periods else ("x",))[0])
    rows = [_kept(row, needed) for row in read.rows]
    reached = {row.period for row in read.rows}
    last = [period.id for period in read.periods if period.id in reached][-1]
    with transaction.atomic():
        Contract.objects.select_for_update().get(id=contract.id)
        number = contract.results.order_by("-number").values_list("number", flat=True).first() or 0
        made: Results = Results.objects.create(
            contract=contract,
            number=number + 1,
            packed=zlib.compress(json.dumps(rows, ensure_ascii=False).encode()),
            digest=hashlib.sha256(content).hexdigest(),
            rows=len(rows),
            last_period=last,
            uploaded_by=who,
            uploaded_for=organisation,
        )
        forget(contract, made.number)
        log(who, "results", "contract", contract.id, organisation.id, revision=made.number)
    return made


def forget(contract: Contract, newest: int) -> None:
    """Take the rows away of uploads before `newest` that no settlement waits on."""
    old = contract.results.filter(number__lt=newest).exclude(packed=b"")
    old.exclude(settlements__status=Status.SUBMITTED.value).update(packed=b"")


def _kept(row: Row, needed: set[str]) -> list[str | None]:
    cells: dict[str, str | None] = {
        "period": row.period,
        "metric": row.metric,
        "value": str(row.value),
        "person": row.person if "person" in needed else None,
        "weight": str(row.weight),
        "group": row.group if "group" in needed else None,
    }
    return [cells[name] for name in COLUMNS]


def rows_of(results: Results, terms: Terms) -> Read | None:
    """Return the results that were kept, or None where their rows have been taken away.

    Raises:
        InputError: they do not fit the terms as these are now.
    """
    if not results.packed:
        return None
    return results_of(
        (
            Row(str(period), str(metric), Fraction(value), person, Fraction(weight), group, line)
            for line, (period, metric, value, person, weight, group) in enumerate(
                results.document, 2
            )
        ),
        terms,
    )


def csv_of(rows: Iterable[Iterable[str]], language: Language) -> bytes:
    """Return rows as CSV; in Danish with semicolons and a byte order mark, as Excel opens it.

    A text that a spreadsheet would take for a formula is made plain text; numbers stay numbers.
    """
    stream = io.StringIO()
    danish = language == "da"
    writer = csv.writer(stream, delimiter=";" if danish else ",", lineterminator="\r\n")
    for row in rows:
        writer.writerow([f"'{cell}" if _is_formula(cell) else cell for cell in row])
    return (("\ufeff" if danish else "") + stream.getvalue()).encode()


def _is_formula(cell: str) -> bool:
    return cell.startswith(FORMULA_SIGNS) and not re.fullmatch(r"-\d+([.,]\d+)?", cell)


def doubts(read: Read, terms: Terms, today: datetime.date) -> list[Text]:
    """Return what is most likely wrong with results that can be settled by."""
    found = []
    named = [(row.period, row.metric, row.person) for row in read.rows if row.person]
    if twice := len(named) - len(set(named)):
        found.append(Text(
            "Rækker om en borger, der allerede står med samme resultat i samme periode: "
            f"{twice}. Hver række tæller for sig. Ret filen, hvis det er en fejl.",
            "Rows of someone who already stands with that outcome in that period: "
            f"{twice}. Each row counts. Correct the file if this is a mistake.",
        ))  # fmt: skip
    many = sum(
        bool(row.person) and row.value > 1 and terms.metrics[row.metric].measure == "count"
        for row in read.rows
    )
    if many:
        found.append(Text(
            f"Rækker med et tal over 1 for én borger: {many}. Så tæller borgeren flere gange. "
            "Skriv 1, hvis resultatet er nået én gang.",
            f"Rows with a number above 1 for one person: {many}. The person counts so many "
            "times. Write 1 if the outcome was reached once.",
        ))  # fmt: skip
    used = {row.period for row in read.rows}
    if early := ", ".join(
        one.id for one in terms.periods if one.id in used and one.end and one.end >= today
    ):
        found.append(Text(
            f"Disse perioder er ikke slut endnu: {early}. Vent med at afregne dem, til alle "
            "resultater er kendt.",
            f"These periods have not ended yet: {early}. Wait to settle them until all results "
            "are known.",
        ))  # fmt: skip
    return found
