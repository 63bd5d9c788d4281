"""Numbers of a case as they are typed and shown in a field, certain or uncertain.

| typed (Danish)        | in the case file                  |
|-----------------------|-----------------------------------|
| `96.000` or `1/3`     | a certain number                  |
| `0,65 (0,55–0,75)`    | mean and 95 % interval            |
| `10 ± 2`              | mean and standard deviation       |
| `8 < 10 < 15`         | lowest, most likely, highest      |
| `gamma(10; 2)`        | a distribution by name            |
| `=navn × 12/52 ± 5`   | a named number or a record, times |
| `=profiles/navn:doegn`| a service of a use profile        |
| `1,5 mio.`, `450 t.kr.` | 1500000, 450000                 |

In a field of shares numbers are percentages: `65 % (55–75 %)` is 0.65. In English the point is the
decimal sign and the comma separates thousands.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from bundlinje.basics.texts import Language, Text

FAMILIES = ("normal", "lognormal", "gamma", "beta", "uniform")

_FRACTION = re.compile(r"([-−]?\d{1,20}(?:[.,]\d{1,20})?)\s*/\s*(\d{1,20})")
_INTERVAL = re.compile(r"(.+?)\(\s*(.+?)\s*(?:–|—|;|(?<=[\d%.])\s*-|\btil\b|\bto\b)\s*(.+?)\s*\)")
_FAMILY = re.compile(rf"({'|'.join(FAMILIES)})\s*\(\s*(.+?)\s*;\s*(.+?)\s*\)")
_REFERENCE = re.compile(r"=\s*([\w/.-]+)(?::([\w-]+))?\s*(?:[×x*]\s*([^±(]+?))?\s*(±.+|\(.+\))?")


#: Words for so many times, in both languages; an English billion is no Danish one.
_WORDS: dict[Language, dict[str, int]] = {
    "da": {"tusind": 10**3, "mio": 10**6, "mill": 10**6, "million": 10**6, "millioner": 10**6,
           "mia": 10**9, "milliard": 10**9, "milliarder": 10**9},
    "en": {"thousand": 10**3, "mio": 10**6, "million": 10**6, "bn": 10**9, "billion": 10**9},
}  # fmt: skip
_IN_WORDS = {
    language: re.compile(
        rf"(?<=[\d\s])\s*({'|'.join(sorted(words, key=len, reverse=True))})\b\.?", re.IGNORECASE
    )
    for language, words in _WORDS.items()
}
_THOUSAND_KRONER = re.compile(r"(?<=[\d\s])t\.? ?kr\b", re.IGNORECASE)
#: Beside an amount in millions a number below this is one too: `2 mio. (1,5–2,5)`.
_SURELY_SHORT = 1000


class NotANumberError(ValueError):
    """What was typed is not a number; says what to type instead."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


def text_of(value: Any, percent: bool = False, language: Language = "da") -> str:
    """Return a number of a case as it stands in a field; nothing where there is none."""
    if value is None:
        return ""

    def one(number: Any, unit: bool = True) -> str:
        return _plain_text(number, percent, language, unit)

    if not isinstance(value, dict):
        return one(value)
    if "ref" in value:
        times = value.get("times")
        factor = "" if times is None else f" × {_plain_text(times, False, language)}"
        spread = ""
        if "sd" in value:
            spread = f" ± {one(value['sd'])}"
        elif "ci95" in value:
            spread = " " + _interval_text(value["ci95"], one)
        service = f":{value['service']}" if "service" in value else ""
        return f"={value['ref']}{service}{factor}{spread}"
    if "ci95" in value:
        return f"{one(value.get('mean'))} {_interval_text(value['ci95'], one)}"
    if "sd" in value:
        return f"{one(value.get('mean'))} ± {one(value['sd'])}"
    if "mode" in value:
        low, mode, high = (one(value.get(key)) for key in ("low", "mode", "high"))
        return f"{low} < {mode} < {high}"
    for family in FAMILIES:
        if family in value:
            plain = percent and family != "beta"
            first, second = (_plain_text(part, plain, language) for part in value[family])
            return f"{family}({first}; {second})"
    return str(value)


def _interval_text(pair: Any, one: Callable[..., str]) -> str:
    low, high = pair
    return f"({one(low, False)}–{one(high)})"


def _plain_text(number: Any, percent: bool, language: Language, unit: bool = True) -> str:
    if isinstance(number, bool) or not isinstance(number, int | float | str):
        return str(number)
    if isinstance(number, str):
        return number.replace(".", ",") if language == "da" else number
    exact = Decimal(repr(number)) * (100 if percent else 1)
    text = f"{exact:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    whole, _, decimals = text.lstrip("-").partition(".")
    if len(whole) > 4:
        whole = f"{int(whole):,}"
    if language == "da":
        whole, point = whole.replace(",", "."), ","
    else:
        point = "."
    sign = "-" if number < 0 else ""
    suffix = (" %" if language == "da" else "%") if percent and unit else ""
    return f"{sign}{whole}{point + decimals if decimals else ''}{suffix}"


def number_from(text: str, percent: bool = False, language: Language = "da") -> Any:
    """Return what a text means as a number of a case; None where nothing is typed.

    Raises:
        NotANumberError: it cannot be read, or may mean two things.
    """
    typed = " ".join(text.replace("\u00a0", " ").split())
    typed = _THOUSAND_KRONER.sub(" tusind kr" if language == "da" else " thousand kr", typed)
    typed = re.sub(r"\s*(?:kr\.?|kroner|DKK)(?=$|[\s)–—;-])", "", typed, flags=re.IGNORECASE)
    if not typed:
        return None

    word = None if percent else next(reversed(_IN_WORDS[language].findall(typed)), None)
    scale = None if word is None else _WORDS[language][word.lower()]

    def one(part: str) -> float | int | str:
        if scale is None:
            return _plain_from(part, percent, language)
        return _scaled_from(part, scale, language)

    def mean(part: str) -> float | int | str:
        return one(part) if scale is not None else _mean_from(part, percent, language)

    if found := _REFERENCE.fullmatch(typed):
        return _reference_from(found, percent, language)
    if found := _FAMILY.fullmatch(typed.lower()):
        plain = percent and found[1] != "beta"
        return {found[1]: [_plain_from(part, plain, language) for part in found.groups()[1:]]}
    if "<" in typed:
        parts = [part.strip() for part in typed.split("<")]
        if len(parts) != 3:
            raise _unread(typed, percent, language)
        low, mode, high = (one(part) for part in parts)
        return {"low": low, "mode": mode, "high": high}
    if "±" in typed:
        middle, _, sd = typed.partition("±")
        return {"mean": mean(middle), "sd": one(sd)}
    if found := _INTERVAL.fullmatch(typed):
        return {"mean": mean(found[1]), "ci95": [one(found[2]), one(found[3])]}
    return mean(typed)


def _reference_from(found: re.Match[str], percent: bool, language: Language) -> dict[str, Any]:
    name, service, times, spread = found.groups()
    value: dict[str, Any] = {"ref": name}
    if service:
        value["service"] = service
    if times:
        value["times"] = _plain_from(times, False, language)
    if spread and spread.startswith("±"):
        value["sd"] = _plain_from(spread[1:], percent, language)
    elif spread:
        inside = _INTERVAL.fullmatch(f"0{spread}")
        if inside is None:
            raise _unread(spread, percent, language)
        value["ci95"] = [_plain_from(part, percent, language) for part in inside.groups()[1:]]
    return value


def _mean_from(text: str, percent: bool, language: Language) -> float | int | str:
    value = _plain_from(text, percent, language)
    shown = text.strip()
    if percent and "%" not in shown and isinstance(value, float) and 0 < abs(value) < 0.01:
        # 0,65 in a field of percentages: 65 % is far more likely than 0,65 %.
        larger = _plain_text(round(float(value) * 100, 12), True, language)
        raise NotANumberError(
            Text(
                f"{shown} kan være {larger} eller {shown} %. Skriv tallet med %.",
                f"{shown} may be {larger} or {shown}%. Write it with %.",
            )
        )
    return value


def _plain_from(text: str, percent: bool, language: Language) -> float | int | str:
    typed = text.strip().replace("−", "-")
    other = "." if language == "da" else ","
    if _FRACTION.fullmatch(typed) and other not in typed:
        return "/".join(part.strip() for part in typed.replace(",", ".").split("/"))
    has_percent = typed.endswith("%")
    digits = typed.removesuffix("%").strip()
    thousands, point = (r"\.", ",") if language == "da" else (",", r"\.")
    whole = rf"\d{{1,3}}(?:{thousands}\d{{3}})+|\d{{1,3}}(?: \d{{3}})+|\d{{1,18}}"
    if not re.fullmatch(rf"-?(?:{whole})(?:{point}\d{{1,15}})?", digits):
        raise _unread(typed, percent, language)
    bare = re.sub(rf"{thousands}| ", "", digits).replace(",", ".")
    exact = Decimal(bare) / (100 if percent or has_percent else 1)
    if exact == exact.to_integral_value() and not percent and not has_percent:
        return int(exact)
    return float(exact)


def _scaled_from(text: str, beside: int, language: Language) -> float | int | str:
    """Return a number with its own word for thousands or millions, or that which stands beside."""
    word = _IN_WORDS[language].search(text)
    number = text if word is None else text[: word.start()] + text[word.end() :]
    value = _plain_from(number, False, language)
    if isinstance(value, str):
        raise _unread(text.strip(), False, language)
    if word is None and abs(value) >= _SURELY_SHORT:
        return value
    exact = Decimal(repr(value)) * (beside if word is None else _WORDS[language][word[1].lower()])
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def _unread(typed: str, percent: bool, language: Language) -> NotANumberError:
    other = "." if language == "da" else ","
    if re.fullmatch(rf"-?\d+\{other}\d+\s*%?", typed):
        mended = typed.replace(".", "#").replace(",", ".").replace("#", ",")
        return NotANumberError(
            Text(
                f"{typed} kan ikke læses: komma er decimaltegn. Mente du {mended}?",
                f"{typed} cannot be read: the point is the decimal sign. Did you mean {mended}?",
            )
        )
    da = "65 % eller 65 % (55–75 %)" if percent else "1.250,50 eller 10 (8–12)"
    en = "65% or 65% (55–75%)" if percent else "1,250.50 or 10 (8–12)"
    return NotANumberError(
        Text(f"{typed} er ikke et tal. Skriv fx {da}.", f"{typed} is not a number. Write {en}.")
    )
