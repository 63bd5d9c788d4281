"""Where the data work runs: DuckDB in this process, or Apache Spark; the same expressions in both.

Every step's result is written as Parquet in a work folder that is named by the study and its data,
so that an estimate that was stopped goes on where it was.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bundlinje.basics.errors import InputError, input_error
from bundlinje.basics.texts import Text
from bundlinje.register.csv_files import CsvForm, csv_form, settle, typed

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import numpy as np
    import numpy.typing as npt

ENGINES = ("duckdb", "spark")
#: Whose errors may quote a value of a row.
ENGINE_MODULES = ("duckdb", "_duckdb", "pyspark", "py4j", "pyarrow")
#: How many sums are asked for in one query: Spark compiles each query to code of limited size.
MOST_SUMS: Mapping[str, int] = {"duckdb": 4000, "spark": 400}
#: Rows that a core reads at a time of a step: a step of few people is still shared by all cores.
STEP_ROWS = 8192
#: A value for progress: what is being done.
Progress = Callable[[Text], None]


@dataclass(frozen=True)
class Engine:
    """A connection and the folder where its steps are kept.

    Attributes:
        name: One of `ENGINES`.
        connection: The Ibis connection.
        folder: Where finished steps are kept.
        csv_forms: What the columns of CSV files read so far are.
    """

    name: str
    connection: Any
    folder: Path
    csv_forms: dict[Any, list[str]] = field(default_factory=dict, repr=False, compare=False)

    def read(self, files: Sequence[Path]) -> ir.Table:
        """Return the table in Parquet or CSV files of the same columns.

        CSV may have semicolons, decimal commas and dates such as 31-05-2012.

        Raises:
            InputError: a file is not what its name says, or CSV files differ in form.
        """
        if files[0].suffix == ".csv":
            return self._read_csv(files)
        names = [str(file) for file in files]
        try:
            if self.name == "duckdb":
                return self.connection.read_parquet(names)
            return self._view(self._spark_reader().parquet(*names))
        except Exception as error:
            raise _unreadable(files, error) from None

    def _read_csv(self, files: Sequence[Path]) -> ir.Table:
        form = csv_form(files)
        key = tuple((str(f), f.stat().st_size, f.stat().st_mtime_ns) for f in files)
        try:
            text = self._texts([str(file) for file in files], form)
            if key not in self.csv_forms:
                self.csv_forms[key] = settle(text, form)
        except InputError:
            raise
        except Exception as error:
            raise _unreadable(files, error) from None
        return typed(text, form, self.csv_forms[key])

    def _texts(self, names: list[str], form: CsvForm) -> ir.Table:
        """Return CSV files with every column as text."""
        if self.name == "duckdb":
            return self.connection.read_csv(
                names, header=False, skip=1, delim=form.delimiter, quote='"',
                encoding=form.encoding, columns=dict.fromkeys(form.names, "VARCHAR"),
                auto_detect=False, null_padding=False, nullstr="",
            )  # fmt: skip
        encoding = "iso-8859-1" if form.encoding == "latin-1" else form.encoding
        reader = self._spark_reader().options(
            header=True, sep=form.delimiter, escape='"', encoding=encoding, mode="FAILFAST",
            inferSchema=False, enforceSchema=True,
        )  # fmt: skip
        schema = ", ".join(f"`{name}` STRING" for name in form.names)
        return self._view(reader.schema(schema).csv(names))

    def _spark_reader(self) -> Any:
        from pyspark.sql import SparkSession

        return SparkSession.active().read

    def _view(self, frame: Any) -> ir.Table:
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
                with _no_rows_told():
                    if self.name == "spark":
                        self.connection.to_parquet(make(), str(fresh), mode="overwrite")
                    else:
                        place_of = str(fresh / "part-0.parquet")
                        self.connection.to_parquet(make(), place_of, row_group_size=STEP_ROWS)
                fresh.rename(place)
            finally:
                shutil.rmtree(fresh, ignore_errors=True)
        return self.read(sorted(place.glob("*.parquet")))

    def sums(
        self, table: ir.Table, products: Sequence[Sequence[str]], by: str = ""
    ) -> dict[Any, npt.NDArray[np.float64]]:
        """Return the sums of products of columns over the rows of each group.

        Args:
            table: The table.
            products: The columns of each product.
            by: The column that makes the groups; none: one group, None.

        Returns:
            The sums by group, (len(products),) each. A sum over no row is 0.
        """
        import numpy as np

        base = self.view(table)
        found: dict[Any, npt.NDArray[np.float64]] = {}
        most = MOST_SUMS[self.name]
        for start in range(0, len(products), most):
            part = products[start : start + most]
            sums = [f"SUM({' * '.join(map(self._quoted, product))})" for product in part]
            group = f", {self._quoted(by)}" if by else ", NULL"
            query = f"SELECT {', '.join(sums)}{group} FROM {base}"
            if by:
                query += f" GROUP BY {self._quoted(by)}"
            for row in self._fetch(query):
                values = found.setdefault(row[-1], np.zeros(len(products)))
                values[start : start + len(part)] = [value or 0.0 for value in row[:-1]]
        return found

    def combined(
        self,
        table: ir.Table,
        columns: Sequence[str],
        coefficients: Mapping[str, npt.NDArray[np.float64]],
    ) -> ir.Table:
        """Return a table with a new column for each linear combination of `columns`.

        Coefficients of 0 are left out. Written as SQL that both engines share: it can have tens of
        thousands of terms, which expressions would take seconds to compile.
        """
        if not coefficients:
            return table
        made = []
        for name, values in coefficients.items():
            terms = [
                # With an exponent a literal is a double in both engines.
                f"{float(value):.17e} * {self._quoted(column)}"
                for column, value in zip(columns, values, strict=True)
                if value != 0.0
            ]
            made.append(f"{' + '.join(terms) or '0e0'} AS {self._quoted(name)}")
        return self._named_view(f"SELECT *, {', '.join(made)} FROM {self.view(table)}")

    def view(self, table: ir.Table) -> str:
        """Return the name of a view of a table."""
        name: str = self._named_view(self.connection.compile(table)).get_name()
        return name

    def _named_view(self, query: str) -> Any:
        name = f"bundlinje_{uuid.uuid4().hex}"
        statement = f"CREATE TEMPORARY VIEW {name} AS {query}"
        if self.name == "spark":
            from pyspark.sql import SparkSession

            SparkSession.active().sql(statement)
        else:
            self.connection.con.execute(statement)
        return self.connection.table(name)

    def _fetch(self, query: str) -> list[Any]:
        with _no_rows_told():
            if self.name == "spark":
                from pyspark.sql import SparkSession

                return [tuple(row) for row in SparkSession.active().sql(query).collect()]
            rows: list[Any] = self.connection.con.execute(query).fetchall()
            return rows

    def _quoted(self, column: str) -> str:
        return f"`{column}`" if self.name == "spark" else f'"{column}"'

    def rows(self, query: ir.Table) -> list[dict[str, Any]]:
        """Return the rows of a small, aggregated result."""
        with _no_rows_told():
            if self.name == "spark":
                from pyspark.sql import SparkSession

                # Not by way of pandas, as Ibis does it.
                frame = SparkSession.active().sql(self.connection.compile(query))
                return [row.asDict() for row in frame.collect()]
            found: list[dict[str, Any]] = query.to_pyarrow().to_pylist()
            return found


@contextmanager
def _no_rows_told() -> Iterator[None]:
    """Turn an engine's error into one that quotes no value: its message may hold a person's."""
    try:
        yield
    except (InputError, MemoryError, KeyboardInterrupt):
        raise
    except Exception as error:
        module = type(error).__module__.partition(".")[0]
        if module not in ENGINE_MODULES or os.environ.get("BUNDLINJE_TRACEBACK"):
            raise
        kind = type(error).__name__
        raise input_error(
            f"data kan ikke regnes igennem ({kind}). Kør bundlinje register check, og ret det, den "
            "finder. Er det hukommelsen, så giv mere med --memory.",
            f"the data cannot be worked through ({kind}). Run bundlinje register check and mend "
            "what it finds. If it is memory, give more with --memory.",
        ) from None


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
        master = os.environ.get("SPARK_MASTER", "")
        builder = builder.master(master or f"local[{threads}]")
        settings = {
            "spark.ui.showConsoleProgress": "false",
            "spark.driver.memory": memory.lower().replace("gb", "g"),
            "spark.sql.session.timeZone": "UTC",
            "spark.log.level": "ERROR",
        }
        if not master:
            settings |= {
                "spark.ui.enabled": "false",
                "spark.driver.host": "127.0.0.1",
                "spark.driver.bindAddress": "127.0.0.1",
                "spark.sql.shuffle.partitions": str(max(threads, 2)),
                "spark.local.dir": str(folder / ".spark"),
                "spark.sql.warehouse.dir": str(folder / ".warehouse"),
            }
        for key, value in settings.items():
            builder = builder.config(key, value)
    return ibis.pyspark.connect(builder.getOrCreate())


def _unreadable(files: Sequence[Path], error: Exception) -> InputError:
    # The first line of an engine's message says what is wrong. What is in quotes there, and the
    # lines below, may be of a person's row.
    why = (str(error).splitlines() or [type(error).__name__])[0][:200]
    why = re.sub("""['"].*['"]?""", "…", why)
    return input_error(
        f"filerne kan ikke læses ({why}). Se efter, om de er hele og har de samme kolonner.",
        f"the files cannot be read ({why}). See whether they are whole and have the same columns.",
        file=str(files[0]),
    )


def _absent(extra: str) -> Exception:
    return input_error(
        f"pakkerne til registerdata er ikke installeret. Kør: pip install 'bundlinje[{extra}]'.",
        f"the packages for register data are not installed. Run: pip install 'bundlinje[{extra}]'.",
    )
