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
from bundlinje.web.contracts.rare_words import in_rare_words
from bundlinje.web.contracts.term_fields import Column, Shown, TermField
from bundlinje.web.contracts.term_rows import FORMS, OddError, TwiceError
from bundlinje.web.cpr import NO_CPR, looks_like_cpr

Posted = Mapping[str, Sequence[str]]

#: More rows than a contract has.
MOST_ROWS = 400


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
    form = FORMS[one.form]
    try:
        rows = form.rows(value)
    except OddError:
        named = {id: Text(name, name) for column in one.columns for id, name in column.choices}
        return Shown(fixed=in_rare_words(value, named, language))
    cells = [
        tuple(
            _cell(column, cell, str(row[0]), language)
            for column, cell in zip(one.columns, row, strict=False)
        )
        for row in rows
    ]
    empty = [("",) * len(one.columns)] if len(cells) < form.most else []
    return Shown(rows=(*cells, *empty))


def _cell(column: Column, value: Any, first: str, language: Language) -> str:
    if value is None:
        return column.empty.to(language)
    if column.kind in ("number", "share"):
        return text_of(value, column.is_share(first), language)
    return str(value)


def in_words(one: TermField, value: Any, language: Language) -> str:
    """Return what stands in a field as a text, rows one after the other."""
    stands = shown(one, value, language)
    if stands.fixed:
        return stands.fixed
    if one.kind == "rows":
        return "; ".join(_row_in_words(row, one, language) for row in stands.rows if any(row))
    if one.kind == "choice":
        return dict(one.choices).get(str(value), str(value))
    return stands.text


def _row_in_words(row: Sequence[str], one: TermField, language: Language) -> str:
    """Return a row's cells; names of parties for their ids, and of columns where they are many."""
    cells = [
        (column.label.to(language), dict(column.choices).get(cell, cell))
        for column, cell in zip(one.columns, row, strict=True)
    ]
    if len(cells) <= 2 and not FORMS[one.form].chosen:
        return ": ".join(cell for _, cell in cells)
    (_, first), *rest = cells
    said = [_labelled(label, cell) for label, cell in rest if cell]
    return f"{first} ({', '.join(said)})" if said else first


def _labelled(label: str, cell: str) -> str:
    """Return a cell with what its column is called: `højst 500.000 kr.`."""
    name, _, unit = label.removesuffix(")").partition(" (")
    return f"{name[:1].lower()}{name[1:]} {cell} {unit}".strip()


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
    if looks_like_cpr(text):
        raise NotReadError(NO_CPR)
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
    """Return the cells as they were typed, without the row that is to be taken out."""
    columns = [posted.get(f"c{at}") or [] for at in range(len(one.columns))]
    if any(len(column) > MOST_ROWS for column in columns):
        raise NotReadError(Text("Der er for mange rækker.", "There are too many rows."))
    gone = posted.get("fjern") or ()
    return [
        tuple(cell.strip() for cell in row)
        for number, row in enumerate(zip(*columns, strict=False), 1)
        if str(number) not in gone
    ]


def _read_rows(one: TermField, posted: Posted, language: Language) -> Any:
    form, found = FORMS[one.form], []
    for row in _rows(one, posted):
        # In a list of choices the first stands there also in a row that nobody filled in.
        counts = (
            cell
            for cell, col in zip(row, one.columns, strict=True)
            if form.chosen or col.kind != "choice"
        )
        if any(counts):
            pairs = zip(row, one.columns, strict=True)
            found.append([_read_cell(one, col, cell, row[0], language) for cell, col in pairs])
    if len(found) > form.most:
        raise NotReadError(Text("Der er for mange rækker.", "There are too many rows."))
    try:
        return form.value(found) if found else None
    except TwiceError as error:
        name = dict(one.columns[0].choices).get(error.name, error.name)
        raise NotReadError(
            Text(f"{name} står to gange. Læg dem sammen.", f"{name} stands twice. Add them.")
        ) from None


def _read_cell(one: TermField, column: Column, text: str, first: str, language: Language) -> Any:
    if column.empty.da and text in ("", column.empty.to(language)):
        return None
    if not text and column.optional:
        return None
    if not text:
        way = Text("fjern", "remove") if one.takes_out else Text("tøm", "empty")
        raise NotReadError(
            Text(f"Udfyld »{column.label.da}« i hver række, eller {way.da} rækken.",
                 f"Fill in “{column.label.en}” in every row, or {way.en} the row.")
        )  # fmt: skip
    if column.only_for is not None and first not in column.only_for:
        raise NotReadError(
            Text(f"»{column.label.da}« kan kun udfyldes for et lån.",
                 f"“{column.label.en}” can be filled in for a loan only.")
        )  # fmt: skip
    if column.kind in ("number", "share"):
        return _number(text, column.is_share(first), language)
    if column.kind == "choice" and one.takes_out and text not in dict(column.choices):
        raise NotReadError(Text("Vælg en af mulighederne.", "Choose one of the options."))
    return _date(text) if column.kind == "date" else text
