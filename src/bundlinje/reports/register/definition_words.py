"""A study's frozen definition, sentence by sentence."""

from __future__ import annotations

from typing import Any

from bundlinje.reports.register.words import RegisterWords

_DAYS_A_YEAR = 365.25
_ESTIMANDS = {
    "ate": ("hele målgruppen", "the whole target group"),
    "att": ("dem, der nåede målet", "those who reached the goal"),
    "overlap": (
        "dem, der kunne være endt i begge grupper",
        "those who could have ended in either group",
    ),
}
_MEASURES = {
    "days": ("dage", "days"),
    "weeks": ("uger", "weeks"),
    "count": ("antal", "number"),
    "quantity": ("mængde", "quantity"),
    "amount": ("beløb", "amount"),
}


def time_zero_words(words: RegisterWords) -> str:
    """Return when a person's clock starts."""
    zero = words.result.definition["time_zero"]
    listed = words.joined([words.service(id) for id in zero["services"]])
    first, last = words.date(zero["first"]), words.date(zero["last"])
    ends = zero["at"] == "end"
    return words.say(
        f"{'slutningen på' if ends else 'begyndelsen på'} første brug af {listed} fra {first} til "
        f"{last}.",
        f"the {'end' if ends else 'start'} of the first use of {listed} from {first} to {last}.",
    )


def age_words(words: RegisterWords) -> str:
    """Return the ages; nothing where there is no bound."""
    age = words.result.definition.get("age")
    if not age:
        return ""
    low, high = age
    return words.say(
        f"Alder ved tid nul: {low}–{high} år.", f"Age at time zero: {low}–{high} years."
    )


def before_words(words: RegisterWords, use: dict[str, Any]) -> str:
    """Return what a person must, or must not, have used before time zero."""
    listed = words.joined([words.service(id) for id in use["services"]])
    years = _years(words, -use["window"][0])
    if use.get("at_most") == 0:
        return words.say(
            f"Uden {listed} i de sidste {years} før tid nul.",
            f"Without {listed} in the last {years} before time zero.",
        )
    least = use.get("at_least") or 0
    if least < 1e-6:
        return words.say(
            f"Med {listed} i de sidste {years} før tid nul.",
            f"With {listed} in the last {years} before time zero.",
        )
    return words.say(
        f"Med mindst {_plain(words, least)} af {listed} i de sidste {years} før tid nul.",
        f"With at least {_plain(words, least)} of {listed} in the last {years} before time zero.",
    )


def condition_words(words: RegisterWords, use: dict[str, Any]) -> str:
    """Return one of the goal's conditions: `mindst 150 døgn »Egen bolig« i måned 7–12 …`."""
    known = words.result.definition["register"]["services"]
    units = {str(known.get(id, {}).get("unit", "")) for id in use["services"]}
    unit = next(iter(units)) if len(units) == 1 else ""
    listed = words.joined([words.service(id) for id in use["services"]])
    bounds = []
    if use.get("at_least") is not None:
        least = _plain(words, use["at_least"])
        bounds.append(words.say(f"mindst {least}", f"at least {least}"))
    if use.get("at_most") is not None:
        most = _plain(words, use["at_most"])
        bounds.append(words.say(f"højst {most}", f"at most {most}"))
    amount = words.joined(bounds) + (f" {unit}" if unit else "")
    first, last = (round(day * 12 / _DAYS_A_YEAR) for day in use["window"])
    return words.say(
        f"{amount} af {listed} fra måned {first} til måned {last} efter tid nul",
        f"{amount} of {listed} from month {first} to month {last} after time zero",
    )


def follow_up_words(words: RegisterWords) -> str:
    """Return how long people are followed, from when, and why they drop out."""
    found, result = words.result.definition, words.result
    start = (
        words.say("det tidspunkt, hvor målet er gjort op", "the time when the goal is known")
        if result.starts_at_goal
        else words.say("tid nul", "time zero")
    )
    leaves = [
        text
        for on, text in (
            (found.get("death"), words.say("dør", "die")),
            (found.get("emigration"), words.say("udvandrer", "emigrate")),
            (
                found.get("age_limit") is not None,
                words.say(f"fylder {found.get('age_limit')} år", f"turn {found.get('age_limit')}"),
            ),
        )
        if on
    ]
    *others, last = leaves or [""]
    either = f"{', '.join(others)} {words.say('eller', 'or')} {last}" if others else last
    left = (
        words.say(
            f" De følges, til registret slutter, eller til de {either}; forbruget er "
            "regnet pr. år, de er fulgt.",
            f" They are followed until the register ends, or until they {either}; "
            "use is counted per year followed.",
        )
        if leaves
        else ""
    )
    return words.say(
        f"Opfølgning: {result.years} år fra {start}.{left}",
        f"Follow-up: {result.years} years from {start}.{left}",
    )


def estimand_words(words: RegisterWords) -> str:
    """Return whom the difference is for."""
    return words.say(*_ESTIMANDS.get(words.result.estimand, (words.result.estimand,) * 2))


def service_words(words: RegisterWords, found: dict[str, Any]) -> tuple[str, str, str]:
    """Return the table that a service is read from, its codes, and how it is measured."""
    codes = ", ".join(
        "–".join(str(end) for end in code) if isinstance(code, list) else str(code)
        for code in found.get("codes") or []
    )
    measure = str(found.get("measure", ""))
    how = words.say(*_MEASURES.get(measure, (measure, measure)))
    unit = str(found.get("unit", ""))
    if unit and measure != "days":
        how = f"{how} ({unit})"
    return str(found.get("table", "")), codes or words.say("alle", "all"), how


def _years(words: RegisterWords, days: float) -> str:
    years = f"{days / _DAYS_A_YEAR:.3g}"
    if words.language == "da":
        return f"{years.replace('.', ',')} år"
    return f"{years} year" if years == "1" else f"{years} years"


def _plain(words: RegisterWords, value: float) -> str:
    decimals = 0 if value == round(value) else 2
    return words.number(value, decimals)
