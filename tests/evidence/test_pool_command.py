"""The commands `knowledge pool` and `knowledge local`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from bundlinje.cli import main
from bundlinje.evidence.knowledge import Knowledge
from tests.evidence.synthesis.records import NORDIC
from tests.evidence.test_local_counts import COUNTS

POOL = ["knowledge", "pool", *NORDIC]


def test_pool_prints_the_mean_the_prediction_and_the_lines_of_a_case(capsys: Any) -> None:
    assert main([*POOL, "--baseline", "0,15"]) == 0
    out = capsys.readouterr().out.replace("\u00a0", " ")
    assert "Gennemsnit af studierne: 38,2 procentpoint (95 %-interval 15,3 til" in out
    assert "95 %-prædiktionsinterval 15,3 til 61,1 procentpoint (t-fraktiler, k − 1" in out
    assert "I² = 0,0 %" in out and "tau² = 0" in out and "Q = 0,11" in out
    assert "! Vidensdatabasen har andre skøn" in out
    case = yaml.safe_load(out.split("Til sagsfilen:")[1])
    assert case["effect"]["without"] == 0.15
    assert case["effect"]["studies"]["pool"] == list(NORDIC)


def test_the_chance_stands_with_what_it_rests_on(capsys: Any) -> None:
    assert main([*POOL, "--baseline", "0,15", "--prediction", "normal"]) == 0
    out = capsys.readouterr().out
    assert "Chancen er regnet med normalfraktiler; med få studier ser den da sikrere ud" in out
    assert "andre skøn for samme indsats og resultat er ikke regnet med" in out


def test_no_lines_are_given_that_a_case_would_refuse(capsys: Any) -> None:
    names = ("effects/tta_dk_selvfors_m2", "effects/tta_dk_selvfors_m3")
    assert main(["knowledge", "pool", *names, "--baseline", "0.3"]) == 0
    out = capsys.readouterr().out
    assert "En sag tager ikke disse studier" in out and "Til sagsfilen" not in out
    assert main(["knowledge", "pool", *names, "--baseline", "0.3", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["case"] is None


def test_pool_as_json(capsys: Any) -> None:
    assert main([*POOL, "--json", "--language", "en", "--method", "paule-mandel"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["method"] == "paule-mandel"
    assert found["predicted_difference"] is None
    assert found["prediction"]["formula"] == "t, k-1"


def test_pool_names_every_study_that_may_not_be_used(capsys: Any) -> None:
    wrong = ["effects/ips_dk_18m", "effects/cti_nl_9m_housing", "effects/nothing"]
    assert main(["knowledge", "pool", *wrong]) == 1
    assert "effects/nothing" in capsys.readouterr().err
    assert main(["knowledge", "pool", *wrong[:2]]) == 1
    err = capsys.readouterr().err
    assert "effects/ips_dk_18m: kan ikke samles" in err
    assert "effects/cti_nl_9m_housing: kan ikke indgå" in err


def test_pool_uses_an_own_folder(tmp_path: Path, capsys: Any) -> None:
    """An own row may bring what the shared one lacks; here made-up sizes of groups."""
    shared = Path(Knowledge().folders[0], "effect_studies.csv").read_text("utf-8").splitlines()
    row = next(line for line in shared if line.startswith("ips_no_18m,"))
    names = shared[0].split(",")
    assert row.count(",410,,") == 1 and names.index("n_with") == names.index("n") + 1
    own = row.replace(",410,,", ",410,205,205")
    (tmp_path / "effect_studies.csv").write_text(f"{shared[0]}\n{own}\n", "utf-8")
    studies = ["effects/ips_no_18m", "effects/ips_se_18m"]
    assert main(["knowledge", "pool", *studies]) == 1
    capsys.readouterr()
    assert main(["knowledge", "pool", *studies, "--folder", str(tmp_path)]) == 0
    assert "afledt af gruppernes størrelse: effects/ips_no_18m" in capsys.readouterr().out


def test_wrong_usage_is_told(capsys: Any) -> None:
    assert main([*POOL, "--baseline", "35"]) == 2
    assert "en andel mellem 0 og 1" in capsys.readouterr().err
    assert main([*POOL, "--method", "x"]) == 2
    assert main([*POOL, "--report", "side.pdf"]) == 1


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_page_of_the_pool(tmp_path: Path, language: str, capsys: Any) -> None:
    page = tmp_path / "side.html"
    arguments = [*POOL, "--baseline", "0.15", "--report", str(page), "--language", language]
    assert main(arguments) == 0
    assert str(page) in capsys.readouterr().out
    text = page.read_text("utf-8")
    assert 'id="skovdiagram-752-t"' in text and 'id="tragtdiagram-328-t"' in text
    assert "effects/ips_se_18m" in text and "https://" in text


def test_local_shows_and_adds_a_record(tmp_path: Path, capsys: Any) -> None:
    file, own = tmp_path / "tal.yaml", tmp_path / "egne"
    file.write_text(yaml.safe_dump(COUNTS, allow_unicode=True), "utf-8")
    assert main(["knowledge", "local", str(file)]) == 0
    assert "Eget estimat: −52 døgn pr. deltager pr. år" in capsys.readouterr().out
    assert not own.exists()
    assert main(["knowledge", "local", str(file), "--folder", str(own)]) == 0
    assert "quantity: {ref: consequences/herberg_vores}" in capsys.readouterr().out
    assert "consequences/herberg_vores" in Knowledge([own])
    assert main(["knowledge", "local", str(file), "--folder", str(own)]) == 1
    assert "findes allerede" in capsys.readouterr().err
    assert main(["knowledge", "local", str(file), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["consequence"]["causal_grade"] == "none" and data["written"] == []
