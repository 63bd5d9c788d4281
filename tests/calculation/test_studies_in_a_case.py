"""`effect.studies`: the effect of a case from pooled studies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bundlinje.basics import distributions
from bundlinje.basics.errors import InputError
from bundlinje.calculation.case_file import case_from_data, case_from_text
from bundlinje.evidence.synthesis.pooled_studies import pool_studies
from bundlinje.evidence.synthesis.study_summaries import case_lines
from tests.evidence.synthesis.records import NORDIC, study
from tests.small_cases import run, small_case

POOL: dict[str, Any] = {"pool": list(NORDIC)}


def effect(**more: Any) -> dict[str, Any]:
    return {"without": {"mean": 0.15, "sd": 0.03}, "studies": POOL, **more}


def problems(**more: Any) -> str:
    with pytest.raises(InputError) as caught:
        case_from_data(small_case(effect=effect(**more)))
    assert caught.value.to("da")
    return caught.value.to("en")


def test_the_effect_is_what_a_new_place_can_expect() -> None:
    case = case_from_data(small_case(effect=effect()))
    expected = pool_studies(
        [study(reference) for reference in NORDIC],
        baseline=distributions.beta_from_moments(0.15, 0.03),
    ).predicted
    assert expected is not None
    read = case.effects[""]
    assert read.difference is not None and read.studies is not None
    (number,) = read.difference.numbers
    assert number.mean == expected.distribution.mean
    assert number.distribution is not None
    assert number.distribution.sd == expected.distribution.sd
    assert read.studies.pooled.k == 3


def test_the_result_is_that_of_the_same_difference_written_by_hand() -> None:
    pooled = case_from_data(small_case(effect=effect())).effects[""].difference
    assert pooled is not None and pooled.numbers[0].distribution is not None
    spread = pooled.numbers[0].distribution
    difference = {"normal": [spread.mean, spread.sd]}
    by_hand = {"without": {"mean": 0.15, "sd": 0.03}, "difference": difference}
    first, second = (run(small_case(effect=e), 2000) for e in (effect(), by_hand))
    assert first.point.net_result == pytest.approx(second.point.net_result)
    assert first.uncertainty is not None and second.uncertainty is not None
    # Other draws of the same distribution: each path has its own.
    spreads = [result.uncertainty.net_result.sd for result in (first, second)]
    assert spreads[0] == pytest.approx(spreads[1], rel=0.1)


def test_sources_evidence_and_warnings_come_along() -> None:
    case = case_from_data(small_case(effect=effect(evidence=["note"]), notes={"note": "Valgt."}))
    assert case.effects[""].evidence == ("note", *NORDIC)
    for reference in NORDIC:
        assert case.sources[reference].url.startswith("http")
        assert reference in case.records
    said = " ".join(warning.en for warning in case.warnings)
    for part in (
        "effect.studies: Only 3 studies",
        "effect.studies: The studies differ in intervention",
        "effect.studies: The effect was not measured in Denmark (Norway, Sweden)",
        "effect.studies: The uncertainty is not printed but derived",
        "effect.studies: The knowledge base has other estimates",
        "effects/ips_dk_18m",
    ):
        assert part in said


def test_the_lines_that_the_command_prints_give_the_same_effect() -> None:
    studies = [study(reference) for reference in NORDIC]
    found = pool_studies(studies, baseline=0.15, method="paule-mandel", prediction="t, k-2")
    lines = yaml.safe_load(case_lines(found))
    data = small_case()
    case = case_from_text(yaml.safe_dump({**data, **lines}, allow_unicode=True))
    assert found.predicted is not None
    difference = case.effects[""].difference
    assert difference is not None
    assert difference.numbers[0].mean == pytest.approx(found.predicted.distribution.mean)


def test_a_named_rate_without_counts_with_its_uncertainty() -> None:
    data = small_case(
        effect=effect(without={"ref": "grundrate"}),
        parameters={"grundrate": {"mean": 0.15, "sd": 0.03}},
    )
    read = case_from_data(data).effects[""].difference
    plain = case_from_data(small_case(effect=effect())).effects[""].difference
    assert read is not None and plain is not None
    assert read.numbers[0].mean == pytest.approx(plain.numbers[0].mean)


def test_several_effects_may_each_have_their_studies() -> None:
    data = small_case(
        effect=None, outcomes=[], consequences=[],
        effects={"job": effect(), "bolig": {"difference": {"mean": 0.1, "sd": 0.05}}},
    )  # fmt: skip
    case = case_from_data(data)
    assert case.effects["job"].studies is not None and case.effects["bolig"].studies is None


def test_one_study_with_an_own_assumption() -> None:
    one = {"pool": ["effects/hf_ca_12m_stable"], "tau": 0.08}
    case = case_from_data(small_case(effect={"without": 0.31, "studies": one}))
    assert any("own assumption" in warning.en for warning in case.warnings)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"difference": 0.2}, "only one of them"),
        ({"with": 0.5}, "only one of them"),
        ({"without": None}, "effect.without: is missing"),
        ({"without": 0}, "effect.without: 0 must lie between 0 and 1"),
        ({"studies": {}}, "effect.studies.pool: is missing"),
        ({"studies": {"pool": []}}, "at least one study"),
        ({"studies": {"pool": ["effects/ips_se_18"]}}, "Did you mean ips_se_18m"),
        ({"studies": {"pool": ["prices/herberg110_doegn"]}}, "is not an effect study"),
        ({"studies": {"pool": ["effects/ips_dk_18m", NORDIC[0]]}}, "neither an interval nor"),
        ({"studies": {"pool": ["effects/cti_nl_9m_housing", NORDIC[0]]}}, "Null result"),
        ({"studies": {"pool": ["effects/tta_dk_selvfors_m1", NORDIC[0]]}}, "with a reason"),
        ({"studies": {"pool": [NORDIC[0], NORDIC[0]]}}, "stands twice"),
        ({"studies": {"pool": [NORDIC[0]]}}, "give tau as your own assumption"),
        ({"studies": {**POOL, "tau": 0.1}}, "effect.studies.tau: the variation between places"),
        ({"studies": {**POOL, "method": "remll"}}, "Did you mean reml"),
        ({"studies": {**POOL, "intervall": "normal"}}, "unknown key"),
        (
            {"studies": {"pool": ["effects/tta_dk_selvfors_m2", "effects/tta_dk_selvfors_m3"]}},
            "too little to carry an effect",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_place(changes: dict[str, Any], expected: str) -> None:
    assert expected in problems(**changes)


def test_every_wrong_study_is_named_with_its_line(tmp_path: Path) -> None:
    text = yaml.safe_dump(small_case(effect=effect(studies={"pool": ["effects/a", "effects/b"]})))
    with pytest.raises(InputError) as caught:
        case_from_text(text, "sag")
    assert len(caught.value.problems) == 2
    assert all(problem.line for problem in caught.value.problems)
