"""What the list says of each case, and that it is renewed when the knowledge base has changed."""

from __future__ import annotations

import re
from typing import Any

from django.db import connection
from django.test import Client
from django.urls import reverse

from bundlinje.web.audit.models import Event
from bundlinje.web.cases import store
from bundlinje.web.cases.models import Case
from bundlinje.web.knowledge import own_store
from bundlinje.web.knowledge.own_pages import MOST_USED
from tests.web.conftest import People, accept, example

AMOUNT = "costs.jobkonsulent.amount"


def _page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def _using_own_price(client: Client, people: People) -> Case:
    data = {"path": AMOUNT, "revision": 1, "value": f"={people.own.reference}", "times": "80"}
    assert client.post(reverse("change", args=[people.case.id]), data).status_code == 200
    people.case.refresh_from_db()
    return people.case


def _amount(people: People, amount: str) -> None:
    """Change the own price, and have it accepted."""
    own, who = people.own, people.editor
    row = {**own.row, "amount": amount}
    own_store.change(own, who, own_store.newest_change(own), row, dict(own.source), "Ny takst.")
    accept(own, people.administrator)


def test_the_chance_stands_beside_the_net_result(editor: Client, ours: People) -> None:
    page = _page(editor, reverse("cases"))
    assert re.search(r"Nettoresultat ca. [-−]?[\d.]+ kr\., chance for plus [\w ]*\d+ %", page)
    assert "hx-get" not in page, "nothing is stale"


def test_a_case_without_a_result_says_so(editor: Client, ours: People) -> None:
    store.create(ours.organisation, ours.editor, {"format": "bundlinje.case/1", "title": "Tom"})
    assert "Intet resultat endnu" in _page(editor, reverse("cases"))


def test_a_changed_own_record_makes_only_those_stale_that_use_it(
    editor: Client, ours: People
) -> None:
    other = store.create(ours.organisation, ours.editor, example("hjemloeshed-cti"))
    before = _using_own_price(editor, ours).net_result
    _amount(ours, "2400")
    ours.case.refresh_from_db()
    other.refresh_from_db()
    assert ours.case.is_stale
    assert not other.is_stale
    page = _page(editor, reverse("cases"))
    address = reverse("case-facts", args=[ours.case.id])
    assert page.count("regnes om med de nyeste oplysninger") == 1
    assert f'hx-get="{address}"' in page
    looks = Event.objects.count()
    facts = _page(editor, address)
    assert "regnes om" not in facts
    assert Event.objects.count() == looks, "a list is no looking at the case"
    ours.case.refresh_from_db()
    assert ours.case.net_result < before
    assert not ours.case.is_stale


def test_opening_a_stale_case_renews_it(editor: Client, ours: People) -> None:
    Case.objects.filter(id=ours.case.id).update(judged_with="0.0.1 older", net_result=1.0)
    editor.get(reverse("step", args=[ours.case.id, "effekt"]))
    ours.case.refresh_from_db()
    assert not ours.case.is_stale
    assert ours.case.net_result != 1.0


def test_whoever_withdraws_a_record_sees_the_cases_that_use_it(
    editor: Client, ours: People, theirs: People
) -> None:
    address = reverse("own-edit", args=[ours.own.id])
    assert "Ingen af jeres sager bruger den" in _page(editor, address)
    _using_own_price(editor, ours)
    document: dict[str, Any] = store.newest(ours.case).document
    for number in range(MOST_USED):
        store.create(ours.organisation, ours.editor, {**document, "title": f"Sag {number}"})
    store.create(theirs.organisation, theirs.editor, {**document, "title": "Fremmed sag"})
    page = _page(editor, address)
    assert "Disse sager bruger den" in page
    assert "Sag 19" in page
    assert "og 1 mere" in page
    assert "Fremmed sag" not in page


def test_examples_are_marked_in_the_list_and_on_the_case(editor: Client, ours: People) -> None:
    assert "Eksempel" not in _page(editor, reverse("cases"))
    made = store.create(ours.organisation, ours.editor, example(), example=True)
    assert _page(editor, reverse("cases")).count(">Eksempel<") == 1
    assert "Sagen følger med Bundlinje" in _page(editor, reverse("step", args=[made.id, "maal"]))


def test_a_page_of_the_list_is_read_in_order_and_not_sorted(ours: People) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # With so few rows it would rather sort them.
            cursor.execute("SET LOCAL enable_sort = off; SET LOCAL enable_seqscan = off")
    plan = store.listed(ours.organisation.id)[:51].explain()
    assert "cases_listed" in plan
    assert not re.search(r"\bsort\b|TEMP B-TREE", plan, re.IGNORECASE), plan
