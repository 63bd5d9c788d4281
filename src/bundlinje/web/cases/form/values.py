"""Between what stands in a case and what stands in the fields of a form, both ways."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bundlinje.basics.texts import Language, Text
from bundlinje.calculation.fit import LEVELS
from bundlinje.web.cases.form.fields import Field, Kind
from bundlinje.web.cases.form.number_text import NotANumberError, number_from, text_of
from bundlinje.web.cases.form.paths import slug
from bundlinje.web.cpr import NO_CPR, looks_like_cpr

#: What was posted: every name with its values, in their order.
Posted = Mapping[str, Sequence[str]]

#: More than any case has; a longer list is a mistake.
MOST_ENTRIES = 400
LONGEST_TEXT = 10_000
_OF_REFERENCE = ("ref", "times", "sd", "ci95")
MUNICIPALITY = "kommune"


class NotReadError(ValueError):
    """What was typed cannot be read; says what to type instead."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


@dataclass(frozen=True)
class Entry:
    """One line of a field that has several: what it is for, and what stands there."""

    name: str
    text: str


@dataclass(frozen=True)
class Shown:
    """What stands in a field.

    `entries` are the lines of one that has several. `fixed` is a value that the form cannot edit,
    as it stands in the case file. `rule` is the rule that shares follow; `text` is then the
    account of the municipality's share. `because` is the reason for a judgement. `times` is what a
    price of the knowledge base is multiplied by; None where no such price stands there.
    """

    text: str = ""
    entries: tuple[Entry, ...] = ()
    price_year: str = ""
    fixed: str = ""
    rule: str = ""
    because: str = ""
    times: str | None = None

    @property
    def whole(self) -> str:
        """What stands in the field, in one line."""
        times = f" × {self.times}" if self.times else ""
        return self.fixed or f"{self.text}{times}" or "; ".join(one.text for one in self.entries)


def shown(field: Field, value: Any, language: Language, years: Sequence[int] = ()) -> Shown:
    """Return what stands in a field; `years` are those that people are asked for."""
    if field.kind is Kind.NUMBER and not (field.takes_prices and is_price(value)):
        return _editable(value, field.percent, language)
    if field.kind is Kind.NUMBER:
        return _shown_record(value, language)
    if field.kind is Kind.PRICE:
        return _shown_price(value, language)
    if field.kind is Kind.SERIES:
        return _shown_series(field, value, language)
    if field.kind is Kind.PEOPLE:
        known = value if isinstance(value, dict) else {}
        listed = sorted({*years, *(year for year in known if isinstance(year, int))})
        return Shown(
            entries=tuple(Entry(str(y), text_of(known.get(y), False, language)) for y in listed)
        )
    if field.kind is Kind.SHARES:
        return _shown_shares(value, language)
    if field.kind is Kind.FIT:
        judged = value if isinstance(value, dict) else {"is": value}
        return Shown(str(judged.get("is") or ""), because=str(judged.get("because") or ""))
    if field.kind is Kind.NAMES:
        named = value if isinstance(value, dict) else {}
        entries = [Entry(str(name), str(label)) for name, label in named.items()]
        return Shown(entries=(*entries, Entry("", "")))
    if field.kind in (Kind.YEARS, Kind.RECORDS):
        listed = value if isinstance(value, list) else [] if value is None else [value]
        return Shown(", ".join(map(str, listed)))
    if field.kind is Kind.FLAG:
        return Shown("1" if value is True else "")
    if field.kind is Kind.CHOICE:
        return Shown(str(field.default if value is None else value))
    return Shown("" if value is None else str(value))


def _editable(value: Any, percent: bool, language: Language) -> Shown:
    """Return a number as text, or fixed where the text would not mean the same again."""
    if value is None:
        return Shown()
    text = text_of(value, percent, language)
    try:
        again = number_from(text, percent, language)
    except NotANumberError:
        return Shown(fixed=text)
    return Shown(text) if again == value or value == _number_of(again) else Shown(fixed=text)


def _number_of(value: Any) -> Any:
    """Return a share such as 1/3 as a number, to compare with one."""
    if isinstance(value, str) and "/" in value:
        above, below = value.split("/")
        return float(above) / int(below) if int(below) else value
    return value


def _shown_price(value: Any, language: Language) -> Shown:
    if not isinstance(value, dict):
        return _editable(value, False, language)
    if is_price(value):
        price = _shown_record(value, language)
    elif "ref" in value:
        price = _editable(
            {key: value[key] for key in _OF_REFERENCE if key in value}, False, language
        )
    else:
        price = _editable(value.get("amount"), False, language)
    year = value.get("price_year")
    return replace(price, price_year="" if year is None else str(year))


def is_price(value: Any) -> bool:
    """Return whether a value is a record of the knowledge base, and not a named number."""
    return isinstance(value, dict) and "/" in str(value.get("ref", ""))


def _shown_record(value: Any, language: Language) -> Shown:
    """Return a record with what it is multiplied by in a field of its own."""
    number = {key: value[key] for key in _OF_REFERENCE if key in value and key != "times"}
    return replace(
        _editable(number, False, language), times=text_of(value.get("times"), False, language)
    )


def _shown_series(field: Field, value: Any, language: Language) -> Shown:
    if value is None:
        return Shown(entries=(Entry("0", ""),))
    listed = value if isinstance(value, list) else [value]
    numbers = [_editable(one, field.percent, language) for one in listed]
    if any(number.fixed for number in numbers):
        return Shown(fixed="; ".join(text_of(one, field.percent, language) for one in listed))
    return Shown(entries=tuple(Entry(str(at), one.text) for at, one in enumerate(numbers)))


def _shown_shares(value: Any, language: Language) -> Shown:
    if isinstance(value, dict) and "rule" in value:
        to = value.get("to")
        account = to.get(MUNICIPALITY, MUNICIPALITY) if isinstance(to, dict) else MUNICIPALITY
        return Shown(str(account), rule=str(value["rule"]))
    shares = {value: 1} if isinstance(value, str) else value if isinstance(value, dict) else {}
    entries = [Entry(str(name), text_of(share, True, language)) for name, share in shares.items()]
    return Shown(entries=(*entries, Entry("", "")))


def read(field: Field, posted: Posted, language: Language, before: Any) -> Any:
    """Return what was typed in a field as a value of the case; None where it is empty.

    Raises:
        NotReadError: it is not what the field is for.
    """
    try:
        return _READERS[field.kind](field, posted, language, before)
    except NotANumberError as error:
        raise NotReadError(error.message) from None


def _first(posted: Posted, name: str = "value") -> str:
    values = posted.get(name) or [""]
    return values[0].strip()


def _text(field: Field, posted: Posted, language: Language, before: Any) -> Any:
    text = _first(posted)
    if len(text) > LONGEST_TEXT:
        raise NotReadError(
            Text(f"Teksten er for lang: højst {LONGEST_TEXT} tegn.",
                 f"The text is too long: at most {LONGEST_TEXT} characters.")
        )  # fmt: skip
    if looks_like_cpr(text):
        raise NotReadError(NO_CPR)
    if field.kind is Kind.TEXT:
        text = " ".join(text.split())
    return text or None


def _whole(field: Field, posted: Posted, language: Language, before: Any) -> Any:
    text = _first(posted)
    if not text:
        return None
    if re.fullmatch(r"-?\d{7,}", text):
        raise NotReadError(Text("Tallet har for mange cifre.", "The number has too many digits."))
    if not re.fullmatch(r"-?\d{1,6}", text):
        raise NotReadError(Text(f"{text} er ikke et helt tal.", f"{text} is not a whole number."))
    return int(text)


def _choice(field: Field, posted: Posted, language: Language, before: Any) -> Any:
    chosen = _first(posted)
    for value, _ in field.choices:
        if str(value) == chosen:
            return None if value == field.default and (before is None or value == "") else value
    raise NotReadError(Text("Vælg en af mulighederne.", "Choose one of the options."))


def _flag(field: Field, posted: Posted, language: Language, before: Any) -> Any:
    return True if _first(posted) else None


def _number(field: Field, posted: Posted, language: Language, before: Any) -> Any:
    number = number_from(_first(posted), field.percent, language)
    return _with_times(number, posted, language, before) if field.takes_prices else number


def _with_times(number: Any, posted: Posted, language: Language, before: Any) -> Any:
    """Return a record multiplied by what stands in the field for that, unless it says so itself."""
    typed = _first(posted, "times")
    if not typed or not is_price(number) or "times" in number:
        return number
    try:
        times = number_from(typed, False, language)
    except NotANumberError:
        times = None
    if isinstance(times, dict) or times is None:
        raise NotReadError(
            Text(f"Ganges med: {typed} er ikke et tal. Skriv fx 20.",
                 f"Times: {typed} is not a number. Write 20, for instance.")
        )  # fmt: skip
    had = before if isinstance(before, dict) else {}
    if is_price(had) and had["ref"] != number["ref"] and had.get("times") == times:
        # So many units were of another record.
        return number
    return {**number, "times": times}


def _price(field: Field, posted: Posted, language: Language, before: Any) -> Any:
    number = _with_times(number_from(_first(posted), False, language), posted, language, before)
    if number is None:
        return None
    kept = {
        key: value
        for key, value in (before.items() if isinstance(before, dict) else ())
        if key in ("growth", "index")
    }
    year = _whole(field, {"value": [_first(posted, "price_year")]}, language, None)
    if isinstance(number, dict) and "ref" in number and "/" in str(number["ref"]):
        price: dict[str, Any] = dict(number)
        had = before if isinstance(before, dict) else {}
        if had.get("ref") != number["ref"] and had.get("price_year") == year:
            # The year was that of another amount; a record comes with its own.
            year = None
    else:
        price = {"amount": number}
    if year is not None:
        price["price_year"] = year
    return {**price, **kept}


def _series(field: Field, posted: Posted, language: Language, before: Any) -> Any:
    texts = [text.strip() for text in posted.get("value") or []]
    while texts and not texts[-1]:
        texts.pop()
    _check_length(texts)
    numbers = [number_from(text or "0", field.percent, language) for text in texts]
    if not numbers:
        return None
    return numbers[0] if len(numbers) == 1 else numbers


def _people(field: Field, posted: Posted, language: Language, before: Any) -> Any:
    years, texts = posted.get("year") or [], posted.get("value") or []
    _check_length(texts)
    people = {}
    for year, text in zip(years, texts, strict=False):
        number = number_from(text, False, language)
        if number is not None and re.fullmatch(r"\d{4}", year):
            people[int(year)] = number
    return people or None


def _years(field: Field, posted: Posted, language: Language, before: Any) -> Any:
    text = _first(posted)
    parts = [part for part in re.split(r"[,; ]+", text) if part]
    _check_length(parts)
    years: list[int] = []
    for part in parts:
        found = re.fullmatch(r"(\d{4})(?:[-–](\d{4}))?", part)
        if found is None:
            raise NotReadError(
                Text(f"{part} er ikke et årstal. Skriv fx 2027, 2028 eller 2027–2030.",
                     f"{part} is not a year. Write 2027, 2028 or 2027–2030.")
            )  # fmt: skip
        years += range(int(found[1]), min(int(found[2] or found[1]), int(found[1]) + 200) + 1)
    return years or None


def _shares(field: Field, posted: Posted, language: Language, before: Any) -> Any:
    accounts, texts = posted.get("account") or [], posted.get("value") or []
    _check_length(accounts)
    rule = _first(posted, "rule")
    if rule:
        return _by_rule(rule, _first(posted, "to"), before)
    if isinstance(before, dict) and "rule" in before and not accounts:
        # From a rule to fixed shares: the one who paid the municipality's share pays everything.
        return _shown_shares(before, language).text
    shares: dict[str, Any] = {}
    for account, text in zip(accounts, texts, strict=False):
        name = account.strip()
        share = number_from(text, True, language)
        if not name and share is None:
            continue
        if not name:
            raise NotReadError(Text("Skriv, hvem andelen er for.", "Write whose share it is."))
        if name in shares:
            raise NotReadError(
                Text(f"{name} står to gange. Læg andelene sammen.",
                     f"{name} stands twice. Add the shares up.")
            )  # fmt: skip
        if isinstance(share, dict):
            raise NotReadError(Text("En andel kan ikke være usikker.", "A share must be certain."))
        shares[name] = 1 if share is None else share
    if len(shares) == 1 and next(iter(shares.values())) == 1:
        return next(iter(shares))
    return shares or None


def _by_rule(rule: str, account: str, before: Any) -> dict[str, Any]:
    """Return shares by a rule; `account` pays the municipality's, or whoever of it paid before."""
    to: dict[str, Any] = {}
    if isinstance(before, dict) and isinstance(before.get("to"), dict):
        to = dict(before["to"])
    elif isinstance(before, dict | str):
        names = [before] if isinstance(before, str) else before
        own = next((name for name in names if str(name).split("/")[0] == MUNICIPALITY), None)
        to = {} if own is None else {MUNICIPALITY: own}
    if account:
        to[MUNICIPALITY] = account
    if to.get(MUNICIPALITY) == MUNICIPALITY:
        del to[MUNICIPALITY]
    return {"rule": rule, "to": to} if to else {"rule": rule}


def _records(field: Field, posted: Posted, language: Language, before: Any) -> Any:
    names = [name for name in re.split(r"[,;\s]+", _first(posted)) if name]
    _check_length(names)
    return list(dict.fromkeys(names)) or None


def _fit(field: Field, posted: Posted, language: Language, before: Any) -> Any:
    level, because = _first(posted), _first(posted, "because")
    if not level:
        return None
    if level not in LEVELS:
        raise NotReadError(Text("Vælg en af mulighederne.", "Choose one of the options."))
    return {"is": level, "because": because} if because else level


def _names(field: Field, posted: Posted, language: Language, before: Any) -> Any:
    ids, labels = posted.get("name") or [], posted.get("value") or []
    _check_length(labels)
    named: dict[str, str] = {}
    for id, label in zip(ids, labels, strict=False):
        text = " ".join(label.split())
        if not text:
            continue
        base = id or slug(text)
        names = (base if count == 1 else f"{base}-{count}" for count in range(1, len(labels) + 2))
        named[next(name for name in names if name not in named)] = text[:200]
    return named or None


def _check_length(entries: Sequence[str]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise NotReadError(
            Text(f"Der er for mange felter: højst {MOST_ENTRIES}.",
                 f"There are too many fields: at most {MOST_ENTRIES}.")
        )  # fmt: skip


_READERS = {
    Kind.TEXT: _text,
    Kind.PARAGRAPH: _text,
    Kind.NOTE: _text,
    Kind.WHOLE: _whole,
    Kind.CHOICE: _choice,
    Kind.FLAG: _flag,
    Kind.NUMBER: _number,
    Kind.SERIES: _series,
    Kind.PEOPLE: _people,
    Kind.YEARS: _years,
    Kind.SHARES: _shares,
    Kind.PRICE: _price,
    Kind.RECORDS: _records,
    Kind.FIT: _fit,
    Kind.NAMES: _names,
}
