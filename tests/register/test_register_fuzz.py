"""Any register or study file is either refused with problems or read; never anything else.

`make fuzz` runs these with many more and ever new examples.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bundlinje.basics.errors import InputError
from bundlinje.register.engine import Engine, connect
from bundlinje.register.register_file import read_register
from bundlinje.register.study_file import read_study
from tests.mutations import mutated_bytes, mutated_data

RIGHT = Path(__file__).parents[1] / "fixtures" / "wrong_registers" / "right"
SEEDS = st.integers(0, 2**32)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("fuzz")
    for file in RIGHT.iterdir():
        shutil.copy(file, made)
    return made


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    made = connect("duckdb", tmp_path_factory.mktemp("work"), memory="1GB", threads=1)
    yield made
    made.close()


def refuse_or_read(folder: Path, name: str, content: bytes) -> None:
    file = folder / f"changed_{name}"
    file.write_bytes(content)
    try:
        if name == "study.yaml":
            study = read_study(file)
            assert len(study.sha256) == 64
            assert study.starts[1] > 0
        else:
            assert read_register(file).services
    except InputError as error:
        assert error.problems
        assert error.to("da")
        assert error.to("en")


@pytest.mark.parametrize("name", ["register.yaml", "study.yaml"])
@given(seed=SEEDS)
def test_mutated_bytes(folder: Path, name: str, seed: int) -> None:
    content = (folder / name).read_bytes()
    refuse_or_read(folder, name, mutated_bytes(content, random.Random(seed)))


@pytest.mark.parametrize("name", ["register.yaml", "study.yaml"])
@given(seed=SEEDS)
def test_mutated_data(folder: Path, name: str, seed: int) -> None:
    data = yaml.load((folder / name).read_text("utf-8"), Loader=yaml.BaseLoader)
    changed = yaml.dump(mutated_data(data, random.Random(seed)), allow_unicode=True)
    refuse_or_read(folder, name, changed.encode("utf-8", "replace"))


@given(seed=SEEDS)
def test_mutated_csv(folder: Path, engine: Engine, seed: int) -> None:
    content = b"id;f;bel\xc3\xb8b\n1;31-05-2012;1.234,50\n2;;-2\n"
    file = folder / f"{seed % 7}.csv"
    file.write_bytes(mutated_bytes(content, random.Random(seed)))
    try:
        engine.read([file]).to_pyarrow()
    except InputError as error:
        assert error.to("da")
