"""Search in Danish and English: stems, spellings, misspellings, filters and order."""

import pytest

from bundlinje.evidence.entries import search_index
from bundlinje.evidence.knowledge import Knowledge, shared
from bundlinje.evidence.search import BODY, TITLE, Entry, SearchIndex
from bundlinje.evidence.search_store import read_index, stored_index, write_index
from bundlinje.evidence.search_words import edit_distance, stems, words


@pytest.fixture(scope="module")
def index():
    return search_index(shared())


def found(index, query, most=20, **filters):
    return [hit.reference for hit in index.search(query, filters, most)[0]]


@pytest.mark.parametrize("spelling", ["hjemløshed", "hjemloeshed", "HJEMLØSHED", "hjemløsheden"])
def test_danish_letters_case_and_endings_do_not_matter(index, spelling):
    assert index.search(spelling)[1] == index.search("hjemløshed")[1] > 20


def test_a_misspelling_is_forgiven(index):
    assert "prices/anbr_plejefamilie" in found(index, "plejefamlie")
    assert "target_groups/homeless" in found(index, "hjemmløse", 100)


def test_english_finds_danish_records(index):
    assert found(index, "foster care", kind=["prices"])[0] == "prices/anbr_plejefamilie"
    assert "effects/primusmotor_dk_recidiv" in found(index, "mentoring release crime", 10)
    assert "target_groups/homeless" in found(index, "homeless")


def test_a_part_of_a_danish_compound_is_found(index):
    assert "prices/stofmisbrug_behandling_2016" in found(index, "misbrug", 100)


def test_records_with_all_the_words_come_first(index):
    assert found(index, "kontanthjælp 2023 ikke-forsørger", kind=["rates"])[0] == (
        "rates/kontanthj_30plus_andre_2023"
    )


def test_the_kind_of_record_is_a_word_too(index):
    assert found(index, "herberg pris")[0].startswith("prices/herberg110")


def test_what_was_read_comes_before_the_page(index):
    assert not found(index, "kontanthjælp 2023")[0].startswith("sources/")


def test_filters_narrow(index):
    hits = found(index, "beskæftigelse", 100, kind=["effects"], country=["DK"], grade=["direct"])
    assert "effects/ips_dk_30m" in hits
    for reference in hits:
        study = shared().lookup(reference)
        assert "DK" in study.countries
        assert study.model_use == "direct"
    prices = found(index, "botilbud", 100, grade=["local"])
    assert prices
    assert all(reference.startswith("prices/") for reference in prices)


def test_area_and_year_narrow(index):
    hits = found(index, "", 500, outcome=["housing"], year=["2019"])
    assert hits
    for reference in hits:
        record = shared().lookup(reference)
        assert record.outcome == "housing"
        assert 2019 in (getattr(record, "year", None), getattr(record, "price_year", None))
    groups = found(index, "", 500, outcome=["housing"], kind=["target_groups"])
    assert "target_groups/homeless" in groups


def test_own_records_have_an_index_of_their_own(tmp_path):
    (tmp_path / "interventions.csv").write_text("id,title_da,title_en\nvores,Vores,Ours\n")
    knowledge = shared().on_top(tmp_path)
    index = search_index(knowledge, own=True)
    assert found(index, "") == ["interventions/vores"]
    assert "interventions/vores" not in shared()
    assert knowledge.lookup("prices/anbr_plejefamilie") == shared().lookup(
        "prices/anbr_plejefamilie"
    )


def test_the_nearest_records_of_an_unknown_reference():
    assert shared().nearest("prices/anbr_plejefamili")[0] == "prices/anbr_plejefamilie"
    assert shared().nearest("nothing/at-all") == ()


def test_without_words_the_filters_decide(index):
    hits, total = index.search("", {"target_group": ["refugees"]})
    # Three studies and the group itself.
    assert total == len(hits) == 4


def test_nothing_is_found_for_nonsense(index):
    assert index.search("xqzwvk")[1] == 0


def test_every_record_can_be_found_by_its_id(index):
    for reference in ("rates/kmf_fastfrosset", "prices/anbr_gns_2019", "effects/ips_dk_30m"):
        assert reference in found(index, reference.split("/")[1].replace("_", " "), 5)


def test_titles_weigh_more_than_notes():
    index = SearchIndex(
        [
            Entry("prices/b", [("noget andet om herberg", "da", BODY)], {}),
            Entry("prices/a", [("herberg noget andet om", "da", TITLE)], {}),
        ]
    )
    assert [hit.reference for hit in index.search("herberg")[0]] == ["prices/a", "prices/b"]


def test_a_stored_index_answers_alike(index, tmp_path):
    path = tmp_path / "index.npz"
    write_index(index, path)
    again = read_index(path)
    for query in ("hjemløshed", "plejefamlie", "misbrug"):
        assert again.search(query) == index.search(query)
    assert again.search("", {"kind": ["effects"]}) == index.search("", {"kind": ["effects"]})


def test_an_index_is_stored_and_a_broken_one_built_again(tmp_path):
    first = stored_index(shared(), tmp_path)
    (file,) = tmp_path.iterdir()
    file.write_bytes(b"broken")
    assert stored_index(shared(), tmp_path).search("herberg") == first.search("herberg")
    assert file.stat().st_size > 1000


def test_a_folder_that_cannot_be_written_does_not_stop_a_search(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("x")
    assert stored_index(Knowledge(), blocked / "below").search("herberg")[1] > 0


def test_an_empty_index_finds_nothing():
    assert SearchIndex([]).search("herberg") == ([], 0)


def test_words_have_one_spelling():
    assert words("Ærø-Åben, 24 ÖL é") == ["aeroe", "aaben", "24", "oel", "e"]
    assert stems("children")[-1] == "children"


@pytest.mark.parametrize(
    ("first", "second", "distance"),
    [("abc", "abc", 0), ("abc", "abd", 1), ("abc", "acb", 1), ("abc", "xyz", 3), ("a", "abcd", 3)],
)
def test_edit_distance_counts_swaps_and_stops_early(first, second, distance):
    assert edit_distance(first, second, 2) == min(distance, 3)
