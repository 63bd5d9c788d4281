"""The use of services, whatever table it is recorded in, counted in windows from time zero.

A use has a first day, the day after its last, and a quantity a day; a window's quantity is that
times the days of the use that fall in the window. Days of a stay, weeks on a benefit, contacts and
amounts are all counted this one way.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bundlinje.basics.errors import input_error, nearest
from bundlinje.register.convert import parquet_files
from bundlinje.register.engine import Engine
from bundlinje.register.tables import Register, Service, TableMap

if TYPE_CHECKING:
    import ibis.expr.types as ir

EPOCH = datetime.date(1970, 1, 1)


def day_number(day: datetime.date) -> int:
    """Return a date as days since 1970-01-01."""
    return (day - EPOCH).days


@dataclass(frozen=True)
class Window:
    """The use of one service in days counted from time zero.

    Attributes:
        service: The service's id.
        first: First day. [days from time zero]
        end: The day after the last. [days from time zero]
        observed: Whether only days on which the person is followed count.
    """

    service: str
    first: int
    end: int
    observed: bool = False

    @property
    def column(self) -> str:
        """A name for the column that holds its quantity."""
        sign = str(self.first).replace("-", "m"), str(self.end).replace("-", "m")
        return f"{self.service}_{sign[0]}_{sign[1]}{'_f' if self.observed else ''}"


def raw(engine: Engine, table: TableMap) -> ir.Table:
    """Return a table as it is in its files.

    Raises:
        InputError: a column that the register file names is not there.
    """
    found = engine.read(parquet_files(table, engine.folder))
    named = [c for key, c in table.columns.items() if key != "wide"] + list(table.extra.values())
    for column in named:
        if column not in found.columns:
            hint = nearest(column, found.columns)
            raise input_error(
                f"tabellen har ingen kolonne '{column}'. {hint.da}",
                f"the table has no column '{column}'. {hint.en}",
                file=str(table.pattern),
                key=f"tables.{table.name}",
            )
    return found


def spans(
    engine: Engine, register: Register, table: TableMap, among: ir.Table | None = None
) -> ir.Table:
    """Return a table with `person`, `code`, `first`, `end` and what `rates` needs, a row a use.

    Args:
        engine: Where to work.
        register: The register.
        table: The table.
        among: The people whose uses are wanted, with `person`; the others' are dropped before
            anything is worked out, and the columns of `among` are kept. None: everyone.
    """
    import ibis

    found = raw(engine, table)
    c = table.columns
    if table.kind == "weeks" and "wide" in c:
        found = _long_weeks(found, table, among)
        c = {**c, "week": "week", "code": "code"}
    parts = {part: found[c[part]] for part in c if part != "wide"}
    parts |= {f"amount_{name}": found[column] for name, column in table.extra.items()}
    found = found.select(**parts)
    kept: list[str] = []
    if among is not None:
        found = found.join(among, "person")
        kept = [name for name in among.columns if name != "person"]
    columns: dict[str, ir.Value] = {"person": found["person"]}
    if table.kind == "spells":
        last = days_of(found["to"]) if "to" in c else ibis.null("int64")
        columns["first"] = days_of(found["from"])
        columns["end"] = last.fill_null(day_number(register.last)) + 1
    elif table.kind == "events":
        columns["first"] = days_of(found["date"])
        columns["end"] = columns["first"] + 1
    elif table.kind == "weeks":
        columns["first"] = monday_of(found["week"])
        columns["end"] = columns["first"] + 7
    else:
        year = found["year"].cast("int64")
        columns["first"] = _new_year(year)
        columns["end"] = _new_year(year + 1)
    if "code" in c:
        columns["code"] = found["code"]
    for part in ("quantity", "amount", *(f"amount_{name}" for name in table.extra)):
        if part in parts:
            columns[part] = found[part].cast("float64")
    return found.select(*kept, **columns)


def is_service(spans: ir.Table, service: Service) -> ir.BooleanValue | None:
    """Return whether a use is of the service; None where every row is."""
    if not service.codes:
        return None
    ints = all(isinstance(code, int) for pair in service.codes for code in pair)
    code = spans["code"]
    if not ints:
        code = code.cast("string")
    elif not code.type().is_integer():
        code = code.try_cast("int64")
    single = [a for a, b in service.codes if a == b]
    test: Any = code.isin(single) if single else None
    for a, b in service.codes:
        if a != b:
            inside = code.between(a, b)
            test = inside if test is None else test | inside
    found: ir.BooleanValue = test.fill_null(False)
    return found


def rate_a_day(
    spans: ir.Table, service: Service, price_factors: Mapping[int, float] | None = None
) -> Any:
    """Return a use's quantity a day, in the service's unit. A use that is counted is of one day.

    Amounts are multiplied by the factor of the year in which the use began, where there are any.
    """
    import ibis

    if service.measure == "days":
        return ibis.literal(1.0)
    if service.measure == "weeks":
        return ibis.literal(1.0 / 7)
    if service.measure == "count":
        quantity = spans["quantity"] if "quantity" in spans.columns else ibis.literal(1.0)
        return quantity.fill_null(1.0)
    amount = spans[f"amount_{service.amount}" if service.amount else "amount"]
    a_day = amount.fill_null(0.0) / (spans["end"] - spans["first"]).cast("float64")
    if not price_factors:
        return a_day
    years = sorted(price_factors)
    before = [
        (spans["first"] < day_number(datetime.date(year + 1, 1, 1)), price_factors[year])
        for year in years[:-1]
    ]
    return a_day * ibis.cases(*before, else_=price_factors[years[-1]]).cast("float64")


def first_uses(
    engine: Engine, register: Register, services: Sequence[str], at: str, period: tuple[int, int]
) -> ir.Table:
    """Return the first use of any of `services` in a period: columns `person` and `zero`.

    Args:
        engine: Where to work.
        register: The register.
        services: Ids of services.
        at: `start`: the first day of the use; `end`: the day after its last.
        period: First and last day. [days]
    """
    found: list[Any] = []
    for service in (register.services[id] for id in services):
        uses = spans(engine, register, register.tables[service.table])
        test = is_service(uses, service)
        if test is not None:
            uses = uses.filter(test)
        day = uses["first"] if at == "start" else uses["end"] - 1
        uses = uses.filter((uses["end"] > uses["first"]) & day.between(*period))
        day = uses["first"] if at == "start" else uses["end"]
        found.append(uses.group_by("person").aggregate(zero=day.min()))
    every = found[0]
    for more in found[1:]:
        every = every.union(more)
    return every.group_by("person").aggregate(zero=every["zero"].min())


def quantities(
    engine: Engine,
    register: Register,
    cohort: ir.Table,
    windows: Sequence[Window],
    price_factors: Mapping[int, float] | None = None,
) -> ir.Table:
    """Return the cohort with a column for each window: the quantity used in it.

    Args:
        engine: Where to work.
        register: The register.
        cohort: Columns `person`, `zero` and `seen` (the day after the last on which the person is
            followed). [days]
        windows: What to count.
        price_factors: What amounts of each year are multiplied by.

    Returns:
        The columns of `cohort`, and one for each window. Each table is read once.
    """
    result = cohort
    clock = cohort.select("person", "zero", "seen")
    of_table: dict[str, list[Window]] = {}
    for window in dict.fromkeys(windows):
        of_table.setdefault(register.services[window.service].table, []).append(window)
    for name, wanted in of_table.items():
        uses = spans(engine, register, register.tables[name], clock)
        uses = _of_services(uses, register, {w.service for w in wanted}, price_factors)
        uses = uses.mutate(
            a=uses["first"] - uses["zero"],
            b=uses["end"] - uses["zero"],
            s=uses["seen"] - uses["zero"],
        )
        low, high = min(w.first for w in wanted), max(w.end for w in wanted)
        # A use that ends before it begins is no use, however it is measured.
        uses = uses.filter((uses["b"] > uses["a"]) & (uses["b"] > low) & (uses["a"] < high))
        summed = uses.group_by("person").aggregate(
            **{w.column: _quantity(uses, register.services[w.service], w).sum() for w in wanted}
        )
        columns = [w.column for w in wanted]
        result = result.left_join(summed, "person").select(
            *result.columns, **{c: summed[c].fill_null(0.0) for c in columns}
        )
    return result


def _of_services(
    uses: ir.Table,
    register: Register,
    services: set[str],
    price_factors: Mapping[int, float] | None,
) -> ir.Table:
    """Return the uses of any of the services, with `is_…` and `rate_…` of each of them."""
    import ibis

    columns: dict[str, ir.Value] = {}
    of_any: Any = ibis.literal(False)
    for id in sorted(services):
        service = register.services[id]
        test = is_service(uses, service)
        columns[f"is_{id}"] = ibis.literal(True) if test is None else test
        of_any = of_any | columns[f"is_{id}"]
        columns[f"rate_{id}"] = rate_a_day(uses, service, price_factors)
    return uses.filter(of_any).mutate(**columns)


def _quantity(uses: ir.Table, service: Service, window: Window) -> Any:
    """Return what a use adds to a window: most add nothing, which is told without arithmetic."""
    import ibis

    end: Any = uses["b"] if service.measure != "count" else uses["a"] + 1
    inside: Any = uses[f"is_{service.id}"] & (end > window.first) & (uses["a"] < window.end)
    last: Any = ibis.least(end, window.end)
    if window.observed:
        last = ibis.least(last, uses["s"])
    days = ibis.greatest(last - ibis.greatest(uses["a"], window.first), 0)
    return inside.ifelse(uses[f"rate_{service.id}"] * days.cast("float64"), 0.0)


def days_of(column: ir.Value) -> Any:
    """Return a column of dates as days since 1970-01-01."""
    import ibis

    return column.cast("date").delta(ibis.date(EPOCH), unit="day").cast("int64")


def monday_of(column: ir.Value) -> Any:
    """Return a column of ISO weeks as the Monday's day; a date stands for itself.

    `2014-W05`, `2014W05`, `201405` and the number 201405 are read.
    """
    if column.type().is_temporal():
        return days_of(column)
    digits: Any = column.cast("string").re_replace("[^0-9]", "")
    year, week = digits.substr(0, 4).cast("int64"), digits.substr(4, 2).cast("int64")
    fourth = _new_year(year) + 3
    # 1970-01-01 was a Thursday; the 4th of January is always in week 1.
    return fourth - (fourth + 3) % 7 + (week - 1) * 7


def _new_year(year: Any) -> Any:
    """Return the 1st of January as days since 1970-01-01, in whole-number arithmetic alone."""
    before = year - 1
    return (
        365 * (year - 1970)
        + (before // 4 - before // 100 + before // 400)
        - (1969 // 4 - 1969 // 100 + 1969 // 400)
    )


def _long_weeks(found: ir.Table, table: TableMap, among: ir.Table | None) -> ir.Table:
    """Return weeks side by side, y_1405 …, as a row a week with a code.

    Where `among` is given, of the people there alone.
    """
    import ibis

    prefix, person = table.columns["wide"], table.columns["person"]
    wide = [c for c in found.columns if c.startswith(prefix) and c[len(prefix) :].isdigit()]
    if not wide:
        raise input_error(
            f"ingen kolonner hedder {prefix}ÅÅUU, fx {prefix}1405.",
            f"no columns are named {prefix}YYWW, such as {prefix}1405.",
            file=str(table.pattern),
            key=f"tables.{table.name}.wide",
        )
    if among is not None:
        found = found.semi_join(among, found[person] == among["person"])
    parts: Any = found.select(person, *wide).pivot_longer(wide, names_to="name", values_to="code")
    digits = parts["name"].substr(len(prefix))
    # Two digits of a year: DREAM begins in 1991.
    year = digits.substr(0, 2).cast("int64")
    year = ibis.ifelse(year >= 90, year + 1900, year + 2000)
    week = (year * 100 + digits.substr(2, 2).cast("int64")).cast("string")
    long: ir.Table = parts.select(**{person: parts[person], "week": week, "code": parts["code"]})
    return long.filter(long["code"].notnull())
