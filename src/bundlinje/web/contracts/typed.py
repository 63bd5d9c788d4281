"""Between what stands in a contract and what stands in its form, both ways."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from typing import Any

from bundlinje.basics.texts import Language, Text
from bundlinje.web.cases.form.number_text import NotANumberError, number_from, text_of
from bundlinje.web.cases.form.values import LONGEST_TEXT, NotReadError
from bundlinje.web.contracts.case_words import reference_in, words_of
from bundlinje.web.contracts.term_fields import Column, Shown, TermField

Posted = Mapping[str, Sequence[str]]

#: More rows than a contract has.
MOST_ROWS = 400
#: What the cells of a row are in the file, where each row is a mapping.
_KEYS = {"periods": ("id", "end"), "delivery": ("date", "amount")}


def shown(one: TermField, value: Any, language: Language) -> Shown:
    """Return what stands in a field; fixed where typing it again would not mean the same."""
    if one.kind == "rows":
        return _shown_rows(one, value, language)
    if value is None:
        return Shown()
    if one.kind == "number":
        if isinstance(value, dict | list) and not one.spread:
            return Shown(fixed=str(value))
        if isinstance(value, dict) and list(value) == ["ref"]:
            return Shown(words_of(str(value["ref"])).to(language))
        text = text_of(value, one.percent, language)
        try:
            number_from(text, one.percent, language)
        except NotANumberError:
            return Shown(fixed=text)
        return Shown(text)
    if one.kind == "names":
        return Shown(", ".join(map(str, value)) if isinstance(value, list) else str(value))
    return Shown(fixed=str(value)) if isinstance(value, dict | list) else Shown(str(value))


def _shown_rows(one: TermField, value: Any, language: Language) -> Shown:
    rows: list[Sequence[Any]]
    if one.form == "mapping":
        rows = list(value.items()) if isinstance(value, dict) else [(value, 1)] if value else []
    elif one.form == "pairs":
        rows = list(value) if isinstance(value, list) else []
    else:
        first, second = _KEYS[one.form]
        entries = value if isinstance(value, list) else []
        rows = [(entry.get(first), entry.get(second)) for entry in entries]
    cells = [
        tuple(_cell(column, cell, language) for column, cell in zip(one.columns, row, strict=False))
        for row in rows
    ]
    return Shown(rows=(*cells, ("",) * len(one.columns)))


def _cell(column: Column, value: Any, language: Language) -> str:
    if value is None:
        return column.empty.to(language)
    if column.kind in ("number", "share"):
        return text_of(value, column.kind == "share", language)
    return str(value)


def in_words(one: TermField, value: Any, language: Language) -> str:
    """Return what stands in a field as a text, rows one after the other."""
    stands = shown(one, value, language)
    if one.kind == "rows":
        return "; ".join(": ".join(_named(row, one)) for row in stands.rows if any(row))
    if one.kind == "choice":
        return dict(one.choices).get(str(value), str(value))
    return stands.fixed or stands.text


def _named(row: Sequence[str], one: TermField) -> list[str]:
    """Return a row's cells; names of parties for their ids."""
    return [
        dict(column.choices).get(cell, cell) for column, cell in zip(one.columns, row, strict=True)
    ]


def typed(one: TermField, posted: Posted) -> Shown:
    """Return what was typed, to show it again where it is refused."""
    if one.kind == "names":
        return Shown(", ".join(posted.get("value") or []))
    if one.kind != "rows":
        return Shown((posted.get("value") or [""])[0])
    return Shown(rows=tuple(_rows(one, posted)))


def read(one: TermField, posted: Posted, language: Language) -> Any:
    """Return what was typed in a field as a value of the contract; None where it is empty.

    Raises:
        NotReadError: it is not what the field is for.
    """
    try:
        if one.kind == "rows":
            value = _read_rows(one, posted, language)
        elif one.kind == "names":
            said = " ".join(posted.get("value") or [])
            value = [name for name in re.split(r"[,; ]+", said) if name] or None
        else:
            value = _read_text(one, (posted.get("value") or [""])[0].strip(), language)
    except NotANumberError as error:
        raise NotReadError(error.message) from None
    if value is None and one.required:
        raise NotReadError(
            Text("Skal udfyldes. Indtil da gælder det, der stod før.",
                 "Must be filled in. Until then what stood before holds.")
        )  # fmt: skip
    return value


def _read_text(one: TermField, text: str, language: Language) -> Any:
    if len(text) > LONGEST_TEXT:
        raise NotReadError(Text("Teksten er for lang.", "The text is too long."))
    if not text:
        return None
    if one.kind == "number":
        return _number(text, one.percent, language, one.spread)
    if one.kind == "whole":
        if not re.fullmatch(r"\d{1,6}", text):
            raise NotReadError(
                Text(f"{text} er ikke et helt tal.", f"{text} is not a whole number.")
            )
        return int(text)
    if one.kind == "date":
        return _date(text)
    if one.kind == "choice":
        if text not in [value for value, _ in one.choices]:
            raise NotReadError(Text("Vælg en af mulighederne.", "Choose one of the options."))
        return text
    return text if one.kind == "paragraph" else " ".join(text.split())


def _number(text: str, percent: bool, language: Language, spread: bool = False) -> Any:
    if spread and (name := reference_in(text)):
        return {"ref": name}
    value = number_from(text, percent, language)
    if isinstance(value, dict) and not spread:
        raise NotReadError(Text("Skriv ét sikkert tal.", "Write one certain number."))
    return value


def _date(text: str) -> str:
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise NotReadError(
            Text(f"{text} er ikke en dato. Skriv fx 2027-12-31.",
                 f"{text} is not a date. Write e.g. 2027-12-31.")
        ) from None  # fmt: skip


def _rows(one: TermField, posted: Posted) -> list[tuple[str, ...]]:
    columns = [posted.get(f"c{at}") or [] for at in range(len(one.columns))]
    if any(len(column) > MOST_ROWS for column in columns):
        raise NotReadError(Text("Der er for mange rækker.", "There are too many rows."))
    return [tuple(cell.strip() for cell in row) for row in zip(*columns, strict=False)]


def _read_rows(one: TermField, posted: Posted, language: Language) -> Any:
    found = []
    for row in _rows(one, posted):
        # In a list of choices the first stands there also in a row that nobody filled in.
        if not any(
            cell for cell, col in zip(row, one.columns, strict=True) if col.kind != "choice"
        ):
            continue
        found.append(
            [_read_cell(col, cell, language) for cell, col in zip(row, one.columns, strict=True)]
        )
    if not found:
        return None
    if one.form == "pairs":
        return found
    if one.form == "mapping":
        names = [row[0] for row in found]
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise NotReadError(
                Text(f"{twice} står to gange. Læg dem sammen.", f"{twice} stands twice. Add them.")
            )
        return dict(found)
    first, second = _KEYS[one.form]
    return [{first: row[0], second: row[1]} for row in found]


def _read_cell(column: Column, text: str, language: Language) -> Any:
    if column.empty.da and text in ("", column.empty.to(language)):
        return None
    if not text:
        raise NotReadError(
            Text(f"Udfyld »{column.label.da}« i hver række, eller tøm rækken.",
                 f"Fill in “{column.label.en}” in every row, or empty the row.")
        )  # fmt: skip
    if column.kind in ("number", "share"):
        return _number(text, column.kind == "share", language)
    return _date(text) if column.kind == "date" else text
