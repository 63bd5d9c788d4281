"""The same register from the same seed, however the work is divided."""

import hashlib

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bundlinje.basics.errors import InputError
from bundlinje.register.synthetic import draw_cohort, make_register, register
from bundlinje.register.synthetic.model import Design

TABLES = ("people", "stays", "contacts", "benefits", "income")


def rows(folder, name):
    parts = [pq.read_table(path) for path in sorted(folder.glob(f"{name}-*.parquet"))]
    return pa.concat_tables(parts).combine_chunks()


def hashes(folder):
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.iterdir())}


def test_the_same_bytes_twice_and_others_from_another_seed(tmp_path):
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        make_register(tmp_path / name, 3_000, seed=seed, faults=True)
    assert hashes(tmp_path / "a") == hashes(tmp_path / "b")
    first, other = hashes(tmp_path / "a"), hashes(tmp_path / "c")
    assert first.keys() == other.keys()
    assert all(first[f] != other[f] for f in first if f.endswith("parquet") or f == "truth.json")


def test_parts_make_no_difference(tmp_path):
    for name, blocks in (("one", 50), ("many", 1)):
        register._write(tmp_path / name, 33_000, 12_000, Design(2), False, blocks)
    assert len(list((tmp_path / "one").glob("*.parquet"))) == len(TABLES)
    assert len(list((tmp_path / "many").glob("*.parquet"))) == len(TABLES) * 5
    for name in TABLES:
        one, many = rows(tmp_path / "one", name), rows(tmp_path / "many", name)
        assert one.equals(many)
    assert hashes(tmp_path / "one")["truth.json"] == hashes(tmp_path / "many")["truth.json"]


def test_a_person_is_the_same_in_a_group_of_any_size():
    small, large = draw_cohort(700, seed=4), draw_cohort(10_700, seed=4)
    for name in ("born", "x", "success", "wages", "outcomes", "died"):
        values = getattr(large, name)[..., :700]
        np.testing.assert_array_equal(getattr(small, name), values)
    # The second block is not the first again.
    assert (large.born[10_000:] != large.born[:700]).any()


def test_a_folder_with_a_register_is_left_alone(tmp_path):
    make_register(tmp_path, 100)
    before = hashes(tmp_path)
    with pytest.raises(InputError, match="already holds a register"):
        make_register(tmp_path, 100, seed=2)
    assert hashes(tmp_path) == before


@pytest.mark.parametrize(
    "wrong",
    [{"people": 0}, {"cohort": 1.5}, {"hidden": -1.0}, {"years": (2010, 2018)}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_what_cannot_be_is_refused(tmp_path, wrong):
    with pytest.raises(InputError, match=next(iter(wrong))):
        make_register(tmp_path / "new", **{"people": 100, **wrong})
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_register_of_the_target_group_alone_or_without_it(tmp_path, share):
    truth = make_register(tmp_path, 200, cohort=share)
    assert truth.people == 200 * share
