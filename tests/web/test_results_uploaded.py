"""Results that are uploaded: read whole or refused, pointed at, and no more kept than is needed."""

from __future__ import annotations

import datetime
import io
import logging

import openpyxl
import pytest
from django.urls import reverse

from bundlinje.web.audit.models import Event
from bundlinje.web.contracts import settling
from bundlinje.web.contracts.judging import contract_at
from bundlinje.web.contracts.models import Results
from bundlinje.web.contracts.results import doubts, read_file
from tests.web.conftest import client_of
from tests.web.contract_steps import (
    PRICE,
    Table,
    approve,
    csv_of,
    make_table,
    page_of,
    rows,
    says_why,
    sign,
    submit,
    upload,
    waiting,
)


@pytest.fixture
def table(db: None) -> Table:
    return make_table()


def test_wrong_rows_are_named_and_nothing_is_kept(table: Table) -> None:
    content = csv_of(rows(3), "2027-H2,resultat-6,mange,b9\n", "2044,resultat-6,1,b10\n")
    answer = upload(client_of(table.provider.editor), table.contract, content)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "resultater.csv:5" in page and "resultater.csv:6" in page
    assert not Results.objects.exists()


def test_a_person_who_stands_twice_is_pointed_out(table: Table) -> None:
    client = client_of(table.provider.editor)
    says_why(client, table.contract)
    upload(client, table.contract, csv_of(rows(26)))
    address = reverse("contract-results", args=[table.contract.id])
    assert "allerede står med samme resultat" not in client.get(address).content.decode()
    upload(client, table.contract, csv_of(rows(26), rows(2)))
    page = client.get(address).content.decode()
    assert "allerede står med samme resultat i samme periode: 2." in page
    assert "resultat-6" in page, "how the form is filled in names the outcomes"


def test_a_period_that_has_not_ended_is_pointed_out(table: Table) -> None:
    terms = contract_at(table.contract, table.contract.revision)
    read = read_file("r.csv", csv_of(rows(2)), terms)
    said = doubts(read, terms, datetime.date(2027, 12, 31))
    assert ["2027-H2" in one.da for one in said] == [True]
    assert doubts(read, terms, datetime.date(2028, 1, 1)) == []


def test_who_approves_sees_what_is_doubtful(table: Table) -> None:
    """It stands on the page as long as it holds, and not only for whoever uploaded the file."""
    content = csv_of(rows(26), rows(2), "2027-H2,resultat-6,7,b90\n")
    upload(client_of(table.provider.editor), table.contract, content)
    submit(client_of(table.provider.editor), table.contract)
    page = page_of(table.payer.editor, table)
    assert "Godkend til betaling" in page
    assert "allerede står med samme resultat i samme periode: 2." in page
    assert "Rækker med et tal over 1 for én borger: 1." in page
    assert "perioder er ikke slut endnu: 2027-H2" in page
    assert "tal over 1" not in page_of(table.fund.editor, table)
    approve(client_of(table.payer.editor), table.contract, waiting(table.contract))
    assert "tal over 1" not in page_of(table.payer.editor, table), "nothing is left to settle"


@pytest.mark.parametrize("cell", ["010203-1234", "0102031234", "borger 010203-1234", "010203 1234"])
def test_a_cpr_number_is_refused_and_not_repeated(
    cell: str, table: Table, caplog: pytest.LogCaptureFixture
) -> None:
    for content in (
        csv_of(rows(2), f"2027-H2,resultat-6,1,{cell}\n"),
        csv_of(rows(2), f"{cell},resultat-6,1,b9\n"),
        f"period;metric;value;person\n2027-H2;resultat-6;1;{cell}\n".encode(),
    ):
        with caplog.at_level(logging.DEBUG):
            answer = upload(client_of(table.provider.editor), table.contract, content)
        assert answer.status_code == 422
        assert "ligner et CPR-nummer" in answer.content.decode()
        assert cell not in answer.content.decode()
        assert cell not in caplog.text
    assert not Results.objects.exists()
    assert not Event.objects.filter(detail__icontains="1234").exists()


def test_a_workbook_is_read_as_a_csv_file_is(table: Table) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["period", "metric", "value", "person"])
    for at in range(25):
        sheet.append(["2027-H2", "resultat-6", 1, f"b{at}"])
    stream = io.BytesIO()
    book.save(stream)
    answer = upload(client_of(table.provider.editor), table.contract, stream.getvalue(), "r.xlsx")
    assert answer.status_code == 302
    made = settling.draft(table.contract)
    assert made is not None and made.settled.due == 5 * PRICE
    wrong = upload(client_of(table.provider.editor), table.contract, b"ikke et regneark", "r.xlsx")
    assert wrong.status_code == 422


def test_the_template_can_be_filled_in_and_read(table: Table) -> None:
    client = client_of(table.provider.editor)
    answer = client.get(reverse("results-template", args=[table.contract.id]))
    first = answer.content.decode("utf-8-sig").splitlines()[0]
    assert first == "period;metric;value;person"


def test_a_pseudonym_is_no_formula_in_a_spreadsheet(table: Table) -> None:
    content = csv_of(rows(2), "2027-H2,resultat-6,1,=1+1\n")
    client = client_of(table.provider.editor)
    upload(client, table.contract, content)
    says_why(client, table.contract)
    answer = client.get(reverse("results-rows", args=[table.contract.id]))
    assert ";'=1+1;" in answer.content.decode()


def test_pseudonyms_are_kept_only_while_they_are_needed(table: Table) -> None:
    table.settle(csv_of(rows(26)))
    assert Results.objects.get(number=1).packed, "the newest rows are needed for the next time"
    upload(client_of(table.provider.editor), table.contract, csv_of(rows(30)))
    assert not Results.objects.get(number=1).packed
    assert Results.objects.get(number=1).digest


def test_rows_that_a_settlement_waits_on_are_kept_until_it_is_decided(table: Table) -> None:
    provider = client_of(table.provider.editor)
    upload(provider, table.contract, csv_of(rows(26)))
    submit(provider, table.contract)
    upload(provider, table.contract, csv_of(rows(27)))
    assert Results.objects.get(number=1).packed
    approve(client_of(table.payer.editor), table.contract, waiting(table.contract))
    assert not Results.objects.get(number=1).packed


def test_no_pseudonym_is_kept_where_the_contract_needs_none(table: Table) -> None:
    from bundlinje.web.contracts import store
    from bundlinje.web.contracts.judging import contract_at
    from bundlinje.web.contracts.results import rows_of

    document = store.newest(table.contract).document
    for payment in document["payments"]:
        payment.pop("cap", None)
    store.replace(table.contract.id, table.payer.editor, 9, document)
    sign(table.contract, table.payer, table.provider, table.fund, table.middle)
    upload(client_of(table.provider.editor), table.contract, csv_of(rows(4)))
    table.contract.refresh_from_db()
    read = rows_of(Results.objects.get(), contract_at(table.contract, table.contract.revision))
    assert read is not None and {row.person for row in read.rows} == {None}


# -- two people ------------------------------------------------------------------------------
