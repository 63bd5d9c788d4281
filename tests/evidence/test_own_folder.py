"""An organisation's own folder lies on top of the shared records."""

import pytest

from bundlinje.basics.errors import InputError
from bundlinje.evidence.checking import check
from bundlinje.evidence.knowledge import SHARED, Knowledge, lookup


@pytest.fixture
def folder(tmp_path):
    shared_text = (SHARED / "unit_prices.csv").read_text("utf-8")
    head, first = shared_text.splitlines()[:2]
    own = first.replace("470000", "512000").replace(",2019,", ",2024,")
    new = own.replace("anbr_plejefamilie,", "own_price,").replace("Anbringelse i", "Egen")
    (tmp_path / "unit_prices.csv").write_text("\n".join([head, own, new]) + "\n", "utf-8")
    return tmp_path


def test_own_records_go_before_the_shared(folder):
    knowledge = Knowledge([folder])
    assert knowledge.lookup("prices/anbr_plejefamilie").amount == 512000
    assert lookup("prices/anbr_plejefamilie").amount == 470000
    assert knowledge.lookup("prices/anbr_gns_2019").amount == 720709
    assert knowledge.lookup("prices/own_price").amount == 512000


def test_what_is_overridden_is_shown(folder):
    (override,) = Knowledge([folder]).overrides()
    assert override.reference == "prices/anbr_plejefamilie"
    assert override.folder == folder
    assert ("amount", 470000, 512000) in override.changes
    assert ("price_year", 2019, 2024) in override.changes


def test_an_own_record_may_name_a_shared_source(folder):
    assert check(Knowledge([folder])).problems == []


def test_a_fault_in_an_own_folder_is_named_with_its_file(folder):
    path = folder / "unit_prices.csv"
    path.write_text(path.read_text("utf-8").replace("512000", "mange", 1), "utf-8")
    (problem,) = check(Knowledge([folder])).problems
    assert problem.to("en").startswith(f"{path}:2: amount: found 'mange', expected a number.")
    with pytest.raises(InputError, match="mange"):
        Knowledge([folder]).lookup("prices/anbr_plejefamilie")


def test_the_version_follows_the_content(folder):
    before = Knowledge([folder]).version()
    assert before != Knowledge().version()
    path = folder / "unit_prices.csv"
    path.write_text(path.read_text("utf-8").replace("512000", "512001", 1), "utf-8")
    assert Knowledge([folder]).version() != before


def test_a_later_folder_goes_before_an_earlier(folder, tmp_path_factory):
    later = tmp_path_factory.mktemp("later")
    text = (folder / "unit_prices.csv").read_text("utf-8").replace("512000", "600000")
    (later / "unit_prices.csv").write_text(text, "utf-8")
    knowledge = Knowledge([folder, later])
    assert knowledge.lookup("prices/anbr_plejefamilie").amount == 600000
    changes = {
        override.folder: {name: (before, after) for name, before, after in override.changes}
        for override in knowledge.overrides()
        if override.reference == "prices/anbr_plejefamilie"
    }
    assert changes[later]["amount"] == (512000, 600000)


def test_a_folder_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(InputError, match="no such folder"):
        Knowledge([tmp_path / "missing"])


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+45 pct.", "-cmd", "@SUM(A1)"])
def test_a_text_that_a_spreadsheet_would_run_is_refused(tmp_path, text):
    (tmp_path / "sources.csv").write_text(
        f"id,title_text,url,accessed,note\nvores,Vores,https://example.org,2026-01-01,{text}\n",
        "utf-8",
    )
    with pytest.raises(InputError) as error:
        Knowledge([tmp_path]).lookup("sources/vores")
    (problem,) = error.value.problems
    assert (problem.line, problem.key) == (2, "note")
    assert "som en formel" in problem.message.da
