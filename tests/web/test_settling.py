"""From results to the ledger: two people, once, corrected, and disputed."""

from __future__ import annotations

import threading
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from bundlinje.web.accounts.models import Membership, Role
from bundlinje.web.audit.models import Event
from bundlinje.web.contracts import settling
from bundlinje.web.contracts.models import LedgerEntry, Settlement
from bundlinje.web.contracts.settling import RefusedError
from tests.web.conftest import client_of
from tests.web.contract_steps import (
    PRICE,
    Table,
    approve,
    csv_of,
    make_table,
    page_of,
    rows,
    submit,
    upload,
    waiting,
)


@pytest.fixture
def table(db: None) -> Table:
    return make_table()


def test_results_are_settled_approved_and_entered(table: Table) -> None:
    settlement = table.settle(csv_of(rows(26)))
    assert settlement.status == "approved"
    assert settlement.due == 6 * PRICE
    entry = LedgerEntry.objects.get()
    assert (entry.number, entry.amount) == (1, 6 * PRICE)
    assert settling.ledger_holds(table.contract)
    assert "540.000,00" in page_of(table.payer.reader, table, "contract-ledger")


def _submitted(table: Table, who: Any) -> Any:
    upload(client_of(who), table.contract, csv_of(rows(26)))
    submit(client_of(who), table.contract)
    return waiting(table.contract)


def test_the_one_who_submitted_cannot_approve(table: Table) -> None:
    settlement = _submitted(table, table.payer.editor)
    answer = approve(client_of(table.payer.editor), table.contract, settlement)
    assert "afgøres af en anden" in answer.content.decode()
    settlement.refresh_from_db()
    assert settlement.status == "submitted" and not LedgerEntry.objects.exists()
    approve(client_of(table.payer.administrator), table.contract, settlement)
    settlement.refresh_from_db()
    assert settlement.status == "approved"


def test_nor_with_several_organisations_and_roles(table: Table) -> None:
    """One person is editor at the provider and administrator at the payer."""
    both = table.provider.editor
    Membership.objects.create(
        user=both, organisation=table.payer.organisation, role=Role.ADMINISTRATOR
    )
    settlement = _submitted(table, both)
    approve(client_of(both), table.contract, settlement)
    client = client_of(both)
    chosen = {"organisation": str(table.payer.organisation.id)}
    client.post(reverse("choose-organisation"), chosen)
    approve(client, table.contract, settlement)
    settlement.refresh_from_db()
    assert settlement.status == "submitted" and not LedgerEntry.objects.exists()


def test_nor_can_the_one_who_uploaded_the_results(table: Table) -> None:
    upload(client_of(table.payer.editor), table.contract, csv_of(rows(26)))
    submit(client_of(table.payer.administrator), table.contract)
    settlement = waiting(table.contract)
    approve(client_of(table.payer.editor), table.contract, settlement)
    settlement.refresh_from_db()
    assert settlement.status == "submitted"


def test_the_table_itself_refuses_one_person(table: Table) -> None:
    settlement = _submitted(table, table.payer.editor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Settlement.objects.filter(id=settlement.id).update(decided_by=settlement.submitted_by)


def test_a_decided_settlement_is_decided(table: Table) -> None:
    settlement = _submitted(table, table.provider.editor)
    payer = client_of(table.payer.editor)
    address = reverse("reject-settlement", args=[table.contract.id, settlement.id])
    payer.post(address, {"begrundelse": "Tallene er ikke fra registret."})
    approve(payer, table.contract, settlement)
    settlement.refresh_from_db()
    assert settlement.status == "rejected" and not LedgerEntry.objects.exists()
    submit(client_of(table.provider.editor), table.contract)
    again = waiting(table.contract)
    assert again.number == settlement.number and again.id != settlement.id
    with pytest.raises(RefusedError):
        settling.approve(
            table.contract.id, settlement.id, table.payer.editor, table.payer.organisation
        )


# -- once ------------------------------------------------------------------------------------


def test_the_same_results_are_settled_once(table: Table) -> None:
    table.settle(csv_of(rows(26)))
    answer = submit(client_of(table.provider.editor), table.contract)
    assert "intet nyt at afregne" in answer.content.decode()
    assert table.contract.settlements.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_submissions_at_once_end_as_one() -> None:
    table = make_table()
    upload(client_of(table.provider.editor), table.contract, csv_of(rows(26)))
    people = [table.provider.editor, table.payer.editor, table.payer.administrator]
    barrier, refused = threading.Barrier(len(people)), []

    def run(who: Any) -> None:
        try:
            barrier.wait(10)
            settling.submit(table.contract, who, table.payer.organisation)
        except RefusedError as error:
            refused.append(error.message.da)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert table.contract.settlements.count() == 1
    assert len(refused) == len(people) - 1
    assert Event.objects.filter(action="submit").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_approvals_at_once_end_as_one() -> None:
    table = make_table()
    settlement = _submitted(table, table.provider.editor)
    people = [table.payer.editor, table.payer.administrator]
    barrier, refused = threading.Barrier(2), []

    def run(who: Any) -> None:
        try:
            barrier.wait(10)
            settling.approve(table.contract.id, settlement.id, who, table.payer.organisation)
        except RefusedError as error:
            refused.append(error.message.da)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(refused) == 1
    assert LedgerEntry.objects.count() == 1
    assert settling.ledger_holds(table.contract)


def test_the_tables_refuse_two_of_one_number(table: Table) -> None:
    settlement = _submitted(table, table.provider.editor)
    settlement.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        settlement.save()


# -- corrections -----------------------------------------------------------------------------


def test_a_correction_of_a_paid_period_is_a_line_of_its_own(table: Table) -> None:
    table.settle(csv_of(rows(26)))
    second = table.settle(csv_of(rows(25), rows(5, "2028-H1", start=30)))
    assert second.corrects and second.due == 4 * PRICE
    amounts = [entry.amount for entry in table.contract.ledger.order_by("number")]
    assert amounts[0] == 6 * PRICE and sum(amounts) == 10 * PRICE
    assert -PRICE in amounts
    third = table.settle(csv_of(rows(26), rows(5, "2028-H1", start=30)))
    assert third.corrects and third.due == PRICE
    assert sum(entry.amount for entry in table.contract.ledger.all()) == 11 * PRICE
    assert settling.ledger_holds(table.contract)


def test_a_correction_is_approved_by_another_too(table: Table) -> None:
    table.settle(csv_of(rows(26)))
    upload(client_of(table.payer.editor), table.contract, csv_of(rows(25)))
    submit(client_of(table.payer.editor), table.contract)
    correction = waiting(table.contract)
    approve(client_of(table.payer.editor), table.contract, correction)
    correction.refresh_from_db()
    assert correction.due == -PRICE and correction.status == "submitted"


def test_the_ledger_is_only_added_to(table: Table) -> None:
    table.settle(csv_of(rows(26)))
    entry = LedgerEntry.objects.get()
    entry.amount = Decimal(1)
    for change in (
        entry.save, entry.delete, lambda: LedgerEntry.objects.update(amount=1),
        LedgerEntry.objects.all().delete,
    ):  # fmt: skip
        with pytest.raises(TypeError):
            change()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE contracts_ledgerentry SET amount = 1")
    assert not settling.ledger_holds(table.contract)
    assert "kontrolsum passer ikke" in page_of(table.payer.reader, table, "contract-ledger")


# -- disputes --------------------------------------------------------------------------------


def test_a_dispute_is_noted_and_blocks_nothing(table: Table) -> None:
    settlement = table.settle(csv_of(rows(26)))
    fund = client_of(table.fund.editor)
    data = {"tekst": "Vi mener, at fem er talt to gange.", "afregning": str(settlement.id)}
    fund.post(reverse("dispute", args=[table.contract.id]), data)
    page = page_of(table.payer.reader, table)
    assert "talt to gange" in page and "Åben" in page and "editor@fond.example" in page
    dispute = table.contract.disputes.get()
    address = reverse("dispute-note", args=[table.contract.id, dispute.id])
    assert "afslut uenigheden" not in page_of(table.payer.editor, table)
    assert "afslut uenigheden" in page_of(table.fund.editor, table)
    client_of(table.payer.editor).post(address, {"tekst": "Vi retter det.", "afslut": "1"})
    dispute.refresh_from_db()
    assert dispute.open, "only those who raised it close it"
    fund.post(address, {"tekst": "Tak.", "afslut": "1"})
    dispute.refresh_from_db()
    assert not dispute.open and dispute.notes.count() == 2
    assert table.settle(csv_of(rows(30))).status == "approved"


def test_a_dispute_holds_no_cpr_number(table: Table) -> None:
    data = {"tekst": "Borgeren 010203-1234 er talt med."}
    answer = client_of(table.fund.editor).post(reverse("dispute", args=[table.contract.id]), data)
    assert not table.contract.disputes.exists()
    assert answer.status_code == 422 and data["tekst"] in answer.content.decode()


# -- what each party sees and may ------------------------------------------------------------
