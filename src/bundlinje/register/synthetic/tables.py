"""The tables of a register: their columns, and rows from quantities.

In rows a person is a number in the group (target group, or others), not yet an id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

from bundlinje.register.synthetic import calendar
from bundlinje.register.synthetic.draws import whole
from bundlinje.register.synthetic.model import Floats, Ints

#: The rows of a table: column to values.
Rows = Mapping[str, Ints]
Tables = dict[str, list[Rows]]

#: An end that is not there yet.
ONGOING = -(1 << 31)
#: Kinds of stay: shelter after § 110 of the service act, own tenancy, prison, psychiatric ward.
STAYS = ("herberg", "egen_bolig", "faengsel", "psykiatri")
SHELTER, OWN_HOME, PRISON, WARD = range(4)
#: Kinds of contact: general practitioner, psychiatric outpatient clinic, hospital.
CONTACTS = ("almen", "psykiatri", "sygehus")
GP, CLINIC, HOSPITAL = range(3)
#: Codes of benefits by week as DREAM has them: unemployment benefit 111, education grant (SU) 651,
#: cash benefit 730–739, disability pension 783, sickness benefit 890–899. DREAM is the weekly
#: register of transfer payments of Styrelsen for Arbejdsmarked og Rekruttering; its guide
#: ("DREAM", version June 2015) lists the codes.
UNEMPLOYMENT, GRANT, PENSION = 111, 651, 783
CASH, SICKNESS = (730, 733), (890, 899)
#: The columns of each table after the person's.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "people": ("born", "died", "emigrated", "sex", "municipality", "education"),
    "stays": ("type", "start", "end"),
    "contacts": ("type", "date"),
    "benefits": ("week", "code"),
    "income": ("year", "wage", "tax"),
}


def within(counts: Ints) -> tuple[Ints, Ints]:
    """Return for each of `counts` items which cell it belongs to, and its number there, from 0."""
    cell = np.repeat(np.arange(len(counts)), counts)
    return cell, np.arange(len(cell)) - np.repeat(np.cumsum(counts) - counts, counts)


def events(person: Ints, kind: int, first: Ints, days: Ints, counts: Ints, u: Floats) -> Rows:
    """Return contacts: `counts` of them, each on a day of its own, from `first` over `days` days.

    Args:
        person: Whose, by cell.
        first: The first day that may have one, by cell. [days]
        days: How many days there are, by cell; no fewer than contacts. [days]
        counts: How many contacts, by cell.
        kind: An index into `CONTACTS`.
        u: A uniform number for each contact.
    """
    cell, number = within(counts)
    slot = number * days[cell] // counts[cell]
    day = first[cell] + slot + whole(u, days[cell] // counts[cell])
    return {"person": person[cell], "type": np.full(len(cell), kind), "date": day}


def stays(person: Ints, kind: int, start: Ints, length: Ints) -> Rows:
    """Return the stays that last a day or more; both days count."""
    held = length > 0
    return {
        "person": person[held],
        "type": np.full(int(held.sum()), kind),
        "start": start[held],
        "end": (start + length - 1)[held],
    }


def weeks(person: Ints, code: Ints, first: Ints, counts: Ints) -> Rows:
    """Return `counts` weeks in a row from the Monday `first`."""
    cell, number = within(counts)
    return {"person": person[cell], "week": first[cell] + 7 * number, "code": code[cell]}


def income(person: Ints, year: int, wage: Ints, tax: Ints) -> Rows:
    """Return the incomes of one year that are not zero."""
    earned = wage > 0
    return {
        "person": person[earned],
        "year": np.full(int(earned.sum()), year),
        "wage": wage[earned],
        "tax": tax[earned],
    }


def pick(rows: Rows, keep: npt.NDArray[np.bool_]) -> Rows:
    """Return the rows to keep."""
    return {column: values[keep] for column, values in rows.items()}


def alive(tables: Tables, born: Ints, left: Ints) -> Tables:
    """Return the rows of days on which people were born and neither dead nor gone.

    A stay ends with the last day; a week counts if all of it is before; a year if any of it is.

    Args:
        tables: The rows.
        born: First day, by person.
        left: Last day, by person.
    """
    found: Tables = {name: list(rows) for name, rows in tables.items()}
    years = _year(np.minimum(left, calendar.day(9000)))
    for name, (first, last) in {
        "stays": ("start", "start"),
        "contacts": ("date", "date"),
        "benefits": ("week", "week"),
    }.items():
        found[name] = []
        for rows in tables[name]:
            who = rows["person"]
            more = 6 if name == "benefits" else 0
            kept = pick(rows, (rows[first] >= born[who]) & (rows[last] + more <= left[who]))
            if name == "stays":
                who = kept["person"]
                cut = np.minimum(kept["end"], left[who])
                kept = {**kept, "end": cut}
            found[name].append(kept)
    found["income"] = [
        pick(rows, rows["year"] <= years[rows["person"]]) for rows in tables["income"]
    ]
    return found


def _year(days: Ints) -> Ints:
    return np.asarray(days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970)


def joined(rows: Iterable[Rows]) -> Rows:
    """Return several lots of rows as one."""
    found = list(rows)
    return {c: np.concatenate([one[c] for one in found]) for c in found[0]}
