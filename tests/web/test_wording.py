"""What stands in the way of a result is said in the words of the form, beside a field."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bundlinje.basics.texts import Language
from bundlinje.evidence.knowledge import shared
from bundlinje.web.cases import store
from bundlinje.web.cases.form.number_text import NotANumberError, number_from
from bundlinje.web.cases.form.steps import LAST_LEVEL, LAST_PRICES
from tests.web.conftest import People

#: Pages and numbers, which the kind of database does not matter to.
pytestmark = pytest.mark.once

FILE_WORDS = ("fandt ", "ventede", "nøgle", "start_year", "horizon", "--folder", "extend", "≤")


def _change(client: Client, people: People, path: str, **data: Any) -> str:
    address = reverse("change", args=[people.case.id])
    response = client.post(address, {"revision": 1, "path": path, **data})
    assert response.status_code == 200
    return str(response.content.decode())


def _says(page: str, words: str) -> None:
    assert words in page, page
    alerts = re.findall(r'role="alert">([^<]*)', page)
    assert not [word for word in FILE_WORDS for alert in alerts if word in alert]


def test_a_price_of_a_year_after_the_index_is_said_at_the_amount_and_can_be_mended(
    editor: Client, ours: People
) -> None:
    _change(editor, ours, "price_year", value="2023")
    amount = "costs.jobkonsulent.amount"
    page = _change(editor, ours, amount, value="=prices/familiekonsulent_vejle × 60")
    _says(page, "Prisindekset går til 2023, så beløbet i 2024-priser kan ikke regnes om.")
    assert "svar mangler" not in page, "nothing is missing: something is wrong"
    assert "skal rettes" in page
    page = _change(editor, ours, "price_index.extend", year=["2024", "2025"], value=["120,95", ""])
    assert "Chance for plus" in page
    index = store.newest(ours.case).document["price_index"]
    assert index == {"name": "dk-net-price", "extend": {2024: 120.95}}


def test_the_level_that_the_form_names_is_that_of_the_index() -> None:
    values = shared().lookup("indexes/dk-net-price").index.values
    assert max(values) == LAST_PRICES
    assert round(values[LAST_PRICES], 1) == LAST_LEVEL


def test_both_effects_are_one_too_many_and_none_is_missing(editor: Client, ours: People) -> None:
    _says(_change(editor, ours, "effect.with", value="70 %"), "ikke begge")
    _change(editor, ours, "effect.with", value="")
    page = _change(editor, ours, "effect.difference", value="")
    assert "1 svar mangler" in page


def test_numbers_are_said_as_they_are_typed(editor: Client, ours: People) -> None:
    _says(_change(editor, ours, "horizon", value="-5"), "Skriv et helt tal fra 1 til 150.")
    _change(editor, ours, "horizon", value="5")
    _says(_change(editor, ours, "effect.without", value="140 %"), "andel fra 0 % til 100 %")
    _change(editor, ours, "effect.without", value="50 %")
    shares = {"account": ["kommune", "stat"], "value": ["80 %", "10 %"]}
    page = _change(editor, ours, "costs.jobkonsulent.paid_by", **shares)
    _says(page, "Andelene giver 90 % i alt, ikke 100 %.")


def test_a_record_that_is_nowhere_is_said_without_folders(editor: Client, ours: People) -> None:
    page = _change(editor, ours, "costs.jobkonsulent.amount", value="=prices/herberg110_doegnn")
    _says(page, "Prices/herberg110_doegnn findes ikke i vidensdatabasen. Mente du")
    assert "egen mappe" not in page


def test_an_amount_that_cannot_reach_the_level_of_the_case(editor: Client, ours: People) -> None:
    page = _change(editor, ours, "price_year", value="2026")
    _says(page, "så beløbet i 2018-priser kan ikke regnes om til 2026-priser.")


def test_the_steps_follow_what_is_typed(editor: Client, ours: People) -> None:
    page = _change(editor, ours, "title", value="Et nyt navn")
    assert 'hx-target="#trin"' in page
    assert ">Et nyt navn</hx-partial>" in page


def test_what_people_type_is_understood() -> None:
    interval = {"mean": 450_000, "ci95": [400_000, 520_000]}
    assert number_from("450.000 (400.000-520.000)") == interval
    assert number_from("450.000 kr. (400.000 – 520.000 kr.)") == interval


@pytest.mark.parametrize(
    ("typed", "language", "number"),
    [
        ("1,5 mio.", "da", 1_500_000),
        ("1,5 mio kr.", "da", 1_500_000),
        ("450 t.kr.", "da", 450_000),
        ("450 tkr", "da", 450_000),
        ("450 t. kr.", "da", 450_000),
        ("2 mia. kr.", "da", 2_000_000_000),
        ("-1.250 mio. kr.", "da", -1_250_000_000),
        ("1.5 million", "en", 1_500_000),
        ("DKK 2 billion", "en", 2_000_000_000),
        ("2 billion DKK", "en", 2_000_000_000),
        ("2 billioner", "da", None),
        ("450 t", "da", None),
        ("1/2 mio.", "da", None),
        ("2 mio. (1,5–2,5 mio. kr.)", "da", {"mean": 2_000_000, "ci95": [1_500_000, 2_500_000]}),
        ("2 mio. (1,5-2,5)", "da", {"mean": 2_000_000, "ci95": [1_500_000, 2_500_000]}),
        ("2.000.000 ± 0,3 mio.", "da", {"mean": 2_000_000, "sd": 300_000}),
        ("900 t.kr. < 1 mio. < 1,2 mio.", "da",
         {"low": 900_000, "mode": 1_000_000, "high": 1_200_000}),
        ("=prices/mio_x × 2", "da", {"ref": "prices/mio_x", "times": 2}),
    ],
)  # fmt: skip
def test_amounts_in_words(typed: str, language: Language, number: Any) -> None:
    if number is None:
        with pytest.raises(NotANumberError):
            number_from(typed, False, language)
    else:
        assert number_from(typed, False, language) == number
    assert number_from("85 % (78-91 %)", True) == {"mean": 0.85, "ci95": [0.78, 0.91]}
    assert number_from("-5 (-8--2)") == {"mean": -5, "ci95": [-8, -2]}
    assert number_from("450000 kr.") == 450_000


@pytest.mark.parametrize("kind", ["case", "contract"])
def test_what_looks_like_a_cpr_number_is_not_kept(kind: str, editor: Client, ours: People) -> None:
    name, id = ("change", ours.case.id) if kind == "case" else ("change-contract", ours.contract.id)
    for text, status in (("Se 010190-1234", 422), ("doi 10.1001/4521901234", 200)):
        posted = {"path": "description", "value": text, "revision": 1}
        answer = editor.post(reverse(name, args=[id]), posted)
        assert answer.status_code == status
    assert "ligner et CPR-nummer" not in answer.content.decode()


def test_what_a_rule_needs_is_called_what_the_form_calls_it(editor: Client, ours: People) -> None:
    path = next(
        f"consequences.{one['id']}" for one in store.newest(ours.case).document["consequences"]
    )
    ladder = {"rule": "refund/benefit-ladder", "to": "kommune"}
    _says(_change(editor, ours, f"{path}.paid_by", **ladder), "der ikke er en overførsel")
    page = _change(editor, ours, f"{path}.transfer", value="", revision=2)
    _says(page, "Udfyld »Uger på ydelse ved gennemførelsen« under »Flere valg«.")
    assert "baseline_weeks: 80" not in page
    money = editor.get(reverse("step", args=[ours.case.id, "priser"])).content.decode()
    assert re.search(r'<details class="details" open>', money), "what must be filled in is seen"
