"""How well a study fits the case: judged by the user, and never passed over in silence."""

from typing import Any

import pytest

from bundlinje.basics.errors import InputError
from bundlinje.calculation.case import Case
from tests.calculation.test_knowledge_in_a_case import case

STUDY = "effects/hf_ca_12m_stable"
ALL_SAME = {"target_group": "same", "outcome": "same", "comparison": "same"}
ABROAD = {"is": "different", "because": "Canada"}


def with_fit(fit: dict[str, Any] | None, **more: Any) -> Case:
    effect: dict[str, Any] = {"without": 0.31, "difference": {"ref": STUDY}}
    return case(effect={**effect, **({} if fit is None else {"fit": fit})}, **more)


def said(read: Case) -> list[str]:
    return [warning.en for warning in read.warnings if warning.en.startswith("effect:")]


def test_a_judged_study_is_said_to_differ_with_the_reason() -> None:
    read = with_fit({**ALL_SAME, "country": ABROAD})
    assert said(read) == ["effect: the study does not quite fit the case (country): Canada"]
    assert [one.level for one in read.effects[""].fit] == ["same", "same", "same", "different"]


def test_what_is_not_judged_is_listed_with_what_the_study_was_of() -> None:
    (warning,) = said(with_fit({"outcome": "same"}))
    assert "target group (" in warning and "country (CA)" in warning
    assert "outcome (" not in warning
    assert len(said(with_fit(None))) == 1


def test_a_study_named_as_evidence_is_judged_too() -> None:
    read = case(effect={"difference": {"mean": 0.2, "sd": 0.1}, "evidence": [STUDY]})
    assert len(said(read)) == 1


def test_a_reason_is_asked_for_unless_all_is_the_same() -> None:
    for fit in ({"country": "close"}, {"country": {"is": "different"}}):
        with pytest.raises(InputError, match="lacks a reason"):
            with_fit(fit)


def test_another_country_cannot_be_the_same() -> None:
    warnings = said(with_fit({**ALL_SAME, "country": "same"}))
    assert warnings == [f"effect: the country is judged the same, but {STUDY} is from CA."]


def test_wrong_aspects_and_levels_are_errors() -> None:
    with pytest.raises(InputError, match="Did you mean outcome"):
        with_fit({"outcom": "same"})
    with pytest.raises(InputError, match="Did you mean same"):
        with_fit({"outcome": "sane"})


def test_no_study_no_question() -> None:
    assert said(case()) == []
