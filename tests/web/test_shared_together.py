"""Cases that are shared are held against one's own, as long as they are shared."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bundlinje.web.audit.models import Event
from bundlinje.web.cases import store
from bundlinje.web.sharing.models import Share
from tests.web.conftest import People, example


@pytest.fixture
def shared(ours: People, theirs: People) -> Any:
    case = store.create(theirs.organisation, theirs.editor, example("psykose-opus"))
    Share.objects.create(case=case, organisation=ours.organisation, level=1)
    return case


def test_a_shared_case_is_ticked_on_the_list(ours: People, shared: Any, reader: Client) -> None:
    page = reader.get(reverse("cases")).content.decode()
    form = page[page.index(f'action="{reverse("compare")}"') :].partition("</form>")[0]
    for case in (ours.case, shared):
        assert f'name="sag" value="{case.id}"' in form


@pytest.mark.parametrize("name", ["compare", "ranking"])
def test_it_is_held_against_ones_own_until_it_is_not_shared(
    ours: People, theirs: People, shared: Any, reader: Client, name: str
) -> None:
    chosen = {"sag": [str(ours.case.id), str(shared.id)]}
    answer = reader.get(reverse(name), chosen)
    assert answer.status_code == 200
    assert shared.title in answer.content.decode()
    looked = Event.objects.get(action="open", which=str(shared.id))
    assert (looked.who, looked.organisation) == (ours.reader, theirs.organisation)
    Share.objects.all().delete()
    assert reader.get(reverse(name), chosen).status_code == 404
