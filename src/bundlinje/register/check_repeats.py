"""What is counted twice: rows, spells that overlap, weeks with two codes, years twice."""

from __future__ import annotations

from typing import Any

from bundlinje.basics.texts import Text
from bundlinje.register.engine import Engine
from bundlinje.register.findings import Finding
from bundlinje.register.tables import Register, TableMap
from bundlinje.register.uses import is_service

#: Bits of a word, and the word of rows without a date.
_BITS, _NO_WORD = 61, -1_000_000
_DELETE = Text("Slet gentagelserne i udtrækket.", "Delete the repeats in the extract.")


def check_repeats(engine: Engine, register: Register, table: TableMap, uses: Any) -> list[Finding]:
    """Return what a table says more than once."""
    if table.kind == "weeks":
        what = Text("mere end én kode i samme uge", "more than one code in the same week")
        do = Text(
            "DREAM har én kode om ugen: vælg den rigtige, ellers tælles begge.",
            "DREAM has one code a week: choose the right one, or both are counted.",
        )
        return _twice(engine, table, uses, ["person", "first"], "week_twice", what, do, step=7)
    if table.kind == "years":
        what = Text("samme år mere end én gang", "the same year more than once")
        do = Text(
            "Beløbene lægges sammen: slet gentagelserne, hvis de er de samme.",
            "The amounts are added up: delete the repeats if they are the same.",
        )
        return _twice(engine, table, uses, ["person", "first"], "year_twice", what, do, step=365)
    what = Text("samme række mere end én gang", "the same row more than once")
    severity = "fault" if table.kind == "spells" else "doubt"
    key = list(uses.columns)
    found = _twice(engine, table, uses, key, "row_twice", what, _DELETE, severity)
    return found + (_overlaps(engine, register, table, uses) if table.kind == "spells" else [])


def _twice(
    engine: Engine,
    table: TableMap,
    uses: Any,
    key: list[str],
    kind: str,
    what: Text,
    do: Text,
    severity: str = "fault",
    *,
    step: int = 0,
) -> list[Finding]:
    """Return rows that are there more than once by their key.

    `step`: days between the beginnings of uses whose key is the person and the first day. [days]
    """
    uses = uses.filter(uses["person"].notnull())
    if step:
        uses = _doubted(engine, table, uses, step)
    groups = uses.group_by(key).aggregate(times=uses.count())
    again = groups.filter(groups["times"] > 1)
    row = engine.rows(again.aggregate(n=(again["times"] - 1).sum(), p=again["person"].nunique()))[0]
    if not row["n"]:
        return []
    return [Finding(table.name, kind, severity, what, do, int(row["n"]), int(row["p"]))]


def _doubted(engine: Engine, table: TableMap, uses: Any, step: int) -> Any:
    """Return the uses of people in times when they have one more than once, or without a date.

    Each use sets a bit in a word of the person and of `_BITS` times `step` days; where there are
    more rows than bits, one is there twice. A fraction of the groups that the uses themselves are.
    """
    import ibis

    bit_or, bit_count = _bit_functions()
    number = uses["first"] // step
    uses = uses.mutate(word=(number // _BITS).fill_null(_NO_WORD))
    # Days before 1970 are negative, and so are their remainders.
    place = (number % _BITS + _BITS) % _BITS
    # Not a shift, which Spark makes of 32 bits.
    bit = (ibis.literal(2.0) ** place).cast("int64")
    marked = uses.select("person", "word", bit=bit)
    groups = marked.group_by(["person", "word"]).aggregate(
        times=marked.count(), bits=bit_or(marked["bit"])
    )
    doubted = groups.filter(groups["times"] > bit_count(groups["bits"]).fill_null(0))
    kept = engine.step(f"repeats_{table.name}", lambda: doubted.select("person", "word"))
    return uses.semi_join(kept, ["person", "word"]).drop("word")


def _bit_functions() -> tuple[Any, Any]:
    """Return the functions that join bits and count them: of the same names in both engines."""
    import ibis

    def bit_or(bits: int) -> int:
        raise NotImplementedError

    def bit_count(bits: int) -> int:
        raise NotImplementedError

    return ibis.udf.agg.builtin(bit_or), ibis.udf.scalar.builtin(bit_count)


def _overlaps(engine: Engine, register: Register, table: TableMap, uses: Any) -> list[Finding]:
    """Return spells of a service that begin before an earlier one of the same person ends."""
    import ibis

    services = [s for s in register.services.values() if s.table == table.name]
    tests = [(is_service(uses, s), s.id) for s in services]
    if not tests:
        return []
    coded = [(test, id) for test, id in tests if test is not None]
    whole = next((id for test, id in tests if test is None), None)
    of: Any = ibis.literal(whole, "string")
    if coded:
        of = ibis.cases(*coded, else_=of)
    spells = uses.mutate(service=of).select("person", "service", "first", "end").distinct()
    spells = spells.filter(spells["service"].notnull() & (spells["end"] > spells["first"]))
    before = (
        spells["end"]
        .max()
        .over(group_by=["person", "service"], order_by=["first", "end"], rows=(None, -1))
    )
    spells = spells.mutate(before=before)
    over = spells.filter(spells["first"] < spells["before"])
    row = engine.rows(over.aggregate(n=over.count(), p=over["person"].nunique()))[0]
    if not row["n"]:
        return []
    return [
        Finding(
            table.name, "overlap", "fault",
            Text("overlapper et andet forløb af samme ydelse: dagene tælles to gange",
                 "overlaps another spell of the same service: the days are counted twice"),
            Text("Læg forløbene sammen, eller begynd det næste dagen efter.",
                 "Join the spells, or begin the next on the day after."),
            int(row["n"]), int(row["p"]),
        )
    ]  # fmt: skip
