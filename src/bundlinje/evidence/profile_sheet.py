"""What a use profile says, for people: its facts, and a table by service and year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bundlinje.basics import formats
from bundlinje.basics.texts import Language, Text
from bundlinje.evidence import codes
from bundlinje.evidence.profiles import ByYear, Profile, ServiceProfile


def profile_facts(record: Profile, language: Language) -> Iterator[tuple[str, str]]:
    """Yield what is known of the study, as (label, text)."""

    def fact(da: str, en: str, text: str) -> tuple[str, str]:
        return Text(da, en).to(language), text

    origin = record.origin
    count = [formats.number(n, language) for n in (record.reached, record.not_reached)]
    group = record.target_group_label
    if record.target_group:
        group += f" (target_groups/{record.target_group})"
    yield fact("Målgruppe", "Target group", group)
    yield fact("Succesmål", "Goal", record.goal)
    people = Text(
        f"{count[0]} nåede målet, {count[1]} gjorde ikke",
        f"{count[0]} reached the goal, {count[1]} did not",
    )
    yield fact("Borgere", "People", people.to(language))
    yield fact("Metode", "Method", codes.PROFILE_METHODS[record.method].to(language))
    if record.estimand:
        yield fact("Gælder for", "Holds for", codes.ESTIMANDS[record.estimand].to(language))
    yield fact("Evidensgrad", "Evidence grade", codes.CAUSAL_GRADES[record.grade].to(language))
    if record.causal_statement.da:
        yield fact("Årsag", "Cause", record.causal_statement.to(language))
    if record.price_year is not None:
        prices = Text(f"{record.price_year}-priser", f"{record.price_year} prices")
        yield fact("Prisniveau", "Price level", prices.to(language))
    yield fact("År 1 er", "Year 1 is", first_year_words(record.first_year).to(language))
    kind = Text(" (syntetisk: opdigtede personer)", " (synthetic: invented people)")
    name = origin.register + (kind.to(language) if origin.synthetic else "")
    yield fact("Register", "Register", name)
    yield fact("Kørt", "Run", formats.date(origin.date, language))
    yield fact("Studiets hash", "Hash of the study", origin.study)


def use_in_a_case(record: Profile, language: Language) -> Iterator[tuple[str, str]]:
    """Yield how a case names each service, as (label, text)."""
    for service in record.services:
        label = Text(f"I en sag: {service.label}", f"In a case: {service.label}")
        written = f"quantity: {{ref: {record.reference}, service: {service.id}}}"
        yield label.to(language), written


def study_words(record: Profile) -> Text:
    """Return what the study is called as a source."""
    register = record.origin.register
    return Text(
        f"Eget registerstudie: {record.name.da} ({register})",
        f"Own register study: {record.name.en} ({register})",
    )


def first_year_words(first_year: int) -> Text:
    """Return when the profile's first year falls."""
    if first_year == 0:
        return Text("det år, målet nås", "the year in which the goal is reached")
    if first_year == 1:
        return Text("det første år efter, at målet er nået", "the first year after the goal")
    return Text(
        f"det {first_year}. år efter, at målet er nået", f"year {first_year} after the goal"
    )


def profile_table(record: Profile, language: Language) -> str:
    """Return the differences as a table in text: a row for every service and year."""
    others = [m for m in record.others if any(record.others[m])]
    head = [
        Text("Ydelse", "Service"), Text("År", "Year"), Text("Ændring", "Change"),
        Text("95 %-interval", "95% interval"), *(codes.PROFILE_METHODS[m] for m in others),
    ]  # fmt: skip
    rows = [[text.to(language) for text in head]]
    for service in record.services:
        name = f"{service.label} ({service.unit}{_per_year(language)})"
        for year in range(record.years):
            shown = _estimate(service, year, language)
            beside = [_beside(record.others[m], service.id, year, language) for m in others]
            rows.append([name if year == 0 else "", str(year + 1), *shown, *beside])
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def service_lines(record: Profile, language: Language) -> Iterator[tuple[str, str]]:
    """Yield what is found of each service year by year, as (service with unit, text)."""
    for service in record.services:
        years = []
        for year in range(record.years):
            change, interval = _estimate(service, year, language)
            known = f" ({interval})" if service.mean[year] is not None else ""
            years.append(f"{Text('år', 'year').to(language)} {year + 1}: {change}{known}")
        yield f"{service.label} ({service.unit}{_per_year(language)})", "; ".join(years)


def _per_year(language: Language) -> str:
    return Text(" om året", " a year").to(language)


def _estimate(service: ServiceProfile, year: int, language: Language) -> tuple[str, str]:
    mean, low, high = service.mean[year], service.low[year], service.high[year]
    if mean is None or low is None or high is None:
        return Text("udeladt", "left out").to(language), "–"
    decimals = _decimals((low, mean, high))
    shown = [formats.number(value, language, decimals) for value in (mean, low, high)]
    return shown[0], f"{shown[1]} {Text('til', 'to').to(language)} {shown[2]}"


def _beside(found: Mapping[str, object], id: str, year: int, language: Language) -> str:
    mean: ByYear = getattr(found.get(id), "mean", ())
    value = mean[year] if mean else None
    return "–" if value is None else formats.number(value, language, _decimals((value,)))


def _decimals(values: tuple[float, ...]) -> int:
    """Return how many decimals tell the numbers apart: none for hundreds, one for tens."""
    largest = max(map(abs, values))
    return 0 if largest >= 100 else 1 if largest >= 10 else 2 if largest >= 1 else 3
