"""Read a use profile strictly, and check that its numbers agree with each other."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from pathlib import Path

from bundlinje.basics.reading import Reader, Section, join
from bundlinje.basics.texts import Text
from bundlinje.basics.yaml_tree import Document, Node, read_document
from bundlinje.evidence import codes
from bundlinje.evidence.profile_numbers import check_numbers
from bundlinje.evidence.profiles import (
    DIRECTIONS,
    FEWEST_PEOPLE,
    MONEY,
    ByYear,
    MethodEstimate,
    Profile,
    ServiceProfile,
    StudyOrigin,
)
from bundlinje.evidence.yaml_records import needed, opened, read_date, read_title

FORMAT = "bundlinje.profile/1"
MAX_SERVICES = 60
MAX_YEARS = 40
#: Rows of the covariance: what a file of 1 MiB holds, and what is drawn in no time.
MAX_ROWS = 220

_KEYS = [
    "format", "id", "title", "source", "target_group", "goal", "people", "method", "estimand",
    "degrees", "causal", "grade", "causal_statement", "price_year", "first_year", "years",
    "services", "covariance", "other_methods", "warnings", "note",
]  # fmt: skip
_SERVICE_KEYS = ["label", "unit", "direction", "mean", "sd", "ci95"]
_SHA256 = re.compile(r"[0-9a-f]{64}")
#: Grades that a record without a causal claim cannot have.
_CAUSAL = ("randomised", "synthesis", "quasi_experiment")
#: Other ways to write the unit of money.
_LIKE_MONEY = ("kr", "dkk", "kroner", "dkk.")


def read_profile(path: Path) -> Profile:
    """Return the profile of a file.

    Raises:
        InputError: the file is wrong; every problem with line and key.
    """
    return profile_of(read_document(path), path.stem)


def profile_of(document: Document, name: str) -> Profile:
    """Return the profile of a document; `name` is what its id must be.

    Raises:
        InputError: the document is wrong; every problem with line and key.
    """
    reader, section = opened(document, name, _KEYS)
    if not isinstance(document.root.value, dict):
        reader.finish()
    written = section.need("format")
    if written is not None and written.value != FORMAT:
        reader.expected(written, "format", FORMAT, FORMAT)
    group = needed(section, "target_group", ["label", "id"])
    people = needed(section, "people", ["reached", "not_reached"])
    years = section.integer("years", 1, MAX_YEARS)
    services = _services(section, years)
    record = Profile(
        id=name,
        name=read_title(section),
        origin=_origin(section),
        target_group_label=group.text("label", required=True),
        target_group=group.identifier("id"),
        goal=section.text("goal", required=True),
        reached=people.integer("reached", FEWEST_PEOPLE, 10**8),
        not_reached=people.integer("not_reached", FEWEST_PEOPLE, 10**8),
        method=section.choice("method", list(codes.PROFILE_METHODS)),
        estimand=section.choice("estimand", list(codes.ESTIMANDS)) if "estimand" in section else "",
        degrees=section.plain("degrees", 1.0, 1.0) if "degrees" in section else None,
        causal=_causal(section),
        grade=section.choice("grade", list(codes.CAUSAL_GRADES)),
        causal_statement=_both(reader, section.get("causal_statement"), "causal_statement"),
        price_year=section.year("price_year") if "price_year" in section else None,
        first_year=section.integer("first_year", 0, MAX_YEARS, 1),
        services=services,
        others=_others(section, services, years),
        covariance=_covariance(section),
        said=tuple(
            _both(reader, node, "warnings")
            for node in reader.items(section.get("warnings"), "warnings", 100)
        ),
        note=section.text("note"),
    )
    _check_claim(section, record)
    _check_money(section, record)
    if not reader.found:
        check_numbers(section, record)
    reader.finish()
    return record


def _both(reader: Reader, node: Node | None, path: str) -> Text:
    if node is None:
        return Text("", "")
    section = reader.section(node, path, ["da", "en"])
    return Text(section.text("da", required=True), section.text("en", required=True))


def _origin(section: Section) -> StudyOrigin:
    reader = section.reader
    source = needed(section, "source", ["register", "study", "date", "synthetic"])
    study = source.text("study", required=True)
    if study and not _SHA256.fullmatch(study):
        node = source.get("study")
        assert node is not None
        reader.expected(
            node, source.at("study"),
            "studiets SHA-256: 64 tegn af 0–9 og a–f",
            "the study's SHA-256: 64 characters of 0–9 and a–f",
        )  # fmt: skip
    source.need("date")
    date = read_date(source, "date") or datetime.date(2000, 1, 1)
    return StudyOrigin(
        source.text("register", required=True), study, date, source.flag("synthetic")
    )


def _causal(section: Section) -> bool:
    section.need("causal")
    return section.flag("causal")


def _services(section: Section, years: int) -> tuple[ServiceProfile, ...]:
    reader, node = section.reader, section.need("services")
    found = []
    for key, child in reader.entries(node, "services"):
        path = join("services", key)
        id = reader.identifier(Node(key, child.line), path)
        one = reader.section(child, path, _SERVICE_KEYS)
        mean = _by_year(one, "mean", years)
        low, high = _intervals(one, years)
        found.append(
            ServiceProfile(
                id,
                one.text("label", required=True),
                one.text("unit", required=True),
                one.choice("direction", DIRECTIONS),
                mean,
                _by_year(one, "sd", years, 0.0),
                low,
                high,
            )
        )
    if node is not None and isinstance(node.value, dict) and not 1 <= len(found) <= MAX_SERVICES:
        reader.expected(
            node, "services", f"1 til {MAX_SERVICES} ydelser", f"1 to {MAX_SERVICES} services"
        )
    return tuple(found)


def _by_year(section: Section, key: str, years: int, low: float = -1e18) -> ByYear:
    """Return a number for each year of the profile, None where it was left out."""
    reader, node, path = section.reader, section.need(key), section.at(key)
    entries = reader.items(node, path, MAX_YEARS)
    if node is not None and isinstance(node.value, list) and len(entries) != years:
        _wrong_length(reader, node, path, len(node.value), years)
    return tuple(
        None if entry.value is None else reader.plain(entry, path, low) for entry in entries
    )


def _wrong_length(reader: Reader, node: Node, path: str, found: int, years: int) -> None:
    reader.report(
        node, path,
        f"fandt {found} tal, ventede et for hvert af de {years} år (null, hvor året er udeladt).",
        f"found {found} numbers, expected one for each of the {years} years (null where the year "
        "was left out).",
    )  # fmt: skip


def _intervals(section: Section, years: int) -> tuple[ByYear, ByYear]:
    reader, node, path = section.reader, section.need("ci95"), section.at("ci95")
    entries = reader.items(node, path, MAX_YEARS)
    if node is not None and isinstance(node.value, list) and len(entries) != years:
        _wrong_length(reader, node, path, len(node.value), years)
    pairs = [None if e.value is None else reader.pair(e, path) for e in entries]
    low = tuple(None if pair is None else pair[0] for pair in pairs)
    return low, tuple(None if pair is None else pair[1] for pair in pairs)


def _others(
    section: Section, services: tuple[ServiceProfile, ...], years: int
) -> Mapping[str, Mapping[str, MethodEstimate]]:
    reader, main = section.reader, section.get("method")
    methods = [m for m in codes.PROFILE_METHODS if main is None or m != main.value]
    given = reader.section(section.get("other_methods"), "other_methods", methods)
    found: dict[str, dict[str, MethodEstimate]] = {}
    for method in methods:
        if method not in given:
            continue
        known = [service.id for service in services]
        one = reader.section(given.get(method), given.at(method), known)
        for id in known:
            if id in one:
                numbers = reader.section(one.get(id), one.at(id), ["mean", "sd"])
                found.setdefault(method, {})[id] = MethodEstimate(
                    _by_year(numbers, "mean", years), _by_year(numbers, "sd", years, 0.0)
                )
    return found


def _covariance(section: Section) -> tuple[tuple[float, ...], ...]:
    reader = section.reader
    return tuple(
        tuple(reader.plain(n, "covariance") for n in reader.items(row, "covariance", MAX_ROWS))
        for row in reader.items(section.need("covariance"), "covariance", MAX_ROWS)
    )


def _check_claim(section: Section, record: Profile) -> None:
    if section.get("grade") and not record.causal and record.grade in _CAUSAL:
        section.reader.report(
            section.get("grade"), "grade",
            f"{record.grade} hører til en årsag, men causal er false. Skriv weak, eller sig under "
            "causal_statement, hvorfor forskellen er en årsag.",
            f"{record.grade} belongs to a cause, but causal is false. Write weak, or say under "
            "causal_statement why the difference is a cause.",
        )  # fmt: skip
    if record.causal and not record.causal_statement.da:
        section.reader.report(
            section.node, "causal_statement",
            "mangler: når causal er true, skal det siges hvorfor.",
            "is missing: where causal is true, it must be said why.",
        )  # fmt: skip


def _check_money(section: Section, record: Profile) -> None:
    reader = section.reader
    for service in record.services:
        if service.unit.casefold() in _LIKE_MONEY:
            reader.report(
                section.get("services"), f"services.{service.id}.unit",
                f"fandt '{service.unit}', ventede '{MONEY}' for beløb.",
                f"found '{service.unit}', expected '{MONEY}' for amounts.",
            )  # fmt: skip
    money = any(service.is_money for service in record.services)
    if money and record.price_year is None:
        reader.report(
            section.node, "price_year",
            "mangler. Sig, hvilket års priser beløbene er i.",
            "is missing. Say which year's prices the amounts are in.",
        )  # fmt: skip
    if not money and record.price_year is not None:
        reader.report(
            section.get("price_year"), "price_year",
            f"ingen ydelse er i {MONEY}, så her er intet prisår. Fjern nøglen.",
            f"no service is in {MONEY}, so there is no price year. Remove the key.",
        )  # fmt: skip
