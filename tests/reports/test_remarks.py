"""Remarks in a report and on the terminal name items; the money's grounds are said."""

from __future__ import annotations

import re

from bundlinje.calculation.remarks import readable
from bundlinje.calculation.summary import summary
from bundlinje.reports.answer import answer
from bundlinje.reports.words import Words

_KEY = re.compile(r"\b(costs|consequences|outcomes|effect|parameters|refund|prices|rates)[./]\w")


def test_no_path_of_the_file_and_no_id_stands_in_a_remark(examples):
    for result in examples.values():
        for language in ("da", "en"):
            for warning in result.warnings:
                assert not _KEY.search(readable(result.case, language, warning)), warning
            assert not _KEY.search(summary(result, language))


def test_a_rule_and_the_key_of_an_item_are_named(examples):
    result = examples["hjemloeshed-housing-first"]
    said = [readable(result.case, "da", warning) for warning in result.warnings]
    assert any(text.startswith("»ACT-bostøtte i to år« (betaling): »Statsref") for text in said)


def test_the_terminal_calls_things_what_the_report_does(examples):
    result = examples["hjemloeshed-housing-first"]
    text = summary(result)
    assert "Tilbagebetalingsår" in text and "Tjent ind" not in text
    for warning in result.warnings:
        assert readable(result.case, "da", warning) in text
    assert "Payback year" in summary(result, "en")


def test_money_on_own_assumptions_is_said(calculated, small):
    del small["consequences"][0]["evidence"]
    text = answer(Words(calculated(small), "da"))
    assert "Meget af pengene hviler på egne antagelser" in text
    assert "efter alt at dømme" not in text and "sandsynligvis" not in text


def test_an_effect_that_carries_no_money_is_not_held_against_the_answer(calculated, small):
    small["effect"]["evidence"] = []
    small["consequences"][0]["per"] = "participant"
    assert "Effekten er en egen antagelse" not in answer(Words(calculated(small), "da"))
