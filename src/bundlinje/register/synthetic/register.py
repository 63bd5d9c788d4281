"""Write a made register: tables as Parquet parts, what they are, a study, and the truth."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np

from bundlinje.basics.errors import input_error
from bundlinje.basics.files import whole_file, write_text
from bundlinje.register.synthetic import cohort, descriptions, faults, others, target_group
from bundlinje.register.synthetic import tables as t
from bundlinje.register.synthetic.draws import BLOCK
from bundlinje.register.synthetic.model import FOLLOW_UP, Design, Ints
from bundlinje.register.synthetic.truth import Sums, Truth

#: Blocks of people in one part of each table. [blocks of `BLOCK` people]
BLOCKS_A_PART = 50
MOST_PEOPLE = 100_000_000


def make_register(
    folder: str | Path,
    people: int,
    seed: int = 1,
    years: tuple[int, int] = (2008, 2019),
    cohort: float = 0.1,
    heterogeneous: bool = False,
    hidden: float = 0.0,
    faults: bool = False,
) -> Truth:
    """Make a register of people who do not exist, and write it into `folder`.

    The folder gets `people-*.parquet`, `stays-*`, `contacts-*`, `benefits-*`, `income-*`,
    `register.yaml`, `study.yaml`, `truth.json` and `case.yaml`, a case that uses what the study
    finds; with faults also `faults.json`. The same arguments give the same bytes; memory does not
    grow with the number of people.

    Args:
        folder: Made if it is not there. It must not hold such files already.
        people: How many in all. [people]
        seed: The seed of the draws.
        years: First and last calendar year; ten at least, for look-back, goal and follow-up.
        cohort: The share of people in the study's target group. [1]
        heterogeneous: Whether the effect of success varies with the covariates.
        hidden: How strong something is that decides both success and use and is not in the
            register. [0 to 1]
        faults: Whether to plant faults, for trying what finds them.

    Returns:
        The true effects.

    Raises:
        InputError: an argument cannot be, or the folder holds such files.
    """
    design = Design(seed, years, heterogeneous, hidden)
    _check(people, cohort, design)
    return _write(Path(folder), people, round(people * cohort), design, faults, BLOCKS_A_PART)


def _check(people: int, share: float, design: Design) -> None:
    if not 1 <= people <= MOST_PEOPLE:
        raise input_error(
            f"der skal være mellem 1 og {MOST_PEOPLE} personer, ikke {people}.",
            f"there must be from 1 to {MOST_PEOPLE} people, not {people}.", key="people",
        )  # fmt: skip
    for key, value in (("cohort", share), ("hidden", design.hidden)):
        if not 0 <= value <= 1:
            raise input_error(
                f"skal ligge mellem 0 og 1, ikke {value}.",
                f"must be from 0 to 1, not {value}.", key=key,
            )  # fmt: skip
    first, last = design.years
    if not (first >= 1900 and last <= 2200 and last - first >= FOLLOW_UP + 4):
        raise input_error(
            f"skal omfatte mindst {FOLLOW_UP + 5} år, ikke {first} til {last}.",
            f"must span at least {FOLLOW_UP + 5} years, not {first} to {last}.", key="years",
        )  # fmt: skip


def _write(
    folder: Path, people: int, members: int, design: Design, faulty: bool, blocks_a_part: int
) -> Truth:
    folder.mkdir(parents=True, exist_ok=True)
    there = sorted({p.name for name in t.COLUMNS for p in folder.glob(f"{name}-*.parquet")})
    if there:
        raise input_error(
            f"mappen indeholder allerede et register ({there[0]}). Vælg en tom mappe.",
            f"the folder already holds a register ({there[0]}). Choose an empty folder.",
            file=str(folder),
        )
    sums, planted = Sums(), dict[str, int]()
    part = 0
    blocks = _blocks(people, members, design, sums)
    done = False
    while not done:
        with ExitStack() as stack:
            writers: dict[str, Any] = {}
            for _ in range(blocks_a_part):
                block = next(blocks, None)
                if block is None:
                    done = True
                    break
                ids, rows = block
                named = {n: t.joined(found) for n, found in rows.items()}
                named = {n: {**r, "person": ids[r["person"]]} for n, r in named.items()}
                if faulty and not planted:
                    named, planted = faults.plant(named, people, design)
                for name, values in named.items():
                    if name not in writers:
                        writers[name] = _writer(stack, folder / f"{name}-{part:04d}.parquet", name)
                    _append(writers[name], name, values)
        part += 1
    truth = sums.truth(design)
    _describe(folder, truth, planted if faulty else None)
    return truth


def _blocks(
    people: int, members: int, design: Design, sums: Sums
) -> Iterator[tuple[Ints, t.Tables]]:
    """Yield the ids and the rows of each block: the others first, then the target group."""
    for number, start in enumerate(range(0, people - members, BLOCK)):
        count = min(BLOCK, people - members - start)
        yield _ids(members + start, people), others.rows_of(number, count, design)
    for number, drawn in enumerate(cohort.blocks(members, design)):
        sums.add(drawn)
        yield _ids(number * BLOCK, people), target_group.rows_of(drawn, number, design)


def _ids(start: int, people: int) -> Ints:
    """Return the ids of a block: each once from 1 to `people`, in no order."""
    step = max(1, round(people * 0.618))
    while math.gcd(step, people) != 1:
        step += 1
    return 1 + (start + np.arange(BLOCK, dtype=np.int64)) * step % people


def _writer(stack: ExitStack, path: Path, name: str) -> Any:
    import pyarrow.parquet as pq

    temporary = stack.enter_context(whole_file(path))
    return stack.enter_context(pq.ParquetWriter(temporary, _schema(name), compression="zstd"))


def _schema(name: str) -> Any:
    import pyarrow as pa

    date, text = pa.date32(), pa.dictionary(pa.int8(), pa.string())
    types = {
        "people": {
            "birth_date": date, "death_date": date, "emigration_date": date, "sex": text,
            "municipality": text, "education": text,
        },
        "stays": {"type": text, "start": date, "end": date},
        "contacts": {"type": text, "date": date},
        "benefits": {"week": date, "code": pa.int16()},
        "income": {"year": pa.int16(), "wage": pa.int32(), "tax": pa.int32()},
    }  # fmt: skip
    return pa.schema([("person_id", pa.int64()), *types[name].items()])


def _append(writer: Any, name: str, rows: t.Rows) -> None:
    """Write the rows of one block as a row group."""
    import pyarrow as pa

    columns = [
        _array(rows[column], f"{name}.{column}", field)
        for column, field in zip(("person", *t.COLUMNS[name]), writer.schema, strict=True)
    ]
    writer.write_table(pa.Table.from_arrays(columns, schema=writer.schema))


def _array(values: Any, column: str, field: Any) -> Any:
    import pyarrow as pa

    if pa.types.is_dictionary(field.type):
        words = descriptions.WORDS[column]
        return pa.DictionaryArray.from_arrays(pa.array(values.astype(np.int8)), words)
    if pa.types.is_date32(field.type):
        absent = (values == cohort.NEVER) | (values == t.ONGOING)
        return pa.array(values.astype(np.int32), mask=absent).cast(field.type)
    return pa.array(values, type=field.type)


def _describe(folder: Path, truth: Truth, planted: dict[str, int] | None) -> None:
    write_text(folder / "register.yaml", descriptions.register(truth.design))
    write_text(folder / "study.yaml", descriptions.study(truth.design))
    write_text(folder / "case.yaml", descriptions.case(truth.design))
    write_text(folder / "truth.json", _json(truth.to_dict()))
    if planted is not None:
        write_text(folder / "faults.json", _json(planted))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
