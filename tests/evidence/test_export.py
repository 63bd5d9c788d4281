"""Export writes every table so that it can be read again, by us and by others."""

import csv
import json

import pytest

from bundlinje.evidence.export import export
from bundlinje.evidence.kinds import KINDS
from bundlinje.evidence.knowledge import Knowledge, shared
from bundlinje.evidence.tables import Table


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    target = tmp_path_factory.mktemp("export") / "new"
    export(shared(), target)
    return target


TABLES = [kind for kind in KINDS.values() if kind.form == "table"]


@pytest.mark.parametrize("kind", TABLES, ids=lambda kind: kind.name)
def test_a_table_comes_back_as_it_was(folder, kind):
    path = folder / f"{kind.name}.csv"
    table = Table(path.read_bytes(), str(path), kind.record)
    assert list(table.all()) == list(shared().all(kind.name))


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_json_holds_every_record(folder, kind):
    records = json.loads((folder / f"{kind.name}.json").read_text("utf-8"))
    assert [record["id"] for record in records] == list(shared().ids(kind.name))


def test_the_data_package_describes_every_file(folder):
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    paths = {resource["path"] for resource in package["resources"]}
    assert all((folder / path).exists() for path in paths)
    for kind in TABLES:
        (resource,) = [r for r in package["resources"] if r["path"] == f"{kind.name}.csv"]
        with (folder / resource["path"]).open(encoding="utf-8", newline="") as file:
            names = next(csv.reader(file))
        fields = {field["name"]: field for field in resource["schema"]["fields"]}
        assert list(fields) == names
        assert fields["id"]["constraints"]["required"]
    assert package["id"] == shared().version()


def test_foreign_keys_name_tables_of_the_package(folder):
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    names = {resource["name"] for resource in package["resources"]}
    for resource in package["resources"]:
        for key in resource.get("schema", {}).get("foreignKeys", []):
            assert key["reference"]["resource"] in names


def test_an_exported_folder_is_a_folder_of_records(folder, tmp_path):
    for kind in TABLES:
        (tmp_path / f"{kind.name}.csv").write_bytes((folder / f"{kind.name}.csv").read_bytes())
    knowledge = Knowledge([tmp_path])
    assert all(override.changes == () for override in knowledge.overrides())


def test_an_exported_folder_is_the_same_version_of_the_knowledge_base(folder):
    assert Knowledge(base=folder).version() == shared().version()


def test_an_export_with_an_own_folder_is_a_whole_knowledge_base(tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    (own / "target_groups.yaml").write_text(
        "target_groups:\n  - {id: egne, title: {da: Egne borgere, en: Own citizens}}\n", "utf-8"
    )
    both = Knowledge([own])
    export(both, tmp_path / "both")
    exported = Knowledge(base=tmp_path / "both")
    for kind in KINDS:
        ours, theirs = ({r.id: r for r in base.all(kind)} for base in (exported, both))
        assert ours == theirs
    assert exported.overlaps() == both.overlaps()
