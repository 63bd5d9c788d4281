"""Copies of a case with one thing changed, and what must and must not follow."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bundlinje.calculation.case import Case
from bundlinje.calculation.case_file import case_from_data
from bundlinje.calculation.engine import calculate
from bundlinje.web.cases import store
from bundlinje.web.cases.results.scenarios import later, paid_instead, paying, scaled
from bundlinje.web.serving import examples
from tests.web.conftest import People, example

#: Pages and numbers, which the kind of database does not matter to.
pytestmark = pytest.mark.once

NAMES = [file.stem for file in examples()]


def _case(document: dict[str, Any]) -> Case:
    return case_from_data(document, name="sag")


def _point(document: dict[str, Any]) -> Any:
    return calculate(_case(document), 0).point


@pytest.mark.parametrize("name", NAMES)
def test_twice_as_many_people_is_twice_what_each_costs_and_gives(name: str) -> None:
    document = example(name)
    for cost in document["costs"]:
        cost["per"] = "participant" if cost["per"] in ("total", "year") else cost["per"]
        cost.pop("years", None)
    before = example(name)
    once, twice = _point(document), _point(scaled(document, 2))
    assert twice.net_result == pytest.approx(2 * once.net_result)
    assert example(name) == before


def test_what_is_paid_in_all_does_not_follow_the_people() -> None:
    document = example("loesladte-uden-tilbagefald")
    setup = next(cost for cost in document["costs"] if cost["per"] == "total")
    once, half = _point(document), _point(scaled(document, 0.5))
    assert half.by_item[setup["id"]] == once.by_item[setup["id"]]
    assert half.outcomes != once.outcomes


def test_uncertain_and_referred_people_are_scaled_as_they_are_written() -> None:
    document = example()
    document["participants"] = {
        2027: {"mean": 40, "sd": 4},
        2028: {"low": 10, "mode": 20, "high": 30},
    }
    assert scaled(document, 0.5)["participants"] == {
        2027: {"mean": 20, "sd": 2},
        2028: {"low": 5, "mode": 10, "high": 15},
    }
    document["participants"] = {2027: {"ref": "antal"}, 2028: {"ref": "antal", "times": "1/2"}}
    assert scaled(document, 3)["participants"] == {
        2027: {"ref": "antal", "times": 3},
        2028: {"ref": "antal", "times": 1.5},
    }


@pytest.mark.parametrize("name", NAMES)
def test_the_same_later_is_the_same_undiscounted(name: str) -> None:
    document = example(name)
    document["discounting"] = {"rate": 0}
    for item in (*document["costs"], *document["consequences"]):
        item.pop("growth", None)
        if isinstance(item.get("price"), dict):
            item["price"].pop("growth", None)
    now, put_off = _point(document), _point(later(document, 3))
    assert put_off.net_result == pytest.approx(now.net_result)
    assert put_off.outcomes == pytest.approx(now.outcomes)


def test_later_is_worth_less_by_the_discounting() -> None:
    document = example()
    document["discounting"] = {"rate": 0.035}
    now, put_off = _point(document), _point(later(document, 2))
    assert put_off.net_result == pytest.approx(now.net_result / 1.035**2)


@pytest.mark.parametrize("name", NAMES)
def test_another_payer_moves_money_between_purses_and_makes_none(name: str) -> None:
    case = _case(example(name))
    for giver in paying(case):
        taker = "stat" if giver != "stat" else "kommune"
        before, after = _point(example(name)), _point(paid_instead(case, giver, taker, 0.5))
        moved = before.wrong_pocket[taker].puts_in - after.wrong_pocket[taker].puts_in
        assert moved < 0
        assert after.net_result == pytest.approx(before.net_result)
        assert after.by_payer[taker] - before.by_payer[taker] == pytest.approx(moved)
        assert after.by_payer[giver] - before.by_payer[giver] == pytest.approx(-moved)


def test_without_the_share_that_the_state_pays_by_a_rule() -> None:
    case = _case(example("hjemloeshed-cti"))
    assert "stat" in paying(case)
    without = paid_instead(case, "stat", "kommune", 1)
    assert "stat" not in paying(_case(without))
    assert case.data["costs"][0]["paid_by"]["rule"], "the case itself is as it was"


def test_thirds_stay_thirds() -> None:
    document = example()
    document["costs"][0]["paid_by"] = {"kommune/job": "2/3", "region": "1/3"}
    changed = paid_instead(_case(document), "kommune", "stat", 0.5)
    assert changed["costs"][0]["paid_by"] == {"kommune/job": "1/3", "stat": "1/3", "region": "1/3"}
    everything = paid_instead(_case(document), "kommune", "region", 1)
    assert everything["costs"][0]["paid_by"] == "region"


def _make(client: Client, people: People, **data: str) -> Any:
    return client.post(reverse("scenario", args=[people.case.id]), data)


@pytest.mark.parametrize(
    ("data", "title"),
    [
        ({"aendring": "senere", "aar": "2"}, "2 år senere"),
        ({"aendring": "omfang", "gange": "0,5"}, "0,5 gange så mange"),
        ({"aendring": "betaler", "andel": "50 %", "fra": "kommune", "til": "stat"},
         "50 % flyttet fra Kommune til Stat"),
    ],
)  # fmt: skip
def test_a_scenario_is_a_copy_beside_the_case(
    editor: Client, ours: People, data: dict[str, str], title: str
) -> None:
    answer = _make(editor, ours, **data)
    made = ours.organisation.cases.order_by("-created")[0]
    assert answer.url == f"/sager/sammenlign/?sag={ours.case.id}&sag={made.id}"
    assert made.title.replace("\u00a0", " ").endswith(f"– {title}")
    assert made.net_result is not None
    page = editor.get(answer.url).content.decode()
    assert "Det skiller sagerne" in page
    assert store.newest(ours.case).number == 1


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"aendring": "senere", "aar": "0"},
        {"aendring": "senere", "aar": "1,5"},
        {"aendring": "omfang", "gange": "1"},
        {"aendring": "omfang", "gange": "mange"},
        {"aendring": "betaler", "andel": "150 %", "fra": "kommune", "til": "stat"},
        {"aendring": "betaler", "andel": "50 %", "fra": "kommune", "til": "kommune"},
        {"aendring": "betaler", "andel": "50 %", "fra": "kommune", "til": "findes-ikke"},
    ],
)
def test_what_changes_nothing_makes_no_case(
    editor: Client, ours: People, data: dict[str, str]
) -> None:
    answer = _make(editor, ours, **data)
    assert answer.status_code == 422
    # Why stands at the one field that has the focus, and what was typed stays.
    page = answer.content.decode()
    form = page[page.index('id="scenarier"') :]
    assert form.count('class="form-error-message"') == 1
    assert form.count("autofocus") == 1
    for name, value in data.items():
        if name in ("aar", "gange", "andel"):
            assert f'name="{name}" value="{value}"' in form
    if data.get("til") == "kommune":
        assert '<option value="kommune" selected' in form
    assert ours.organisation.cases.count() == 1


def test_what_was_chosen_stays_chosen_where_it_is_too_little(editor: Client, ours: People) -> None:
    answer = editor.get(reverse("compare"), {"sag": str(ours.case.id), "q": "job"}, follow=True)
    page = answer.content.decode()
    assert "Vælg fra 2 til 4 sager" in page
    assert f'value="{ours.case.id}" checked' in page
    assert 'name="q" type="search" value="job"' in page
    assert editor.get(reverse("compare"), follow=True).status_code == 200


def test_a_budget_that_cannot_be_read_stays_in_its_field(editor: Client, ours: People) -> None:
    other = store.create(ours.organisation, ours.editor, store.newest(ours.case).document)
    asked = {"sag": [str(ours.case.id), str(other.id)], "budget": "mange penge"}
    page = editor.get(reverse("ranking"), asked).content.decode()
    assert 'name="budget" value="mange penge"' in page
    assert "er ikke et tal" in page
