"""CSV as it is written in Denmark and elsewhere: the same columns and types on both engines.

The heads of the files tell the encoding, the delimiter and the names; a sample of rows tells what
each column seems to be, and one pass over every row whether it is. A column that is not wholly
numbers or dates stays text, so that no value is lost on the way.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bundlinje.basics.errors import input_error

#: How much of a file is looked at for its form, and how many rows for the types. [bytes] [rows]
HEAD, SAMPLE = 65_536, 1_000
_DELIMITERS = ";,\t|"
#: Forms in the order they are tried; a column is of the first that all its values have.
_FORMS: Mapping[str, re.Pattern[str]] = {
    "integer": re.compile(r"-?(0|[1-9]\d{0,17})"),
    "iso_date": re.compile(r"\d{4}-\d{2}-\d{2}"),
    "danish_date": re.compile(r"\d{1,2}-\d{1,2}-\d{4}"),
    "point": re.compile(r"-?\d{1,15}\.\d{1,15}"),
    "comma": re.compile(r"-?\d{1,3}(\.\d{3})+(,\d{1,15})?|-?\d{1,15}(,\d{1,15})?"),
}


@dataclass(frozen=True)
class CsvForm:
    """How CSV files are written.

    Attributes:
        encoding: `utf-8` (a BOM is passed over) or `latin-1`.
        delimiter: Between columns.
        names: The columns.
        seems: What each column seems to be from a sample: one of the forms, or `text`.
    """

    encoding: str
    delimiter: str
    names: tuple[str, ...]
    seems: tuple[str, ...]


def csv_form(files: Sequence[Path]) -> CsvForm:
    """Return how the files are written.

    Raises:
        InputError: a file is empty, has a column twice or not the columns of the first.
    """
    first = _head(files[0])
    for other in files[1:]:
        found = _head(other)
        if (found.encoding, found.delimiter, found.names) != (
            first.encoding, first.delimiter, first.names,
        ):  # fmt: skip
            raise input_error(
                f"filen har andre kolonner, andet skilletegn eller andet tegnsæt end "
                f"{files[0].name}. Gem filerne ens.",
                f"the file has other columns, delimiter or encoding than {files[0].name}. Save "
                "the files alike.",
                file=str(other),
            )
    return first


def _head(file: Path) -> CsvForm:
    with file.open("rb") as stream:
        content = stream.read(HEAD)
        whole = not stream.read(1)
    encoding = "utf-8"
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The last character of the head may be cut in two.
        cut = not whole and error.start >= len(content) - 4
        encoding = "utf-8" if cut else "latin-1"
        text = content.decode("utf-8-sig", "ignore") if cut else content.decode("latin-1")
    lines = text.splitlines()
    if not lines or not lines[0].strip():
        raise input_error(
            "filen har ingen kolonnenavne i første linje.",
            "the file has no column names in its first line.",
            file=str(file),
        )
    delimiter = max(_DELIMITERS, key=lambda sign: lines[0].count(sign))
    rows = list(csv.reader(lines if whole else lines[:-1] or lines, delimiter=delimiter))
    names = tuple(name.strip() for name in rows[0])
    lower = [name.lower() for name in names]
    twice = [n for n in names if lower.count(n.lower()) > 1 or not n]
    if twice:
        raise input_error(
            f"kolonnen '{twice[0]}' står to gange eller har intet navn. Ret første linje.",
            f"the column '{twice[0]}' stands twice or has no name. Correct the first line.",
            file=str(file),
        )
    sample = [row for row in rows[1 : SAMPLE + 1] if len(row) == len(names)]
    order = _order(delimiter)
    seems = tuple(_form([row[i] for row in sample], order) for i in range(len(names)))
    return CsvForm(encoding, delimiter, names, seems)


def _order(delimiter: str) -> list[str]:
    """Return the forms in the order to try: among semicolons 1.234 is more than a thousand."""
    last = ["comma", "point"] if delimiter == ";" else ["point", "comma"]
    return [*(form for form in _FORMS if form not in last), *last]


def _form(values: Sequence[str], order: Sequence[str]) -> str:
    filled = [value for value in values if value != ""]
    if not filled:
        # Nothing to go by: each form is tried on all rows.
        return "unknown"
    for name in order:
        if all(_FORMS[name].fullmatch(value) for value in filled):
            return name
    mixed = all(
        _FORMS["integer"].fullmatch(value) or _FORMS["point"].fullmatch(value) for value in filled
    )
    return "point" if mixed else "text"


def tried(form: CsvForm) -> list[list[str]]:
    """Return which forms each column may have, in order; `integer` may turn out to be decimal."""
    order = _order(form.delimiter)
    wider = {"integer": ["integer", *order[-2:]], "unknown": order, "text": []}
    return [wider.get(seems, [seems]) for seems in form.seems]


def parsed(column: Any, form: str) -> Any:
    """Return a text column as numbers or dates; empty where a value has not the form."""
    import ibis

    if form == "integer":
        # A number that begins with 0 is a code.
        code = column.re_search(r"^-?0\d|[^0-9-]")
        return ibis.ifelse(code, ibis.null("int64"), column.try_cast("int64"))
    if form == "iso_date":
        return ibis.ifelse(column.length() == 10, column.try_cast("date"), ibis.null("date"))
    if form == "danish_date":
        d, m, y = (column.re_extract(r"^(\d{1,2})-(\d{1,2})-(\d{4})$", i) for i in (1, 2, 3))
        return (y + "-" + m.lpad(2, "0") + "-" + d.lpad(2, "0")).try_cast("date")
    if form == "point":
        code = column.re_search(r"^-?0\d|[^0-9.-]")
        return ibis.ifelse(code, ibis.null("float64"), column.try_cast("float64"))
    # 1.234,50: a point is before three digits only.
    danish = column.re_search(r"^-?([1-9]\d{0,2}(\.\d{3})+|0|[1-9]\d*)(,\d+)?$")
    plain = column.replace(".", "").replace(",", ".").try_cast("float64")
    return ibis.ifelse(danish, plain, ibis.null("float64"))


def typed(text: Any, form: CsvForm, forms: Sequence[str]) -> Any:
    """Return a table of texts with its columns in their types."""
    columns = {
        name: text[name].nullif("") if kind == "text" else parsed(text[name].nullif(""), kind)
        for name, kind in zip(form.names, forms, strict=True)
    }
    return text.select(**columns)


def settle(text: Any, form: CsvForm) -> list[str]:
    """Return the form of each column: the first whose every value could be read. One query."""
    named = {}
    for i, (name, forms) in enumerate(zip(form.names, tried(form), strict=True)):
        filled = text[name].nullif("")
        for kind in forms:
            lost = filled.notnull() & parsed(filled, kind).isnull()
            named[f"l_{i}_{kind}"] = lost.cast("int64").sum()
        if form.seems[i] == "unknown":
            named[f"n_{i}"] = filled.notnull().cast("int64").sum()
    # Every column is read, so that a row of the wrong length is met here.
    named |= {f"c_{i}": text[name].count() for i, name in enumerate(form.names)}
    row = text.aggregate(**named).to_pyarrow().to_pylist()[0]
    found = []
    for i, forms in enumerate(tried(form)):
        kinds = [kind for kind in forms if not row[f"l_{i}_{kind}"]]
        # A column without a value: dates that nobody has yet, as often as not.
        empty = form.seems[i] == "unknown" and not row[f"n_{i}"]
        found.append("iso_date" if empty else kinds[0] if kinds else "text")
    return found
