"""Engines for the tests of register data; one Spark session for them all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bundlinje.register.engine import Engine, connect


@pytest.fixture
def duckdb(tmp_path: Path) -> Iterator[Engine]:
    engine = connect("duckdb", tmp_path / "work", memory="1GB", threads=2)
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def spark_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where Spark may work; skips by name where there is no Java."""
    if shutil.which("java") is None:
        message = "Java is not installed (Debian: openjdk-17-jre-headless)"
        if os.environ.get("BUNDLINJE_REQUIRE_ALL") == "1":
            pytest.fail(message)
        pytest.skip(message)
    return tmp_path_factory.mktemp("spark")


@pytest.fixture(scope="session")
def spark(spark_folder: Path) -> Iterator[Engine]:
    """The session's Spark."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").appName("tests")
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.memory": "1g",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.shuffle.partitions": "1",
        "spark.local.dir": str(spark_folder / "local"),
        "spark.sql.warehouse.dir": str(spark_folder / "warehouse"),
        "spark.log.level": "ERROR",
        # A small register: compiling each query to bytecode would take most of the time.
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    }
    for key, value in settings.items():
        builder = builder.config(key, value)
    builder.getOrCreate()
    engine = connect("spark", spark_folder / "work", memory="1GB", threads=2)
    yield engine
    session = SparkSession.getActiveSession()
    if session is not None:
        session.stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let pass what Spark's own packages do: old options of pandas, sockets left to the end."""
    for item in items:
        if "spark" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.filterwarnings("ignore::DeprecationWarning"))
            item.add_marker(pytest.mark.filterwarnings("ignore:.*socket.socket"))
