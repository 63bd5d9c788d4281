"""Where the data work runs: DuckDB in this process, or Apache Spark; the same expressions in both.

Every step's result is written as Parquet in a work folder that is named by the study and its data,
so that an estimate that was stopped goes on where it was.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bundlinje.basics.errors import input_error
from bundlinje.basics.texts import Text

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import numpy as np
    import numpy.typing as npt

ENGINES = ("duckdb", "spark")
#: How many sums are asked for in one query: Spark compiles each query to code of limited size.
MOST_SUMS: Mapping[str, int] = {"duckdb": 1500, "spark": 120}
#: A value for progress: what is being done.
Progress = Callable[[Text], None]


@dataclass(frozen=True)
class Engine:
    """A connection and the folder where its steps are kept.

    Attributes:
        name: One of `ENGINES`.
        connection: The Ibis connection.
        folder: Where finished steps are kept.
    """

    name: str
    connection: Any
    folder: Path

    def read(self, files: Sequence[Path]) -> ir.Table:
        """Return the table in Parquet or CSV files of the same columns."""
        names = [str(file) for file in files]
        csv = files[0].suffix == ".csv"
        if self.name == "duckdb":
            read = self.connection.read_csv if csv else self.connection.read_parquet
            return read(names)
        from pyspark.sql import SparkSession

        reader = SparkSession.active().read
        spark = reader.options(header=True, inferSchema=True)
        frame = spark.csv(names) if csv else reader.parquet(*names)
        view = f"bundlinje_{uuid.uuid4().hex}"
        frame.createOrReplaceTempView(view)
        return self.connection.table(view)

    def close(self) -> None:
        """Let go of the connection; a Spark session is left for those who share it."""
        if self.name == "duckdb":
            self.connection.disconnect()

    def step(self, name: str, make: Callable[[], ir.Table]) -> ir.Table:
        """Return the table of a finished step, or make it and keep it.

        A step is there whole or not at all: it is written beside its place, and moved.
        """
        place = self.folder / name
        if not place.exists():
            fresh = Path(tempfile.mkdtemp(prefix=f".{name}.", dir=self.folder))
            try:
                if self.name == "spark":
                    self.connection.to_parquet(make(), str(fresh), mode="overwrite")
                else:
                    self.connection.to_parquet(make(), str(fresh / "part-0.parquet"))
                fresh.rename(place)
            finally:
                shutil.rmtree(fresh, ignore_errors=True)
        return self.read(sorted(place.glob("*.parquet")))

    def sums(
        self, table: ir.Table, values: Sequence[ir.Value], by: Sequence[str] = ()
    ) -> dict[tuple[Any, ...], npt.NDArray[np.float64]]:
        """Return the sums of `values` over the rows of each group.

        Args:
            table: The table.
            values: Expressions on it.
            by: The columns that make the groups; none: one group, `()`.

        Returns:
            The sums by group, (len(values),) each. A sum over no row is 0.
        """
        import numpy as np

        found: dict[tuple[Any, ...], npt.NDArray[np.float64]] = {}
        most = MOST_SUMS[self.name]
        for start in range(0, len(values), most):
            part = values[start : start + most]
            named = {f"s{i}": value.sum() for i, value in enumerate(part)}
            query = table.group_by(list(by)).aggregate(**named) if by else table.aggregate(**named)
            rows = query.to_pyarrow().to_pylist()
            for row in rows:
                group = tuple(row[column] for column in by)
                sums = found.setdefault(group, np.zeros(len(values)))
                sums[start : start + len(part)] = [row[f"s{i}"] or 0.0 for i in range(len(part))]
        return found

    def rows(self, query: ir.Table) -> list[dict[str, Any]]:
        """Return the rows of a small, aggregated result."""
        found: list[dict[str, Any]] = query.to_pyarrow().to_pylist()
        return found


def connect(name: str, folder: Path, *, memory: str = "3GB", threads: int | None = None) -> Engine:
    """Connect to an engine that keeps its steps in `folder`, which is made if need be.

    Raises:
        InputError: the engine's packages, or Java, are not installed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    threads = threads or os.cpu_count() or 1
    if name == "spark":
        return Engine(name, _spark(folder, memory, threads), folder)
    try:
        import ibis
    except ImportError:
        raise _absent("register") from None
    connection = ibis.duckdb.connect(
        threads=threads, memory_limit=memory, temp_directory=str(folder / ".duckdb")
    )
    connection.raw_sql("SET enable_progress_bar = false")
    connection.raw_sql("SET preserve_insertion_order = false")
    return Engine(name, connection, folder)


def _spark(folder: Path, memory: str, threads: int) -> Any:
    try:
        import ibis
        from pyspark.sql import SparkSession
    except ImportError:
        raise _absent("spark") from None
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        raise input_error(
            "Spark kræver Java 17 (Debian: apt-get install openjdk-17-jre-headless).",
            "Spark needs Java 17 (Debian: apt-get install openjdk-17-jre-headless).",
            key="--engine",
        )
    builder = SparkSession.builder.appName("bundlinje")
    # A session that is already there (a cluster's) keeps its own settings.
    if SparkSession.getActiveSession() is None:
        settings = {
            "spark.ui.enabled": "false",
            "spark.driver.memory": memory.lower().replace("gb", "g"),
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.sql.shuffle.partitions": str(max(threads, 2)),
            "spark.sql.session.timeZone": "UTC",
            "spark.local.dir": str(folder / ".spark"),
            "spark.sql.warehouse.dir": str(folder / ".warehouse"),
            "spark.log.level": "ERROR",
            "spark.sql.codegen.wholeStage": "true",
        }
        if "SPARK_MASTER" not in os.environ:
            builder = builder.master(f"local[{threads}]")
        for key, value in settings.items():
            builder = builder.config(key, value)
    return ibis.pyspark.connect(builder.getOrCreate())


def _absent(extra: str) -> Exception:
    return input_error(
        f"pakkerne til registerdata er ikke installeret. Kør: pip install 'bundlinje[{extra}]'.",
        f"the packages for register data are not installed. Run: pip install 'bundlinje[{extra}]'.",
    )
