"""A register: which tables there are, which columns are what, and the services in them.

Every table, whatever it holds, comes to mean the same: a use of a service has a first day, a last
day and a quantity a day. Days are whole days since 1970-01-01.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

#: Tables by what a row is: a person, a period, a day, a week, a year.
KINDS = ("people", "spells", "events", "weeks", "years")
#: What is counted of a use: its days, its weeks, how often, or its amount.
MEASURES = ("days", "weeks", "count", "amount")
#: Dates of a person with a meaning of their own.
PERSON_DATES = ("born", "died", "emigrated")


@dataclass(frozen=True)
class TableMap:
    """One table: its files, and which column is what.

    Attributes:
        name: Its name in the register file.
        kind: What a row is; one of `KINDS`.
        pattern: A file, or a pattern of files, beside the register file.
        columns: The column of each part: `person`, `from`, `to`, `code`, …
        extra: In `people` the covariates, in `years` the amounts, by name.
        line: Where it stands in the register file.
    """

    name: str
    kind: str
    pattern: Path
    columns: Mapping[str, str]
    extra: Mapping[str, str] = field(default_factory=dict)
    line: int | str | None = None

    def files(self) -> list[Path]:
        """Return the files, sorted; none where nothing matches."""
        if self.pattern.exists():
            return [self.pattern]
        return sorted(self.pattern.parent.glob(self.pattern.name))


@dataclass(frozen=True)
class Service:
    """One service that people use, or an income they have.

    Attributes:
        id: Its id.
        label: What it is called on screen.
        table: The table that it is counted in.
        codes: The codes that count, single ones as (code, code); empty: every row.
        measure: One of `MEASURES`.
        unit: The unit of a quantity; kr. for amounts.
        amount: The amount's name in a table of years.
        income: Whether more of it is a gain to the public purses.
    """

    id: str
    label: str
    table: str
    codes: tuple[tuple[str | int, str | int], ...]
    measure: str
    unit: str
    amount: str = ""
    income: bool = False


@dataclass(frozen=True)
class Register:
    """The tables of a register and the services in them.

    Attributes:
        title: What the register is called in reports.
        first, last: The days that the tables cover, both included.
        prices: The year whose prices amounts are in; None: each year's own.
        synthetic: Made data: no person in it is real.
        people: The table of persons.
        tables: The other tables, by name.
        services: The services, by id.
        file: The register file.
        sha256: The hash of the register file.
    """

    title: str
    first: datetime.date
    last: datetime.date
    prices: int | None
    synthetic: bool
    people: TableMap
    tables: Mapping[str, TableMap]
    services: Mapping[str, Service]
    file: str
    sha256: str
    data: Any
