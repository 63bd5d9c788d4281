"""What each part of a contract sees and may do, takes out, and leaves behind."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from bundlinje.web.accounts.models import User
from bundlinje.web.audit.models import Event
from bundlinje.web.contracts import settling
from bundlinje.web.contracts.models import LedgerEntry, Party, Settlement
from tests.web.conftest import client_of
from tests.web.contract_steps import (
    PRICE,
    Table,
    csv_of,
    make_table,
    page_of,
    rows,
    says_why,
    submit,
    upload,
    waiting,
)


@pytest.fixture
def table(db: None) -> Table:
    return make_table()


def test_investor_and_intermediary_see_sums_only(table: Table) -> None:
    table.settle(csv_of(rows(26)))
    for people in (table.fund, table.middle):
        page = page_of(people.administrator, table)
        assert "Det, der er godkendt" in page and "540.000,00" in page
        assert "Hent resultater ind" not in page and "Indsendt af" not in page
        ledger = page_of(people.reader, table, "contract-ledger")
        assert "540.000,00" in ledger and "Indsendt og godkendt af" not in ledger
        client = client_of(people.administrator)
        for name in ("results-rows", "results-template", "contract-value"):
            assert client.get(reverse(name, args=[table.contract.id])).status_code == 403
        terms = page_of(people.reader, table, "contract")
        assert "Hvad hver part ender med" in terms and " disabled" in terms


def test_small_groups_are_held_back(table: Table) -> None:
    first = table.settle(csv_of(rows(3), rows(21, "2028-H1", start=30)))
    assert first.due == 4 * PRICE
    page = page_of(table.fund.editor, table)
    assert "færre end fem" not in page and "24" in page
    table.settle(csv_of(rows(3), rows(21, "2028-H1", start=30), rows(2, "2028-H2", start=60)))
    for name in ("contract-results", "contract-ledger"):
        page = page_of(table.fund.editor, table, name)
        assert "færre end fem borgere" in page and "180.000,00" not in page
    csv = client_of(table.fund.editor).get(reverse("ledger-file", args=[table.contract.id]))
    assert "180000" not in csv.content.decode()
    assert "180.000,00" in page_of(table.payer.reader, table)
    table.settle(
        csv_of(rows(3), rows(21, "2028-H1", start=30), rows(2, "2028-H2", start=60),
               rows(4, "2029-H1", start=70))
    )  # fmt: skip
    page = page_of(table.fund.editor, table)
    assert "2028-H2 – 2029-H1" in page and "540.000,00" in page


def test_a_sum_says_that_it_holds_a_correction(table: Table) -> None:
    """The people of the corrected period stand as they were counted, and amount and people part."""
    table.settle(csv_of(rows(26)))
    assert "talt før rettelsen" not in page_of(table.fund.editor, table)
    table.settle(csv_of(rows(25), rows(26, "2028-H1", start=50)))
    for name in ("contract-results", "contract-ledger"):
        assert "talt før rettelsen" in page_of(table.fund.editor, table, name)
    page = page_of(table.fund.editor, table)
    assert "lægges ikke sammen" in page and "<strong>52" not in page, "25 and 26 reached it"


def test_a_correction_alone_tells_an_investor_nothing(table: Table) -> None:
    table.settle(csv_of(rows(26)))
    table.settle(csv_of(rows(25)))
    for name in ("contract-results", "contract-ledger"):
        page = page_of(table.fund.editor, table, name)
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
    assert "vilkårene er låst" in page_of(table.payer.editor, table, "contract")
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
    assert page_of(new.reader, table, "contract")


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
