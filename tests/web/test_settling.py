"""From results to the ledger: what is read, who may do what, two people, once, and corrected."""

from __future__ import annotations

import datetime
import io
import logging
import threading
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from bundlinje.web.accounts.models import Membership, Role, User
from bundlinje.web.audit.models import Event
from bundlinje.web.contracts import settling
from bundlinje.web.contracts.judging import contract_at
from bundlinje.web.contracts.models import LedgerEntry, Party, Results, Settlement
from bundlinje.web.contracts.results import read_file, unfinished
from bundlinje.web.contracts.settling import RefusedError
from tests.web.conftest import client_of
from tests.web.contract_steps import (
    PRICE,
    Table,
    approve,
    csv_of,
    make_table,
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


def _page(user: Any, table: Table, name: str = "contract-results") -> str:
    client = client_of(user)
    says_why(client, table.contract)
    answer = client.get(reverse(name, args=[table.contract.id]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_results_are_settled_approved_and_entered(table: Table) -> None:
    settlement = table.settle(csv_of(rows(26)))
    assert settlement.status == "approved"
    assert settlement.due == 6 * PRICE
    entry = LedgerEntry.objects.get()
    assert (entry.number, entry.amount) == (1, 6 * PRICE)
    assert settling.ledger_holds(table.contract)
    assert "540.000,00" in _page(table.payer.reader, table, "contract-ledger")


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
    assert "2 rækker gælder en borger, der allerede står med samme resultat" in page
    assert "resultat-6" in page, "how the form is filled in names the outcomes"


def test_a_period_that_has_not_ended_is_pointed_out(table: Table) -> None:
    terms = contract_at(table.contract, table.contract.revision)
    read = read_file("r.csv", csv_of(rows(2)), terms)
    assert unfinished(read, terms, datetime.date(2027, 12, 31)) == ["2027-H2"]
    assert unfinished(read, terms, datetime.date(2028, 1, 1)) == []


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
    assert "kontrolsum passer ikke" in _page(table.payer.reader, table, "contract-ledger")


# -- disputes --------------------------------------------------------------------------------


def test_a_dispute_is_noted_and_blocks_nothing(table: Table) -> None:
    settlement = table.settle(csv_of(rows(26)))
    fund = client_of(table.fund.editor)
    data = {"tekst": "Vi mener, at fem er talt to gange.", "afregning": str(settlement.id)}
    fund.post(reverse("dispute", args=[table.contract.id]), data)
    page = _page(table.payer.reader, table)
    assert "talt to gange" in page and "Åben" in page and "editor@fond.example" in page
    dispute = table.contract.disputes.get()
    address = reverse("dispute-note", args=[table.contract.id, dispute.id])
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


def test_investor_and_intermediary_see_sums_only(table: Table) -> None:
    table.settle(csv_of(rows(26)))
    for people in (table.fund, table.middle):
        page = _page(people.administrator, table)
        assert "Det, der er godkendt" in page and "540.000,00" in page
        assert "Hent resultater ind" not in page and "Indsendt af" not in page
        ledger = _page(people.reader, table, "contract-ledger")
        assert "540.000,00" in ledger and "Indsendt og godkendt af" not in ledger
        client = client_of(people.administrator)
        for name in ("results-rows", "results-template", "contract-value"):
            assert client.get(reverse(name, args=[table.contract.id])).status_code == 403
        terms = _page(people.reader, table, "contract")
        assert "Hvad hver part ender med" in terms and " disabled" in terms


def test_small_groups_are_held_back(table: Table) -> None:
    first = table.settle(csv_of(rows(3), rows(21, "2028-H1", start=30)))
    assert first.due == 4 * PRICE
    page = _page(table.fund.editor, table)
    assert "færre end fem" not in page and "24" in page
    table.settle(csv_of(rows(3), rows(21, "2028-H1", start=30), rows(2, "2028-H2", start=60)))
    for name in ("contract-results", "contract-ledger"):
        page = _page(table.fund.editor, table, name)
        assert "færre end fem borgere" in page and "180.000,00" not in page
    csv = client_of(table.fund.editor).get(reverse("ledger-file", args=[table.contract.id]))
    assert "180000" not in csv.content.decode()
    assert "180.000,00" in _page(table.payer.reader, table)
    table.settle(
        csv_of(rows(3), rows(21, "2028-H1", start=30), rows(2, "2028-H2", start=60),
               rows(4, "2029-H1", start=70))
    )  # fmt: skip
    page = _page(table.fund.editor, table)
    assert "2028-H2 – 2029-H1" in page and "540.000,00" in page


def test_a_sum_says_that_it_holds_a_correction(table: Table) -> None:
    """The people of the corrected period stand as they were counted, and amount and people part."""
    table.settle(csv_of(rows(26)))
    assert "talt før rettelsen" not in _page(table.fund.editor, table)
    table.settle(csv_of(rows(25), rows(26, "2028-H1", start=50)))
    for name in ("contract-results", "contract-ledger"):
        assert "talt før rettelsen" in _page(table.fund.editor, table, name)


def test_a_correction_alone_tells_an_investor_nothing(table: Table) -> None:
    table.settle(csv_of(rows(26)))
    table.settle(csv_of(rows(25)))
    for name in ("contract-results", "contract-ledger"):
        page = _page(table.fund.editor, table, name)
        assert "540.000,00" in page and "færre end fem borgere" in page
        assert "90.000,00" not in page


@pytest.mark.parametrize("kind", ["pdf", "xlsx"])
def test_a_settlement_is_downloaded_by_those_who_settle(kind: str, table: Table) -> None:
    address = reverse("settlement-file", args=[table.contract.id, kind])
    client = client_of(table.payer.editor)
    says_why(client, table.contract)
    assert client.get(address).status_code == 404
    upload(client_of(table.provider.editor), table.contract, csv_of(rows(26)))
    assert len(client.get(address).content) > 3000
    submit(client_of(table.provider.editor), table.contract)
    assert len(client.get(address).content) > 3000
    assert client_of(table.fund.editor).get(address).status_code == 403


def test_the_terms_of_a_contract_that_has_ended_are_locked(table: Table) -> None:
    from bundlinje.web.contracts import store

    client, args = client_of(table.payer.editor), [table.contract.id]
    client.post(reverse("contract-stage", args=args), {"stadie": "ended"})
    before = store.newest(table.contract).number
    data = {"path": "title", "value": "Anden", "revision": 99}
    for name in (
        "change-contract", "upload-contract", "undo-contract", "redo-contract", "add-term",
        "remove-term", "propose-terms", "contract-go-back",
    ):  # fmt: skip
        assert client.post(reverse(name, args=args), data).status_code == 403
    assert store.newest(table.contract).number == before
    assert "vilkårene er låst" in _page(table.payer.editor, table, "contract")
    client.post(reverse("contract-stage", args=args), {"stadie": "running"})
    assert client.post(reverse("change-contract", args=args), data).status_code == 200


def _taken_out(organisation: Any, folder: Path) -> str:
    from bundlinje.web.accounts.export import export

    export(organisation, folder / "alt.zip")
    with zipfile.ZipFile(folder / "alt.zip") as whole:
        return "".join(
            whole.read(name).decode() for name in whole.namelist() if "contracts." in name
        )


def test_an_owner_takes_out_what_its_part_may_see(table: Table, tmp_path: Path) -> None:
    table.settle(csv_of(rows(26)))
    taken = _taken_out(table.payer.organisation, tmp_path)
    assert '"b11"' in taken and "540000" in taken
    assert "540000" not in _taken_out(table.fund.organisation, tmp_path)
    # A fund that owns a contract sees neither rows nor lines of it here either.
    Party.objects.filter(organisation=table.payer.organisation).update(part="investor")
    taken = _taken_out(table.payer.organisation, tmp_path)
    assert "resultat-6" in taken and '"b11"' not in taken and "540000" not in taken


def test_an_owner_that_is_deleted_takes_its_contracts_with_it(table: Table) -> None:
    from bundlinje.web.accounts import closing

    settlement = table.settle(csv_of(rows(26)))
    data = {"tekst": "Uenig.", "afregning": str(settlement.id)}
    client_of(table.fund.editor).post(reverse("dispute", args=[table.contract.id]), data)
    closing.delete(table.payer.organisation)
    assert not LedgerEntry.objects.exists() and not Settlement.objects.exists()
    assert client_of(table.fund.reader).get(reverse("contracts")).status_code == 200


# -- the fund --------------------------------------------------------------------------------


def test_the_portfolio_is_the_librarys(table: Table) -> None:
    """One signed contract has the very figures of that contract's tranche."""
    from bundlinje.web.contracts.fund import fund_page
    from bundlinje.web.contracts.judging import judge

    found = fund_page(table.fund.organisation)
    valuation = judge(table.contract).valuation
    assert found.value is not None and valuation is not None
    junior = valuation.point.tranches["junior"]
    assert found.value.point["calls"] == pytest.approx(junior.drawn)
    page = client_of(table.fund.reader).get(reverse("portfolio")).content.decode()
    assert "Underskrevet (1)" in page and "Idé (0)" in page
    client_of(table.fund.editor).post(
        reverse("portfolio-settings"), {"kapital": "2.000.000", "igen": "1"}
    )
    found = fund_page(table.fund.organisation)
    assert found.value is not None
    assert found.value.portfolio.capital == 2_000_000 and found.value.portfolio.recycles
    for kind in ("pdf", "xlsx"):
        answer = client_of(table.fund.reader).get(reverse("portfolio-file", args=[kind]))
        assert len(answer.content) > 3000


def test_a_fund_without_a_name_in_the_contract_is_told(table: Table) -> None:
    party = Party.objects.get(organisation=table.fund.organisation)
    owner = client_of(table.payer.administrator)
    address = reverse("rename-party", args=[table.contract.id, party.id])
    owner.post(address, {"navn": ""})
    page = client_of(table.fund.reader).get(reverse("portfolio")).content.decode()
    assert "fonden har ingen kapital i den" in page
    owner.post(address, {"navn": "bank"})
    page = client_of(table.fund.reader).get(reverse("portfolio")).content.decode()
    assert "fonden har ingen kapital i den" not in page
    assert client_of(table.payer.reader).get(reverse("portfolio")).status_code == 200


#: For each address, who may: each part's editor (p payer, l provider, i investor, m intermediary).
_MAY = {
    "upload-results": "pl",
    "submit-settlement": "pl",
    "approve-settlement": "p",
    "reject-settlement": "p",
    "results-rows": "pl",
    "dispute": "plim",
    "change-contract": "p",
    "upload-contract": "p",
    "contract-stage": "p",
    "propose-terms": "p",
    "agree-on-paper": "p",
    "contract-versions": "plim",
    "contract-go-back": "p",
    "contract-value": "p",
    "contract-agreement": "plim",
    "contract-ledger": "plim",
    "ledger-file": "plim",
    "invite-party": "",
    "remove-party": "",
}


@pytest.mark.parametrize("name", _MAY)
def test_each_part_may_what_the_table_says(name: str, table: Table) -> None:
    upload(client_of(table.payer.administrator), table.contract, csv_of(rows(26)))
    submit(client_of(table.payer.administrator), table.contract)
    args: list[Any] = [table.contract.id]
    if name in ("approve-settlement", "reject-settlement"):
        args.append(waiting(table.contract).id)
    if name == "remove-party":
        args.append(table.contract.parties.first().id)
    gets = (
        "results-rows",
        "contract-value",
        "contract-agreement",
        "contract-ledger",
        "ledger-file",
        "contract-versions",
    )
    data = {
        "path": "title", "value": "Andet", "stadie": "running", "begrundelse": "x", "tekst": "x",
        "til": "1",
    }  # fmt: skip
    people = {"p": table.payer, "l": table.provider, "i": table.fund, "m": table.middle}
    for letter, one in people.items():
        for role, user in (("editor", one.editor), ("reader", one.reader)):
            client, address = client_of(user), reverse(name, args=args)
            answer = client.get(address) if name in gets else client.post(address, data)
            allowed = letter in _MAY[name]
            if role == "reader":
                allowed = allowed and name in gets and name != "results-rows"
            assert (answer.status_code != 403) == allowed, (name, letter, role)


def test_a_party_that_was_removed_sees_nothing(db: None) -> None:
    table = make_table(signed=False)
    party = Party.objects.get(organisation=table.fund.organisation)
    address = reverse("remove-party", args=[table.contract.id, party.id])
    client_of(table.payer.administrator).post(address)
    answer = client_of(table.fund.reader).get(reverse("contract", args=[table.contract.id]))
    assert answer.status_code == 404


def test_an_organisation_becomes_a_party_by_a_link_that_works_once(table: Table) -> None:
    from tests.web.conftest import make_people

    new, other = make_people("Ny", "fond"), make_people("Anden", "fond")
    owner = client_of(table.payer.administrator)
    page = owner.post(
        reverse("invite-party", args=[table.contract.id]), {"part": "investor", "navn": "bank"}
    ).content.decode()
    link = page[page.index("/kontrakter/part/") :].split("<")[0].strip()
    assert client_of(new.editor).post(link).status_code == 403
    assert client_of(new.administrator).post(link).status_code == 302
    assert Party.objects.get(organisation=new.organisation).name == "bank"
    assert client_of(other.administrator).post(link).status_code == 404
    assert _page(new.reader, table, "contract")


def test_who_did_what_holds_no_contents(table: Table) -> None:
    table.settle(csv_of(rows(26)))
    said = {event.action for event in Event.objects.filter(which=str(table.contract.id))}
    assert {"create", "results", "submit", "approve"} <= said
    assert not Event.objects.filter(detail__icontains="b1").exists()
    page = client_of(table.payer.administrator).get(reverse("events")).content.decode()
    assert "godkendte en afregning" in page and table.contract.title in page


def test_a_deleted_account_leaves_the_settlement(table: Table) -> None:
    settlement = table.settle(csv_of(rows(26)))
    User.objects.get(pk=settlement.submitted_by_id).delete()
    settlement.refresh_from_db()
    assert settlement.submitted_by is None and settlement.status == "approved"
    assert settling.ledger_holds(table.contract)
