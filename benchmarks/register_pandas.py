"""Count the use of a made register's target group in pandas, as a careful analyst would.

The study that lies beside every made register, in the same windows; no estimate. Each table is
read with the columns needed only and cut to the target group at once. Prints the mean use in each
window, as JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bundlinje.register.cohort import windows_of
from bundlinje.register.study import DAYS_A_YEAR, Study
from bundlinje.register.study_file import read_study
from bundlinje.register.tables import Service
from bundlinje.register.uses import Window, day_number

_COLUMNS = {
    "stays": ["person_id", "type", "start", "end"],
    "contacts": ["person_id", "type", "date"],
    "benefits": ["person_id", "week", "code"],
    "income": ["person_id", "year", "wage", "tax"],
}


def main(folder: Path) -> None:
    """Print the mean use of those who start, by window."""
    study = read_study(folder / "study.yaml")
    people = _people(folder, study)
    windows = list(dict.fromkeys(windows_of(study)))
    used: dict[str, float] = {}
    for name in _COLUMNS:
        uses = _uses(folder, name, people, study)
        for service in study.register.services.values():
            mine = [w for w in windows if w.service == service.id]
            if service.table == name and mine:
                used |= _count(uses, service, mine, len(people))
    print(json.dumps(used))


def _days(column: Any) -> Any:
    return pd.to_datetime(column).to_numpy("datetime64[D]").astype(np.int64)


def _people(folder: Path, study: Study) -> pd.DataFrame:
    """Return those whose clock starts, by person: `zero`, and `seen`, the day they are gone."""
    zero = study.time_zero
    stays = pd.read_parquet(_files(folder, "stays"), columns=["person_id", "type", "start"])
    stays = stays[stays["type"] == "herberg"]
    start = pd.Series(_days(stays["start"]), index=stays["person_id"])
    first = start[start.between(day_number(zero.first), day_number(zero.last))]
    first = first.groupby(level=0).min()
    people = pd.read_parquet(
        _files(folder, "people"),
        columns=["person_id", "birth_date", "death_date", "emigration_date"],
    ).set_index("person_id")
    people = people.loc[first.index]
    gone = people[["death_date", "emigration_date"]].min(axis=1)
    end = day_number(study.register.last) + 1
    seen = np.where(gone.isna(), end, np.minimum(_days(gone.fillna(pd.Timestamp(0))), end))
    found = pd.DataFrame({"zero": first.to_numpy(), "seen": seen}, index=first.index)
    age = (found["zero"] - _days(people["birth_date"])) / DAYS_A_YEAR
    assert study.age is not None
    old = age.between(study.age[0], study.age[1] + 1, inclusive="left")
    return found[old & (found["seen"] > found["zero"])]


def _files(folder: Path, name: str) -> Any:
    return sorted(folder.glob(f"{name}-*.parquet"))


def _uses(folder: Path, name: str, people: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return a table's uses by the target group: days counted from time zero, and who."""
    parts = []
    for file in _files(folder, name):
        frame = pd.read_parquet(file, columns=_COLUMNS[name])
        who = people.index.get_indexer(frame["person_id"])
        parts.append(frame[who >= 0].assign(who=who[who >= 0]))
    frame = pd.concat(parts, ignore_index=True)
    if name == "stays":
        first = _days(frame["start"])
        open_end = pd.Timestamp(study.register.last)
        end = _days(frame["end"].astype("datetime64[s]").fillna(open_end)) + 1
    elif name == "contacts":
        first = _days(frame["date"])
        end = first + 1
    elif name == "benefits":
        first = _days(frame["week"])
        end = first + 7
    else:
        year = frame["year"].to_numpy().astype("int64") - 1970
        first = year.astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
        end = (year + 1).astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
    zero = people["zero"].to_numpy()[frame["who"]]
    seen = people["seen"].to_numpy()[frame["who"]]
    return frame.assign(a=first - zero, b=end - zero, s=seen - zero)


def _count(
    uses: pd.DataFrame, service: Service, windows: list[Window], people: int
) -> dict[str, float]:
    """Return the mean use of a service in each window."""
    if service.codes:
        code = uses["type"] if "type" in uses else uses["code"]
        inside = np.zeros(len(uses), dtype=bool)
        for low, high in service.codes:
            inside |= (code == low) if low == high else code.between(low, high)
        uses = uses[inside]
    a, b, s = (uses[c].to_numpy() for c in "abs")
    if service.measure == "amount":
        rate = uses[service.amount].to_numpy() / (b - a)
    else:
        rate = np.full(len(uses), 1 / 7 if service.measure == "weeks" else 1.0)
    found = {}
    for w in windows:
        end = np.minimum(np.minimum(b, s), w.end) if w.observed else np.minimum(b, w.end)
        days = np.maximum(end - np.maximum(a, w.first), 0)
        each = np.bincount(uses["who"].to_numpy(), rate * days, people)
        found[w.column] = float(each.mean())
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]))
