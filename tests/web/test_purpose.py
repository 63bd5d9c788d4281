"""Whoever looks at rows about people says why, once a day for each contract, and it is noted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bundlinje.web.audit.models import Event
from bundlinje.web.contracts.looking import ACTION
from tests.web.conftest import client_of
from tests.web.contract_steps import Table, csv_of, make_table, rows, says_why, upload

ASKS = "Hvad skal du bruge resultaterne til?"


@pytest.fixture
def table(db: None) -> Table:
    made = make_table()
    upload(client_of(made.provider.editor), made.contract, csv_of(rows(26)))
    return made


def _page(table: Table, user: object) -> str:
    address = reverse("contract-results", args=[table.contract.id])
    return client_of(user).get(address).content.decode()


def test_rows_about_people_are_shown_once_it_is_said_why(table: Table) -> None:
    user, client = table.payer.editor, client_of(table.payer.editor)
    page = _page(table, user)
    assert ASKS in page
    assert "540.000,00" not in page
    short = client.post(reverse("say-why", args=[table.contract.id]), {"formaal": "x"})
    assert short.status_code == 302
    assert ASKS in _page(table, user)
    says_why(client, table.contract)
    page = _page(table, user)
    assert ASKS not in page
    assert "540.000,00" in page
    noted = Event.objects.get(action=ACTION)
    assert (noted.who, noted.purpose) == (user, "Månedens afregning")
    assert (noted.which, noted.organisation) == (str(table.contract.id), table.payer.organisation)
    # Another person, and the same person another day, is asked.
    assert ASKS in _page(table, table.payer.administrator)
    Event.objects.filter(pk=noted.pk).update(when=timezone.now() - timedelta(days=1))
    assert ASKS in _page(table, user)


def test_the_rows_and_the_settlement_are_not_fetched_before(table: Table) -> None:
    client = client_of(table.provider.editor)
    for name, more in (("results-rows", []), ("settlement-file", ["xlsx"])):
        address = reverse(name, args=[table.contract.id, *more])
        assert client.get(address).status_code == 302
        says_why(client, table.contract)
        assert client.get(address).status_code == 200
        Event.objects.filter(action=ACTION).delete()
    assert Event.objects.filter(action="download").count() == 2


def test_readers_of_sums_are_not_asked(table: Table) -> None:
    for user in (table.fund.editor, table.middle.reader):
        assert ASKS not in _page(table, user)
        assert says_why(client_of(user), table.contract).status_code == 403
    assert not Event.objects.filter(action=ACTION).exists()


def test_an_administrator_reads_the_purpose_in_who_did_what(table: Table) -> None:
    says_why(client_of(table.payer.editor), table.contract)
    page = client_of(table.payer.administrator).get(reverse("events")).content.decode()
    assert "så resultater om borgere" in page
    assert "Månedens afregning" in page
