"""Read a register file; every problem is reported at once."""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Mapping
from pathlib import Path

from bundlinje.basics.reading import Reader, Section
from bundlinje.basics.yaml_tree import Node, read_document
from bundlinje.register.tables import KINDS, PERSON_DATES, Register, Service, TableMap

FORMAT = "bundlinje.register/1"
#: Files that can be read.
ENDINGS = (".parquet", ".csv", ".dta", ".sas7bdat", ".xpt")
MAX_TABLES = 50
MAX_SERVICES = 200

_KEYS = (
    "format", "title", "description", "covers", "prices", "synthetic", "tables", "services",
)  # fmt: skip
_COLUMNS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    # kind: (columns it must have, columns it may have)
    "spells": (("person", "from"), ("to", "code", "amount")),
    "events": (("person", "date"), ("code", "quantity", "amount")),
    "weeks": (("person",), ("week", "wide", "code")),
    "years": (("person", "year"), ()),
}
_MEASURES_OF = {
    "spells": ("days", "count", "amount"),
    "events": ("count", "amount"),
    "weeks": ("weeks",),
    "years": ("amount",),
}


def read_register(path: str | Path) -> Register:
    """Read a register file.

    Raises:
        InputError: the file is wrong, or a table has no file; every problem at once.
    """
    path = Path(path)
    document = read_document(path)
    reader = Reader(document.file)
    section = reader.section(document.root, "", _KEYS)
    if not isinstance(document.root.value, dict):
        reader.finish()
    section.of_format(FORMAT)
    section.text("description")
    first, last = _covers(reader, section)
    people, tables = _tables(reader, section, path.parent)
    services = _services(reader, section, tables)
    title = section.text("title", path.stem, required=True)
    synthetic = section.flag("synthetic")
    prices = section.get("prices")
    fixed = prices is not None and prices.value != "current"
    price_year = section.year("prices") if fixed else None
    reader.finish()
    assert people is not None
    return Register(
        title=title,
        first=first,
        last=last,
        prices=price_year,
        synthetic=synthetic,
        people=people,
        tables=tables,
        services=services,
        file=document.file,
        sha256=document.sha256,
        data=document.root.plain(),
    )


def _covers(reader: Reader, section: Section) -> tuple[datetime.date, datetime.date]:
    node = section.need("covers")
    days = reader.items(node, "covers", 2)
    if len(days) != 2:
        if node is not None and isinstance(node.value, list) and len(node.value) < 2:
            reader.report(
                node, "covers", "ventede to datoer: [første dag, sidste dag].",
                "expected two dates: [first day, last day].",
            )  # fmt: skip
        return datetime.date(2000, 1, 1), datetime.date(2000, 1, 2)
    before = reader.found
    first, last = (reader.day(day, "covers") or datetime.date(2000, 1, 1) for day in days)
    if reader.found == before and first >= last:
        reader.report(
            days[1], "covers", f"sidste dag {last} skal ligge efter første dag {first}.",
            f"the last day {last} must come after the first day {first}.",
        )  # fmt: skip
    return first, last


def _tables(
    reader: Reader, section: Section, folder: Path
) -> tuple[TableMap | None, dict[str, TableMap]]:
    people: TableMap | None = None
    tables: dict[str, TableMap] = {}
    node = section.need("tables")
    for name, child in reader.entries(node, "tables"):
        table = _table(reader, child, f"tables.{name}", str(name), folder)
        if table is None:
            continue
        if table.kind != "people":
            tables[table.name] = table
        elif people is None:
            people = table
        else:
            reader.report(
                child, f"tables.{name}", f"personerne står allerede i {people.name}. Behold én.",
                f"the people are already in {people.name}. Keep one.",
            )  # fmt: skip
    if people is None and node is not None and not reader.problems:
        reader.report(
            node, "tables", "mangler en tabel med kind: people, en række pr. person.",
            "has no table with kind: people, a row a person.",
        )  # fmt: skip
    return people, tables


def _table(reader: Reader, node: Node, path: str, name: str, folder: Path) -> TableMap | None:
    before = reader.found
    kind_node = node.value.get("kind") if isinstance(node.value, dict) else None
    kind = str(kind_node.value) if kind_node is not None else ""
    if kind == "people":
        valid: tuple[str, ...] = ("person", "columns")
    elif kind in _COLUMNS:
        need, may = _COLUMNS[kind]
        valid = (*need, *may, *(("amounts",) if kind == "years" else ()))
    else:
        section = reader.section(node, path, node.value if isinstance(node.value, dict) else ())
        section.choice("kind", KINDS)
        return None
    section = reader.section(node, path, ("kind", "file", *valid))
    pattern = folder / section.text("file", "?", required=True)
    free = "columns" if kind == "people" else "amounts"
    columns = {key: section.text(key) for key in valid if key != free and key in section}
    needed = ("person",) if kind == "people" else _COLUMNS[kind][0]
    for key in needed:
        section.need(key)
    if kind == "weeks" and ("week" in columns) == ("wide" in columns):
        reader.report(
            node, path, "skriv enten week (en kolonne) eller wide (forstavelsen i y_1405).",
            "state either week (a column with the week) or wide (the prefix in y_1405).",
        )  # fmt: skip
    extra = {
        str(key): reader.text(child, f"{path}.{free}.{key}")
        for key, child in (reader.entries(section.get(free), section.at(free)))
    }
    if kind == "people":
        _refuse_misspelt_dates(reader, section)
    table = TableMap(name, kind, pattern, columns, extra, node.line)
    if reader.found == before:
        _check_files(reader, section, table)
    return table


def _refuse_misspelt_dates(reader: Reader, section: Section) -> None:
    """Report a column whose name is nearly that of a date that is not there.

    Other names are free, so that a misspelt one would be a covariate and censor nobody.
    """
    node = section.get("columns")
    given = [str(name) for name, _ in reader.entries(node, section.at("columns"))]
    lacking = [name for name in PERSON_DATES if name not in given]
    for name, child in reader.entries(node, section.at("columns")):
        close = difflib.get_close_matches(str(name).lower(), lacking, n=1, cutoff=0.75)
        if close:
            reader.report(
                child, f"{section.at('columns')}.{name}",
                f"ligner {close[0]}, der har en betydning for sig. Mente du {close[0]}? Ellers giv "
                "oplysningen et navn, der ligner mindre.",
                f"is nearly {close[0]}, which has a meaning of its own. Did you mean {close[0]}? "
                "If not, give the item a name that is less like it.",
            )  # fmt: skip


def _check_files(reader: Reader, section: Section, table: TableMap) -> None:
    node, path = section.get("file"), section.at("file")
    assert node is not None
    if table.pattern.suffix not in ENDINGS:
        shown = ", ".join(ENDINGS)
        reader.expected(node, path, f"en fil, der ender på {shown}", f"a file ending in {shown}")
    elif not table.files():
        reader.report(
            node, path, f"der er ingen fil {table.pattern}. Tjek stien.",
            f"there is no file {table.pattern}. Check the path.",
        )  # fmt: skip


def _services(
    reader: Reader, section: Section, tables: Mapping[str, TableMap]
) -> dict[str, Service]:
    services: dict[str, Service] = {}
    top = section.need("services")
    declared = section.get("tables")
    if top is not None and top.value == {}:
        reader.expected(top, "services", "mindst én ydelse", "at least one service")
    # A table that is wrong itself has been reported: its services are not unknown as well.
    names = (
        {str(name) for name, _ in reader.entries(declared, "tables")} if _maps(declared) else None
    )
    for id, node in reader.entries(top, "services"):
        path = f"services.{id}"
        reader.identifier(Node(id, node.line), path)
        one = reader.section(
            node, path, ("label", "table", "codes", "measure", "unit", "amount", "direction")
        )
        name = one.text("table", required=True)
        if name not in tables:
            if name and names is not None and name not in names:
                hint = reader.hint(name, sorted(names))
                reader.report(
                    one.get("table"), one.at("table"), f"ukendt tabel '{name}'. {hint.da}",
                    f"unknown table '{name}'. {hint.en}",
                )  # fmt: skip
            continue
        table = tables[name]
        measures = _MEASURES_OF[table.kind]
        measure = one.choice("measure", measures, measures[0])
        services[str(id)] = Service(
            id=str(id),
            label=one.text("label", str(id)),
            table=name,
            codes=_codes(reader, one, table),
            measure=measure,
            unit=one.text("unit", "kr.", required=measure != "amount"),
            amount=_amount(reader, one, table, measure),
            income=one.choice("direction", ("expense", "income"), "expense") == "income",
        )
    return services


def _maps(node: Node | None) -> bool:
    return node is not None and isinstance(node.value, dict)


def _codes(
    reader: Reader, section: Section, table: TableMap
) -> tuple[tuple[str | int, str | int], ...]:
    node = section.get("codes")
    if node is not None and not {"code", "wide"} & set(table.columns):
        reader.report(
            node, section.at("codes"), f"tabellen {table.name} har ingen kolonne code.",
            f"the table {table.name} has no column code.",
        )  # fmt: skip
        return ()
    if node is not None and node.value == []:
        reader.report(
            node, section.at("codes"), "listen er tom. Skriv koderne, eller slet nøglen, hvis alle "
            "rækker i tabellen tæller med.",
            "the list is empty. State the codes, or delete the key if every row of the table "
            "counts.",
        )  # fmt: skip
    codes: list[tuple[str | int, str | int]] = []
    for entry in reader.items(node, section.at("codes"), 1000):
        ends = entry.value if isinstance(entry.value, list) else [entry, entry]
        values = [end.value for end in ends]
        fits = (
            len(values) == 2
            and type(values[0]) is type(values[1])
            and all(isinstance(v, str | int) and not isinstance(v, bool) for v in values)
            and values[0] <= values[1]
        )
        if not fits:
            found = ", ".join(str(value)[:40] for value in values[:5])
            found = f"[{found}]" if isinstance(entry.value, list) else found
            reader.report(
                entry, section.at("codes"),
                f"fandt {found}, ventede en kode (tekst eller helt tal) eller [fra, til] med fra ≤ "
                "til.",
                f"found {found}, expected a code (text or whole number) or [from, to] with from ≤ "
                "to.",
            )  # fmt: skip
            continue
        if codes and type(codes[0][0]) is not type(values[0]):
            reader.report(
                entry, section.at("codes"),
                "koderne er både tal og tekster. Skriv dem alle som tal (730) eller alle som "
                'tekster ("730").',
                "the codes are both numbers and texts. Write them all as numbers (730) or all as "
                'texts ("730").',
            )  # fmt: skip
            break
        codes.append((values[0], values[1]))
    return tuple(codes)


def _amount(reader: Reader, section: Section, table: TableMap, measure: str) -> str:
    node = section.get("amount")
    if table.kind == "years":
        name = section.text("amount", required=True)
        if name and name not in table.extra:
            hint = reader.hint(name, table.extra)
            reader.report(
                node, section.at("amount"), f"ukendt beløb '{name}'. {hint.da}",
                f"unknown amount '{name}'. {hint.en}",
            )  # fmt: skip
        return name
    if measure == "amount" and "amount" not in table.columns:
        reader.report(
            section.get("measure"), section.at("measure"),
            f"tabellen {table.name} har ingen kolonne amount.",
            f"the table {table.name} has no column amount.",
        )  # fmt: skip
    if node is not None:
        reader.report(
            node, section.at("amount"), "bruges kun ved tabeller af kind: years.",
            "is only for tables of kind: years.",
        )  # fmt: skip
    return ""
