"""The command `bundlinje knowledge`."""

import json

import pytest

from bundlinje.cli import main


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


def test_search_prints_the_best_hits(capsys):
    assert main(["knowledge", "search", "plejefamilie", "--kind", "prices", "--most", "2"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("prices/anbr_plejefamilie\n  Anbringelse i plejefamilie\n")
    assert "Viser 2 af" in out


def test_search_in_english_as_json(capsys):
    arguments = ["knowledge", "search", "foster", "care", "--json", "--language", "en"]
    assert main(arguments) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["total"] > 10
    assert {"reference", "title", "summary", "may_be_used", "score"} == set(found["hits"][0])


def test_an_unknown_filter_names_the_nearest(capsys):
    assert main(["knowledge", "search", "x", "--kind", "price", "--language", "en"]) == 1
    assert "--kind: found 'price'. Did you mean prices?" in capsys.readouterr().err


def test_show_prints_a_sheet_with_source_and_use(capsys):
    assert main(["knowledge", "show", "effects/pmto_dk_rct"]) == 0
    out = capsys.readouterr().out
    assert "Nulresultat" in out
    assert "læst 22. november 2026" in out
    assert "https://www.pubmed.gov/32705460/" in out


def test_show_says_what_must_not_be_counted_together(capsys):
    assert main(["knowledge", "show", "prices/anbr_plejefamilie", "--language", "en"]) == 0
    out = capsys.readouterr().out
    assert "Do not count together with  prices/anbr_gns_2019" in out
    assert "May be used as a national price." in out


@pytest.mark.parametrize(
    "reference",
    ["refund/shelter-110", "refund/benefit-ladder", "indexes/dk-net-price", "schedules/dk-2021",
     "target_groups/homeless", "sources/hertha-takster-2023", "municipalities/0101",
     "wellbeing/voly_dk", "rates/naf", "interventions/ips", "consequences/soem_indsat_recidiv2"],
)  # fmt: skip
@pytest.mark.parametrize("language", ["da", "en"])
def test_every_kind_has_a_sheet_and_json(capsys, reference, language):
    assert main(["knowledge", "show", reference, "--language", language]) == 0
    assert reference in capsys.readouterr().out
    assert main(["knowledge", "show", reference, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["reference"] == reference


def test_show_of_an_unknown_record_names_the_nearest(capsys):
    assert main(["knowledge", "show", "prices/anbr_plejefamlie", "--language", "en"]) == 1
    assert "Did you mean anbr_plejefamilie?" in capsys.readouterr().err


def test_the_map_counts_designs_and_directions(capsys):
    assert main(["knowledge", "map", "--target-group", "homeless", "--language", "en"]) == 0
    out = capsys.readouterr().out
    assert "People experiencing homelessness" in out
    assert "9 randomised trials" in out and "1 randomised trial\n" in out
    assert "1 estimate from 1 source\n" in out
    assert main(["knowledge", "map", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) > 30


def test_check_is_green(capsys):
    assert main(["knowledge", "check", "--language", "en"]) == 0
    captured = capsys.readouterr()
    assert "0 faults" in captured.out
    assert captured.err == ""


def test_check_fails_on_a_fault_in_an_own_folder(capsys, tmp_path):
    (tmp_path / "rates.csv").write_text("id,valu\nx,1\n", "utf-8")
    assert main(["knowledge", "check", "--folder", str(tmp_path), "--language", "en"]) == 1
    assert "valu: unknown column. Did you mean value?" in capsys.readouterr().err
    assert main(["knowledge", "check", "--folder", str(tmp_path), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["problems"]


def test_check_strict_fails_on_overdue_values():
    assert main(["knowledge", "check", "--strict"]) == 1


def test_show_tells_what_an_own_record_takes_the_place_of(capsys, tmp_path):
    from bundlinje.evidence.knowledge import SHARED

    text = (SHARED / "unit_prices.csv").read_text("utf-8")
    own = "\n".join(text.splitlines()[:2]).replace("470000", "512000")
    (tmp_path / "unit_prices.csv").write_text(own + "\n", "utf-8")
    folder = ["--folder", str(tmp_path)]
    assert main(["knowledge", "show", "prices/anbr_plejefamilie", *folder]) == 0
    assert "amount: 470000.0 → 512000.0" in capsys.readouterr().out


def test_export_writes_a_folder(capsys, tmp_path):
    assert main(["knowledge", "export", str(tmp_path / "out")]) == 0
    assert (tmp_path / "out" / "datapackage.json").exists()
    assert "Skrevet: 39 filer" in capsys.readouterr().out


def test_a_missing_action_is_wrong_usage(capsys):
    assert main(["knowledge"]) == 2
    assert "HANDLING" in capsys.readouterr().err
