"""Contracts through the API, as the owner and as a party see them."""

from __future__ import annotations

from bundlinje.web.contracts import store
from tests.web.api.conftest import Program, token_of
from tests.web.contract_steps import make_table


def test_the_owner_reads_the_terms_and_a_party_what_it_may(db: None) -> None:
    table = make_table()
    address = f"/contracts/{table.contract.id}"
    owner, party = Program(token_of(table.payer.reader)), Program(token_of(table.fund.reader))
    assert owner.get("/contracts").json()["total"] == 1
    read = party.get(address).json()
    assert read["owner"] == "Kommune"
    assert {one["organisation"] for one in read["parties"]} == {"Kommune", "Hus", "Fond", "Bro"}
    assert "see" in read["may"] and "change" not in read["may"]
    assert party.get(address + "/document").status_code == 403
    terms = owner.get(address + "/document")
    assert terms["ETag"] == f'"{terms.json()["revision"]}"'
    assert terms.json()["document"]["id"] == store.newest(table.contract).document["id"]
