"""Two versions of the knowledge base are compared record by record."""

import shutil

from bundlinje.evidence.knowledge import SHARED, Knowledge, shared
from bundlinje.evidence.versions import changed_records


def test_a_knowledge_base_does_not_differ_from_itself():
    assert changed_records(shared(), Knowledge()) == []


def test_added_removed_and_changed_records_are_told(tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(SHARED, folder)
    path = folder / "wellbeing.csv"
    lines = path.read_text("utf-8").splitlines()
    lines[1] = lines[1].replace(",13000,", ",14000,")
    lines.append(lines[2].replace("wellby_dk_osvb", "new"))
    del lines[2]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    found = {
        change.reference: change for change in changed_records(shared(), Knowledge(base=folder))
    }
    assert {reference: change.what for reference, change in found.items()} == {
        "wellbeing/wellby_uk_gbp": "changed",
        "wellbeing/wellby_dk_osvb": "removed",
        "wellbeing/new": "added",
    }
    assert found["wellbeing/wellby_uk_gbp"].changes == (("value", 13000.0, 14000.0),)
