"""Before any row is counted: are the files, the columns and their types what they should be?"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bundlinje.basics.errors import nearest
from bundlinje.basics.texts import Text
from bundlinje.register.engine import Engine
from bundlinje.register.findings import Finding
from bundlinje.register.tables import PERSON_DATES, TableMap

if TYPE_CHECKING:
    import ibis.expr.types as ir

DATES = ("from", "to", "date")
#: Ten-digit numbers of which more than this share begin with a date are CPR numbers; of numbers
#: drawn at random 3.65 per cent do. [1]
CPR_SHARE = 0.2


def same_files(tables: list[TableMap]) -> list[Finding]:
    """Return files that are there twice: by pattern, as a copy, or in two tables."""
    seen: dict[tuple[int, str], tuple[str, Path]] = {}
    by_size: dict[int, list[tuple[str, Path]]] = {}
    for table in tables:
        for file in table.files():
            by_size.setdefault(file.stat().st_size, []).append((table.name, file))
    found = []
    for size, files in by_size.items():
        if len(files) == 1:
            continue
        for name, file in files:
            key = (size, _digest(file))
            if key not in seen:
                seen[key] = (name, file)
                continue
            other = seen[key][1]
            found.append(
                Finding(
                    name, "same_file", "fault",
                    Text(
                        f"{file.name} er den samme fil som {other.name}: alt tælles to gange.",
                        f"{file.name} is the same file as {other.name}: all is counted twice.",
                    ),
                    Text("Flyt kopien ud af mappen.", "Move the copy out of the folder."),
                )
            )  # fmt: skip
    return found


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def columns_of(table: TableMap) -> list[str]:
    """Return the columns that the register file names, with no prefix of wide weeks."""
    return [c for key, c in table.columns.items() if key != "wide"] + list(table.extra.values())


def check_columns(table: TableMap, found: ir.Table, people: Any | None) -> list[Finding]:
    """Return columns that are not there or of the wrong type.

    Args:
        table: What the register file says.
        found: The table as read.
        people: The type of a person in the table of people; None where that is this table.
    """
    near = {c: nearest(c, found.columns) for c in columns_of(table) if c not in found.columns}
    findings = [
        _wrong(
            table, "no_column", f"kolonnen '{c}' findes ikke. {hint.da}",
            f"there is no column '{c}'. {hint.en}",
            "Ret navnet i registerfilen.", "Correct the name in the register file.",
        )
        for c, hint in near.items()
    ]  # fmt: skip
    for column, wanted in _wanted(table).items():
        if column not in found.columns:
            continue
        type = found[column].type()
        fits = type.is_numeric() if wanted == "number" else type.is_temporal()
        if not fits and wanted == "week":
            fits = type.is_string() or type.is_integer()
        if not fits and not type.is_null():
            da = {"number": "tal", "date": "datoer", "week": "uger som 2014-W05 eller datoer"}
            en = {"number": "numbers", "date": "dates", "week": "weeks as 2014-W05 or dates"}
            findings.append(
                _wrong(
                    table, "wrong_type",
                    f"kolonnen '{column}' skal være {da[wanted]}, men er {type}.",
                    f"the column '{column}' must be {en[wanted]}, but is {type}.",
                    "Ret kolonnens type i udtrækket; i CSV betyder det, at mindst én værdi ikke "
                    "kan læses.",
                    "Correct the column's type in the extract; in CSV it means that at least one "
                    "value cannot be read.",
                )
            )  # fmt: skip
    findings += _other_dates(table, found)
    own = table.columns["person"]
    if people is not None and own in found.columns:
        type = found[own].type()
        alike = type.is_numeric() if people.is_numeric() else type.is_string()
        if not alike:
            findings.append(
                _wrong(
                    table, "person_type",
                    f"personkolonnen '{own}' er {type}, men i persontabellen {people}.",
                    f"the person column '{own}' is {type}, but {people} in the table of people.",
                    "Giv dem samme type: ingen person findes ellers igen.",
                    "Give them the same type: otherwise no person is found again.",
                )
            )  # fmt: skip
    return findings


def _other_dates(table: TableMap, found: ir.Table) -> list[Finding]:
    """Return dates of people under a name that has no meaning: they cannot be covariates."""
    dates = [
        (name, column) for name, column in table.extra.items()
        if name not in PERSON_DATES and column in found.columns
        and found[column].type().is_temporal()
    ]  # fmt: skip
    if table.kind != "people":
        return []
    listed = ", ".join(PERSON_DATES)
    return [
        _wrong(
            table, "date_without_meaning",
            f"'{name}' er datoer, men kun {listed} kan være det.",
            f"'{name}' holds dates, but only {listed} can.",
            f"Skriv {listed}, hvis det er en af dem; ellers fjern den, eller lav den om til et "
            "tal eller en gruppe.",
            f"Write {listed} if it is one of them; if not, leave it out, or make it a number or a "
            "group.",
        )
        for name, column in dates
    ]  # fmt: skip


def _wanted(table: TableMap) -> Mapping[str, str]:
    wanted = {table.columns[key]: "date" for key in DATES if key in table.columns}
    wanted |= {table.columns[k]: "number" for k in ("quantity", "amount") if k in table.columns}
    if "week" in table.columns:
        wanted[table.columns["week"]] = "week"
    if table.kind == "years":
        wanted |= {table.columns["year"]: "number", **dict.fromkeys(table.extra.values(), "number")}
    if table.kind == "people":
        wanted |= {c: "date" for name, c in table.extra.items() if name in PERSON_DATES}
    return wanted


def _wrong(
    table: TableMap, kind: str, da: str, en: str, do_da: str, do_en: str
) -> Finding:  # fmt: skip
    return Finding(table.name, kind, "fault", Text(da, en), Text(do_da, do_en))


def looks_like_cpr(engine: Engine, table: TableMap, found: ir.Table) -> Finding | None:
    """Return the finding that persons look like CPR numbers, if they do. One column is read."""
    import ibis

    own = table.columns["person"]
    if own not in found.columns:
        return None
    type = found[own].type()
    # Every number of SAS is a floating one.
    if not (type.is_numeric() or type.is_string()):
        return None
    number: Any = found[own]
    if type.is_numeric():
        # The largest is known without reading every row; CPR numbers have nine or ten digits.
        largest = engine.rows(found.aggregate(most=number.max()))[0]["most"]
        if largest is None or largest < 10**8:
            return None
    dashed: Any = ibis.literal(False)
    if type.is_string():
        text: Any = found[own].strip()
        sign = text.substr(6, 1) == "-"
        dashed = (text.length() == 11) & sign
        digits = ibis.ifelse(dashed, text.replace("-", ""), text)
        number = ibis.ifelse(digits.length() == 10, digits.try_cast("int64"), ibis.null("int64"))
    number = number.cast("int64")
    day, month = number // 100_000_000, number // 1_000_000 % 100
    ten = (number >= 10**8) & (number < 10**10)
    dated = ten & day.between(1, 31) & month.between(1, 12)
    row = engine.rows(
        found.select(
            ten=ten.fill_null(False),
            dated=dated.fill_null(False),
            dashed=(dashed & dated).fill_null(False),
            day=ibis.ifelse(dated, day, ibis.null("int64")),
        ).aggregate(
            ten=lambda t: t["ten"].cast("int64").sum(),
            dated=lambda t: t["dated"].cast("int64").sum(),
            dashed=lambda t: t["dashed"].cast("int64").sum(),
            days=lambda t: t["day"].nunique(),
        )
    )[0]
    tens, births, dashes = (row[k] or 0 for k in ("ten", "dated", "dashed"))
    # Serial numbers may begin alike: 0101…; people are born on all days.
    serial = births > 100 and row["days"] < 10
    if not dashes and (serial or not births > CPR_SHARE * tens):
        return None
    return _wrong(
        table, "cpr", f"personkolonnen '{own}' ligner CPR-numre.",
        f"the person column '{own}' looks like CPR numbers.",
        "Pseudonymisér data først: erstat CPR-numre med løbenumre, der ikke kan føres tilbage.",
        "Pseudonymise the data first: put numbers that cannot be traced back in their place.",
    )  # fmt: skip
