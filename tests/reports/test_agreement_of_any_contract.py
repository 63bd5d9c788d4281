"""Whatever a contract says, its agreement and its INDIGO record can be written."""

from __future__ import annotations

import json
import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bundlinje.basics.texts import LANGUAGES
from bundlinje.contracts.contract_file import contract_from_data
from bundlinje.contracts.indigo import fields, indigo, indigo_csv
from bundlinje.reports.agreement import agreement
from bundlinje.reports.plain_text import plain_text
from tests.contracts.cash import contract_of
from tests.contracts.test_indigo import standard, starred
from tests.oracle.random_contracts import random_contract

SEEDS = st.integers(0, 2**32)


@settings(max_examples=100)
@given(SEEDS)
def test_every_line_of_a_random_contract_stands_in_its_agreement(seed: int) -> None:
    contract = contract_from_data(random_contract(random.Random(seed)))
    for language in LANGUAGES:
        text = plain_text(agreement(contract, None, language))
        assert "None" not in text and ".." not in text.replace("…", "")
        assert not re.search(r"Fraction|Decimal", text)
        for payment in contract.payments:
            assert payment.label in text


@settings(max_examples=100)
@given(SEEDS)
def test_a_random_contract_has_only_fields_of_the_standard(seed: int) -> None:
    contract = contract_from_data(random_contract(random.Random(seed)))
    record, known = indigo(contract), standard()
    assert all(starred(path) in known for path, _ in fields(record["project"]["data"]))
    json.dumps(record, allow_nan=False)
    assert indigo_csv(record).startswith("field,value")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_capital_is_told(language: str) -> None:
    contract = contract_of(
        delivery=[{"date": "2026-03-31", "amount": 100}],
        outcome_payments=[{"date": "2027-06-30", "amount": 80}],
        end="2031-12-31",
        recycle=True,
        tranches=[
            {"id": "a", "holder": "fond", "commitment": 50, "seniority": 1, "draw": 2,
             "interest": {"rate": 0.05, "basis": "30/360", "unpaid": "add"}},
            {"id": "b", "holder": "giver", "kind": "grant", "commitment": 10},
            {"id": "c", "holder": "provider", "kind": "deferred", "commitment": 20},
        ],
        guarantees=[{"tranche": "a", "by": "garant", "share": 0.75, "of": "drawn", "cap": 30}],
        surplus=[{"to": "a", "until_multiple": 1.5}, {"to": "a", "until_irr": 0.08}],
        termination={"ended": "2030-06-30", "principal": [["2029-12-31", 0.75], [None, 0.5]]},
    )  # fmt: skip
    text = re.sub(r"\s+", " ", plain_text(agreement(contract, None, language)))  # type: ignore[arg-type]
    assert "None" not in text
    said = {
        "da": ["30/360", "»B« er et tilskud", "leverer nu og får sit vederlag (»C«) senere",
               "75 % af det, der er trukket, dog aldrig mere end tabet, højst 30 kr.",
               "til der i alt er betalt 1,5 gange", "Leverandøren får resten",
               "75 %, hvis aftalen ophører senest 31. december 2029", "ellers 50 %",
               "resten af indsatsens udgift holdes tilbage", "lægges til hovedstolen",
               "30. juni 2027"],
        "en": ["30/360", "“B” is a grant", "1.5 times what was drawn", "otherwise 50%"],
    }  # fmt: skip
    for phrase in said[language]:
        assert phrase in text, phrase
