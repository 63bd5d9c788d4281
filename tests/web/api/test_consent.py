"""Consent through the API: each agrees to one exact revision, and what all agreed to holds."""

from __future__ import annotations

from typing import Any

import pytest

from bundlinje.web.contracts.models import Part, Party
from tests.web.api.conftest import Program, token_of
from tests.web.contract_steps import Table, make_table


@pytest.fixture
def table(db: None) -> Table:
    return make_table(signed=False)


class Signing:
    """The programs of those who must agree."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.address = f"/contracts/{table.contract.id}/consent"
        self.owner = Program(token_of(table.payer.editor))
        self.parties = [
            Program(token_of(one.editor)) for one in (table.provider, table.fund, table.middle)
        ]

    def propose(self, revision: int, **more: Any) -> Any:
        return self.owner.ask("post", self.address + "/propose", {"revision": revision, **more})

    def agree(self, who: Program, revision: int) -> Any:
        return who.ask("post", self.address + "/agree", {"revision": revision})

    def paper(self, **more: Any) -> Any:
        body = {"revision": 2, "name": "banken", "date": "2026-11-02", **more}
        return self.owner.ask("post", self.address + "/paper", body)

    def all_agree(self, revision: int) -> Any:
        for one in self.parties:
            assert self.agree(one, revision).status_code == 200
        return self.agree(self.owner, revision).json()

    def note_all_papers(self, revision: int) -> None:
        for one in self.owner.get(self.address).json()["signers"]:
            if one["organisation"] is None:
                assert self.paper(name=one["name"], revision=revision).status_code == 200


def test_the_contract_is_signed_when_all_have_agreed(table: Table) -> None:
    signing = Signing(table)
    empty = signing.owner.get(signing.address).json()
    assert (empty["holds"], empty["revision"], empty["signers"]) == (None, None, [])
    assert signing.agree(signing.owner, 2).json()["type"] == "conflict"
    assert signing.propose(1).json()["type"] == "conflict"
    asked = signing.propose(2).json()
    assert (asked["revision"], asked["waits"], len(asked["digest"])) == (2, True, 64)
    assert {one["called"] for one in asked["signers"]} >= {"Kommune", "Hus", "Fond", "Bro"}
    signing.note_all_papers(2)
    done = signing.all_agree(2)
    assert (done["holds"], done["waits"]) == (2, False)
    assert all(one["agreed"] and one["who"] for one in done["signers"])
    address = f"/contracts/{table.contract.id}"
    assert signing.owner.get(address).json()["stage"] == "signed"
    # The file of exactly that revision has the digest.
    import hashlib

    file = signing.parties[0].get(address + "/files/yaml?version=2").content
    assert hashlib.sha256(file).hexdigest() == done["digest"]
    assert signing.parties[0].get(address + "/files/yaml?version=99").status_code == 404
    assert signing.propose(2).json()["type"] == "consent"


def test_a_party_on_paper_is_noted_by_the_owner(table: Table) -> None:
    table.contract.parties.filter(organisation=table.fund.organisation).delete()
    signing = Signing(table)
    asked = signing.propose(2).json()
    name = next(one["name"] for one in asked["signers"] if one["organisation"] is None)
    for wrong in ({"date": "2099-01-01"}, {"name": "findes-ikke"}, {"name": ""}):
        refused = signing.paper(**{"name": name, **wrong})
        assert refused.status_code == 422
        assert refused.json()["problems"][0]["where"] in wrong
    assert signing.paper(name=name, revision=1).status_code == 409
    noted = signing.paper(name=name).json()["signers"]
    assert [one["on_paper"] for one in noted if one["name"] == name] == ["2026-11-02"]
    party = signing.parties[0]
    body = {"revision": 2, "name": name, "date": "2026-11-02"}
    assert party.ask("post", signing.address + "/paper", body).status_code == 403


def test_a_change_holds_when_all_agree_to_it_from_a_period_on(table: Table) -> None:
    signing = Signing(table)
    signing.propose(2)
    signing.note_all_papers(2)
    signing.all_agree(2)
    document = f"/contracts/{table.contract.id}/document"
    terms = signing.owner.get(document).json()["document"]
    change = {"revision": 2, "changes": [{"path": "caps.total", "value": 3_000_000}]}
    assert signing.owner.ask("patch", document, change).status_code == 200
    standing = signing.owner.get(signing.address).json()
    assert (standing["holds"], standing["revision"], standing["newest"]) == (2, 2, 3)
    period = terms["periods"][1]["id"]
    assert signing.propose(3, first="findes-ikke").json()["type"] == "consent"
    asked = signing.propose(3, first=period).json()
    assert (asked["holds"], asked["revision"], asked["waits"]) == (2, 4, True)
    amended = signing.parties[0].get(document).json()["document"]["amendments"]
    assert amended == [{"from": period, "set": {"caps": {"total": 3_000_000}}}]
    signing.note_all_papers(4)
    assert signing.all_agree(4)["holds"] == 4


def test_an_organisation_with_two_parts_agrees_once(table: Table) -> None:
    Party.objects.create(
        contract=table.contract, organisation=table.fund.organisation, part=Part.INTERMEDIARY
    )
    signing = Signing(table)
    signing.propose(2)
    answer = signing.agree(signing.parties[1], 2).json()
    assert [one["agreed"] for one in answer["signers"] if one["called"] == "Fond"] == [True]
    assert signing.agree(signing.parties[1], 2).status_code == 200
    assert table.contract.agreements.count() == 1


def test_a_yes_is_taken_back_by_a_program_until_all_have_agreed(table: Table) -> None:
    signing = Signing(table)
    signing.propose(2)
    fund = signing.parties[1]
    address = signing.address + "/take-back"
    signing.agree(fund, 2)
    assert fund.ask("post", address, {"revision": 1}).json()["type"] == "conflict"
    answer = fund.ask("post", address, {"revision": 2}).json()
    assert [one["agreed"] for one in answer["signers"] if one["called"] == "Fond"] == [False]
    assert fund.ask("post", address, {"revision": 2}).status_code == 200
    signing.note_all_papers(2)
    assert signing.all_agree(2)["holds"] == 2
    refused = fund.ask("post", address, {"revision": 2})
    assert (refused.status_code, refused.json()["type"]) == (409, "consent")


def test_what_has_ended_is_agreed_to_no_more(table: Table) -> None:
    signing = Signing(table)
    signing.propose(2)
    stage = {"stage": "ended"}
    address = f"/contracts/{table.contract.id}/stage"
    assert signing.owner.ask("put", address, stage).status_code == 200
    refused = signing.agree(signing.parties[0], 2)
    assert (refused.status_code, refused.json()["type"]) == (409, "ended")
    assert signing.propose(2).json()["type"] == "ended"
    assert table.contract.agreements.count() == 0
