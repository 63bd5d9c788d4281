"""Use profiles: a record reads back as it was written, and what disagrees is refused."""

import datetime
import math
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t

from bundlinje.basics.errors import InputError
from bundlinje.basics.texts import Text
from bundlinje.basics.yaml_tree import parse_document
from bundlinje.cli import main
from bundlinje.evidence.checking import check
from bundlinje.evidence.codes import CAUSAL_GRADES, ESTIMANDS, PROFILE_METHODS
from bundlinje.evidence.entries import search_index
from bundlinje.evidence.export import export
from bundlinje.evidence.knowledge import SHARED, Knowledge
from bundlinje.evidence.profile_reading import profile_of, read_profile
from bundlinje.evidence.profile_writing import profile_text, write_profile
from bundlinje.evidence.profiles import MethodEstimate, Profile, ServiceProfile, StudyOrigin
from bundlinje.evidence.sheets import as_json, sheet
from bundlinje.evidence.versions import CHANGED, changed_records
from tests.mutations import mutated_bytes, mutated_data
from tests.profiles import Z, covariance, gap, profile, service

DOCS = Path(__file__).parents[2] / "docs" / "knowledge" / "profiles.md"


def test_a_profile_reads_back_as_it_was_written(tmp_path):
    for record in (profile(), gap()):
        path = write_profile(record, tmp_path)
        assert path == tmp_path / "profiles" / "unge-herberg.yaml"
        assert read_profile(path) == record


def test_the_same_record_gives_the_same_bytes(tmp_path):
    first = write_profile(profile(), tmp_path / "a").read_bytes()
    assert write_profile(profile(), tmp_path / "b").read_bytes() == first


TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs", "Cn", "Co")),
    min_size=1,
    max_size=20,
)
BOTH = st.builds(Text, TEXT, TEXT)
NUMBER = st.floats(-1e6, 1e6).filter(lambda x: x == 0 or abs(x) > 1e-6)


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    """Any right profile: services, years left out, degrees, other methods."""
    years = draw(st.integers(1, 4))
    ids = draw(st.lists(st.from_regex(r"[a-zæøå][a-z0-9_-]{0,9}", fullmatch=True), min_size=1,
                        max_size=4, unique=True))  # fmt: skip
    degrees = draw(st.none() | st.floats(1, 500))
    width = Z if degrees is None else float(t.ppf(0.975, degrees))
    services, spreads = [], []
    for id in ids:
        kept = draw(st.lists(st.booleans(), min_size=years, max_size=years))
        if not spreads and id == ids[-1]:
            kept[0] = True
        mean = tuple(draw(NUMBER) if k else None for k in kept)
        sd = tuple(draw(st.floats(0.01, 1e4)) if k else None for k in kept)
        spreads += [s for s in sd if s is not None]
        pairs = list(zip(mean, sd, strict=True))
        low, high = (
            tuple(None if m is None else m + sign * width * s for m, s in pairs) for sign in (-1, 1)
        )
        unit = draw(st.sampled_from(["kr.", "døgn", "uge"]))
        direction = draw(st.sampled_from(["expense", "income"]))
        services.append(ServiceProfile(id, draw(TEXT), unit, direction, mean, sd, low, high))
    cov = covariance(spreads, draw(st.integers(0, 99)), draw(st.integers(1, len(spreads) + 1)))
    method = draw(st.sampled_from(list(PROFILE_METHODS)))
    other = next(m for m in PROFILE_METHODS if m != method)
    causal = draw(st.booleans())
    return profile(
        name=draw(BOTH),
        origin=StudyOrigin(draw(TEXT), "ab" * 32, draw(st.dates(datetime.date(1900, 1, 1))),
                           draw(st.booleans())),
        target_group_label=draw(TEXT),
        target_group=draw(st.sampled_from(["", "homeless"])),
        goal=draw(TEXT),
        reached=draw(st.integers(5, 10**6)),
        method=method,
        estimand=draw(st.sampled_from(["", *ESTIMANDS])),
        degrees=degrees,
        causal=causal,
        grade=draw(st.sampled_from(list(CAUSAL_GRADES))) if causal else "weak",
        causal_statement=draw(BOTH) if causal else Text("", ""),
        price_year=2019 if any(s.unit == "kr." for s in services) else None,
        first_year=draw(st.integers(0, 3)),
        services=tuple(services),
        others=draw(st.sampled_from([{}, {other: {ids[0]: MethodEstimate(
            services[0].mean, services[0].sd)}}])),
        covariance=tuple(map(tuple, cov.tolist())),
        said=tuple(draw(st.lists(BOTH, max_size=2))),
        note=draw(st.just("") | TEXT),
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(profiles())
def test_any_profile_reads_back_as_it_was_written(record):
    assert profile_of(parse_document(profile_text(record).encode(), "x"), record.id) == record


def test_a_record_that_is_wrong_is_not_written(tmp_path):
    wrong = replace(profile(), reached=4)
    with pytest.raises(InputError, match=r"people.reached.*whole number from 5"):
        write_profile(wrong, tmp_path)
    with pytest.raises(InputError, match="does not read back"):
        write_profile(replace(profile(), goal=" Egen bolig"), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_stands_there_is_kept_when_a_wrong_record_is_written_over_it(tmp_path):
    path = write_profile(profile(), tmp_path)
    with pytest.raises(InputError):
        write_profile(replace(profile(), price_year=None), tmp_path)
    assert read_profile(path) == profile()


def data_of(record: Profile) -> dict:
    return yaml.safe_load(profile_text(record))


def read(data: dict) -> Profile:
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
    return profile_of(parse_document(text.encode(), "unge-herberg.yaml"), "unge-herberg")


def _set(path, value):
    def change(data):
        *parents, last = path
        for key in parents:
            data = data[key]
        if value is None and isinstance(data, dict):
            del data[last]
        else:
            data[last] = value

    return change


WRONG = {
    "format": (_set(["format"], "bundlinje.profile/2"), "expected bundlinje.profile/1"),
    "unknown key": (_set(["sorce"], 1), "sorce: unknown key. Did you mean source"),
    "no title": (_set(["title"], None), "title: is missing"),
    "other id": (_set(["id"], "andet"), "expected the file's name 'unge-herberg'"),
    "hash": (_set(["source", "study"], "ABC"), "source.study.*the study's SHA-256"),
    "date": (_set(["source", "date"], "26/11/2026"), "source.date.*a date such as"),
    "no date": (_set(["source", "date"], None), "source.date: is missing"),
    "few people": (_set(["people", "not_reached"], 3), "people.not_reached.*whole number from 5"),
    "method": (_set(["method"], "matched"), "method: found 'matched'"),
    "grade": (_set(["grade"], "strong"), "grade: found 'strong'"),
    "causal grade": (_set(["grade"], "randomised"), "randomised belongs to a cause"),
    "causal": (_set(["causal"], True), "causal_statement: is missing"),
    "no causal": (_set(["causal"], None), "causal: is missing"),
    "no price year": (_set(["price_year"], None), "price_year: is missing"),
    "unit of money": (_set(["services", "wage", "unit"], "DKK"), "wage.unit.*expected 'kr.'"),
    "direction": (_set(["services", "wage", "direction"], "gain"), "wage.direction: found 'gain'"),
    "years": (_set(["years"], 4), "services.shelter.mean: found 3 numbers.*each of the 4 years"),
    "length": (_set(["services", "wage", "sd"], [1.0, 2.0]), "services.wage.sd: found 2 numbers"),
    "no number": (_set(["services", "wage", "mean"], ["1,5", 2, 3]), "Use a point"),
    "negative sd": (_set(["services", "wage", "sd", 0], -3000.0), "wage.sd.*at least 0"),
    "left out": (_set(["services", "wage", "mean", 1], None), "wage.sd: is not left out"),
    "sd": (_set(["services", "shelter", "sd", 1], 15.4), "shelter.sd: in year 2 it says 15.4"),
    "ci95": (_set(["services", "shelter", "ci95", 2], [-60.0, -20.0]),
             "shelter.ci95: in year 3 it says -60, but mean and sd give -59.59964"),
    "degrees": (_set(["degrees"], 5), "shelter.ci95.*5 degrees of freedom"),
    "rows": (lambda data: data["covariance"].pop(), "covariance: found 5 × 6 numbers"),
    "symmetric": (_set(["covariance", 0, 4], 1.0), "covariance: is not symmetric: shelter year 1 "),
    "variance": (_set(["covariance", 2, 2], 90.0), "shelter.sd: in year 3.*variance 90 gives 9.48"),
    "other method": (_set(["other_methods"], {"doubly_robust": {}}), "unknown key"),
    "other service": (_set(["other_methods", "raw"], {"gp": {}}), "other_methods.raw.gp: unknown"),
    "other years": (_set(["other_methods", "raw", "shelter", "sd"], [1.0, 2.0, 3.0]),
                    "other_methods.raw.shelter: mean and sd must be left out"),
    "no list": (_set(["warnings"], "Pas på"), "warnings.*expected a list"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_profile_is_refused_with_its_place(what):
    change, expected = WRONG[what]
    data = data_of(profile())
    change(data)
    with pytest.raises(InputError, match=expected) as error:
        read(data)
    assert all(p.file == "unge-herberg.yaml" and p.line for p in error.value.problems)


def test_every_fault_is_found_at_once():
    data = data_of(profile())
    data["grade"] = "strong"
    data["people"]["reached"] = 1
    data["services"]["wage"]["sd"] = [1.0]
    del data["goal"]
    with pytest.raises(InputError) as error:
        read(data)
    keys = {problem.key for problem in error.value.problems}
    assert keys == {"grade", "people.reached", "services.wage.sd", "goal"}


def test_correlations_that_cannot_be_together_are_refused():
    sd = (1.0, 1.0, 1.0)
    apart = ((1.0, 0.9, -0.9), (0.9, 1.0, 0.9), (-0.9, 0.9, 1.0))
    record = profile(
        services=(service("shelter", (1.0, 2.0, 3.0), sd),), covariance=apart, others={},
        price_year=None,
    )  # fmt: skip
    with pytest.raises(InputError, match=r"negative eigenvalue.*-0.8"):
        read(data_of(record))


def test_a_covariance_of_low_rank_and_mixed_scale_is_right():
    """Fewer clusters than numbers, kroner beside days: as registers give."""
    sd = tuple(np.geomspace(0.01, 50_000, 24))
    record = profile(
        services=(
            service("days", (1.0,) * 12, sd[:12]), service("wage", (1.0,) * 12, sd[12:], "kr.")
        ),
        covariance=tuple(map(tuple, covariance(sd, rank=5).tolist())),
        others={},
    )  # fmt: skip
    assert read(data_of(record)) == record


def test_rounded_numbers_agree():
    data = data_of(profile())
    for one in data["services"].values():
        one["ci95"] = [[round(end, 1) for end in pair] for pair in one["ci95"]]
    data["covariance"] = [[float(f"{x:.3g}") for x in row] for row in data["covariance"]]
    assert read(data).covariance[0][0] == 400


def test_the_page_shows_a_right_profile():
    text = DOCS.read_text("utf-8").split("```yaml\n")[1].split("```")[0].replace("…", "Tekst")
    record = profile_of(parse_document(text.encode(), "form"), "form")
    assert record.places == (("shelter", 0), ("wage", 0), ("wage", 1))


def test_warnings_begin_with_invented_people_and_no_cause():
    synthetic = replace(profile().origin, synthetic=True)
    first, second, *_, last = profile(origin=synthetic).warnings
    assert first.da.startswith("OPDIGTEDE PERSONER")
    assert "ikke en årsag" in second.da
    assert last == Text("Få mænd i registeret.", "Few men in the register.")
    assert "for stor" in profile(method="raw", others={}).warnings[0].da
    assert any("år 2, 4" in text.da for text in gap().warnings)
    few = replace(profile(), degrees=12.0)
    assert any("12 frihedsgrader" in text.da for text in few.warnings)


# -- what every kind of record can do ---------------------------------------------------------


@pytest.fixture
def own(tmp_path):
    write_profile(profile(), tmp_path / "own")
    return tmp_path / "own"


def test_a_profile_is_looked_up_searched_and_checked(own):
    knowledge = Knowledge([own])
    assert knowledge.lookup("profiles/unge-herberg") == profile()
    assert knowledge.own("profiles/unge-herberg")
    hits, _ = search_index(knowledge).search("herberg", {"kind": ["profiles"]})
    assert [hit.reference for hit in hits] == ["profiles/unge-herberg"]
    findings = check(knowledge)
    assert findings.problems == []
    assert findings.counts["profiles"] == 1


def test_the_check_finds_an_unknown_target_group(own):
    write_profile(profile(target_group="homeles"), own)
    (problem,) = check(Knowledge([own])).problems
    assert "'target_groups/homeles' is not in the knowledge base. Did you mean" in problem.to("en")
    assert problem.line == 12


def test_the_sheet_shows_a_table_with_intervals(own):
    shown = sheet(Knowledge([own]), "profiles/unge-herberg").text()
    assert "1.230 nåede målet, 2.350 gjorde ikke" in shown
    assert "Egen bolig i andet halvår" in shown
    assert "2019-priser" in shown
    row = next(line for line in shown.splitlines() if line.startswith("Løn (kr."))
    assert " ".join(row.split()) == "Løn (kr. om året) 1 12.000 6.120 til 17.880 –"
    assert "udeladt" in _sheet_of_gap(own)


def _sheet_of_gap(own):
    write_profile(replace(gap(), id="hul"), own)
    return sheet(Knowledge([own]), "profiles/hul").text()


def test_show_prints_it_and_gives_it_as_json(own, capsys):
    asked = ["knowledge", "show", "profiles/unge-herberg", "--folder", str(own)]
    assert main([*asked, "--language", "en"]) == 0
    assert "6,120 to 17,880" in capsys.readouterr().out
    assert '"register": "Prøveregister"' in as_json(Knowledge([own]), profile())


def test_an_export_holds_it_and_has_the_same_hash(tmp_path):
    import shutil

    base = tmp_path / "base"
    shutil.copytree(SHARED, base)
    write_profile(profile(), base)
    export(Knowledge(base=base), tmp_path / "out")
    again = Knowledge(base=tmp_path / "out")
    assert again.version() == Knowledge(base=base).version()
    assert again.lookup("profiles/unge-herberg") == profile()


def test_a_changed_profile_is_a_difference(own, tmp_path):
    write_profile(profile(reached=1240), tmp_path / "new")
    (change,) = changed_records(Knowledge([own]), Knowledge([tmp_path / "new"]))
    assert change.what == CHANGED
    assert change.changes == (("reached", 1230, 1240),)


def test_the_root_of_the_variance_is_the_sd():
    assert math.isclose(profile().covariance[3][3] ** 0.5, 3000)


@pytest.mark.parametrize("seed", range(150))
def test_a_mutated_file_is_read_or_refused_with_its_problems(seed):
    rng = random.Random(seed)
    text = profile_text(profile())
    if seed % 2:
        content = mutated_bytes(text.encode(), rng)
    else:
        changed = mutated_data(yaml.safe_load(text), rng)
        content = yaml.dump(changed, allow_unicode=True).encode("utf-8", "replace")
    try:
        found = profile_of(parse_document(content, "x.yaml"), "unge-herberg")
    except InputError as error:
        assert all(problem.message.da and problem.message.en for problem in error.problems)
    else:
        assert profile_of(parse_document(profile_text(found).encode(), "x"), found.id) == found
