"""Results as files for other programs: flows as CSV, draws as Parquet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from bundlinje.basics.discounting import discount_factors
from bundlinje.basics.errors import input_error
from bundlinje.calculation.case import Case, Cost
from bundlinje.calculation.inputs import inputs_of
from bundlinje.calculation.model import rows_of, sign_of
from bundlinje.calculation.result import Result
from bundlinje.calculation.uncertainty import Block

FLOW_COLUMNS = ("year", "account", "item", "kind", "amount", "discounted")


def flow_rows(result: Result) -> Iterator[tuple[int, str, str, str, float, float]]:
    """Yield every flow of the point result that is not 0, gains positive [DKK]."""
    case = result.case
    distance = np.arange(case.horizon) + case.discounting.offset
    factors = discount_factors(distance, case.discounting.steps)
    for (item, paid_by), amounts in zip(rows_of(case), result.point.amounts, strict=True):
        kind = item.kind if isinstance(item, Cost) else "consequence"
        sign = sign_of(item)
        for account, share in paid_by.items():
            for year, amount, factor in zip(case.years, amounts, factors, strict=True):
                flow = float(sign * share * amount)
                if flow:
                    yield year, account, item.id, kind, flow, flow * float(factor)


def flows_csv(result: Result) -> str:
    """Return the flows of the point result as CSV text with decimal points."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(FLOW_COLUMNS)
    writer.writerows(flow_rows(result))
    return text.getvalue()


class DrawsFile:
    """Writes every input and the result by payer to a Parquet file, block by block.

    Columns: `draw`, every input by name (`NAME.0`, `NAME.1` … where it has several numbers),
    `net_result`, `society`, `net_result.PAYER` and `outcomes.ID`.
    """

    def __init__(self, path: Path, case: Case) -> None:
        try:
            import pyarrow.parquet
        except ImportError:
            raise input_error(
                "filen kræver pakken pyarrow. Installer med: pip install 'bundlinje[all]'.",
                "the file needs the package pyarrow. Install with: pip install 'bundlinje[all]'.",
                file=str(path),
            ) from None
        self._parquet = pyarrow.parquet
        self._path = path
        self._case = case
        self._writer: Any = None

    def __enter__(self) -> DrawsFile:
        return self

    def __exit__(self, *_: object) -> None:
        if self._writer is not None:
            self._writer.close()

    def add(self, block: Block) -> None:
        """Write one block of draws."""
        import pyarrow

        tables = block.tables
        columns: dict[str, Any] = {
            "draw": np.arange(block.start, block.start + len(tables.net_result))
        }
        for name in inputs_of(self._case).names:
            numbers = block.sample[name]
            for position, values in enumerate(numbers):
                columns[name if len(numbers) == 1 else f"{name}.{position}"] = values
        columns["net_result"] = tables.net_result
        columns["society"] = tables.society
        by_payer = dict(zip(tables.payers, tables.by_payer, strict=True))
        for payer in self._case.payers:
            nothing = np.zeros(len(tables.net_result))
            columns[f"net_result.{payer}"] = by_payer.get(payer, nothing)
        for outcome, values in zip(self._case.outcomes, block.outcomes, strict=True):
            columns[f"outcomes.{outcome.id}"] = values
        table = pyarrow.table(columns)
        if self._writer is None:
            self._writer = self._parquet.ParquetWriter(self._path, table.schema)
        self._writer.write_table(table)
