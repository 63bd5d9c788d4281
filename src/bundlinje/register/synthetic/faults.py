"""Plant faults that real registers have, and say how many of each."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from bundlinje.register.synthetic import calendar
from bundlinje.register.synthetic import tables as t
from bundlinje.register.synthetic.cohort import NEVER
from bundlinje.register.synthetic.model import Design, Ints

#: How many rows of each fault; in a small block fewer, if there are not so many to spoil.
COUNTS: Mapping[str, int] = {
    "people.duplicate_person": 3,
    "people.died_before_born": 4,
    "people.born_after_end": 2,
    "stays.overlapping": 7,
    "stays.end_before_start": 5,
    "contacts.impossible_date": 6,
    "contacts.unknown_code": 8,
    "contacts.person_missing": 9,
    "contacts.duplicated_row": 10,
    "benefits.two_codes_a_week": 11,
    "benefits.not_a_monday": 12,
    "benefits.unknown_code": 13,
    "income.year_twice": 4,
}
#: A code that no benefit has, and the number of `descriptions.UNKNOWN` among kinds of contact.
UNKNOWN_BENEFIT, UNKNOWN_CONTACT = 998, len(t.CONTACTS)


def plant(
    tables: Mapping[str, t.Rows], people: int, design: Design
) -> tuple[dict[str, t.Rows], dict[str, int]]:
    """Return the rows of a block with faults added, and how many there are of each.

    Each fault adds rows, or spoils rows of people, of its own: none makes another one.

    Args:
        tables: The rows, with ids as persons.
        people: How many people the register has; greater ids are nobody's.
        design: What was chosen.
    """
    found, counts = dict(tables), dict[str, int]()
    end = calendar.day(design.years[1] + 1)
    _people(found, counts, end)
    _stays(found, counts)
    _contacts(found, counts, people, end)
    _benefits(found, counts, calendar.day(design.years[0] + 4))
    rows = found["income"]
    one = _some(rows, 0, counts, "income.year_twice")
    found["income"] = _more(rows, {**one, "wage": one["wage"] + np.int64(100)})
    return found, counts


def _some(rows: t.Rows, start: int, counts: dict[str, int], name: str) -> dict[str, Ints]:
    """Return rows to spoil, from row `start`, and note how many there are."""
    chosen = {c: values[start : start + COUNTS[name]].copy() for c, values in rows.items()}
    counts[name] = len(chosen["person"])
    return chosen


def _more(rows: t.Rows, extra: Mapping[str, Ints]) -> t.Rows:
    return t.joined([rows, extra])


def _people(found: dict[str, t.Rows], counts: dict[str, int], end: int) -> None:
    rows = {c: values.copy() for c, values in found["people"].items()}
    early, late = slice(20, 20 + COUNTS["people.died_before_born"]), slice(40, 42)
    rows["died"][early] = rows["born"][early] - np.int64(30)
    rows["born"][late] = end + 100
    rows["died"][late] = NEVER
    rows["emigrated"][early] = rows["emigrated"][late] = NEVER
    counts["people.died_before_born"] = len(rows["died"][early])
    counts["people.born_after_end"] = len(rows["born"][late])
    # Without any use, so that they do not also use services before birth or after death.
    spoiled = np.concatenate([rows["person"][early], rows["person"][late]])
    for name in found:
        found[name] = t.pick(found[name], ~np.isin(found[name]["person"], spoiled))
    found["people"] = _more(rows, _some(rows, 0, counts, "people.duplicate_person"))


def _stays(found: dict[str, t.Rows], counts: dict[str, int]) -> None:
    rows = found["stays"]
    long = t.pick(rows, (rows["type"] == t.WARD) & (rows["end"] > rows["start"]))
    over = _some(long, 0, counts, "stays.overlapping")
    over["start"], over["end"] = over["start"] + 1, over["end"] + 1
    turned = _some(t.pick(rows, rows["type"] == t.PRISON), 0, counts, "stays.end_before_start")
    turned["start"] = turned["end"] + 40
    turned["end"] = turned["start"] - 10
    found["stays"] = _more(_more(rows, over), turned)


def _contacts(found: dict[str, t.Rows], counts: dict[str, int], people: int, end: int) -> None:
    rows = found["contacts"]
    living = t.pick(rows, np.isin(rows["person"], _living(found["people"], end)))
    at, extra = 0, []
    for name, column, first in (
        ("contacts.impossible_date", "date", end + 4000),
        ("contacts.unknown_code", "type", 0),
        ("contacts.person_missing", "person", people + 1),
        ("contacts.duplicated_row", "", 0),
    ):
        one = _some(living, at, counts, name)
        if column == "type":
            one["type"] = np.full(counts[name], UNKNOWN_CONTACT)
        elif column:
            one[column] = first + np.arange(counts[name])
        extra.append(one)
        at += COUNTS[name]
    found["contacts"] = t.joined([rows, *extra])


def _benefits(found: dict[str, t.Rows], counts: dict[str, int], day: int) -> None:
    rows = found["benefits"]
    two = _some(rows, 0, counts, "benefits.two_codes_a_week")
    two["code"] = np.where(two["code"] == t.GRANT, t.UNEMPLOYMENT, t.GRANT)
    extra, at = [rows, two], 0
    # People with no benefit, so that no week of theirs is there twice.
    free = np.setdiff1d(_living(found["people"], day), rows["person"])
    for name, week, code in (
        ("benefits.not_a_monday", int(calendar.monday(np.array(day))) + 2, t.UNEMPLOYMENT),
        ("benefits.unknown_code", int(calendar.monday(np.array(day))), UNKNOWN_BENEFIT),
    ):
        who = free[at : at + COUNTS[name]]
        n = counts[name] = len(who)
        extra.append({"person": who, "week": np.full(n, week), "code": np.full(n, code)})
        at += COUNTS[name]
    found["benefits"] = t.joined(extra)


def _living(people: t.Rows, day: int) -> Ints:
    """Return who was born before a day and never dies or leaves."""
    stays = (people["died"] == NEVER) & (people["emigrated"] == NEVER) & (people["born"] < day)
    return np.asarray(people["person"][stays])
