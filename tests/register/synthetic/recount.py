"""Count services in the tables of a made register again, from the Parquet files alone."""

import datetime
import json
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import yaml

EPOCH = datetime.date(1970, 1, 1)


def table(folder: Path, name: str) -> dict[str, np.ndarray]:
    """Return a table's columns; dates as days since 1970, NaN where there is none."""
    parts = [pq.read_table(path) for path in sorted(folder.glob(f"{name}-*.parquet"))]
    columns: dict[str, list] = {}
    for part in parts:
        for column, values in zip(part.column_names, part.columns, strict=True):
            if str(values.type).startswith("date32"):
                values = values.cast("int32").to_numpy().astype(float)
            else:
                values = values.combine_chunks()
                if hasattr(values, "dictionary"):
                    values = values.dictionary_decode()
                values = values.to_numpy(zero_copy_only=False)
                values = values.astype(str) if values.dtype == object else values
            columns.setdefault(column, []).append(values)
    return {column: np.concatenate(lots) for column, lots in columns.items()}


def day(text: str | datetime.date) -> int:
    return (datetime.date.fromisoformat(str(text)) - EPOCH).days


class Recount:
    """The study of a made register, done by hand."""

    def __init__(self, folder: Path) -> None:
        self.register = yaml.safe_load((folder / "register.yaml").read_text("utf-8"))
        self.study = yaml.safe_load((folder / "study.yaml").read_text("utf-8"))
        self.truth = json.loads((folder / "truth.json").read_text("utf-8"))
        self.last = day(self.register["covers"][1])
        self.tables = {name: table(folder, name) for name in self.register["tables"]}
        people = self.tables["people"]
        order = np.argsort(people["person_id"])
        self.people = {column: values[order] for column, values in people.items()}
        self.ids = self.people["person_id"]
        self.zero = self._time_zero()

    def uses(self, service: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Return person, first day, day after the last, and quantity a day of each use."""
        what = self.register["services"][service]
        rows = self.tables[what["table"]]
        keep = np.ones(len(rows["person_id"]), bool)
        if "codes" in what:
            keep[:] = False
            code = rows["code" if what["table"] == "benefits" else "type"]
            for entry in what["codes"]:
                low, high = entry if isinstance(entry, list) else (entry, entry)
                keep |= (code >= low) & (code <= high)
        rows = {column: values[keep] for column, values in rows.items()}
        person = np.searchsorted(self.ids, rows["person_id"])
        if what["table"] == "stays":
            end = np.where(np.isnan(rows["end"]), self.last, rows["end"])
            return person, rows["start"], end + 1, np.ones(len(person))
        if what["table"] == "contacts":
            return person, rows["date"], rows["date"] + 1, np.ones(len(person))
        if what["table"] == "benefits":
            return person, rows["week"], rows["week"] + 7, np.full(len(person), 1 / 7)
        first = np.array([day(f"{year}-01-01") for year in rows["year"]])
        end = np.array([day(f"{year + 1}-01-01") for year in rows["year"]])
        return person, first, end, rows[what["amount"]] / (end - first)

    def count(self, service: str, low: int, high: int) -> np.ndarray:
        """Return each person's use from day `low` to, not including, `high` after time zero."""
        person, first, end, a_day = self.uses(service)
        days = np.minimum(end, self.zero[person] + high) - np.maximum(
            first, self.zero[person] + low
        )
        return np.bincount(person, np.maximum(days, 0) * a_day, len(self.ids))

    def _time_zero(self) -> np.ndarray:
        """Return the first use in the period by person; NaN where none."""
        period = self.study["target_group"]["time_zero"]
        person, first, _, _ = self.uses(period["first"][0])
        inside = (first >= day(period["from"])) & (first <= day(period["to"]))
        zero = np.full(len(self.ids), np.inf)
        np.minimum.at(zero, person[inside], first[inside])
        return np.where(np.isinf(zero), np.nan, zero)

    def members(self) -> np.ndarray:
        """Return the people in the target group, as numbers in the order of their ids."""
        low, high = self.study["target_group"]["age"]
        with np.errstate(invalid="ignore"):
            age = np.floor((self.zero - self.people["birth_date"]) / 365.25)
            fits = (age >= low) & (age <= high)
        before = self.count("shelter", -730, 0)
        return np.flatnonzero(fits & (before == 0))
