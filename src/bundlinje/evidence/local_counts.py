"""Read a municipality's own counts of use before and after, as totals or person by person."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bundlinje.basics.errors import InputError
from bundlinje.basics.reading import Reader, Section
from bundlinje.basics.yaml_tree import read_document
from bundlinje.evidence import codes
from bundlinje.evidence.knowledge import Knowledge
from bundlinje.evidence.person_lists import read_person_list
from bundlinje.evidence.synthesis.local import (
    GroupUse,
    LocalConsequence,
    local_consequence,
    use_by_person,
)
from bundlinje.evidence.yaml_records import read_date

if TYPE_CHECKING:
    from bundlinje.basics.texts import Language

FORMAT = "bundlinje.local/1"
#: Groups with fewer people than this are not published: someone could be recognised.
FEWEST_PEOPLE = 5
#: Units of consequences that can be counted for a person.
UNITS = ("days", "weeks", "hours", "count")

_KEYS = (
    "format", "id", "title", "target_group", "target_group_text", "outcome", "unit", "unit_text",
    "period", "years_before", "years_after", "group", "comparison", "source",
)  # fmt: skip
_TOTALS = ("people", "before", "after", "sd_change", "overdispersion")


@dataclass(frozen=True)
class LocalCounts:
    """Own counts as read, and the estimate that they give. [`unit` per participant and year]

    `accessed` is the date of the counts; `source_note` says where they lie.
    """

    id: str
    title: str
    target_group: str
    target_group_text: str
    outcome: str
    unit: str
    unit_text: str
    period: str
    source_id: str
    source_title: str
    source_url: str
    source_note: str
    accessed: datetime.date
    estimate: LocalConsequence

    def summary(self, language: Language = "da") -> str:
        """Return what was counted and what it can carry."""
        return f"{self.title} ({self.target_group_text})\n{self.estimate.note(language)}"


def read_local_counts(path: Path, knowledge: Knowledge) -> LocalCounts:
    """Return the counts in a file.

    Args:
        path: The YAML file; a list of people is named in it, relative to it.
        knowledge: Where the target group is looked up.

    Raises:
        InputError: the file or the list is wrong, names people by CPR number, or the group is too
            small; every problem with file, line and key.
    """
    document = read_document(path)
    reader = Reader(str(path))
    section = reader.section(document.root, "", _KEYS)
    kind = section.need("format")
    if kind is not None and kind.value != FORMAT:
        reader.expected(kind, "format", FORMAT, FORMAT)
    section.need("id")
    id = section.identifier("id")
    target_group = _target_group(section, knowledge)
    years = tuple(_years(section, key) for key in ("years_before", "years_after"))
    group = _group(section, "group", path, (years[0], years[1]))
    comparison = None
    if "comparison" in section:
        comparison = _group(section, "comparison", path, (years[0], years[1]))
    unit_text = section.text("unit_text", required=True)
    source = reader.section(
        section.need("source"), "source", ("id", "title", "url", "accessed", "note")
    )
    counts = {
        "id": id,
        "title": section.text("title", required=True),
        "target_group": target_group,
        "target_group_text": section.text("target_group_text", required=True),
        "outcome": section.choice("outcome", tuple(codes.OUTCOMES)),
        "unit": section.choice("unit", UNITS),
        "unit_text": unit_text,
        "period": section.text("period", required=True),
        "source_id": source.identifier("id", f"egne-tal-{id}"[:100]),
        "source_title": source.text("title", required=True),
        "source_url": _address(source),
        "source_note": source.text("note"),
    }
    source.need("accessed")
    accessed = read_date(source, "accessed")
    estimate = _estimate(section, group, comparison, unit_text)
    reader.finish()
    assert estimate is not None and accessed is not None
    return LocalCounts(**counts, accessed=accessed, estimate=estimate)


def _target_group(section: Section, knowledge: Knowledge) -> str:
    node = section.need("target_group")
    name = section.text("target_group")
    if node is not None and name and f"target_groups/{name}" not in knowledge:
        hint = section.reader.hint(name, knowledge.ids("target_groups"))
        section.reader.report(
            node, "target_group",
            f"{name} er ikke en målgruppe. {hint.da}", f"{name} is not a target group. {hint.en}",
        )  # fmt: skip
    return name


def _years(section: Section, key: str) -> float:
    value = section.plain(key, 1.0, 0.0, 20.0)
    if value == 0:
        section.reader.expected(
            section.get(key) or section.node, key, "et antal år over 0", "a number of years above 0"
        )
        return 1.0
    return value


def _address(source: Section) -> str:
    url = source.text("url", required=True)
    node = source.get("url")
    if node is not None and url and not url.startswith(("https://", "http://")):
        source.reader.expected(
            node, "source.url",
            "en adresse, der begynder med https://: notatets, eller kommunens hjemmeside",
            "an address that begins with https://: that of the note, or the municipality's site",
        )  # fmt: skip
    return url


def _group(section: Section, key: str, path: Path, years: tuple[float, float]) -> GroupUse | None:
    """Return a group's use, or None where something is wrong with it."""
    reader = section.reader
    before = reader.found
    group = reader.section(section.need(key), key, ("file", *_TOTALS))
    if group.broken or key not in section:
        return None
    if "file" in group:
        return _from_list(group, path, years)
    people = group.integer("people", 1, 10_000_000)
    for name in ("before", "after"):
        group.need(name)
    used = GroupUse(
        people=people,
        before=group.plain("before", 0.0, 0.0),
        after=group.plain("after", 0.0, 0.0),
        years_before=years[0],
        years_after=years[1],
        sd_change=group.plain("sd_change", 0.0, 0.0) if "sd_change" in group else None,
        overdispersion=(
            group.plain("overdispersion", 1.0, 1.0) if "overdispersion" in group else None
        ),
    )
    if reader.found > before:
        return None
    return _large_enough(group, used)


def _from_list(group: Section, path: Path, years: tuple[float, float]) -> GroupUse | None:
    reader = group.reader
    if others := [name for name in _TOTALS if name in group]:
        reader.report(
            group.get("file"), group.at("file"),
            f"file kan ikke stå sammen med {', '.join(others)}. Behold det ene.",
            f"file cannot stand together with {', '.join(others)}. Keep one.",
        )  # fmt: skip
        return None
    name = group.text("file")
    if not name:
        return None
    try:
        before, after = read_person_list(path.parent / name)
    except InputError as error:
        reader.problems += error.problems
        return None
    if len(before) < FEWEST_PEOPLE:
        _too_few(group)
        return None
    return use_by_person(before, after, years_before=years[0], years_after=years[1])


def _large_enough(group: Section, used: GroupUse) -> GroupUse | None:
    if used.people < FEWEST_PEOPLE:
        _too_few(group)
        return None
    return used


def _too_few(group: Section) -> None:
    group.reader.report(
        group.node, group.path,
        f"færre end {FEWEST_PEOPLE} personer: tallet siger næsten intet, og nogen kan genkendes i "
        "det. Vent, til flere har gennemført, eller læg flere perioder sammen.",
        f"fewer than {FEWEST_PEOPLE} people: the number says next to nothing, and someone could "
        "be recognised in it. Wait until more have completed, or put periods together.",
    )  # fmt: skip


def _estimate(
    section: Section, group: GroupUse | None, comparison: GroupUse | None, unit: str
) -> LocalConsequence | None:
    if group is None or ("comparison" in section and comparison is None):
        return None
    try:
        return local_consequence(group, comparison, unit=unit)
    except InputError as error:
        for problem in error.problems:
            place = section.get(problem.key.split(".")[0])
            section.reader.report(place, problem.key, problem.message.da, problem.message.en)
        return None
