"""Remarks in a report name items and records; the money's grounds are said with the answer."""

from __future__ import annotations

import re

from bundlinje.reports.answer import answer
from bundlinje.reports.remarks import readable
from bundlinje.reports.words import Words

_KEY = re.compile(r"\b(costs|consequences|outcomes|effect|parameters|refund|prices|rates)[./]\w")


def test_no_path_of_the_file_and_no_id_stands_in_a_remark(examples):
    for result in examples.values():
        for language in ("da", "en"):
            words = Words(result, language)
            for warning in result.warnings:
                assert not _KEY.search(readable(words, warning)), warning


def test_a_rule_and_the_key_of_an_item_are_named(examples):
    words = Words(examples["hjemloeshed-housing-first"], "da")
    said = [readable(words, warning) for warning in words.result.warnings]
    assert any(text.startswith("»ACT-bostøtte i to år« (betaling): »Statsref") for text in said)


def test_money_on_own_assumptions_is_said(calculated, small):
    del small["consequences"][0]["evidence"]
    text = answer(Words(calculated(small), "da"))
    assert "Meget af pengene hviler på egne antagelser" in text
    assert "efter alt at dømme" not in text and "sandsynligvis" not in text


def test_an_effect_that_carries_no_money_is_not_held_against_the_answer(calculated, small):
    small["effect"]["evidence"] = []
    small["consequences"][0]["per"] = "participant"
    assert "Effekten er en egen antagelse" not in answer(Words(calculated(small), "da"))
