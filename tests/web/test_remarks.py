"""What the calculation remarks of one number stands beside its field, and how often it is taken."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bundlinje.web.cases import store
from tests.web.conftest import People

#: Pages and numbers, which the kind of database does not matter to.
pytestmark = pytest.mark.once

HOUR = "prices/mentor_elmelund_time"
AMOUNT = "costs.jobkonsulent.amount"


def _change(client: Client, people: People, path: str, status: int = 200, **data: Any) -> str:
    address = reverse("change", args=[people.case.id])
    response = client.post(address, {"path": path, "revision": 1, **data})
    assert response.status_code == status
    return " ".join(str(response.content.decode()).replace("\u00a0", " ").split())


def _stored(people: People, item: str = "jobkonsulent") -> Any:
    document = store.newest(people.case).document
    return next(cost for cost in document["costs"] if cost["id"] == item)["amount"]


def _remarks(page: str) -> list[str]:
    return re.findall(r'class="remark">.*?<span>(.*?)</span>', page)


def test_a_price_an_hour_is_remarked_at_the_amount_and_can_be_taken_so_many_times(
    editor: Client, ours: People
) -> None:
    _change(editor, ours, "costs.jobkonsulent.price_year", value="")
    _change(editor, ours, "price_index.extend", year=["2024"], value=["120,95"])
    page = _change(editor, ours, AMOUNT, value=f"={HOUR}")
    assert _remarks(page) == [
        "Prisen er pr. time, men står som beløb pr. deltager. Gang den med antal timer."
    ]
    assert 'name="times" value=""' in page
    page = _change(editor, ours, AMOUNT, value=f"={HOUR}", times="20")
    assert _stored(ours) == {"ref": HOUR, "times": 20}
    assert not _remarks(page)
    assert f'value="={HOUR}"' in page
    assert 'name="times" value="20"' in page
    assert re.search(r"[\d.,]+ kr\. × 20 = [\d.,]+ kr\.", page)


def test_what_stands_in_the_text_goes_before_and_another_record_is_taken_as_it_is(
    editor: Client, ours: People
) -> None:
    _change(editor, ours, AMOUNT, value=f"={HOUR} × 12", times="20")
    assert _stored(ours) == {"ref": HOUR, "times": 12}
    other = "prices/familiekonsulent_vejle"
    _change(editor, ours, AMOUNT, value=f"={other}", times="12")
    assert _stored(ours) == {"ref": other}
    _change(editor, ours, AMOUNT, value="96.000", times="12")
    assert _stored(ours) == 96_000


def test_times_that_are_no_number_are_refused_and_stay(editor: Client, ours: People) -> None:
    _change(editor, ours, AMOUNT, value=f"={HOUR}")
    page = _change(editor, ours, AMOUNT, 422, value=f"={HOUR}", times="tyve")
    assert "Ganges med: tyve er ikke et tal" in page
    assert 'name="times" value="tyve"' in page
    assert _stored(ours) == {"ref": HOUR}


def test_a_unit_price_can_be_taken_so_many_times_too(editor: Client, ours: People) -> None:
    path = "consequences.kontanthjaelp.price"
    page = _change(editor, ours, path, value=f"={HOUR}", price_year="", times="37")
    document = store.newest(ours.case).document
    change = next(c for c in document["consequences"] if c["id"] == "kontanthjaelp")
    assert change["price"]["times"] == 37
    assert 'name="times" value="37"' in page


def test_numbers_that_are_most_likely_wrong_stand_at_the_field_and_in_the_panel(
    editor: Client, ours: People
) -> None:
    page = _change(editor, ours, AMOUNT, value="999.000.000.000.000")
    assert _remarks(page) == ["Beløbet er over 10.000.000 kr. Tjek antallet af nuller."]
    assert "Tjek disse tal" in page
    assert f'#felt-{AMOUNT.replace(".", "-")}">Jobkonsulent (IPS), beløb</a>' in page


def test_an_example_has_nothing_to_check(editor: Client, ours: People) -> None:
    page = editor.get(reverse("step", args=[ours.case.id, "omkostninger"])).content.decode()
    assert "Tjek disse tal" not in page
